"""Reading the queue: why it is empty, how far a person is, who answered what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from taxonomy.models import Annotation, Person, Task


def queue_emptiness(person: Person) -> dict[str, Any]:
    """Why there is nothing for this person, in a sentence that says what to do."""
    now = timezone.now()
    open_tasks = Task.objects.filter(state=Task.State.OPEN)
    counts = open_tasks.aggregate(
        open=Count("pk"),
        leased=Count("pk", filter=Q(leased_until__gt=now)),
        seen=Count("pk", filter=Q(seen_by__contains=[person.pk])),
    )
    if not counts["open"]:
        reason = "nothing_open"
        sentence = "Every pair in the queue is settled. A lead can fill it with new candidates."
    elif counts["seen"] == counts["open"]:
        reason = "all_seen"
        sentence = (
            f"You have answered or skipped all {counts['open']} open pairs; they wait for somebody else."
        )
    else:
        reason = "all_leased"
        sentence = (
            f"{counts['leased']} of {counts['open']} open pairs are in other people's hands. Leases run out by themselves;"
            " a lead can release them at once."
        )
    return {"reason": reason, "sentence": sentence, "open": counts["open"], "leased": counts["leased"]}


def progress_of(person: Person) -> dict[str, int]:
    """How many pairs a person has judged: today (UTC), and in all."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    counts = Annotation.objects.filter(person=person, undo=None).aggregate(
        done_total=Count("pk"), done_today=Count("pk", filter=Q(created_at__gte=today))
    )
    return {**counts, "open": Task.objects.filter(state=Task.State.OPEN).count()}


def leases_stuck(older_than: timedelta) -> int:
    """Leases that ran out longer ago than that and were never given to anybody else."""
    limit = timezone.now() - older_than
    return Task.objects.filter(state=Task.State.OPEN, leased_until__lt=limit).count()
