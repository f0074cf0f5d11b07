"""What versions said of the pairs that they were tested on, and which pairs stand behind a cell of the confusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db.models import Min
from numpy.typing import NDArray

from models_lstm.core.data import Example, Split
from models_lstm.core.errors import NothingToTest
from models_lstm.models import Evaluation, ModelVersion
from models_lstm.selectors.datasets import dataset_split
from taxonomy.core.errors import NotFound
from taxonomy.core.relations import RELATIONS
from taxonomy.models import Pair, Title
from taxonomy.services.artifacts import artifact_local_path

FILE: Final = "probabilities.npz"


@dataclass(frozen=True, slots=True)
class Predictions:
    """Probabilities (n, 7) of a version and of the baseline for the pairs of a test split, in its order."""

    model: NDArray[np.float32]
    baseline: NDArray[np.float32]


def predictions_load(evaluation: Evaluation) -> Predictions:
    """The probabilities of an evaluation (raises ArtifactMissing)."""
    with np.load(artifact_local_path(evaluation.predictions) / FILE, allow_pickle=False) as file:
        return Predictions(file["model"], file["baseline"])


def test_side(split: Split) -> tuple[str, tuple[Example, ...]]:
    """The side to test on: the test split, or the validation split of a data set that came without one.

    Raises:
        NothingToTest: both are empty.
    """
    if split.test:
        return "test", split.test
    if split.validation:
        return "validation", split.validation
    raise NothingToTest("The data set has no pairs to test on.")


def evaluation_get(version: ModelVersion, number: int | None = None) -> Evaluation:
    """An evaluation of the version by its number; without one the newest.

    Raises:
        NotFound: the version was never tested, or not by that number.
    """
    found = Evaluation.objects.filter(model_version=version).select_related("dataset").order_by("-pk")
    one = found.first() if number is None else found.filter(pk=number).first()
    if one is None:
        raise NotFound(f"Version {version.version} has no such test.", field="evaluation")
    return one


def pairs_tested(
    evaluation: Evaluation,
    *,
    truth: str | None = None,
    said: str | None = None,
    after: int = 0,
    limit: int = 50,
) -> dict[str, Any]:
    """The pairs behind a cell of the confusion, those first of which the model was surest.

    Args:
        truth: only pairs of which people said this; None: whatever they said.
        said: only pairs of which the model said this; None: whatever it said.
        after: how many to skip. An evaluation never changes, so the place of a pair in the list stays.

    Returns:
        ``count`` of them all, ``next`` (the ``after`` of the following page, or None) and ``pairs``, each with both
        titles, what people and the model said, the calibrated ``score`` of what it said and ``truth_score`` of what
        people said (0..1), and the number of the pair in the record, if it is there.

    Raises:
        ArtifactMissing: the store has lost the data set or the probabilities.
    """
    side, test = test_side(dataset_split(evaluation.dataset))
    table = predictions_load(evaluation).model
    right = np.array([RELATIONS.index(e.relation) for e in test], dtype=np.int64)
    guess = table.argmax(axis=1)
    rows = np.arange(len(test))
    chosen = np.ones(len(test), dtype=bool)
    if truth is not None:
        chosen &= right == RELATIONS.index(truth)
    if said is not None:
        chosen &= guess == RELATIONS.index(said)
    found = rows[chosen]
    found = found[np.argsort(-table[found, guess[found]], kind="stable")]
    page = found[after : after + limit].tolist()
    numbers = _pair_numbers([test[row] for row in page])
    return {
        "evaluation": evaluation.pk,
        "dataset": evaluation.dataset.name,
        "side": side,
        "count": len(found),
        "next": after + limit if after + limit < len(found) else None,
        "pairs": [
            {
                "title_a": test[row].title_a,
                "title_b": test[row].title_b,
                "truth": test[row].relation,
                "said": RELATIONS[int(guess[row])],
                "score": round(float(table[row, guess[row]]), 4),
                "truth_score": round(float(table[row, right[row]]), 4),
                "pair": numbers.get((test[row].title_a, test[row].title_b)),
            }
            for row in page
        ],
    }


def _pair_numbers(examples: list[Example]) -> dict[tuple[str, str], int]:
    """(title, title) -> number of the pair, for those that are in the record; two queries."""
    texts = {title for e in examples for title in (e.title_a, e.title_b)}
    ids = dict(
        Title.objects.filter(text__in=texts)
        .values_list("text")
        .annotate(one=Min("id"))
        .values_list("text", "one")
    )
    known = {
        (a, b): pk
        for pk, a, b in Pair.objects.filter(title_a__in=ids.values(), title_b__in=ids.values()).values_list(
            "pk", "title_a_id", "title_b_id"
        )
    }
    found = {}
    for e in examples:
        if e.title_a in ids and e.title_b in ids:
            ends = sorted((ids[e.title_a], ids[e.title_b]))
            if (number := known.get((ends[0], ends[1]))) is not None:
                found[e.title_a, e.title_b] = number
    return found
