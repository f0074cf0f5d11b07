"""Log in, log out, who am I, change the password. Sign-up is closed: an administrator adds people."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.permissions import LoggedIn, scopes_of_request
from taxonomy.core.errors import Fault
from taxonomy.models import Person
from taxonomy.services.people import login_record, logout_record, password_change
from taxonomy.services.throttle import attempts_check, attempts_clear


class LoginRefused(Fault):
    """Wrong name or password, or the account is not active; not said which."""

    code = "login.refused"
    status = 401


class LoginSerializer(Body):
    """Name and password."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class PasswordSerializer(Body):
    """The old and the new password."""

    old_password = serializers.CharField(max_length=128, trim_whitespace=False)
    new_password = serializers.CharField(max_length=128, trim_whitespace=False)


class WhoSerializer(serializers.Serializer[None]):
    """Who is logged in, and what they may do."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    must_change_password = serializers.BooleanField()
    csrf_token = serializers.CharField()


BACKEND = "taxonomy.api.authentication.PersonBackend"
"""Whose word a session rests on, wherever somebody is logged in without having been asked for a password."""


def who(request: Request, person: Person) -> dict[str, object]:
    """The person at the screen, for the API."""
    return {
        "id": person.pk,
        "username": person.username,
        "name": person.get_full_name() or person.username,
        "role": person.role,
        "scopes": sorted(scopes_of_request(request)),
        "must_change_password": person.must_change_password,
        "csrf_token": get_token(request._request),
    }


class SessionView(APIView):
    """The browser's session."""

    def get_permissions(self) -> list[AllowAny | LoggedIn]:
        """Anybody may try to log in."""
        return [AllowAny()] if self.request.method == "POST" else [LoggedIn()]

    @extend_schema(responses=WhoSerializer, operation_id="session_read")
    def get(self, request: Request) -> Response:
        """Who am I."""
        assert isinstance(request.user, Person)
        return Response(who(request, request.user))

    @extend_schema(request=LoginSerializer, responses=WhoSerializer, operation_id="session_login")
    def post(self, request: Request) -> Response:
        """Log in. Ten wrong tries for one name close the door for a quarter of an hour."""
        data = LoginSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        name = data.validated_data["username"]
        attempts_check(name)
        person = authenticate(request._request, username=name, password=data.validated_data["password"])
        if not isinstance(person, Person):
            raise LoginRefused("The name or the password is wrong.")
        attempts_clear(name)
        login(request._request, person)
        login_record(person)
        request._request.user = person
        request.user = person
        return Response(who(request, person))

    @extend_schema(request=None, responses={204: None}, operation_id="session_logout")
    def delete(self, request: Request) -> Response:
        """Log out."""
        assert isinstance(request.user, Person)
        logout_record(request.user)
        logout(request._request)
        return Response(status=204)


class PasswordView(APIView):
    """The caller's own password."""

    permission_classes = (LoggedIn,)

    @extend_schema(request=PasswordSerializer, responses={204: None}, operation_id="password_change")
    def post(self, request: Request) -> Response:
        """Change it. Other sessions of the person end; this one stays."""
        assert isinstance(request.user, Person)
        data = PasswordSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        password_change(
            person=request.user,
            old=data.validated_data["old_password"],
            new=data.validated_data["new_password"],
        )
        update_session_auth_hash(request._request, request.user)
        return Response(status=204)
