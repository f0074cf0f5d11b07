"""What goes into the graph, as plain values. Titles, concepts, edges and decisions are numbers here."""

from __future__ import annotations

from dataclasses import dataclass

Step = str
"""A step from a title or concept to a neighbour, named by what the *neighbour* is to where one stands:
``broader`` leads to a wider one, ``junior`` to one of lower rank, ``synonym`` to another title of the concept."""

SYNONYM, BROADER, NARROWER = "synonym", "broader", "narrower"
SENIOR, JUNIOR, RELATED, UNRELATED = "senior", "junior", "related", "unrelated"


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """An edge between two titles: the subject is ``relation`` than the object.

    Attributes:
        relation: one of the five stored relations; for the symmetric ones the subject is the pair's first title.
        rank: of the decision behind it; a lower one never replaces it.
    """

    id: int
    relation: str
    subject: int
    object: int
    decision: int
    rank: int

    @property
    def pair(self) -> tuple[int, int]:
        """The two titles in the order of their numbers."""
        return (self.subject, self.object) if self.subject < self.object else (self.object, self.subject)


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision of the ledger as the graph sees it.

    Attributes:
        relation: one of the five stored relations; empty takes back what was settled for the pair.
        reversed: whether the fact reads from ``title_b`` to ``title_a``.
    """

    decision: int
    title_a: int
    title_b: int
    relation: str
    reversed: bool = False
    rank: int = 0

    @property
    def pair(self) -> tuple[int, int]:
        """The two titles in the order of their numbers."""
        return (self.title_a, self.title_b) if self.title_a < self.title_b else (self.title_b, self.title_a)

    def edge(self, number: int) -> GraphEdge:
        """The edge that this decision asks for."""
        subject, obj = (self.title_b, self.title_a) if self.reversed else (self.title_a, self.title_b)
        return GraphEdge(number, self.relation, subject, obj, self.decision, self.rank)
