"""Changes of the taxonomy by people: a move, a merge or a split as one change set, all of it or nothing.

Each is made of ordinary decisions of the ledger, so that it is judged by the algebra, told in the history and taken
back like every other one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from kgraph.core.algebra import Merged, Outcome, Outranked, Refusal, Refused, merge, undo
from kgraph.core.algebra.merge import Effect
from kgraph.core.algebra.preview import made_impossible_by, preview_series
from kgraph.core.algebra.size import too_large
from kgraph.core.changes import Step
from kgraph.models import Concept, Edge, Membership
from kgraph.selectors.changes import Change, change_steps
from kgraph.selectors.graph import concept_get
from kgraph.selectors.loading import title_words
from kgraph.selectors.retirements import retired_titles
from kgraph.selectors.second_yes import size_limits
from kgraph.selectors.stored_graph import StoredGraph
from kgraph.selectors.waiting import waiting_around
from kgraph.services.concepts import concept_prefer
from kgraph.services.preview import (
    BUDGET,
    edge_seen,
    impossible_seen,
    inferred_seen,
    moves_seen,
    names_founded,
    one_snapshot,
)
from taxonomy.core.errors import Refused as RefusedFault
from taxonomy.core.normalisation import normalise
from taxonomy.core.readers import BadRow, RawTitle
from taxonomy.core.readers.rows import Notices
from taxonomy.core.relations import inverse, store
from taxonomy.models import ChangeSet, Decision, Pair, Person, Title
from taxonomy.services.decisions import Settlement, change_set_open, decision_record
from taxonomy.services.imports import titles_import_rows
from taxonomy.services.pairs import pairs_ensure

BY_HAND = "by hand"
"""Source of the titles that taxonomists write themselves."""


class ChangeWaits(RefusedFault):
    """The change is so large that another person must agree; as a whole it cannot wait, so nothing was saved."""

    code = "change.second_yes_needed"


class TitleElsewhere(RefusedFault):
    """The title belongs to another concept; ``extra`` names it."""

    code = "title.elsewhere"


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed: revert the change set to have all of it back."""

    change_set: ChangeSet
    decisions: int


def change_preview(change: Change) -> dict[str, Any]:
    """What a change would do to the graph as it is this moment. Reads only.

    Raises:
        NotFound, BadInput, UnknownRelation, ChangeOvertaken
    """
    with one_snapshot():
        return steps_preview(change_steps(change))


def steps_preview(steps: Sequence[Step]) -> dict[str, Any]:
    """What merging decisions one after the other would do: JSON data, see `ChangePreviewOut`."""
    series = [step.settled() for step in steps]
    titles = {title for step in steps for title in step.pair}
    words = title_words(titles)
    graph = StoredGraph()
    graph.need_pairs([settled.pair for settled in series])
    seen = preview_series(graph, series, budget=BUDGET)
    refusal = _barred(steps) or _refusal(seen.outcomes)
    effects = [outcome.effect for outcome in seen.outcomes if isinstance(outcome, Merged)]
    conflicts: tuple[list[Any], bool] = ([], True)
    held = None
    if refusal is None:
        held = _held(graph, steps)
        around = [waiting_around(step.pair, pair=step.pair) for step in steps if step.relation]
        others = {one for found, _ in around for one in found if one.settled.pair not in _pairs(steps)}
        graph.need_pairs([one.settled.pair for one in others])
        by_fact = {(one.settled.pair, one.settled.decision): one for one in others}
        found = made_impossible_by(graph, series, list({one.settled for one in others}))
        rows = [(by_fact[other.pair, other.decision], why) for other, why in found]
        conflicts = rows, all(complete for _, complete in around)
    names = names_founded(effects, words)
    outranked = next((one.edge for one in seen.outcomes if isinstance(one, Outranked)), None)
    return {
        "allowed": refusal is None and outranked is None,
        "refusal": None
        if refusal is None
        else {"rule": refusal.rule.value, "sentence": refusal.sentence, "chain": refusal.chain_data()},
        "outranked_by": edge_seen(outranked, words) if outranked else None,
        "ends": [edge_seen(e.ended, words) for e in effects if e.ended and e.kind in ("ended", "replaced")],
        "adds": [_added(step, words) for step in steps if step.relation],
        **moves_seen(effects, names),
        "gained": inferred_seen(seen.gained, names),
        "lost": inferred_seen(seen.lost, names),
        "conflicts": impossible_seen(*conflicts),
        "second_yes": held.sentence if held else None,
        "complete": seen.complete,
    }


@transaction.atomic
def change_apply(change: Change, *, person: Person, reason: str = "") -> Changed:
    """Make a change, in ledger and graph at once.

    Raises:
        NotFound, BadInput, UnknownRelation, ChangeOvertaken, ChangeWaits, AlgebraRefusal, Outranked, GraphBusy:
            nothing was saved.
    """
    return steps_apply(change_steps(change), kind=change.kind, person=person, reason=reason)


def steps_apply(steps: Sequence[Step], *, kind: str, person: Person, reason: str) -> Changed:
    """Decide all steps in their order as one change set, in the caller's transaction; see `change_apply`."""
    pairs = pairs_ensure(step.pair for step in steps)
    # All at once and in the order of every other writer; the graph's lock comes with the first decision.
    list(Pair.objects.select_for_update().filter(pk__in=pairs.values()).order_by("pk"))
    change_set = change_set_open(kind=kind, made_by=person, note=reason)
    for step in steps:
        low, _ = step.pair
        seen = inverse(step.relation) if step.relation and step.title_a != low else step.relation
        decision = decision_record(
            Settlement(
                pair_id=pairs[step.pair],
                relation=seen,
                settled_by=Decision.SettledBy.REVIEW,
                person=person,
                reason=reason,
                evidence={"change": kind},
            ),
            change_set=change_set,
        )
        if decision.merge_state == Decision.MergeState.CONFLICT:
            raise ChangeWaits(
                "This changes so much that another person must agree, which only single decisions can wait for. Decide"
                " the new relation by itself; when it is agreed, take the old one away."
            )
    return Changed(change_set, len(steps))


@transaction.atomic
def concept_title_add(
    *, concept_id: int, text: str, prefer: bool, person: Person, reason: str = ""
) -> tuple[Title, ChangeSet | None]:
    """Give a concept one more title, new or known, or only prefer it where the concept has it already.

    A concept that is nothing but this title joins.

    Returns:
        the title, and the change set of the synonym; None when the title was the concept's before.

    Raises:
        TitleRefused: nothing usable is left of ``text``.
        TitleElsewhere: it is a title of another concept, which would have to be merged.
        NotFound, ChangeOvertaken, ChangeWaits, AlgebraRefusal, GraphBusy: nothing was saved.
    """
    concept = concept_get(concept_id)
    if concept.replaced_by_id is not None:
        concept = concept_get(concept.replaced_by_id)
    title = title_by_hand(text, language=concept.preferred.language, person=person)
    home = Membership.objects.filter(title=title).select_related("concept__preferred").first()
    changed = None
    if home is not None and home.concept_id != concept.pk and _is_in_use(home.concept):
        name = home.concept.preferred.text
        alone = home.concept.size == 1
        raise TitleElsewhere(
            f"“{title.text}” is {'the concept' if alone else 'a title of the concept'} “{name}” ({home.concept_id})."
            " Merge the two, or split it off there first.",
            field="text",
            extra={"concept": home.concept_id, "name": name},
        )
    if home is None or home.concept_id != concept.pk:
        step = Step(concept.preferred_id, title.pk, "synonym")
        changed = steps_apply([step], kind="title", person=person, reason=reason).change_set
    if prefer:
        concept_prefer(concept_id=concept.pk, title_id=title.pk, person=person)
    return title, changed


def _is_in_use(concept: Concept) -> bool:
    """Whether there is more to a concept than its one title, which was left over when a synonym was taken back."""
    edges = Edge.objects.filter(Q(subject_concept=concept) | Q(object_concept=concept), active=True)
    return concept.size > 1 or edges.exists()


def title_by_hand(text: str, *, language: str, person: Person) -> Title:
    """The title of this text, imported under the source `BY_HAND` when nobody has it yet."""
    wanted = normalise(text)
    known = Title.objects.filter(language=language, key=wanted.key).first()
    if known is not None:
        return known
    titles_by_hand([text], language=language, person=person)
    return Title.objects.get(language=language, key=wanted.key)


def titles_by_hand(texts: Iterable[str], *, language: str, person: Person) -> None:
    """Import titles that somebody wrote."""
    rows: list[RawTitle | BadRow] = [RawTitle(row, text) for row, text in enumerate(texts, 1)]
    titles_import_rows(
        rows=iter(rows),
        notices=Notices(),
        name=BY_HAND,
        sha256="",
        format="hand",
        language=language,
        source=BY_HAND,
        by=person,
    )


def _pairs(steps: Sequence[Step]) -> set[tuple[int, int]]:
    return {step.pair for step in steps}


def _barred(steps: Sequence[Step]) -> Refusal | None:
    """The refusal of a step that would hang an edge on a retired concept."""
    titles = {title for step in steps if step.relation for title in step.pair}
    return next(iter(retired_titles(titles).values()), None)


def _refusal(outcomes: Sequence[Outcome]) -> Refusal | None:
    return next((outcome.refusal for outcome in outcomes if isinstance(outcome, Refused)), None)


def _held(graph: StoredGraph, steps: Sequence[Step]) -> Refusal | None:
    """Why another person must agree to one of the steps, each looked at after those before it; the graph is as before."""
    limits = size_limits()
    if limits.off():
        return None
    effects: list[Effect] = []
    try:
        for index, step in enumerate(steps):
            if held := too_large(graph, step.settled(), limits):
                return held
            outcome = merge(graph, step.settled(), number=-100_000 - index)
            if not isinstance(outcome, Merged):
                return None
            effects.append(outcome.effect)
        return None
    finally:
        for effect in reversed(effects):
            undo(graph, effect)


def _added(step: Step, words: dict[int, str]) -> dict[str, Any]:
    assert step.relation is not None
    stored = store(step.relation)
    a, b = (step.title_b, step.title_a) if stored.reversed else (step.title_a, step.title_b)
    return {"relation": stored.relation, "subject_title": words[a], "object_title": words[b]}
