"""A graph that was exported comes back through the ledger as the same graph."""

from __future__ import annotations

import json
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from kgraph.core.exports.formats import FORMATS, encoded
from kgraph.core.snapshot import Snapshot, build_snapshot
from kgraph.models import Concept, Edge
from kgraph.selectors.release_content import graph_now
from kgraph.services.locks import batch_lock
from taxonomy.models import ChangeSet, Decision, Title
from tests.kgraph.graphs import Drawing, kitchen
from tests.kgraph.holding import held_elsewhere
from tests.kgraph.ledger import stored_matches_replay

pytestmark = pytest.mark.django_db


def _file(drawing: Drawing, name: str, folder: Path) -> Path:
    graph = drawing.snapshot(folder / "first", number=3)
    file = folder / f"graph.{FORMATS[name].suffix}"
    file.write_bytes(b"".join(encoded(FORMATS[name].stream(graph))))
    if name == "csv":
        nodes = b"".join(encoded(FORMATS[name].parts["nodes"](graph)))
        (folder / "graph.nodes.csv").write_bytes(nodes)
    return file


def _import(file: Path, name: str, *more: str) -> dict[str, object]:
    out = StringIO()
    call_command("import_graph", str(file), "--format", name, "--json", *more, stdout=out)
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def _words(graph: Snapshot, *, counts: bool = True) -> tuple[set[object], set[object]]:
    """A graph by its words: concepts as sets of titles with the preferred one, and edges between preferred titles."""
    concepts: set[object] = {
        (
            graph.name(concept),
            frozenset(
                (graph.title_text[t], graph.title_language(t), graph.title_count(t) if counts else 0)
                for t in graph.members(concept)
            ),
        )
        for concept in range(graph.concepts)
    }
    edges: set[object] = set()
    for number in range(graph.edges):
        edge = graph.edge(number)
        ends = graph.title_text[edge.subject], graph.title_text[edge.object]
        edges.add((edge.relation, ends if edge.relation in ("broader", "senior") else frozenset(ends)))
    return concepts, edges


def _now(folder: Path) -> Snapshot:
    folder.mkdir()
    build_snapshot(graph_now().content, folder, number=1)
    return Snapshot(folder)


@pytest.mark.parametrize("name", ["jsonl", "csv", "graphml", "node-link"])
def test_a_graph_survives_the_way_through_another_ledger(name: str, tmp_path: Path) -> None:
    drawing = kitchen()
    file = _file(drawing, name, tmp_path)
    told = _import(file, name)
    assert told["merged"] == {"merged": len(drawing.edges)}
    assert _words(_now(tmp_path / "now")) == _words(Snapshot(tmp_path / "first"))
    assert stored_matches_replay()


def test_skos_brings_titles_and_relations_but_no_use(tmp_path: Path) -> None:
    file = _file(kitchen(), "skos", tmp_path)
    _import(file, "skos")
    assert _words(_now(tmp_path / "now"), counts=False) == _words(Snapshot(tmp_path / "first"), counts=False)


def test_sssom_brings_the_edges(tmp_path: Path) -> None:
    file = _file(kitchen(), "sssom", tmp_path)
    _import(file, "sssom")
    assert _words(_now(tmp_path / "now"))[1] == _words(Snapshot(tmp_path / "first"))[1]


def test_a_second_reading_changes_nothing(tmp_path: Path) -> None:
    file = _file(kitchen(), "jsonl", tmp_path)
    _import(file, "jsonl")
    before = Decision.objects.count()
    told = _import(file, "jsonl")
    assert (told["titles"], told["merged"]) == (
        {"rows": 15, "new": 0, "changed": 0, "same": 15, "refused": 0},
        {},
    )
    assert Decision.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_an_import_waits_for_a_worker_that_is_at_its_decisions(tmp_path: Path) -> None:
    with held_elsewhere(batch_lock) as done:
        threading.Timer(0.5, done.set).start()
        told = _import(_file(kitchen(), "jsonl", tmp_path), "jsonl")
    assert told["merged"] == {"merged": Decision.objects.count()}


def test_a_dry_run_leaves_nothing_behind(tmp_path: Path) -> None:
    file = _file(kitchen(), "jsonl", tmp_path)
    told = _import(file, "jsonl", "--dry-run")
    assert told["titles"] == {"rows": 15, "new": 15, "changed": 0, "same": 0, "refused": 0}
    assert not Title.objects.exists()
    assert not ChangeSet.objects.exists()


def test_the_map_tells_where_old_numbers_lead(tmp_path: Path) -> None:
    drawing = kitchen()
    file = _file(drawing, "jsonl", tmp_path)
    _import(file, "jsonl", "--map", str(tmp_path / "map.csv"))
    rows = [line.split(",") for line in (tmp_path / "map.csv").read_text().splitlines()]
    assert rows[0] == ["concept_in_file", "concept"]
    named = {int(old): Concept.objects.get(pk=int(new)).preferred.text for old, new in rows[1:]}
    first = Snapshot(tmp_path / "first")
    assert named == {
        **{first.concept_id(c): first.name(c) for c in range(first.concepts)},
        11: "Line Cook",  # merged into concept 2 where the file was written
    }


def test_a_graph_that_contradicts_itself_is_refused_whole(tmp_path: Path) -> None:
    drawing = kitchen()
    file = _file(drawing, "jsonl", tmp_path)
    turned = []
    for line in file.read_text().splitlines():
        row = json.loads(line)
        if row["type"] == "edge" and row["relation"] == "broader":
            back = dict(row, id=1_000 + row["id"], subject_title=row["object_title"])
            turned.append(json.dumps(dict(back, object_title=row["subject_title"])))
        turned.append(line)
    file.write_text("\n".join(turned))
    with pytest.raises(SystemExit) as refused:
        _import(file, "jsonl")
    assert refused.value.code == 3
    assert not Title.objects.exists()
    assert not Edge.objects.exists()
