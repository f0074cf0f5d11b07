"""Node-link JSON: what `networkx.node_link_graph(json.load(file), edges="edges")` opens as a `MultiDiGraph`.

Nodes are concepts by their numbers, edges have their own number as the key. One node or edge a line, so that it is
written and compared as easily as it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kgraph.core.exports.graphml import members_data, members_read
from kgraph.core.exports.reading import ConceptEdge, GraphFile, GraphFileWrong, concepts_content
from kgraph.core.exports.rows import edge_rows
from kgraph.core.snapshot.reader import Snapshot


def stream(snapshot: Snapshot) -> Iterator[str]:
    """The document in pieces."""
    yield '{"directed":true,"multigraph":true,"graph":' + _json({"release": snapshot.number})
    yield ',"nodes":['
    for concept in range(snapshot.concepts):
        node = {
            "id": snapshot.concept_id(concept),
            "label": snapshot.name(concept),
            "count": snapshot.concept_count(concept),
            "titles": members_data(snapshot, concept),
        }
        yield f"{',' if concept else ''}\n{_json(node)}"
    yield '],"edges":['
    comma = ""
    for edge in edge_rows(snapshot):
        if edge.relation != "synonym":
            link = {
                "source": snapshot.concept_id(edge.subject_concept),
                "target": snapshot.concept_id(edge.object_concept),
                "key": edge.id,
                "relation": edge.relation,
                "subject_title": snapshot.title_id(edge.subject),
                "object_title": snapshot.title_id(edge.object),
                "decision": edge.decision,
                "first_release": edge.first_release,
                "settled_by": edge.settled_by,
            }
            yield f"{comma}\n{_json(link)}"
            comma = ","
    yield "]}\n"


def read(text: Iterable[str]) -> GraphFile:
    """The graph in such a document, which is held in memory whole.

    Raises:
        GraphFileWrong
    """
    try:
        document = json.loads("".join(text))
        concepts = {node["id"]: members_read(node["titles"]) for node in document["nodes"]}
        edges = [
            ConceptEdge(
                link["key"],
                link["relation"],
                link["subject_title"],
                link["object_title"],
                link["decision"],
                link["first_release"],
                link["settled_by"],
            )
            for link in document["edges"]
        ]
        release = int(document["graph"]["release"])
    except (ValueError, KeyError, TypeError) as error:
        raise GraphFileWrong(f"This is not a node-link file of a release: {error!r}.") from error
    return GraphFile(concepts_content(concepts, edges), release)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
