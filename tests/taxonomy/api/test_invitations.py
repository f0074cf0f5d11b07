"""Ada invites by link; Eve opens it, chooses name and password, and is in. Once, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from taxonomy.models import AuditEntry, Invitation, Person
from tests.people import browser_of, the

pytestmark = pytest.mark.django_db
INVITATIONS = "/api/v1/invitations"
EVE = {"username": "eve", "name": "Eve", "password": "woven-by-seven-hands"}


def link_of(who: str = "ada", role: str = "annotator") -> tuple[int, str]:
    body = browser_of(who).post(INVITATIONS, {"role": role, "note": "Eve of Berlin"}).json()
    return body["id"], body["secret"]


def test_the_invited_choose_name_and_password_and_are_in() -> None:
    _, secret = link_of()
    browser = APIClient()

    offered = browser.post(f"{INVITATIONS}/open", {"secret": secret}).json()
    assert (offered["role"], offered["invited_by"]) == ("annotator", "ada")
    answer = browser.post(f"{INVITATIONS}/accept", {"secret": secret, **EVE})

    assert (answer.status_code, answer.json()["role"]) == (201, "annotator")
    assert browser.get("/api/v1/session").json()["username"] == "eve"
    assert (
        APIClient().post("/api/v1/session", {"username": "eve", "password": EVE["password"]}).status_code
        == 200
    )


def test_a_link_works_once() -> None:
    _, secret = link_of()
    APIClient().post(f"{INVITATIONS}/accept", {"secret": secret, **EVE})

    second = APIClient().post(f"{INVITATIONS}/accept", {"secret": secret, **EVE, "username": "eva"})

    assert (second.status_code, second.json()["code"]) == (410, "invitation.refused")
    assert not Person.objects.filter(username="eva").exists()


def test_a_refused_password_or_a_taken_name_does_not_use_the_link_up() -> None:
    the("ana")
    _, secret = link_of()
    browser = APIClient()

    weak = browser.post(f"{INVITATIONS}/accept", {"secret": secret, **EVE, "password": "short"})
    assert (weak.status_code, weak.json()["code"]) == (422, "password.refused")
    taken = browser.post(f"{INVITATIONS}/accept", {"secret": secret, **EVE, "username": "ana"})
    assert (taken.status_code, taken.json()["code"]) == (409, "person.exists")
    assert browser.post(f"{INVITATIONS}/accept", {"secret": secret, **EVE}).status_code == 201


def test_a_link_that_was_taken_back_or_ran_out_or_was_never_made_lets_nobody_in() -> None:
    number, secret = link_of()
    browser_of("ada").delete(f"{INVITATIONS}/{number}")
    assert APIClient().post(f"{INVITATIONS}/accept", {"secret": secret, **EVE}).status_code == 410

    number, secret = link_of()
    Invitation.objects.filter(pk=number).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert APIClient().post(f"{INVITATIONS}/open", {"secret": secret}).status_code == 410
    assert APIClient().post(f"{INVITATIONS}/open", {"secret": "tli_guessed"}).status_code == 410
    assert not Person.objects.filter(username="eve").exists()


def test_a_lead_cannot_give_away_more_than_a_lead_has() -> None:
    for role in ("administrator", "ml_engineer"):
        answer = browser_of("ada").post(INVITATIONS, {"role": role})
        assert (answer.status_code, answer.json()["code"]) == (403, "person.role_too_wide")
    assert browser_of("root").post(INVITATIONS, {"role": "administrator"}).status_code == 201


def test_the_secret_is_kept_nowhere() -> None:
    number, secret = link_of()

    assert secret not in str(list(Invitation.objects.filter(pk=number).values()))
    assert secret not in str(list(AuditEntry.objects.values("data", "object_id")))
    listed = browser_of("ada").get(INVITATIONS).json()["results"][0]
    assert "secret" not in listed and listed["state"] == "open"


def test_every_step_leaves_its_audit_row() -> None:
    number, secret = link_of()
    APIClient().post(f"{INVITATIONS}/accept", {"secret": secret, **EVE})
    other, _ = link_of()
    browser_of("ada").delete(f"{INVITATIONS}/{other}")

    rows = AuditEntry.objects.filter(object_type="invitation").order_by("pk")
    assert list(rows.values_list("action", "object_id", "actor__username")) == [
        ("invitation.make", str(number), "ada"),
        ("invitation.accept", str(number), "eve"),
        ("invitation.make", str(other), "ada"),
        ("invitation.revoke", str(other), "ada"),
    ]
