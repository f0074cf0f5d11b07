"""What a change of the taxonomy asks for, as decisions on pairs of titles: read from the working graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q

from kgraph.core.changes import Step, split_steps
from kgraph.models import Concept, Edge
from kgraph.selectors.graph import concept_titles
from taxonomy.core.errors import BadInput, NotFound, Refused

Kind = Literal["move", "merge", "split"]


class ChangeOvertaken(Refused):
    """The graph is no longer as the change takes it to be, or is so already; nothing was changed."""

    code = "change.overtaken"


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants.

    Attributes:
        concept: which one.
        out_of: move: the broader concept under which it stands no more; None keeps all its places.
        under: move: the broader concept under which it is to stand; None only takes it out.
        into: merge: the concept that it becomes part of.
        titles: split: the titles that leave; relation: what they then are to the others, None for nothing.
    """

    kind: Kind
    concept: int
    out_of: int | None = None
    under: int | None = None
    into: int | None = None
    titles: tuple[int, ...] = ()
    relation: str | None = None


def change_steps(change: Change) -> list[Step]:
    """The decisions that make up a change, in the order in which they are to be merged.

    Raises:
        NotFound, BadInput, UnknownRelation
        ChangeOvertaken: the concept was merged away, does not stand where it is to be taken from, or is there already.
    """
    if change.kind == "move":
        return _move(change)
    if change.kind == "merge":
        return _merge(change)
    return _split(change)


def _move(change: Change) -> list[Step]:
    if change.out_of is None and change.under is None:
        raise BadInput("Say from where, or to where.", field="under")
    ends = [n for n in (change.concept, change.out_of, change.under) if n is not None]
    if change.under == change.concept or (change.out_of is not None and change.out_of == change.under):
        raise BadInput("A concept cannot be moved there: it is the same one.", field="under")
    concepts = _current(ends)
    concept = concepts[change.concept]
    above = _edges(Q(relation="broader", object_concept=change.concept))
    steps: list[Step] = []
    if change.out_of is not None:
        old = [edge for edge in above if edge.subject_concept_id == change.out_of]
        if not old:
            raise ChangeOvertaken(
                f"“{concept.preferred.text}” does not stand under “{concepts[change.out_of].preferred.text}” any more."
            )
        steps += [Step(edge.subject_title_id, edge.object_title_id, None) for edge in old]
    if change.under is not None:
        if any(edge.subject_concept_id == change.under for edge in above):
            raise ChangeOvertaken(
                f"“{concept.preferred.text}” stands under “{concepts[change.under].preferred.text}” already."
            )
        steps.append(Step(concepts[change.under].preferred_id, concept.preferred_id, "broader"))
    return steps


def _merge(change: Change) -> list[Step]:
    if change.into is None:
        raise BadInput("Say into which concept.", field="into")
    if change.into == change.concept:
        raise BadInput("The two concepts are the same one.", field="into")
    concepts = _current([change.concept, change.into])
    between = Q(subject_concept=change.concept, object_concept=change.into)
    between |= Q(subject_concept=change.into, object_concept=change.concept)
    steps = [Step(edge.subject_title_id, edge.object_title_id, None) for edge in _edges(between)]
    pair = (concepts[change.into].preferred_id, concepts[change.concept].preferred_id)
    # An edge that stood between just these two is replaced, not taken back first.
    steps = [step for step in steps if set(step.pair) != set(pair)]
    return [*steps, Step(*pair, "synonym")]


def _split(change: Change) -> list[Step]:
    _current([change.concept])
    titles = concept_titles(change.concept)
    members = {int(title["id"]): order for order, title in enumerate(titles)}
    leaving = set(change.titles)
    if not leaving or not leaving < set(members):
        raise BadInput("Name some of the concept's titles, and not all of them.", field="titles")
    synonyms = _edges(Q(relation="synonym", subject_concept=change.concept))
    steps = split_steps(
        members, [(edge.subject_title_id, edge.object_title_id) for edge in synonyms], leaving
    )
    if change.relation:
        if change.relation == "synonym":
            raise BadInput("Titles that part are no synonyms.", field="relation")
        main = [min(side, key=lambda title: members[title]) for side in (leaving, members.keys() - leaving)]
        steps = [step for step in steps if set(step.pair) != set(main)]
        steps.append(Step(main[0], main[1], change.relation))
    return steps


def _edges(where: Q) -> Sequence[Edge]:
    return list(Edge.objects.filter(where, active=True).order_by("id"))


def _current(numbers: list[int]) -> dict[int, Concept]:
    """These concepts, which must be part of the graph now."""
    found = Concept.objects.select_related("preferred").in_bulk(numbers)
    for number in numbers:
        if number not in found:
            raise NotFound(f"There is no concept {number}.")
        if (other := found[number].replaced_by_id) is not None:
            raise ChangeOvertaken(f"Concept {number} is part of concept {other} now.")
    return found
