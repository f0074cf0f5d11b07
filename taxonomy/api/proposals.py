"""Proposals: pair by pair, title by title, and their review."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope, person_of
from taxonomy.api.problems import problem
from taxonomy.api.shapes import ProposalSerializer
from taxonomy.api.titles import TitleRefSerializer
from taxonomy.core.relations import RELATIONS
from taxonomy.models import Proposal
from taxonomy.selectors.proposals import proposal_row, proposals_by_title, proposals_matching, proposals_tally
from taxonomy.services.reviews import VERDICTS, Reviewed, Verdict, proposals_rehearse, proposals_review

READ = ("review", "models")


class ProposalQuery(serializers.Serializer[None]):
    """Which proposals."""

    state = serializers.ChoiceField(
        choices=("open", "accepted", "rejected", "superseded", ""), default="open"
    )
    relation = serializers.ChoiceField(choices=("", *RELATIONS), default="")
    min_score = serializers.FloatField(default=0.0, min_value=0.0, max_value=1.0)
    title = serializers.IntegerField(default=None, allow_null=True)
    q = serializers.CharField(default="", allow_blank=True, max_length=300)
    order = serializers.ChoiceField(
        choices=("score", "effect", "family", "lot"),
        default="score",
        help_text="the surest first, those first whose acceptance would change most in the graph, family by family, or"
        " in the order in which the sample of automatic acceptance is to be reviewed",
    )
    family = serializers.CharField(
        default=None, allow_null=True, allow_blank=True, max_length=300, help_text="empty: those without one"
    )
    why_not = serializers.ChoiceField(choices=("", *Proposal.WhyNot.values), default="")
    sample = serializers.BooleanField(
        default=False, help_text="only the random sample that people alone decide (see `acceptance`)"
    )


class CardQuery(serializers.Serializer[None]):
    """Which titles."""

    relation = serializers.ChoiceField(choices=("", *RELATIONS), default="")
    min_score = serializers.FloatField(default=0.0, min_value=0.0, max_value=1.0)
    q = serializers.CharField(default="", allow_blank=True, max_length=300)
    cursor = serializers.RegexField(r"^\d{1,18}-\d{1,18}$", default="", required=False)
    page_size = serializers.IntegerField(default=20, min_value=1, max_value=100)


class CardSerializer(serializers.Serializer[None]):
    """A title with the proposals around it."""

    title = TitleRefSerializer()
    count = serializers.IntegerField()
    proposals = ProposalSerializer(many=True)


class CardPageSerializer(serializers.Serializer[None]):
    """A page of cards."""

    next = serializers.CharField(allow_null=True, help_text="value of `cursor` for the next page")
    results = CardSerializer(many=True)


class VerdictSerializer(Body):
    """A word on one proposal."""

    proposal_id = serializers.IntegerField()
    verdict = serializers.ChoiceField(choices=VERDICTS)
    relation = serializers.ChoiceField(choices=RELATIONS, required=False, allow_null=True)
    reason = serializers.CharField(default="", allow_blank=True, max_length=2_000)
    why_not = serializers.ChoiceField(
        choices=("", *Proposal.WhyNot.values),
        default="",
        help_text="what is wrong with it; not with `accept`",
    )


class ReviewRequest(Body):
    """Words on one or many proposals."""

    items = VerdictSerializer(many=True, help_text="up to 1,000")
    note = serializers.CharField(default="", allow_blank=True, max_length=2_000)


class ReviewedSerializer(serializers.Serializer[None]):
    """What became of one."""

    proposal_id = serializers.IntegerField()
    state = serializers.CharField()
    decision = serializers.IntegerField(allow_null=True)
    problem = serializers.JSONField(allow_null=True, help_text="a problem document; `chain` proves a refusal")


class ReviewSerializer(serializers.Serializer[None]):
    """What became of all; revert the change set to take everything back."""

    change_set = serializers.IntegerField()
    results = ReviewedSerializer(many=True)


class ByScore(KeysetPagination):
    """Most certain first."""

    ordering = ("-score", "pk")  # type: ignore[assignment]


class ByEffect(KeysetPagination):
    """Largest change in the graph first, equals most certain first."""

    ordering = ("-effect", "-score", "pk")  # type: ignore[assignment]


class ByFamily(KeysetPagination):
    """Family by family, the most certain first."""

    ordering = ("family", "-score", "pk")  # type: ignore[assignment]


class ByLot(KeysetPagination):
    """In the order of the draw."""

    ordering = ("lot", "pk")  # type: ignore[assignment]


ORDERS: dict[str, type[KeysetPagination]] = {
    "score": ByScore,
    "effect": ByEffect,
    "family": ByFamily,
    "lot": ByLot,
}


class ProposalsView(APIView):
    """Proposals, most certain first or largest change first."""

    permission_classes = (HasScope(*READ),)

    @extend_schema(
        parameters=[ProposalQuery], responses=page_of(ProposalSerializer), operation_id="proposals_list"
    )
    def get(self, request: Request) -> Response:
        """Proposals with score, model version and evidence."""
        query = ProposalQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = dict(query.validated_data)
        paginator = ORDERS[wanted.pop("order")]()
        found = proposals_matching(**wanted)
        page = paginator.paginate_queryset(found, request, view=self) or []
        return paginator.get_paginated_response([proposal_row(p) for p in page])


class ProposalsByTitleView(APIView):
    """Titles with open proposals."""

    permission_classes = (HasScope(*READ),)

    @extend_schema(parameters=[CardQuery], responses=CardPageSerializer, operation_id="proposals_by_title")
    def get(self, request: Request) -> Response:
        """Title by title, those with the most proposals first."""
        query = CardQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        count, _, last = wanted["cursor"].partition("-")
        page = proposals_by_title(
            relation=wanted["relation"],
            q=wanted["q"],
            min_score=wanted["min_score"],
            after=(int(count), int(last)) if count else None,
            size=wanted["page_size"],
        )
        following = f"{page.next[0]}-{page.next[1]}" if page.next else None
        return Response({"next": following, "results": page.cards})


class TallyRowSerializer(serializers.Serializer[None]):
    """How many of a kind."""

    name = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()


class TallySerializer(serializers.Serializer[None]):
    """How many open proposals of each kind, the largest first."""

    relations = TallyRowSerializer(many=True, help_text="by stored relation: both directions together")
    families = TallyRowSerializer(
        many=True, help_text="the 300 largest; the empty name is of those without one"
    )


class ProposalsTallyView(APIView):
    """Open proposals counted."""

    permission_classes = (HasScope(*READ),)

    @extend_schema(responses=TallySerializer, operation_id="proposals_tally")
    def get(self, request: Request) -> Response:
        """How many open proposals there are of each relation and of each family."""
        return Response(proposals_tally())


class RehearsedSerializer(serializers.Serializer[None]):
    """What would become of one."""

    proposal_id = serializers.IntegerField()
    effect = serializers.IntegerField(help_text="statements that would newly hold, or hold no more")
    refusal = serializers.CharField(
        allow_blank=True, help_text="why it would be refused; empty when it would not"
    )
    chain = serializers.ListField(child=serializers.DictField(), help_text="edges that prove the refusal")


class RehearsalSerializer(serializers.Serializer[None]):
    """What would become of all, one after the other."""

    results = RehearsedSerializer(many=True)


class ProposalsPreviewView(APIView):
    """What a review would do."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=ReviewRequest, responses=RehearsalSerializer, operation_id="proposals_preview")
    def post(self, request: Request) -> Response:
        """Try up to 200 verdicts one after the other, without saving anything."""
        data = ReviewRequest(data=request.data)
        data.is_valid(raise_exception=True)
        found = proposals_rehearse([Verdict(**item) for item in data.validated_data["items"]])
        results = [{"proposal_id": one.proposal_id, **asdict(one.told)} for one in found]
        return Response({"results": results})


class ProposalsReviewView(APIView):
    """Review."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=ReviewRequest, responses=ReviewSerializer, operation_id="proposals_review")
    def post(self, request: Request) -> Response:
        """Accept, reject or change one or many proposals, as one change set.

        Each stands for itself: what the algebra refuses comes back with the proving chain, the rest is saved.
        """
        data = ReviewRequest(data=request.data)
        data.is_valid(raise_exception=True)
        verdicts = [Verdict(**item) for item in data.validated_data["items"]]
        change_set, results = proposals_review(
            verdicts=verdicts, by=person_of(request), note=data.validated_data["note"]
        )
        return Response({"change_set": change_set.pk, "results": [_row(result) for result in results]})


def _row(result: Reviewed) -> dict[str, Any]:
    fault = result.problem
    told = fault and problem(
        status=fault.status, code=fault.code, detail=fault.detail, field=fault.field, extra=fault.extra
    )
    return {
        "proposal_id": result.proposal_id,
        "state": result.state,
        "decision": result.decision,
        "problem": told,
    }
