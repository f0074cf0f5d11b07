"""The reconciliation service, as OpenRefine asks it. The shapes restate what specification 0.2 demands of answers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

from taxonomy.models import ApiToken
from tests.kgraph.ledger import Ledger
from tests.people import token_of

pytestmark = pytest.mark.django_db

SERVICE = "/api/v1/reconcile"
TEXT: dict[str, Any] = {"type": "string"}
ENTITY: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": TEXT, "name": TEXT},
}
TYPES: dict[str, Any] = {"type": "array", "items": {"type": "object", "required": ["id"]}}
SUGGESTED: dict[str, Any] = {
    "type": "object",
    "required": ["result"],
    "properties": {
        "result": {"type": "array", "items": ENTITY | {"properties": {"id": TEXT, "notable": TYPES}}}
    },
}
SERVICE_AT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "service_url": TEXT,
        "service_path": TEXT,
        "flyout_service_path": {"type": "string", "pattern": r".*\$\{id\}.*"},
    },
}
WITH_ID: dict[str, Any] = {"type": "string", "pattern": r".*\{\{id\}\}.*"}
MANIFEST: dict[str, Any] = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "items": TEXT, "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": TEXT,
        "schemaSpace": TEXT,
        "documentation": TEXT,
        "logo": TEXT,
        "defaultTypes": TYPES | {"uniqueItems": True},
        "view": {"type": "object", "required": ["url"], "properties": {"url": WITH_ID}},
        "authentication": {
            "type": "object",
            "required": ["type", "name", "in"],
            "properties": {"type": {"const": "apiKey"}, "in": {"enum": ["header", "query"]}},
        },
        "suggest": {
            "type": "object",
            "properties": dict.fromkeys(("entity", "property", "type"), SERVICE_AT),
        },
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {"url": WITH_ID, "width": {"type": "integer"}, "height": {"type": "integer"}},
        },
        "extend": {
            "type": "object",
            "properties": {
                "propose_properties": SERVICE_AT,
                "property_settings": {
                    "type": "array",
                    "items": {"type": "object", "required": ["type", "label", "name"]},
                },
            },
        },
    },
}
FEATURE: dict[str, Any] = {
    "type": "object",
    "properties": {"id": TEXT, "value": {"type": ["boolean", "number"]}},
}
RESULTS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {
            "result": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "name", "score"],
                    "properties": {
                        "id": TEXT,
                        "name": TEXT,
                        "description": TEXT,
                        "score": {"type": "number"},
                        "match": {"type": "boolean"},
                        "type": TYPES,
                        "features": {
                            "type": "array",
                            "items": FEATURE,
                        },
                    },
                },
            }
        },
    },
}  # fmt: skip
CELL: dict[str, Any] = {
    "oneOf": [
        ENTITY | {"additionalProperties": False},
        *(
            {"type": "object", "required": [key], "properties": {key: {"type": kind}}, "additionalProperties": False}
            for key, kind in (("str", "string"), ("int", "integer"), ("float", "number"))
        ),
    ]
}  # fmt: skip
EXTENSION: dict[str, Any] = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": ENTITY},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": CELL},
            },
        },
    },
}


def fits(body: Any, shape: dict[str, Any]) -> Any:
    Draft202012Validator(shape).validate(body)
    return body


def ask(client: APIClient, queries: Any) -> Any:
    answer = client.post(SERVICE, {"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.content
    return fits(answer.json(), RESULTS)


def refused(client: APIClient, data: dict[str, str], status: int = 422) -> Any:
    answer = client.post(SERVICE, data)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_the_manifest_says_all_that_a_client_needs(vic: APIClient) -> None:
    answer = vic.get(SERVICE)
    body = fits(answer.json(), MANIFEST)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert urlsplit(body["suggest"]["entity"]["service_url"]).scheme == "http"
    assert body["extend"]["propose_properties"]["service_path"] == f"{SERVICE}/properties"


def test_every_address_of_the_manifest_answers(vic: APIClient, kitchen: Ledger) -> None:
    body = vic.get(f"{SERVICE}?release=1").json()
    cook = str(kitchen.concept("Cook").pk)
    paths = [body["suggest"][kind]["service_path"] for kind in ("entity", "property", "type")]
    paths.append(body["extend"]["propose_properties"]["service_path"])
    paths.append(body["suggest"]["entity"]["flyout_service_path"].replace("${id}", cook))
    paths.append(
        body["preview"]["url"].removeprefix(body["suggest"]["entity"]["service_url"]).replace("{{id}}", cook)
    )
    for path in paths:
        assert "release=1" in path
        assert vic.get(path).status_code == 200, path


def test_a_program_that_sends_no_headers_carries_its_token_in_the_address(kitchen: Ledger) -> None:
    token, nobody = token_of("vic", "graph:read"), APIClient()
    assert nobody.get(SERVICE).status_code == 401
    assert nobody.get(f"{SERVICE}?token=tl_wrong").status_code == 401
    body = nobody.get(f"{SERVICE}?token={token}").json()
    assert nobody.get(body["suggest"]["entity"]["service_path"] + "&prefix=co").status_code == 200
    assert nobody.get(f"/api/v1/suggest?q=co&token={token}").status_code == 401  # nowhere else
    assert ApiToken.objects.count() == 1


def test_a_batch_is_answered_query_by_query(vic: APIClient, kitchen: Ledger) -> None:
    body = ask(
        vic,
        {
            "q0": {"query": "line cooks (part-time)"},
            "q1": {"query": "xqzw"},
            "q2": {"query": "Cook", "limit": 1},
        },
    )
    best = body["q0"]["result"][0]
    assert best["id"] == str(kitchen.concept("Line Cook").pk)
    assert {feature["id"] for feature in best["features"]} >= {
        "confidence",
        "words_shared",
        "same_title",
        "uses",
    }
    assert body["q1"]["result"] == [] or not any(one["match"] for one in body["q1"]["result"])
    assert len(body["q2"]["result"]) == 1
    assert body["q2"]["result"][0]["match"] is True
    assert body["q2"]["result"][0]["score"] == 100.0


def test_an_alternative_title_is_told_in_the_description(vic: APIClient, kitchen: Ledger) -> None:
    best = ask(vic, {"a": {"query": "chef de partie"}})["a"]["result"][0]
    assert best["name"] == "Line Cook"
    assert "also called Chef de Partie" in best["description"]


def test_properties_sway_the_score_and_never_make_a_wrong_match_certain(
    vic: APIClient, kitchen: Ledger
) -> None:
    cook, manager = (str(kitchen.concept(name).pk) for name in ("Cook", "Restaurant Manager"))
    right = {"query": "line cook", "properties": [{"pid": "broader", "v": {"id": cook}}]}
    wrong = {"query": "line cook", "properties": [{"pid": "broader", "v": {"id": manager}}]}
    unknown = {"query": "line cook", "properties": [{"pid": "salary", "v": 3}]}
    body = ask(vic, {"right": right, "wrong": wrong, "unknown": unknown})
    tops = {name: body[name]["result"][0] for name in body}
    assert tops["right"]["score"] > tops["wrong"]["score"]
    assert tops["right"]["match"]
    assert not tops["wrong"]["match"]
    assert tops["unknown"]["score"] == 100.0


def test_without_a_name_the_properties_alone_find_concepts(vic: APIClient, kitchen: Ledger) -> None:
    body = ask(vic, {"kinds": {"properties": [{"pid": "broader", "v": "cook"}]}})
    assert {one["name"] for one in body["kinds"]["result"]} == {"Line Cook", "Pastry Cook"}
    assert not any(one["match"] for one in body["kinds"]["result"])


def test_another_type_finds_nothing(vic: APIClient) -> None:
    body = ask(
        vic, {"a": {"query": "cook", "type": "person"}, "b": {"query": "cook", "type": ["person", "concept"]}}
    )
    assert body["a"]["result"] == []
    assert body["b"]["result"] != []


@pytest.mark.parametrize(
    ("queries", "said"),
    [
        ("{", "not valid JSON"),
        ("[]", "an object"),
        ('{"q": 1}', "queries.q is not an object"),
        ('{"q": {}}', "neither 'query' nor 'properties'"),
        ('{"q": {"query": 3}}', "queries.q.query"),
        ('{"q": {"query": "a", "limit": 0}}', "queries.q.limit"),
        ('{"q": {"query": "a", "limit": true}}', "queries.q.limit"),
        ('{"q": {"query": "a", "wish": 1}}', "unknown member 'wish'"),
        ('{"q": {"query": "a", "type_strict": "must"}}', "type_strict"),
        ('{"q": {"query": "a", "properties": [{"pid": "broader"}]}}', "needs 'pid' and 'v'"),
        ('{"q": {"query": "a", "properties": [{"pid": "broader", "v": null}]}}', "properties[0].v"),
    ],
)
def test_a_wrong_query_is_told_by_name(vic: APIClient, queries: str, said: str) -> None:
    body = refused(vic, {"queries": queries})
    assert body["code"] == "reconcile.bad_query"
    assert said in body["detail"]


def test_too_many_queries_are_refused_with_the_limit(vic: APIClient) -> None:
    body = refused(vic, {"queries": json.dumps({str(n): {"query": "cook"} for n in range(501)})}, 413)
    assert (body["code"], body["limit"]) == ("reconcile.too_many", 500)


def test_columns_are_fetched_for_reconciled_cells(vic: APIClient, kitchen: Ledger) -> None:
    line = str(kitchen.concept("Line Cook").pk)
    asked = {
        "ids": [line, "999999", "no number"],
        "properties": [
            {"id": "title", "settings": {"limit": "1"}},
            {"id": "broader"},
            {"id": "uses"},
            {"id": "rung"},
        ],
    }
    answer = vic.post(SERVICE, {"extend": json.dumps(asked)})
    body = fits(answer.json(), EXTENSION)
    assert body["rows"][line] == {
        "title": [{"str": "Line Cook"}],
        "broader": [{"id": str(kitchen.concept("Cook").pk), "name": "Cook"}],
        "uses": [{"int": 800}],
        "rung": [{"int": 0}],
    }
    assert body["rows"]["999999"] == {"title": [], "broader": [], "uses": [], "rung": []}
    assert [one["id"] for one in body["meta"]] == ["title", "broader", "uses", "rung"]


@pytest.mark.parametrize(
    ("extend", "said"),
    [
        ("nonsense", "not valid JSON"),
        ('{"ids": []}', "'properties'"),
        ('{"ids": [1], "properties": []}', "texts"),
        ('{"ids": [], "properties": [{"id": "salary"}]}', "no property 'salary'"),
        ('{"ids": [], "properties": [{"id": "title", "settings": {"limit": "many"}}]}', "settings.limit"),
    ],
)
def test_a_wrong_extension_is_told_by_name(vic: APIClient, extend: str, said: str) -> None:
    assert said in refused(vic, {"extend": extend})["detail"]


def test_suggestions_have_the_shape_that_is_asked_for(vic: APIClient, kitchen: Ledger) -> None:
    entities = fits(vic.get(f"{SERVICE}/suggest/entity?prefix=coo").json(), SUGGESTED)["result"]
    assert entities[0]["name"] == "Cook"
    assert (
        fits(vic.get(f"{SERVICE}/suggest/property?prefix=bro").json(), SUGGESTED)["result"][0]["id"]
        == "broader"
    )
    assert (
        fits(vic.get(f"{SERVICE}/suggest/type?prefix=job").json(), SUGGESTED)["result"][0]["id"] == "concept"
    )
    assert vic.get(f"{SERVICE}/suggest/type?prefix=person").json()["result"] == []
    rest = vic.get(f"{SERVICE}/suggest/entity?prefix=coo&cursor=1").json()["result"]
    assert [one["id"] for one in rest] == [one["id"] for one in entities[1:]]


def test_a_preview_is_a_page_without_scripts_and_escapes_titles(kitchen: Ledger, vic: APIClient) -> None:
    cook = kitchen.concept("Cook").pk
    answer = vic.get(f"{SERVICE}/preview?id={cook}")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "<h1>Cook</h1>" in text
    assert (
        "<b>Narrower</b>: Line Cook, Pastry Cook" in text or "<b>Narrower</b>: Pastry Cook, Line Cook" in text
    )
    assert "<script" not in text
    assert vic.get(f"{SERVICE}/preview?id=999999").status_code == 404
    flyout = vic.get(f"{SERVICE}/flyout?id={cook}").json()
    assert flyout["id"] == str(cook)
    assert flyout["html"].startswith("<h1>Cook</h1>")


def test_a_post_that_asks_nothing_says_what_to_send(vic: APIClient) -> None:
    assert "queries" in refused(vic, {})["detail"]
