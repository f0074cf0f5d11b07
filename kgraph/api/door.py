"""The short way in for programs: what a search engine asks with every query, answered before what only browsers need.

A program's question needs no session, no protection against forged forms, no messages and no look at static files,
and the framework's own wrapping of a request costs more than most answers. So a GET with a bearer token that this
process knows goes to the same view by a shorter way, and gets the same answer, byte for byte. Whatever is not plain
(an unknown token, another method, an outage) is left to the long way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, URLPattern
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from kgraph.api.authentication import person_known
from kgraph.api.hot_urls import urlpatterns
from kgraph.api.serving import GraphView
from taxonomy.api.permissions import scopes_of_request
from taxonomy.api.problems import problem_response
from taxonomy.api.renderers import OrjsonRenderer
from taxonomy.core.errors import Fault
from taxonomy.models import ApiToken, Person

log = logging.getLogger(__name__)

PREFIX: Final = "/api/v1/"
_RENDERER: Final = OrjsonRenderer()


@dataclass(slots=True)
class Question:
    """As much of the framework's request as the views of the graph look at."""

    META: Mapping[str, Any]
    query_params: QueryDict
    user: Person
    auth: ApiToken
    resolver_match: ResolverMatch
    method: str = "GET"
    data: None = None


class GraphDoor:
    """Middleware; stands before all that is for browsers only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._plain: dict[str, URLPattern] = {}
        self._others: list[URLPattern] = []
        for address in urlpatterns:
            route = str(address.pattern)
            if "<" in route:
                self._others.append(address)
            else:
                self._plain[PREFIX + route] = address

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or hand on."""
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if request.method != "GET" or not header.startswith("Bearer "):
            return self.get_response(request)
        match = self._match(request.path_info)
        known = person_known(header) if match is not None else None
        if match is None or known is None:
            return self.get_response(request)
        request.get_host()  # refuses a host that is not allowed
        return _answer(request, match, *known) or self.get_response(request)

    def _match(self, address: str) -> ResolverMatch | None:
        found = self._plain.get(address)
        if found is not None:
            return found.resolve(str(found.pattern)) or None
        if not address.startswith(PREFIX):
            return None
        rest = address[len(PREFIX) :]
        for pattern in self._others:
            if match := pattern.resolve(rest):
                return match
        return None


def _answer(
    request: HttpRequest, match: ResolverMatch, person: Person, token: ApiToken
) -> HttpResponse | None:
    """The answer; None where the long way has to give it."""
    view: GraphView = match.func.cls()  # type: ignore[attr-defined]  # what `as_view` made
    question: Any = Question(request.META, request.GET, person, token, match)
    if not view.permission_classes[0].read & scopes_of_request(question):
        return None
    try:
        view.take_rate(token)
        response: Response = view.get(question, *match.args, **match.kwargs)  # type: ignore[attr-defined]
    except (Fault, APIException, Http404) as error:
        refused = problem_response(error, {"view": view, "request": question})
        if refused is None:
            return None
        refused.exception = True
        response = refused
    except Exception:
        # The long way meets the same, and tells of it as it tells of everything.
        log.debug("the short way did not lead to an answer", exc_info=True)
        return None
    request.resolver_match = match
    request.user = person
    response.accepted_renderer = _RENDERER
    response.accepted_media_type = _RENDERER.media_type
    response.renderer_context = {}  # type: ignore[attr-defined]  # missing in the framework's stubs
    view.tell_rate(response)
    response["X-Frame-Options"] = "DENY"
    response.render()
    response["Content-Length"] = str(len(response.content))
    return response
