"""What the search team tells about answers of the graph; two titles become a task at once, a lead closes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kgraph.core.query.expand import EXPANDABLE, expand
from kgraph.core.query.normalize import normalize_title
from kgraph.models import Edge, Feedback, FeedbackClosing
from kgraph.selectors.releases import release_choose, snapshot_open
from kgraph.services.notices import notice_record
from taxonomy.core.errors import BadInput, NotFound
from taxonomy.core.normalisation import TitleRefused, normalise
from taxonomy.models import Pair, Person, Task, Title
from taxonomy.services.audit import audit_record
from taxonomy.services.candidates import candidates_store
from taxonomy.services.pairs import pair_get_or_create
from taxonomy.services.tasks import tasks_reopen

_PRIORITY = 10.0
"""Before everything that a model thinks worth asking: somebody is waiting for it."""


_MOST_EDGES = 10
_DEPTH = 3
_LOOKED_THROUGH = 5_000
"""Terms among which those that are complained about are looked for."""


@dataclass(frozen=True, slots=True)
class FeedbackReceipt:
    """What came of it: the row, and the tasks that ask about the titles of each edge (none: nothing is to be asked)."""

    feedback: Feedback
    tasks: tuple[int, ...]


@transaction.atomic
def feedback_record(
    *,
    person: Person,
    kind: str,
    text: str = "",
    concept: int | None = None,
    edge: int | None = None,
    title_a: int | None = None,
    title_b: int | None = None,
    relation: str = "",
    release: int | None = None,
    query_id: str = "",
    terms: Sequence[str] = (),
    comment: str = "",
) -> FeedbackReceipt:
    """Store feedback. A settled pair of titles is asked again, blind, since somebody doubts it.

    What is doubted is the pair that is named, or the two titles of the ``edge``, or those of the edges over which the
    ``terms`` had been found for the ``concept`` (or for the ``text``, the query) in the release.

    Raises:
        BadInput: it says nothing, or names one title only.
        NotFound, SameTitle, ReleaseMissing
    """
    if (title_a is None) != (title_b is None):
        raise BadInput("Name both titles or none.", field="title_b" if title_b is None else "title_a")
    if title_a is None and not text and concept is None and edge is None and not comment:
        raise BadInput(
            "Say what it is about: a text, a concept, an edge, two titles or a comment.", field="comment"
        )
    for field, title in (("title_a", title_a), ("title_b", title_b)):
        if title is not None and not Title.objects.filter(pk=title).exists():
            raise NotFound(f"There is no title {title}.", field=field)
    doubted = _edges_doubted(edge, terms, concept, text, release)
    row = Feedback.objects.create(
        person=person,
        kind=kind,
        text=text,
        concept=concept,
        edge=edge,
        title_a_id=title_a,
        title_b_id=title_b,
        relation=relation,
        release=release,
        query_id=query_id,
        terms=list(terms),
        edges=[one.pk for one in doubted],
        comment=comment,
        created_at=timezone.now(),
    )
    pairs = [(title_a, title_b)] if title_a is not None and title_b is not None else []
    pairs += [(one.subject_title_id, one.object_title_id) for one in doubted]
    tasks = tuple(dict.fromkeys(_ask(a, b, person) for a, b in pairs))
    audit_record(
        actor=person,
        action="feedback.record",
        obj_type="feedback",
        obj_id=row.pk,
        data={"kind": kind, "release": release, "tasks": tasks},
    )
    return FeedbackReceipt(row, tasks)


def _edges_doubted(
    edge: int | None, terms: Sequence[str], concept: int | None, query: str, release: int | None
) -> list[Edge]:
    """The edges that stand and are doubted, `_MOST_EDGES` at the most.

    Raises:
        NotFound: no edge has that number.
    """
    if edge is not None and not Edge.objects.filter(pk=edge).exists():
        raise NotFound(f"There is no edge {edge}.", field="edge")
    numbers = [edge] if edge is not None else _edges_behind(terms, concept, query, release)
    standing = {one.pk: one for one in Edge.objects.filter(pk__in=numbers, active=True)}
    return [standing[number] for number in numbers if number in standing][:_MOST_EDGES]


def _edges_behind(terms: Sequence[str], concept: int | None, query: str, release: int | None) -> list[int]:
    """The ids of the edges over which a query was given these terms, in the order of the terms."""
    if not terms or (concept is None and not query):
        return []
    graph = snapshot_open(release_choose(str(release) if release is not None else "latest").artifact)
    start = graph.concept_with_id(graph.redirect(concept) or concept) if concept is not None else None
    if concept is None and (match := normalize_title(graph, query).match):
        start = match.concept
    if start is None:
        return []
    found = expand(graph, start, relations=EXPANDABLE, depth=_DEPTH, decay=1.0, limit=_LOOKED_THROUGH)
    edges = {graph.title_key[term.title]: term.edges for term in found}
    keys = [key for term in terms if (key := _key(term)) in edges]
    return list(dict.fromkeys(graph.edge_id(edge) for key in keys for edge in edges[key]))


def _key(text: str) -> str:
    try:
        return normalise(text).key
    except TitleRefused:
        return ""


@transaction.atomic
def feedback_close(*, feedback_id: int, by: Person, note: str = "") -> Feedback:
    """Say that feedback was dealt with, and how. The first word stays: twice changes nothing.

    Raises:
        NotFound
    """
    row = Feedback.objects.filter(pk=feedback_id).first()
    if row is None:
        raise NotFound(f"There is no feedback {feedback_id}.")
    _, new = FeedbackClosing.objects.get_or_create(
        feedback=row, defaults={"person": by, "note": note, "created_at": timezone.now()}
    )
    if new:
        audit_record(
            actor=by, action="feedback.close", obj_type="feedback", obj_id=row.pk, data={"note": note}
        )
        notice_record("feedback.closed", {"feedback": row.pk, "note": note})
    return row


def _ask(title_a: int, title_b: int, person: Person) -> int:
    pair, _ = pair_get_or_create(title_a, title_b)
    candidates_store([(title_a, title_b, 1.0)], proposer="feedback", by=person)
    return _task_for(pair)


def _task_for(pair: Pair) -> int:
    now = timezone.now()
    task, new = Task.objects.get_or_create(
        pair=pair,
        defaults={
            "priority": _PRIORITY,
            "reason": "The search team asks.",
            "created_at": now,
            "updated_at": now,
        },
    )
    if not new and task.state == Task.State.SETTLED:
        tasks_reopen([pair.pk])
    if not new and task.state in (Task.State.OPEN, Task.State.SETTLED) and task.priority < _PRIORITY:
        Task.objects.filter(pk=task.pk, state=Task.State.OPEN).update(priority=_PRIORITY, updated_at=now)
    return task.pk
