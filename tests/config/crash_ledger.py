"""What the database holds after the crash test, as JSON (run as a module)."""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    """Print every annotation that counts, and the sums that must agree."""
    from django.db.models import Count, F, Q

    from taxonomy.models import Annotation, Decision, Task

    held = Annotation.objects.filter(undo=None)
    # An answer that came after a task was settled is kept beside the count.
    answers = Task.objects.filter(state="open").annotate(
        held=Count("annotations", filter=Q(annotations__undo=None))
    )
    twice = held.values("pair_id", "person_id").annotate(count=Count("pk")).filter(count__gt=1).count()
    body = {
        "annotations": {
            str(row.client_key): [row.pk, row.person.username, row.pair_id]
            for row in held.select_related("person").iterator()
        },
        "judged_twice_by_one_person": twice,
        "tasks_with_too_many_answers": answers.filter(held__gt=F("wanted")).count(),
        "tasks_whose_counter_is_wrong": answers.exclude(held=F("answers")).count(),
        "pending": Decision.objects.filter(merge_state="pending").count(),
    }
    print(json.dumps(body))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.embedded.share import use_services

    use_services()
    django.setup()
    main()
