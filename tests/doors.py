"""Short ways in, watched: what do they leave to the long one?"""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kgraph.api.door import GraphDoor
from taxonomy.api.desk_door import DeskDoor

Door = GraphDoor | DeskDoor


def watch_door(monkeypatch: pytest.MonkeyPatch, kind: type[GraphDoor] | type[DeskDoor]) -> list[HttpRequest]:
    """The requests that doors of this kind hand on from now, as they come."""
    seen: list[HttpRequest] = []
    through = kind.__call__

    def watched(door: Door, request: HttpRequest) -> HttpResponseBase:
        inner = door.get_response

        def note(asked: HttpRequest) -> HttpResponseBase:
            seen.append(asked)
            return inner(asked)

        door.get_response = note
        try:
            return through(door, request)  # type: ignore[arg-type]
        finally:
            door.get_response = inner

    monkeypatch.setattr(kind, "__call__", watched)
    return seen
