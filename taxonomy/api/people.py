"""People: the administrator adds them, changes them and makes them inactive. Nobody is deleted."""

from __future__ import annotations

from django.contrib.auth.validators import UnicodeUsernameValidator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope, person_of, scopes_of_request
from taxonomy.models import Person, Role
from taxonomy.selectors.people import people_all, people_waiting, person_get, person_row
from taxonomy.services.people import (
    password_reset,
    person_admit,
    person_create,
    person_decline,
    person_update,
)


class PersonSerializer(serializers.Serializer[None]):
    """A person."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    role = serializers.ChoiceField(choices=Role.choices)
    scopes = serializers.ListField(child=serializers.CharField())
    is_active = serializers.BooleanField()
    email = serializers.CharField(allow_blank=True)
    waiting_since = serializers.DateTimeField(allow_null=True, help_text="waits to be let in since then")
    must_change_password = serializers.BooleanField()
    last_login = serializers.DateTimeField(allow_null=True)
    date_joined = serializers.DateTimeField()


PEOPLE = page_of(PersonSerializer)


class PersonWithPasswordSerializer(PersonSerializer):
    """A person, with the password that is shown this once."""

    password = serializers.CharField(help_text="shown once; to be changed at the next log-in")


class PersonRequest(Body):
    """Somebody new. Without a password one is made."""

    username = serializers.CharField(max_length=150, validators=[UnicodeUsernameValidator()])
    name = serializers.CharField(max_length=150, default="", allow_blank=True)
    role = serializers.ChoiceField(choices=Role.choices)


class PersonChange(Body):
    """What is to change."""

    name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    is_active = serializers.BooleanField(required=False)


class PeopleView(APIView):
    """Everybody."""

    permission_classes = (HasScope("admin"),)

    @extend_schema(responses=PEOPLE, operation_id="people_list")
    def get(self, request: Request) -> Response:
        """All people, the newest first; inactive ones too."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(people_all(), request, view=self) or []
        return paginator.get_paginated_response([person_row(person) for person in page])

    @extend_schema(
        request=PersonRequest, responses={201: PersonWithPasswordSerializer}, operation_id="people_add"
    )
    def post(self, request: Request) -> Response:
        """Add somebody. The first password is in this answer only; 409 ``person.exists`` for a taken name."""
        data = PersonRequest(data=request.data)
        data.is_valid(raise_exception=True)
        assert isinstance(request.user, Person)
        person, password = person_create(**data.validated_data, made_by=request.user)
        return Response(person_row(person) | {"password": password}, status=201)


class PersonView(APIView):
    """One person."""

    permission_classes = (HasScope("admin"),)

    @extend_schema(responses=PersonSerializer, operation_id="people_read")
    def get(self, request: Request, person_id: int) -> Response:
        """A person."""
        return Response(person_row(person_get(person_id)))

    @extend_schema(request=PersonChange, responses=PersonSerializer, operation_id="people_change")
    def patch(self, request: Request, person_id: int) -> Response:
        """Change name, role or activity. Nobody can take away their own rights."""
        data = PersonChange(data=request.data)
        data.is_valid(raise_exception=True)
        assert isinstance(request.user, Person)
        person = person_update(person=person_get(person_id), by=request.user, **data.validated_data)
        return Response(person_row(person))


class AdmitRequest(Body):
    """As what somebody is let in."""

    role = serializers.ChoiceField(choices=Role.choices)


class PeopleWaitingView(APIView):
    """Who knocks at the door."""

    permission_classes = (HasScope("review", "admin"),)

    @extend_schema(responses=PEOPLE, operation_id="people_waiting")
    def get(self, request: Request) -> Response:
        """Those who came by single sign-on and wait to be let in, the newest first."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(people_waiting(), request, view=self) or []
        return paginator.get_paginated_response([person_row(person) for person in page])


class PersonAdmitView(APIView):
    """Open the door."""

    permission_classes = (HasScope("review", "admin"),)

    @extend_schema(request=AdmitRequest, responses=PersonSerializer, operation_id="people_admit")
    def post(self, request: Request, person_id: int) -> Response:
        """Let somebody in who waits. The role may do no more than you; 409 ``person.not_waiting``."""
        data = AdmitRequest(data=request.data)
        data.is_valid(raise_exception=True)
        person = person_admit(
            person=person_get(person_id),
            by=person_of(request),
            role=data.validated_data["role"],
            within=scopes_of_request(request),
        )
        return Response(person_row(person))


class PersonDeclineView(APIView):
    """Keep the door shut."""

    permission_classes = (HasScope("review", "admin"),)

    @extend_schema(request=None, responses=PersonSerializer, operation_id="people_decline")
    def post(self, request: Request, person_id: int) -> Response:
        """Do not let somebody in who waits; they stay inactive. 409 ``person.not_waiting``."""
        return Response(person_row(person_decline(person=person_get(person_id), by=person_of(request))))


class PasswordResetView(APIView):
    """A forgotten password."""

    permission_classes = (HasScope("admin"),)

    @extend_schema(request=None, responses=PersonWithPasswordSerializer, operation_id="people_password_reset")
    def post(self, request: Request, person_id: int) -> Response:
        """A fresh password, in this answer only; the person's sessions end."""
        assert isinstance(request.user, Person)
        person = person_get(person_id)
        password = password_reset(person=person, by=request.user)
        return Response(person_row(person) | {"password": password})
