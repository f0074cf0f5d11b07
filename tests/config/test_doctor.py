from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone

from config.doctor.data import examine_artifacts, examine_leases, examine_merging
from config.doctor.examine import examine
from config.doctor.finding import Finding
from config.doctor.machine import examine_disk, examine_secrets
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


def test_decisions_that_nobody_merges_are_a_problem_with_advice(pair: Pair) -> None:
    Decision.objects.create(
        pair=pair, relation="related", settled_by="review", created_at=timezone.now() - timedelta(hours=1)
    )

    found = problems(examine_merging())

    assert len(found) == 1 and "make run" in found[0].advice


def test_a_missing_artifact_is_named() -> None:
    from models_lstm.models import Dataset

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

    monkeypatch.setattr("config.doctor.examine.WITHOUT_DATABASE", (examine_weather,))

    found = list(examine())

    assert found[0].text == "could not be examined: no barometer"
    assert any(finding.subject == "migrations" for finding in found)
