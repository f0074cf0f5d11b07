"""What a split is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kgraph.core.algebra import MemoryGraph, Merged, merge
from kgraph.core.algebra.facts import Settled
from kgraph.core.changes import Step, split_steps


def test_a_step_reads_the_same_from_either_title() -> None:
    forward, backward = Step(1, 2, "broader").settled(), Step(2, 1, "narrower").settled()
    assert (forward.relation, forward.reversed, forward.pair) == ("broader", False, (1, 2))
    assert backward == forward
    assert Step(2, 1, "broader").settled().reversed
    assert Step(2, 1, None).settled().relation == ""


def test_a_chain_that_is_cut_in_the_middle_needs_one_decision() -> None:
    assert split_steps({1: 0, 2: 1, 3: 2, 4: 3}, [(1, 2), (2, 3), (3, 4)], {3, 4}) == [Step(2, 3, None)]


def test_what_the_cut_would_scatter_is_joined_again() -> None:
    steps = split_steps({1: 0, 2: 1, 3: 2}, [(1, 2), (1, 3)], {2, 3})
    assert steps == [Step(1, 2, None), Step(1, 3, None), Step(2, 3, "synonym")]


@st.composite
def concepts(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], set[int]]:
    """A number of titles, synonym pairs that join them all, and some of them that leave."""
    size = draw(st.integers(2, 9))
    tree = [(draw(st.integers(1, title - 1)), title) for title in range(2, size + 1)]
    more = draw(st.lists(st.tuples(st.integers(1, size), st.integers(1, size)), max_size=6))
    pairs = {(min(pair), max(pair)) for pair in [*tree, *more] if pair[0] != pair[1]}
    leaving = draw(st.sets(st.integers(1, size), min_size=1, max_size=size - 1))
    return size, sorted(pairs), leaving


@given(concepts())
def test_two_whole_concepts_come_of_every_split(case: tuple[int, list[tuple[int, int]], set[int]]) -> None:
    size, pairs, leaving = case
    graph = MemoryGraph()
    for number, (a, b) in enumerate(pairs, 1):
        merge(graph, Settled(number, a, b, "synonym"), number=number)
    steps = split_steps({title: title for title in range(1, size + 1)}, pairs, leaving)
    for index, step in enumerate(steps):
        outcome = merge(graph, step.settled(number=1_000 + index), number=1_000 + index)
        assert isinstance(outcome, Merged)
    staying = set(range(1, size + 1)) - leaving
    assert sorted(map(sorted, graph.members.values())) == sorted([sorted(staying), sorted(leaving)])
