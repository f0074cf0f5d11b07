"""How a leased task is shown."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from taxonomy.api.shapes import HighlightsSerializer, PairRefSerializer
from taxonomy.core.highlights import highlights_of
from taxonomy.selectors.queue import LeasedTask

SEVERAL = 2
"""Not told how many: what is asked of everybody, to measure them, would be known by it."""


class TaskSerializer(serializers.Serializer[None]):
    """A leased pair to judge."""

    id = serializers.IntegerField()
    pair = PairRefSerializer()
    reason = serializers.CharField(help_text="why this pair is asked")
    leased_until = serializers.DateTimeField()
    blind = serializers.BooleanField(help_text="nothing that others or a model said is shown")
    wanted = serializers.IntegerField(help_text="1: you alone, 2: several people judge it")
    blind_first = serializers.BooleanField(
        help_text="to be answered before anything that the graph knows is looked at: it measures people or the graph"
    )
    highlights = HighlightsSerializer()


def task_row(task: LeasedTask) -> dict[str, Any]:
    """A leased task for the API."""
    return {
        "id": task.id,
        "pair": {
            "id": task.pair_id,
            "title_a": {
                "id": task.a_id,
                "text": task.a_text,
                "language": task.a_language,
                "count": task.a_count,
            },
            "title_b": {
                "id": task.b_id,
                "text": task.b_text,
                "language": task.b_language,
                "count": task.b_count,
            },
        },
        "reason": task.reason,
        "leased_until": task.leased_until,
        "blind": True,
        "wanted": min(task.wanted, SEVERAL),
        "blind_first": task.wanted > 1 or task.at_random,
        "highlights": highlights_of(task.a_text, task.b_text),
    }
