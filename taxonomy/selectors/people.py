"""Reading people and their tokens."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from taxonomy.core.errors import NotFound
from taxonomy.core.rights import scopes_of
from taxonomy.models import ApiToken, Person, Role


def people_all() -> QuerySet[Person]:
    """Everybody, also those who are no longer active."""
    return Person.objects.all()


def judges() -> list[dict[str, Any]]:
    """Active people who may judge, by name, the first 500."""
    roles = [role for role in Role.values if "annotate" in scopes_of(role)]
    found = Person.objects.filter(is_active=True, role__in=roles).order_by("username")[:500]
    return [{"id": p.pk, "username": p.username, "name": p.get_full_name() or p.username} for p in found]


def people_waiting() -> QuerySet[Person]:
    """Those who came by single sign-on and wait to be let in."""
    return Person.objects.filter(waiting_since__isnull=False)


def person_get(person_id: int) -> Person:
    """One person.

    Raises:
        NotFound: there is nobody with this id.
    """
    found = people_all().filter(pk=person_id).first()
    if found is None:
        raise NotFound(f"There is no person {person_id}.")
    return found


def person_row(person: Person) -> dict[str, Any]:
    """A person for the API."""
    return {
        "id": person.pk,
        "username": person.username,
        "name": person.get_full_name(),
        "role": person.role,
        "scopes": sorted(scopes_of(person.role)),
        "is_active": person.is_active,
        "email": person.email,
        "waiting_since": person.waiting_since,
        "must_change_password": person.must_change_password,
        "last_login": person.last_login,
        "date_joined": person.date_joined,
    }


def tokens_of(person: Person | None) -> QuerySet[ApiToken]:
    """A person's tokens, or everybody's; revoked ones too."""
    tokens = ApiToken.objects.select_related("person")
    return tokens if person is None else tokens.filter(person=person)


def token_get(token_id: int, *, of: Person | None) -> ApiToken:
    """One token; of this person only, where one is given.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = tokens_of(of).filter(pk=token_id).first()
    if found is None:
        raise NotFound(f"There is no token {token_id}.")
    return found


def token_row(token: ApiToken) -> dict[str, Any]:
    """A token for the API; its secret is not known any more."""
    return {
        "id": token.pk,
        "person": token.person.username,
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "revoked_at": token.revoked_at,
    }
