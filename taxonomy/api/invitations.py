"""Invitations: a lead makes a link for a role; whoever opens it chooses name and password, and is in."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope, person_of, scopes_of_request
from taxonomy.api.session import BACKEND, WhoSerializer, who
from taxonomy.models import Role
from taxonomy.selectors.invitations import STATES, invitation_row, invitations_all
from taxonomy.services.invitations import (
    DAYS,
    MOST_DAYS,
    invitation_accept,
    invitation_make,
    invitation_open,
    invitation_revoke,
)
from taxonomy.services.people import login_record


class InvitationSerializer(serializers.Serializer[None]):
    """An invitation."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(choices=Role.choices)
    note = serializers.CharField(allow_blank=True, help_text="whom it is for")
    state = serializers.ChoiceField(choices=STATES)
    made_by = serializers.CharField()
    accepted_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class InvitationWithSecretSerializer(InvitationSerializer):
    """An invitation, with the secret of its link that is shown this once."""

    secret = serializers.CharField(help_text="the link is /invite#SECRET; shown once")


class InvitationRequest(Body):
    """An invitation to make."""

    role = serializers.ChoiceField(choices=Role.choices)
    note = serializers.CharField(max_length=150, default="", allow_blank=True)
    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS, default=DAYS)


class InvitationSecret(Body):
    """What stands in the link after ``#``."""

    secret = serializers.CharField(max_length=100)


class InvitedSerializer(serializers.Serializer[None]):
    """What a link offers."""

    role = serializers.ChoiceField(choices=Role.choices)
    invited_by = serializers.CharField()
    expires_at = serializers.DateTimeField()


class AcceptRequest(InvitationSecret):
    """The name and the password that the invited choose."""

    username = serializers.CharField(max_length=150, validators=[UnicodeUsernameValidator()])
    name = serializers.CharField(max_length=150, default="", allow_blank=True)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class InvitationsView(APIView):
    """Invitations, the newest first."""

    permission_classes = (HasScope("review", "admin"),)

    @extend_schema(responses=page_of(InvitationSerializer), operation_id="invitations_list")
    def get(self, request: Request) -> Response:
        """All invitations; used, revoked and expired ones stay in the list."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(invitations_all(), request, view=self) or []
        now = timezone.now()
        return paginator.get_paginated_response([invitation_row(one, now) for one in page])

    @extend_schema(
        request=InvitationRequest,
        responses={201: InvitationWithSecretSerializer},
        operation_id="invitations_make",
    )
    def post(self, request: Request) -> Response:
        """Make a link. The role may do no more than you; 403 ``person.role_too_wide`` otherwise."""
        data = InvitationRequest(data=request.data)
        data.is_valid(raise_exception=True)
        invitation, secret = invitation_make(
            **data.validated_data, by=person_of(request), within=scopes_of_request(request)
        )
        return Response(invitation_row(invitation, timezone.now()) | {"secret": secret}, status=201)


class InvitationView(APIView):
    """One invitation."""

    permission_classes = (HasScope("review", "admin"),)

    @extend_schema(responses=InvitationSerializer, operation_id="invitations_revoke")
    def delete(self, request: Request, invitation_id: int) -> Response:
        """Take it back; the link lets nobody in any more. Twice is no error."""
        invitation = invitation_revoke(invitation_id=invitation_id, by=person_of(request))
        return Response(invitation_row(invitation, timezone.now()))


class InvitationOpenView(APIView):
    """The link before somebody has logged in."""

    permission_classes = (AllowAny,)

    @extend_schema(request=InvitationSecret, responses=InvitedSerializer, operation_id="invitation_open")
    def post(self, request: Request) -> Response:
        """What a link offers; 410 ``invitation.refused`` when it lets nobody in. (The secret is in no address.)"""
        data = InvitationSecret(data=request.data)
        data.is_valid(raise_exception=True)
        invitation = invitation_open(data.validated_data["secret"])
        inviter = invitation.made_by
        return Response(
            {
                "role": invitation.role,
                "invited_by": inviter.get_full_name() or inviter.username,
                "expires_at": invitation.expires_at,
            }
        )


class InvitationAcceptView(APIView):
    """Somebody new."""

    permission_classes = (AllowAny,)

    @extend_schema(request=AcceptRequest, responses={201: WhoSerializer}, operation_id="invitation_accept")
    def post(self, request: Request) -> Response:
        """Become a person of the link's role and be logged in. The link is used up."""
        data = AcceptRequest(data=request.data)
        data.is_valid(raise_exception=True)
        person = invitation_accept(**data.validated_data)
        login(request._request, person, backend=BACKEND)
        login_record(person)
        request._request.user = person
        request.user = person
        return Response(who(request, person), status=201)
