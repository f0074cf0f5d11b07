from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models_lstm.core.proposing import BestOfConcepts, Histograms, KnownConcepts, Offers, Thresholds, choose
from taxonomy.core.relations import RELATIONS


def table(*said: tuple[str, float]) -> NDArray[np.float32]:
    """Probabilities in which a relation has the given one and the others share the rest."""
    rows = np.zeros((len(said), len(RELATIONS)), dtype=np.float32)
    for row, (relation, score) in enumerate(said):
        rows[row] = (1 - score) / (len(RELATIONS) - 1)
        rows[row, RELATIONS.index(relation)] = score
    return rows


def test_the_most_probable_relation_is_chosen_where_it_is_worth_a_look() -> None:
    said = table(("synonym", 0.7), ("unrelated", 0.9), ("senior", 0.4), ("related", 0.55), ("related", 0.65))
    columns, scores = choose(said, Thresholds())
    assert [RELATIONS[c] if c >= 0 else None for c in columns] == ["synonym", None, None, None, "related"]
    assert scores[0] == pytest.approx(0.7)
    assert choose(said, Thresholds.of(0.9))[0].tolist() == [-1] * 5
    assert choose(said, Thresholds.of(0.3))[0][2] == RELATIONS.index("senior")
    assert choose(said[:0], Thresholds())[0].shape == (0,)


def test_what_is_settled_between_titles_is_settled_between_their_concepts() -> None:
    known = KnownConcepts.of([(1, 2, "synonym"), (2, 3, "synonym"), (3, 9, "broader"), (7, 8, "unrelated")])
    pairs = {
        (1, 3): True,  # one concept
        (1, 9): True,  # settled through title 3
        (9, 2): True,
        (8, 7): True,
        (1, 7): False,
        (7, 9): False,
        (5, 6): False,
    }
    a, b = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    assert known.are_known(known.keys(a, b)).tolist() == list(pairs.values())
    assert (known.keys(a, b) == known.keys(b, a)).all()
    nobody = KnownConcepts.of([])
    assert not nobody.are_known(nobody.keys(a, b)).any()
    with pytest.raises(OverflowError):
        known.keys(np.array([1]), np.array([2**31]))


def offers(rows: list[tuple[int, int, float]]) -> Offers:
    """(key, pair id, score)."""
    keys, pairs, scores = (np.array(column) for column in zip(*rows, strict=True))
    said = table(*[("synonym", 0.7)] * len(rows))
    column = np.zeros(len(rows), dtype=np.int64)
    return Offers(
        keys, pairs, pairs, pairs, column, scores.astype(np.float32), said, scores.astype(np.float32)
    )


def test_of_two_concepts_only_the_best_pair_is_kept_whatever_the_order() -> None:
    draw = np.random.default_rng(3)
    rows = [
        (int(draw.integers(0, 40)), pair, float(np.float32(draw.integers(1, 9) / 10))) for pair in range(300)
    ]
    wanted: dict[int, tuple[float, int]] = {}
    for key, pair, score in rows:
        wanted[key] = min(wanted.get(key, (9.0, 0)), (-score, pair))
    best = sorted(wanted.values())[:25]

    kept = BestOfConcepts(25)
    for start in range(0, len(rows), 70):
        kept.offer(offers(rows[start : start + 70]))
    ranked = kept.ranked()
    assert list(zip((-ranked.score).tolist(), ranked.pair_id.tolist(), strict=True)) == best
    assert len(BestOfConcepts(5).ranked()) == 0


def test_forgetting_in_between_changes_nothing() -> None:
    whole, forgetful = BestOfConcepts(10), BestOfConcepts(10)
    draw = np.random.default_rng(5)
    for _ in range(4):
        columns = (*draw.integers(0, 10**6, (2, 40_000)).tolist(), draw.random(40_000).tolist())
        part = offers(list(zip(*columns, strict=True)))
        whole._kept.append(part)
        forgetful.offer(part)
    assert sum(map(len, forgetful._kept)) < 160_000
    assert forgetful.ranked().pair_id.tolist() == whole.ranked().pair_id.tolist()


def test_histograms_count_every_pair_and_both_its_titles() -> None:
    counted = Histograms()
    counted.take(
        table(("synonym", 0.72), ("unrelated", 0.99)), np.array([1, 2, 30, 0]), np.array([3, 12, 400, 1])
    )
    counted.take(table()[:0], np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    told = counted.to_dict()
    assert sum(told["score"]["counts"]) == 2
    assert told["score"]["counts"][14] == 1 and told["score"]["counts"][19] == 1
    assert sum(told["words"]["counts"]) == sum(told["characters"]["counts"]) == 4
    assert told["words"]["counts"][-1] == told["characters"]["counts"][-1] == 1
    assert told["relation"]["synonym"] == told["relation"]["unrelated"] == 1
