"""A snapshot says what went into it, is the same bytes each time, and notices damage."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from kgraph.core.snapshot import ContentWrong, Snapshot, SnapshotDamaged, build_snapshot
from kgraph.core.snapshot.adjacency import STEPS
from kgraph.core.snapshot.ladders import components, longest_ways
from taxonomy.core.relations import inverse
from tests.kgraph.graphs import Drawing, kitchen, random_graph


def test_an_opened_snapshot_says_what_went_in(tmp_path: Path) -> None:
    graph = kitchen().snapshot(tmp_path, number=7)
    assert graph.number == 7
    assert graph.counts["concepts"] == graph.concepts == 10
    cook = graph.concept_with_id(2)
    assert cook is not None
    assert [graph.title_text[title] for title in graph.members(cook)] == [
        "Line Cook",
        "Chef de Partie",
        "Station Cook",
    ]
    assert graph.name(cook) == "Line Cook"
    assert graph.concept_count(cook) == 160
    assert (graph.redirect(11), graph.redirect(2), graph.concept_with_id(11)) == (2, None, None)
    edge = graph.edge(graph.edges - 1)
    assert (graph.title_text[edge.subject], edge.relation, edge.first_release) == (
        "Senior Pastry Cook",
        "senior",
        7,
    )
    assert (edge.decision, edge.settled_by) == (edge.id * 10, "review")


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        random_graph(3).snapshot(tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_the_content_hash_knows_the_graph_and_not_who_settled_it(tmp_path: Path) -> None:
    drawing = kitchen()
    drawing.edges = [edge._replace(first_release=1) for edge in drawing.edges]
    first = drawing.snapshot(tmp_path / "a", number=1).meta
    drawing.edges = [edge._replace(decision=edge.decision + 1) for edge in drawing.edges]
    confirmed = drawing.snapshot(tmp_path / "b", number=2).meta
    assert first.content_hash == confirmed.content_hash
    drawing.say("Prep Cook", "related", "Restaurant Manager")
    assert drawing.snapshot(tmp_path / "c", number=3).meta.content_hash != first.content_hash


def test_edges_that_appear_are_marked_with_the_release(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.concept("Nurse")
    drawing.concept("Matron")
    drawing.concept("Porter")
    drawing.say("Matron", "senior", "Nurse", first_release=2)
    new = drawing.say("Nurse", "related", "Porter")
    built = build_snapshot(drawing.content(), tmp_path, number=5)
    assert built.new_edges == [new]
    assert Snapshot(tmp_path).array("edge_first_release").tolist() == [2, 5]


def test_an_empty_graph_can_be_opened(tmp_path: Path) -> None:
    graph = Drawing().snapshot(tmp_path)
    assert (graph.titles, graph.concepts, graph.edges) == (0, 0, 0)
    assert graph.completion.best("a") == []
    assert graph.lookup.titles("a") == []
    assert graph.grams.nearest("a cook", 3) == []
    assert graph.spelling.near("nurse") == []


def test_arrays_are_shared_and_cannot_be_written(tmp_path: Path) -> None:
    graph = kitchen().snapshot(tmp_path)
    ids = graph.array("title_id")
    assert np.shares_memory(ids, np.frombuffer(graph._data, dtype=np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        ids[0] = 1


def test_a_cut_file_is_noticed_on_opening(tmp_path: Path) -> None:
    kitchen().snapshot(tmp_path)
    file = tmp_path / "graph.bin"
    file.write_bytes(file.read_bytes()[:-8])
    with pytest.raises(SnapshotDamaged, match=r"graph\.bin is missing or cut short"):
        Snapshot(tmp_path)


def test_a_changed_byte_is_found_by_reading_everything(tmp_path: Path) -> None:
    graph = kitchen().snapshot(tmp_path)
    assert graph.damage() == []
    file = tmp_path / "graph.bin"
    data = bytearray(file.read_bytes())
    data[graph.meta.arrays["title_count"]["offset"]] ^= 1
    file.write_bytes(data)
    assert Snapshot(tmp_path).damage() == ["title_count"]


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    kitchen().snapshot(tmp_path)
    meta = json.loads((tmp_path / "meta.json").read_text())
    (tmp_path / "meta.json").write_text(json.dumps({**meta, "format": 99}))
    with pytest.raises(SnapshotDamaged, match="format 99"):
        Snapshot(tmp_path)


def test_refuses_a_circle_of_directed_edges(tmp_path: Path) -> None:
    drawing = kitchen()
    drawing.say("Line Cook", "senior", "Executive Chef")
    with pytest.raises(ContentWrong, match="senior edges run in a circle"):
        build_snapshot(drawing.content(), tmp_path, number=1)


def test_refuses_a_synonym_between_two_concepts(tmp_path: Path) -> None:
    drawing = kitchen()
    drawing.say("Cook", "synonym", "Sous Chef")
    with pytest.raises(ContentWrong, match="is a synonym between two concepts"):
        build_snapshot(drawing.content(), tmp_path, number=1)


def test_refuses_a_preferred_title_of_another_concept(tmp_path: Path) -> None:
    drawing = kitchen()
    drawing.concepts[0] = drawing.concepts[0]._replace(preferred=drawing.titles[-1].id)
    with pytest.raises(ContentWrong, match="preferred title belongs to another"):
        build_snapshot(drawing.content(), tmp_path, number=1)


@pytest.mark.parametrize("seed", range(5))
def test_steps_are_the_edges_read_both_ways(seed: int, tmp_path: Path) -> None:
    drawing = random_graph(seed)
    graph = drawing.snapshot(tmp_path)
    concept_of = {row.id: row.concept for row in drawing.titles}
    expected: dict[str, set[tuple[int, int]]] = {step: set() for step in STEPS}
    for edge in drawing.edges:
        if edge.relation != "synonym":
            a, b = concept_of[edge.subject_title], concept_of[edge.object_title]
            expected[edge.relation].add((b, a))
            expected[inverse(edge.relation)].add((a, b))
    for step in STEPS:
        found = {
            (graph.concept_id(here), graph.concept_id(there))
            for here in range(graph.concepts)
            for there in graph.steps[step].row(here)
        }
        assert found == expected[step], step


@pytest.mark.parametrize("seed", range(5))
def test_rungs_and_ladders_agree_with_networkx(seed: int) -> None:
    random = np.random.default_rng(seed)
    ends = random.integers(0, 80, size=(120, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    high, low = ends.max(axis=1), ends.min(axis=1)
    graph = nx.DiGraph(list(zip(high.tolist(), low.tolist(), strict=True)))
    graph.add_nodes_from(range(80))
    rung: dict[int, int] = {}
    for node in reversed(list(nx.topological_sort(graph))):
        rung[node] = max((rung[lower] + 1 for lower in graph.successors(node)), default=0)
    assert longest_ways(80, high, low, "senior").tolist() == [rung[node] for node in range(80)]
    root = components(80, high, low)
    for component in nx.weakly_connected_components(graph):
        assert {int(root[node]) for node in component} == {min(component)}
