"""Automatic acceptance: what is switched on, what is earned, what it did."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.permissions import HasScope, person_of
from taxonomy.selectors.acceptance import RELATIONS, Standing, acceptance_standing, standings
from taxonomy.services.acceptance import MOST_ALPHA, acceptance_change, acceptance_run


class StandingSerializer(serializers.Serializer[None]):
    """How a relation stands."""

    relation = serializers.ChoiceField(choices=RELATIONS)
    enabled = serializers.BooleanField()
    alpha = serializers.FloatField(help_text="share of wrong acceptances that is allowed")
    sample_share = serializers.FloatField(help_text="share of the proposals that people alone decide")
    reason = serializers.CharField(help_text="why the program has switched it off; empty else")
    made_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)
    model_version = serializers.CharField(help_text="whose proposals are open; evidence belongs to it")
    threshold = serializers.FloatField(allow_null=True, help_text="earned; null: not enough evidence")
    evidence = serializers.IntegerField(help_text="reviews that the threshold stands on")
    evidence_wrong = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="reviews without an error that would be enough")
    reviewed = serializers.IntegerField(help_text="of the sample, without a gap")
    wrong = serializers.IntegerField(help_text="of the reviewed ones")
    waiting = serializers.IntegerField(help_text="of the sample, still to be reviewed")
    would_accept = serializers.IntegerField(help_text="open proposals above the threshold")
    accepted = serializers.IntegerField(help_text="so far, without a person")
    taken_back = serializers.IntegerField(help_text="of the accepted ones, decided otherwise since")
    audited = serializers.IntegerField(help_text="of the sample above the threshold, since it is on")
    audit_wrong = serializers.IntegerField()
    drift = serializers.FloatField(
        help_text="population stability index; above 0.25 and beyond chance it stops"
    )


class AcceptanceChange(Body):
    """What is to be different; what is left out stays."""

    enabled = serializers.BooleanField(required=False)
    alpha = serializers.FloatField(required=False, min_value=0.001, max_value=MOST_ALPHA)
    sample_share = serializers.FloatField(required=False, min_value=0.0, max_value=1.0)


class AcceptanceRunRequest(Body):
    """Whether to do it or to see what it would do."""

    dry_run = serializers.BooleanField(default=False)


class AcceptedSerializer(serializers.Serializer[None]):
    """What was done for one relation."""

    relation = serializers.CharField()
    accepted = serializers.IntegerField()
    threshold = serializers.FloatField(allow_null=True)
    change_set = serializers.IntegerField(allow_null=True, help_text="revert it to take all of them back")
    off = serializers.CharField(help_text="why it was switched off; empty else")


class AcceptanceView(APIView):
    """Where automatic acceptance stands, and a run of it."""

    permission_classes = (HasScope(read=("review", "models"), write=("review",)),)

    @extend_schema(responses=StandingSerializer(many=True), operation_id="acceptance_read")
    def get(self, request: Request) -> Response:
        """Every relation that can be accepted."""
        return Response([_row(standing) for standing in standings()])

    @extend_schema(
        request=AcceptanceRunRequest, responses=AcceptedSerializer(many=True), operation_id="acceptance_run"
    )
    def post(self, request: Request) -> Response:
        """Accept now what is earned, for the relations that are on. The clock does the same every few minutes."""
        data = AcceptanceRunRequest(data=request.data)
        data.is_valid(raise_exception=True)
        done = acceptance_run(dry_run=data.validated_data["dry_run"])
        return Response([asdict(one) for one in done])


class AcceptancePolicyView(APIView):
    """One relation."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=AcceptanceChange, responses=StandingSerializer, operation_id="acceptance_change")
    def put(self, request: Request, relation: str) -> Response:
        """Switch it on or off, change its promise or its sample."""
        data = AcceptanceChange(data=request.data)
        data.is_valid(raise_exception=True)
        acceptance_change(by=person_of(request), relation=relation, **data.validated_data)
        return Response(_row(acceptance_standing(relation)))


def _row(standing: Standing) -> dict[str, Any]:
    policy, earned = standing.policy, standing.earned
    return {
        "relation": policy.relation,
        "enabled": policy.enabled,
        "alpha": policy.alpha,
        "sample_share": policy.sample_share,
        "reason": policy.reason,
        "made_by": policy.made_by,
        "created_at": policy.created_at,
        "model_version": standing.version,
        "threshold": earned.threshold,
        "evidence": earned.sample,
        "evidence_wrong": earned.errors,
        "needed": earned.needed,
        "reviewed": standing.reviewed,
        "wrong": standing.errors,
        "waiting": standing.waiting,
        "would_accept": standing.would_accept,
        "accepted": standing.accepted,
        "taken_back": standing.taken_back,
        "audited": standing.audited,
        "audit_wrong": standing.audit_errors,
        "drift": standing.drift,
    }
