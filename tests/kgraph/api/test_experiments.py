"""Two releases on live questions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from kgraph.models import Exposure
from kgraph.services import experiments
from kgraph.services.releases import release_build, release_publish
from taxonomy.models import AuditEntry
from tests.kgraph.ledger import Ledger
from tests.people import browser_of

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"
SPLIT = {"name": "bakers", "control": 1, "variant": 2, "share": 0.5}


@pytest.fixture
def bakery(kitchen: Ledger) -> Iterator[Ledger]:
    """Release 2 knows bakers; both are published."""
    kitchen.decide("Cook", "broader", "Baker")
    release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)
    experiments._counted.answers.clear()
    yield kitchen
    experiments._counted.answers.clear()


def met(vic: APIClient, unit: str) -> tuple[int, str]:
    answer = vic.get(f"{V1}normalize?q=cook", headers={"X-Titleloom-Unit": unit})
    assert answer.json()["release"] == int(answer["X-Titleloom-Release"])
    return answer.json()["release"], answer["X-Titleloom-Arm"]


def test_each_asker_meets_one_release_and_is_counted(vic: APIClient, bakery: Ledger) -> None:
    ada = browser_of("ada")
    started = ada.post(f"{V1}experiments", SPLIT, format="json")
    assert started.status_code == 201, started.content
    first = {f"user {n}": met(vic, f"user {n}") for n in range(60)}
    assert set(first.values()) == {(1, "control"), (2, "variant")}
    assert {unit: met(vic, unit) for unit in first} == first
    row = ada.get(f"{V1}experiments/{started.json()['id']}").json()
    variants = sum(arm == "variant" for _, arm in first.values())
    assert row["arms"] == {
        "control": {"release": 1, "units": 60 - variants, "answers": 2 * (60 - variants)},
        "variant": {"release": 2, "units": variants, "answers": 2 * variants},
    }
    assert not row["ratio_mismatch"]
    assert not Exposure.objects.filter(unit__contains="user").exists()  # digests only


def test_who_names_a_number_or_is_a_person_is_never_diverted(vic: APIClient, bakery: Ledger) -> None:
    ada = browser_of("ada")
    ada.post(f"{V1}experiments", SPLIT | {"share": 0.999}, format="json")
    for number in (1, 2):
        answer = vic.get(f"{V1}meta?release={number}")
        assert answer.json()["release"] == number
        assert "X-Titleloom-Arm" not in answer
    assert "X-Titleloom-Arm" not in ada.get(f"{V1}meta")


def test_one_at_a_time_and_only_published_releases(vic: APIClient, bakery: Ledger) -> None:
    ada = browser_of("ada")
    for wrong, status in (
        ({"variant": 9}, 409), ({"variant": 1}, 422), ({"share": 1.0}, 422), ({"name": " "}, 422),
    ):  # fmt: skip
        assert ada.post(f"{V1}experiments", SPLIT | wrong, format="json").status_code == status
    one = ada.post(f"{V1}experiments", SPLIT, format="json").json()["id"]
    again = ada.post(f"{V1}experiments", SPLIT, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "experiment.refused")
    assert vic.post(f"{V1}experiments/{one}/stop").status_code == 403
    assert ada.post(f"{V1}experiments/{one}/stop").json()["ended_by"] == "ada"
    assert ada.post(f"{V1}experiments/{one}/stop").status_code == 409
    assert "X-Titleloom-Arm" not in vic.get(f"{V1}meta")
    assert [e.action for e in AuditEntry.objects.filter(object_type="experiment").order_by("pk")] == [
        "experiment.start",
        "experiment.stop",
    ]


def test_a_withdrawn_release_ends_the_diversion(vic: APIClient, bakery: Ledger) -> None:
    ada = browser_of("ada")
    ada.post(f"{V1}experiments", SPLIT | {"share": 0.999}, format="json")
    assert met(vic, "user 1") == (2, "variant")
    ada.post(f"{V1}releases/2/withdraw", {"reason": "no bakers"})
    answer = vic.get(f"{V1}meta", headers={"X-Titleloom-Unit": "user 1"})
    assert answer.json()["release"] == 1
    assert "X-Titleloom-Arm" not in answer


def test_the_command_starts_shows_and_stops(bakery: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("experiment", "start", "--name", "bakers", "--control", "1", "--variant", "2")
    assert "“bakers”, running" in capsys.readouterr().out
    call_command("experiment", "show")
    assert "variant: release 2, 0 units" in capsys.readouterr().out
    call_command("experiment", "stop")
    assert "ended" in capsys.readouterr().out
    with pytest.raises(SystemExit) as refused:
        call_command("experiment", "stop")
    assert refused.value.code == 3
