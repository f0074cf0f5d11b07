"""Practice: a few settled pairs with feedback after each answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.permissions import HasScope, person_of
from taxonomy.api.shapes import ANSWERS, HighlightsSerializer, PairRefSerializer
from taxonomy.core.relations import RELATIONS
from taxonomy.selectors.practice import practice_last, practice_open, round_row
from taxonomy.services.practice import practice_answer, practice_start


class PracticeItemSerializer(serializers.Serializer[None]):
    """A question."""

    place = serializers.IntegerField()
    pair = PairRefSerializer()
    highlights = HighlightsSerializer()
    answer = serializers.ChoiceField(choices=ANSWERS, allow_null=True, help_text="mine; null: not yet")
    relation = serializers.ChoiceField(
        choices=RELATIONS, allow_null=True, help_text="the settled one; null until it is answered"
    )


class PracticeRoundSerializer(serializers.Serializer[None]):
    """A round."""

    id = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    right = serializers.IntegerField()
    items = PracticeItemSerializer(many=True)


class PracticeSerializer(serializers.Serializer[None]):
    """Where somebody stands."""

    under_way = PracticeRoundSerializer(allow_null=True)
    last = PracticeRoundSerializer(allow_null=True, help_text="the last one finished; null: never practised")


class PracticeAnswerRequest(Body):
    """An answer."""

    place = serializers.IntegerField(min_value=0, max_value=1_000)
    relation = serializers.ChoiceField(choices=ANSWERS, help_text="what title_a is to title_b")


class FeedbackSerializer(serializers.Serializer[None]):
    """What came of an answer."""

    place = serializers.IntegerField()
    answer = serializers.ChoiceField(choices=ANSWERS, help_text="the first one given, which counts")
    relation = serializers.ChoiceField(choices=RELATIONS, help_text="the settled one")
    right = serializers.BooleanField()


class PracticeView(APIView):
    """My practice."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(responses=PracticeSerializer, operation_id="practice_read")
    def get(self, request: Request) -> Response:
        """The round that I am in, and the last one that I finished."""
        person = person_of(request)
        under_way, last = practice_open(person), practice_last(person)
        rows: dict[str, Any] = {
            "under_way": round_row(under_way) if under_way else None,
            "last": round_row(last) if last else None,
        }
        return Response(rows)

    @extend_schema(request=None, responses={201: PracticeRoundSerializer}, operation_id="practice_start")
    def post(self, request: Request) -> Response:
        """Begin a round of settled pairs, or go on with the one that is open. Its answers are no annotations."""
        return Response(round_row(practice_start(person=person_of(request))), status=201)


class PracticeAnswersView(APIView):
    """Answers to a round."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(
        request=PracticeAnswerRequest, responses=FeedbackSerializer, operation_id="practice_answer"
    )
    def post(self, request: Request, round_id: int) -> Response:
        """Answer a question and hear what is settled. Sent again, the first answer is repeated."""
        data = PracticeAnswerRequest(data=request.data)
        data.is_valid(raise_exception=True)
        item = practice_answer(person=person_of(request), round_id=round_id, **data.validated_data)
        return Response(
            {
                "place": item.place,
                "answer": item.answer,
                "relation": item.relation,
                "right": item.answer == item.relation,
            }
        )
