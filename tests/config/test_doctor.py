from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone

from config.doctor.data import (
    examine_artifacts,
    examine_every_byte,
    examine_leases,
    examine_merging,
    examine_people,
    examine_training,
)
from config.doctor.examine import examine
from config.doctor.finding import Finding
from config.doctor.machine import examine_code, examine_disk, examine_logs, examine_secrets
from config.doctor.services import examine_broker
from config.embedded.home import Home
from config.observability.broker import QUEUES, broker_connection
from config.supervisor.preflight import supervisor_lock
from models_lstm.models import Dataset, TrainingRun
from models_lstm.services.run_states import AUTO_RESUMES
from taxonomy.models import Decision, Pair, Person, Task, Title
from taxonomy.services.artifacts import artifact_store, artifact_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_messages() -> None:
    """Other tests ring for work that no worker does here."""
    with broker_connection() as broker:
        broker.delete(*QUEUES)


@pytest.fixture
def pair() -> Pair:
    now = timezone.now()
    nurse = Title.objects.create(text="Nurse", key="nurse", created_at=now)
    matron = Title.objects.create(text="Matron", key="matron", created_at=now)
    return Pair.objects.create(title_a=nurse, title_b=matron)


def problems(findings: Any) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "problem"]


def test_a_fresh_installation_needs_nobody() -> None:
    assert problems(examine()) == []


def test_a_lease_far_in_the_future_is_a_problem(pair: Pair) -> None:
    ana = Person.objects.create_user("ana")
    now = timezone.now()
    task = Task.objects.create(
        pair=pair, leased_by=ana, leased_until=now + timedelta(days=2), created_at=now, updated_at=now
    )
    assert "leased far into the future: 1" in problems(examine_leases())[0].text

    task.leased_until = now - timedelta(seconds=1)
    task.save(update_fields=["leased_until"])

    assert problems(examine_leases()) == []


@pytest.mark.parametrize(("resumes", "severity"), [(0, "note"), (AUTO_RESUMES, "problem")])
def test_a_training_that_nobody_goes_on_with_is_told(resumes: int, severity: str) -> None:
    run = TrainingRun.objects.create(
        dataset=Dataset.objects.create(
            name="first",
            source="csv",
            train_count=1,
            validation_count=0,
            test_count=0,
            artifact=f"datasets/{'0' * 64}",
            created_at=timezone.now(),
        ),
        recipe="",
        state="interrupted",
        auto_resumes=resumes,
        error="The process that trained it is gone.",
        queued_at=timezone.now(),
    )

    [finding] = [found for found in examine_training() if found.severity != "ok"]

    assert finding.severity == severity
    assert f"run {run.pk}" in finding.text and "is gone" in finding.text and finding.advice


def test_a_service_that_is_kept_and_does_not_answer_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path
) -> None:
    settings.EMBEDDED = Home(tmp_path)
    monkeypatch.setattr("config.doctor.services.is_kept", lambda service: True)
    monkeypatch.setattr("config.doctor.services.ANSWER_SECONDS", 0.0)

    [finding] = examine_broker()

    assert finding.severity == "problem" and "does not answer" in finding.text
    assert "valkey.log" in finding.advice


def test_what_stands_on_a_broken_service_is_left_out(settings: LazySettings) -> None:
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, database_url="postgresql://ana@127.0.0.1:1/x", redis_url="redis://127.0.0.1:1/0"
    )

    found = problems(examine())

    assert [finding.subject for finding in found] == ["valkey", "postgres"]
    assert all("cannot be used" in finding.text and "Start it" in finding.advice for finding in found)


def test_a_house_without_an_administrator_is_noticed() -> None:
    assert "nobody can log in" in next(iter(examine_people())).text
    Person.objects.create_user("ana")

    finding = next(iter(examine_people()))

    assert "nobody is an administrator" in finding.text and "create_person" in finding.advice


def test_decisions_that_nobody_merges_are_a_problem_with_advice(pair: Pair) -> None:
    Decision.objects.create(
        pair=pair, relation="related", settled_by="review", created_at=timezone.now() - timedelta(hours=1)
    )

    found = problems(examine_merging())

    assert len(found) == 1 and "make run" in found[0].advice


def test_a_missing_artifact_is_named() -> None:
    Dataset.objects.create(
        name="first",
        source="csv",
        train_count=1,
        validation_count=0,
        test_count=0,
        artifact=f"datasets/{'0' * 64}",
        created_at=timezone.now(),
    )

    found = problems(examine_artifacts())

    assert len(found) == 1 and "0000" in found[0].text and "backup" in found[0].advice


def test_damaged_content_is_found_by_a_thorough_examination_only(
    settings: LazySettings, tmp_path: Path
) -> None:
    stores: dict[str, Any] = dict(settings.STORAGES)
    settings.STORAGES = stores | {"artifacts": stores["artifacts"] | {"OPTIONS": {"location": str(tmp_path)}}}
    folder = artifact_workspace()
    (folder / "pairs.jsonl").write_text("{}")
    name = artifact_store("datasets", folder)
    Dataset.objects.create(
        name="first",
        source="csv",
        train_count=1,
        validation_count=0,
        test_count=0,
        artifact=name,
        created_at=timezone.now(),
    )
    assert problems(examine_every_byte()) == []

    (tmp_path / name / "pairs.jsonl").write_text("[]")

    assert problems(examine_artifacts()) == []
    [found] = problems(examine_every_byte())
    assert name in found.text and "backup" in found.advice
    assert found in list(examine(thorough=True))


def test_errors_of_the_last_day_are_told_with_the_last_one(settings: LazySettings, tmp_path: Path) -> None:
    settings.EMBEDDED = Home(tmp_path)
    (tmp_path / "log").mkdir()
    now = datetime.now(UTC)
    lines = [
        {"level": "ERROR", "at": (now - timedelta(days=2)).isoformat(), "message": "long ago"},
        {"level": "ERROR", "at": (now - timedelta(hours=2)).isoformat(), "message": "earlier"},
        {
            "level": "ERROR",
            "at": now.isoformat(),
            "message": "request",
            "path": "/api/v1/meta",
            "status": 500,
        },
        {"level": "INFO", "at": now.isoformat(), "message": 'said "ERROR"'},
    ]
    text = "\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
    (tmp_path / "log" / "web.log").write_text(f'{text}\nnot JSON "ERROR"\n')
    (tmp_path / "log" / "postgres.log").write_text("all is quiet\n")

    [finding] = examine_logs()

    assert finding.severity == "note"
    assert "errors in web.log within a day: 2" in finding.text and "request /api/v1/meta 500" in finding.text


def test_code_that_is_newer_than_what_runs_is_told(settings: LazySettings, tmp_path: Path) -> None:
    settings.EMBEDDED = Home(tmp_path)
    lock = supervisor_lock(settings.EMBEDDED)
    (tmp_path / "run" / "supervisor.json").write_text(json.dumps({"pid": os.getpid()}))
    try:
        with patch.object(psutil.Process, "create_time", return_value=time.time() + 60):
            assert list(examine_code()) == []
        with patch.object(psutil.Process, "create_time", return_value=0.0):
            [finding] = examine_code()
    finally:
        os.close(lock)
    assert list(examine_code()) == []

    assert "after the start" in finding.text and "make run" in finding.advice


def test_open_files_and_first_passwords_are_noticed(settings: LazySettings, tmp_path: Path) -> None:
    settings.HOME_DIR = tmp_path
    login = tmp_path / "first-login.txt"
    login.write_text("ana secret")
    login.chmod(0o644)

    found = list(examine_secrets())

    assert any(finding.severity == "problem" and "chmod 600" in finding.advice for finding in found)


def test_a_disk_that_fills_up_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    class Little:
        free = 10 * 1024 * 1024

    monkeypatch.setattr("config.doctor.machine.shutil.disk_usage", lambda path: Little)

    assert problems(examine_disk())[0].subject == "disk"


def test_prints_one_json_object_and_exits_with_2_when_somebody_is_needed(pair: Pair) -> None:
    Decision.objects.create(
        pair=pair, relation="related", settled_by="review", created_at=timezone.now() - timedelta(hours=1)
    )
    out = StringIO()

    with pytest.raises(SystemExit) as exit_:
        call_command("doctor", "--json", stdout=out)

    body = json.loads(out.getvalue())
    assert exit_.value.code == 2
    assert body["healthy"] is False and body["problems"] == 1


def test_an_examination_that_breaks_is_a_finding_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def examine_weather() -> Any:
        raise RuntimeError("no barometer")

    monkeypatch.setattr("config.doctor.examine.WITHOUT_SERVICES", (examine_weather,))

    found = list(examine())

    assert found[0].text == "could not be examined: no barometer"
    assert any(finding.subject == "migrations" for finding in found)
