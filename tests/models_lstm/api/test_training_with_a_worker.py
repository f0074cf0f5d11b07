"""Mia trains, cancels, promotes and proposes over the API; a real worker does the work."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from models_lstm.selectors.datasets import dataset_get
from taxonomy.models import Proposal
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import person, settle, titles

SLOW = 'base = "quick"\npair_epochs = 500\npatience = 500\n'


@pytest.mark.slow
@pytest.mark.stack
def test_trains_cancels_promotes_and_proposes_in_the_background(worker: subprocess.Popen[bytes]) -> None:
    settle(judgements(count=900))
    titles(["senior railway cook", "railway chef de cuisine", "airport driver", "senior airport driver"])
    client = APIClient()
    client.force_authenticate(person("mia", "ml_engineer"))

    slow = client.post("/api/v1/training-runs", {"recipe": SLOW}).json()
    assert slow["state"] == "queued" and slow["waiting_reason"].startswith("Waiting")
    _wait(lambda: _run(client, slow["id"])["progress"].get("step", 0) > 20)
    watched = _run(client, slow["id"])
    assert watched["curves"] and watched["log_tail"] and watched["progress"]["percent"] > 0
    busy = client.post("/api/v1/training-runs", {"preset": "quick"})
    assert (busy.status_code, busy.json()["code"]) == (409, "training.busy")
    client.post(f"/api/v1/training-runs/{slow['id']}/cancel")
    _wait(lambda: _run(client, slow["id"])["state"] == "cancelled")

    wish = {"preset": "quick", "dataset": slow["dataset"]["name"], "curve_points": 1}
    run = client.post("/api/v1/training-runs", wish)
    assert (run.status_code, run.json()["preset"]) == (201, "quick")
    _wait(lambda: _run(client, run.json()["id"])["state"] not in ("queued", "running"))
    done = _run(client, run.json()["id"])
    assert done["state"] == "succeeded", done["error"]
    traced = client.get(f"/api/v1/models/{done['model_version']}").json()
    assert [point["labels"] for point in traced["metrics"]["curve"]] == [
        dataset_get(slow["dataset"]["name"]).train_count // 2
    ]

    promoted = client.post("/api/v1/aliases/champion", {"version": done["model_version"]})
    assert promoted.status_code == 201, promoted.json()
    _wait(lambda: _proposal_runs(client)[0]["state"] not in ("queued", "running"))
    proposing = _proposal_runs(client)[0]
    assert proposing["state"] == "succeeded", proposing["error"]
    assert proposing["counts"]["stored"] == Proposal.objects.filter(state="open").count() > 0


def _run(client: APIClient, run_id: int) -> Any:
    return client.get(f"/api/v1/training-runs/{run_id}").json()


def _proposal_runs(client: APIClient) -> Any:
    return client.get("/api/v1/proposal-runs").json()["results"]


def _wait(condition: Callable[[], bool], *, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
