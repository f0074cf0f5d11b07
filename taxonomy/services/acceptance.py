"""Accept without a person what the evidence has earned, watch the promise, and switch off when it is broken."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput
from taxonomy.core.relations import read
from taxonomy.gate import graph_gate
from taxonomy.models import AcceptancePolicy, ChangeSet, Decision, Pair, Person, Proposal
from taxonomy.selectors.acceptance import (
    RELATIONS,
    Standing,
    acceptable,
    acceptance_policies,
    acceptance_policy,
    acceptance_standing,
    why_off,
)
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many

MOST = 5_000
"""Accepted in one change set; the next run takes the others."""
MOST_ALPHA = 0.5


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a run did for one relation; ``off`` says why it has switched it off."""

    relation: str
    accepted: int
    threshold: float | None
    change_set: int | None = None
    off: str = ""


@transaction.atomic
def acceptance_change(
    *,
    by: Person,
    relation: str,
    enabled: bool | None = None,
    alpha: float | None = None,
    sample_share: float | None = None,
) -> None:
    """Say how a relation is treated from now on; what is left out stays as it is.

    Switching on promises nothing yet: proposals are accepted as soon as the reviewed sample has earned it.

    Raises:
        BadInput: no such relation, or a share out of its range.
    """
    if relation not in RELATIONS:
        raise BadInput(f"'{relation}' is none of {', '.join(RELATIONS)}.", field="relation")
    former = acceptance_policy(relation)
    allowed = former.alpha if alpha is None else alpha
    share = former.sample_share if sample_share is None else sample_share
    if not 0.0 < allowed <= MOST_ALPHA:
        raise BadInput(f"The share of errors lies above 0 and is at most {MOST_ALPHA}.", field="alpha")
    if not 0.0 <= share <= 1.0:
        raise BadInput("The share of the sample lies between 0 and 1.", field="sample_share")
    _store(relation, former.enabled if enabled is None else enabled, allowed, share, by=by)


def acceptance_run(*, dry_run: bool = False) -> list[Accepted]:
    """For every relation that is on: switch it off where the promise is broken, else accept what is earned.

    Safe to run twice: what is accepted is open no more. Each relation is a transaction of its own.
    """
    policies = acceptance_policies()
    return [_run(relation, dry_run=dry_run) for relation in RELATIONS if policies[relation].enabled]


def _run(relation: str, *, dry_run: bool) -> Accepted:
    with transaction.atomic():
        with connection.cursor() as cursor:  # two runs at once would each count the other's proposals as open
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('taxonomy.acceptance'))")
        standing = acceptance_standing(relation)
        reason = why_off(standing)
        if reason:
            if not dry_run:
                policy = standing.policy
                _store(relation, False, policy.alpha, policy.sample_share, by=None, reason=reason)
            return Accepted(relation, 0, None, off=reason)
        threshold = standing.earned.threshold
        if threshold is None:
            return Accepted(relation, 0, None)
        chosen = _chosen(standing, threshold)
        if dry_run or not chosen:
            return Accepted(relation, len(chosen), threshold)
        change_set = _accept(standing, chosen, threshold)
        return Accepted(relation, len(chosen), threshold, change_set.pk)


def _chosen(standing: Standing, threshold: float) -> list[Proposal]:
    """The surest first. A concept is joined to another at most once in a run: one wrong synonym is one wrong pair, but
    a chain of them is a heap of titles. What is held back here is looked at again in the next run."""
    policy = standing.policy
    found = list(
        acceptable(
            policy.relation, standing.version, threshold=threshold, share=policy.sample_share
        ).select_related("pair")[:MOST]
    )
    if policy.relation != "synonym":
        return found
    concept = graph_gate().concepts_of(
        [title for p in found for title in (p.pair.title_a_id, p.pair.title_b_id)]
    )
    joined: set[tuple[str, int]] = set()
    chosen = []
    for proposal in found:
        titles = (proposal.pair.title_a_id, proposal.pair.title_b_id)
        ends = {("concept", concept[t]) if t in concept else ("title", t) for t in titles}
        if not joined & ends:
            joined |= ends
            chosen.append(proposal)
    return chosen


def _accept(standing: Standing, chosen: list[Proposal], threshold: float) -> ChangeSet:
    relation, earned = standing.policy.relation, standing.earned
    change_set = change_set_open(
        kind="automatic",
        made_by=None,
        note=f"{relation}, score {threshold:.3f} and above: {earned.errors} of {earned.sample} reviewed were wrong "
        f"({standing.version})",
    )
    # All pairs before anything else, in the order of their ids, as every other writer of the ledger locks them.
    pairs = Pair.objects.select_for_update().filter(pk__in=[p.pair_id for p in chosen])
    list(pairs.order_by("pk").values_list("pk"))
    Proposal.objects.filter(pk__in=[p.pk for p in chosen]).update(
        state=Proposal.State.ACCEPTED, reviewed_at=timezone.now(), reviewed_in=change_set
    )
    decisions_record_many(
        (
            Settlement(
                pair_id=p.pair_id,
                relation=read(p.relation, p.reversed),
                settled_by=Decision.SettledBy.AUTOMATIC,
                proposal_id=p.pk,
                model_version=p.model_version,
                dataset=p.dataset,
                evidence={
                    "score": p.score,
                    "threshold": threshold,
                    "alpha": standing.policy.alpha,
                    "reviewed": earned.sample,
                    "wrong": earned.errors,
                },
            )
            for p in chosen
        ),
        change_set=change_set,
    )
    return change_set


def _store(
    relation: str, enabled: bool, alpha: float, share: float, *, by: Person | None, reason: str = ""
) -> None:
    row = AcceptancePolicy.objects.create(
        relation=relation, enabled=enabled, alpha=alpha, sample_share=share, reason=reason, made_by=by,
        created_at=timezone.now(),
    )  # fmt: skip
    audit_record(
        actor=by,
        action="acceptance.change",
        obj_type="acceptance_policy",
        obj_id=row.pk,
        data={
            "relation": relation, "enabled": enabled, "alpha": alpha, "sample_share": share, "reason": reason,
        },
    )  # fmt: skip
