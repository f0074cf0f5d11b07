"""Random ledgers on few titles: accepted or refused exactly as the brute-force oracle says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.core.algebra import (
    Event,
    GraphEdge,
    MemoryGraph,
    Merged,
    Outranked,
    Refusal,
    Refused,
    Settled,
    graph_hash,
    merge,
    preview,
    replay,
    undo,
)
from kgraph.core.algebra.preview import preview_series
from tests.examples import many
from tests.kgraph.core.algebra.oracle import concepts_of, contradicts, smallest_proof

TITLES = range(1, 8)
RELATIONS = ("synonym", "broader", "broader", "senior", "senior", "related", "unrelated", "")
Choice = tuple[int, int, str, bool, int]


def choices(relations: tuple[str, ...] = RELATIONS) -> st.SearchStrategy[Choice]:
    """Two different titles, a relation or nothing, a direction, a rank."""
    pair = st.tuples(st.sampled_from(TITLES), st.sampled_from(TITLES)).filter(lambda p: p[0] != p[1])
    return st.builds(
        lambda p, relation, rank: (p[0], p[1], relation, p[0] > p[1], rank),
        pair,
        st.sampled_from(relations),
        st.sampled_from((10, 30, 30, 30, 40)),
    )


def settled(number: int, choice: Choice) -> Settled:
    """The choice as decision ``number``."""
    a, b, relation, backwards, rank = choice
    reads_back = backwards and relation in ("broader", "senior")
    return Settled(number, min(a, b), max(a, b), relation, reads_back, rank)


def check_proof(refusal: Refusal, new: GraphEdge, edges: list[GraphEdge]) -> None:
    """The chain consists of active edges, leads from title to title, proves the refusal and is the shortest."""
    active = {edge.id: edge for edge in edges}
    chain = [active[link.edge] for link in refusal.chain]
    here = new.subject
    for edge in chain:
        assert here in (edge.subject, edge.object)
        here = edge.object if here == edge.subject else edge.subject
    assert here == new.object
    assert contradicts([*chain, new])
    shorter = min(len(chain) - 1, 4)  # subsets of more edges than that are too many to try
    assert smallest_proof(edges, new, at_most=shorter) == shorter + 1


def check_state(graph: MemoryGraph) -> None:
    """What always holds of a graph."""
    edges = list(graph.edges.values())
    assert not contradicts(edges)
    parts = concepts_of(edges, graph.concept_of)
    for title, concept in graph.concept_of.items():
        mates = [t for t in graph.concept_of if parts[t] == parts[title]]
        assert graph.members[concept] == set(mates)
        assert concept == min(graph.founded[t] for t in mates)
    assert sorted(graph.founded.values()) == list(range(1, graph.next_concept))
    assert sum(len(titles) for titles in graph.members.values()) == len(graph.concept_of)


@settings(max_examples=many(400), deadline=None)
@given(st.lists(choices(), max_size=22))
def test_a_ledger_is_accepted_and_refused_as_the_rules_say(ledger: list[Choice]) -> None:
    graph = MemoryGraph()
    events: list[Event] = []
    for number, choice in enumerate(ledger, start=1):
        decision = settled(number, choice)
        before = graph_hash(graph)
        edges = list(graph.edges.values())
        former = graph.edge_of(decision.pair)
        tick = len(events) + 1
        outcome = merge(graph, decision, number=tick + (former is not None))
        if former is not None and former.rank > decision.rank:
            assert outcome == Outranked(former)
            assert graph_hash(graph) == before
            continue
        others = [edge for edge in edges if edge is not former]
        if decision.relation and contradicts([*others, decision.edge(0)]):
            assert isinstance(outcome, Refused)
            check_proof(outcome.refusal, decision.edge(0), others)
            assert graph_hash(graph) == before
            continue
        assert isinstance(outcome, Merged)
        check_state(graph)
        effect = outcome.effect
        wanted = [decision.edge(effect.added.id)] if effect.added else []
        assert sorted(graph.edges.values(), key=lambda e: e.pair) == sorted(
            [*others, *wanted], key=lambda e: e.pair
        )
        if effect.kind in ("ended", "replaced") and effect.ended:
            events.append(Event(len(events) + 1, "end", effect.ended.id, decision))
        if effect.kind in ("added", "replaced", "confirmed") and effect.added:
            action = "confirm" if effect.kind == "confirmed" else "add"
            events.append(Event(len(events) + 1, action, effect.added.id, decision))
    again = replay(events)
    assert graph_hash(again) == graph_hash(graph)
    assert again.founded == graph.founded


@settings(max_examples=many(200), deadline=None)
@given(st.lists(choices(), max_size=15), choices())
def test_undo_restores_the_graph_exactly(ledger: list[Choice], last: Choice) -> None:
    graph = MemoryGraph()
    for number, choice in enumerate(ledger, start=1):
        merge(graph, settled(number, choice), number=number)
    before = (
        graph_hash(graph),
        dict(graph.founded),
        graph.next_concept,
        {k: set(v) for k, v in graph.members.items()},
    )
    outcome = merge(graph, settled(100, last), number=100)
    if isinstance(outcome, Merged):
        undo(graph, outcome.effect)
    assert (graph_hash(graph), graph.founded, graph.next_concept, graph.members) == before
    check_state(graph)


def closure(graph: MemoryGraph) -> set[tuple[str, int, int]]:
    """Broader and senior counting closure, between titles."""
    found = set()
    for relation, down in (("broader", "narrower"), ("senior", "junior")):
        for top in list(graph.members):
            seen: set[int] = set()
            rim = [top]
            while rim:
                for other, _ in graph.hops(down, rim.pop()):
                    if other not in seen:
                        seen.add(other)
                        rim.append(other)
            found |= {
                (relation, a, b) for low in seen for a in graph.members[top] for b in graph.members[low]
            }
    return found


@settings(max_examples=many(300), deadline=None)
@given(st.lists(choices(), max_size=15), choices())
def test_the_preview_names_what_is_gained_and_lost(ledger: list[Choice], last: Choice) -> None:
    graph = MemoryGraph()
    for number, choice in enumerate(ledger, start=1):
        merge(graph, settled(number, choice), number=number)
    decision = settled(100, last)
    before_hash, before = graph_hash(graph), closure(graph)
    finer = dict(graph.concept_of)
    seen = preview(graph, decision)
    assert graph_hash(graph) == before_hash
    outcome = merge(graph, decision, number=100)
    assert type(outcome) is type(seen.outcome)
    if not isinstance(outcome, Merged):
        return
    after = closure(graph)
    finer |= dict(outcome.effect.founded)
    if any(not move.joins for move in outcome.effect.moves):
        finer = dict(graph.concept_of)
    own = {finer[t] for t in decision.pair if t in finer}

    def by_concept(edges: set[tuple[str, int, int]]) -> set[tuple[str, int, int]]:
        named = {(r, finer[a], finer[b]) for r, a, b in edges if a in finer and b in finer}
        return {e for e in named if not {e[1], e[2]} <= own}

    assert seen.complete
    assert set(seen.gained) == by_concept(after - before)
    assert set(seen.lost) == by_concept(before - after)


@settings(max_examples=many(200), deadline=None)
@given(st.lists(choices(), max_size=12), st.lists(choices(), min_size=1, max_size=3))
def test_the_preview_of_several_decisions_is_what_they_do_together(
    ledger: list[Choice], series: list[Choice]
) -> None:
    graph = MemoryGraph()
    for number, choice in enumerate(ledger, start=1):
        merge(graph, settled(number, choice), number=number)
    decisions = [settled(100 + index, choice) for index, choice in enumerate(series)]
    before_hash, before, members = graph_hash(graph), closure(graph), dict(graph.concept_of)
    seen = preview_series(graph, decisions)
    assert graph_hash(graph) == before_hash
    assert graph.concept_of == members
    moved = False
    for decision, expected in zip(decisions, seen.outcomes, strict=False):
        outcome = merge(graph, decision, number=decision.decision)
        assert type(outcome) is type(expected)
        if not isinstance(outcome, Merged):
            assert seen.gained == seen.lost == ()
            return
        moved = moved or bool(outcome.effect.moves)
    assert len(seen.outcomes) == len(decisions)
    if moved:
        return  # concepts have other numbers then; the single preview's test looks at those
    owns = [{graph.concept_of[t] for t in d.pair if t in graph.concept_of} for d in decisions]

    def told(edges: set[tuple[str, int, int]]) -> set[tuple[str, int, int]]:
        return {e for e in edges if not any({e[1], e[2]} <= own for own in owns)}

    after = closure(graph)
    named = {(r, graph.concept_of[a], graph.concept_of[b]) for r, a, b in after}
    was = {(r, graph.concept_of[a], graph.concept_of[b]) for r, a, b in before}
    assert seen.complete
    assert set(seen.gained) == told(named - was)
    assert set(seen.lost) == told(was - named)
