"""Bodies of requests: what is sent has to be what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from rest_framework import serializers

_OF_FORMS = frozenset({"csrfmiddlewaretoken"})
"""What a form sends beside its own fields."""


class Body(serializers.Serializer[None]):
    """A body that refuses fields which it does not know.

    Where every field may be left out, a slip in a name would pass for a request to change nothing, and be answered
    with 200.
    """

    def to_internal_value(self, data: Any) -> Any:
        """The fields' values; raises ValidationError under the name of each unknown field."""
        if isinstance(data, Mapping):
            known = [name for name, field in self.fields.items() if not field.read_only]
            unknown = [str(name) for name in data if name not in known and name not in _OF_FORMS]
            if unknown:
                raise serializers.ValidationError({name: [_told(name, known)] for name in unknown[:20]})
        return super().to_internal_value(data)


def _told(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}."
    return f"There is no such field; {hint}"
