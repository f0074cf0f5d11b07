"""GraphML: concepts as nodes, edges as edges; `networkx.read_graphml`, Gephi, yEd and igraph open it.

Several edges between the same two concepts stay several. Synonym edges lie inside a node, whose titles are listed
on it as a JSON array.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from kgraph.core.exports.rows import edge_rows
from kgraph.core.snapshot.reader import Snapshot

_NODE_KEYS = (("label", "string"), ("count", "long"), ("titles", "string"), ("language", "string"))
_EDGE_KEYS = (("relation", "string"), ("edge", "long"), ("first_release", "int"), ("decision", "long"))
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
            f"{_data('language', snapshot.title_language(members[0]))}</node>\n"
        )
    for edge in edge_rows(snapshot):
        if edge.relation != "synonym":
            yield (
                f'<edge id="e{edge.id}" source="{snapshot.concept_id(edge.subject_concept)}"'
                f' target="{snapshot.concept_id(edge.object_concept)}">{_data("relation", edge.relation)}'
                f"{_data('edge', edge.id)}{_data('first_release', edge.first_release)}"
                f"{_data('decision', edge.decision)}</edge>\n"
            )
    yield "</graph>\n</graphml>\n"
