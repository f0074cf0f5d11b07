"""Every format is read back by a reader that is not ours, and compared with the snapshot."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from kgraph.core.exports import csv_tables, graphml, jsonl, skos, sssom, synonyms
from kgraph.core.exports.archive import stream_zip
from kgraph.core.exports.formats import FORMATS, encoded
from kgraph.core.exports.rows import edge_rows
from kgraph.core.snapshot import Snapshot, build_snapshot
from tests.kgraph.graphs import Drawing, kitchen, random_graph

VOCABULARY = rdflib.Namespace(skos.VOCABULARY)


def _odd() -> Drawing:
    """Titles with everything that files stumble over."""
    drawing = kitchen()
    drawing.concept('Cook "the Knife", AA/BB', "Cook; Senior \\ Lead", "=SUM(A1)", "Chef & <Owner>", "a => b")
    drawing.concept("C++ Developer", "CPP Developer")
    drawing.concept("C Developer", "Developer in C")
    drawing.concept("看護師", "ナース", language="ja")
    drawing.concept("Engineer", "Ingénieur", language="en")
    drawing.titles[-1] = drawing.titles[-1]._replace(language="fr")
    drawing.say("C Developer", "related", "C++ Developer")
    return drawing


@pytest.fixture(params=["kitchen", "odd", "random"])
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Snapshot:
    drawing = (
        kitchen() if request.param == "kitchen" else _odd() if request.param == "odd" else random_graph(11)
    )
    return drawing.snapshot(tmp_path, number=4)


def _concept_edges(graph: Snapshot) -> set[tuple[int, str, int]]:
    return {
        (graph.concept_id(e.subject_concept), e.relation, graph.concept_id(e.object_concept))
        for e in edge_rows(graph)
        if e.relation != "synonym"
    }


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_bytes_twice(name: str, graph: Snapshot) -> None:
    streams = {FORMATS[name].stream, *FORMATS[name].parts.values()}
    for stream in streams:
        assert b"".join(encoded(stream(graph))) == b"".join(encoded(stream(Snapshot(graph.folder))))


def test_jsonl_makes_the_same_release_again(graph: Snapshot, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    folder.mkdir()
    content = jsonl.read("".join(jsonl.stream(graph)).splitlines()).content
    built = build_snapshot(content, folder, number=4)
    assert built.content_hash == graph.meta.content_hash
    assert Snapshot(folder).array("edge_decision").tolist() == graph.array("edge_decision").tolist()


def test_jsonl_has_edges_before_concepts(graph: Snapshot) -> None:
    kinds = [json.loads(line)["type"] for line in jsonl.stream(graph)]
    assert kinds[0] == "release"
    assert kinds == sorted(kinds, key=("release", "edge", "concept", "redirect").index)


def test_skos_says_what_the_snapshot_says(graph: Snapshot) -> None:
    rdf = rdflib.Graph().parse(data="".join(skos.stream(graph)), format="turtle")
    assert len(set(rdf.subjects(RDF.type, SKOS.Concept))) == graph.concepts
    edges = set()
    for predicate, relation, turned in (
        (SKOS.broader, "broader", True),
        (SKOS.narrower, "broader", False),
        (VOCABULARY.seniorTo, "senior", False),
        (VOCABULARY.juniorTo, "senior", True),
        (SKOS.related, "related", False),
        (VOCABULARY.unrelatedTo, "unrelated", False),
    ):
        for subject, object_ in rdf.subject_objects(predicate):
            one, other = _number(subject), _number(object_)
            edges.add((other, relation, one) if turned else (one, relation, other))
    expected = _concept_edges(graph)
    expected |= {(b, relation, a) for a, relation, b in expected if relation in ("related", "unrelated")}
    assert edges == expected
    labels = {str(label) for _, label in rdf.subject_objects(SKOS.prefLabel)} | {
        str(label) for _, label in rdf.subject_objects(SKOS.altLabel)
    }
    assert {graph.title_text[title] for title in range(graph.titles)} <= labels
    for old, new in graph.array("redirect").tolist():
        assert rdf.value(rdflib.URIRef(f"{skos.BASE}{old}"), DCTERMS.isReplacedBy) == rdflib.URIRef(
            f"{skos.BASE}{new}"
        )
        assert (rdflib.URIRef(f"{skos.BASE}{old}"), OWL.deprecated, rdflib.Literal(True)) in rdf


def _number(node: rdflib.term.Node) -> int:
    return int(str(node).removeprefix(skos.BASE))


def test_skos_keeps_its_own_rules(graph: Snapshot) -> None:
    rdf = rdflib.Graph().parse(data="".join(skos.stream(graph)), format="turtle")
    for concept in rdf.subjects(RDF.type, SKOS.Concept):
        preferred = list(rdf.objects(concept, SKOS.prefLabel))
        languages = Counter(label.language for label in preferred if isinstance(label, rdflib.Literal))
        assert languages
        assert set(languages.values()) == {1}, "S14: one prefLabel a language"
        assert not set(preferred) & set(rdf.objects(concept, SKOS.altLabel)), "S13: labels are disjoint"
        above = set(rdf.transitive_objects(concept, SKOS.broader)) - {concept}
        below = set(rdf.transitive_subjects(SKOS.broader, concept)) - {concept}
        if graph.counts["concepts"] < 40:  # the random graph does not keep rule 4 of the algebra
            assert not (above | below) & set(rdf.objects(concept, SKOS.related)), (
                "S27: related is not broader"
            )


def test_sssom_reads_narrow_match_from_the_wider_title(tmp_path: Path) -> None:
    graph = kitchen().snapshot(tmp_path)
    text = "".join(sssom.stream(graph))
    header = [line for line in text.splitlines() if line.startswith("#")]
    assert '#mapping_set_version: "1"' in header
    table = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    rows = list(csv.DictReader(io.StringIO(table), delimiter="\t"))
    assert len(rows) == graph.edges
    wide = next(row for row in rows if row["subject_label"] == "Cook" and row["object_label"] == "Line Cook")
    assert (wide["predicate_id"], wide["mapping_justification"]) == (
        "skos:narrowMatch",
        "semapv:MappingReview",
    )
    not_ = next(row for row in rows if row["predicate_modifier"])
    assert (not_["predicate_modifier"], not_["predicate_id"]) == ("Not", "skos:relatedMatch")
    assert {row["predicate_id"].partition(":")[0] for row in rows} <= {"skos", "tl"}


def test_graphml_opens_in_networkx_as_the_same_graph(graph: Snapshot) -> None:
    read = nx.read_graphml(io.BytesIO("".join(graphml.stream(graph)).encode()), force_multigraph=True)
    assert read.number_of_nodes() == graph.concepts
    edges = {(int(a), data["relation"], int(b)) for a, b, data in read.edges(data=True)}
    assert edges == _concept_edges(graph)
    assert read.number_of_edges() == sum(1 for e in edge_rows(graph) if e.relation != "synonym")
    for concept in range(graph.concepts):
        node = read.nodes[str(graph.concept_id(concept))]
        assert node["label"] == graph.name(concept)
        assert json.loads(node["titles"]) == [graph.title_text[t] for t in graph.members(concept)]
        assert node["count"] == graph.concept_count(concept)


def test_csv_tables_hang_together(graph: Snapshot) -> None:
    nodes = list(csv.DictReader(io.StringIO("".join(csv_tables.stream_nodes(graph)), newline="")))
    edges = list(csv.DictReader(io.StringIO("".join(csv_tables.stream_edges(graph)), newline="")))
    ids = {row["id:ID"]: row for row in nodes}
    assert len(ids) == len(nodes) == graph.concepts + graph.titles
    assert all(row[":START_ID"] in ids and row[":END_ID"] in ids for row in edges)
    assert all(ids[row[":START_ID"]]["name"] == row["start_name"] for row in edges)
    stated = {
        (int(row[":START_ID"][1:]), row[":TYPE"].lower(), int(row[":END_ID"][1:]))
        for row in edges
        if row["edge:long"] and row[":TYPE"] != "SYNONYM"
    }
    assert stated == _concept_edges(graph)
    belongs = [row for row in edges if row[":TYPE"] in ("HAS_TITLE", "PREFERRED_TITLE")]
    assert len(belongs) == graph.titles
    assert sum(row[":TYPE"] == "PREFERRED_TITLE" for row in belongs) == graph.concepts


def _solr(text: str) -> tuple[list[list[str]], list[str]]:
    """A reader of the Solr format: sets of forms, and comments. Escapes are taken off."""
    sets, comments = [], []
    for line in text.splitlines():
        if line.startswith("#"):
            comments.append(line)
            continue
        forms, form, at = [], "", 0
        while at < len(line):
            if line[at] == "\\":
                form += line[at + 1]
                at += 2
            elif line[at] == "," or line.startswith("=>", at):
                forms.append(form.strip())
                form = ""
                at += 1 if line[at] == "," else 2
            else:
                form += line[at]
                at += 1
        sets.append([*forms, form.strip()])
    return sets, comments


@pytest.mark.parametrize("explicit", [False, True])
def test_synonym_sets_are_those_of_the_concepts(explicit: bool, graph: Snapshot) -> None:
    stream = synonyms.stream_explicit if explicit else synonyms.stream_equivalent
    sets, _ = _solr("".join(stream(graph)))
    owners = {graph.title_key[title]: graph.title_concept(title) for title in range(graph.titles)}
    for forms in sets:
        assert len({owners[form] for form in forms}) == 1
        assert len(forms) > 1
    line = next((forms for forms in sets if "line cook" in forms), None)
    if line is not None:
        assert line.index("line cook") == (len(line) - 1 if explicit else 0)


def test_forms_that_a_tokenizer_would_mix_up_are_left_out_and_reported(tmp_path: Path) -> None:
    graph = _odd().snapshot(tmp_path)
    sets, comments = _solr("".join(synonyms.stream_equivalent(graph)))
    forms = {form for forms in sets for form in forms}
    assert not {"c++ developer", "c developer"} & forms
    assert any('"c developer" is in concepts 13, 14' in line for line in comments)


def test_no_rank_is_a_synonym_of_another(tmp_path: Path) -> None:
    sets, _ = _solr("".join(synonyms.stream_equivalent(kitchen().snapshot(tmp_path))))
    ladder = ("prep cook", "line cook", "sous chef", "head chef", "executive chef")
    assert all(sum(form in ladder for form in forms) <= 1 for forms in sets)


def test_a_zip_holds_both_tables_and_is_the_same_each_time(graph: Snapshot) -> None:
    files = {f"{name}.csv": stream for name, stream in FORMATS["csv"].parts.items()}
    data = b"".join(stream_zip(graph, files))
    assert data == b"".join(stream_zip(graph, files))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.read("nodes.csv").decode() == "".join(csv_tables.stream_nodes(graph))
        assert archive.read("edges.csv").decode() == "".join(csv_tables.stream_edges(graph))


def _wide(tmp_path: Path) -> Snapshot:
    drawing = kitchen()
    drawing.concept(*(f"Turner {'x' * k}" for k in range(1, 8)))
    return drawing.snapshot(tmp_path)


def test_a_rule_that_is_too_long_is_split_around_the_preferred_title(tmp_path: Path) -> None:
    graph = _wide(tmp_path)
    sets, comments = _solr("".join(synonyms.stream_equivalent(graph, synonyms.Limits(terms=3))))
    parts = [forms for forms in sets if "turner x" in forms]
    assert all(len(forms) <= 3 for forms in sets)
    assert [forms[0] for forms in parts] == ["turner x"] * 3
    assert len({form for forms in parts for form in forms}) == 7
    assert any('the 7 forms of "turner x" stand in 3 rules' in line for line in comments)


def test_slices_hold_all_rules_once_and_say_how_many_there_are(tmp_path: Path) -> None:
    graph = _wide(tmp_path)
    whole, _ = _solr("".join(synonyms.stream_explicit(graph)))
    found = []
    for slice_ in (1, 2, 3):
        limits = synonyms.Limits(rules=2, slice=slice_)
        assert synonyms.limits_checked(graph, limits) == limits
        sets, comments = _solr("".join(synonyms.stream_explicit(graph, limits)))
        assert len(sets) <= 2
        assert any(f"slice {slice_} of 3: 5 rules" in line for line in comments)
        found += sets
    assert found == whole


@pytest.mark.parametrize(
    "limits", [synonyms.Limits(terms=1), synonyms.Limits(rules=0), synonyms.Limits(rules=2, slice=4)]
)
def test_limits_that_no_file_can_keep_are_refused(limits: synonyms.Limits, tmp_path: Path) -> None:
    with pytest.raises(synonyms.LimitsWrong):
        synonyms.limits_checked(_wide(tmp_path), limits)


_CURIE = re.compile(r"([a-z]+):[^\s:]\S*")


def test_sssom_keeps_the_rules_of_its_schema(graph: Snapshot) -> None:
    """The required slots, value types and prefixes of SSSOM 1.1, by hand (see docs/search-team.md)."""
    lines = "".join(sssom.stream(graph, "https://creativecommons.org/licenses/by/4.0/")).splitlines()
    header = [line[1:] for line in lines if line.startswith("#")]
    prefixes = {line.strip().partition(":")[0] for line in header if line.startswith("  ")}
    slots = dict(line.split(": ", 1) for line in header if not line.startswith(" ") and ": " in line)
    assert slots["license"] == '"https://creativecommons.org/licenses/by/4.0/"'
    assert {"mapping_set_id", "license", "mapping_set_version", "mapping_set_title"} == slots.keys()
    assert slots["mapping_set_id"].strip('"').partition(":")[0] in prefixes
    rows = list(csv.DictReader(lines[len(header) :], delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == graph.edges
    for row in rows:
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            match = _CURIE.fullmatch(row[slot])
            assert match, row
            assert match[1] in prefixes
        assert row["mapping_justification"].startswith("semapv:")
        assert row["predicate_modifier"] in ("", "Not")
        assert row["subject_label"]
        assert row["object_label"]
