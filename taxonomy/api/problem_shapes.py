"""How errors look in the schema."""

from __future__ import annotations

from rest_framework import serializers


class FieldErrorOut(serializers.Serializer[None]):
    """What was wrong with one field."""

    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer[None]):
    """An error (RFC 9457); ``code`` is stable. Some carry more, such as the chain that proves a refusal."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="a sentence for people")
    field = serializers.CharField(required=False, help_text="the field that was wrong")
    errors = FieldErrorOut(
        many=True, required=False, help_text="all that were wrong, for the code `validation`"
    )  # type: ignore[assignment]
    request_id = serializers.CharField(required=False, help_text="names the request in the server's log")
