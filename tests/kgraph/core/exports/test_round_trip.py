"""What was written can be read: ``write(read(write(x))) == write(x)`` for any graph and each format that carries it."""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.namespace import RDF, SKOS

from kgraph.core.exports import csv_tables, skos
from kgraph.core.exports.archive import stream_zip
from kgraph.core.exports.formats import FORMATS, encoded, graph_read
from kgraph.core.exports.reading import CARRIES, GraphFileWrong
from kgraph.core.snapshot import Snapshot, build_snapshot
from taxonomy.core.normalisation import TitleRefused, normalise
from tests.examples import many
from tests.kgraph.graphs import Drawing


def _fits(text: str) -> bool:
    """Whether a title may hold this text: no other is ever in a graph."""
    try:
        normalise(f"t{text}")
    except TitleRefused:
        return False
    return True


TEXTS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12
).filter(_fits)
LANGUAGES = st.sampled_from(("en", "en", "de", "es", "pt-br"))


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    """Any graph that the algebra allows: directed edges run upwards, and no two concepts stand in two relations."""
    drawing = Drawing()
    heads = []
    for number in range(draw(st.integers(1, 8))):
        # A number of its own keeps texts apart, whatever folding makes of the rest.
        texts = [
            f"t{number} {k} {text}" for k, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=4)))
        ]
        counts = tuple(draw(st.integers(1, 10_000)) for _ in texts)
        drawing.concept(*texts, counts=counts, language=draw(LANGUAGES))
        head = next(row.text for row in drawing.titles if row.id == drawing.concepts[-1].preferred)
        heads.append(head)
        if len(texts) > 1:
            drawing.titles[-1] = drawing.titles[-1]._replace(language=draw(LANGUAGES))
    for _ in range(draw(st.integers(0, 2))):
        drawing.replaced(by=draw(st.integers(1, len(heads))))
    if draw(st.booleans()):
        instead = draw(st.one_of(st.none(), st.integers(1, len(heads))))
        drawing.retired(1_000, draw(TEXTS.filter(str.strip)), instead)
        drawing.retired(1_001, 'Said "twice"\\ by mistake')
    pairs = [(a, b) for a in range(len(heads)) for b in range(a + 1, len(heads))]
    if pairs:
        order = ("broader", "senior", "unrelated")
        chosen = draw(st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(order)), max_size=14))
        for (a, b), relation in {pair: relation for pair, relation in chosen}.items():
            drawing.say(heads[a], relation, heads[b], first_release=draw(st.integers(0, 3)))
    if draw(st.booleans()):
        # Two of their own for `related`, which may not hold along `broader` (S27).
        drawing.concept("left aisle")
        drawing.concept("right aisle")
        drawing.say("right aisle", "related", "left aisle")
    return drawing


def _written(graph: Snapshot, name: str) -> bytes:
    if name == "csv":
        return b"".join(stream_zip(graph, {f"{k}.csv": v for k, v in FORMATS["csv"].parts.items()}))
    return b"".join(encoded(FORMATS[name].stream(graph)))


def _again(name: str, data: bytes, folder: Path) -> Snapshot:
    file = folder / ("graph.zip" if name == "csv" else f"graph.{FORMATS[name].suffix}")
    file.write_bytes(data)
    found = graph_read(name, file)
    (folder / "again").mkdir()
    build_snapshot(found.content, folder / "again", number=found.release, ledger_seq=found.ledger_seq)
    return Snapshot(folder / "again")


def _triples(data: bytes) -> set[tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]]:
    return set(rdflib.Graph().parse(data=data.decode(), format="turtle"))


@pytest.mark.parametrize("name", CARRIES)
@settings(max_examples=many(60), deadline=None)
@given(drawing=drawings())
def test_a_file_that_is_read_and_written_again_is_the_same_file(name: str, drawing: Drawing) -> None:
    with tempfile.TemporaryDirectory() as place:
        graph = drawing.snapshot(Path(place) / "first", number=7)
        data = _written(graph, name)
        again = _again(name, data, Path(place))
        if name == "skos":
            assert _triples(_written(again, name)) == _triples(data)
        else:
            assert _written(again, name) == data
        if name == "jsonl":
            assert again.meta.content_hash == graph.meta.content_hash


@pytest.mark.parametrize("name", ["csv", "graphml", "node-link", "skos"])
@settings(max_examples=many(30), deadline=None)
@given(drawing=drawings())
def test_concepts_keep_their_numbers_and_titles(name: str, drawing: Drawing) -> None:
    with tempfile.TemporaryDirectory() as place:
        graph = drawing.snapshot(Path(place) / "first", number=7)
        again = _again(name, _written(graph, name), Path(place))
        assert _sets(again) == _sets(graph)
        if name == "skos":
            assert again.array("redirect").tolist() == graph.array("redirect").tolist()
            assert again.retired == graph.retired


def _sets(graph: Snapshot) -> dict[int, set[tuple[str, str]]]:
    return {
        graph.concept_id(concept): {
            (graph.title_text[title], graph.title_language(title)) for title in graph.members(concept)
        }
        for concept in range(graph.concepts)
    }


@settings(max_examples=many(60), deadline=None)
@given(drawing=drawings())
def test_skos_keeps_its_integrity_conditions(drawing: Drawing) -> None:
    """SKOS reference, section 1.5: S9, S13, S14, S27, S46."""
    with tempfile.TemporaryDirectory() as place:
        graph = drawing.snapshot(Path(place))
        rdf = rdflib.Graph().parse(data="".join(skos.stream(graph)), format="turtle")
    concepts = set(rdf.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) == graph.concepts
    assert not concepts & set(rdf.subjects(RDF.type, SKOS.ConceptScheme)), "S9: a concept is no scheme"
    for concept in concepts:
        preferred = [one for one in rdf.objects(concept, SKOS.prefLabel) if isinstance(one, rdflib.Literal)]
        languages = Counter(label.language for label in preferred)
        assert languages
        assert set(languages.values()) == {1}, "S14: one prefLabel a language"
        others = set(rdf.objects(concept, SKOS.altLabel)), set(rdf.objects(concept, SKOS.hiddenLabel))
        assert not set(preferred) & others[0] | set(preferred) & others[1] | others[0] & others[1], "S13"
        above = set(rdf.transitive_objects(concept, SKOS.broader)) - {concept}
        below = set(rdf.transitive_subjects(SKOS.broader, concept)) - {concept}
        assert not (above | below) & set(rdf.objects(concept, SKOS.related)), "S27: related is not broader"
        assert (concept, SKOS.broader, concept) not in rdf
        exact = set(rdf.objects(concept, SKOS.exactMatch))
        matched = set(rdf.objects(concept, SKOS.broadMatch)) | set(rdf.objects(concept, SKOS.relatedMatch))
        assert not exact & matched, "S46: exact matches are neither broad nor related ones"


@settings(max_examples=many(30), deadline=None)
@given(drawing=drawings())
def test_networkx_opens_node_link_as_the_same_graph_as_graphml(drawing: Drawing) -> None:
    with tempfile.TemporaryDirectory() as place:
        graph = drawing.snapshot(Path(place))
        link = nx.node_link_graph(json.loads(_written(graph, "node-link")), edges="edges")
        xml = nx.read_graphml(io.BytesIO(_written(graph, "graphml")), node_type=int, force_multigraph=True)
    assert set(link) == set(xml)
    assert all(link.nodes[node]["label"] == xml.nodes[node]["label"] for node in link)
    edges = {(a, b, data["relation"], key) for a, b, key, data in _edges(link)}
    assert edges == {(a, b, data["relation"], data["edge"]) for a, b, data in xml.edges(data=True)}


def _edges(graph: Any) -> Iterator[tuple[int, int, int, dict[str, Any]]]:
    yield from graph.edges(keys=True, data=True)


def test_csv_is_read_from_two_files_side_by_side(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.concept("Cook", "Chef")
    drawing.concept("Line Cook")
    drawing.say("Cook", "broader", "Line Cook")
    graph = drawing.snapshot(tmp_path / "first")
    (tmp_path / "graph.csv").write_text("".join(csv_tables.stream_edges(graph)))
    (tmp_path / "graph.nodes.csv").write_text("".join(csv_tables.stream_nodes(graph)))
    assert graph_read("csv", tmp_path / "graph.csv").content.edges.relation.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("jsonl", '{"type":"release","release":1,"ledger_seq":9}\n{"type":"edge","id":1}\n', "Line 2"),
        ("jsonl", '{"type":"surprise"}\n', "Line 1"),
        ("skos", "this is not turtle", "not Turtle"),
        ("skos", "<urn:x> a <http://www.w3.org/2004/02/skos/core#Concept> .", "import_relations"),
        ("sssom", "subject_id\tobject_id\nx\ty\n", "no column"),
        ("graphml", "<graphml><node id='a'/></graphml>", "not a GraphML"),
        ("graphml", "<graphml>", "not a GraphML"),
        ("node-link", '{"nodes": [{}]}', "not a node-link"),
        ("csv", "name\n", "cannot be read"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_its_place(
    name: str, text: str, sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "file.csv"
    file.write_text(text)
    with pytest.raises(GraphFileWrong, match=sentence):
        graph_read(name, file)
