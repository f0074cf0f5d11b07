"""Programs get tokens that can do no more than they should."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from taxonomy.models import ApiToken, AuditEntry
from tests.people import browser_of, program_of, the

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/tokens"


def make(client: APIClient, **wanted: Any) -> Any:
    return client.post(TOKENS, {"name": "loader", "scopes": ["graph:read"], **wanted})


def test_vic_makes_a_token_and_its_secret_is_shown_once() -> None:
    vic = browser_of("vic")
    answer = make(vic, days=30)

    assert answer.status_code == 201
    secret = answer.json()["token"]
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert program.get("/api/v1/titles").status_code == 200
    (row,) = vic.get(TOKENS).json()["results"]
    assert "token" not in row
    assert secret.startswith(row["prefix"])
    assert secret not in str(ApiToken.objects.values())


def test_a_token_may_not_do_more_than_its_person() -> None:
    answer = make(browser_of("ana"), scopes=["graph:read", "review"])

    assert (answer.status_code, answer.json()["code"]) == (422, "token.scope_too_wide")


def test_a_narrow_token_does_not_beget_a_wide_one() -> None:
    narrow = program_of("ada", "graph:read")

    assert make(narrow, scopes=["review"]).json()["code"] == "token.scope_too_wide"
    assert make(narrow).status_code == 201


def test_a_token_needs_a_scope() -> None:
    assert make(browser_of("ana"), scopes=[]).status_code == 422


def test_a_revoked_token_is_useless() -> None:
    vic = browser_of("vic")
    made = make(vic).json()
    assert vic.delete(f"{TOKENS}/{made['id']}").status_code == 204
    assert vic.delete(f"{TOKENS}/{made['id']}").status_code == 204

    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {made['token']}")
    assert program.get("/api/v1/titles").status_code == 401


def test_an_expired_token_is_useless() -> None:
    made = make(browser_of("vic"), days=1).json()
    ApiToken.objects.filter(pk=made["id"]).update(expires_at=timezone.now())

    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {made['token']}")
    assert program.get("/api/v1/titles").status_code == 401


def test_tokens_of_others_are_the_administrators_business() -> None:
    vics = make(browser_of("vic")).json()["id"]
    ana, vic = browser_of("ana"), the("vic").pk

    assert ana.get(TOKENS).json()["results"] == []
    assert ana.get(TOKENS, {"person": vic}).json()["code"] == "token.not_yours"
    assert ana.get(TOKENS, {"everybody": True}).status_code == 403
    assert make(ana, person=vic).status_code == 403
    assert ana.delete(f"{TOKENS}/{vics}").status_code == 404


def test_root_makes_sees_and_revokes_tokens_for_vic() -> None:
    root, vic = browser_of("root"), the("vic").pk
    made = make(root, person=vic)

    assert (made.status_code, made.json()["person"]) == (201, "vic")
    assert make(root, person=vic, scopes=["admin"]).json()["code"] == "token.scope_too_wide"
    assert [row["id"] for row in root.get(TOKENS, {"person": vic}).json()["results"]] == [made.json()["id"]]
    assert root.get(TOKENS).json()["results"] == []
    assert root.delete(f"{TOKENS}/{made.json()['id']}").status_code == 204


def test_roots_token_without_the_scope_is_no_administrator() -> None:
    program = program_of("root", "graph:read")

    assert program.get(TOKENS, {"person": the("vic").pk}).status_code == 403
    assert make(program, scopes=["admin"]).status_code == 422


def test_every_write_leaves_its_audit_row_without_the_secret() -> None:
    vic = browser_of("vic")
    made = make(vic).json()
    vic.delete(f"{TOKENS}/{made['id']}")

    rows = AuditEntry.objects.filter(object_type="token", object_id=str(made["id"]), actor=the("vic"))
    assert list(rows.order_by("pk").values_list("action", flat=True)) == ["token.create", "token.revoke"]
    assert made["token"] not in str(list(AuditEntry.objects.values()))
