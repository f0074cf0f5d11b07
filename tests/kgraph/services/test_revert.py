"""Nothing is deleted; everything can be taken back."""

from __future__ import annotations

import pytest

from kgraph.services.merge import merge_pending
from kgraph.services.revert import (
    AlreadyReverted,
    Overtaken,
    change_set_revert,
    decision_revert,
    decisions_revert,
)
from taxonomy.core.errors import BadInput
from taxonomy.models import Decision
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.pairs import pair_get_or_create
from tests.kgraph.ledger import Ledger, stored_matches_replay

pytestmark = pytest.mark.django_db


def test_what_stood_before_stands_again() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "related", "Chef", by="consensus")
    second = ledger.decide("Chef", "senior", "Cook")
    back = decision_revert(decision_id=second.seq, person=ledger.ada, reason="a slip")
    edge = ledger.edge("Cook", "Chef")
    assert edge is not None
    assert (edge.relation, edge.decision_id, back.supersedes_id) == ("related", back.seq, second.seq)
    again = decision_revert(decision_id=back.seq, person=ledger.ada)
    assert (again.relation, ledger.edge("Cook", "Chef").relation) == ("senior", "senior")  # type: ignore[union-attr]
    with pytest.raises(Overtaken):
        decision_revert(decision_id=second.seq, person=ledger.ada)
    assert Decision.objects.count() == 4
    assert stored_matches_replay()


def test_a_first_decision_taken_back_leaves_the_pair_unsettled() -> None:
    ledger = Ledger()
    first = ledger.decide("Cook", "synonym", "Chef")
    back = decision_revert(decision_id=first.seq, person=ledger.ada)
    assert (back.relation, back.merge_state) == ("", "merged")
    assert ledger.edge("Cook", "Chef") is None
    assert ledger.concept("Cook") != ledger.concept("Chef")


def test_a_change_set_is_taken_back_as_a_whole_once_and_brought_back_too() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "related", "Chef")
    change_set = change_set_open(kind="review", made_by=ledger.ada)
    settlements = []
    for a, b in [("Cook", "Chef"), ("Cook", "Line Cook"), ("Cook", "Grill Cook")]:
        pair, _ = pair_get_or_create(ledger.title(a).pk, ledger.title(b).pk)
        settlements.append(Settlement(pair.pk, "broader", "review", person=ledger.ada))
    decisions_record_many(settlements, change_set=change_set)
    merge_pending()
    ledger.decide("Cook", "unrelated", "Grill Cook")
    result = change_set_revert(change_set_id=change_set.pk, person=ledger.ada)
    assert (result.decisions, result.left_alone) == (2, 1)
    assert ledger.edge("Cook", "Chef").relation == "related"  # type: ignore[union-attr]
    assert ledger.edge("Cook", "Line Cook") is None
    assert ledger.edge("Cook", "Grill Cook").relation == "unrelated"  # type: ignore[union-attr]
    with pytest.raises(AlreadyReverted):
        change_set_revert(change_set_id=change_set.pk, person=ledger.ada)
    change_set_revert(change_set_id=result.change_set.pk, person=ledger.ada)
    assert ledger.edge("Cook", "Chef").relation == "broader"  # type: ignore[union-attr]
    assert ledger.edge("Cook", "Line Cook").relation == "broader"  # type: ignore[union-attr]
    assert stored_matches_replay()


def test_all_that_came_of_a_bad_model_version_is_taken_back_by_one_action() -> None:
    ledger = Ledger()
    good = ledger.decide("Cook", "broader", "Line Cook")
    for other in ("Fry Cook", "Pastry Cook"):
        pair, _ = pair_get_or_create(ledger.title("Cook").pk, ledger.title(other).pk)
        change_set = change_set_open(kind="automatic", made_by=None)
        decisions_record_many(
            [Settlement(pair.pk, "synonym", "automatic", model_version="7")], change_set=change_set
        )
    merge_pending()
    assert ledger.concept("Cook").size == 3
    result = decisions_revert(person=ledger.ada, model_version="7", reason="bad threshold")
    assert result.decisions == 2
    assert ledger.concept("Cook").size == 1
    assert ledger.edge("Cook", "Line Cook").decision_id == good.seq  # type: ignore[union-attr]
    with pytest.raises(BadInput):
        decisions_revert(person=ledger.ada)
    assert stored_matches_replay()
