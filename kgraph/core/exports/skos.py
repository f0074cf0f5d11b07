"""SKOS in Turtle.

A concept has one ``prefLabel`` in each language (S14) and its other titles as ``altLabel`` (S13: the same text is
never both). ``skos:broader`` holds what edges state, in the direction of SKOS: from the narrower concept to the
broader one. ``related`` never joins what ``broader`` joins, by however many steps (S27): the graph's algebra sees to
that. Rank has no word in SKOS and gets ``tl:seniorTo``; what people judged to be unrelated, ``tl:unrelatedTo``.
Merged numbers are deprecated and replaced; retired ones deprecated, with a note that says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from kgraph.core.exports.reading import ConceptEdge, GraphFile, GraphFileWrong, Member, concepts_content
from kgraph.core.exports.rows import redirect_rows, retired_rows
from kgraph.core.snapshot.content import RetiredRow
from kgraph.core.snapshot.reader import Snapshot

BASE = "urn:titleloom:concept:"
SCHEME = "urn:titleloom:scheme"
VOCABULARY = "urn:titleloom:vocabulary:"

_PREFIXES = f"""\
@prefix c: <{BASE}> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tl: <{VOCABULARY}> .

tl:seniorTo a owl:ObjectProperty ; rdfs:label "is senior to"@en ; rdfs:comment "The subject outranks the object."@en ;
    owl:inverseOf tl:juniorTo .
tl:juniorTo a owl:ObjectProperty ; rdfs:label "is junior to"@en .
tl:unrelatedTo a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "was judged to be unrelated to"@en .
"""
_PROPERTIES = (
    ("broader", "skos:broader"),
    ("narrower", "skos:narrower"),
    ("related", "skos:related"),
    ("junior", "tl:seniorTo"),
    ("senior", "tl:juniorTo"),
    ("unrelated", "tl:unrelatedTo"),
)
"""For each step (what the neighbour is) the property that leads there."""
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def _literal(text: str, language: str) -> str:
    return f'"{text.translate(_ESCAPES)}"@{language}'


def stream(snapshot: Snapshot) -> Iterator[str]:
    """The file in pieces, one for each concept."""
    yield _PREFIXES
    yield (
        f"\n<{SCHEME}> a skos:ConceptScheme ; skos:prefLabel {_literal('Titleloom job titles', 'en')} ;\n"
        f'    owl:versionInfo "{snapshot.number}" .\n'
    )
    for concept in range(snapshot.concepts):
        yield _concept(snapshot, concept)
    for old, new in redirect_rows(snapshot):
        yield f"\nc:{old} owl:deprecated true ; dct:isReplacedBy c:{new} .\n"
    for number, reason, instead in retired_rows(snapshot):
        use = f" ; rdfs:seeAlso c:{instead}" if instead else ""
        yield f"\nc:{number} owl:deprecated true ; skos:note {_literal(reason, 'en')}{use} .\n"


def _concept(snapshot: Snapshot, concept: int) -> str:
    lines = [f"\nc:{snapshot.concept_id(concept)} a skos:Concept ; skos:inScheme <{SCHEME}>"]
    if not snapshot.steps["broader"].degree(concept):
        lines.append(f"skos:topConceptOf <{SCHEME}>")
    preferred: set[str] = set()
    for title in snapshot.members(
        concept
    ):  # the preferred one first, then by use: so is the best of each language
        language = snapshot.title_language(title)
        label = "skos:altLabel" if language in preferred else "skos:prefLabel"
        preferred.add(language)
        lines.append(f"{label} {_literal(snapshot.title_text[title], language)}")
    for step, predicate in _PROPERTIES:
        others = [f"c:{snapshot.concept_id(other)}" for other in snapshot.steps[step].row(concept)]
        if others:
            lines.append(f"{predicate} {' , '.join(others)}")
    return " ;\n    ".join(lines) + " .\n"


def read(text: Iterable[str]) -> GraphFile:
    """The graph in such a file, by whatever hand its triples were ordered. Titles and edges get new numbers.

    Raises:
        GraphFileWrong: no Turtle, no concept of a release, or one without a preferred label.
    """
    try:
        rdf = rdflib.Graph().parse(data="".join(text), format="turtle")
    except Exception as error:  # rdflib's parsers raise whatever they stumble over
        raise GraphFileWrong(f"This is not Turtle: {error}.") from error
    numbers = sorted(_number(node) for node in rdf.subjects(RDF.type, SKOS.Concept))
    concepts: dict[int, list[Member]] = {}
    following = 1
    for number in numbers:
        labels = _labels(rdf, number)
        concepts[number] = [
            Member(following + index, label, language, 1) for index, (label, language) in enumerate(labels)
        ]
        following += len(labels)
    retired = [
        RetiredRow(_number(node), str(rdf.value(node, SKOS.note)), _instead(rdf, node))
        for node in rdf.subjects(OWL.deprecated, rdflib.Literal(True))
        if rdf.value(node, DCTERMS.isReplacedBy) is None
    ]
    redirects = {_number(old): _number(new) for old, new in rdf.subject_objects(DCTERMS.isReplacedBy)}
    version = str(rdf.value(rdflib.URIRef(SCHEME), OWL.versionInfo))
    release = int(version) if version.isdigit() else 0
    return GraphFile(concepts_content(concepts, _edges(rdf, concepts), redirects, retired), release)


def _instead(rdf: rdflib.Graph, node: rdflib.term.Node) -> int | None:
    other = rdf.value(node, RDFS.seeAlso)
    return None if other is None else _number(other)


def _number(node: rdflib.term.Node) -> int:
    number = str(node).removeprefix(BASE)
    if not number.isdigit():
        raise GraphFileWrong(
            f"{node} is not a concept of a release; use import_relations for other vocabularies."
        )
    return int(number)


def _labels(rdf: rdflib.Graph, number: int) -> list[tuple[str, str]]:
    """Texts and languages, preferred labels first: so each stays the preferred one of its language."""
    node = rdflib.URIRef(f"{BASE}{number}")
    found: list[tuple[str, str]] = []
    for property_ in (SKOS.prefLabel, SKOS.altLabel):
        labels = [label for label in rdf.objects(node, property_) if isinstance(label, rdflib.Literal)]
        found += sorted(((str(label), label.language or "en") for label in labels), key=lambda one: one[::-1])
        if not found:
            raise GraphFileWrong(f"Concept {number} has no skos:prefLabel.")
    return found


def _edges(rdf: rdflib.Graph, concepts: dict[int, list[Member]]) -> list[ConceptEdge]:
    stated: set[tuple[str, int, int]] = set()
    for relation, property_ in (
        ("broader", SKOS.narrower),
        ("senior", rdflib.URIRef(f"{VOCABULARY}seniorTo")),
        ("related", SKOS.related),
        ("unrelated", rdflib.URIRef(f"{VOCABULARY}unrelatedTo")),
    ):
        for subject, object_ in rdf.subject_objects(property_):
            ends = _number(subject), _number(object_)
            low, high = sorted(ends) if relation in ("related", "unrelated") else ends
            stated.add((relation, low, high))
    missing = next((end for _, *ends in sorted(stated) for end in ends if end not in concepts), None)
    if missing is not None:
        raise GraphFileWrong(f"Concept {missing} has relations, but is not in the file.")
    return [
        ConceptEdge(number, relation, concepts[a][0].id, concepts[b][0].id)
        for number, (relation, a, b) in enumerate(sorted(stated), 1)
    ]
