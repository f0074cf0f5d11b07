"""Parts of an answer."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from kgraph.api.fields import fields_chosen
from taxonomy.core.errors import BadInput

V1 = "/api/v1/"
BODY = {
    "concept": {"id": 1, "preferred": "Cook"},
    "terms": [{"text": "a", "weight": 1}, {"text": "b", "weight": 2}],
    "match": None,
}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("concept", {"concept": BODY["concept"]}),
        (" terms.text , concept.id ", {"concept": {"id": 1}, "terms": [{"text": "a"}, {"text": "b"}]}),
        ("terms.text,terms", {"terms": BODY["terms"]}),
        ("terms,terms.text", {"terms": BODY["terms"]}),
        ("match.method", {"match": None}),
        (",", BODY),
        ("release,match", {"match": None}),
    ],
)
def test_only_what_is_named_comes(wanted: str, found: dict[str, Any]) -> None:
    assert fields_chosen(BODY, wanted) == found


@pytest.mark.parametrize("wanted", ["term", "terms.txt", "concept.id.more", "concept..id", "a" * 2_000])
def test_what_is_not_there_is_said(wanted: str) -> None:
    with pytest.raises(BadInput):
        fields_chosen(BODY, wanted)


def test_fields_at_the_door(vic: APIClient) -> None:
    for _ in "12":  # by the long way, then by the short one
        body = vic.get(f"{V1}expand?q=Cook&fields=terms.text,concept.preferred").json()
        assert set(body) == {"release", "terms", "concept"}
        assert body["concept"] == {"preferred": "Cook"}
        assert {frozenset(term) for term in body["terms"]} == {frozenset({"text"})}
    refused = vic.get(f"{V1}expand?q=Cook&fields=terms.words")
    assert (refused.status_code, refused.json()["field"]) == (422, "fields")
    assert "text, concept_id" in refused.json()["detail"]
    many = vic.post(
        f"{V1}normalize/bulk?fields=results.match.concept_id", {"titles": ["Cook", "Zzz"]}, format="json"
    )
    assert [row["match"] for row in many.json()["results"]] == [{"concept_id": 1}, None]
