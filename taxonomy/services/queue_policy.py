"""How the queue is filled and handed out: changed by a lead, without a restart."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput
from taxonomy.core.queue_order import STRATEGIES
from taxonomy.models import Person, QueuePolicy
from taxonomy.selectors.queue_policy import Policy, lease_seconds_forget, queue_policy
from taxonomy.services.audit import audit_record

LEAST_LEASE_SECONDS = 30
MOST_LEASE_SECONDS = 24 * 3600


@transaction.atomic
def queue_policy_change(
    *,
    by: Person,
    overlap_share: float | None = None,
    random_share: float | None = None,
    strategy: str | None = None,
    lease_seconds: int | None = None,
) -> Policy:
    """Set how tasks are made and leased from now on; what is left out stays as it is.

    Tasks that exist stay as they are; a running lease keeps its end.

    Raises:
        BadInput: a share is not between 0 and 1, an unknown strategy, or a lease that is too short or too long.
    """
    former = queue_policy()
    overlap = former.overlap_share if overlap_share is None else overlap_share
    at_random = former.random_share if random_share is None else random_share
    chosen = former.strategy if strategy is None else strategy
    lease = former.lease_seconds if lease_seconds is None else lease_seconds
    for name, share in (("overlap_share", overlap), ("random_share", at_random)):
        if not 0.0 <= share <= 1.0:
            raise BadInput("A share lies between 0 and 1.", field=name)
    if chosen not in STRATEGIES:
        raise BadInput(f"'{chosen}' is none of {', '.join(STRATEGIES)}.", field="strategy")
    if not LEAST_LEASE_SECONDS <= lease <= MOST_LEASE_SECONDS:
        raise BadInput(
            f"A lease lasts {LEAST_LEASE_SECONDS} to {MOST_LEASE_SECONDS:,} seconds.", field="lease_seconds"
        )
    policy = QueuePolicy.objects.create(
        overlap_share=overlap,
        random_share=at_random,
        strategy=chosen,
        lease_seconds=lease,
        made_by=by,
        created_at=timezone.now(),
    )
    audit_record(
        actor=by,
        action="queue_policy.change",
        obj_type="queue_policy",
        obj_id=policy.pk,
        data={
            "overlap_share": overlap,
            "random_share": at_random,
            "strategy": chosen,
            "lease_seconds": lease,
        },
    )
    transaction.on_commit(lease_seconds_forget)
    return queue_policy()
