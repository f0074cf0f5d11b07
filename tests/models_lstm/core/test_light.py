"""The encoder without torch says what the one with torch says."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from models_lstm.core.base import BASE
from models_lstm.core.bundle import save_bundle
from models_lstm.core.errors import BundleError
from models_lstm.core.light import FACTS, WEIGHTS, LightEncoder
from models_lstm.core.model import Model, build_network
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.vocabulary import Vocabulary
from taxonomy.core.starter import read_starter

ODD = (
    "", " ", "!!!", "-", "a", "x" * 400, "word " * 120, "Geschäftsführer/in (m/w/d)", "Director/a de recursos humanos",
    "Krankenpflegehelferinnen", "enfermero jefe", "看護師", "инженер-программист", "C++ Developer", ".NET",
    "R&D Engineer", "V.P. of Sales", "Nurse IV", "zzqxv wrtpl", "\u200bNurse",
    "ＳＥＮＩＯＲ ｎｕｒｓｅ", "chef\nde\tcuisine", "é" * 30,
)  # fmt: skip


def titles() -> list[str]:
    known = list(read_starter(Path(__file__).resolve().parents[3] / "fixtures" / "starter").titles)
    random = Random(7)
    words = sorted({word for title in known for word in title.split()})
    strange = ["".join(random.sample(word, len(word))) for word in random.sample(words, 300)]
    mixed = [" ".join(random.sample(words, random.randint(1, 24))) for _ in range(700)]
    return [*ODD, *strange, *mixed, *known]


def test_vectors_are_those_of_torch() -> None:
    asked = titles()
    mine = LightEncoder.open(BASE).vectors(asked)
    assert mine.shape == (len(asked), 192)
    assert mine.dtype == np.float32
    theirs = Scorer.load(BASE).describe(asked).meaning
    assert len(asked) > 4000
    assert np.abs(mine - theirs).max() < 1e-4


def test_one_by_one_is_as_in_a_batch() -> None:
    encoder = LightEncoder.open(BASE)
    asked = [*ODD, "Senior Nurse", "Sous Chef", "Data Engineer in Berlin"]
    together = encoder.vectors(asked)
    for place, title in enumerate(asked):
        assert np.abs(encoder.vectors([title])[0] - together[place]).max() < 1e-5, title
    lengths = np.linalg.norm(together, axis=1)
    assert lengths[:4].tolist() == [0.0] * 4  # nothing to read
    assert np.abs(lengths[4:] - 1.0).max() < 1e-5
    assert encoder.vectors([]).shape == (0, 192)


@pytest.mark.parametrize("seed", [1, 2])
def test_any_model_will_do(seed: int, tmp_path: Path) -> None:
    recipe = replace(Recipe.quick(), hidden=32 * seed, dimensions=48, embedding=40, buckets=4096)
    words = ("chef", "nurse", "senior", "sous")
    vocabulary = Vocabulary.of(words, np.ones(len(words) + 1, dtype=np.float32), recipe.buckets)
    model = Model(recipe, vocabulary, build_network(recipe, vocabulary, seed=seed))
    save_bundle(model, tmp_path / "model")
    asked = [*ODD, "sous chef", "senior nurse", "nurse"]
    mine = LightEncoder.open(tmp_path / "model").vectors(asked)
    assert np.abs(mine - Scorer.load(tmp_path / "model").describe(asked).meaning).max() < 1e-4


def test_words_are_those_of_torch() -> None:
    scorer, light = Scorer.load(BASE), LightEncoder.open(BASE)
    titles = ["Sr. Software Engineer II", "nurse", "zymurgist nurse", "Köchin", "", "!!!"]
    vectors, rows = light.words(titles)
    words = scorer.words(titles)
    assert np.array_equal(rows, words.rows)
    assert np.allclose(vectors, words.vectors, atol=1e-6)
    assert not vectors[0].any() and (rows[-1] == -1).all()


def test_neither_torch_nor_scipy_is_loaded() -> None:
    code = (
        "import sys; from models_lstm.core.light import LightEncoder; from models_lstm.core.base import BASE;"
        "LightEncoder.open(BASE).vectors(['Sous Chef']); print([m for m in ('torch', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError):
        LightEncoder.open(tmp_path)
    for file in BASE.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / WEIGHTS).write_bytes((BASE / WEIGHTS).read_bytes()[:100_000])
    with pytest.raises(BundleError):
        LightEncoder.open(tmp_path)
    facts = json.loads((BASE / FACTS).read_text())
    (tmp_path / WEIGHTS).write_bytes((BASE / WEIGHTS).read_bytes())
    (tmp_path / FACTS).write_text(json.dumps({**facts, "format": 99}))
    with pytest.raises(BundleError, match="format 99"):
        LightEncoder.open(tmp_path)
