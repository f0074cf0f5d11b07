"""Titles, concepts and edges of a snapshot as the API writes them."""

from __future__ import annotations

from typing import Any

from kgraph.core.snapshot import Snapshot


def title_data(graph: Snapshot, title: int) -> dict[str, Any]:
    """A title."""
    return {
        "id": graph.title_id(title),
        "text": graph.title_text[title],
        "language": graph.title_language(title),
        "count": graph.title_count(title),
    }


def concept_data(graph: Snapshot, concept: int) -> dict[str, Any]:
    """A concept by its number and preferred title."""
    return {"id": graph.concept_id(concept), "preferred": graph.name(concept)}


def title_of_concept_data(graph: Snapshot, title: int) -> dict[str, Any]:
    """A title with the number of its concept."""
    return {"concept_id": graph.concept_id(graph.title_concept(title)), **title_data(graph, title)}


def edge_data(graph: Snapshot, edge: int) -> dict[str, Any]:
    """An edge between two titles, with their concepts: the subject is ``relation`` than the object."""
    record = graph.edge(edge)
    return {
        "id": record.id,
        "relation": record.relation,
        "subject": title_of_concept_data(graph, record.subject),
        "object": title_of_concept_data(graph, record.object),
        "first_release": record.first_release,
    }
