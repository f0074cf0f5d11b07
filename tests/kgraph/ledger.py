"""A small world for the tests of the graph: people, titles, and decisions by their words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from django.db import transaction
from django.utils import timezone

from kgraph.core.algebra import MemoryGraph, graph_hash, replay
from kgraph.models import Concept, Edge
from kgraph.selectors.loading import load_graph, stored_events
from kgraph.selectors.tree import children_page
from taxonomy.core.relations import inverse
from taxonomy.models import ChangeSet, Decision, Person, Title
from taxonomy.services.decisions import Settlement, decision_record
from taxonomy.services.pairs import pair_get_or_create


def person(name: str, role: str) -> Person:
    """Somebody with this role."""
    found, _ = Person.objects.get_or_create(username=name, defaults={"role": role})
    return found


@dataclass
class Ledger:
    """Titles are made as they are named."""

    ada: Person = field(default_factory=lambda: person("ada", "reviewer"))
    titles: dict[str, Title] = field(default_factory=dict)

    def title(self, text: str, count: int = 1) -> Title:
        """A title; a new one is seen ``count`` times."""
        if text not in self.titles:
            self.titles[text] = Title.objects.create(
                text=text, key=text.lower(), count=count, created_at=timezone.now()
            )
        return self.titles[text]

    def decide(
        self,
        a: str,
        relation: str | None,
        b: str,
        *,
        by: str = "review",
        merge: Literal["now", "soon"] = "now",
        change_set: ChangeSet | None = None,
    ) -> Decision:
        """Record that ``a`` is ``relation`` to ``b``; None takes back."""
        pair, swapped = pair_get_or_create(self.title(a).pk, self.title(b).pk)
        seen = inverse(relation) if relation and swapped else relation
        settlement = Settlement(pair_id=pair.pk, relation=seen, settled_by=by, person=self.ada)
        with transaction.atomic():
            return decision_record(settlement, merge=merge, change_set=change_set)

    def concept(self, text: str) -> Concept:
        """The concept of a title now."""
        return Concept.objects.get(memberships__title=self.title(text))

    def below(self, text: str) -> list[str]:
        """The names of what the tree shows right below the concept of a title."""
        return [node["name"] for node in children_page(self.concept(text).pk).nodes]

    def edge_by_id(self, number: int) -> Edge:
        """An edge by its number."""
        return Edge.objects.get(pk=number)

    def edge(self, a: str, b: str) -> Edge | None:
        """The active edge between two titles."""
        pair, _ = pair_get_or_create(self.title(a).pk, self.title(b).pk)
        return Edge.objects.filter(pair=pair, active=True).first()


def staff(*more: tuple[str, str, str]) -> Ledger:
    """Staff over Cook and Waiter, Cook over Line Cook, which is also a Chef de Partie; and ``more`` decisions."""
    ledger = Ledger()
    for a, relation, b in (
        ("Staff", "broader", "Cook"),
        ("Staff", "broader", "Waiter"),
        ("Cook", "broader", "Line Cook"),
        ("Line Cook", "synonym", "Chef de Partie"),
        *more,
    ):
        ledger.decide(a, relation, b)
    return ledger


def stored_matches_replay() -> bool:
    """Whether the tables say what the ledger and its events say."""
    graph = load_graph()
    again: MemoryGraph = replay(stored_events())
    for edge in Edge.objects.filter(active=True):
        assert edge.subject_concept_id == graph.concept_of[edge.subject_title_id]
        assert edge.object_concept_id == graph.concept_of[edge.object_title_id]
    for concept in Concept.objects.all():
        members = graph.members.get(concept.pk, set())
        assert concept.size == len(members)
        assert (concept.replaced_by_id is None) == bool(members)
        if concept.replaced_by_id:
            assert concept.replaced_by_id == graph.concept_of[concept.founder_id]
        else:
            assert concept.preferred_id in members
    return graph_hash(graph) == graph_hash(again) and graph.founded == again.founded
