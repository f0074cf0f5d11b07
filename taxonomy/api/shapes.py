"""Shapes that several answers share."""

from __future__ import annotations

from rest_framework import serializers

from taxonomy.api.titles import TitleRefSerializer
from taxonomy.core.relations import RELATIONS, UNSURE

ANSWERS = (*RELATIONS, UNSURE)


class PairRefSerializer(serializers.Serializer[None]):
    """Two titles."""

    id = serializers.IntegerField()
    title_a = TitleRefSerializer()
    title_b = TitleRefSerializer()


class HighlightsSerializer(serializers.Serializer[None]):
    """Words of both titles, lower case."""

    shared = serializers.ListField(child=serializers.CharField())
    only_a = serializers.ListField(child=serializers.CharField())
    only_b = serializers.ListField(child=serializers.CharField())
    level_a = serializers.ListField(child=serializers.CharField())
    level_b = serializers.ListField(child=serializers.CharField())


class ProposalSerializer(serializers.Serializer[None]):
    """A model's suggestion for a pair."""

    id = serializers.IntegerField()
    pair = PairRefSerializer()
    relation = serializers.ChoiceField(choices=RELATIONS, help_text="what title_a is to title_b")
    score = serializers.FloatField(help_text="calibrated, 0..1")
    effect = serializers.IntegerField(
        allow_null=True,
        help_text="statements that accepting it would change in the graph; 0: none, or it is refused; null: not"
        " measured yet",
    )
    family = serializers.CharField(
        allow_blank=True,
        help_text="the broadest concept above its titles; empty for none, and before it was measured",
    )
    proposer = serializers.CharField()
    model_version = serializers.CharField(allow_blank=True)
    evidence = serializers.JSONField()
    state = serializers.ChoiceField(choices=("open", "accepted", "rejected", "superseded"))
    why_not = serializers.CharField(allow_blank=True, help_text="why it was rejected; empty when nobody said")
    review_note = serializers.CharField(allow_blank=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
