"""What is answered where no view speaks: unknown addresses, requests that cannot be read, faults of our own."""

from __future__ import annotations

from http import HTTPStatus

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views import defaults

from taxonomy.api.problems import PROBLEM, problem

API = "/api/"


def _answer(status: int, code: str, detail: str) -> HttpResponse:
    body = orjson.dumps(problem(status=status, code=code, detail=detail))
    return HttpResponse(body, status=status, content_type=PROBLEM)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """There is no such address."""
    if request.path.startswith(API):
        return _answer(
            HTTPStatus.NOT_FOUND, "not_found", f"There is no address {request.path}; see /api/docs/."
        )
    return defaults.page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """The request breaks a limit of the server's own, or is dressed up."""
    if not request.path.startswith(API):
        return defaults.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return _answer(413, "request.too_large", "The request is too large.")
    return _answer(HTTPStatus.BAD_REQUEST, "bad_request", "The request cannot be understood.")


def server_error(request: HttpRequest) -> HttpResponseBase:
    """A fault of our own; the log holds it under the request's id."""
    if request.path.startswith(API):
        detail = "Something went wrong here. The log has it under this request_id."
        return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "server.error", detail)
    return defaults.server_error(request)
