"""Root adds people, changes them, and helps those who forgot their password."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from taxonomy.models import AuditEntry, Person
from tests.people import browser_of, the

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people"


def test_root_adds_somebody_who_can_log_in_with_the_password_shown_once() -> None:
    root = browser_of("root")
    answer = root.post(PEOPLE, {"username": "eve", "name": "Eve", "role": "annotator"})

    assert answer.status_code == 201
    body = answer.json()
    assert (body["username"], body["role"], body["must_change_password"]) == ("eve", "annotator", True)
    login = APIClient().post("/api/v1/session", {"username": "eve", "password": body["password"]})
    assert login.status_code == 200
    assert "password" not in root.get(f"{PEOPLE}/{body['id']}").json()


def test_a_taken_or_impossible_name_is_refused() -> None:
    root = browser_of("root")
    the("ana")

    taken = root.post(PEOPLE, {"username": "ana", "role": "annotator"})
    assert (taken.status_code, taken.json()["code"]) == (409, "person.exists")
    assert root.post(PEOPLE, {"username": "a b", "role": "annotator"}).status_code == 422
    assert root.post(PEOPLE, {"username": "eve", "role": "owner"}).status_code == 422


def test_root_lists_everybody_newest_first() -> None:
    names = [the(name).username for name in ("ana", "ben", "root")]
    body = browser_of("root").get(PEOPLE).json()

    assert [row["username"] for row in body["results"]][: len(names)] == names[::-1]


def test_a_change_of_role_is_a_change_of_rights() -> None:
    ana, root = the("ana"), browser_of("root")
    assert browser_of("ana").get("/api/v1/agreement").status_code == 403

    answer = root.patch(f"{PEOPLE}/{ana.pk}", {"role": "reviewer"})

    assert answer.json()["role"] == "reviewer"
    assert browser_of("ana").get("/api/v1/agreement").status_code == 200


def test_an_inactive_person_is_out_at_once() -> None:
    ana, client = the("ana"), browser_of("ana")
    browser_of("root").patch(f"{PEOPLE}/{ana.pk}", {"is_active": False})

    assert client.get("/api/v1/titles").status_code == 401


def test_root_cannot_lock_the_door_from_inside() -> None:
    root = the("root")
    answer = browser_of("root").patch(f"{PEOPLE}/{root.pk}", {"role": "annotator"})

    assert answer.status_code == 422
    assert Person.objects.get(pk=root.pk).role == "administrator"


def test_a_reset_password_works_and_ends_sessions() -> None:
    ana, session = the("ana"), browser_of("ana")
    answer = browser_of("root").post(f"{PEOPLE}/{ana.pk}/password-reset")

    assert session.get("/api/v1/session").status_code == 401
    login = APIClient().post("/api/v1/session", {"username": "ana", "password": answer.json()["password"]})
    assert login.json()["must_change_password"] is True


def test_nobody_of_that_number() -> None:
    assert browser_of("root").patch(f"{PEOPLE}/999999", {"name": "x"}).status_code == 404


def test_every_write_leaves_its_audit_row() -> None:
    root = browser_of("root")
    eve = root.post(PEOPLE, {"username": "eve", "role": "annotator"}).json()["id"]
    root.patch(f"{PEOPLE}/{eve}", {"name": "Eve E."})
    root.post(f"{PEOPLE}/{eve}/password-reset")

    rows = AuditEntry.objects.filter(object_type="person", object_id=str(eve), actor=the("root"))
    assert list(rows.order_by("pk").values_list("action", flat=True)) == [
        "person.create",
        "person.update",
        "password.reset",
    ]
