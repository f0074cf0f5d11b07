"""The usual judgement, read without the framework's serializer: this is the hottest write of the product.

Only what is beyond doubt is read here; everything else (other types, other fields, a value out of range) goes to the
serializer, which says what is wrong with it. So there is one place that decides what is refused.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from taxonomy.core.relations import RELATIONS, UNSURE
from taxonomy.services.annotations import Judgement

_ANSWERS: Final = frozenset((*RELATIONS, UNSURE))
_KNOWN: Final = frozenset(
    ("task_id", "relation", "client_key", "duration_ms", "comment", "flagged", "swapped", "blind")
)
_LONGEST_DAY_MS: Final = 86_400_000


def plain_judgement(data: Any) -> Judgement | None:
    """The judgement, or None when a second look is needed."""
    if not isinstance(data, dict) or not _KNOWN.issuperset(data):
        return None
    task, relation, key = data.get("task_id"), data.get("relation"), data.get("client_key")
    duration, comment = data.get("duration_ms"), data.get("comment", "")
    flags = (data.get("flagged", False), data.get("swapped", False), data.get("blind", True))
    if not (
        type(task) is int
        and 0 < task < 2**63
        and type(relation) is str
        and relation in _ANSWERS
        and type(key) is str
        and len(key) == 36
        and comment == ""
        and (duration is None or (type(duration) is int and 0 <= duration <= _LONGEST_DAY_MS))
        and all(type(flag) is bool for flag in flags)
    ):
        return None
    try:
        client_key = UUID(key)
    except ValueError:
        return None
    return Judgement(
        relation=relation,
        client_key=client_key,
        task_id=task,
        duration_ms=duration,
        flagged=flags[0],
        swapped=flags[1],
        blind=flags[2],
    )
