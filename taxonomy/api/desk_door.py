"""The short way to the desk: the next pair and its answer, before what other requests of a browser need.

Twenty people who annotate ask for little else, and the session, the person and the framework's wrapping of a request cost
more than both. So the process remembers whose session it has let in by the long way, and the statement that hands
out or stores proves that this still holds (`taxonomy.selectors.proofs`). The guard against forged forms is the
framework's own. Whatever is not plain (an unknown session, nothing to hand out, an answer that is refused, sent twice or
not the first, an outage) is left to the long way, which is safe to ask again: a lease comes back to its holder, and
an answer has its key.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from rest_framework.authentication import CSRFCheck

from taxonomy.api.annotations import receipt_told
from taxonomy.api.judgement_reading import plain_judgement
from taxonomy.api.queue import queue_told, queue_wanted
from taxonomy.api.renderers import OrjsonRenderer
from taxonomy.core.rights import scopes_of
from taxonomy.models import Person
from taxonomy.selectors.proofs import Proof
from taxonomy.services.first_answer import first_answer_record
from taxonomy.services.queue import tasks_lease_proven

log = logging.getLogger(__name__)

NEXT: Final = ("GET", "/api/v1/queue/next")
ANSWER: Final = ("POST", "/api/v1/annotations")
LONGEST_BODY: Final = 4_096
MOST: Final = 10_000
_RENDERER: Final = OrjsonRenderer()


@dataclass(frozen=True, slots=True)
class _Known:
    person: Person
    proof: Proof


class DeskDoor:
    """Middleware; stands before all that is for other pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._known: dict[bytes, _Known] = {}
        self._gzip = GZipMiddleware(get_response)
        self._forms = CSRFCheck(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or hand on."""
        asked = (request.method, request.path_info)
        if asked not in (NEXT, ANSWER) or "HTTP_AUTHORIZATION" in request.META:
            return self.get_response(request)
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        key = hashlib.sha256(session.encode()).digest()  # not itself: a dump of the memory would show it
        known = self._known.get(key)
        if known is not None and (answer := self._answer(request, known)) is not None:
            return answer
        response = self.get_response(request)
        if response.status_code in (200, 201) and (let_in := _let_in(request, session)) is not None:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = let_in
        return response

    def _answer(self, request: HttpRequest, known: _Known) -> HttpResponseBase | None:
        request.get_host()  # refuses a host that is not allowed
        # A connection that broke is found by the statement, and the long way makes another.
        connection.health_check_done = True  # type: ignore[attr-defined]  # missing in the stubs
        try:
            answer = self._next(request, known) if request.method == "GET" else self._store(request, known)
        except Exception:
            # The long way meets the same, and tells of it as it tells of everything.
            log.debug("the short way did not lead to an answer", exc_info=True)
            answer = None
        if answer is None:
            connection.health_check_done = False  # type: ignore[attr-defined]
            return None
        status, told = answer
        return self._finished(request, known.person, status, told)

    def _next(self, request: HttpRequest, known: _Known) -> tuple[int, dict[str, Any]] | None:
        count, holding = queue_wanted(request.GET)
        tasks = tasks_lease_proven(proof=known.proof, count=count, holding=holding)
        return (200, queue_told(tasks, count, known.person.pk)) if tasks else None

    def _store(self, request: HttpRequest, known: _Known) -> tuple[int, dict[str, Any]] | None:
        if request.content_type != "application/json" or not _length(request) <= LONGEST_BODY:
            return None
        if self._forms.process_request(request) or self._forms.process_view(request, None, (), {}):  # type: ignore[func-returns-value,arg-type]
            return None
        judgement = plain_judgement(orjson.loads(request.body))
        if judgement is None:
            return None
        receipt = first_answer_record(proof=known.proof, judgement=judgement)
        if receipt is None:
            return None
        return 201, receipt_told(receipt, judgement.client_key)

    def _finished(
        self, request: HttpRequest, person: Person, status: int, told: dict[str, Any]
    ) -> HttpResponseBase:
        """With the headers that the long way gives."""
        request.resolver_match = resolve(request.path_info)
        request.user = person
        response = HttpResponse(_RENDERER.render(told), status=status, content_type=_RENDERER.media_type)
        response["Allow"] = "GET, HEAD, OPTIONS" if request.method == "GET" else "GET, POST, HEAD, OPTIONS"
        response["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        response["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ("Cookie",))
        packed: HttpResponseBase = self._gzip.process_response(request, response)
        return packed


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isdigit() else LONGEST_BODY + 1


def _let_in(request: HttpRequest, session: str) -> _Known | None:
    """Who was let in by the long way, when it was by this session and not otherwise."""
    if not session or request.session.session_key != session:
        return None
    person = getattr(
        request, "_cached_user", None
    )  # what the session stood for; nobody when it was not asked
    if not isinstance(person, Person) or "annotate" not in scopes_of(person.role):
        return None
    return _Known(person, Proof(session, person.pk, person.password, person.role))
