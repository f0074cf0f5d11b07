"""SKOS vocabularies in Turtle, RDF/XML, JSON-LD or N-Triples, read by rdflib.

Labels: skos:prefLabel, altLabel, hiddenLabel (and SKOS-XL through its literal forms). Relations: skos:broader,
narrower, related, exactMatch, and altLabel as synonym of prefLabel (SKOS Reference, sections 5, 8 and 10).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rdflib import Graph, Literal
from rdflib.namespace import SKOS
from rdflib.term import Node

from taxonomy.core.readers.rdf_safety import refuse_unsafe
from taxonomy.core.readers.rows import BadRow, FileRefused, Notices, RawRelation, RawTitle
from taxonomy.core.readers.text_files import need_file

FORMATS = {
    ".ttl": "turtle",
    ".turtle": "turtle",
    ".rdf": "xml",
    ".xml": "xml",
    ".owl": "xml",
    ".jsonld": "json-ld",
    ".json": "json-ld",
    ".nt": "nt",
    ".n3": "n3",
}
LABELS = ((SKOS.prefLabel, True), (SKOS.altLabel, False), (SKOS.hiddenLabel, False))


def _load(path: Path) -> Graph:
    need_file(path)
    name = FORMATS.get(path.suffix.lower())
    if name is None:
        raise FileRefused(
            f"{path.name} is no SKOS file by its name; SKOS comes as {', '.join(sorted(FORMATS))}.",
            field="path",
        )
    graph = Graph()
    try:
        refuse_unsafe(path, name)
        graph.parse(path, format=name)
    except FileRefused:
        raise
    except Exception as error:  # every parser behind rdflib raises its own kinds
        why = " ".join(str(error).split())[:300]
        raise FileRefused(f"{path} is not valid {name}: {why}", field="path") from error
    if not any(graph.triples((None, SKOS.prefLabel, None))):
        raise FileRefused(f"{path} has no skos:prefLabel in it.", field="path")
    return graph


def read_titles(path: Path, notices: Notices, *, language: str) -> Iterator[RawTitle | BadRow]:
    """Labels in ``language`` or without a language tag; others are counted."""
    graph = _load(path)
    row = 0
    for concept in sorted(set(graph.subjects(SKOS.prefLabel, None)), key=str):
        _notice_clashes(graph, concept, notices)
        for predicate, preferred in LABELS:
            for label in sorted(graph.objects(concept, predicate), key=str):
                row += 1
                if not isinstance(label, Literal):
                    yield BadRow(row, "the label is not a literal", str(predicate), str(label))
                elif label.language and not _same_language(label.language, language):
                    notices.note(
                        "skos.other_language", f"Labels in other languages than {language}: not taken."
                    )
                else:
                    yield RawTitle(row, str(label), str(concept), preferred=preferred)


def _notice_clashes(graph: Graph, concept: Node, notices: Notices) -> None:
    """SKOS integrity conditions S14 (one preferred label a language) and S13 (no label is of two kinds)."""
    preferred = list(graph.objects(concept, SKOS.prefLabel))
    tags = [getattr(label, "language", None) for label in preferred]
    if len(set(tags)) < len(tags):
        notices.note("skos.two_preferred", "Concepts with two preferred labels in a language.", str(concept))
    others = {*graph.objects(concept, SKOS.altLabel), *graph.objects(concept, SKOS.hiddenLabel)}
    if others.intersection(preferred):
        notices.note("skos.label_twice", "Labels that are preferred and alternative at once.", str(concept))


def _same_language(tag: str, language: str) -> bool:
    return tag.lower() == language.lower() or tag.lower().split("-")[0] == language.lower()


def read_relations(path: Path, notices: Notices) -> Iterator[RawRelation | BadRow]:
    """Hierarchical, associative and equivalence relations between the file's own concepts, each once."""
    graph = _load(path)
    known = set(graph.subjects(SKOS.prefLabel, None))
    seen: set[tuple[str, str, str]] = set()
    row = 0
    for subject, predicate, target in sorted(_stated(graph), key=str):
        row += 1
        if subject not in known or target not in known:
            notices.note(
                "skos.foreign", "Relations to concepts outside the file: not taken.", f"{subject} {target}"
            )
            continue
        fact = _fact(predicate, str(subject), str(target))
        if fact in seen:
            notices.note("relation.repeated", "Relations stated twice, once in each direction.")
            continue
        seen.add(fact)
        relation, a, b = fact
        if a == b:
            yield BadRow(row, "a concept is related to itself", str(predicate), a)
            continue
        yield RawRelation(row, relation, a_id=a, b_id=b)


def _stated(graph: Graph) -> Iterator[tuple[Node, Node, Node]]:
    for predicate in (SKOS.broader, SKOS.narrower, SKOS.related, SKOS.exactMatch):
        yield from graph.triples((None, predicate, None))


def _fact(predicate: Node, subject: str, target: str) -> tuple[str, str, str]:
    """(relation, a, b) in one direction. ``x skos:broader y`` reads "x has the broader concept y"."""
    if predicate == SKOS.broader:
        return "broader", target, subject
    if predicate == SKOS.narrower:
        return "broader", subject, target
    low, high = sorted((subject, target))
    return ("related" if predicate == SKOS.related else "synonym"), low, high
