"""A series of decisions taken into the graph under its lock, with their receipts and conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from kgraph.core.algebra import Effect, MemoryGraph, Merged, Outcome, Outranked, Refusal, Refused, merge
from kgraph.core.algebra.size import too_large
from kgraph.models import Conflict
from kgraph.selectors.loading import LedgerRow, ledger_rows, tick_now
from kgraph.selectors.retirements import retired_titles
from kgraph.selectors.second_yes import agreed, size_limits
from kgraph.services.graph_writer import Journal, journal_write
from kgraph.services.notices import notice_record
from taxonomy.models import Decision

MergeState = Decision.MergeState
_CHANGES = ("added", "replaced", "ended")


@dataclass
class Tally:
    """What a session did, for receipts and reports.

    Attributes:
        states: how many decisions ended in which merge state.
        effects: the same by kind of effect.
        cleared: decisions whose conflict went away with an edge.
    """

    states: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    joined: int = 0
    parted: int = 0
    cleared: list[int] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add what another session did."""
        self.states += other.states
        self.effects += other.effects
        self.joined += other.joined
        self.parted += other.parted
        self.cleared += other.cleared

    def data(self) -> dict[str, object]:
        """As JSON data."""
        return {
            "states": {str(state): count for state, count in self.states.items()},
            "effects": dict(self.effects),
            "joined": self.joined,
            "parted": self.parted,
            "cleared": list(self.cleared),
        }


class MergeSession:
    """Takes decisions one after the other into a graph, and writes the lot.

    Use within one transaction that holds the graph's lock, from the first `take` to the last `finish`. After an
    exception the graph in memory is ahead of the database and must be thrown away.
    """

    def __init__(self, graph: MemoryGraph) -> None:
        self.graph = graph
        self.tally = Tally()
        self.tick = tick_now()
        self._retired: dict[int, Refusal] = {}
        self._limits = size_limits()
        self._agreed: set[int] = set()
        self._start(timezone.now())

    def _start(self, at: datetime) -> None:
        self._journal = Journal(at=at, tick=self.tick)
        self._states: dict[int, str] = {}
        self._pairs: dict[int, int] = {}
        self._refused: dict[int, Refusal] = {}

    def need(self, rows: Sequence[LedgerRow]) -> None:
        """Announce decisions that are taken next."""
        self.graph.need_pairs([row.settled.pair for row in rows])
        if not self._limits.off():
            self._agreed |= agreed(row.settled.decision for row in rows)
        self._retired |= retired_titles(title for row in rows for title in row.settled.pair)

    def take(self, row: LedgerRow) -> Outcome:
        """Merge one decision in memory and note what comes of it. A refused one changes nothing in the graph."""
        outcome = self._barred(row) or self._held(row) or self._merge(row)
        decision = row.settled.decision
        self._pairs[row.pair_id] = max(decision, self._pairs.get(row.pair_id, 0))
        if isinstance(outcome, Merged):
            self._journal.note(row, outcome.effect)
            self._count(outcome.effect)
            self._states[decision] = MergeState.MERGED
        elif isinstance(outcome, Refused):
            self._refused[decision] = outcome.refusal
            self._states[decision] = MergeState.CONFLICT
        else:
            stands = isinstance(outcome, Outranked)
            self._states[decision] = MergeState.OUTRANKED if stands else MergeState.VOID
        return outcome

    def _merge(self, row: LedgerRow) -> Outcome:
        former = self.graph.edge_of(row.settled.pair)
        return merge(self.graph, row.settled, number=self._journal.next_edge(replaces=former is not None))

    def _barred(self, row: LedgerRow) -> Outcome | None:
        """The refusal of a decision that would hang an edge on a retired concept."""
        refusal = next((self._retired[t] for t in row.settled.pair if t in self._retired), None)
        return Refused(refusal) if refusal and row.settled.relation else None

    def _held(self, row: LedgerRow) -> Outcome | None:
        """The refusal of a decision that is too large for one person, unless another one has agreed."""
        if self._limits.off() or row.settled.decision in self._agreed:
            return None
        refusal = too_large(self.graph, row.settled, self._limits)
        return Refused(refusal) if refusal else None

    def finish(self) -> None:
        """Write everything, then take up the conflicts that an ended edge may have solved, until none is left."""
        while True:
            freed = self._write()
            if not freed:
                self._tell()
                return
            self.need(freed)
            for row in freed:
                if isinstance(self.take(row), Merged):
                    self.tally.cleared.append(row.settled.decision)

    def _tell(self) -> None:
        if any(self.tally.effects[kind] for kind in _CHANGES):
            notice_record(
                "graph.changed",
                {
                    "decisions": self.tally.states[MergeState.MERGED],
                    "joined": self.tally.joined,
                    "parted": self.tally.parted,
                    "tick": self.tick,
                },
            )

    def _count(self, effect: Effect) -> None:
        self.tally.effects[effect.kind] += 1
        self.tally.joined += sum(move.joins for move in effect.moves)
        self.tally.parted += sum(not move.joins for move in effect.moves)

    def _write(self) -> list[LedgerRow]:
        journal = self._journal
        journal_write(journal, self.graph)
        self.tick = journal.tick
        superseded = self._close_superseded()
        for state in set(self._states.values()):
            settled = [seq for seq, its in self._states.items() if its == state]
            Decision.objects.filter(seq__in=settled).update(merge_state=state)
            self.tally.states[state] += len(settled)
        if superseded:
            Decision.objects.filter(seq__in=superseded).update(merge_state=MergeState.VOID)
        self._keep_conflicts()
        ended = list(journal.ended)
        self._start(journal.at)
        return _freed_by(ended)

    def _close_superseded(self) -> list[int]:
        """Open conflicts of pairs that a later decision has settled anew; their decisions."""
        conflicts = Conflict.objects.filter(state=Conflict.State.OPEN, decision__pair__in=self._pairs)
        gone = [
            (pk, seq)
            for pk, seq, pair in conflicts.values_list("pk", "decision_id", "decision__pair_id")
            if seq < self._pairs[pair]
        ]
        if not gone:
            return []
        Conflict.objects.filter(pk__in=[pk for pk, _ in gone]).update(
            state=Conflict.State.SUPERSEDED,
            closed_at=self._journal.at,
            resolution="The pair was settled anew.",
        )
        for _, seq in gone:
            self._refused.pop(seq, None)
        return [seq for _, seq in gone]

    def _keep_conflicts(self) -> None:
        at = self._journal.at
        merged = [seq for seq, state in self._states.items() if state != MergeState.CONFLICT]
        Conflict.objects.filter(state=Conflict.State.OPEN, decision__in=merged).update(
            state=Conflict.State.CLEARED,
            closed_at=at,
            resolution="An edge of the chain was taken back, and the decision was merged.",
        )
        # Within one session a pair may be refused and then settled anew before anything is written.
        latest = set(self._pairs.values())
        refused = {seq: refusal for seq, refusal in self._refused.items() if seq in latest}
        Decision.objects.filter(seq__in=self._refused.keys() - refused.keys()).update(
            merge_state=MergeState.VOID
        )
        known = {
            c.decision_id: c for c in Conflict.objects.filter(state=Conflict.State.OPEN, decision__in=refused)
        }
        for seq, conflict in known.items():
            _describe(conflict, refused[seq], at)
        Conflict.objects.bulk_update(
            known.values(), ["rule", "sentence", "chain", "chain_edges", "checked_at"], batch_size=500
        )
        new = [
            _describe(Conflict(decision_id=seq, created_at=at), refusal, at)
            for seq, refusal in refused.items()
            if seq not in known
        ]
        Conflict.objects.bulk_create(new, batch_size=1_000)


def _describe(conflict: Conflict, refusal: Refusal, at: datetime) -> Conflict:
    conflict.rule = refusal.rule.value
    conflict.sentence = refusal.sentence
    conflict.chain = refusal.chain_data()
    conflict.chain_edges = [link.edge for link in refusal.chain]
    conflict.checked_at = at
    return conflict


def _freed_by(ended: list[int]) -> list[LedgerRow]:
    """Decisions in conflict whose proof has lost an edge, and which still are the last word on their pair."""
    if not ended:
        return []
    freed = Conflict.objects.filter(state=Conflict.State.OPEN, chain_edges__overlap=ended)
    return ledger_rows(
        Decision.objects.filter(seq__in=freed.values("decision_id"), pair__decision_id=F("seq"))
    )
