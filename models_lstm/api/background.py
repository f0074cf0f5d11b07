"""The shape of what all background work of the learner tells of itself."""

from __future__ import annotations

from rest_framework import serializers


class BackgroundRunSerializer(serializers.Serializer[None]):
    """State, progress, error, who asked and when (`selectors.background.background_row`)."""

    id = serializers.IntegerField()
    state = serializers.CharField(help_text="queued, running, succeeded, failed or cancelled")
    waiting_reason = serializers.CharField(allow_null=True)
    progress = serializers.DictField(help_text="stage, done, of, percent")
    error = serializers.CharField(allow_blank=True)
    created_by = serializers.CharField(allow_null=True)
    queued_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
