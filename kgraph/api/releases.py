"""Releases at the door: what is served, build, publish, withdraw, and what changed."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kgraph.api.graph_shapes import MAX_BULK, MAX_NODES, RELEASE, answers
from kgraph.api.release_shapes import (
    BuildIn,
    ChangesOut,
    ChangesQuery,
    MetaOut,
    NotesIn,
    NotesOut,
    PublishIn,
    QueuedOut,
    ReleaseOut,
    ReplayedOut,
    ReplayIn,
    ReplayOut,
    ServeIn,
    WithdrawIn,
)
from kgraph.api.rendering import concept_data, edge_data, title_data
from kgraph.api.serving import (
    GraphView,
    compress_when_asked,
    entity_tag,
    release_headers,
    tag_matches,
)
from kgraph.core.exports.formats import FORMATS
from kgraph.core.query.expand import PHRASE
from kgraph.core.query.walk import TRANSITIVE
from kgraph.core.releases.replay import Summary, replay
from kgraph.core.snapshot import Difference, Snapshot
from kgraph.models import Release
from kgraph.selectors.releases import (
    ReleaseMissing,
    difference_between,
    latest_number,
    newest_number,
    quality_known,
    release_choose,
    release_entry,
    release_get,
    release_notes_of,
    release_row,
    release_served,
    snapshot_open,
)
from kgraph.selectors.retirements import retired_data
from kgraph.services.releases import (
    release_build,
    release_notes_write,
    release_publish,
    release_serve,
    release_withdraw,
)
from kgraph.tasks import build_release_soon
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope
from taxonomy.api.problem_shapes import ProblemOut
from taxonomy.core.relations import RELATIONS, inverse
from taxonomy.models import Person

READ_BUILD = HasScope(read=("graph:read",), write=("review",))
LIMITS = {
    "normalize_bulk_titles": MAX_BULK,
    "expand_depth": 3,
    "expand_limit": 500,
    "suggest_limit": 50,
    "neighbourhood_limit": MAX_NODES,
    "edges_limit": 5_000,
    "page_size": 500,
    "title_characters": 300,
}
_REFUSED = {
    409: OpenApiResponse(
        ProblemOut,
        "`release.busy`, `release.pending_merges`, `release.nothing_changed`, `release.empty`, `release.wrong_state`",
    ),
    404: OpenApiResponse(ProblemOut, "`release.not_found`"),
}


class MetaView(GraphView):
    """What this service serves."""

    @extend_schema(parameters=[RELEASE], responses=answers(MetaOut), operation_id="meta")
    def get(self, request: Request) -> Response:
        """The release, its figures, the relations and the limits. Answers also before anything is published."""
        word = request.query_params.get("release", "latest")
        if word in ("latest", "next"):
            try:
                release_choose(word)
            except ReleaseMissing:
                return Response(_meta(None, {}))
        known = quality_known() or {}
        judged = known.get("together", {})
        return self.answer(request, _meta, mark=f"{judged.get('judged', 0)}.{judged.get('right', 0)}")


def _meta(graph: Snapshot | None, asked: dict[str, Any]) -> dict[str, Any]:
    entry = release_entry(graph.number) if graph and graph.number else None
    return {
        "name": "Titleloom",
        "api": "v1",
        "release": graph.number if graph else None,
        "latest": latest_number(),
        "next": newest_number(),
        "published_at": entry.published_at if entry else None,
        "ledger_seq": graph.meta.ledger_seq if graph else None,
        "content_hash": graph.meta.content_hash if graph else None,
        "counts": graph.counts if graph else {},
        "languages": graph.languages if graph else [],
        "relations": [
            {
                "name": word,
                "inverse": inverse(word),
                "symmetric": inverse(word) == word,
                "transitive": word in TRANSITIVE or word == "synonym",
                "reads": f"a {PHRASE[word]} b",
            }
            for word in RELATIONS
        ],
        "exports": {name: found.media_type for name, found in FORMATS.items()},
        "limits": LIMITS | {"answers_a_minute": settings.GRAPH_RATE},
        "quality": _quality(graph),
    }


def _served_now() -> int | None:
    """The number of the release that is served, as the database has it.

    What a process remembers is seconds old: after a publication another one would still offer to serve what is served.
    """
    served = release_served()
    return served.number if served else None


def _quality(graph: Snapshot | None) -> dict[str, Any] | None:
    """Only of the release that is served: it is the one that people are asked about."""
    known = quality_known()
    return known if known and graph and known["release"] == graph.number else None


class ReleasesView(GraphView):
    """All releases."""

    permission_classes = (READ_BUILD,)

    @extend_schema(responses=page_of(ReleaseOut), operation_id="releases_list")
    def get(self, request: Request) -> Response:
        """Releases, the newest first."""
        pages = KeysetPagination()
        rows = Release.objects.select_related("built_by", "published_by", "withdrawn_by")
        page = pages.paginate_queryset(rows, request, view=self) or []
        latest = _served_now()
        return pages.get_paginated_response([release_row(row, latest=latest) for row in page])

    @extend_schema(
        request=BuildIn,
        responses={201: ReleaseOut, 202: QueuedOut, **_REFUSED},
        operation_id="releases_build",
    )
    def post(self, request: Request) -> Response:
        """Build a draft of the graph as it is now; decisions that wait are merged first.

        With ``background`` a worker builds it (large graphs take longer than a request may): 202, and the list of
        releases shows it when it is there.
        """
        body = BuildIn(data=request.data)
        body.is_valid(raise_exception=True)
        person, note = cast(Person, request.user), body.validated_data["note"]
        if body.validated_data["background"]:
            build_release_soon(by=person, note=note)
            return Response({"queued": True}, status=202)
        release = release_build(by=person, note=note)
        return Response(release_row(release, latest=_served_now()), status=201)


class ReleaseView(GraphView):
    """One release."""

    @extend_schema(responses={200: ReleaseOut, 404: _REFUSED[404]}, operation_id="releases_read")
    def get(self, request: Request, number: int) -> Response:
        """The release, also a withdrawn one."""
        return Response(release_row(release_get(number), latest=_served_now()))


class ReleasePublishView(GraphView):
    """Make a draft public."""

    permission_classes = (HasScope("review"),)

    @extend_schema(
        request=PublishIn, responses={200: ReleaseOut, **_REFUSED}, operation_id="releases_publish"
    )
    def post(self, request: Request, number: int) -> Response:
        """From now on `latest` means this release."""
        body = PublishIn(data=request.data)
        body.is_valid(raise_exception=True)
        release = release_publish(
            number, by=cast(Person, request.user), only_minor=body.validated_data["only_minor"]
        )
        return Response(release_row(release_get(release.number), latest=_served_now()))


class ReleaseServeView(GraphView):
    """Move `latest`."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=ServeIn, responses={200: ReleaseOut, **_REFUSED}, operation_id="releases_serve")
    def post(self, request: Request, number: int) -> Response:
        """`latest` means this published release now: a step back, or forward again. Nothing is withdrawn."""
        body = ServeIn(data=request.data)
        body.is_valid(raise_exception=True)
        release_serve(number, by=cast(Person, request.user), reason=body.validated_data["reason"])
        return Response(release_row(release_get(number), latest=_served_now()))


class ReleaseNotesView(GraphView):
    """What changed, for people."""

    permission_classes = (READ_BUILD,)

    @extend_schema(responses={200: NotesOut, 404: _REFUSED[404]}, operation_id="releases_notes")
    def get(self, request: Request, number: int) -> Response:
        """Notes as Markdown: a person's words, or what the difference to the release before says."""
        return Response(release_notes_of(number))

    @extend_schema(
        request=NotesIn, responses={200: NotesOut, 404: _REFUSED[404]}, operation_id="releases_notes_write"
    )
    def put(self, request: Request, number: int) -> Response:
        """Write the notes; empty ones bring back what is written from the difference."""
        body = NotesIn(data=request.data)
        body.is_valid(raise_exception=True)
        release_notes_write(number, by=cast(Person, request.user), notes=body.validated_data["notes"])
        return Response(release_notes_of(number))


class ReleaseReplayView(GraphView):
    """Queries on two releases."""

    @extend_schema(request=ReplayIn, responses={200: ReplayOut, **_REFUSED}, operation_id="releases_replay")
    def post(self, request: Request, number: int) -> Response:
        """Which of up to 2,000 queries gain or lose an answer, or get another concept or other terms, since ``since``."""
        body = ReplayIn(data=request.data)
        body.is_valid(raise_exception=True)
        since, queries = body.validated_data["since"], body.validated_data["queries"]
        old, new = (snapshot_open(release_entry(one).artifact) for one in (since, number))
        summary, changed = Summary(), []
        for one in replay(old, new, ((query, 1) for query in queries)):
            summary.add(one)
            if one.outcome != "same":
                changed.append({name: getattr(one, str(name)) for name in ReplayedOut().fields})
        outcomes = {name: row["queries"] for name, row in summary.rows().items()}
        return Response(
            {
                "release": number,
                "since": since,
                "outcomes": outcomes,
                "lost": summary.lost,
                "changed": changed,
            }
        )


class ReleaseWithdrawView(GraphView):
    """Take a release back."""

    permission_classes = (HasScope("review"),)

    @extend_schema(
        request=WithdrawIn, responses={200: ReleaseOut, **_REFUSED}, operation_id="releases_withdraw"
    )
    def post(self, request: Request, number: int) -> Response:
        """Who asks for it gets 410 with the reason; `latest` is the one published before."""
        body = WithdrawIn(data=request.data)
        body.is_valid(raise_exception=True)
        release_withdraw(number, by=cast(Person, request.user), reason=body.validated_data["reason"])
        return Response(release_row(release_get(number), latest=_served_now()))


class ReleaseChangesView(GraphView):
    """What changed since another release."""

    @extend_schema(parameters=[ChangesQuery], responses=answers(ChangesOut), operation_id="releases_changes")
    def get(self, request: Request, number: int) -> Response:
        """How to make a copy of release ``since`` into release ``number``; either may be withdrawn or the newer one.

        Edges are told by their titles: `altered` is the same pair of titles that says something else now. Concepts in
        `synonym_sets` have other titles or another preferred title than before, and come with all of them.
        """
        query = ChangesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        entry, since = release_entry(number), release_entry(asked["since"])
        tag = f"{entity_tag(entry)}-{entity_tag(since)[:20]}"
        headers = release_headers(entry, str(number))
        if matched := tag_matches(request, tag):
            return Response(status=304, headers={**headers, "ETag": matched})
        found, old, new = difference_between(since.number, number)
        body = {
            "release": number,
            "since": since.number,
            **changes_data(found, old, new, asked["offset"], asked["limit"]),
        }
        response = Response(body, headers={**headers, "ETag": f'"{tag}"'})
        compress_when_asked(request, response)
        return response


def changes_data(found: Difference, old: Snapshot, new: Snapshot, offset: int, limit: int) -> dict[str, Any]:
    """One page of changes: ``limit`` entries of each list from ``offset`` on."""
    part = slice(offset, offset + limit)
    longest = max(found.counts().values())
    return {
        "counts": found.counts(),
        "edges": {
            "added": [edge_data(new, edge) for edge in found.added[part]],
            "removed": [edge_data(old, edge) for edge in found.removed[part]],
            "altered": [
                {"before": edge_data(old, before), "after": edge_data(new, after)}
                for before, after in found.altered[part]
            ],
        },
        "concepts": {
            "new": [_name(new, number) for number in found.new_concepts[part]],
            "merged": [{"id": number, "replacedBy": heir} for number, heir in found.merged[part]],
            "split": [_name(new, number) for number in found.split[part]],
            "retired": [retired_data(new, number) for number in found.retired[part]],
        },
        "synonym_sets": [_synonym_set(new, number) for number in found.synonym_sets[part]],
        "next": offset + limit if longest > offset + limit else None,
    }


def _name(graph: Snapshot, number: int) -> dict[str, Any]:
    concept = graph.concept_with_id(number)
    assert concept is not None  # the difference tells current concepts only
    return concept_data(graph, concept)


def _synonym_set(graph: Snapshot, number: int) -> dict[str, Any]:
    concept = graph.concept_with_id(number)
    assert concept is not None
    titles = [title_data(graph, title) for title in graph.members(concept)]
    return {"id": number, "preferred": titles[0], "titles": titles}
