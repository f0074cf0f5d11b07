"""Neighbours, closure, ladders, ways and surroundings against networkx and by example."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kgraph.core.query import paths, walk
from kgraph.core.query.ladder import ladder
from kgraph.core.query.neighbourhood import neighbourhood
from kgraph.core.query.paths import shortest_path
from kgraph.core.query.walk import (
    LINKING,
    SEEN_WORDS,
    closure,
    neighbours,
    numbers_around,
    one_on,
    reached,
    two_steps,
    words_asked,
)
from kgraph.core.snapshot import Snapshot, builder
from kgraph.core.snapshot.adjacency import FAN, STEPS, runs_of
from kgraph.core.snapshot.reach import pack_reach
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


def _as_networkx(graph: Snapshot) -> dict[str, nx.DiGraph[int]]:
    """For each word the edges "here is ``word`` than there", by the rows of its own step."""
    found: dict[str, nx.DiGraph[int]] = {}
    for word in SEEN_WORDS:
        found[word] = nx.DiGraph()
        found[word].add_nodes_from(range(graph.concepts))
        for here in range(graph.concepts):
            found[word].add_edges_from(
                (here, there, {"edge": edge}) for there, edge in graph.steps[inverse(word)].edges(here)
            )
    return found


def _no_reach(concepts: int, arrays: dict[str, Any]) -> dict[str, Any]:
    return pack_reach(concepts, arrays, room=0)


def _little_reach(concepts: int, arrays: dict[str, Any]) -> dict[str, Any]:
    return pack_reach(concepts, arrays, room=1)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rows", ["all", "few", "none"])
@pytest.mark.parametrize("many", [0, 8], ids=["arrays", "rows"])
def test_what_is_reached_and_around_is_what_networkx_says(
    seed: int, rows: str, many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "_MANY_ROWS", many)
    monkeypatch.setattr(walk, "_WIDE", 8 if many else 128)
    if rows != "all":
        monkeypatch.setattr(builder, "pack_reach", {"few": _little_reach, "none": _no_reach}[rows])
    graph = random_graph(seed).snapshot(tmp_path)
    kept = [graph.reach[step].degree(c) for step in graph.reach for c in range(graph.concepts)]
    assert bool(sum(kept)) == (rows != "none")
    peers = _as_networkx(graph)
    for word in ("broader", "narrower", "senior", "junior"):
        for concept in range(graph.concepts):
            found = reached(graph, concept, word)
            assert sorted(found) == sorted(nx.descendants(peers[word], concept))
            assert {type(one) for one in found} <= {int}
    for concept in range(graph.concepts):
        stated = [n.concept for n in neighbours(graph, concept, LINKING)]
        assert sorted(numbers_around(graph, concept)) == sorted(stated)
        for words in (("narrower", "related"), ("broader", "related"), ("senior",), ("unrelated", "junior")):
            there = [other for word in words for other in peers[word].successors(concept)]
            assert sorted(numbers_around(graph, concept, words)) == sorted(there)
            on = [beyond for other in there for word in words for beyond in peers[word].successors(other)]
            assert sorted(one_on(graph, there, words)) == sorted(on)
            first = [
                beyond
                for other in peers[words[0]].successors(concept)
                for word in words
                for beyond in peers[word].successors(other)
            ]
            assert two_steps(graph, concept, words[:1], words) == {*there, *first} - {concept}
            assert two_steps(graph, concept, words, words) == {*there, *on} - {concept}
        assert two_steps(graph, concept) == two_steps(
            graph, concept, tuple(["broader"]), ("broader", "related")
        )


@pytest.mark.parametrize("seed", range(6))
def test_neighbours_are_a_sequence_of_what_edges_state(seed: int, tmp_path: Path) -> None:
    graph = random_graph(seed).snapshot(tmp_path)
    peers = _as_networkx(graph)
    for concept in range(graph.concepts):
        for words in (SEEN_WORDS, ("related", "broader"), ()):
            expected = [
                (there, word, data["edge"], ())
                for word in words
                for there, data in sorted(peers[word].adj[concept].items())
            ]
            found = neighbours(graph, concept, words)
            assert [tuple(one) for one in found] == expected
            assert len(found) == len(expected)
            assert [tuple(found[at]) for at in range(-len(found), len(found))] == expected * 2
            assert found[:3] == list(found)[:3]
            assert found[1::2] == list(found)[1::2]
            columns = found.columns()
            assert [word for word, _, _ in columns] == [w for w in words if peers[w].adj[concept]]
            assert [
                (there, word, edge, ()) for word, *both in columns for there, edge in zip(*both, strict=True)
            ] == expected
            for outside in (len(found), -len(found) - 1):
                with pytest.raises(IndexError):
                    found[outside]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("part", [1, 3, 512])
def test_a_level_looked_at_in_parts_gives_no_longer_way(
    seed: int, part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "_PART", part)
    graph = random_graph(seed, concepts=80, edges=110 + 60 * seed).snapshot(tmp_path)
    peers = _as_networkx(graph)
    for words in (LINKING, ("broader", "senior", "unrelated")):
        together = nx.compose_all([peers[word] for word in words])
        lengths = dict(nx.all_pairs_shortest_path_length(together))
        for start in range(0, graph.concepts, 3):
            for end in range(0, graph.concepts, 2):
                steps = shortest_path(graph, start, end, words)
                assert (len(steps) if steps is not None else None) == lengths[start].get(end)
                here = start
                for step in steps or ():
                    assert step.start == here
                    assert step.edge == peers[step.relation].edges[here, step.end]["edge"]
                    here = step.end
                assert steps is None or here == end


def test_the_table_of_all_steps_is_made_anew_for_older_folders(tmp_path: Path) -> None:
    graph = random_graph(3).snapshot(tmp_path)
    older = Snapshot(tmp_path)
    newer = {"fan_offsets", *(name for name in older.meta.arrays if "_all" in name)}
    for name in newer:
        del older.meta.arrays[name]
    older.reach = {}
    assert older.fan.offsets == graph.fan.offsets
    assert older.fan.to == graph.fan.to
    assert older.fan.edge == graph.fan.edge
    for concept in range(graph.concepts):
        assert sorted(reached(older, concept, "narrower")) == sorted(reached(graph, concept, "narrower"))


def test_the_table_of_all_steps_holds_every_row_in_its_place(tmp_path: Path) -> None:
    graph = random_graph(5).snapshot(tmp_path)
    for concept in range(graph.concepts):
        for place, step in enumerate(FAN):
            first, last = graph.fan.offsets[6 * concept + place : 6 * concept + place + 2]
            assert graph.fan.to[first:last].tolist() == graph.steps[step].row(concept)
            assert [graph.fan.owner(at) for at in range(first, last)] == [(concept, step)] * (last - first)
            steps = graph.array("all_step")[first:last].tolist()
            assert [STEPS[code] for code in steps] == [step] * (last - first)
    assert runs_of(("narrower", "related", "synonym")) == ((3, 5),)
    assert runs_of(("broader", "junior", "unrelated")) == ((0, 1), (2, 3), (5, 6))
    assert runs_of(()) == ()


def test_a_deep_graph_keeps_rows_where_there_is_room(tmp_path: Path) -> None:
    drawing = Drawing()
    for number in range(300):
        drawing.concept(f"rank {number}")
        if number:
            drawing.say(f"rank {number}", "broader", f"rank {number - 1}")
    graph = drawing.snapshot(tmp_path)
    rows = graph.reach["narrower"]
    assert [rows.degree(concept) for concept in (0, 1, 50)] == [0, 1, 50]
    assert rows.degree(299) == 0
    assert sum(map(rows.degree, range(300))) <= 32 * 300
    assert sorted(reached(graph, 299, "broader")) == list(range(299))
    assert sorted(reached(graph, 0, "narrower")) == list(range(1, 300))


def test_wide_levels_are_walked_as_arrays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "pack_reach", _no_reach)
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
