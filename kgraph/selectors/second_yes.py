"""Which decisions wait for another person, and from which size on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kgraph.core.algebra.size import SizeLimits
from kgraph.models import SecondYes, SecondYesPolicy


def size_limits() -> SizeLimits:
    """The limits that hold now."""
    row = SecondYesPolicy.objects.order_by("-pk").values_list("merge_titles", "inferred_edges").first()
    return SizeLimits(*row) if row else SizeLimits()


def policy_data() -> dict[str, Any]:
    """The policy as JSON data."""
    row = SecondYesPolicy.objects.select_related("made_by").order_by("-pk").first()
    return {
        "merge_titles": row.merge_titles if row else None,
        "inferred_edges": row.inferred_edges if row else None,
        "made_by": row.made_by.username if row and row.made_by else None,
        "created_at": row.created_at if row else None,
    }


def agreed(decisions: Iterable[int]) -> set[int]:
    """Those of these decisions to which a second person has said yes."""
    return set(SecondYes.objects.filter(decision__in=set(decisions)).values_list("decision_id", flat=True))
