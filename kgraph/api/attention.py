"""The history of a concept, who watches it, and what is said about it, at the door."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.decision_shapes import LARGEST_ID, TitleInShort
from kgraph.api.decisions import caller
from kgraph.selectors.attention import comment_data, comments_page, watched_by
from kgraph.selectors.graph import concept_get
from kgraph.selectors.history import concept_history
from kgraph.services.attention import (
    MOST_COMMENT,
    comment_withdraw,
    concept_comment,
    concept_unwatch,
    concept_watch,
)
from taxonomy.api.bodies import Body
from taxonomy.api.permissions import HasScope
from taxonomy.api.problem_shapes import ProblemOut
from taxonomy.core.relations import RELATIONS

_PLAIN = serializers.Serializer
JUDGES = HasScope("annotate", "review")
_NOT_FOUND = {404: OpenApiResponse(ProblemOut, "`not_found`")}
HISTORY_CURSOR = "^d[0-9]{1,19}-a[0-9]{1,19}$"
ENTRIES = ("decision", "preferred", "retired", "unretired")
WAYS_BACK = ("decision", "preferred", "retirement")


class HistoryQuery(_PLAIN[None]):
    """A page of a history."""

    cursor = serializers.RegexField(HISTORY_CURSOR, required=False, default="", allow_blank=True)
    page_size = serializers.IntegerField(required=False, default=30, min_value=1, max_value=100)


class HistoryLineOut(_PLAIN[None]):
    """A line that came (+), went (-) or was said again (=): title_a is ``relation`` to title_b."""

    sign = serializers.ChoiceField(choices=("+", "-", "="))
    title_a = TitleInShort()
    relation = serializers.ChoiceField(choices=RELATIONS)
    title_b = TitleInShort()


class NamesOut(_PLAIN[None]):
    """Preferred titles."""

    before = serializers.CharField()
    after = serializers.CharField()


class PartOfOut(_PLAIN[None]):
    """The change set that an entry is part of."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    whole = serializers.BooleanField(help_text="a move, merge, split or bulk edit, best taken back as one")
    reverted = serializers.BooleanField()


class WayBackOut(_PLAIN[None]):
    """What takes an entry back: `decisions/{id}/revert`, the title to prefer again, or lifting the retirement."""

    by = serializers.ChoiceField(choices=WAYS_BACK)
    id = serializers.IntegerField()


class HistoryEntryOut(_PLAIN[None]):
    """One thing that happened to a concept."""

    what = serializers.ChoiceField(choices=ENTRIES)
    id = serializers.IntegerField(help_text="of the decision or the audit entry")
    at = serializers.DateTimeField()
    person = serializers.CharField(allow_null=True)
    settled_by = serializers.CharField(allow_blank=True)
    state = serializers.CharField(allow_blank=True, help_text="of a decision: pending, merged, conflict, ...")
    reason = serializers.CharField(allow_blank=True)
    lines = HistoryLineOut(many=True)
    names = NamesOut(allow_null=True)
    change_set = PartOfOut(allow_null=True)
    takes_back = WayBackOut(
        allow_null=True, help_text="null: overtaken by something later, or nothing to take back"
    )


class HistoryPageOut(_PLAIN[None]):
    """What happened, the latest first."""

    next = serializers.CharField(allow_null=True, help_text="value of `cursor` for the next page")
    results = HistoryEntryOut(many=True)


class WatchedOut(_PLAIN[None]):
    """A concept that the caller watches."""

    concept = serializers.IntegerField()
    now = serializers.IntegerField(help_text="the concept that it is part of now; most often itself")
    name = serializers.CharField()
    since = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()
    news = serializers.IntegerField(help_text="changes and comments by others after `seen_at`")


class WatchedListOut(_PLAIN[None]):
    """All that the caller watches, by name."""

    results = WatchedOut(many=True)


class CommentIn(Body):
    """Something to say."""

    text = serializers.CharField(max_length=MOST_COMMENT)
    client_key = serializers.UUIDField(help_text="made by the client once; send again with the same")


class CommentOut(_PLAIN[None]):
    """Something said."""

    id = serializers.IntegerField()
    person = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class CommentQuery(_PLAIN[None]):
    """A page of comments."""

    cursor = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )
    page_size = serializers.IntegerField(required=False, default=30, min_value=1, max_value=100)


class CommentPageOut(_PLAIN[None]):
    """What was said, the latest first."""

    next = serializers.IntegerField(allow_null=True, help_text="value of `cursor` for the next page")
    results = CommentOut(many=True)


class ConceptHistoryView(APIView):
    """The history of a concept."""

    permission_classes = (JUDGES,)

    @extend_schema(
        parameters=[HistoryQuery],
        responses={200: HistoryPageOut, **_NOT_FOUND},
        operation_id="taxonomy_history",
    )
    def get(self, request: Request, number: int) -> Response:
        """Decisions on its titles, its names and retirements, the latest first, as lines that came and went."""
        query = HistoryQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        return Response(concept_history(number, cursor=wanted["cursor"], size=wanted["page_size"]))


class ConceptWatchView(APIView):
    """Whether the caller watches a concept."""

    permission_classes = (JUDGES,)

    @extend_schema(request=None, responses={204: None, **_NOT_FOUND}, operation_id="taxonomy_watch")
    def put(self, request: Request, number: int) -> Response:
        """Watch it; what happened up to now counts as seen."""
        concept_watch(concept_id=number, person=caller(request))
        return Response(status=204)

    @extend_schema(responses={204: None, **_NOT_FOUND}, operation_id="taxonomy_unwatch")
    def delete(self, request: Request, number: int) -> Response:
        """Watch it no longer."""
        concept_unwatch(concept_id=number, person=caller(request))
        return Response(status=204)


class WatchedView(APIView):
    """What the caller watches."""

    permission_classes = (JUDGES,)

    @extend_schema(responses=WatchedListOut, operation_id="taxonomy_watched")
    def get(self, request: Request) -> Response:
        """The concepts, each with how much is new since the caller last looked; at most 200."""
        return Response({"results": watched_by(caller(request).pk)})


class ConceptCommentsView(APIView):
    """What is said about a concept."""

    permission_classes = (JUDGES,)

    @extend_schema(
        parameters=[CommentQuery],
        responses={200: CommentPageOut, **_NOT_FOUND},
        operation_id="taxonomy_comments",
    )
    def get(self, request: Request, number: int) -> Response:
        """The comments, the latest first."""
        query = CommentQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        found, going_on = comments_page(
            concept_get(number).pk, before=wanted["cursor"], size=wanted["page_size"]
        )
        return Response({"next": going_on, "results": found})

    @extend_schema(
        request=CommentIn, responses={201: CommentOut, **_NOT_FOUND}, operation_id="taxonomy_comment"
    )
    def post(self, request: Request, number: int) -> Response:
        """Say something. The same ``client_key`` again gives the same comment."""
        body = CommentIn(data=request.data)
        body.is_valid(raise_exception=True)
        row = concept_comment(concept_id=number, person=caller(request), **body.validated_data)
        return Response(comment_data(row), status=201)


class CommentView(APIView):
    """One comment."""

    permission_classes = (JUDGES,)

    @extend_schema(responses={204: None, **_NOT_FOUND}, operation_id="taxonomy_comment_withdraw")
    def delete(self, request: Request, number: int) -> Response:
        """Withdraw it; only who said it can."""
        comment_withdraw(comment_id=number, person=caller(request))
        return Response(status=204)
