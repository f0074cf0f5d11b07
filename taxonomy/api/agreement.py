"""Agreement between the people who judge."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.permissions import HasScope
from taxonomy.selectors.agreement import agreement_report


class FigureSerializer(serializers.Serializer[None]):
    """A coefficient with its 95 % interval, or the reason why there is none."""

    value = serializers.FloatField(required=False, allow_null=True, help_text="1 full agreement, 0 chance")
    low = serializers.FloatField(required=False)
    high = serializers.FloatField(required=False)
    n = serializers.IntegerField(help_text="items that were looked at")
    undefined = serializers.CharField(required=False, help_text="why there is no figure: 'because ...'")


class KappaSerializer(FigureSerializer):
    """Cohen's kappa of two people."""

    person_a = serializers.CharField()
    person_b = serializers.CharField()


class ReliabilitySerializer(serializers.Serializer[None]):
    """A person's estimated chance of being right."""

    person = serializers.CharField()
    value = serializers.FloatField(help_text="probability")
    low = serializers.FloatField()
    high = serializers.FloatField()
    n = serializers.IntegerField(help_text="answers that it rests on")


class AgreementSerializer(serializers.Serializer[None]):
    """All figures."""

    overlap_items = serializers.IntegerField(help_text="pairs judged blind by two people or more")
    alpha = FigureSerializer(help_text="Krippendorff's alpha over everybody")
    kappa = KappaSerializer(many=True)
    per_relation = serializers.DictField(child=FigureSerializer(), help_text="alpha, one against the rest")
    reliability = ReliabilitySerializer(many=True)


class AgreementView(APIView):
    """How far people agree."""

    permission_classes = (HasScope("review", "models"),)

    @extend_schema(responses=AgreementSerializer, operation_id="agreement_read")
    def get(self, request: Request) -> Response:
        """Over the latest 20,000 pairs that several people judged blind; up to half a minute old."""
        return Response(agreement_report())
