"""Reading gold items, assignments and the guideline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet

from taxonomy.core.errors import NotFound
from taxonomy.core.relations import read
from taxonomy.models import Assignment, Decision, GoldItem, Guideline, Person, Task
from taxonomy.selectors.pairs import pair_ref


def gold_all() -> QuerySet[GoldItem]:
    """Gold that counts, with pairs and people."""
    return GoldItem.objects.filter(retired_at=None).select_related(
        "pair__title_a", "pair__title_b", "made_by"
    )


def gold_get(number: int) -> GoldItem:
    """One gold item that counts.

    Raises:
        NotFound
    """
    found = gold_all().filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no gold item {number}.")
    return found


def gold_row(item: GoldItem) -> dict[str, Any]:
    """A gold item for the API."""
    return {
        "id": item.pk,
        "pair": pair_ref(item.pair),
        "relation": read(item.relation, item.reversed),
        "note": item.note,
        "made_by": item.made_by.username,
        "created_at": item.created_at,
    }


def assignments_all(*, of: Person | None) -> QuerySet[Assignment]:
    """Assignments of one person, or of all."""
    found = Assignment.objects.select_related("person", "made_by")
    return found if of is None else found.filter(person=of)


def assignment_get(number: int) -> Assignment:
    """One assignment.

    Raises:
        NotFound
    """
    found = assignments_all(of=None).filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no assignment {number}.")
    return found


def assignment_rows(assignments: Sequence[Assignment]) -> list[dict[str, Any]]:
    """Assignments for the API, with how far they are. One query more, whatever their number."""
    waiting = Task.objects.filter(
        assignment__in=[one.pk for one in assignments], state=Task.State.OPEN, assigned_to__isnull=False
    ).extra(where=["NOT seen_by @> ARRAY[assigned_to_id]"])
    left = dict(waiting.values("assignment").annotate(n=Count("pk")).values_list("assignment", "n"))
    return [
        {
            "id": one.pk,
            "person": one.person.username,
            "name": one.person.get_full_name() or one.person.username,
            "note": one.note,
            "tasks": one.tasks,
            "left": left.get(one.pk, 0),
            "due_on": one.due_on,
            "made_by": one.made_by.username,
            "created_at": one.created_at,
            "ended_at": one.ended_at,
        }
        for one in assignments
    ]


def guideline_now() -> Guideline | None:
    """The newest version; None where nobody has written one."""
    return Guideline.objects.select_related("made_by").order_by("-version").first()


def guideline_versions() -> QuerySet[Guideline]:
    """All versions."""
    return Guideline.objects.select_related("made_by")


def guideline_row(guideline: Guideline | None) -> dict[str, Any]:
    """A version for the API; version 0 and an empty text where there is none."""
    if guideline is None:
        return {
            "version": 0,
            "text": "",
            "note": "",
            "relations": [],
            "asked_again": 0,
            "made_by": None,
            "created_at": None,
        }
    return {
        "version": guideline.version,
        "text": guideline.text,
        "note": guideline.note,
        "relations": guideline.relations,
        "asked_again": guideline.asked_again,
        "made_by": guideline.made_by.username,
        "created_at": guideline.created_at,
    }


def guideline_affected(relations: Sequence[str]) -> QuerySet[Task]:
    """Settled tasks whose pair stands in one of these relations by the word of annotators alone.

    What a lead decided is not asked again: it would outrank the answer.
    """
    return Task.objects.filter(
        state=Task.State.SETTLED,
        pair__decision__relation__in=list(relations),
        pair__decision__settled_by=Decision.SettledBy.CONSENSUS,
    )
