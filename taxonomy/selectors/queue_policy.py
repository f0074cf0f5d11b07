"""How the queue is filled now."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from taxonomy.models import QueuePolicy

RANDOM_SHARE = 0.3
"""What measures the graph, and what keeps a model from believing that whatever is asked about is alike."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of new tasks, 0..1: those that want two blind answers, and those drawn at random."""

    overlap: float
    at_random: float


def queue_shares() -> Shares:
    """What a lead last said, else the settings."""
    policy = QueuePolicy.objects.order_by("-pk").first()
    if policy is None:
        return Shares(settings.TITLELOOM_OVERLAP_SHARE, RANDOM_SHARE)
    return Shares(policy.overlap_share, policy.random_share)
