"""Freeze, train, evaluate, promote, propose, roll back: once through, on a small made-up world."""

from __future__ import annotations

import csv
import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from tensorboard.backend.event_processing.event_accumulator import (  # type: ignore[import-untyped]
    EventAccumulator,
)

from models_lstm.core.data import Example
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.steady_split import sides_of
from models_lstm.models import (
    AliasMove,
    Dataset,
    Evaluation,
    ModelVersion,
    ProposalRun,
    TitleVectors,
    TrainingRun,
)
from models_lstm.selectors.datasets import dataset_split
from models_lstm.selectors.learning_curve import learning_curve
from models_lstm.selectors.predictions import pairs_tested
from models_lstm.selectors.registry import alias_version
from models_lstm.selectors.run_files import run_file_open, run_files
from models_lstm.selectors.runs import run_folder, run_log
from models_lstm.services.background import RunTaken, background_sweep
from models_lstm.services.compare import comparison_run_execute, models_compare
from models_lstm.services.comparison_runs import ComparisonOver, comparison_run_cancel, comparison_run_queue
from models_lstm.services.datasets import dataset_freeze, dataset_from_csv
from models_lstm.services.evaluations import evaluation_ensure
from models_lstm.services.promotion import (
    AlreadyThere,
    ModelRefused,
    NothingToRollBack,
    alias_promote,
    alias_rollback,
)
from models_lstm.services.proposal_runs import ProposeOptions, proposal_run_queue
from models_lstm.services.proposing import proposal_run_execute
from models_lstm.services.run_states import NotInState, run_cancel, run_resume
from taxonomy.core.errors import NotFound
from taxonomy.core.relations import RELATIONS, read
from taxonomy.models import Annotation, AuditEntry, Candidate, Decision, Pair, Person, Proposal
from taxonomy.services.candidates import candidates_store
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import answered, person, settle, shuffled, titles, trained

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """What the tests share: Mia's first model, trained on what Ada has settled."""

    mia: Person
    judged: list[Example]
    unjudged: list[Example]
    dataset: Dataset
    run: TrainingRun
    first: ModelVersion


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        mia, ada = person("mia", "ml_engineer"), person("ada", "reviewer")
        pairs = judgements(count=900)
        judged, unjudged = pairs[:840], pairs[840:]
        settle(judged, by=ada)
        number = titles(t for e in unjudged for t in (e.title_a, e.title_b))
        candidates_store(((number[e.title_a], number[e.title_b], 0.5) for e in unjudged), proposer="blocking")
        dataset, _ = dataset_freeze(by=mia)
        run, first = trained(dataset)
        yield World(mia, judged, unjudged, dataset, run, first)
        transaction.set_rollback(True)


@pytest.fixture
def world(shared: World) -> Iterator[World]:
    with transaction.atomic():
        yield shared
        transaction.set_rollback(True)


def test_freezes_all_that_is_settled_on_sides_that_share_no_title(world: World) -> None:
    split = dataset_split(world.dataset)
    kept = [e for e in (*split.train, *split.validation, *split.test) if e.group != "drawn"]
    assert len(kept) + split.dropped == len(world.judged)
    assert {e.relation for e in split.train} == {
        "synonym", "broader", "narrower", "senior", "junior", "related", "unrelated"
    }  # fmt: skip
    sides = [
        {t for e in side for t in (e.title_a, e.title_b)}
        for side in (split.train, split.validation, split.test)
    ]
    assert not sides[0] & sides[1] and not sides[0] & sides[2] and not sides[1] & sides[2]


def test_the_same_ledger_is_the_same_data_set(world: World) -> None:
    again, new = dataset_freeze(by=world.mia)
    assert (again.pk, new) == (world.dataset.pk, False)


def test_titles_keep_their_side_when_more_is_settled(world: World) -> None:
    settle(world.unjudged[:40])
    grown, new = dataset_freeze()
    assert new and grown.content_hash != world.dataset.content_hash
    before, after = sides_of(dataset_split(world.dataset)), sides_of(dataset_split(grown))
    moved = [t for t, side in before.items() if side != "train" and after.get(t, side) not in (side, "train")]
    assert not moved


def test_a_pair_that_was_taken_back_teaches_nothing(world: World) -> None:
    taken = Decision.objects.filter(relation="synonym").select_related("pair").first()
    assert taken is not None
    Decision.objects.filter(pk=taken.pk).update(merge_state="conflict")
    frozen, _ = dataset_freeze()
    assert frozen.facts["judged"] == len(world.judged) - 1
    assert frozen.facts["contested"] == 1


def test_a_run_ends_with_a_version_its_figures_and_a_trail(world: World) -> None:
    run = world.run
    assert run.progress["stage"] == "evaluation"
    assert run.curves["loss_pairs"] and run.curves["validation_macro_f1"]
    assert "loss_calibration" not in run.curves and run.curves["loss_pairs"][-1][1] > 0
    assert run.metrics["macro_f1"] > 0.5
    assert world.first.metrics["side"] == "test"
    assert world.first.metrics["baseline"]["macro_f1"] > world.first.metrics["baseline"]["majority_macro_f1"]
    assert "succeeded: v" in run_log(run)
    assert list((run_folder(run) / "events").glob("events.out.tfevents.*"))
    actions = set(AuditEntry.objects.filter(object_type="training_run").values_list("action", flat=True))
    assert actions >= {"training.start", "training.begin", "training.succeeded"}


def test_a_finished_run_is_neither_cancelled_nor_resumed(world: World) -> None:
    with pytest.raises(NotInState):
        run_cancel(world.run.pk)
    with pytest.raises(NotInState):
        run_resume(world.run.pk)


def test_a_version_is_measured_once_on_a_data_set(world: World) -> None:
    first = evaluation_ensure(world.first, world.dataset)
    assert evaluation_ensure(world.first, world.dataset).pk == first.pk
    assert Evaluation.objects.filter(model_version=world.first).count() == 1
    assert first.report["slices"] and len(first.report["confusion"]) == 7


def test_the_first_good_model_becomes_champion_and_is_asked_to_propose(world: World) -> None:
    move, verdict = alias_promote(world.first, by=world.mia)
    assert verdict.passed and not move.override
    assert alias_version("champion") == world.first
    assert ProposalRun.objects.get(model_version=world.first).state == "queued"
    with pytest.raises(AlreadyThere):
        alias_promote(world.first)


def test_the_gate_refuses_a_model_of_shuffled_labels_unless_mia_says_why(
    world: World, tmp_path: Path
) -> None:
    alias_promote(world.first)
    split = dataset_split(world.dataset)
    for name, examples in (("train", shuffled(split.train)), ("validation", split.validation)):
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows(
                [("title_a", "title_b", "relation"), *((e.title_a, e.title_b, e.relation) for e in examples)]
            )
    bad_data, _ = dataset_from_csv(train=tmp_path / "train.csv", validation=tmp_path / "validation.csv")
    _, bad = trained(bad_data)
    with pytest.raises(ModelRefused) as refusal:
        alias_promote(bad)
    assert refusal.value.exit_code == 3
    failed = {r["rule"] for r in refusal.value.extra["verdict"]["rules"] if not r["passed"]}
    assert "not_below_champion" in failed and "not_below_baseline" in failed
    assert alias_version("champion") == world.first

    part = models_compare(world.first, bad, dataset=world.dataset, limit=30)["edges"]
    assert 10 < part["candidates"] < part["open"] == Candidate.objects.count()
    many = models_compare(world.first, bad, dataset=world.dataset, limit=10**6)["edges"]
    assert many["candidates"] == many["open"] and many["surroundings"] == [False, False]
    assert not TitleVectors.objects.filter(
        model_version=bad
    ).exists()  # a look encodes no title of the record

    compared = models_compare(world.first, bad, dataset=world.dataset)
    assert compared["difference"]["high"] < 0
    edges = compared["edges"]
    assert edges["candidates"] == edges["open"] == Candidate.objects.count()
    changed = edges["gained"] + edges["lost"] + edges["flipped"]
    assert 0 < changed == sum(turn["count"] for turn in edges["by_relation"])
    assert changed + edges["same"] + edges["implied"] <= edges["candidates"]
    assert {kind: len(rows) for kind, rows in edges["examples"].items()} == {
        kind: min(20, edges[kind]) for kind in ("gained", "lost", "flipped") if edges[kind]
    }
    turned = models_compare(bad, world.first, dataset=world.dataset)["edges"]
    assert (turned["gained"], turned["lost"], turned["flipped"]) == (
        edges["lost"],
        edges["gained"],
        edges["flipped"],
    )
    assert TitleVectors.objects.filter(model_version=bad).exists()

    asked, made = comparison_run_queue(world.first, bad, min_score=0.5, by=world.mia)
    assert made and comparison_run_queue(world.first, bad, min_score=0.5) == (asked, False)
    done = comparison_run_execute(asked.pk)
    assert done.state == "succeeded" and done.result is not None, done.error
    assert done.result["edges"] == {**edges, "examples": done.result["edges"]["examples"]}
    assert (done.progress["done"], done.progress["percent"]) == (done.progress["of"], 100.0)
    with pytest.raises(ComparisonOver, match="succeeded"):
        comparison_run_cancel(asked.pk)
    later, made = comparison_run_queue(world.first, bad, min_score=0.5)
    assert made and comparison_run_cancel(later.pk, by=world.mia).state == "cancelled"
    with pytest.raises(RunTaken):
        comparison_run_execute(later.pk)
    told = (
        AuditEntry.objects.filter(object_type="comparison_run")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert list(told) == [
        "comparison.queue", "comparison.succeeded", "comparison.queue", "comparison.cancel"
    ]  # fmt: skip

    move, _ = alias_promote(bad, override="to see what happens")
    assert move.override and move.reason == "to see what happens"
    back = alias_rollback(reason="it was as bad as the gate said")
    assert (back.model_version, back.from_version) == (world.first, bad)
    assert [m.kind for m in AliasMove.objects.order_by("pk")] == ["promote", "promote", "rollback"]
    with pytest.raises(NothingToRollBack):
        alias_rollback()


def test_proposes_what_nobody_has_settled_with_score_and_evidence(world: World) -> None:
    pair = Candidate.objects.select_related("pair").first()
    assert pair is not None
    run = proposal_run_execute(proposal_run_queue(world.first, options=ProposeOptions(top=5)).pk)
    assert run.state == "succeeded", run.error
    assert run.counts["stored"] == Proposal.objects.filter(state="open").count() > 0
    assert sum(run.histograms["score"]["counts"]) == run.counts["scored"]
    assert Candidate.objects.filter(proposer="nearest", version=world.first.version).exists()
    assert not Proposal.objects.filter(pair__decision__relation__gt="").exists()
    assert not Proposal.objects.filter(relation="unrelated").exists()
    best = Proposal.objects.order_by("-score")[0]
    assert best.model_version == world.first.version and 0.5 <= best.score <= 1
    assert set(best.evidence) >= {
        "tokens_a", "tokens_b", "lexical", "nearest", "graph", "probabilities", "alone",
    }  # fmt: skip
    assert run.surroundings == {}  # so small a world leaves too few pairs to see whether it helps
    assert best.evidence["nearest"][0]["relation"]
    assert (run.shares["answers"], best.evidence["answers"]) == (0, 0)
    assert run.shares["after"]["unrelated"] > run.shares["before"]["unrelated"]


def test_proposals_are_moved_to_what_the_random_slice_finds(world: World) -> None:
    answered(["unrelated"] * 200, by_lot=True)

    run = proposal_run_execute(proposal_run_queue(world.first, options=ProposeOptions(top=5)).pk)

    assert run.shares["answers"] == 200
    assert run.shares["after"]["unrelated"] > run.shares["before"]["unrelated"]
    best = Proposal.objects.filter(state="open").order_by("-score")[0]
    assert best.evidence["answers"] == 200
    assert best.evidence["alone"] > best.score


def test_a_settled_or_rejected_pair_is_not_proposed_again(world: World) -> None:
    proposal_run_execute(proposal_run_queue(world.first, options=ProposeOptions(top=5)).pk)
    sides = sides_of(dataset_split(world.dataset))
    first, second = [
        proposal
        for proposal in Proposal.objects.filter(state="open")
        .order_by("-score")
        .select_related("pair__title_a", "pair__title_b")
        if {sides.get(t.text) for t in (proposal.pair.title_a, proposal.pair.title_b)} == {"train"}
    ][:2]
    Proposal.objects.filter(pk=first.pk).update(state="rejected")
    settle([Example(second.pair.title_a.text, second.pair.title_b.text, "unrelated")])
    frozen, new = dataset_freeze()
    assert new and (frozen.facts["rejected"], frozen.facts["denied"]) == (1, 1)
    assert [(e.title_a, e.title_b, e.relation) for e in dataset_split(frozen).denied] == [
        (first.pair.title_a.text, first.pair.title_b.text, read(first.relation, first.reversed))
    ]
    proposal_run_execute(proposal_run_queue(world.first, options=ProposeOptions(top=5)).pk)
    again = Proposal.objects.filter(state="open")
    assert not again.filter(pair_id=second.pair_id).exists()
    assert not again.filter(pair_id=first.pair_id, relation=first.relation, reversed=first.reversed).exists()


def test_a_rollback_brings_the_former_proposals_back_at_once(world: World) -> None:
    alias_promote(world.first)
    proposal_run_execute(proposal_run_queue(world.first, options=ProposeOptions(top=0)).pk)
    before = set(Proposal.objects.filter(state="open").values_list("pair_id", "relation", "reversed"))
    _, second = trained(world.dataset, seed=2)
    alias_promote(second, override="only to have something to roll back")
    proposal_run_execute(proposal_run_queue(second, options=ProposeOptions(top=0)).pk)
    assert set(Proposal.objects.filter(state="open").values_list("model_version", flat=True)) == {
        second.version
    }
    alias_rollback()
    brought = Proposal.objects.filter(state="open")
    assert set(brought.values_list("pair_id", "relation", "reversed")) == before
    assert set(brought.values_list("model_version", flat=True)) == {world.first.version}


@pytest.mark.parametrize(("again", "state"), [(True, "queued"), (False, "cancelled")])
def test_a_worker_that_is_stopped_leaves_its_proposal_run_to_the_next_one(
    world: World, again: bool, state: str
) -> None:
    run = proposal_run_queue(world.first, options=ProposeOptions(top=0))

    def stop(stage: str, count: int, of: int | None) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        proposal_run_execute(run.pk, watch=stop, again=again)
    run.refresh_from_db()
    assert (run.state, run.claim) == (state, None)
    assert (run.pk in background_sweep(ProposalRun)) is again


def test_what_a_run_leaves_can_be_taken_home(world: World, tmp_path: Path) -> None:
    files = {f["name"]: f["bytes"] for f in run_files(world.run)}
    assert set(files) == {"log.txt", "recipe.toml", "events.zip", "model.zip"}
    assert all(files.values())
    with run_file_open(world.run, "recipe.toml") as file:
        assert Recipe.from_toml(file.read().decode()) == Recipe.from_toml(world.run.recipe)
    with run_file_open(world.run, "log.txt") as file:
        assert b"succeeded: v" in file.read()
    for name in ("model.zip", "events.zip"):
        with run_file_open(world.run, name) as file, zipfile.ZipFile(file) as archive:
            archive.extractall(tmp_path / name)
    assert Scorer.load(tmp_path / "model.zip").score([("night cook", "night chef")]).shape == (1, 7)
    events = EventAccumulator(str(tmp_path / "events.zip"))
    events.Reload()
    assert "loss/pairs" in events.Tags()["scalars"]
    with pytest.raises(NotFound):
        run_file_open(world.run, "../../first-login.txt")


def test_a_consensus_of_reliable_people_weighs_more_than_one_persons_word(world: World) -> None:
    ana, ben = person("ana", "annotator"), person("ben", "annotator")
    pairs = [
        ("smith", "blacksmith"), ("tailor", "dressmaker"), ("baker", "bread maker"), ("joiner", "cabinet maker"),
        ("shepherd", "sheep farmer"), ("miner", "collier"), ("cooper", "barrel maker"), ("fisher", "trawlerman"),
    ]  # fmt: skip
    rows = [Example(a, b, "synonym") for a, b in pairs]
    settle(rows, settled_by="consensus")
    number = titles(t for e in rows for t in (e.title_a, e.title_b))
    for place, e in enumerate(rows):
        low, high = sorted((number[e.title_a], number[e.title_b]))
        pair = Pair.objects.get(title_a_id=low, title_b_id=high)
        for who in (ana, ben) if place < 6 else (ana,):
            Annotation.objects.create(
                pair=pair, person=who, relation="synonym", client_key=uuid.uuid4(), created_at=timezone.now()
            )
    frozen, _ = dataset_freeze()
    split = dataset_split(frozen)
    weight = {e.title_a: e.weight for side in (split.train, split.validation, split.test) for e in side}
    told = [weight[a] for a, _ in pairs if a in weight]
    assert told == sorted(told, reverse=True)
    assert max(told) == 1.0
    assert all(0.5 < weight[a] < 1.0 for a, _ in pairs[6:] if a in weight)
    assert set(frozen.facts["reliability"]) == {str(ana.pk), str(ben.pk)}


def test_behind_each_cell_of_the_confusion_stand_its_pairs(world: World) -> None:
    evaluation = evaluation_ensure(world.first, world.dataset)
    confusion = evaluation.report["confusion"]
    for row, truth in enumerate(RELATIONS):
        for column, said in enumerate(RELATIONS):
            told = pairs_tested(evaluation, truth=truth, said=said)
            assert told["count"] == confusion[row][column]
            assert {(p["truth"], p["said"]) for p in told["pairs"]} <= {(truth, said)}
    everything = pairs_tested(evaluation, limit=10_000)
    assert everything["count"] == evaluation.report["count"]
    scores = [pair["score"] for pair in everything["pairs"]]
    assert scores == sorted(scores, reverse=True)
    some = everything["pairs"][0]
    pair = Pair.objects.select_related("title_a", "title_b").get(pk=some["pair"])
    assert {pair.title_a.text, pair.title_b.text} == {some["title_a"], some["title_b"]}


def test_pairs_behind_a_cell_come_in_pages_that_fit_together(world: World) -> None:
    evaluation = evaluation_ensure(world.first, world.dataset)
    whole = [(p["title_a"], p["title_b"]) for p in pairs_tested(evaluation, limit=10_000)["pairs"]]
    paged: list[tuple[str, str]] = []
    after: int | None = 0
    while after is not None:
        page = pairs_tested(evaluation, after=after, limit=7)
        paged += [(p["title_a"], p["title_b"]) for p in page["pairs"]]
        after = page["next"]
    assert paged == whole


def test_the_learning_curve_waits_for_versions_of_different_sizes(world: World) -> None:
    told = learning_curve()
    assert [point["version"] for point in told["points"]] == [world.first.version]
    assert told["points"][0]["labels"] == world.dataset.train_count
    assert told["outlook"] is None
    assert told["steadiness"] is None


def test_two_versions_tell_how_steady_they_are(world: World) -> None:
    second = version_insert_again(world.first)
    evaluation = evaluation_ensure(world.first, world.dataset)
    Evaluation.objects.create(
        model_version=second,
        dataset=world.dataset,
        report=evaluation.report,
        baseline=evaluation.baseline,
        predictions=evaluation.predictions,
        created_at=timezone.now(),
    )
    told = learning_curve()["steadiness"]
    assert (told["newest"], told["former"]) == (second.version, world.first.version)
    assert told["kappa"] == pytest.approx(1)
    assert told["same"] == told["pairs"] == evaluation.report["count"]


def version_insert_again(version: ModelVersion) -> ModelVersion:
    """The same model under the next number."""
    return ModelVersion.objects.create(
        number=version.number + 1,
        version=f"v{version.number + 1}",
        dataset=version.dataset,
        artifact=version.artifact,
        bundle_hash=version.bundle_hash,
        metrics=version.metrics,
        created_at=timezone.now(),
    )
