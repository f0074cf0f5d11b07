from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from models_lstm.core.bundle import load_bundle, read_facts, save_bundle
from models_lstm.core.errors import BundleError, DeviceUnavailable
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import TrainedResult


@pytest.fixture
def copy(trained: TrainedResult, tmp_path: Path) -> Path:
    """A bundle that a test may damage."""
    return Path(shutil.copytree(trained.bundle_path, tmp_path / "model"))


def test_a_saved_model_scores_as_before(copy: Path, scorer: Scorer, tmp_path: Path) -> None:
    save_bundle(load_bundle(copy), tmp_path / "again")
    pairs = [("senior night cook", "night cook"), ("lawyer", "attorney")]
    assert np.array_equal(Scorer.load(tmp_path / "again").score(pairs), scorer.score(pairs))
    assert (tmp_path / "again" / "weights.safetensors").read_bytes() == (
        copy / "weights.safetensors"
    ).read_bytes()


def test_saving_replaces_an_older_bundle(copy: Path) -> None:
    save_bundle(load_bundle(copy), copy)
    assert sorted(p.name for p in copy.iterdir()) == ["card.md", "model.json", "weights.safetensors"]
    assert [p.name for p in copy.parent.iterdir()] == ["model"]


@pytest.mark.parametrize("name", ["weights.safetensors", "model.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "altered"])
def test_a_damaged_file_is_refused_by_name(copy: Path, name: str, damage: str) -> None:
    path = copy / name
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        place = content.index(b"1", len(content) // 2)
        path.write_bytes(content[:place] + b"2" + content[place + 1 :])
    with pytest.raises(BundleError, match=name):
        load_bundle(copy)


def test_another_format_or_other_relations_are_refused(copy: Path) -> None:
    from models_lstm.core.bundle import _facts_hash

    facts = read_facts(copy)
    for key, value, said in (("format", 99, "format 99"), ("relations", ["synonym"], "other relations")):
        changed = {**facts, key: value}
        changed["sha256"] = _facts_hash(changed)
        (copy / "model.json").write_text(json.dumps(changed))
        with pytest.raises(BundleError, match=said):
            load_bundle(copy)


def test_the_card_tells_data_metrics_and_limits(copy: Path) -> None:
    card = (copy / "card.md").read_text()
    for word in ("training pairs", "macro_f1", "Limits", "seed"):
        assert word in card


@pytest.mark.parametrize("device", ["cuda:99", "gpu", "meta"])
def test_a_device_that_is_not_there_is_named(copy: Path, device: str) -> None:
    with pytest.raises(DeviceUnavailable, match=device):
        load_bundle(copy, device=device)
