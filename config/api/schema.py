"""How the API schema describes the ways to log in, and what every address may answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Programs."""

    target_class = "taxonomy.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An opaque token in the header."""
        return {"type": "http", "scheme": "bearer", "description": "An opaque token with scopes."}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Browsers."""

    target_class = "taxonomy.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The session's cookie; writes need the CSRF token of ``session`` in the header ``X-CSRFToken``."""
        text = "The browser's session; writes send the CSRF token in the header X-CSRFToken."
        return {"type": "apiKey", "in": "cookie", "name": "titleloom_session", "description": text}


class BodyShape(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Bodies of requests, which take no other fields than those they name."""

    target_class = "taxonomy.api.bodies.Body"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        """As without this extension, and closed."""
        shape = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**shape, "additionalProperties": False}


PROBLEM = "application/problem+json"
_PROBLEM_SHAPE = {"$ref": "#/components/schemas/ProblemOut"}
_ANY_PROBLEM = (
    "An error. `parse_error` (400), `not_authenticated`, `token.refused` (401), `permission_denied` (403), `not_found`"
    " (404), `method_not_allowed` (405), `not_acceptable` (406), `request.too_large` (413), `unsupported_media_type`"
    " (415), `validation`, `bad_input` (422), `throttled` (429, with `Retry-After`), `database.unavailable` (503, with"
    " `Retry-After`), and those of the address itself."
)
_GRAPH_HEADERS = {
    "ETag": {
        "schema": {"type": "string"},
        "description": "Strong; as `If-None-Match` it gives 304 until something is new.",
    },
    "X-Titleloom-Release": {"schema": {"type": "integer"}, "description": "The release that answers."},
}


_PAGE_PARAMETERS = (
    {
        "in": "query",
        "name": "cursor",
        "schema": {"type": "string"},
        "description": "as it stands in the addresses `next` and `previous`",
    },
    {
        "in": "query",
        "name": "page_size",
        "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50},
    },
)


def tell_what_is_shared(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of the generator for what all addresses share: errors by their media type, paging, headers of graph
    answers."""
    pages = {
        f"#/components/schemas/{name}"
        for name, schema in result["components"]["schemas"].items()
        if {"next", "previous", "results"} <= schema.get("properties", {}).keys()
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            answer = responses.get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
            if answer.get("$ref") in pages:
                known = operation.setdefault("parameters", [])
                named = {parameter["name"] for parameter in known}
                known += [p for p in _PAGE_PARAMETERS if p["name"] not in named]
            for status, response in responses.items():
                content = response.get("content", {})
                if status >= "400" and content.get("application/json", {}).get("schema") == _PROBLEM_SHAPE:
                    content[PROBLEM] = content.pop("application/json")
            responses["default"] = {
                "description": _ANY_PROBLEM,
                "content": {PROBLEM: {"schema": _PROBLEM_SHAPE}},
            }
            if "304" in responses:
                responses["200"]["headers"] = _GRAPH_HEADERS
    return result
