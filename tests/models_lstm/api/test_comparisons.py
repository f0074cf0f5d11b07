"""Comparisons over all candidates: asked for once, listed, stopped, and taken up one after the other."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from models_lstm import tasks
from models_lstm.models import ComparisonRun, ModelVersion
from models_lstm.services.datasets import dataset_freeze
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import person, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions() -> list[ModelVersion]:
    """Three versions; nothing here asks them anything."""
    settle(judgements(count=20))
    dataset, _ = dataset_freeze()
    return [
        ModelVersion.objects.create(
            number=n, version=f"v{n}", dataset=dataset, artifact="model/none", bundle_hash="", created_at=timezone.now()
        )
        for n in (1, 2, 3)
    ]  # fmt: skip


@pytest.fixture
def mia() -> APIClient:
    client = APIClient()
    client.force_authenticate(person("mia", "ml_engineer"))
    return client


def test_the_same_question_is_asked_once_at_a_time_and_can_be_taken_back(
    versions: list[ModelVersion], mia: APIClient
) -> None:
    asked = mia.post("/api/v1/comparisons", {"a": "v1", "b": "v2"})
    again = mia.post("/api/v1/comparisons", {"a": "v1", "b": "v2"})
    assert (asked.status_code, again.status_code) == (202, 200)
    assert asked.json()["id"] == again.json()["id"]
    assert asked.json()["state"] == "queued" and asked.json()["created_by"] == "mia"

    address = f"/api/v1/comparisons/{asked.json()['id']}"
    assert mia.get(address).json()["result"] is None
    assert mia.post(f"{address}/cancel").json()["state"] == "cancelled"
    over = mia.post(f"{address}/cancel")
    assert (over.status_code, over.json()["code"]) == (409, "comparison.over")
    assert mia.post("/api/v1/comparisons", {"a": "v1", "b": "v2"}).status_code == 202


def test_the_list_is_that_of_the_versions_asked_for_newest_first(
    versions: list[ModelVersion], mia: APIClient
) -> None:
    made = [
        mia.post("/api/v1/comparisons", {"a": a, "b": b}).json()["id"]
        for a, b in (("v1", "v2"), ("v2", "v1"), ("v1", "v3"))
    ]

    def listed(query: str) -> list[int]:
        return [row["id"] for row in mia.get(f"/api/v1/comparisons{query}").json()["results"]]

    assert listed("") == made[::-1]
    assert listed("?a=v1") == [made[2], made[0]]
    assert listed("?a=v1&b=v2") == [made[0]]
    assert mia.get("/api/v1/comparisons?a=v9").status_code == 404


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"a": "v1", "b": "v1"}, "b"),
        ({"a": "v1", "b": "v2", "min_score": 2}, "min_score"),
        ({"a": "v1"}, "b"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_its_field(
    versions: list[ModelVersion], mia: APIClient, wish: dict[str, object], field: str
) -> None:
    refused = mia.post("/api/v1/comparisons", wish, format="json")
    told = refused.json()
    assert refused.status_code == 422
    assert field in {told.get("field"), *(error["field"] for error in told.get("errors", ()))}
    assert not ComparisonRun.objects.exists()


def test_who_waits_is_rung_for_when_one_is_done_and_not_while_it_runs(
    versions: list[ModelVersion], mia: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, waiting = (
        mia.post("/api/v1/comparisons", {"a": "v1", "b": b}).json()["id"] for b in ("v2", "v3")
    )
    ComparisonRun.objects.filter(pk=running).update(state="running", claim=uuid.uuid4())
    rung: list[int] = []
    monkeypatch.setattr(tasks, "compare_soon", rung.append)

    tasks.compare_run(run_id=waiting)
    assert rung == []

    monkeypatch.setattr("models_lstm.services.compare.comparison_run_execute", lambda run_id: None)
    tasks.compare_run(run_id=running)
    assert rung == [waiting]
