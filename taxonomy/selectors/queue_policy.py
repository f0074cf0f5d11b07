"""How the queue is filled and handed out now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from taxonomy.models import QueuePolicy
from taxonomy.selectors.nearby_cache import forget, remembered

RANDOM_SHARE = 0.3
"""What measures the graph, and what keeps a model from believing that whatever is asked about is alike."""
STRATEGY = "value"
LEASE_FRESH_SECONDS = 5.0
_LEASE = ("queue_policy", "lease_seconds")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a lead last said, else the settings.

    Attributes:
        overlap_share: share of new tasks that want two answers, blind to each other; 0..1.
        random_share: share of new tasks that are drawn at random; 0..1.
        strategy: by what the others are chosen, one of `taxonomy.core.queue_order.STRATEGIES`.
        lease_seconds: how long a task stays with the person who got it.
        made_by, created_at: who said so, and when; None while nobody has.
    """

    overlap_share: float
    random_share: float
    strategy: str
    lease_seconds: int
    made_by: str | None = None
    created_at: datetime | None = None


def queue_policy() -> Policy:
    """The policy as it is now."""
    said = QueuePolicy.objects.select_related("made_by").order_by("-pk").first()
    if said is None:
        return Policy(
            settings.TITLELOOM_OVERLAP_SHARE, RANDOM_SHARE, STRATEGY, settings.TITLELOOM_LEASE_SECONDS
        )
    return Policy(
        said.overlap_share,
        said.random_share,
        said.strategy,
        said.lease_seconds,
        said.made_by.username,
        said.created_at,
    )


def lease_seconds() -> int:
    """How long a lease lasts; asked for at every hand-out, hence up to `LEASE_FRESH_SECONDS` old."""
    return remembered(_LEASE, LEASE_FRESH_SECONDS, lambda: queue_policy().lease_seconds)


def lease_seconds_forget() -> None:
    """Have this process read it anew."""
    forget(_LEASE)


def longest_lease_seconds() -> int:
    """The longest lease that any policy has allowed: what is leased for longer, a wrong clock has leased."""
    longest = QueuePolicy.objects.aggregate(longest=Max("lease_seconds"))["longest"]
    return max(settings.TITLELOOM_LEASE_SECONDS, longest or 0)
