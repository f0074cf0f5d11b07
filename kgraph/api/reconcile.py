"""The reconciliation service (API 0.2): OpenRefine and its kin match columns of titles to concepts.

All is answered from a release, as everything else for the search team. A program that cannot send headers may name its
token in the address (``?token=``); the manifest then names addresses that carry it on.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from kgraph.api.authentication import AddressTokenAuthentication
from kgraph.api.graph_shapes import LARGEST_ID, MAX_TEXT, RELEASE, SearchText, answers
from kgraph.api.serving import GraphView, chosen, concept_following, release_headers
from kgraph.core.query.suggest import suggest
from kgraph.core.reconcile import (
    PROPERTIES,
    TYPE,
    Candidate,
    extend,
    parse_queries,
    properties_proposed,
    reconcile,
)
from kgraph.core.snapshot import Snapshot
from kgraph.selectors.releases import snapshot_open
from taxonomy.api.authentication import SessionAuthentication
from taxonomy.api.problem_shapes import ProblemOut
from taxonomy.core.errors import BadInput

VERSION: Final = "0.2"
SUGGESTED: Final = 20
WIDTH, HEIGHT = 430, 260
_SHOWN: Final = 6
_PLAIN = serializers.Serializer
TOKEN = OpenApiParameter("token", str, description="a token, for programs that cannot send the header")


class ReconcileQuery(_PLAIN[None]):
    """Without any of the two the answer is the manifest."""

    queries = serializers.CharField(required=False, help_text="a JSON object of queries, by a name for each")
    extend = serializers.CharField(required=False, help_text="JSON: `ids` and the `properties` to fetch")


class PrefixQuery(_PLAIN[None]):
    """What somebody is typing."""

    prefix = SearchText(max_length=MAX_TEXT, allow_blank=True, default="")
    cursor = serializers.IntegerField(
        min_value=0, max_value=1000, default=0, help_text="how many to pass over"
    )


class IdQuery(_PLAIN[None]):
    """A concept, by its number."""

    id = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


class PropertiesQuery(_PLAIN[None]):
    """The type whose properties are asked for."""

    type = SearchText(max_length=MAX_TEXT, allow_blank=True, default="")
    limit = serializers.IntegerField(min_value=1, max_value=100, default=20)


class ReconcileView(GraphView):
    """Base of the service's addresses: any origin may ask, since only a token opens them, never a cookie alone."""

    authentication_classes = (AddressTokenAuthentication, SessionAuthentication)
    parser_classes = (FormParser, MultiPartParser, JSONParser)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Allow other origins; credentials of the browser are not among what they may send."""
        done = super().finalize_response(request, response, *args, **kwargs)
        done["Access-Control-Allow-Origin"] = "*"
        done["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        return done

    def bare(
        self, request: Request, make: Callable[[Snapshot, dict[str, Any]], Any], asked: dict[str, Any]
    ) -> Response:
        """An answer of the shape that the specification wants: nothing of ours in the body."""
        word = request.query_params.get("release", "latest")
        entry, working = chosen(word)
        graph = working or snapshot_open(entry.artifact)
        return Response(make(graph, asked), headers=release_headers(entry, word))

    def checked(self, request: Request, query: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The parameters, checked."""
        found = query(data=request.query_params)
        found.is_valid(raise_exception=True)
        data: dict[str, Any] = found.validated_data
        return data


def _plain_answers(shape: Any) -> dict[int, Any]:
    found = answers(shape, bulk=True)
    found[413] = OpenApiResponse(
        ProblemOut, "`reconcile.too_many`: more queries or ids than are taken at once"
    )
    found[422] = OpenApiResponse(
        ProblemOut, "`reconcile.bad_query`: the sentence names the query and the member"
    )
    return found


class ReconcileServiceView(ReconcileView):
    """Manifest, queries and data extension, at one address."""

    @extend_schema(
        parameters=[RELEASE, TOKEN, ReconcileQuery],
        responses=_plain_answers(OpenApiTypes.OBJECT),
        operation_id="reconcile",
    )
    def get(self, request: Request) -> Response:
        """The service's manifest; with ``queries`` the candidates for each; with ``extend`` values of properties."""
        return self._answer(request, request.query_params)

    @extend_schema(
        parameters=[RELEASE, TOKEN],
        request={"application/x-www-form-urlencoded": ReconcileQuery},
        responses=_plain_answers(OpenApiTypes.OBJECT),
        operation_id="reconcile_post",
    )
    def post(self, request: Request) -> Response:
        """The same with ``queries`` or ``extend`` in a form, for batches that no address holds."""
        if not isinstance(request.data, dict):
            raise BadInput("Send a form with 'queries' or 'extend'.", field="queries")
        return self._answer(request, request.data)

    def _answer(self, request: Request, given: Any) -> Response:
        checked = ReconcileQuery(data={name: given[name] for name in ("queries", "extend") if name in given})
        checked.is_valid(raise_exception=True)
        asked = checked.validated_data
        if "queries" in asked:
            return self.bare(request, _reconciled, asked)
        if "extend" in asked:
            return self.bare(request, lambda graph, asked: extend(graph, asked["extend"]), asked)
        if request.method == "POST":
            raise BadInput("Send 'queries' or 'extend'.", field="queries")
        return Response(manifest(request))


def manifest(request: Request) -> dict[str, Any]:
    """What the service can do, with absolute addresses; needs no release, so that a client can be set up early."""
    root = request.build_absolute_uri("/").rstrip("/")
    carried = {
        name: request.query_params[name] for name in ("release", "token") if name in request.query_params
    }

    def path(name: str, **more: str) -> str:
        text = urlencode({**carried, **more}, safe="{}$")
        return reverse(name) + (f"?{text}" if text else "")

    def service(name: str, flyout: bool = False) -> dict[str, str]:
        told = {"service_url": root, "service_path": path(name)}
        if flyout:
            told |= {"flyout_service_url": root, "flyout_service_path": path("reconcile-flyout", id="${id}")}
        return told

    return {
        "versions": [VERSION],
        "name": "Titleloom job titles",
        "identifierSpace": f"{root}/api/v1/concepts/",
        "schemaSpace": f"{root}/api/v1/reconcile/properties",
        "documentation": f"{root}/api/docs/",
        "logo": f"{root}/favicon.svg",
        "defaultTypes": [dict(TYPE)],
        "view": {"url": f"{root}/graph/c/{{{{id}}}}"},
        "authentication": {"type": "apiKey", "name": "token", "in": "query"},
        "suggest": {
            "entity": service("reconcile-suggest-entity", flyout=True),
            "property": service("reconcile-suggest-property"),
            "type": service("reconcile-suggest-type"),
        },
        "preview": {
            "url": root + path("reconcile-preview", id="{{id}}"),
            "width": WIDTH,
            "height": HEIGHT,
        },
        "extend": {
            "propose_properties": {"service_url": root, "service_path": path("reconcile-properties")},
            "property_settings": [
                {
                    "type": "number",
                    "default": 0,
                    "label": "At most",
                    "name": "limit",
                    "help_text": "At most so many values of each concept; 0 for all",
                }
            ],
        },
    }


def _reconciled(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    queries = parse_queries(asked["queries"])
    return {
        name: {"result": [_candidate(graph, found) for found in reconcile(graph, query)]}
        for name, query in queries.items()
    }


def _candidate(graph: Snapshot, found: Candidate) -> dict[str, Any]:
    return {
        "id": str(graph.concept_id(found.concept)),
        "name": graph.name(found.concept),
        "description": _description(graph, found.concept, found.title),
        "score": found.score,
        "match": found.match,
        "type": [dict(TYPE)],
        "features": [{"id": name, "value": value} for name, value in found.features.items()],
    }


def _description(graph: Snapshot, concept: int, title: int | None = None) -> str:
    """What tells a concept from others of its name: the title that was met, what is above it, its other titles."""
    parts = []
    if title is not None and title != graph.preferred(concept):
        parts.append(f"also called {graph.title_text[title]}")
    if above := list(graph.steps["broader"].row(concept))[:2]:
        parts.append("a kind of " + ", ".join(graph.name(other) for other in above))
    others = len(graph.members(concept)) - 1
    if others > 0:
        parts.append(f"{others} other {'title' if others == 1 else 'titles'}")
    return "; ".join(parts)


class SuggestEntityView(ReconcileView):
    """Concepts for what is being typed."""

    @extend_schema(
        parameters=[RELEASE, TOKEN, PrefixQuery],
        responses=_plain_answers(OpenApiTypes.OBJECT),
        operation_id="reconcile_suggest_entity",
    )
    def get(self, request: Request) -> Response:
        """Concepts that have a title like it, the best first."""
        return self.bare(request, _suggested, self.checked(request, PrefixQuery))


def _suggested(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    start = asked["cursor"]
    titles = suggest(graph, asked["prefix"], 3 * (start + SUGGESTED)) if asked["prefix"].strip() else []
    concepts: dict[int, int] = {}
    for one in titles:
        concepts.setdefault(graph.title_concept(one.title), one.title)
    part = list(concepts.items())[start : start + SUGGESTED]
    return {
        "result": [
            {
                "id": str(graph.concept_id(concept)),
                "name": graph.name(concept),
                "description": _description(graph, concept, title),
                "notable": [dict(TYPE)],
            }
            for concept, title in part
        ]
    }


class SuggestPropertyView(ReconcileView):
    """Properties for what is being typed."""

    @extend_schema(
        parameters=[TOKEN, PrefixQuery],
        responses=_plain_answers(OpenApiTypes.OBJECT),
        operation_id="reconcile_suggest_property",
    )
    def get(self, request: Request) -> Response:
        """Properties whose name or id begins so."""
        asked = self.checked(request, PrefixQuery)
        wanted = asked["prefix"].strip().casefold()
        found = [
            one.described()
            for one in PROPERTIES.values()
            if one.id.startswith(wanted) or one.name.casefold().startswith(wanted)
        ]
        return Response({"result": found[asked["cursor"] :]})


class SuggestTypeView(ReconcileView):
    """The one type."""

    @extend_schema(
        parameters=[TOKEN, PrefixQuery],
        responses=_plain_answers(OpenApiTypes.OBJECT),
        operation_id="reconcile_suggest_type",
    )
    def get(self, request: Request) -> Response:
        """The type, when its id or a word of its name begins so."""
        asked = self.checked(request, PrefixQuery)
        words = [TYPE["id"], *TYPE["name"].casefold().split(), TYPE["name"].casefold()]
        fits = any(word.startswith(asked["prefix"].strip().casefold()) for word in words)
        return Response({"result": [dict(TYPE)] if fits and not asked["cursor"] else []})


class ProposePropertiesView(ReconcileView):
    """Properties worth fetching."""

    @extend_schema(
        parameters=[TOKEN, PropertiesQuery],
        responses=_plain_answers(OpenApiTypes.OBJECT),
        operation_id="reconcile_properties",
    )
    def get(self, request: Request) -> Response:
        """Properties of a type that can be fetched for reconciled cells."""
        asked = self.checked(request, PropertiesQuery)
        return Response(properties_proposed(asked["type"], asked["limit"]))


class FlyoutView(ReconcileView):
    """A few lines about a concept, beside a list of suggestions."""

    @extend_schema(
        parameters=[RELEASE, TOKEN, IdQuery],
        responses=_plain_answers(OpenApiTypes.OBJECT),
        operation_id="reconcile_flyout",
    )
    def get(self, request: Request) -> Response:
        """The id, and the preview as HTML."""
        return self.bare(
            request,
            lambda graph, asked: {
                "id": str(asked["id"]),
                "html": _card(graph, concept_following(graph, asked["id"], "id")),
            },
            self.checked(request, IdQuery),
        )


class PreviewView(ReconcileView):
    """A small page about a concept."""

    @extend_schema(
        parameters=[RELEASE, TOKEN, IdQuery],
        responses={(200, "text/html"): OpenApiTypes.STR, 404: ProblemOut, 422: ProblemOut},
        operation_id="reconcile_preview",
    )
    def get(self, request: Request) -> HttpResponse:
        """HTML for a frame of the size that the manifest tells; no scripts, nothing from elsewhere."""
        asked, word = self.checked(request, IdQuery), request.query_params.get("release", "latest")
        entry, working = chosen(word)
        graph = working or snapshot_open(entry.artifact)
        concept = concept_following(graph, asked["id"], "id")
        language = escape(graph.title_language(graph.preferred(concept)))
        page = (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            f"<title>{escape(graph.name(concept))}</title><style>{_STYLE}</style></head>"
            f"<body>{_card(graph, concept)}</body></html>"
        )
        response = HttpResponse(
            page,
            headers={
                **release_headers(entry, word),
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            },
        )
        response.xframe_options_exempt = True  # it is made to be shown in a frame
        return response


_STYLE: Final = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:12px;color:#1f2430;background:#fff}"
    "h1{font-size:17px;margin:0 0 4px}p{margin:2px 0}b{font-weight:600}.quiet{color:#5a6072}"
    "@media(prefers-color-scheme:dark){body{color:#e6e8ee;background:#1b1e26}.quiet{color:#a3a9b8}}"
)


def _card(graph: Snapshot, concept: int) -> str:
    titles = [graph.title_text[title] for title in graph.members(concept)]
    lines = [f"<h1>{escape(titles[0])}</h1>"]
    if len(titles) > 1:
        more = f" and {len(titles) - 1 - _SHOWN} more" if len(titles) - 1 > _SHOWN else ""
        lines.append(f"<p>also {escape(', '.join(titles[1 : _SHOWN + 1]))}{more}</p>")
    for relation in ("broader", "narrower", "senior", "junior", "related"):
        others = list(graph.steps[relation].row(concept))
        if others:
            names = ", ".join(graph.name(other) for other in others[:_SHOWN])
            more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
            lines.append(f"<p><b>{relation.capitalize()}</b>: {escape(names)}{more}</p>")
    uses = graph.concept_count(concept)
    number = graph.concept_id(concept)
    lines.append(f'<p class="quiet">Concept {number}, release {graph.number}, seen {uses:,} times</p>')
    return "".join(lines)
