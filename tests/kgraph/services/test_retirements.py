"""A concept goes in two steps, says why, and can come back; and numbers outlive whatever else happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from kgraph.core.algebra.proof import RetiredRefused
from kgraph.core.exports.formats import FORMATS
from kgraph.core.snapshot import Snapshot, build_snapshot
from kgraph.models import Concept, Conflict, Retirement
from kgraph.selectors.release_content import graph_now
from kgraph.selectors.releases import difference_between, release_entry, release_notes_of, snapshot_open
from kgraph.services.concepts import concept_prefer
from kgraph.services.merge import merge_pending
from kgraph.services.preview import preview_decision
from kgraph.services.rebuild import graph_rebuild
from kgraph.services.releases import release_build, release_publish
from kgraph.services.retirements import ConceptInUse, RetirementRefused, concept_retire, concept_unretire
from taxonomy.core.errors import BadInput
from taxonomy.models import AuditEntry, Decision, Proposal, Task
from taxonomy.services.candidates import candidates_store
from taxonomy.services.pairs import pair_get_or_create
from taxonomy.services.proposals import ProposalRow, proposals_replace
from taxonomy.services.tasks import tasks_fill
from tests.kgraph.ledger import Ledger, stored_matches_replay

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen() -> Ledger:
    """A cook above one, a pair of chefs, and a title that is no job."""
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Sous Chef", "synonym", "Second Chef")
    ledger.decide("Cook", "related", "Kitchen Robot")
    return ledger


def _end(ledger: Ledger, a: str, b: str) -> None:
    ledger.decide(a, None, b)


def _retired(kitchen: Ledger, instead: str | None = None) -> Concept:
    _end(kitchen, "Cook", "Kitchen Robot")
    robot = kitchen.concept("Kitchen Robot")
    number = kitchen.concept(instead).pk if instead else None
    concept_retire(concept_id=robot.pk, reason="a machine", person=kitchen.ada, instead=number)
    return robot


def _now(folder: Path) -> Snapshot:
    folder.mkdir(parents=True)
    build_snapshot(graph_now().content, folder, number=1)
    return Snapshot(folder)


def test_a_concept_with_edges_is_in_use_until_they_are_ended(kitchen: Ledger) -> None:
    robot = kitchen.concept("Kitchen Robot")
    with pytest.raises(ConceptInUse) as refused:
        concept_retire(concept_id=robot.pk, reason="no job", person=kitchen.ada)
    edges = refused.value.extra["dependants"]["edges"]
    assert (edges["count"], edges["sample"][0]["name"]) == (1, "Cook")
    assert not Retirement.objects.exists()
    _end(kitchen, "Cook", "Kitchen Robot")
    concept_retire(concept_id=robot.pk, reason="no job", person=kitchen.ada)
    entry = AuditEntry.objects.get(action="concept.retire")
    told = {"reason": "no job", "instead": None, "title": robot.founder_id, "tasks": 0, "proposals": 0}
    assert entry.data == told


def test_further_titles_and_waiting_decisions_are_in_the_way_too(kitchen: Ledger) -> None:
    chef = kitchen.concept("Sous Chef")
    with pytest.raises(ConceptInUse, match="1 further titles"):
        concept_retire(concept_id=chef.pk, reason="gone", person=kitchen.ada)
    _end(kitchen, "Sous Chef", "Second Chef")
    kitchen.decide("Sous Chef", "senior", "Line Cook", merge="soon")
    with pytest.raises(ConceptInUse, match="1 decisions that wait"):
        concept_retire(concept_id=chef.pk, reason="gone", person=kitchen.ada)


def test_what_is_to_be_used_instead_cannot_go_before_what_names_it(kitchen: Ledger) -> None:
    _end(kitchen, "Sous Chef", "Second Chef")
    second = kitchen.concept("Second Chef")
    robot = _retired(kitchen, "Second Chef")
    with pytest.raises(ConceptInUse, match="name it as their stand-in"):
        concept_retire(concept_id=second.pk, reason="gone", person=kitchen.ada)
    concept_unretire(concept_id=robot.pk, person=kitchen.ada)
    concept_retire(concept_id=second.pk, reason="gone", person=kitchen.ada)
    with pytest.raises(BadInput, match="no current one"):
        concept_retire(concept_id=robot.pk, reason="x", person=kitchen.ada, instead=second.pk)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_retirement_says_why(reason: str, kitchen: Ledger) -> None:
    with pytest.raises(BadInput):
        concept_retire(concept_id=kitchen.concept("Cook").pk, reason=reason, person=kitchen.ada)


def test_states_that_do_not_fit_are_refused(kitchen: Ledger) -> None:
    robot = _retired(kitchen)
    with pytest.raises(RetirementRefused, match="retired already"):
        concept_retire(concept_id=robot.pk, reason="again", person=kitchen.ada)
    merged = max(kitchen.concept("Sous Chef").replaces.values_list("pk", flat=True))
    with pytest.raises(RetirementRefused, match="is part of"):
        concept_retire(concept_id=merged, reason="gone", person=kitchen.ada)
    concept_unretire(concept_id=robot.pk, person=kitchen.ada)
    with pytest.raises(RetirementRefused, match="not retired"):
        concept_unretire(concept_id=robot.pk, person=kitchen.ada)


def test_a_retired_concept_is_out_of_the_graph_and_says_why(kitchen: Ledger, tmp_path: Path) -> None:
    robot = _retired(kitchen, "Cook")
    graph = _now(tmp_path / "now")
    assert graph.concept_with_id(robot.pk) is None
    assert "Kitchen Robot" not in [graph.title_text[title] for title in range(graph.titles)]
    row = graph.retired[robot.pk]
    assert (row.reason, row.instead) == ("a machine", kitchen.concept("Cook").pk)
    assert '"reason":"a machine"' in "".join(FORMATS["jsonl"].stream(graph))
    assert 'skos:note "a machine"@en' in "".join(FORMATS["skos"].stream(graph))


def test_a_decision_on_a_retired_title_is_refused_at_once_and_waits_in_a_batch(kitchen: Ledger) -> None:
    robot = _retired(kitchen)
    with pytest.raises(RetiredRefused, match="a machine"):
        kitchen.decide("Cook", "related", "Kitchen Robot")
    seen = preview_decision(kitchen.title("Cook").pk, kitchen.title("Kitchen Robot").pk, "related")
    assert (seen["outcome"], seen["refusal"]["rule"]) == ("refused", "retired")
    waits = kitchen.decide("Line Cook", "related", "Kitchen Robot", merge="soon")
    merge_pending()
    conflict = Conflict.objects.get(decision=waits)
    assert (conflict.rule, conflict.chain) == ("retired", [])
    assert stored_matches_replay()
    # Back it comes, under its number, with what had waited for it.
    assert concept_unretire(concept_id=robot.pk, person=kitchen.ada) == {"merged": [waits.seq]}
    conflict.refresh_from_db()
    assert conflict.state == Conflict.State.CLEARED
    assert kitchen.concept("Kitchen Robot").pk == robot.pk
    assert kitchen.edge("Line Cook", "Kitchen Robot")
    assert stored_matches_replay()


def test_changes_and_notes_tell_the_reason(kitchen: Ledger) -> None:
    release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)
    robot = _retired(kitchen, "Line Cook")
    second = release_build(by=kitchen.ada)
    found, _, new = difference_between(1, second.number)
    assert found.retired == [robot.pk]
    assert new.retired[robot.pk].reason == "a machine"
    assert "“Kitchen Robot” (5): a machine; use “Line Cook”" in release_notes_of(second.number)["notes"]


def test_retirements_survive_a_rebuild_of_the_graph(kitchen: Ledger, tmp_path: Path) -> None:
    robot = _retired(kitchen)
    assert graph_rebuild().ok
    assert list(_now(tmp_path / "now").retired) == [robot.pk]


def test_the_command_lists_dependants_and_retires(
    kitchen: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    robot = kitchen.concept("Kitchen Robot").pk
    with pytest.raises(SystemExit) as ended:
        call_command("retire_concept", str(robot), "--dry-run")
    assert ended.value.code == 3
    assert "related Cook" in capsys.readouterr().out
    _end(kitchen, "Cook", "Kitchen Robot")
    call_command("retire_concept", str(robot), "--reason", "a machine")
    assert Retirement.objects.get(concept=robot, lifted_at=None).reason == "a machine"
    call_command("retire_concept", str(robot), "--lift", "--reason", "robots work too")
    assert Retirement.objects.get(concept=robot).lifted_why == "robots work too"


def test_numbers_survive_merge_parting_preferred_titles_new_models_and_releases(kitchen: Ledger) -> None:
    founded = {text: Concept.objects.get(founder=title).pk for text, title in kitchen.titles.items()}
    release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)

    kitchen.decide("Line Cook", "synonym", "Station Cook")  # merge
    joined = kitchen.concept("Station Cook").pk
    assert joined == founded["Line Cook"]
    concept_prefer(concept_id=joined, title_id=kitchen.title("Station Cook").pk, person=kitchen.ada)
    assert kitchen.concept("Line Cook").pk == joined
    # Another model: the decisions stand on its word now. Numbers know nothing of that.
    Decision.objects.filter(settles__isnull=False).update(model_version="pair-lstm-7")
    release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)
    _end(kitchen, "Line Cook", "Station Cook")  # un-merge
    kitchen.decide("Line Cook", "junior", "Station Cook")
    release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)
    assert graph_rebuild().ok

    assert {text: Concept.objects.get(founder=kitchen.titles[text]).pk for text in founded} == founded
    for number in (1, 2, 3):
        graph = snapshot_open(release_entry(number).artifact)
        for text in ("Cook", "Line Cook", "Sous Chef"):
            concept = graph.concept_with_id(founded[text])
            assert concept is not None
            assert text in [graph.title_text[title] for title in graph.members(concept)]
    second, third = (snapshot_open(release_entry(number).artifact) for number in (2, 3))
    station = Concept.objects.get(founder=kitchen.title("Station Cook")).pk
    assert second.redirect(station) == joined
    assert third.concept_with_id(station) is not None


def test_nothing_is_asked_or_proposed_about_a_retired_title_until_it_is_back(kitchen: Ledger) -> None:
    titles = {name: kitchen.title(name).pk for name in ("Kitchen Robot", "Baker", "Waiter", "Cook")}
    candidates_store(
        [(titles["Kitchen Robot"], titles[other], 0.9) for other in ("Baker", "Waiter")]
        + [(titles["Baker"], titles["Waiter"], 0.9)],
        proposer="test",
    )
    asked = pair_get_or_create(titles["Kitchen Robot"], titles["Baker"])[0]
    task = Task.objects.create(pair=asked, created_at=timezone.now(), updated_at=timezone.now())
    rows = [ProposalRow(asked.pk, "related", 0.9)]
    proposals_replace(model_version="m-1", rows=rows)

    robot = _retired(kitchen)

    task.refresh_from_db()
    assert task.state == "withdrawn"
    assert Proposal.objects.get().state == "superseded"
    assert proposals_replace(model_version="m-2", rows=rows) == 0
    tasks_fill(limit=10)
    open_pairs = Task.objects.filter(state="open").values_list("pair__title_a__text", "pair__title_b__text")
    assert {frozenset(pair) for pair in open_pairs} == {frozenset({"Baker", "Waiter"})}

    concept_unretire(concept_id=robot.pk, person=kitchen.ada)

    task.refresh_from_db()
    assert task.state == "open"
    assert proposals_replace(model_version="m-2", rows=rows) == 1
    tasks_fill(limit=10)
    assert Task.objects.filter(state="open").count() == 3
