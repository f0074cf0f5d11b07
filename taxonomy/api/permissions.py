"""Rights at the door: every view names the scope it needs; a view that names none lets nobody in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
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


class HasScope(BasePermission):
    """``HasScope("review")``, or ``HasScope(read=("annotate", "review"), write=("review",))``: any one is enough.

    An instance stands in ``permission_classes`` where the framework expects a class, hence ``__call__``.
    """

    def __init__(self, *both: str, read: tuple[str, ...] = (), write: tuple[str, ...] = ()) -> None:
        self.read = frozenset(both or read)
        self.write = frozenset(both or write or read)

    def __call__(self) -> HasScope:
        """The framework instantiates permissions; this one is ready already."""
        return self

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the caller has one of the scopes for this method."""
        wanted = self.read if request.method in SAFE_METHODS else self.write
        return bool(wanted & scopes_of_request(request))


class LoggedIn(BasePermission):
    """Any active person, whatever the role: for one's own account."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether somebody is logged in."""
        return isinstance(request.user, Person) and request.user.is_active
