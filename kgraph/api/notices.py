"""What happened to the graph: a feed by cursor, and a stream for watchers."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Generator, Iterator
from time import monotonic, sleep
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.exports import AnyAccept
from kgraph.core.notices import KINDS, NAMES
from kgraph.models import Notice
from kgraph.selectors.notices import kinds_of, notices_after, place_of
from taxonomy.api.permissions import HasScope
from taxonomy.api.problem_shapes import ProblemOut
from taxonomy.core.errors import Fault

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 1.0
BEAT_SECONDS: Final = 15.0
STREAM_SECONDS: Final = 300.0
"""A stream ends after so long, and the browser comes back by itself, to whichever process has room."""
_AT_ONCE: Final = 100

_KINDS = "of notices, with commas between: " + ", ".join(KINDS)


class NoticesQuery(serializers.Serializer[Any]):
    """Where to go on, and of what to hear."""

    cursor = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=20,
        help_text="`cursor` of the last answer; nothing: from the beginning; `latest`: only what comes from now on",
    )
    kinds = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=400, help_text=_KINDS
    )
    limit = serializers.IntegerField(required=False, default=100, min_value=1, max_value=1_000)


class NoticeOut(serializers.Serializer[Any]):
    """Something that happened."""

    place = serializers.IntegerField(help_text="in the one order that all readers see; without gaps")
    type = serializers.ChoiceField(choices=NAMES)
    timestamp = serializers.DateTimeField()
    data = serializers.JSONField(  # type: ignore[assignment]  # the field is called so
        help_text="what belongs to the type; the search guide has the table"
    )


class NoticesOut(serializers.Serializer[Any]):
    """A page of the feed."""

    notices = NoticeOut(many=True)
    cursor = serializers.CharField(help_text="for the next question")
    more = serializers.BooleanField(help_text="whether there may be more right now")


class TooManyWatchers(Fault):
    """Every stream is taken; the feed has the same notices."""

    code = "events.full"
    status = 429


def notice_data(notice: Notice) -> dict[str, Any]:
    """A notice as JSON data."""
    return {
        "place": notice.place,
        "type": notice.kind,
        "timestamp": notice.at.isoformat().replace("+00:00", "Z"),
        "data": notice.data,
    }


class NoticesView(APIView):
    """The feed."""

    permission_classes = (HasScope("graph:read"),)

    @extend_schema(
        parameters=[NoticesQuery],
        responses={200: NoticesOut, 422: ProblemOut},
        operation_id="events_list",
    )
    def get(self, request: Request) -> Response:
        """What happened after a cursor, in the order in which it became true; nothing is ever missed or told twice.

        Ask again with the answer's `cursor`. To keep a copy of the graph: on `release.published` read
        `releases/{release}/changes?since={before}`.
        """
        asked = NoticesQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        kinds, limit = kinds_of(asked.validated_data["kinds"]), asked.validated_data["limit"]
        place = place_of(asked.validated_data["cursor"])
        found = notices_after(place, limit=limit, kinds=kinds)
        return Response(
            {
                "notices": [notice_data(notice) for notice in found],
                "cursor": str(found[-1].place if found else place),
                "more": len(found) == limit,
            },
            headers={"Cache-Control": "no-store"},
        )


class _Room:
    """How many streams this process holds open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0

    def enter(self) -> None:
        """Take a place.

        Raises:
            TooManyWatchers
        """
        with self._lock:
            if self._open >= settings.WATCHERS:
                raise TooManyWatchers(
                    "All streams of this process are taken. Ask `events?cursor=` now and then instead.",
                    retry_after=30,
                )
            self._open += 1

    def leave(self) -> None:
        with self._lock:
            self._open -= 1


_room = _Room()


class _Stream:
    """Server-sent events from a place on. Closing gives the place in the room back, also when nothing was read."""

    def __init__(self, place: int, kinds: frozenset[str], *, seconds: float | None = None) -> None:
        self._place = place
        self._kinds = kinds
        self._seconds = STREAM_SECONDS if seconds is None else seconds
        self._inside = True
        self._events: Generator[bytes] = self._run()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._events)

    def close(self) -> None:
        """Called by the server at the end, however it comes."""
        self._events.close()
        if self._inside:
            self._inside = False
            _room.leave()

    def _run(self) -> Generator[bytes]:
        until, beat = monotonic() + self._seconds, monotonic() + BEAT_SECONDS
        yield b"retry: 3000\n: what happened after " + str(self._place).encode() + b"\n\n"
        while monotonic() < until:
            told = self._look()
            if told:
                yield told
            elif monotonic() > beat:
                yield b": still here\n\n"
            else:
                sleep(LOOK_SECONDS)
                continue
            beat = monotonic() + BEAT_SECONDS

    def _look(self) -> bytes:
        try:
            found = notices_after(self._place, limit=_AT_ONCE, kinds=self._kinds)
        except DatabaseError:
            # The watcher waits with us; a broken connection is dropped and made anew.
            log.warning("the stream of events cannot read", exc_info=True)
            connection.close()
            return b""
        if found:
            self._place = found[-1].place or self._place
        return b"".join(_event(notice) for notice in found)


def _event(notice: Notice) -> bytes:
    data = json.dumps(notice_data(notice), separators=(",", ":"), ensure_ascii=False)
    return f"id: {notice.place}\nevent: {notice.kind}\ndata: {data}\n\n".encode()


class StreamView(APIView):
    """The same, pushed."""

    permission_classes = (HasScope("graph:read"),)
    content_negotiation_class = AnyAccept

    @extend_schema(
        parameters=[
            OpenApiParameter("kinds", str, description=_KINDS),
            OpenApiParameter("cursor", str, description="as of `events`; nothing: from now on"),
            OpenApiParameter(
                "Last-Event-ID",
                str,
                OpenApiParameter.HEADER,
                description="sent by a browser that comes back",
            ),
        ],
        responses={
            (200, "text/event-stream"): OpenApiTypes.STR,
            422: ProblemOut,
            429: OpenApiResponse(ProblemOut, "`events.full`: every stream is taken; ask `events` instead"),
        },
        operation_id="events_stream",
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Server-sent events: each with its place as `id`, its type as `event`, and the feed's notice as `data`.

        A stream ends after five minutes; browsers come back by themselves and say what they saw last.
        """
        kinds = kinds_of(request.query_params.get("kinds", ""))
        place = place_of(
            request.headers.get("Last-Event-ID") or request.query_params.get("cursor") or "latest"
        )
        _room.enter()
        answer = StreamingHttpResponse(_Stream(place, kinds), content_type="text/event-stream")
        answer["Cache-Control"] = "no-store"
        answer["X-Accel-Buffering"] = "no"
        answer["Content-Encoding"] = "identity"  # pressed together, events would wait for more of them
        return answer
