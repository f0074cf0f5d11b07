"""Tokens for programs: everybody's own; the administrator's for all."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import LoggedIn, scopes_of_request
from taxonomy.core.errors import Fault
from taxonomy.models import Person
from taxonomy.models.people import SCOPES
from taxonomy.selectors.people import person_get, token_get, token_row, tokens_of
from taxonomy.services.tokens import token_create, token_revoke

MOST_DAYS = 3650


class NotYours(Fault):
    """Tokens of other people are the administrator's business."""

    code = "token.not_yours"
    status = 403


class TokenSerializer(serializers.Serializer[None]):
    """A token without its secret."""

    id = serializers.IntegerField()
    person = serializers.CharField(help_text="username of the person for whom it acts")
    name = serializers.CharField()
    prefix = serializers.CharField(help_text="the first characters, to tell tokens apart")
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class TokenWithSecretSerializer(TokenSerializer):
    """A new token."""

    token = serializers.CharField(help_text="the secret, shown once")


class TokenQuery(serializers.Serializer[None]):
    """Whose tokens."""

    person = serializers.IntegerField(required=False, help_text="another person's id (administrators)")
    everybody = serializers.BooleanField(required=False, default=False, help_text="(administrators)")


class TokenRequest(Body):
    """A token to make."""

    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES), max_length=len(SCOPES))
    days = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="how long it is valid; null: until it is revoked",
    )
    person = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="another person's id (administrators)"
    )


def _caller(request: Request) -> tuple[Person, bool]:
    """Who calls, and whether as administrator (a token without the scope ``admin`` is not one)."""
    assert isinstance(request.user, Person)
    return request.user, "admin" in scopes_of_request(request)


def _whose(request: Request, person_id: int | None) -> Person:
    """The person whose tokens are meant; oneself when none is named.

    Raises:
        NotYours: somebody else's, and the caller is no administrator.
        NotFound: there is no such person.
    """
    caller, administers = _caller(request)
    if person_id is None or person_id == caller.pk:
        return caller
    if not administers:
        raise NotYours("Only an administrator sees or makes tokens of other people.", field="person")
    return person_get(person_id)


class TokensView(APIView):
    """Tokens, the newest first."""

    permission_classes = (LoggedIn,)

    @extend_schema(parameters=[TokenQuery], responses=page_of(TokenSerializer), operation_id="tokens_list")
    def get(self, request: Request) -> Response:
        """One's own tokens; of others for administrators. Revoked and expired ones stay in the list."""
        query = TokenQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        whose: Person | None = _whose(request, wanted.get("person"))
        if wanted["everybody"]:
            if not _caller(request)[1]:
                raise NotYours("Only an administrator sees everybody's tokens.", field="everybody")
            whose = None
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(tokens_of(whose), request, view=self) or []
        return paginator.get_paginated_response([token_row(token) for token in page])

    @extend_schema(
        request=TokenRequest, responses={201: TokenWithSecretSerializer}, operation_id="tokens_make"
    )
    def post(self, request: Request) -> Response:
        """Make one. Its scopes may not go beyond the person's, nor beyond those of the token that asks."""
        data = TokenRequest(data=request.data)
        data.is_valid(raise_exception=True)
        wanted = data.validated_data
        caller, administers = _caller(request)
        token, secret = token_create(
            person=_whose(request, wanted["person"]),
            name=wanted["name"],
            scopes=wanted["scopes"],
            made_by=caller,
            expires_at=timezone.now() + timedelta(days=wanted["days"]) if wanted["days"] else None,
            within=None if administers else scopes_of_request(request),
        )
        return Response(token_row(token) | {"token": secret}, status=201)


class TokenView(APIView):
    """One token."""

    permission_classes = (LoggedIn,)

    @extend_schema(responses={204: None}, operation_id="tokens_revoke")
    def delete(self, request: Request, token_id: int) -> Response:
        """Revoke it, at once and for good. Twice is no error."""
        caller, administers = _caller(request)
        token_revoke(token=token_get(token_id, of=None if administers else caller), by=caller)
        return Response(status=204)
