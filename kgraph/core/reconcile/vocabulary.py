"""The one type and the properties that the service knows, and the values of each for a concept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from kgraph.core.query.expand import PHRASE
from kgraph.core.snapshot import Snapshot
from taxonomy.core.relations import inverse

Kind = Literal["text", "number", "concept"]
TYPE: Final = {"id": "concept", "name": "Job title concept"}
"""All that is reconciled to is of this type."""
RELATED: Final = ("broader", "narrower", "senior", "junior", "related")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a concept.

    Attributes:
        values: of a concept (dense number): texts, numbers, or dense numbers of other concepts.
    """

    id: str
    name: str
    description: str
    kind: Kind
    values: Callable[[Snapshot, int], list[Any]]

    def described(self) -> dict[str, Any]:
        """As the service tells of it."""
        return {"id": self.id, "name": self.name, "description": self.description}


def _titles(graph: Snapshot, concept: int) -> list[str]:
    return [graph.title_text[title] for title in graph.members(concept)]


def _rung(graph: Snapshot, concept: int) -> list[int]:
    return [graph.rung(concept)] if int(graph.array("ladder_of")[concept]) >= 0 else []


def _neighbours(relation: str) -> Callable[[Snapshot, int], list[int]]:
    """Concepts that are ``relation`` than the one asked about."""

    def values(graph: Snapshot, concept: int) -> list[int]:
        row: list[int] = list(graph.steps[relation].row(concept))
        return row

    return values


def _sentence(relation: str) -> str:
    return f"Concepts that it stands to as: the other {PHRASE[relation]} it; it {PHRASE[inverse(relation)]} the other."


PROPERTIES: Final[dict[str, Property]] = {
    found.id: found
    for found in (
        Property("preferred", "Preferred title", "The title that stands for the concept.", "text",
                 lambda graph, concept: [graph.name(concept)]),
        Property("title", "Titles", "All titles that mean the concept, the preferred one first.", "text", _titles),
        Property("language", "Language", "Language of the preferred title.", "text",
                 lambda graph, concept: [graph.title_language(graph.preferred(concept))]),
        Property("uses", "Uses", "How often its titles were seen.", "number",
                 lambda graph, concept: [graph.concept_count(concept)]),
        Property("rung", "Rung", "How high it stands on its ladder of seniority, 0 at the bottom.", "number", _rung),
        *(
            Property(relation, relation.capitalize(), _sentence(relation), "concept", _neighbours(relation))
            for relation in RELATED
        ),
    )
}  # fmt: skip
