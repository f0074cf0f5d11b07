from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone

from config.doctor.data import (
    examine_artifacts,
    examine_leases,
    examine_merging,
    examine_people,
    examine_training,
)
from config.doctor.examine import examine
from config.doctor.finding import Finding
from config.doctor.machine import examine_disk, examine_secrets
from config.doctor.services import examine_broker
from config.embedded.home import Home
from models_lstm.models import Dataset, TrainingRun
from models_lstm.services.run_states import AUTO_RESUMES
from taxonomy.models import Decision, Pair, Person, Task, Title

pytestmark = pytest.mark.django_db


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
    assert "1 tasks are leased far into the future" in problems(examine_leases())[0].text

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
