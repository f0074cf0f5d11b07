"""Reading what happened, in its order, from any place on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from kgraph.core.notices import KINDS
from kgraph.models import Notice
from taxonomy.core.errors import BadInput

LATEST = "latest"
_MOST = 2**63 - 1


def place_last() -> int:
    """The place of the newest notice; 0 when there is none."""
    return Notice.objects.aggregate(last=Max("place"))["last"] or 0


def place_of(cursor: str) -> int:
    """The place that a cursor names: what an answer gave, ``latest``, or nothing for the beginning.

    Raises:
        BadInput: it is none of these.
    """
    if cursor == LATEST:
        return max(0, place_last())
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and int(cursor) <= _MOST):
        raise BadInput("The cursor is one that an answer gave, or latest.", field="cursor")
    return int(cursor)


def kinds_of(text: str) -> frozenset[str]:
    """Kinds from ``a,b``; none: all.

    Raises:
        BadInput: an unknown one.
    """
    found = frozenset(word for word in text.split(",") if word)
    if unknown := sorted(found - set(KINDS)):
        raise BadInput(f"Unknown: {', '.join(unknown)}. Known are {', '.join(KINDS)}.", field="kinds")
    return found


def notices_after(place: int, *, limit: int, kinds: Sequence[str] | frozenset[str] = ()) -> list[Notice]:
    """At most ``limit`` notices after a place, in order.

    Where kinds are named, the others are passed over: the work is bounded by what there is after the place.
    """
    rows = Notice.objects.filter(place__gt=place)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return list(rows.order_by("place")[:limit])
