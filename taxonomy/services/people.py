"""People: added by an administrator, changed, made inactive; never deleted."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from taxonomy.core.errors import BadInput
from taxonomy.models import Person, Role
from taxonomy.services.audit import audit_record


class PersonExists(BadInput):
    """The name is taken."""

    code = "person.exists"
    status = 409


class PasswordRefused(BadInput):
    """The password is wrong, too short, too common, or too like the name."""

    code = "password.refused"


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
    if name is not None:
        person.first_name = name
    person.save(update_fields=["role", "is_active", "first_name", "is_staff", "is_superuser"])
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
