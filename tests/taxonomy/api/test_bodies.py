"""Bodies of requests take no fields but those that they name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from rest_framework import serializers

from models_lstm.models import RetrainPolicy
from taxonomy.api.bodies import Body
from taxonomy.models import AuditEntry
from tests.people import browser_of

BY_FORM = {"/api/v1/reconcile"}
"""Its form comes from other programs, which may add to it."""


class _Item(Body):
    name = serializers.CharField()


class _Order(Body):
    items = _Item(many=True)
    shelf = serializers.CharField(required=False)
    told = serializers.CharField(read_only=True)


def test_an_unknown_field_is_named_with_what_was_meant() -> None:
    order = _Order(data={"items": [{"name": "a", "nmae": "b"}], "zzz": 1, "shlef": "x", "told": "y"})
    assert not order.is_valid()
    assert {name: [str(e) for e in errors] for name, errors in order.errors.items()} == {
        "zzz": ["There is no such field; known: items, shelf."],
        "shlef": ["There is no such field; did you mean 'shelf'?"],
        "told": ["There is no such field; known: items, shelf."],
    }


def test_an_unknown_field_of_a_part_is_named() -> None:
    order = _Order(data={"items": [{"name": "a"}, {"name": "b", "nmae": "c"}]})
    assert not order.is_valid()
    assert order.errors["items"][1] == {"nmae": ["There is no such field; did you mean 'name'?"]}


def test_what_a_form_sends_beside_its_fields_is_no_fault() -> None:
    assert _Item(data={"name": "a", "csrfmiddlewaretoken": "x"}).is_valid()


@pytest.mark.django_db
def test_a_slip_in_a_name_changes_nothing() -> None:
    mia = browser_of("mia")
    before = AuditEntry.objects.count()
    answer = mia.put("/api/v1/retraining", {"enabled": True, "afer": 50})
    assert answer.status_code == 422
    assert [(error["field"], error["detail"]) for error in answer.json()["errors"]] == [
        ("afer", "There is no such field; did you mean 'after'?")
    ]
    assert not RetrainPolicy.objects.exists() and AuditEntry.objects.count() == before


def test_the_schema_says_so_of_every_body() -> None:
    schema = json.loads((Path(settings.BASE_DIR) / "docs" / "openapi.json").read_text())
    bodies = open_ = 0
    for path, doors in schema["paths"].items():
        for door in doors.values():
            if not isinstance(door, dict):
                continue
            for content in door.get("requestBody", {}).get("content", {}).values():
                shape = content["schema"]
                if "$ref" in shape:
                    shape = schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]]
                bodies += 1
                if path not in BY_FORM:
                    assert shape.get("additionalProperties") is False, path
                else:
                    open_ += 1
    assert bodies > 60 and open_ == 1
