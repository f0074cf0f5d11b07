"""People: added by an administrator, changed, made inactive; never deleted."""

from __future__ import annotations

import itertools
import re
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput, Refused
from taxonomy.core.rights import scopes_of
from taxonomy.models import Person, Role
from taxonomy.services.audit import audit_record


class PersonExists(BadInput):
    """The name is taken."""

    code = "person.exists"
    status = 409


class PasswordRefused(BadInput):
    """The password is wrong, too short, too common, or too like the name."""

    code = "password.refused"


class NotWaiting(Refused):
    """Only somebody who waits can be let in or declined."""

    code = "person.not_waiting"


class RoleTooWide(BadInput):
    """Nobody gives away more than they have."""

    code = "person.role_too_wide"
    status = 403


def role_check(role: str, within: frozenset[str]) -> None:
    """Whether somebody who acts with the scopes ``within`` may give this role away.

    Raises:
        BadInput: an unknown role.
        RoleTooWide: the role may do what the giver may not.
    """
    if role not in Role.values:
        raise BadInput(f"'{role}' is not a role; use one of {', '.join(Role.values)}.", field="role")
    if beyond := sorted(scopes_of(role) - within):
        raise RoleTooWide(
            f"A person of this role could do what you cannot ({', '.join(beyond)}); ask an administrator.",
            field="role",
        )


def password_generate() -> str:
    """A password that a person can type: four groups of four, 76 random bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _checked(password: str, person: Person) -> str:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages), field="new_password") from None
    return password


@transaction.atomic
def person_create(
    *, username: str, role: str, name: str = "", password: str | None = None, made_by: Person | None = None
) -> tuple[Person, str]:
    """Add a person; the password is made here when none is given, and then has to be changed at first log-in.

    Raises:
        PersonExists, PasswordRefused, BadInput.
    """
    if role not in Role.values:
        raise BadInput(f"'{role}' is not a role; use one of {', '.join(Role.values)}.", field="role")
    try:
        Person._meta.get_field("username").run_validators(username)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field="username") from None
    person = Person(username=username, role=role, first_name=name, must_change_password=password is None)
    person.is_staff = person.is_superuser = role == Role.ADMINISTRATOR
    secret = password_generate() if password is None else _checked(password, person)
    person.set_password(secret)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise PersonExists(f"There is already somebody called '{username}'.", field="username") from None
    audit_record(
        actor=made_by, action="person.create", obj_type="person", obj_id=person.pk, data={"role": role}
    )
    return person, secret


@transaction.atomic
def person_arrive(*, wish: str, name: str, email: str, role: str) -> Person:
    """Somebody who comes by single sign-on for the first time, without a password.

    Args:
        wish: the log-in name that they would have; it is made fit and unique.
        role: empty when they have to wait, inactive, until a lead lets them in.
    """
    person = Person(
        username=_free_name(wish),
        first_name=name[:150],
        email=email[:254],
        role=role or Role.ANNOTATOR,
        is_active=bool(role),
        waiting_since=None if role else timezone.now(),
    )
    person.set_unusable_password()
    person.save()
    audit_record(
        actor=None,
        action="person.arrive",
        obj_type="person",
        obj_id=person.pk,
        data={"role": role, "waits": not role},
    )
    return person


def _free_name(wish: str) -> str:
    """A log-in name that nobody has, as near as can be to the one that is wished for."""
    base = re.sub(r"[^\w.@+-]+", "-", wish).strip("-")[:140] or "person"
    taken = set(Person.objects.filter(username__startswith=base).values_list("username", flat=True))
    return next(name for n in itertools.count(1) if (name := base if n == 1 else f"{base}-{n}") not in taken)


@transaction.atomic
def person_admit(*, person: Person, by: Person, role: str, within: frozenset[str]) -> Person:
    """Let somebody in who waits, with a role.

    Raises:
        NotWaiting: they do not wait (any more).
        RoleTooWide: the role may do what ``by`` may not.
    """
    role_check(role, within)
    person = _waiting_locked(person)
    person.role, person.is_active, person.waiting_since = role, True, None
    person.is_staff = person.is_superuser = role == Role.ADMINISTRATOR
    person.save(update_fields=["role", "is_active", "waiting_since", "is_staff", "is_superuser"])
    audit_record(actor=by, action="person.admit", obj_type="person", obj_id=person.pk, data={"role": role})
    return person


@transaction.atomic
def person_decline(*, person: Person, by: Person) -> Person:
    """Do not let somebody in who waits; they stay inactive, and an administrator can still change that.

    Raises:
        NotWaiting: they do not wait (any more).
    """
    person = _waiting_locked(person)
    person.waiting_since = None
    person.save(update_fields=["waiting_since"])
    audit_record(actor=by, action="person.decline", obj_type="person", obj_id=person.pk)
    return person


def _waiting_locked(person: Person) -> Person:
    found = Person.objects.select_for_update().get(pk=person.pk)
    if found.waiting_since is None:
        raise NotWaiting(f"{found.username} does not wait to be let in.")
    return found


@transaction.atomic
def person_update(
    *,
    person: Person,
    by: Person,
    role: str | None = None,
    is_active: bool | None = None,
    name: str | None = None,
) -> Person:
    """Change role, name or activity.

    Raises:
        BadInput: an unknown role, or taking away one's own rights (somebody must be left to give them back).
    """
    if role is not None and role not in Role.values:
        raise BadInput(f"'{role}' is not a role; use one of {', '.join(Role.values)}.", field="role")
    if person.pk == by.pk and (is_active is False or (role is not None and role != person.role)):
        raise BadInput("Ask another administrator to change your own role or activity.", field="role")
    if role is not None:
        person.role = role
        person.is_staff = person.is_superuser = role == Role.ADMINISTRATOR
    if is_active is not None:
        person.is_active = is_active
        person.waiting_since = None
    if name is not None:
        person.first_name = name
    person.save(
        update_fields=["role", "is_active", "waiting_since", "first_name", "is_staff", "is_superuser"]
    )
    audit_record(
        actor=by,
        action="person.update",
        obj_type="person",
        obj_id=person.pk,
        data={"role": person.role, "is_active": person.is_active},
    )
    return person


@transaction.atomic
def password_change(*, person: Person, old: str, new: str) -> None:
    """Change one's own password.

    Raises:
        PasswordRefused: the old one is wrong, or the new one too weak.
    """
    if not person.check_password(old):
        raise PasswordRefused("The old password is wrong.", field="old_password")
    person.set_password(_checked(new, person))
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    audit_record(actor=person, action="password.change", obj_type="person", obj_id=person.pk)


@transaction.atomic
def password_reset(*, person: Person, by: Person | None) -> str:
    """A fresh password, shown once to the administrator, to be changed at the next log-in.

    `by` is None for the operator of the machine.
    """
    secret = password_generate()
    person.set_password(secret)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    audit_record(actor=by, action="password.reset", obj_type="person", obj_id=person.pk)
    return secret


@transaction.atomic
def login_record(person: Person) -> None:
    """The audit row of a log-in."""
    audit_record(actor=person, action="session.login", obj_type="person", obj_id=person.pk)


@transaction.atomic
def logout_record(person: Person) -> None:
    """The audit row of a log-out."""
    audit_record(actor=person, action="session.logout", obj_type="person", obj_id=person.pk)
