"""Bulk edit: rows of a spreadsheet, tried row by row, then done as one change set that is taken back whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.db import transaction

from kgraph.core.algebra import Effect, MemoryGraph, Merged, Outranked, Refused, merge, undo
from kgraph.core.algebra.size import SizeLimits, too_large
from kgraph.core.bulk_rows import NOTHING, BulkRow
from kgraph.core.changes import Step
from kgraph.models import Edge, Membership
from kgraph.selectors.loading import ledger_rows, load_graph
from kgraph.selectors.part import MOST_ROWS, part_rows
from kgraph.selectors.retirements import retired_titles
from kgraph.selectors.second_yes import size_limits
from kgraph.selectors.stored_graph import StoredGraph
from kgraph.services.changes import titles_by_hand
from kgraph.services.locks import graph_lock
from kgraph.services.merge_session import MergeSession
from taxonomy.core.errors import BadInput
from taxonomy.core.normalisation import Normal, TitleRefused, normalise
from taxonomy.core.relations import UnknownRelation, inverse, parse_relation, read
from taxonomy.models import ChangeSet, Decision, Pair, Person, Title
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.imports import language_checked
from taxonomy.services.pairs import pairs_ensure

Verdict = Literal["add", "change", "move", "take_back", "same", "refused", "conflict"]
VERDICTS: tuple[Verdict, ...] = ("add", "change", "move", "take_back", "same", "refused", "conflict")
_DOES: frozenset[str] = frozenset({"add", "change", "move", "take_back"})
_SMALL = 40  # so many rows are judged sooner than the whole graph is read


@dataclass(frozen=True, slots=True)
class BulkOptions:
    """How rows are meant.

    Attributes:
        language: of the titles.
        moves: a title that a row puts under another one leaves the places where it stands; else it keeps them.
        part: the concept whose part was downloaded, where rows that are missing matter.
        missing: take back the edges of the part that no row speaks of any more.
    """

    language: str = "en"
    moves: bool = False
    part: int | None = None
    missing: bool = False


@dataclass(slots=True)
class Planned:
    """A row, what it would do, and why not.

    Attributes:
        sentence: what else is to be said: what stood before, what it leaves, why it is refused.
        steps: the decisions it is made of, in order.
    """

    row: BulkRow
    verdict: Verdict
    sentence: str = ""
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What a bulk edit did, or would do.

    Attributes:
        new_titles: titles that are not known yet, as they would be kept.
        missing: edges of the part that no row speaks of.
        change_set: None for a dry run, and when nothing was to be done.
    """

    rows: list[Planned]
    new_titles: list[str]
    missing: int
    change_set: ChangeSet | None = None
    decisions: int = 0

    def counts(self) -> dict[str, int]:
        """How many rows have which verdict."""
        found = Counter(planned.verdict for planned in self.rows)
        return {verdict: found[verdict] for verdict in VERDICTS}


class _Rollback(Exception):
    """Ends a trial's savepoint."""


def bulk_try(rows: Sequence[BulkRow], *, options: BulkOptions, person: Person) -> BulkReport:
    """What the rows would do, one after the other, to the graph as it is this moment. Nothing is kept.

    Rows are tried again as long as that helps, since one may make room for an earlier one.

    Raises:
        BadInput: no rows, or more than `MOST_ROWS`.
        NotFound, PartTooLarge: of the part.
    """
    if not 1 <= len(rows) <= MOST_ROWS:
        raise BadInput(f"Give 1 to {MOST_ROWS:,} rows; these are {len(rows):,}.", field="text")
    options = replace(options, language=language_checked(options.language))
    planned = [Planned(row, "refused", row.fault) for row in rows]
    normals = _normals(planned)
    left = _left_out(rows, options.part)
    titles: dict[str, int] = {}
    known: set[str] = set()
    try:
        with transaction.atomic():
            titles, known = _titles(normals, options.language, person)
            _plan(planned, normals, titles, options)
            if options.missing:
                planned += _missing(left)
            _judge(planned)
            raise _Rollback
    except _Rollback:
        pass
    used = {title for one in planned for step in one.steps for title in step.pair}
    words = {normal.key: normal.text for pair in normals.values() for normal in pair}
    new = sorted(words[key] for key, title in titles.items() if key not in known and title in used)
    return BulkReport(planned, new, len(left))


@transaction.atomic
def bulk_apply(
    rows: Sequence[BulkRow], *, options: BulkOptions, person: Person, reason: str = ""
) -> BulkReport:
    """Do what `bulk_try` says can be done; rows that are refused are left out, and told.

    What somebody else made impossible in between waits as a conflict, and its row says so. The same rows again do
    nothing.

    Raises:
        BadInput, NotFound, PartTooLarge, GraphBusy: nothing was saved.
    """
    tried = bulk_try(rows, options=options, person=person)
    doing = [planned for planned in tried.rows if planned.verdict in _DOES]
    if not doing:
        return tried
    steps = _again(doing, language_checked(options.language), person)
    pairs = pairs_ensure(step.pair for _, step in steps)
    # All at once and in the order of every other writer, before the graph's own lock.
    list(Pair.objects.select_for_update().filter(pk__in=pairs.values()).order_by("pk"))
    graph_lock(wait_seconds=30)
    change_set = change_set_open(kind="bulk", made_by=person, note=reason)
    last = {pairs[step.pair]: (planned, step) for planned, step in steps}
    recorded = decisions_record_many(
        (
            Settlement(
                pair_id=pair,
                relation=inverse(step.relation)
                if step.relation and step.title_a > step.title_b
                else step.relation,
                settled_by=Decision.SettledBy.REVIEW,
                person=person,
                reason=planned.row.reason or reason,
                evidence={"bulk_row": planned.row.row},
            )
            for pair, (planned, step) in last.items()
        ),
        change_set=change_set,
    )
    _merge(recorded, [pairs[step.pair] for _, step in steps], {p: one for p, (one, _) in last.items()})
    audit_record(
        actor=person,
        action="taxonomy.bulk",
        obj_type="change_set",
        obj_id=change_set.pk,
        data={"rows": len(rows), **tried.counts()},
    )
    return replace(tried, change_set=change_set, decisions=len(recorded))


def _merge(recorded: Sequence[Decision], order: Sequence[int], planned: dict[int, Planned]) -> None:
    """Merge decisions in the order of the rows; what the graph refuses by now is told at its row."""
    place = {pair: index for index, pair in enumerate(order)}
    rows = ledger_rows(Decision.objects.filter(seq__in=[decision.seq for decision in recorded]))
    rows.sort(key=lambda row: place[row.pair_id])
    session = MergeSession(_graph(len(rows)))
    session.need(rows)
    for row in rows:
        outcome = session.take(row)
        if isinstance(outcome, Refused):
            planned[row.pair_id].verdict = "conflict"
            planned[row.pair_id].sentence = outcome.refusal.sentence
    session.finish()


def _graph(decisions: int) -> MemoryGraph:
    if decisions > _SMALL + Edge.objects.all()[:100_000].count() // 500:
        return load_graph()
    return StoredGraph()


def _normals(planned: Iterable[Planned]) -> dict[int, tuple[Normal, Normal]]:
    """The two titles of each row that can be read; the others are refused here. By the identity of the plan."""
    found: dict[int, tuple[Normal, Normal]] = {}
    for one in planned:
        if one.row.fault:
            continue
        try:
            a, b = normalise(one.row.title_a), normalise(one.row.title_b)
        except TitleRefused as refused:
            one.sentence = refused.detail
            continue
        if a.key == b.key:
            one.sentence = "The two titles are the same one."
            continue
        found[id(one)] = (a, b)
    return found


def _titles(
    normals: dict[int, tuple[Normal, Normal]], language: str, person: Person
) -> tuple[dict[str, int], set[str]]:
    """Ids of titles by their keys, those that are new imported, and the keys that were known before."""
    wanted = {normal.key: normal.text for pair in normals.values() for normal in pair}
    known = _ids(wanted, language)
    if new := [text for key, text in wanted.items() if key not in known]:
        titles_by_hand(new, language=language, person=person)
    return known | (_ids(wanted, language) if new else {}), set(known)


def _ids(keys: Iterable[str], language: str) -> dict[str, int]:
    found = Title.objects.filter(language=language, key__in=list(keys))
    return dict(found.values_list("key", "id"))


def _again(doing: Sequence[Planned], language: str, person: Person) -> list[tuple[Planned, Step]]:
    """The steps of rows with the ids that their new titles have now: those that were tried with are gone."""
    steps = [(one, step) for one in doing for step in one.steps]
    there = set(
        Title.objects.filter(pk__in={t for _, step in steps for t in step.pair}).values_list("pk", flat=True)
    )
    lacking = [one for one, step in steps if not set(step.pair) <= there]
    normals = _normals(lacking)
    new = {
        title: normals[id(one)][side]
        for one, step in steps
        for side, title in enumerate((step.title_a, step.title_b))
        if title not in there
    }
    if new:
        titles_by_hand({n.key: n.text for n in new.values()}.values(), language=language, person=person)
    ids = _ids({normal.key for normal in new.values()}, language)
    now = {title: ids[normal.key] for title, normal in new.items()}
    steps = [
        (one, Step(now.get(step.title_a, step.title_a), now.get(step.title_b, step.title_b), step.relation))
        for one, step in steps
    ]
    # What is taken back goes first: it makes room.
    return sorted(steps, key=lambda one: one[1].relation is not None)


def _plan(
    planned: Sequence[Planned],
    normals: dict[int, tuple[Normal, Normal]],
    titles: dict[str, int],
    options: BulkOptions,
) -> None:
    """The steps of each row, by what stands now."""
    pairs: dict[int, tuple[int, int]] = {
        key: (titles[a.key], titles[b.key]) for key, (a, b) in normals.items()
    }
    behind = _decisions_behind(planned)
    standing = _standing(
        [*pairs.values(), *((o.pair.title_a_id, o.pair.title_b_id) for o in behind.values())]
    )
    above = _above(pairs.values()) if options.moves else {}
    said: dict[tuple[int, int], Planned] = {}
    ended: set[int] = set()
    for one in planned:
        if id(one) not in pairs:
            continue
        old = behind.get(one.row.decision) if one.row.decision else None
        a, b = pairs[id(one)] if old is None else _of_old(old, normals[id(one)], pairs[id(one)])
        try:
            relation = None if one.row.relation in NOTHING else parse_relation(one.row.relation)
        except UnknownRelation as unknown:
            one.sentence = unknown.detail
            continue
        pair = (min(a, b), max(a, b))
        if (first := said.get(pair)) is not None:
            _repeated(one, first, relation, turned=_is_turned(one, first, normals))
            continue
        said[pair] = one
        former = standing.get(pair)
        seen = read(former.relation, former.reversed, swapped=a > b) if former else None
        if one.row.decision and not _still_stands(one, old):
            continue
        _decide(one, a, b, relation, seen)
        if one.verdict == "same" and former and former.merge_state == Decision.MergeState.CONFLICT:
            one.sentence = "was decided already, and waits as a conflict"
        if old is not None and (old.pair.title_a_id, old.pair.title_b_id) != pair:
            one.steps.insert(0, Step(old.pair.title_a_id, old.pair.title_b_id, None))
            one.verdict = "take_back" if relation is None else "move"
            one.sentence = f"instead of {old.pair.title_a.text} – {old.pair.title_b.text}"
        elif options.moves and relation in ("broader", "narrower") and one.verdict in ("add", "change"):
            parent, child = (a, b) if relation == "broader" else (b, a)
            _leave(one, above.get(child, []), parent, ended)


def _of_old(old: Decision, own: tuple[Normal, Normal], ids: tuple[int, int]) -> tuple[int, int]:
    """The titles of a row: those of its decision where the words are theirs, in whatever language."""
    by_key = {title.key: title.pk for title in (old.pair.title_a, old.pair.title_b)}
    a, b = (by_key.get(normal.key, title) for normal, title in zip(own, ids, strict=True))
    return a, b


def _decide(one: Planned, a: int, b: int, relation: str | None, seen: str | None) -> None:
    if relation == seen:
        one.verdict = "same"
        one.sentence = "stands so already" if relation else "nothing stands there"
        return
    one.steps = [Step(a, b, relation)]
    if relation is None:
        one.verdict, one.sentence = "take_back", f"was {seen}"
    elif seen is None:
        one.verdict, one.sentence = "add", ""
    else:
        one.verdict, one.sentence = "change", f"was {seen}"


def _repeated(one: Planned, first: Planned, relation: str | None, *, turned: bool) -> None:
    """A row on two titles of which an earlier one has spoken."""
    earlier = None if first.row.relation in NOTHING else first.row.relation
    if turned and earlier:
        earlier = inverse(earlier)
    if earlier == relation:
        one.verdict, one.sentence = "same", f"row {first.row.row} says so already"
    else:
        one.sentence = f"It contradicts row {first.row.row}, on the same two titles."


def _is_turned(one: Planned, first: Planned, normals: dict[int, tuple[Normal, Normal]]) -> bool:
    return normals[id(one)][0].key != normals[id(first)][0].key


def _still_stands(one: Planned, old: Decision | None) -> bool:
    """Whether the decision behind a row is still the last word; else the row is refused."""
    if old is None:
        one.verdict, one.sentence = "refused", f"There is no decision {one.row.decision}."
        return False
    latest = old.pair.decision
    if latest is None or latest.seq == old.seq:
        return True
    now = read(latest.relation, latest.reversed) if latest.relation else "taken back"
    who = latest.person.username if latest.person else latest.settled_by
    one.verdict = "refused"
    one.sentence = f"Changed since the file was made: {now} by {who} (decision {latest.seq})."
    return False


def _leave(one: Planned, places: Sequence[Edge], parent: int, ended: set[int]) -> None:
    """Let a title leave the places where it stood, but for those that an earlier row has taken it from."""
    leaving = [edge for edge in places if edge.subject_title_id != parent and edge.pk not in ended]
    if not leaving:
        return
    ended |= {edge.pk for edge in leaving}
    one.steps[:0] = [Step(edge.subject_title_id, edge.object_title_id, None) for edge in leaving]
    one.verdict = "move"
    one.sentence = f"leaves {', '.join(sorted({edge.subject_title.text for edge in leaving}))}"


def _decisions_behind(planned: Sequence[Planned]) -> dict[int, Decision]:
    seqs = {one.row.decision for one in planned if one.row.decision}
    found = Decision.objects.select_related("pair__title_a", "pair__title_b", "pair__decision__person")
    return {decision.seq: decision for decision in found.filter(seq__in=seqs)}


def _standing(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Decision]:
    """What is settled between titles now, by the pair in the order of its ids."""
    wanted = {(min(pair), max(pair)) for pair in pairs}
    lower = {low for low, _ in wanted}
    upper = {high for _, high in wanted}
    found = Pair.objects.filter(title_a__in=lower, title_b__in=upper, decision__isnull=False)
    rows = found.exclude(decision__relation="").select_related("decision")
    return {
        pair: row.decision
        for row in rows
        if (pair := (row.title_a_id, row.title_b_id)) in wanted and row.decision is not None
    }


def _above(pairs: Iterable[tuple[int, int]]) -> dict[int, list[Edge]]:
    """Title -> the ``broader`` edges from above that reach its concept."""
    titles = {title for pair in pairs for title in pair}
    concept_of = dict(Membership.objects.filter(title__in=titles).values_list("title_id", "concept_id"))
    edges = Edge.objects.filter(
        active=True, relation="broader", object_concept__in=set(concept_of.values())
    ).select_related("subject_title")
    by_concept: dict[int, list[Edge]] = {}
    for edge in edges.order_by("pk"):
        by_concept.setdefault(edge.object_concept_id, []).append(edge)
    return {title: by_concept.get(concept, []) for title, concept in concept_of.items()}


def _left_out(rows: Sequence[BulkRow], part: int | None) -> list[BulkRow]:
    """The edges of the downloaded part that no row speaks of."""
    if part is None:
        return []
    spoken = {row.decision for row in rows if row.decision}
    return [row for row in part_rows(part) if row.decision not in spoken]


def _missing(left: Sequence[BulkRow]) -> list[Planned]:
    behind = Decision.objects.select_related("pair").in_bulk([row.decision for row in left if row.decision])
    found: list[Planned] = []
    for row in left:
        decision = behind.get(row.decision or 0)
        if decision is None:
            continue
        step = Step(decision.pair.title_a_id, decision.pair.title_b_id, None)
        found.append(Planned(replace(row, row=0), "take_back", "is missing in the file", [step]))
    return found


def _judge(planned: Sequence[Planned]) -> None:
    """Merge all steps in memory; rows that cannot be are refused, after everything else had its chance."""
    waiting = [one for one in planned if one.steps]
    settled = [step.settled() for one in waiting for step in one.steps]
    graph = _graph(len(settled))
    graph.need_pairs([one.pair for one in settled])
    retired = retired_titles(title for one in settled for title in one.pair)
    limits = size_limits()
    number = -2
    why: dict[int, str] = {}
    waiting.sort(key=lambda one: one.verdict != "take_back")
    while waiting:
        again: list[Planned] = []
        for one in waiting:
            barred = next(
                (retired[t] for step in one.steps if step.relation for t in step.pair if t in retired), None
            )
            sentence = barred.sentence if barred else _merge_steps(graph, one.steps, limits, number)
            number -= len(one.steps)
            if sentence:
                why[id(one)] = sentence
                again.append(one)
        if len(again) == len(waiting):
            break
        waiting = again
    for one in waiting:
        one.verdict, one.sentence, one.steps = "refused", why[id(one)], []


def _merge_steps(graph: MemoryGraph, steps: Sequence[Step], limits: SizeLimits, number: int) -> str:
    """Merge the steps of a row, all or none; why not, or nothing."""
    effects: list[Effect] = []
    for index, step in enumerate(steps):
        settled = step.settled()
        held = too_large(graph, settled, limits)
        outcome = Refused(held) if held else merge(graph, settled, number=number - index)
        if isinstance(outcome, Merged):
            effects.append(outcome.effect)
            continue
        for effect in reversed(effects):
            undo(graph, effect)
        if isinstance(outcome, Refused):
            return outcome.refusal.sentence
        return (
            "A stronger decision stands for these two titles."
            if isinstance(outcome, Outranked)
            else "A later decision stands for these two titles."
        )
    return ""


def planned_data(one: Planned) -> dict[str, Any]:
    """A row of the report as JSON data."""
    row = one.row
    return {
        "row": row.row,
        "verdict": one.verdict,
        "title_a": row.title_a,
        "relation": row.relation,
        "title_b": row.title_b,
        "sentence": one.sentence,
    }
