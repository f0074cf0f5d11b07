"""SKOS in Turtle.

A concept has one ``prefLabel`` in each language (S14) and its other titles as ``altLabel`` (S13: the same text is
never both). ``skos:broader`` holds what edges state, in the direction of SKOS: from the narrower concept to the
broader one. ``related`` never joins what ``broader`` joins, by however many steps (S27): the graph's algebra sees to
that. Rank has no word in SKOS and gets ``tl:seniorTo``; what people judged to be unrelated, ``tl:unrelatedTo``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.core.exports.rows import redirect_rows
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
