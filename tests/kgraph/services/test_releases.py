"""Releases are built from the graph as it is, numbered, published and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections

from kgraph.models import Edge, Release
from kgraph.selectors import releases as selector
from kgraph.selectors.releases import (
    ReleaseMissing,
    ReleaseWithdrawn,
    difference_between,
    latest_number,
    release_choose,
    releases_forget,
    snapshot_open,
)
from kgraph.services import releases as service
from kgraph.services.releases import (
    NothingChanged,
    NothingThere,
    PendingMerges,
    ReleaseBusy,
    WrongState,
    release_build,
    release_publish,
    release_withdraw,
)
from taxonomy.core.errors import BadInput
from taxonomy.models import AuditEntry, Decision
from taxonomy.services.artifacts import artifact_local_path, artifact_workspace
from tests.kgraph.ledger import Ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_release_known() -> Iterator[None]:
    releases_forget()
    yield
    releases_forget()


@pytest.fixture
def kitchen() -> Ledger:
    ledger = Ledger()
    ledger.title("Cook", 90)
    ledger.title("Line Cook", 50)
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Line Cook", "synonym", "Chef de Partie")
    ledger.decide("Sous Chef", "senior", "Chef de Partie")
    return ledger


def test_a_release_holds_the_graph_as_it_is(kitchen: Ledger) -> None:
    release = release_build(by=kitchen.ada, note="the first")
    assert (release.number, release.state, release.note) == (1, "draft", "the first")
    graph = snapshot_open(release.artifact)
    last = Decision.objects.order_by("-seq").values_list("seq", flat=True)[0]
    assert graph.meta.ledger_seq == release.ledger_seq == last
    assert (graph.titles, graph.concepts, graph.edges) == (4, 3, 3)
    line_cook = graph.concept_with_id(kitchen.concept("Line Cook").pk)
    assert line_cook is not None
    assert [graph.title_text[title] for title in graph.members(line_cook)] == ["Line Cook", "Chef de Partie"]
    assert [graph.name(c) for c in graph.steps["broader"].row(line_cook)] == ["Cook"]
    assert [graph.name(c) for c in graph.steps["senior"].row(line_cook)] == ["Sous Chef"]
    assert release.counts["new_edges"] == 3
    assert AuditEntry.objects.filter(action="release.build", object_id="1", actor=kitchen.ada).count() == 1


def test_edges_remember_the_release_in_which_they_first_appeared(kitchen: Ledger) -> None:
    release_build(by=kitchen.ada)
    assert set(Edge.objects.values_list("first_release", flat=True)) == {1}
    kitchen.decide("Sous Chef", "related", "Baker")
    second = release_build(by=kitchen.ada)
    assert second.counts["new_edges"] == 1
    assert list(Edge.objects.order_by("id").values_list("first_release", flat=True)) == [1, 1, 1, 2]
    assert snapshot_open(second.artifact).array("edge_first_release").tolist() == [1, 1, 1, 2]


def test_nothing_new_is_no_release(kitchen: Ledger) -> None:
    release_build(by=kitchen.ada)
    with pytest.raises(NothingChanged, match="exactly what release 1 says") as refused:
        release_build(by=kitchen.ada)
    assert refused.value.exit_code == 3
    assert Release.objects.count() == 1


def test_another_use_of_a_title_is_something_new(kitchen: Ledger) -> None:
    release_build(by=kitchen.ada)
    cook = kitchen.title("Cook")
    cook.count = 91
    cook.save(update_fields=["count"])
    assert release_build(by=kitchen.ada).number == 2


def test_an_empty_graph_is_no_release() -> None:
    with pytest.raises(NothingThere):
        release_build(by=None)


def test_what_waits_is_merged_first_or_refused(kitchen: Ledger) -> None:
    kitchen.decide("Cook", "broader", "Baker", merge="soon")
    with pytest.raises(PendingMerges, match="1 decisions wait") as refused:
        release_build(by=kitchen.ada, merge_first=False)
    assert refused.value.extra == {"pending": 1}
    assert release_build(by=kitchen.ada).counts["broader"] == 2


def test_a_dry_run_leaves_nothing(kitchen: Ledger) -> None:
    kitchen.decide("Cook", "broader", "Baker", merge="soon")
    release = release_build(by=kitchen.ada, dry_run=True)
    assert (release.number, release.counts["pending"], release.artifact) == (1, 1, "")
    assert not Release.objects.exists()
    assert not Edge.objects.exclude(first_release=None).exists()
    assert not list(artifact_workspace().parent.glob("*/meta.json"))


def test_one_build_at_a_time(kitchen: Ledger) -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [service._LOCK])
        with pytest.raises(ReleaseBusy) as busy:
            release_build(by=kitchen.ada)
        assert busy.value.exit_code == 4
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [service._LOCK])
    finally:
        other.close()
    assert release_build(by=kitchen.ada).number == 1


def test_latest_is_the_highest_published_one(kitchen: Ledger) -> None:
    with pytest.raises(ReleaseMissing, match="No release is published yet"):
        release_choose("latest")
    release_build(by=kitchen.ada)
    assert release_choose("next").number == 1
    assert latest_number() is None
    published = release_publish(1, by=kitchen.ada)
    assert (published.state, published.published_by) == ("published", kitchen.ada)
    kitchen.decide("Cook", "broader", "Baker")
    release_build(by=kitchen.ada)
    assert (release_choose("latest").number, release_choose("next").number, release_choose("2").number) == (
        1,
        2,
        2,
    )
    release_publish(2, by=kitchen.ada)
    assert release_choose("latest").number == release_choose("next").number == 2


def test_what_another_process_has_built_just_now_is_found(
    kitchen: Ledger, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[..., Any]
) -> None:
    release_build(by=kitchen.ada)
    kitchen.decide("Cook", "broader", "Baker")
    clock = [1_000.0]
    monkeypatch.setattr(selector, "monotonic", lambda: clock[0])
    assert [entry.number for entry in selector.releases_known()] == [1]
    with monkeypatch.context() as elsewhere:  # a build in another process does not tell this one
        elsewhere.setattr(service, "releases_forget", lambda: None)
        release_build(by=kitchen.ada)
    clock[0] += 0.5
    assert [entry.number for entry in selector.releases_known()] == [1]

    assert selector.release_entry(2).number == 2
    with django_assert_num_queries(0):  # and numbers that nobody has heard of cost nothing
        for number in (0, 3, 99):
            with pytest.raises(ReleaseMissing, match=f"no release {number}"):
                release_choose(str(number))


def test_withdrawing_brings_the_one_before_back_and_says_why(kitchen: Ledger) -> None:
    for title in ("Baker", "Butcher"):
        kitchen.decide("Cook", "broader", title)
        release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)
    release_withdraw(2, by=kitchen.ada, reason="a butcher is no cook")
    assert latest_number() == 1
    with pytest.raises(ReleaseWithdrawn, match="a butcher is no cook"):
        release_choose("2")
    assert artifact_local_path(Release.objects.get(pk=2).artifact).is_dir()
    row = AuditEntry.objects.get(action="release.withdraw")
    assert (row.actor, row.data) == (kitchen.ada, {"reason": "a butcher is no cook"})


def test_states_only_go_forward(kitchen: Ledger) -> None:
    release_build(by=kitchen.ada)
    with pytest.raises(BadInput, match="Say why"):
        release_withdraw(1, by=kitchen.ada, reason="  ")
    release_publish(1, by=kitchen.ada)
    with pytest.raises(WrongState, match="is published; only a draft"):
        release_publish(1, by=kitchen.ada)
    release_withdraw(1, by=kitchen.ada, reason="wrong")
    with pytest.raises(WrongState):
        release_publish(1, by=None)
    with pytest.raises(WrongState, match="withdrawn already"):
        release_withdraw(1, by=None, reason="again")
    with pytest.raises(ReleaseMissing):
        release_publish(9, by=None)


def test_after_a_withdrawal_the_same_graph_may_be_released_again(kitchen: Ledger) -> None:
    release_build(by=kitchen.ada)
    release_withdraw(1, by=kitchen.ada, reason="a try")
    assert release_build(by=kitchen.ada).number == 2


def test_a_merge_of_concepts_is_a_redirect_in_the_next_release(kitchen: Ledger) -> None:
    kitchen.decide("Cook", "broader", "Station Cook")
    old = kitchen.concept("Station Cook").pk
    release_build(by=kitchen.ada)
    kitchen.decide("Station Cook", "synonym", "Line Cook")
    release_build(by=kitchen.ada)
    found, _, new = difference_between(1, 2)
    into = kitchen.concept("Line Cook").pk
    assert found.merged == [(old, into)]
    assert found.synonym_sets == [into]
    assert new.redirect(old) == into
    assert [new.edge(edge).relation for edge in found.added] == ["synonym"]


def test_the_list_of_releases_outlives_the_database(kitchen: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)
    assert latest_number() == 1
    graph = snapshot_open(release_choose("latest").artifact)

    releases_forget()
    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", _raises)
    assert snapshot_open(release_choose("latest").artifact) is graph


def _raises(self: object) -> None:
    raise OperationalError("gone")


def test_commands_tell_what_they_did(kitchen: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("build_release", "--note", "first")
    assert "Release 1 (draft): 4 titles in 3 concepts, 3 edges, 3 of them new." in capsys.readouterr().out
    call_command("publish_release", "1")
    assert "Release 1 is published and is served as `latest`." in capsys.readouterr().out
    kitchen.decide("Cook", "broader", "Baker")
    call_command("build_release", "--publish")
    capsys.readouterr()
    call_command("diff_releases", "1", "2")
    out = capsys.readouterr().out
    assert "1 edges added, 0 removed" in out
    assert "+ “Cook” is broader than “Baker”" in out
    call_command("withdraw_release", "2", "--reason", "no baker")
    assert "Release 2 is withdrawn; `latest` is release 1 now." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["build_release"], 3),
        (["publish_release", "1"], 3),
        (["publish_release", "7"], 2),
        (["diff_releases", "1", "7"], 2),
    ],
)
def test_refusals_are_exit_codes(command: list[str], code: int, kitchen: Ledger) -> None:
    release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)
    with pytest.raises(SystemExit) as left:
        call_command(*command)
    assert left.value.code == code
