"""A release keeps the encoder that it was built with; a promotion changes that of the next one only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from kgraph.core.query.normalize import normalize_title
from kgraph.core.snapshot.learned import FOLDER
from kgraph.models import Release
from kgraph.selectors.releases import releases_forget, snapshot_open
from kgraph.services.learning import learner_now
from kgraph.services.releases import NothingChanged, release_build, release_publish
from kgraph.services.working import working_snapshot
from models_lstm.core.bundle import save_bundle
from models_lstm.core.model import Model, build_network
from models_lstm.core.recipe import Recipe
from models_lstm.core.vocabulary import Vocabulary
from models_lstm.gate import Encoders, _open
from models_lstm.models import AliasMove, Dataset, ModelVersion
from taxonomy.learner import learner_gate
from taxonomy.models import ChangeSet, Quarantine
from taxonomy.services.artifacts import artifact_local_path, artifact_store, artifact_workspace
from tests.kgraph.ledger import Ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    releases_forget()
    yield
    releases_forget()


@pytest.fixture
def kitchen() -> Ledger:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Line Cook", "synonym", "Chef de Partie")
    ledger.decide("Sous Chef", "senior", "Chef de Partie")
    return ledger


def promoted(number: int, train: str = "") -> ModelVersion:
    """A version with an encoder of its own, which is champion now."""
    recipe = replace(Recipe.quick(), hidden=16, dimensions=24, embedding=16, buckets=1024)
    vocabulary = Vocabulary.of(("cook", "chef"), np.ones(3, dtype=np.float32), recipe.buckets)
    bundle, data = artifact_workspace(), artifact_workspace()
    save_bundle(Model(recipe, vocabulary, build_network(recipe, vocabulary, seed=number)), bundle / "model")
    for side, rows in (("train", train), ("validation", ""), ("test", "")):
        (data / f"{side}.csv").write_text(f"title_a,title_b,relation\n{rows}")
    dataset = Dataset.objects.create(
        name=f"d{number}", source="csv", artifact=artifact_store("dataset", data),
        content_hash=f"{number}", train_count=0,
        validation_count=0, test_count=0, created_at=timezone.now(),
    )  # fmt: skip
    version = ModelVersion.objects.create(
        number=number, version=f"v{number}", dataset=dataset, artifact=artifact_store("model", bundle / "model"),
        bundle_hash=f"{number}", metrics={}, created_at=timezone.now(),
    )  # fmt: skip
    AliasMove.objects.create(alias="champion", model_version=version, at=timezone.now())
    return version


def test_without_a_champion_a_release_is_read_by_the_model_in_the_box(kitchen: Ledger) -> None:
    release = release_build(by=kitchen.ada)
    assert release.encoder == "box"
    graph = snapshot_open(release.artifact)
    assert graph.learned is not None
    assert graph.learned.artifact == release.encoder_artifact
    assert graph.learned.encoder.dimensions == 192
    match = normalize_title(graph, "line chef", threshold=0.0).match
    assert match is not None
    assert match.method == "learned"
    assert artifact_local_path(release.encoder_artifact).is_dir()


def test_a_promotion_changes_the_encoder_of_the_next_release_only(kitchen: Ledger) -> None:
    first = release_build(by=kitchen.ada)
    with pytest.raises(NothingChanged):
        release_build(by=kitchen.ada)
    promoted(7)
    second = release_build(by=kitchen.ada)  # the graph says the same, but another model reads new titles
    assert (first.encoder, second.encoder) == ("box", "v7")
    assert second.content_hash == first.content_hash
    assert second.compatibility["level"] == "minor"
    with pytest.raises(NothingChanged):
        release_build(by=kitchen.ada)
    old, new = snapshot_open(first.artifact), snapshot_open(second.artifact)
    assert old.learned is not None
    assert new.learned is not None
    assert (old.learned.encoder.dimensions, new.learned.encoder.dimensions) == (192, 24)
    promoted(8)
    snapshot_open.cache_clear()
    _open.cache_clear()
    again = snapshot_open(second.artifact).learned
    assert again is not None
    assert again.name == "v7"
    read = again.encoder.vectors(["Sous Chef"])
    assert (read == new.learned.encoder.vectors(["Sous Chef"])).all()
    assert release_build(by=kitchen.ada, dry_run=True).encoder == "v8"


def test_titles_of_the_last_release_are_not_read_again(
    kitchen: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = release_build(by=kitchen.ada)
    known = learner_now(snapshot_open(first.artifact)).known
    assert known is not None
    assert known(["Cook", "Sushi Chef"])[0].tolist() == [True, False]
    with monkeypatch.context() as patched:
        patched.setattr(Encoders, "reading", lambda self: "other code")
        assert learner_now(snapshot_open(first.artifact)).known is None
    promoted(7)
    assert learner_now(snapshot_open(first.artifact)).known is None
    assert learner_now(None).known is None


def test_a_champion_in_quarantine_or_damaged_is_not_asked(kitchen: Ledger) -> None:
    version = promoted(7)
    assert learner_gate().encoder_now().name == "v7"
    changes = ChangeSet.objects.create(kind="quarantine", made_by=kitchen.ada, created_at=timezone.now())
    found = Quarantine.objects.create(
        kind="model_version", model_version="v7", reason="odd", change_set=changes, begun_by=kitchen.ada,
        begun_at=timezone.now(),
    )  # fmt: skip
    assert learner_gate().encoder_now().name == "box"
    Quarantine.objects.filter(pk=found.pk).update(lifted_at=timezone.now(), lifted_by=kitchen.ada)
    assert learner_gate().encoder_now().name == "v7"
    shutil.rmtree(artifact_local_path(version.artifact))
    _open.cache_clear()
    assert learner_gate().encoder_now().name == "box"


def test_a_release_whose_encoder_is_lost_goes_on_by_letters(kitchen: Ledger) -> None:
    promoted(7)
    release = release_build(by=kitchen.ada)
    shutil.rmtree(artifact_local_path(release.encoder_artifact))
    snapshot_open.cache_clear()
    _open.cache_clear()
    graph = snapshot_open(release.artifact)
    assert graph.learned is None
    match = normalize_title(graph, "chef partie", threshold=0.0).match
    assert match is not None
    assert match.method == "nearest"


def test_a_release_of_before_opens_and_is_followed(kitchen: Ledger) -> None:
    release = release_build(by=kitchen.ada)
    old = artifact_workspace()
    shutil.copytree(artifact_local_path(release.artifact), old, dirs_exist_ok=True)
    shutil.rmtree(old / FOLDER)
    Release.objects.filter(pk=release.pk).update(
        artifact=artifact_store("releases", old), encoder="", encoder_artifact=""
    )
    release.refresh_from_db()
    assert snapshot_open(release.artifact).learned is None
    assert normalize_title(snapshot_open(release.artifact), "Chef de Partie").match is not None
    assert release_build(by=kitchen.ada).encoder == "box"


def test_the_graph_as_it_is_now_is_read_as_the_served_release(kitchen: Ledger) -> None:
    assert working_snapshot().learned is None  # nothing is served yet
    promoted(7)
    release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)
    promoted(8)
    kitchen.decide("Cook", "broader", "Pastry Cook")
    graph = working_snapshot()
    assert graph.learned is not None
    assert graph.learned.name == "v7"
    pastry = graph.lookup.titles("pastry cook")
    told = graph.learned.encoder.vectors(["Pastry Cook"])
    assert float((graph.learned.vectors(np.array(pastry)) @ told[0])[0]) == pytest.approx(1.0, abs=0.02)


def test_titles_of_training_pairs_are_known_as_taught(kitchen: Ledger) -> None:
    promoted(7, train="Line Cook,Chef de Partie,synonym\n")
    taught = learner_gate().encoder_now().taught
    assert taught(["line cook", "Chef de Partie", "Sous Chef"]).tolist() == [True, True, False]


def test_nothing_of_it_needs_torch(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; django.setup();"
        "import config.urls; from taxonomy.learner import learner_gate; learner_gate(); print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"TITLELOOM_HOME": str(tmp_path), "PATH": ""}, cwd=Path(__file__).resolve().parents[3],
    )  # fmt: skip
    assert done.stdout.strip() == "False"
