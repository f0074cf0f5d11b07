from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from taxonomy.models import AuditEntry, Person

pytestmark = pytest.mark.django_db


def run(*words: str) -> dict[str, Any]:
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    body = json.loads(out.getvalue())
    assert isinstance(body, dict)
    return body


def test_the_first_administrator_is_made_by_a_command_and_has_to_choose_a_password() -> None:
    made = run("create_person", "root", "--role", "administrator", "--name", "Root")

    root = Person.objects.get(username="root")
    assert root.check_password(made["password"]) and root.must_change_password
    assert (root.role, root.is_superuser, root.first_name) == ("administrator", True, "Root")
    assert AuditEntry.objects.get(action="person.create").object_id == str(root.pk)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("create_person", "ana", "--role", "annotator"), "person.exists"),
        (("create_person", "a b", "--role", "annotator"), "bad_input"),
        (("create_person", "x" * 151, "--role", "annotator"), "bad_input"),
        (("reset_password", "nobody"), "not_found"),
    ],
)
def test_bad_input_is_told_and_exits_with_2(words: tuple[str, ...], code: str) -> None:
    Person.objects.create_user("ana")
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command(*words, "--json", stdout=out, stderr=StringIO())

    assert ended.value.code == 2
    assert json.loads(out.getvalue())["error"] == code
    assert Person.objects.count() == 1


def test_a_lost_password_is_replaced_by_a_first_one() -> None:
    ana = Person.objects.create_user("ana", password="what she forgot")

    made = run("reset_password", "ana")

    ana.refresh_from_db()
    assert ana.check_password(made["password"]) and ana.must_change_password
    assert AuditEntry.objects.get(action="password.reset").actor is None


def test_djangos_own_command_points_to_the_one_that_knows_roles() -> None:
    with pytest.raises(CommandError, match="create_person boss --role administrator"):
        call_command("createsuperuser", "--noinput", "--username", "boss")
