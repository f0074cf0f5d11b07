"""The stored graph against the ledger: is it what the decisions say, and making it so again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from kgraph.core.algebra import Effect, Event, GraphEdge, MemoryGraph, ReplayBroken, graph_hash, replay_steps
from kgraph.models import Conflict, Edge, GraphEvent, Membership
from kgraph.selectors.loading import load_graph, rows_of, stored_events, tick_now
from kgraph.services.graph_writer import (
    concepts_refresh,
    edge_row,
    edges_insert,
    places_refresh,
    rows_insert,
)
from kgraph.services.locks import graph_lock
from taxonomy.models import Decision, Person
from taxonomy.services.audit import audit_record


@dataclass
class Verdict:
    """What `graph_verify` found.

    Attributes:
        problems: sentences, each with what to do; empty when all is well.
        notes: what waits for people or workers without being wrong.
    """

    stored_hash: str
    replay_hash: str | None
    concepts: int
    edges: int
    ticks: int
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        return {**asdict(self), "ok": self.ok}


_REBUILD = "run `manage.py rebuild_graph`"

_COUNTS = {
    "edges whose concepts are not those of their titles": """
        SELECT count(*) FROM kgraph_edge e
        LEFT JOIN kgraph_membership s ON s.title_id = e.subject_title_id
        LEFT JOIN kgraph_membership o ON o.title_id = e.object_title_id
        WHERE e.active AND (e.subject_concept_id, e.object_concept_id) IS DISTINCT FROM (s.concept_id, o.concept_id)
    """,
    "concepts whose size is not the number of their titles": """
        SELECT count(*) FROM kgraph_concept c
        WHERE c.size <> (SELECT count(*) FROM kgraph_membership m WHERE m.concept_id = c.id)
    """,
    "concepts whose redirect is not where their founder is": """
        SELECT count(*) FROM kgraph_concept c LEFT JOIN kgraph_membership m ON m.title_id = c.founder_id
        WHERE m.concept_id IS DISTINCT FROM COALESCE(c.replaced_by_id, c.id)
    """,
    "concepts whose preferred title is another concept's": """
        SELECT count(*) FROM kgraph_concept c JOIN kgraph_membership m ON m.title_id = c.preferred_id
        WHERE c.replaced_by_id IS NULL AND m.concept_id <> c.id
    """,
    "concepts whose place in the tree is not that of their edges and title": """
        SELECT count(*) FROM kgraph_concept c JOIN taxonomy_title t ON t.id = c.preferred_id
        WHERE c.replaced_by_id IS NULL AND (
            c.sort_key <> t.key
            OR c.has_broader <> EXISTS (SELECT 1 FROM kgraph_edge e WHERE e.active AND e.relation = 'broader'
                                        AND e.object_concept_id = c.id)
            OR c.has_narrower <> EXISTS (SELECT 1 FROM kgraph_edge e WHERE e.active AND e.relation = 'broader'
                                         AND e.subject_concept_id = c.id))
    """,
    "titles in the graph that founded no concept": """
        SELECT count(*) FROM kgraph_membership m
        WHERE NOT EXISTS (SELECT 1 FROM kgraph_concept c WHERE c.founder_id = m.title_id)
    """,
    "active edges that stand on a decision which is not merged": """
        SELECT count(*) FROM kgraph_edge e JOIN taxonomy_decision d ON d.seq = e.decision_id
        WHERE e.active AND d.merge_state <> 'merged'
    """,
    "merged decisions that stand for a pair without an edge": """
        SELECT count(*) FROM taxonomy_pair p JOIN taxonomy_decision d ON d.seq = p.decision_id
        WHERE d.merge_state = 'merged' AND d.relation <> ''
          AND NOT EXISTS (SELECT 1 FROM kgraph_edge e WHERE e.pair_id = p.id AND e.active AND e.decision_id = d.seq)
    """,
    "decisions in conflict without an open conflict": """
        SELECT count(*) FROM taxonomy_decision d WHERE d.merge_state = 'conflict'
          AND NOT EXISTS (SELECT 1 FROM kgraph_conflict c WHERE c.decision_id = d.seq AND c.state = 'open')
    """,
    "open conflicts whose chain holds an ended edge": """
        SELECT count(*) FROM kgraph_conflict c WHERE c.state = 'open'
          AND EXISTS (SELECT 1 FROM kgraph_edge e WHERE e.id = ANY(c.chain_edges) AND NOT e.active)
    """,
}


def graph_verify(*, replay: bool = True) -> Verdict:
    """Compare the stored graph with the replay of its history, and look for orphans and contradictions.

    Every decision is judged again by the algebra on the way, so a graph that passes holds no contradiction.
    Cost: about a second for 10,000 events; without ``replay`` only the tables are compared.
    """
    with transaction.atomic():
        graph_lock()
        stored = load_graph()
        verdict = Verdict(graph_hash(stored), None, len(stored.members), len(stored.edges), tick_now())
        for what, sql in _COUNTS.items():
            if count := rows_of(sql, [])[0][0]:
                verdict.problems.append(f"{count} {what}: {_REBUILD}")
        if replay:
            _compare_replay(verdict)
        waiting = Decision.objects.aggregate(
            pending=Count("seq", filter=Q(merge_state=Decision.MergeState.PENDING)),
        )["pending"]
        conflicts = Conflict.objects.filter(state=Conflict.State.OPEN).count()
    if waiting:
        verdict.notes.append(f"{waiting} decisions wait to be merged")
    if conflicts:
        verdict.notes.append(f"{conflicts} conflicts wait for a lead")
    return verdict


def _compare_replay(verdict: Verdict) -> None:
    graph = MemoryGraph()
    try:
        for _ in replay_steps(stored_events(), graph):
            pass
    except ReplayBroken as broken:
        verdict.problems.append(
            f"the history of the graph does not follow from the ledger ({broken}): restore a backup"
        )
        return
    verdict.replay_hash = graph_hash(graph)
    if verdict.replay_hash != verdict.stored_hash:
        verdict.problems.append(f"the stored graph is not what its history gives: {_REBUILD}")


@dataclass(frozen=True, slots=True)
class _Ended:
    edge: GraphEdge
    at: datetime
    decision: int
    concepts: tuple[int, int]


@transaction.atomic
def graph_rebuild(*, actor: Person | None = None) -> Verdict:
    """Write concepts, memberships and edges anew from the ledger and the order of merging.

    Numbers stay the same; people's choices of preferred titles and the releases of first appearance are kept.

    Raises:
        ReplayBroken: the history itself is damaged; nothing was changed.
        GraphBusy
    """
    graph_lock(wait_seconds=60)
    chosen = list(
        Membership.objects.filter(chosen_at__isnull=False).values_list(
            "chosen_at", "chosen_by_id", "title_id"
        )
    )
    released = list(Edge.objects.filter(first_release__isnull=False).values_list("first_release", "id"))
    graph = MemoryGraph()
    times = dict(GraphEvent.objects.values_list("tick", "at"))
    added: dict[int, GraphEdge] = {}
    ended: dict[int, _Ended] = {}
    born: dict[int, datetime] = {}
    for event, effect in replay_steps(stored_events(), graph):
        born.update({number: times[event.tick] for _, number in effect.founded})
        if effect.added is not None:
            added[effect.added.id] = effect.added
        if effect.ended is not None and effect.kind != "confirmed":
            ended[effect.ended.id] = _end(graph, effect.ended, event, effect, times[event.tick])
    _empty()
    _refill(graph, added, ended, born, times)
    for when, who, title in chosen:
        Membership.objects.filter(title=title).update(chosen_at=when, chosen_by=who)
    for release, edge in released:
        Edge.objects.filter(pk=edge).update(first_release=release)
    concepts_refresh(list(graph.founded.values()))
    places_refresh(list(graph.founded.values()))
    audit_record(
        actor=actor,
        action="graph.rebuild",
        obj_type="graph",
        obj_id=tick_now(),
        data={"concepts": len(graph.members), "edges": len(graph.edges)},
    )
    return graph_verify()


def _end(graph: MemoryGraph, edge: GraphEdge, event: Event, effect: Effect, at: datetime) -> _Ended:
    """An ended edge, with the concepts of its titles just before."""
    concepts = [graph.concept_of[edge.subject], graph.concept_of[edge.object]]
    for move in reversed(effect.moves):
        for side, title in enumerate((edge.subject, edge.object)):
            if title in move.titles:
                concepts[side] = move.before
    return _Ended(edge, at, event.settled.decision, (concepts[0], concepts[1]))


def _empty() -> None:
    # Foreign keys are checked at the end of the transaction, when the same numbers are back.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kgraph_edge")
        cursor.execute("DELETE FROM kgraph_membership")
        cursor.execute("DELETE FROM kgraph_concept")


def _refill(
    graph: MemoryGraph,
    added: dict[int, GraphEdge],
    ended: dict[int, _Ended],
    born: dict[int, datetime],
    times: dict[int, datetime],
) -> None:
    rows_insert(
        "kgraph_concept (id, founder_id, preferred_id, size, created_at)",
        [(number, title, title, 1, born[number]) for title, number in graph.founded.items()],
    )
    rows_insert("kgraph_membership (title_id, concept_id)", list(graph.concept_of.items()))
    pairs = dict(
        GraphEvent.objects.filter(action=GraphEvent.Action.ADD).values_list("edge", "decision__pair_id")
    )
    rows: list[tuple[Any, ...]] = []
    for number, edge in added.items():
        end = ended.get(number)
        concepts = end.concepts if end else (graph.concept_of[edge.subject], graph.concept_of[edge.object])
        ended_by = (end.at, end.decision) if end else None
        rows.append(edge_row(edge, pairs[number], concepts, times[number], ended_by))
    edges_insert(rows)
