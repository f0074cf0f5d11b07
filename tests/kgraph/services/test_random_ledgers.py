"""Whatever people and batches do in whatever order, the stored graph stays what its ledger says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgraph.core.algebra import graph_hash
from kgraph.core.snapshot import build_snapshot
from kgraph.models import Concept, Conflict, Edge, Retirement
from kgraph.selectors.loading import load_graph
from kgraph.selectors.release_content import graph_now
from kgraph.services.concepts import concept_prefer
from kgraph.services.conflicts import conflict_dismiss, conflict_resolve
from kgraph.services.merge import merge_pending
from kgraph.services.rebuild import graph_rebuild, graph_verify
from kgraph.services.retirements import concept_retire, concept_unretire
from kgraph.services.revert import change_set_revert, decision_revert, decisions_revert
from taxonomy.core.errors import Fault
from taxonomy.models import Decision
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.pairs import pair_get_or_create
from tests.examples import many
from tests.kgraph.core.algebra.oracle import contradicts
from tests.kgraph.ledger import Ledger, stored_matches_replay

pytestmark = pytest.mark.django_db

TITLES = ("Cook", "Line Cook", "Chef", "Sous Chef", "Baker", "Waiter")
RELATIONS = ("synonym", "synonym", "broader", "narrower", "senior", "junior", "related", "unrelated", None)
Step = tuple[str, int, int, str | None, str]

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ("decide", "decide", "decide", "later", "later", "batch", "merge", "revert", "revert many", "revert set",
             "resolve", "dismiss", "prefer", "retire", "retire", "bring back")
        ),
        st.integers(0, len(TITLES) - 1),
        st.integers(0, len(TITLES) - 2),
        st.sampled_from(RELATIONS),
        st.sampled_from(("import", "automatic", "consensus", "review")),
    ),
    min_size=5,
    max_size=30,
)  # fmt: skip


class Kitchen:
    """Does one step after the other; what is refused is refused."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        for title in TITLES:
            self.ledger.title(title)
        self.sets: list[int] = []

    def do(self, step: Step) -> None:
        """One step, all of it or nothing."""
        action, first, other, relation, by = step
        a, b = TITLES[first], TITLES[other + (other >= first)]
        doings: dict[str, Callable[[], object]] = {
            "decide": lambda: self.ledger.decide(a, relation, b, by=by),
            "later": lambda: self.ledger.decide(a, relation, b, by=by, merge="soon"),
            "batch": lambda: self._batch(a, relation, by),
            "merge": lambda: merge_pending(limit=first + 1, chunk=2, read_whole=bool(other % 2)),
            "revert": lambda: decision_revert(
                decision_id=self._some(Decision, first), person=self.ledger.ada
            ),
            "revert many": lambda: decisions_revert(
                person=self.ledger.ada, seqs=Decision.objects.values_list("seq", flat=True)[first::3]
            ),
            "revert set": lambda: change_set_revert(
                change_set_id=self.sets[first % len(self.sets)] if self.sets else 0, person=self.ledger.ada
            ),
            "resolve": lambda: self._resolve(first),
            "dismiss": lambda: self._dismiss(first),
            "retire": lambda: concept_retire(
                concept_id=self._some(Concept, first), reason="no job", person=self.ledger.ada
            ),
            "bring back": lambda: concept_unretire(
                concept_id=self._some(Retirement, first), person=self.ledger.ada
            ),
            "prefer": lambda: concept_prefer(
                concept_id=self._some(Concept, first),
                title_id=self.ledger.title(a).pk,
                person=self.ledger.ada,
            ),
        }
        try:
            with transaction.atomic():
                doings[action]()
        except Fault:
            pass

    def _some(self, model: type[Decision | Concept | Retirement], index: int) -> int:
        column = "concept" if model is Retirement else "pk"
        numbers = list(model.objects.order_by("-pk").values_list(column, flat=True)[: index + 1])
        return numbers[-1] if numbers else 0

    def _batch(self, a: str, relation: str | None, by: str) -> None:
        change_set = change_set_open(kind="import", made_by=None)
        pairs = [
            pair_get_or_create(self.ledger.title(a).pk, self.ledger.title(b).pk)[0].pk
            for b in TITLES
            if b != a
        ]
        decisions_record_many(
            [Settlement(pair_id=pair, relation=relation, settled_by=by) for pair in pairs],
            change_set=change_set,
        )
        self.sets.append(change_set.pk)

    def _conflict(self, index: int) -> Conflict | None:
        """One of the open conflicts, when there is any."""
        merge_pending()
        found = list(Conflict.objects.filter(state=Conflict.State.OPEN).order_by("pk"))
        return found[index % len(found)] if found else None

    def _dismiss(self, index: int) -> None:
        if conflict := self._conflict(index):
            conflict_dismiss(conflict_id=conflict.pk, person=self.ledger.ada)

    def _resolve(self, index: int) -> None:
        if conflict := self._conflict(index):
            edge = conflict.chain_edges[index % len(conflict.chain_edges)]
            conflict_resolve(conflict_id=conflict.pk, edge_id=edge, person=self.ledger.ada)


@settings(
    max_examples=many(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_the_stored_graph_is_sound_after_any_steps(script: list[Step]) -> None:
    with transaction.atomic():
        kitchen = Kitchen()
        seen: set[int] = set()
        for step in script:
            kitchen.do(step)
            seen |= set(Concept.objects.values_list("pk", flat=True))
        merge_pending()

        graph = load_graph()
        assert not contradicts(graph.edges.values())
        assert stored_matches_replay()
        verdict = graph_verify()
        assert verdict.ok, verdict.problems
        # Numbers live for ever: each that ever was is current, or leads to one that is.
        for concept in Concept.objects.all():
            heir = concept.replaced_by
            assert heir is None or heir.replaced_by_id is None
        assert set(Concept.objects.values_list("pk", flat=True)) >= seen
        # No edge hangs on what is retired, and a release of what is left can be built.
        retired = set(Retirement.objects.filter(lifted_at=None).values_list("title", flat=True))
        assert not retired & {title for edge in graph.edges.values() for title in (edge.subject, edge.object)}
        if set(graph.concept_of) - retired:
            with tempfile.TemporaryDirectory() as folder:
                build_snapshot(graph_now().content, Path(folder), number=1)
        # Every standing decision is in the graph, waits as a conflict, or was outranked.
        for decision in Decision.objects.filter(settles__isnull=False).exclude(relation=""):
            edge = Edge.objects.filter(pair=decision.pair_id, active=True).first()
            assert decision.merge_state in ("merged", "conflict", "outranked")
            assert decision.merge_state != "merged" or (edge and edge.decision_id == decision.seq)
        named = dict(Concept.objects.values_list("pk", "preferred_id"))
        assert graph_rebuild().ok
        assert graph_hash(load_graph()) == graph_hash(graph)
        assert dict(Concept.objects.filter(replaced_by=None).values_list("pk", "preferred_id")) == {
            number: title for number, title in named.items() if number in graph.members
        }
        transaction.set_rollback(True)
