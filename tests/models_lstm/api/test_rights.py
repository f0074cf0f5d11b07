"""Who may see and who may move the learner."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import person, settle

pytestmark = pytest.mark.django_db
READERS = {"ml_engineer", "reviewer", "annotator", "administrator"}
WRITERS = {"ml_engineer", "administrator"}
ROLES = ("annotator", "reviewer", "ml_engineer", "search_client", "administrator")
READS = (
    "datasets", "datasets/none", "training-runs", "training-runs/1", "training-runs/1/log", "models", "models/v1",
    "models/compare?a=v1&b=v2", "aliases", "proposal-runs", "proposal-runs/1",
)  # fmt: skip
WRITES = (
    "datasets", "training-runs", "training-runs/1/cancel", "training-runs/1/resume", "models/v1/propose",
    "aliases/champion", "aliases/champion/rollback",
)  # fmt: skip


@pytest.mark.parametrize("path", READS)
def test_reading_is_for_those_who_work_with_it(path: str) -> None:
    for role in ROLES:
        status = _client(role).get(f"/api/v1/{path}").status_code
        assert status in ({200, 404} if role in READERS else {403}), (role, path, status)
    assert APIClient().get(f"/api/v1/{path}").status_code == 401


@pytest.mark.parametrize("path", WRITES)
def test_writing_is_for_ml_engineers(path: str) -> None:
    for role in ROLES:
        status = _client(role).post(f"/api/v1/{path}", {}).status_code
        assert status in ({404, 409, 422} if role in WRITERS else {403}), (role, path, status)
    assert APIClient().post(f"/api/v1/{path}", {}).status_code == 401


def test_mia_freezes_and_is_told_why_a_training_cannot_begin() -> None:
    mia = _client("ml_engineer")
    settle(judgements(count=20))
    frozen = mia.post("/api/v1/datasets", {"name": "first"})
    assert (frozen.status_code, frozen.json()["name"]) == (201, "first")
    assert mia.post("/api/v1/datasets", {"name": "first"}).status_code == 200
    assert mia.get("/api/v1/datasets").json()["results"][0]["name"] == "first"
    assert mia.get("/api/v1/datasets/first").json()["facts"]["judged"] == 20
    refused = mia.post("/api/v1/training-runs", {"dataset": "first", "preset": "quick"})
    assert (refused.status_code, refused.json()["code"]) == (409, "training.preflight")
    assert "too_few_pairs" in {r["code"] for r in refused.json()["reasons"]}


def test_mia_is_told_when_nobody_would_train_and_may_let_the_run_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "models_lstm.services.runs.worker_missing", lambda: "no worker for trainings since noon"
    )
    mia = _client("ml_engineer")
    settle(judgements(count=200))
    refused = mia.post("/api/v1/training-runs", {"preset": "quick"})
    assert (refused.status_code, refused.json()["code"]) == (409, "training.preflight")
    assert [r["code"] for r in refused.json()["reasons"]] == ["no_worker"]
    assert "no worker for trainings since noon" in refused.json()["detail"]
    waiting = mia.post("/api/v1/training-runs", {"preset": "quick", "wait": True})
    assert (waiting.status_code, waiting.json()["state"]) == (201, "queued")
    assert mia.get(f"/api/v1/training-runs/{waiting.json()['id']}/files/recipe.toml").status_code == 200
    busy = mia.post("/api/v1/training-runs", {"preset": "quick", "wait": True})
    assert (busy.status_code, busy.json()["code"]) == (409, "training.busy")


def test_a_recipe_that_is_none_names_the_key() -> None:
    settle(judgements(count=20))
    refused = _client("ml_engineer").post("/api/v1/training-runs", {"recipe": "hiden = 3"})
    assert (refused.status_code, refused.json()["field"]) == (422, "hiden")


def test_nothing_is_champion_before_the_first_promotion() -> None:
    answer = _client("annotator").get("/api/v1/models/champion")
    assert (answer.status_code, answer.json()["code"]) == (404, "model.no_champion")


def _client(role: str) -> APIClient:
    client = APIClient()
    client.force_authenticate(person(f"some_{role}", role))
    return client
