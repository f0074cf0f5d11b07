"""What a version thinks of the candidates, moved by the answers of the random slice."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from django.utils import timezone

from models_lstm.core.features import Ints
from models_lstm.core.scorer import Scorer
from models_lstm.core.shares import LEAST
from models_lstm.models import Dataset
from models_lstm.selectors.candidates import candidates_open
from models_lstm.selectors.judgements import drawn_counts
from models_lstm.services.opinion import Asked, Opinion
from taxonomy.core.relations import RELATIONS
from taxonomy.models import Candidate
from taxonomy.services.pairs import pairs_ensure
from tests.models_lstm.world import answered, titles

pytestmark = pytest.mark.django_db
SYNONYM, BROADER, NARROWER, UNRELATED = (
    RELATIONS.index(name) for name in ("synonym", "broader", "narrower", "unrelated")
)


class Sure:
    """A model that takes nearly everything for a synonym."""

    def read(self, texts: list[str]) -> Any:
        return SimpleNamespace(number={text: place for place, text in enumerate(texts)})

    def score_rows(self, read: Any, left: Ints, right: Ints) -> np.ndarray[Any, np.dtype[np.float32]]:
        table = np.full((len(left), len(RELATIONS)), 0.02, dtype=np.float32)
        table[:, SYNONYM] = 0.5 + 0.3 * ((left + right) % 7) / 7.0
        table[:, UNRELATED] = 1.0 - table.sum(axis=1) + 0.02
        return table


SCORER = cast(Scorer, Sure())


def candidates(count: int) -> None:
    """So many open candidates, each of two titles of its own."""
    number = titles([f"open {side} {n}" for n in range(count) for side in "ab"])
    ends = [(number[f"open a {n}"], number[f"open b {n}"]) for n in range(count)]
    Candidate.objects.bulk_create(
        Candidate(pair_id=pair, proposer="blocking", version="1", score=0.5, created_at=timezone.now())
        for pair in pairs_ensure(ends).values()
    )


def test_only_people_s_answers_about_what_was_drawn_by_lot_are_counted() -> None:
    answered(["unrelated"] * 5 + ["broader"] * 2, by_lot=True)
    answered(["synonym"] * 4, by_lot=False)

    counts = drawn_counts()

    assert counts.sum() == 7
    assert counts[UNRELATED] == 5
    assert counts[BROADER] + counts[NARROWER] == 2


def test_what_was_imported_since_is_no_answer() -> None:
    answered(["unrelated"] * 5, by_lot=True, settled_by="import")
    assert drawn_counts().sum() == 0


def test_proposals_hear_how_often_a_relation_is_found() -> None:
    candidates(40)
    answered(["unrelated"] * (2 * LEAST), by_lot=True)
    asked = Asked.of(candidates_open())
    assert len(asked) == 40

    opinion = Opinion.learnt(SCORER, Dataset(), [], asked)

    assert opinion.weighing is None
    assert opinion.shares is not None
    (heard,) = opinion.hear(SCORER, asked)
    assert (heard.alone.argmax(axis=1) == SYNONYM).all()
    assert heard.table[:, UNRELATED].mean() > 0.6
    assert heard.part == slice(0, 40)


def test_too_few_answers_leave_the_model_alone() -> None:
    candidates(10)
    answered(["unrelated"] * (LEAST - 1), by_lot=True)
    answered(["unrelated"] * LEAST, by_lot=False)
    asked = Asked.of(candidates_open())
    assert Opinion.learnt(SCORER, Dataset(), [], asked) == Opinion()


def test_without_candidates_there_is_nothing_to_hear() -> None:
    answered(["unrelated"] * LEAST, by_lot=True)
    asked = Asked.of(candidates_open())
    opinion = Opinion.learnt(SCORER, Dataset(), [], asked)
    assert opinion.shares is None
    assert list(opinion.hear(SCORER, asked)) == []
