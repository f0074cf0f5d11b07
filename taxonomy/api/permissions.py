"""Rights at the door: every view names the scope it needs; a view that names none lets nobody in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from taxonomy.core.rights import scopes_of
from taxonomy.models import ApiToken, Person


def scopes_of_request(request: Request | HttpRequest) -> frozenset[str]:
    """The scopes of the caller: the role's, narrowed by the token's where a token was used."""
    person = request.user
    if not isinstance(person, Person) or not person.is_active:
        return frozenset()
    scopes = scopes_of(person.role)
    token = getattr(request, "auth", None)
    return scopes & frozenset(token.scopes) if isinstance(token, ApiToken) else scopes


class Nobody(BasePermission):
    """The default: a view without stated rights is closed."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Never."""
        return False


class ScopePermission(BasePermission):
    """Base of what `HasScope` makes."""

    read: ClassVar[frozenset[str]] = frozenset()
    write: ClassVar[frozenset[str]] = frozenset()

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the caller has one of the scopes for this method."""
        wanted = self.read if request.method in SAFE_METHODS else self.write
        return bool(wanted & scopes_of_request(request))


def HasScope(*both: str, read: tuple[str, ...] = (), write: tuple[str, ...] = ()) -> type[ScopePermission]:
    """A permission class: ``HasScope("review")``, or ``HasScope(read=("annotate", "review"), write=("review",))``.

    Any one of the scopes is enough. Without ``write``, writing needs what reading needs.
    """
    rights = {"read": frozenset(both or read), "write": frozenset(both or write or read)}
    return type("HasScope", (ScopePermission,), {**rights, "__doc__": "Rights by scope."})


class LoggedIn(BasePermission):
    """Any active person, whatever the role: for one's own account."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether somebody is logged in."""
        return isinstance(request.user, Person) and request.user.is_active


def person_of(request: Request) -> Person:
    """The person behind a request that a permission has let in.

    Raises:
        NotAuthenticated: a view without a permission that asks for a person.
    """
    if not isinstance(request.user, Person):
        raise NotAuthenticated
    return request.user
