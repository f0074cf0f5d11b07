"""Automatic training: whether it is on, and how it stands."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from models_lstm.api.datasets import RIGHTS
from models_lstm.selectors.retraining import retrain_standing
from models_lstm.services.retraining import LEAST_AFTER, MOST_AFTER, retrain_policy_change
from models_lstm.services.runs import PRESETS
from taxonomy.api.bodies import Body
from taxonomy.api.permissions import person_of


class AutomaticRunSerializer(serializers.Serializer[None]):
    """The last run that began by itself."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    model_version = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True, help_text="what the gate did with the version")


class RetrainingSerializer(serializers.Serializer[None]):
    """How automatic training stands."""

    enabled = serializers.BooleanField()
    after = serializers.IntegerField(help_text="decisions since the ledger was last trained on")
    preset = serializers.ChoiceField(choices=list(PRESETS))
    promotes = serializers.BooleanField(help_text="ask the gate when done; else only register the version")
    made_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)
    since = serializers.IntegerField(help_text="decisions so far; a model's own acceptances do not count")
    starts_from = serializers.CharField(allow_null=True, help_text="the champion; null: the model in the box")
    waits_for = serializers.CharField(help_text="a sentence")
    last_run = AutomaticRunSerializer(allow_null=True)


class RetrainingChange(Body):
    """What is to be different; what is left out stays."""

    enabled = serializers.BooleanField(required=False)
    after = serializers.IntegerField(required=False, min_value=LEAST_AFTER, max_value=MOST_AFTER)
    preset = serializers.ChoiceField(required=False, choices=list(PRESETS))
    promotes = serializers.BooleanField(required=False)


class RetrainingView(APIView):
    """Training by itself after new decisions."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=RetrainingSerializer, operation_id="retraining_read")
    def get(self, request: Request) -> Response:
        """What was said, how many decisions came since, what is waited for."""
        return Response(retrain_standing())

    @extend_schema(request=RetrainingChange, responses=RetrainingSerializer, operation_id="retraining_change")
    def put(self, request: Request) -> Response:
        """Switch it on or off, or say how; off until somebody does."""
        data = RetrainingChange(data=request.data)
        data.is_valid(raise_exception=True)
        retrain_policy_change(by=person_of(request), **data.validated_data)
        return Response(retrain_standing())
