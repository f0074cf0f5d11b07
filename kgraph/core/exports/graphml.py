"""GraphML: concepts as nodes, edges as edges; `networkx.read_graphml`, Gephi, yEd and igraph open it.

Several edges between the same two concepts stay several. Synonym edges lie inside a node, whose titles are listed
on it as a JSON array, and once more with their numbers, languages and use counts in ``members``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from kgraph.core.exports.reading import ConceptEdge, GraphFile, GraphFileWrong, Member, concepts_content
from kgraph.core.exports.rows import edge_rows
from kgraph.core.snapshot.reader import Snapshot

_NODE_KEYS = (
    ("label", "string"),
    ("count", "long"),
    ("titles", "string"),
    ("language", "string"),
    ("members", "string"),
)
_EDGE_KEYS = (
    ("relation", "string"),
    ("edge", "long"),
    ("first_release", "int"),
    ("decision", "long"),
    ("settled_by", "string"),
    ("subject_title", "long"),
    ("object_title", "long"),
)
# Characters that XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _data(key: str, value: object) -> str:
    return f'<data key="{key}">{escape(_NOT_XML.sub("", str(value)))}</data>'


def stream(snapshot: Snapshot) -> Iterator[str]:
    """The document in pieces."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name, type_ in keys:
            yield f'<key id="{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>\n'
    yield f'<graph id={quoteattr(f"release-{snapshot.number}")} edgedefault="directed">\n'
    for concept in range(snapshot.concepts):
        members = snapshot.members(concept)
        titles = json.dumps([snapshot.title_text[title] for title in members], ensure_ascii=False)
        yield (
            f'<node id="{snapshot.concept_id(concept)}">{_data("label", snapshot.name(concept))}'
            f"{_data('count', snapshot.concept_count(concept))}{_data('titles', titles)}"
            f"{_data('language', snapshot.title_language(members[0]))}"
            f"{_data('members', json.dumps(members_data(snapshot, concept), ensure_ascii=False))}</node>\n"
        )
    for edge in edge_rows(snapshot):
        if edge.relation != "synonym":
            yield (
                f'<edge id="e{edge.id}" source="{snapshot.concept_id(edge.subject_concept)}"'
                f' target="{snapshot.concept_id(edge.object_concept)}">{_data("relation", edge.relation)}'
                f"{_data('edge', edge.id)}{_data('first_release', edge.first_release)}"
                f"{_data('decision', edge.decision)}{_data('settled_by', edge.settled_by)}"
                f"{_data('subject_title', snapshot.title_id(edge.subject))}"
                f"{_data('object_title', snapshot.title_id(edge.object))}</edge>\n"
            )
    yield "</graph>\n</graphml>\n"


def members_data(snapshot: Snapshot, concept: int) -> list[dict[str, Any]]:
    """The titles of a concept, the preferred one first, as JSON data."""
    return [
        {
            "id": snapshot.title_id(title),
            "text": snapshot.title_text[title],
            "language": snapshot.title_language(title),
            "count": snapshot.title_count(title),
        }
        for title in snapshot.members(concept)
    ]


def members_read(data: list[dict[str, Any]]) -> list[Member]:
    """The same back."""
    return [Member(row["id"], row["text"], row["language"], row["count"]) for row in data]


def read(text: Iterable[str]) -> GraphFile:
    """The graph in such a document.

    Raises:
        GraphFileWrong
    """
    parser: Any = ElementTree.XMLPullParser(("end",))
    concepts: dict[int, list[Member]] = {}
    edges: list[ConceptEdge] = []
    release = 0
    try:
        for piece in text:
            parser.feed(piece)
            for _, element in parser.read_events():
                kind = element.tag.rpartition("}")[2]
                if kind == "graph":
                    release = int(element.get("id").removeprefix("release-"))
                elif kind in ("node", "edge"):
                    data = {child.get("key"): child.text or "" for child in element}
                    if kind == "node":
                        concepts[int(element.get("id"))] = members_read(json.loads(data["members"]))
                    else:
                        edges.append(_edge(data))
                    element.clear()
        parser.close()
    except (ElementTree.ParseError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise GraphFileWrong(f"This is not a GraphML file of a release: {error!r}.") from error
    return GraphFile(concepts_content(concepts, edges), release)


def _edge(data: dict[str, str]) -> ConceptEdge:
    numbers = ("edge", "subject_title", "object_title", "decision", "first_release")
    edge, subject, object_, decision, first_release = (int(data[name]) for name in numbers)
    return ConceptEdge(edge, data["relation"], subject, object_, decision, first_release, data["settled_by"])
