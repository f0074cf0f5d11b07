"""How the queue is filled: changed by a lead, without a restart."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput
from taxonomy.models import Person, QueuePolicy
from taxonomy.selectors.queue_policy import Shares, queue_shares
from taxonomy.services.audit import audit_record


@transaction.atomic
def queue_policy_change(
    *, by: Person, overlap_share: float | None = None, random_share: float | None = None
) -> Shares:
    """Set the shares for tasks that are made from now on; what is left out stays as it is.

    Raises:
        BadInput: a share is not between 0 and 1.
    """
    former = queue_shares()
    overlap = former.overlap if overlap_share is None else overlap_share
    at_random = former.at_random if random_share is None else random_share
    for name, share in (("overlap_share", overlap), ("random_share", at_random)):
        if not 0.0 <= share <= 1.0:
            raise BadInput("A share lies between 0 and 1.", field=name)
    policy = QueuePolicy.objects.create(
        overlap_share=overlap, random_share=at_random, made_by=by, created_at=timezone.now()
    )
    audit_record(
        actor=by,
        action="queue_policy.change",
        obj_type="queue_policy",
        obj_id=policy.pk,
        data={"overlap_share": overlap, "random_share": at_random},
    )
    return Shares(overlap, at_random)
