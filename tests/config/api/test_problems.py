"""Whatever is asked under /api/, an error comes back as a problem with a code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from taxonomy.api import parsers
from tests.people import browser_of

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "address", ["/api/v1/nonsense", "/api/v2/meta", "/api/v1/suggest/", "/api/v1/titles/x"]
)
def test_an_unknown_address_is_a_problem_too(address: str) -> None:
    answer = browser_of("ana").get(address)

    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert answer.json()["code"] == "not_found"
    assert address in answer.json()["detail"]


def test_a_fault_of_our_own_is_a_problem_with_the_requests_id(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("taxonomy.api.titles.titles_page", fail)
    answer = browser_of("ana").get("/api/v1/titles", headers={"X-Request-ID": "abc-1"})

    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert (answer.json()["code"], answer.json()["request_id"]) == ("server.error", "abc-1")
    assert "ZeroDivision" not in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"\x00",
        b"{",
        b"\xff\xfe",
        b'{"kind": NaN}',
        b'{"kind": "other", "text": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    ],
)
def test_a_body_that_is_no_json_is_told_so(body: bytes) -> None:
    answer = browser_of("ana").post("/api/v1/feedback", body, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert answer.json()["code"] == "parse_error"


def test_a_body_over_the_limit_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsers, "MAX_BODY", 1_000)
    body = json.dumps({"kind": "other", "text": "x" * 2_000})
    answer = browser_of("ana").post("/api/v1/feedback", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")
    assert answer.json()["limit"] == 1_000


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cursor=garbage", "cursor"),
        ("page_size=0", "page_size"),
        ("page_size=501", "page_size"),
        ("page_size=many", "page_size"),
    ],
)
def test_a_page_that_cannot_be_is_told_by_its_field(query: str, field: str) -> None:
    answer = browser_of("ada").get(f"/api/v1/releases?{query}")

    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "bad_input", field)


def test_every_address_documents_its_errors_and_its_pages() -> None:
    schema = json.loads((Path(settings.BASE_DIR) / "docs" / "openapi.json").read_text())

    for path, operations in schema["paths"].items():
        for operation in operations.values():
            responses = operation["responses"]
            assert PROBLEM in responses["default"]["content"], path
            for status, response in responses.items():
                if status >= "400" and "application/json" in response.get("content", {}):
                    shape = response["content"]["application/json"]["schema"]
                    assert shape != {"$ref": "#/components/schemas/ProblemOut"}, path
    releases = schema["paths"]["/api/v1/releases"]["get"]
    assert {p["name"] for p in releases["parameters"]} == {"cursor", "page_size"}
    meta = schema["paths"]["/api/v1/meta"]["get"]
    assert {"ETag", "X-Titleloom-Release"} <= meta["responses"]["200"]["headers"].keys()


def test_pages_outside_the_api_stay_pages() -> None:
    answer = APIClient().get("/admin/nothing-here")

    assert PROBLEM not in answer["Content-Type"]
