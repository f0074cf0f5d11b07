"""Merging decisions of the ledger into the graph: one at once, or all that wait."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

from django.db import transaction

from kgraph.core.algebra import Effect, MemoryGraph, Merged, Outranked, Refused, refusal_fault, replay
from kgraph.core.algebra.proof import Rule
from kgraph.models import Edge
from kgraph.selectors.loading import ledger_rows, load_graph, pending_rows, stored_events, tick_now
from kgraph.selectors.stored_graph import StoredGraph
from kgraph.services.locks import GraphBusy, batch_lock, graph_lock
from kgraph.services.merge_session import MergeSession, Tally
from taxonomy.models import Decision
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Outranked as OutrankedFault

log = logging.getLogger(__name__)

CHUNK = 1_000
_PAUSE_SECONDS = 0.2
_SMALL = 40  # so many decisions are merged sooner than the whole graph is read


def merge_decision(decision_id: int) -> dict[str, Any]:
    """Merge one decision at once, in the caller's transaction; earlier ones of its pair that still wait go first.

    Returns:
        ``state`` (a `Decision.MergeState`) and ``effect`` as JSON data.

    A decision that is too large for one person (`SecondYesPolicy`) is kept, and waits as a conflict for another one.

    Raises:
        AlgebraRefusal: it breaks a rule; ``extra["chain"]`` proves it.
        decisions.Outranked: the pair's edge stands on a higher rank.
        GraphBusy: the graph was being changed for too long.
    """
    with transaction.atomic():
        decision = Decision.objects.only("seq", "pair_id", "merge_state", "person_id").get(seq=decision_id)
        graph_lock()
        waiting = Decision.objects.filter(
            pair=decision.pair_id, seq__lte=decision_id, merge_state=Decision.MergeState.PENDING
        )
        rows = ledger_rows(waiting)
        if not rows or rows[-1].settled.decision != decision_id:
            decision.refresh_from_db(fields=["merge_state"])
            return {"state": decision.merge_state, "effect": {"kind": "nothing"}}
        session = MergeSession(StoredGraph())
        session.need(rows)
        outcome = [session.take(row) for row in rows][-1]
        held = isinstance(outcome, Refused) and outcome.refusal.rule is Rule.SECOND_YES
        if isinstance(outcome, Refused) and not held:
            raise refusal_fault(outcome.refusal)
        if isinstance(outcome, Outranked):
            raise OutrankedFault(
                f"The pair's edge {outcome.edge.id} stands on decision {outcome.edge.decision}, which outranks this one."
            )
        session.finish()
        effect = effect_data(outcome.effect if isinstance(outcome, Merged) else Effect("nothing"))
        effect["cleared"] = session.tally.cleared
        audit_record(
            actor=decision.person, action="graph.merge", obj_type="decision", obj_id=decision_id, data=effect
        )
        if held:
            state = Decision.MergeState.CONFLICT
        else:
            state = Decision.MergeState.MERGED if isinstance(outcome, Merged) else Decision.MergeState.VOID
        return {"state": state.value, "effect": effect}


def effect_data(effect: Effect) -> dict[str, Any]:
    """An effect as JSON data."""
    return {
        "kind": effect.kind,
        "edge": effect.added.id if effect.added else None,
        "ended_edge": effect.ended.id if effect.ended and effect.kind != "confirmed" else None,
        "new_concepts": [number for _, number in effect.founded],
        "joined": [
            {"concept": m.before, "into": m.after, "titles": len(m.titles)} for m in effect.moves if m.joins
        ],
        "parted": [
            {"concept": m.before, "revived": m.after, "titles": len(m.titles)}
            for m in effect.moves
            if not m.joins
        ],
    }


def merge_pending(
    limit: int | None = None,
    *,
    chunk: int = CHUNK,
    read_whole: bool | None = None,
    progress: Callable[[int], object] | None = None,
) -> dict[str, Any]:
    """Merge the decisions that wait, in the order of the ledger, ``chunk`` to a transaction.

    A decision that breaks the algebra becomes a `Conflict`. Safe to run twice, and to be killed: what was not
    committed still waits.

    Args:
        read_whole: whether to read the whole graph first, or only what each decision's check asks for; None
            lets the numbers decide.
        progress: told the number of decisions of each chunk after it was committed.

    Raises:
        GraphBusy: another batch runs, or the graph was being changed for too long.
    """
    tally, taken, started = Tally(), 0, monotonic()
    with batch_lock():
        graph: _Kept | None = None
        while limit is None or taken < limit:
            size = chunk if limit is None else min(chunk, limit - taken)
            with transaction.atomic():
                graph_lock(wait_seconds=60)
                rows = pending_rows(size)
                if not rows:
                    break
                graph = _graph_for(len(rows), graph, read_whole)
                session = MergeSession(graph.graph)
                session.need(rows)
                for row in rows:
                    session.take(row)
                session.finish()
                graph.tick = session.tick
                audit_record(
                    actor=None,
                    action="graph.merge_pending",
                    obj_type="decision",
                    obj_id=rows[-1].settled.decision,
                    data={"first": rows[0].settled.decision, "decisions": len(rows), **session.tally.data()},
                )
            tally.add(session.tally)
            taken += len(rows)
            if progress is not None:
                progress(len(rows))
    seconds = monotonic() - started
    if taken:
        log.info("merged %d decisions in %.1f s: %s", taken, seconds, dict(tally.states))
    return {"decisions": taken, "seconds": round(seconds, 3), **tally.data()}


def merge_waiting(*, patience: float = 30.0) -> None:
    """Merge all that waits. A worker that is at it is given ``patience`` seconds to finish.

    Raises:
        GraphBusy: as `merge_pending` does, after that time.
    """
    until = monotonic() + patience
    while Decision.objects.filter(merge_state=Decision.MergeState.PENDING).exists():
        try:
            merge_pending()
        except GraphBusy:
            if monotonic() > until:
                raise
            sleep(_PAUSE_SECONDS)


def merge_states(change_set: int | None) -> dict[str, int]:
    """What became of the decisions of a change set: their number by merge state."""
    states = Decision.objects.filter(change_set=change_set).values_list("merge_state", flat=True)
    return dict(Counter(states)) if change_set is not None else {}


class _Kept:
    """A graph in memory that goes from one transaction of a batch to the next."""

    def __init__(self, graph: MemoryGraph, tick: int, *, whole: bool) -> None:
        self.graph = graph
        self.tick = tick
        self.whole = whole


def _graph_for(decisions: int, kept: _Kept | None, read_whole: bool | None) -> _Kept:
    """The graph to merge into: read whole for many decisions, brought up to date when others merged in between."""
    if kept is not None and kept.whole:
        if tick_now() != kept.tick:
            replay(stored_events(kept.tick), kept.graph)
        return kept
    if read_whole is None:
        read_whole = decisions > _SMALL + Edge.objects.all()[:100_000].count() // 500
    if not read_whole:
        return _Kept(StoredGraph(), tick_now(), whole=False)
    return _Kept(load_graph(), tick_now(), whole=True)
