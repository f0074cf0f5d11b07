"""A model as a folder: ``weights.safetensors``, ``model.json``, ``card.md``.

``model.json`` carries everything else that is needed to score (recipe, words, temperature, order of relations) and
the hashes of the other files and of itself, so that a cut or altered file is noticed before it scores anything.
Embedding tables are stored in half precision. Nothing in the folder can run code.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from models_lstm.core.card import model_card
from models_lstm.core.errors import BundleError, RecipeError
from models_lstm.core.files import sync_folder, write_atomically
from models_lstm.core.lexical import FEATURES
from models_lstm.core.model import Model, build_network, open_device
from models_lstm.core.recipe import Recipe
from models_lstm.core.vocabulary import Vocabulary
from models_lstm.core.word_match import DEFAULT_WORD_SHARE
from taxonomy.core.relations import RELATIONS

FORMAT: Final = 1
WEIGHTS: Final = "weights.safetensors"
CARD: Final = "card.md"
FACTS: Final = "model.json"
_HALF: Final = frozenset({"encoder.words.weight", "encoder.grams.weight"})
_IDF: Final = "vocabulary.idf"
_BEFORE: Final = {"attention": 0}
"""What was true of models that were stored before a recipe had these keys."""


def save_bundle(model: Model, path: Path) -> None:
    """Write the folder ``path``, which must not exist yet or hold an older bundle; it appears whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    weights = save_tensors(_tensors(model))
    card = model_card(model).encode()
    facts = _facts(model, {WEIGHTS: _sha256(weights), CARD: _sha256(card)})
    facts["sha256"] = _facts_hash(facts)
    try:
        write_atomically(beside / WEIGHTS, weights)
        write_atomically(beside / CARD, card)
        write_atomically(beside / FACTS, json.dumps(facts, ensure_ascii=False, indent=1).encode())
        if path.exists():
            shutil.rmtree(path)
        beside.replace(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    sync_folder(path.parent)


def load_bundle(path: Path, *, device: str = "cpu") -> Model:
    """Read a model folder.

    Raises:
        BundleError: when a file is missing, cut short, altered, or of an unknown format version.
        DeviceUnavailable: for a device that is not there.
    """
    target = open_device(device)
    facts = read_facts(path)
    content = _read(path / WEIGHTS)
    if _sha256(content) != facts["files"][WEIGHTS]:
        raise BundleError(f"{path / WEIGHTS} was cut short or altered: its hash is not the one in {FACTS}.")
    try:
        tensors = load_tensors(content)
        recipe = Recipe.from_mapping({**_BEFORE, **facts["recipe"]})
        idf = tensors.pop(_IDF).numpy().astype(np.float32)
        vocabulary = Vocabulary.of(facts["words"], idf, recipe.buckets)
        network = build_network(recipe, vocabulary, seed=0)
        network.load_state_dict({name: _full(name, tensor) for name, tensor in tensors.items()})
    except (SafetensorError, RecipeError, RuntimeError, KeyError, TypeError) as error:
        raise BundleError(f"{path} does not hold a usable model: {error}.") from error
    network.to(target).eval()
    return Model(
        recipe,
        vocabulary,
        network,
        float(facts["temperature"]),
        facts["metrics"],
        facts["facts"],
        float(facts.get("spelling_share", 0.0)),
        float(facts.get("word_share", DEFAULT_WORD_SHARE)),
        tuple(map(float, facts.get("placing", ()))),
        tuple(map(float, facts.get("offsets", ()))),
    )


def read_facts(path: Path) -> dict[str, Any]:
    """The content of ``model.json``, checked (raises BundleError), without reading the weights."""
    try:
        facts: dict[str, Any] = json.loads(_read(path / FACTS))
    except ValueError as error:
        raise BundleError(f"{path / FACTS} is not JSON: it was cut short or altered.") from error
    if not isinstance(facts, dict) or facts.get("sha256") != _facts_hash(facts):
        raise BundleError(f"{path / FACTS} was altered: it does not match its own hash.")
    if facts["format"] != FORMAT:
        raise BundleError(f"{path} has format {facts['format']}; this version reads format {FORMAT}.")
    if facts["relations"] != list(RELATIONS) or facts["features"] != list(FEATURES):
        raise BundleError(f"{path} was made for other relations or lexical features than this version has.")
    return facts


def _tensors(model: Model) -> dict[str, Tensor]:
    tensors = {
        name: (value.half() if name in _HALF else value).detach().cpu().contiguous()
        for name, value in model.network.state_dict().items()
    }
    return {**tensors, _IDF: torch.from_numpy(model.vocabulary.idf)}


def _full(name: str, tensor: Tensor) -> Tensor:
    return tensor.float() if name in _HALF else tensor


def _facts(model: Model, hashes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "relations": list(RELATIONS),
        "features": list(FEATURES),
        "recipe": asdict(model.recipe),
        "temperature": model.temperature,
        "spelling_share": model.spelling_share,
        "word_share": model.word_share,
        "placing": list(model.placing),
        "offsets": list(model.offsets),
        "metrics": dict(model.metrics),
        "facts": dict(model.facts),
        "files": dict(hashes),
        "words": list(model.vocabulary.words),
    }


def _facts_hash(facts: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in facts.items() if key != "sha256"}
    return _sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BundleError(f"{path} cannot be read: {error.strerror}.") from error
