"""Reading pairs, annotations and disputed tasks, with blindness kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from taxonomy.core.errors import NotFound
from taxonomy.core.relations import read
from taxonomy.gate import graph_gate
from taxonomy.models import Annotation, Candidate, Decision, Pair, Person, Proposal, Task
from taxonomy.selectors.titles import title_ref


def pair_ref(pair: Pair) -> dict[str, Any]:
    """A pair with both titles (select them along)."""
    return {"id": pair.pk, "title_a": title_ref(pair.title_a), "title_b": title_ref(pair.title_b)}


def annotation_row(annotation: Annotation) -> dict[str, Any]:
    """An annotation for the API (select person and pair's titles along)."""
    return {
        "id": annotation.pk,
        "task_id": annotation.task_id,
        "pair": pair_ref(annotation.pair),
        "person": annotation.person.username,
        "relation": read(annotation.relation, annotation.reversed),
        "comment": annotation.comment,
        "flagged": annotation.flagged,
        "blind": annotation.blind,
        "duration_ms": annotation.duration_ms,
        "created_at": annotation.created_at,
        "undone": hasattr(annotation, "undo"),
    }


def annotations_matching(*, person: Person | None, q: str = "", relation: str = "") -> QuerySet[Annotation]:
    """Annotations, of one person or of all; ``q`` is found in either title."""
    found = Annotation.objects.select_related("person", "pair__title_a", "pair__title_b", "undo")
    if person is not None:
        found = found.filter(person=person)
    if relation:
        found = found.filter(relation=relation)
    if q:
        found = found.filter(pair__title_a__key__contains=q.casefold()) | found.filter(
            pair__title_b__key__contains=q.casefold()
        )
    return found


def pair_detail(pair_id: int, *, viewer: Person, may_see_answers: bool) -> dict[str, Any]:
    """All that is known of a pair.

    Until a task is settled, whoever may be asked (again) sees neither the others' answers nor the model's proposal:
    only their own. Leads see everything.

    Raises:
        NotFound: there is no such pair.
    """
    pair = Pair.objects.select_related("title_a", "title_b", "decision").filter(pk=pair_id).first()
    if pair is None:
        raise NotFound(f"There is no pair {pair_id}.")
    task = Task.objects.filter(pair=pair).first()
    blind = not may_see_answers and task is not None and task.state in (Task.State.OPEN, Task.State.DISPUTED)
    annotations = annotations_matching(person=viewer if blind else None).filter(pair=pair).order_by("pk")
    proposals = [] if blind else list(Proposal.objects.filter(pair=pair).order_by("-pk")[:20])
    around = graph_gate().related_titles([pair.title_a_id, pair.title_b_id])
    return {
        **pair_ref(pair),
        "blind": blind,
        "task": {"id": task.pk, "state": task.state, "wanted": task.wanted, "answers": task.answers}
        if task
        else None,
        "decision": decision_row(pair.decision) if pair.decision else None,
        "annotations": [annotation_row(a) for a in annotations],
        "proposals": [
            {
                "id": p.pk,
                "relation": read(p.relation, p.reversed),
                "score": p.score,
                "proposer": p.proposer,
                "model_version": p.model_version,
                "state": p.state,
                "created_at": p.created_at,
            }
            for p in proposals
        ],
        "candidates": list(Candidate.objects.filter(pair=pair).values("proposer", "version", "score")),
        "graph": {"title_a": around.get(pair.title_a_id, []), "title_b": around.get(pair.title_b_id, [])},
    }


def decision_row(decision: Decision) -> dict[str, Any]:
    """A decision in short."""
    return {
        "seq": decision.seq,
        "relation": read(decision.relation, decision.reversed) if decision.relation else None,
        "settled_by": decision.settled_by,
        "model_version": decision.model_version,
        "reason": decision.reason,
        "merge_state": decision.merge_state,
        "created_at": decision.created_at,
    }


def disputes() -> QuerySet[Task]:
    """Tasks that wait for a lead."""
    return Task.objects.filter(state=Task.State.DISPUTED).select_related("pair__title_a", "pair__title_b")


def dispute_rows(tasks: Sequence[Task]) -> list[dict[str, Any]]:
    """Disputed tasks with all answers side by side and the graph around both titles; four queries in all."""
    answers: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Annotation.objects.filter(task__in=tasks, undo=None).select_related("person").order_by("pk")
    for a in rows:
        answers[a.task_id or 0].append(
            {
                "id": a.pk,
                "person": a.person.username,
                "relation": read(a.relation, a.reversed),
                "comment": a.comment,
                "flagged": a.flagged,
                "created_at": a.created_at,
            }
        )
    titles = [pk for t in tasks for pk in (t.pair.title_a_id, t.pair.title_b_id)]
    around = graph_gate().related_titles(titles) if titles else {}
    return [
        {
            "task_id": task.pk,
            "pair": pair_ref(task.pair),
            "reason": task.reason,
            "answers": answers[task.pk],
            "graph": {
                "title_a": around.get(task.pair.title_a_id, []),
                "title_b": around.get(task.pair.title_b_id, []),
            },
        }
        for task in tasks
    ]
