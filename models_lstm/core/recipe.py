"""Every knob of a training run, with its default, its range and what it does."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Self

from models_lstm.core.errors import RecipeError

STARTS: Final = ("base", "nothing")
SIZES: Final = ("buckets", "embedding", "hidden", "dimensions", "bottleneck", "head")
"""What a model must share with the one whose weights it starts from."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Hyper-parameters of a training run. Defaults are the full recipe: minutes on some 10^4 pairs.

    Attributes:
        name: shown with the model.
        start: ``base`` = begin with the encoder in the box (``models_lstm/base``), whose sizes the recipe must share;
            ``nothing`` = begin with random weights. A version to start from, where one is named, goes before.
        warm_share: share of ``contrast_rate`` for an encoder that has learnt before and is now taught next to nothing; it
            also skips stage ``views``.
        warm_titles: from so many taught titles on the full ``contrast_rate`` counts, between them a straight line.
        buckets: rows of the table of hashed character n-grams.
        embedding: width of word and n-gram embeddings.
        hidden: units of the LSTM per direction.
        dimensions: width of a title's vector.
        bottleneck: width that the pair head narrows a title's vector to (half of it for the differing words).
        head: hidden units of the pair head.
        attention: width in which the pair head holds each word of a title against those of the other; 0 = it does not.
        dropout: on the token vectors and the pooled vector.
        head_dropout: on the pair head's input and its hidden units.
        view_epochs: passes over views of the titles without labels (stage ``views``).
        view_pairs: at most this many views per pass.
        synonym_epochs: passes over the synonym pairs (stage ``synonyms``).
        synonym_pairs: at most this many synonym pairs per pass.
        contrast_batch: pairs per step of the contrastive stages; the others of the batch are the negatives.
        contrast_temperature: of InfoNCE.
        contrast_rate: learning rate of the contrastive stages.
        anchor_weight: weight of the anchors in stage ``synonyms``: each concept is a point that its titles are drawn to
            and all others kept from (normalised softmax, Zhai and Wu 2019).
        anchors: at most so many concepts' points are compared with in one step.
        pair_epochs: most passes over all judged pairs (stage ``pairs``).
        pair_limit: at most this many judged pairs per pass, drawn anew each time.
        pair_steps: at least this many steps in that stage, by further passes, where there are few pairs.
        pair_batch: judged pairs per step.
        spread: share of the ends of judged pairs that are read as one of their synonyms instead, drawn anew each pass.
            0.5 brought nothing on the development data (decision 0014); it may where concepts have many titles.
        pair_rate: learning rate of the pair head.
        encoder_rate: learning rate of the encoder in stage ``pairs``.
        contrast_weight: weight of the contrastive loss in stage ``pairs``, which keeps the vectors good for search.
        denial: how much a rejected suggestion counts beside a judged pair; it teaches that the relation is not so.
        balance: 0 = relations count by how often they occur, 1 = all relations count the same.
        smoothing: label smoothing of the pair loss.
        patience: epochs of stage ``pairs`` without a better validation score before it stops; only where there are
            enough validation examples to tell (``validation.ENOUGH_TO_CHOOSE``).
        weight_decay: of the dense weights.
        checkpoint_steps: steps between checkpoints.
        checkpoint_seconds: or this time, whichever comes first.
        curve_points: after the training, train as often again, on a half, a quarter and so on of the labels, for the
            learning curve (``services.tracing``); 0 = not at all.
    """

    name: str = "full"
    start: str = "base"
    warm_share: float = 0.3
    warm_titles: int = 10_000
    buckets: int = 32_768
    embedding: int = 96
    hidden: int = 128
    dimensions: int = 192
    bottleneck: int = 48
    head: int = 256
    attention: int = 32
    dropout: float = 0.3
    head_dropout: float = 0.5
    view_epochs: int = 1
    view_pairs: int = 60_000
    synonym_epochs: int = 12
    synonym_pairs: int = 24_000
    contrast_batch: int = 512
    contrast_temperature: float = 0.07
    contrast_rate: float = 3e-3
    anchor_weight: float = 1.0
    anchors: int = 4096
    pair_epochs: int = 6
    pair_limit: int = 30_000
    pair_steps: int = 150
    pair_batch: int = 256
    spread: float = 0.0
    pair_rate: float = 1e-3
    encoder_rate: float = 1e-4
    contrast_weight: float = 0.5
    denial: float = 0.5
    balance: float = 0.75
    smoothing: float = 0.1
    patience: int = 2
    weight_decay: float = 1e-4
    checkpoint_steps: int = 200
    checkpoint_seconds: float = 20.0
    curve_points: int = 0

    def __post_init__(self) -> None:
        for key, (low, high) in _RANGES.items():
            value = getattr(self, key)
            if not low <= value <= high:
                raise RecipeError(f"'{key}' is {value}, but must lie between {low} and {high}.", field=key)
        if self.start not in STARTS:
            raise RecipeError(
                f"'start' is {self.start!r}, but must be one of {', '.join(STARTS)}.", field="start"
            )

    def warmed(self, taught: int) -> Self:
        """The recipe for an encoder that has learnt before: no views, and gentler the fewer it is ``taught``."""
        share = self.warm_share + (1.0 - self.warm_share) * min(1.0, taught / self.warm_titles)
        return replace(self, view_epochs=0, contrast_rate=max(1e-6, self.contrast_rate * share))

    @classmethod
    def quick(cls) -> Self:
        """A tiny model for tests: a second or two on a few hundred pairs."""
        return cls(
            name="quick", start="nothing", buckets=2048, embedding=24, hidden=24, dimensions=32, head=32, dropout=0.1,
            attention=8, head_dropout=0.1, bottleneck=16, view_epochs=1, view_pairs=1000, synonym_epochs=2,
            synonym_pairs=1000, contrast_batch=64, contrast_rate=5e-3, pair_epochs=12, pair_steps=60, pair_batch=64,
            pair_rate=5e-3, encoder_rate=2e-3, checkpoint_steps=10,
        )  # fmt: skip

    @classmethod
    def loop(cls) -> Self:
        """A small model that is trained again and again in the closed loop: under a minute on one core."""
        return cls(
            name="loop", dropout=0.2,
            contrast_batch=256, contrast_rate=2e-3, view_epochs=1,
            view_pairs=25_000, synonym_epochs=4, synonym_pairs=8000, pair_epochs=6, pair_limit=8000, pair_steps=80,
            patience=4,
        )  # fmt: skip

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """A recipe from TOML: keys as above; ``base = "loop"`` or ``"quick"`` starts from that recipe.

        Raises:
            RecipeError: naming the key that is unknown, of the wrong type or out of range.
        """
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise RecipeError(f"The recipe is not valid TOML: {error}.") from error
        base = values.pop("base", "full")
        bases = {"full": cls(), "loop": cls.loop(), "quick": cls.quick()}
        if base not in bases:
            raise RecipeError(f"'base' is {base!r}, but must be one of {', '.join(bases)}.", field="base")
        return cls.from_mapping({**asdict(bases[base]), **values})

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """A recipe from plain values (raises RecipeError as ``from_toml`` does)."""
        kinds = {f.name: type(f.default) for f in fields(cls)}
        checked: dict[str, Any] = {}
        for key, value in values.items():
            if key not in kinds:
                raise RecipeError(f"'{key}' is not a key of a recipe; known: {', '.join(kinds)}.", field=key)
            kind = kinds[key]
            if kind is float and type(value) is int:
                value = float(value)
            if type(value) is not kind:
                raise RecipeError(f"'{key}' must be of type {kind.__name__}, not {value!r}.", field=key)
            checked[key] = value
        return cls(**checked)

    def to_toml(self) -> str:
        """TOML that ``from_toml`` reads back to an equal recipe."""
        lines = [
            f'{key} = "{_escaped(value)}"' for key, value in asdict(self).items() if isinstance(value, str)
        ]
        lines += [f"{key} = {value!r}" for key, value in asdict(self).items() if not isinstance(value, str)]
        return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    clean = "".join(c if c.isprintable() else " " for c in text)
    return clean.replace("\\", "\\\\").replace('"', '\\"')


_RANGES: Final[dict[str, tuple[float, float]]] = {
    "warm_share": (0.0, 1.0),
    "warm_titles": (1, 10**7),
    "buckets": (256, 2**20),
    "embedding": (8, 1024),
    "hidden": (8, 1024),
    "dimensions": (8, 2048),
    "bottleneck": (4, 1024),
    "head": (8, 4096),
    "attention": (0, 1024),
    "dropout": (0.0, 0.9),
    "head_dropout": (0.0, 0.9),
    "view_epochs": (0, 100),
    "view_pairs": (0, 10**7),
    "synonym_epochs": (0, 100),
    "synonym_pairs": (0, 10**7),
    "contrast_batch": (4, 8192),
    "contrast_temperature": (0.005, 1.0),
    "contrast_rate": (1e-6, 0.1),
    "anchor_weight": (0.0, 10.0),
    "anchors": (16, 10**6),
    "pair_epochs": (1, 1000),
    "pair_limit": (1, 10**7),
    "pair_steps": (1, 10**6),
    "pair_batch": (4, 8192),
    "spread": (0.0, 1.0),
    "pair_rate": (1e-6, 0.1),
    "encoder_rate": (0.0, 0.1),
    "contrast_weight": (0.0, 10.0),
    "denial": (0.0, 10.0),
    "balance": (0.0, 1.0),
    "smoothing": (0.0, 0.5),
    "patience": (1, 1000),
    "weight_decay": (0.0, 1.0),
    "checkpoint_steps": (1, 10**6),
    "checkpoint_seconds": (0.0, 3600.0),
    "curve_points": (0, 6),
}
