"""For leads: gold items, assignments, the guideline, and how each person works."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.agreement import FigureSerializer
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope, person_of, scopes_of_request
from taxonomy.api.shapes import PairRefSerializer
from taxonomy.core.relations import RELATIONS, STORED_RELATIONS
from taxonomy.selectors.leads import (
    assignment_get,
    assignment_rows,
    assignments_all,
    gold_all,
    gold_row,
    guideline_affected,
    guideline_now,
    guideline_row,
    guideline_versions,
)
from taxonomy.selectors.people import judges, person_get
from taxonomy.selectors.team import team_report
from taxonomy.services.leads import (
    MOST_ASSIGNED,
    MOST_TEXT,
    assignment_end,
    assignment_make,
    gold_add,
    gold_retire,
    guideline_write,
)

READS = ("annotate",)
LEADS = ("review",)


class GoldSerializer(serializers.Serializer[None]):
    """A pair whose answer is known."""

    id = serializers.IntegerField()
    pair = PairRefSerializer()
    relation = serializers.ChoiceField(choices=RELATIONS)
    note = serializers.CharField(allow_blank=True)
    made_by = serializers.CharField()
    created_at = serializers.DateTimeField()


class GoldRequest(Body):
    """A pair to vouch for."""

    pair_id = serializers.IntegerField(min_value=1)
    relation = serializers.ChoiceField(choices=RELATIONS, help_text="what title_a is to title_b")
    note = serializers.CharField(default="", allow_blank=True, max_length=1_000)


class GoldItemsView(APIView):
    """Gold."""

    permission_classes = (HasScope(*LEADS),)

    @extend_schema(responses=page_of(GoldSerializer), operation_id="gold_list")
    def get(self, request: Request) -> Response:
        """Gold that counts, the newest first."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(gold_all(), request, view=self) or []
        return paginator.get_paginated_response([gold_row(item) for item in page])

    @extend_schema(request=GoldRequest, responses={201: GoldSerializer}, operation_id="gold_add")
    def post(self, request: Request) -> Response:
        """Vouch for a pair; it is asked of everybody, unmarked. 409 ``gold.exists``."""
        data = GoldRequest(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(gold_row(gold_add(**data.validated_data, by=person_of(request))), status=201)


class GoldItemView(APIView):
    """One gold item."""

    permission_classes = (HasScope(*LEADS),)

    @extend_schema(responses={204: None}, operation_id="gold_retire")
    def delete(self, request: Request, number: int) -> Response:
        """Measure nobody by it any more."""
        gold_retire(number=number, by=person_of(request))
        return Response(status=204)


class AssignmentSerializer(serializers.Serializer[None]):
    """Pairs that were given to somebody."""

    id = serializers.IntegerField()
    person = serializers.CharField()
    name = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    tasks = serializers.IntegerField(help_text="pairs that were given")
    left = serializers.IntegerField(help_text="of these, not seen by the person yet")
    due_on = serializers.DateField(allow_null=True)
    made_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class AssignmentRequest(Body):
    """Pairs to give to somebody."""

    person = serializers.IntegerField(min_value=1)
    count = serializers.IntegerField(min_value=1, max_value=MOST_ASSIGNED)
    q = serializers.CharField(
        default="", allow_blank=True, max_length=300, help_text="words in one of the titles"
    )
    note = serializers.CharField(default="", allow_blank=True, max_length=200)
    due_on = serializers.DateField(default=None, allow_null=True)


class AssignmentsView(APIView):
    """Assignments."""

    permission_classes = (HasScope(read=READS, write=LEADS),)

    @extend_schema(responses=page_of(AssignmentSerializer), operation_id="assignments_list")
    def get(self, request: Request) -> Response:
        """My assignments; everybody's for leads. The newest first."""
        lead = "review" in scopes_of_request(request)
        found = assignments_all(of=None if lead else person_of(request))
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(found, request, view=self) or []
        return paginator.get_paginated_response(assignment_rows(page))

    @extend_schema(
        request=AssignmentRequest, responses={201: AssignmentSerializer}, operation_id="assignments_make"
    )
    def post(self, request: Request) -> Response:
        """Give open pairs to one person, the most valuable first. 409 ``assignment.nothing``."""
        data = AssignmentRequest(data=request.data)
        data.is_valid(raise_exception=True)
        wanted = data.validated_data
        made = assignment_make(**{**wanted, "person": person_get(wanted["person"])}, by=person_of(request))
        return Response(assignment_rows([made])[0], status=201)


class AssignmentView(APIView):
    """One assignment."""

    permission_classes = (HasScope(*LEADS),)

    @extend_schema(responses=AssignmentSerializer, operation_id="assignments_end")
    def delete(self, request: Request, number: int) -> Response:
        """Take back what is left of it. Twice is no error."""
        assignment_end(assignment=assignment_get(number), by=person_of(request))
        return Response(assignment_rows([assignment_get(number)])[0])


class GuidelineSerializer(serializers.Serializer[None]):
    """One version of the guideline."""

    version = serializers.IntegerField(help_text="0: nobody has written one")
    text = serializers.CharField(allow_blank=True, help_text="Markdown; no HTML")
    note = serializers.CharField(allow_blank=True, help_text="what changed")
    relations = serializers.ListField(child=serializers.CharField(), help_text="asked again for it")
    asked_again = serializers.IntegerField(help_text="pairs")
    made_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)


class GuidelineRequest(Body):
    """A new version."""

    text = serializers.CharField(max_length=MOST_TEXT, trim_whitespace=False)
    note = serializers.CharField(default="", allow_blank=True, max_length=300)
    base = serializers.IntegerField(min_value=0, help_text="the version that it was made from")
    relations = serializers.ListField(
        child=serializers.ChoiceField(choices=STORED_RELATIONS),
        default=list,
        max_length=len(STORED_RELATIONS),
    )


class AffectedQuery(serializers.Serializer[None]):
    """Which relations."""

    relations = serializers.CharField(help_text="stored relations, with commas", max_length=100)


class AffectedSerializer(serializers.Serializer[None]):
    """What would be asked again."""

    pairs = serializers.IntegerField()


class GuidelineView(APIView):
    """The text by which people judge."""

    permission_classes = (HasScope(read=READS, write=LEADS),)

    @extend_schema(responses=GuidelineSerializer, operation_id="guideline_read")
    def get(self, request: Request) -> Response:
        """The newest version."""
        return Response(guideline_row(guideline_now()))

    @extend_schema(
        request=GuidelineRequest, responses={201: GuidelineSerializer}, operation_id="guideline_write"
    )
    def post(self, request: Request) -> Response:
        """Write a new version; pairs of ``relations`` that annotators settled are asked once more.

        409 ``guideline.moved`` when ``base`` is not the newest version any more.
        """
        data = GuidelineRequest(data=request.data)
        data.is_valid(raise_exception=True)
        made = guideline_write(**data.validated_data, by=person_of(request))
        return Response(guideline_row(made), status=201)


class GuidelineVersionsView(APIView):
    """How the guideline came about."""

    permission_classes = (HasScope(*READS),)

    @extend_schema(responses=page_of(GuidelineSerializer), operation_id="guideline_versions")
    def get(self, request: Request) -> Response:
        """All versions, the newest first."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(guideline_versions(), request, view=self) or []
        return paginator.get_paginated_response([guideline_row(one) for one in page])


class GuidelineAffectedView(APIView):
    """Before a change of the guideline."""

    permission_classes = (HasScope(*LEADS),)

    @extend_schema(
        parameters=[AffectedQuery], responses=AffectedSerializer, operation_id="guideline_affected"
    )
    def get(self, request: Request) -> Response:
        """How many pairs a change would ask again: those that annotators settled as one of the relations."""
        query = AffectedQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        relations = [
            name for name in query.validated_data["relations"].split(",") if name in STORED_RELATIONS
        ]
        return Response({"pairs": guideline_affected(relations).count()})


class DriftSerializer(serializers.Serializer[None]):
    """How a share has moved."""

    verdict = serializers.ChoiceField(choices=("better", "worse", "steady", "unknown"))
    difference = serializers.FloatField(allow_null=True, help_text="lately less before")
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    because = serializers.CharField(allow_blank=True, help_text="why it is unknown")


class WeekSerializer(serializers.Serializer[None]):
    """A person's week."""

    week = serializers.DateField(help_text="its Monday")
    answers = serializers.IntegerField()
    days = serializers.IntegerField(help_text="days on which something was answered")
    median_ms = serializers.IntegerField(allow_null=True, help_text="per answer")
    gold = FigureSerializer(help_text="share right on gold pairs")
    agreement = FigureSerializer(help_text="share where half of the others or more said the same")


class TeamPersonSerializer(serializers.Serializer[None]):
    """A person's work."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    is_active = serializers.BooleanField()
    answers = serializers.IntegerField()
    gold = FigureSerializer()
    agreement = FigureSerializer()
    gold_drift = DriftSerializer()
    agreement_drift = DriftSerializer()
    weeks = WeekSerializer(many=True)


class JudgeSerializer(serializers.Serializer[None]):
    """Somebody who can be given work."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()


class TeamSerializer(serializers.Serializer[None]):
    """Everybody's work."""

    weeks = serializers.ListField(child=serializers.DateField())
    lately = serializers.IntegerField(help_text="the last so many weeks are held against those before")
    people = TeamPersonSerializer(many=True)
    judges = JudgeSerializer(many=True, help_text="active people who may judge, the first 500 by name")


class TeamView(APIView):
    """How each person works."""

    permission_classes = (HasScope(*LEADS),)

    @extend_schema(responses=TeamSerializer, operation_id="team_read")
    def get(self, request: Request) -> Response:
        """The last twelve weeks: throughput, accuracy on gold, agreement, drift. Up to ten seconds old."""
        return Response({**team_report(timezone.now()), "judges": judges()})
