"""Neighbours, closure, ladders, ways and surroundings against networkx and by example."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from kgraph.core.query.ladder import ladder
from kgraph.core.query.neighbourhood import neighbourhood
from kgraph.core.query.paths import shortest_path
from kgraph.core.query.walk import LINKING, closure, neighbours, numbers_around, reached, words_asked
from kgraph.core.snapshot import Snapshot
from taxonomy.core.relations import inverse
from tests.kgraph.graphs import Drawing, kitchen, random_graph

WORDS = ("broader", "narrower", "senior", "junior", "related")


@pytest.fixture
def cooks(tmp_path: Path) -> Snapshot:
    return kitchen().snapshot(tmp_path)


def _named(graph: Snapshot, text: str) -> int:
    return graph.title_concept(graph.lookup.titles(text.lower())[0])


def _names(graph: Snapshot, concepts: list[int]) -> list[str]:
    return [graph.name(concept) for concept in concepts]


def test_an_edge_reads_from_the_concept_asked_about(cooks: Snapshot) -> None:
    found = neighbours(cooks, _named(cooks, "Line Cook"), words_asked((), "both"))
    assert {(n.relation, cooks.name(n.concept)) for n in found} == {
        ("narrower", "Cook"),
        ("senior", "Prep Cook"),
        ("junior", "Sous Chef"),
        ("junior", "Head Chef"),
        ("related", "Kitchen Designer"),
    }


def test_direction_says_whose_relation_is_meant() -> None:
    assert words_asked(("broader",), "out") == ("broader",)
    assert words_asked(("broader",), "in") == ("narrower",)
    assert words_asked(("broader",), "both") == ("broader", "narrower")
    assert words_asked((), "out") == ("broader", "senior", "related", "unrelated")
    assert words_asked((), "in") == ("narrower", "junior", "related", "unrelated")
    assert words_asked(("synonym",), "both") == ()


def test_what_follows_over_two_edges_is_inferred_and_says_how(cooks: Snapshot) -> None:
    found = closure(cooks, _named(cooks, "Executive Chef"), ("senior",), 10)
    assert {(cooks.name(n.concept), tuple(_names(cooks, list(n.via)))) for n in found} == {
        ("Line Cook", ("Head Chef",)),
        ("Sous Chef", ("Head Chef",)),
        ("Prep Cook", ("Head Chef", "Line Cook")),
    }
    assert all(n.inferred for n in found)
    assert closure(cooks, _named(cooks, "Head Chef"), ("related",), 10) == []


def test_a_ladder_puts_everybody_above_all_whom_they_outrank(cooks: Snapshot) -> None:
    found = ladder(cooks, _named(cooks, "Chef de Partie"))
    assert [_names(cooks, rung) for rung in found.rungs] == [
        ["Prep Cook"],
        ["Line Cook"],
        ["Sous Chef"],
        ["Head Chef"],
        ["Executive Chef"],
    ]
    assert (found.self_rung, found.cut) == (1, 0)


def test_a_concept_without_rank_stands_on_a_ladder_of_its_own(cooks: Snapshot) -> None:
    cook = _named(cooks, "Cook")
    assert ladder(cooks, cook).rungs == [[cook]]


def test_a_cut_ladder_keeps_those_nearest_in_rank(cooks: Snapshot) -> None:
    found = ladder(cooks, _named(cooks, "Prep Cook"), limit=2)
    assert [_names(cooks, rung) for rung in found.rungs] == [["Prep Cook"], ["Line Cook"]]
    assert (found.self_rung, found.cut) == (0, 3)


def test_the_shortest_way_skips_a_rung(cooks: Snapshot) -> None:
    steps = shortest_path(cooks, _named(cooks, "Executive Chef"), _named(cooks, "Line Cook"), ("senior",))
    assert steps is not None
    assert [(cooks.name(s.start), s.relation, cooks.name(s.end)) for s in steps] == [
        ("Executive Chef", "senior", "Head Chef"),
        ("Head Chef", "senior", "Line Cook"),
    ]
    assert (
        shortest_path(cooks, _named(cooks, "Line Cook"), _named(cooks, "Executive Chef"), ("senior",)) is None
    )
    assert shortest_path(cooks, 0, 0, ("senior",)) == []


@pytest.mark.parametrize("seed", range(6))
def test_ways_and_closures_agree_with_networkx(seed: int, tmp_path: Path) -> None:
    graph = random_graph(seed, concepts=40, edges=55).snapshot(tmp_path)
    by_word: dict[str, nx.DiGraph[int]] = {}
    for word in WORDS:
        by_word[word] = nx.DiGraph()
        by_word[word].add_nodes_from(range(graph.concepts))
        for here in range(graph.concepts):
            by_word[word].add_edges_from((here, there) for there in graph.steps[inverse(word)].row(here))
    for words in (WORDS, ("senior",), ("narrower", "related")):
        together = nx.compose_all([by_word[word] for word in words])
        lengths = dict(nx.all_pairs_shortest_path_length(together))
        for start in range(0, graph.concepts, 3):
            for end in range(graph.concepts):
                steps = shortest_path(graph, start, end, words)
                assert (len(steps) if steps is not None else None) == lengths[start].get(end)
                here = start
                for step in steps or ():
                    assert step.start == here
                    assert by_word[step.relation].has_edge(step.start, step.end)
                    here = step.end
    for concept in range(graph.concepts):
        for word in ("broader", "junior"):
            stated = set(by_word[word].successors(concept))
            inferred = {n.concept for n in closure(graph, concept, (word,), 10_000)}
            assert inferred | stated == nx.descendants(by_word[word], concept)
            assert not inferred & stated


def test_surroundings_keep_the_most_used_and_say_how_many_were_left_out(cooks: Snapshot) -> None:
    found = neighbourhood(cooks, _named(cooks, "Cook"), depth=1, limit=3)
    assert _names(cooks, list(found.hops)) == ["Cook", "Line Cook", "Prep Cook"]
    assert found.cut == 1
    readings = {(cooks.name(a), relation, cooks.name(b)) for _, a, relation, b in found.edges}
    assert readings == {
        ("Cook", "broader", "Line Cook"),
        ("Cook", "broader", "Prep Cook"),
        ("Line Cook", "senior", "Prep Cook"),
    }


@pytest.mark.parametrize("seed", range(12))
def test_what_is_reached_and_around_is_what_networkx_says(seed: int, tmp_path: Path) -> None:
    graph = random_graph(seed).snapshot(tmp_path)
    for word in ("broader", "narrower", "senior", "junior"):
        peer: nx.DiGraph[int] = nx.DiGraph()
        peer.add_nodes_from(range(graph.concepts))
        peer.add_edges_from((c, other) for c in range(graph.concepts) for other in graph.outward[word].row(c))
        for concept in range(graph.concepts):
            assert sorted(reached(graph, concept, word)) == sorted(nx.descendants(peer, concept))
    for concept in range(graph.concepts):
        stated = [n.concept for n in neighbours(graph, concept, LINKING)]
        assert sorted(numbers_around(graph, concept)) == sorted(stated)
        assert numbers_around(graph, concept, ("broader", "related")) == [
            n.concept for n in neighbours(graph, concept, ("broader", "related"))
        ]


def test_wide_levels_are_walked_as_arrays(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.concept("root")
    for number in range(200):
        drawing.concept(f"middle {number}")
        drawing.say("root", "broader", f"middle {number}")
        drawing.concept(f"leaf {number}")
        drawing.say(f"middle {number}", "broader", f"leaf {number}")
        if number:
            drawing.say(f"middle {number - 1}", "broader", f"leaf {number}")
    graph = drawing.snapshot(tmp_path)
    root = graph.title_concept(graph.lookup.titles("root")[0])
    found = reached(graph, root, "broader")
    assert sorted(found) == [concept for concept in range(graph.concepts) if concept != root]
    assert {type(one) for one in found} == {int}
