"""Two versions side by side: on the same unseen pairs, and in what they would propose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.comparison import compare_macro_f1
from models_lstm.core.evaluation import evaluate
from models_lstm.core.proposing import LEAST_SCORE, Thresholds, choose
from models_lstm.models import ComparisonRun, Dataset, ModelVersion
from models_lstm.selectors.candidates import (
    candidates_open,
    candidates_open_count,
)
from models_lstm.selectors.comparisons import comparison_run_get
from models_lstm.selectors.datasets import dataset_latest_of_decisions
from models_lstm.selectors.predictions import predictions_load
from models_lstm.services.background import (
    BackgroundClaim,
    ClaimLost,
    State,
    background_end,
    background_execute,
    background_tell,
)
from models_lstm.services.evaluations import evaluation_ensure
from models_lstm.services.measuring import BOOTSTRAP, SEED, groups_of
from models_lstm.services.opinion import Asked, Opinion
from models_lstm.services.promotion import TestSet, unseen_test_set
from models_lstm.services.pulse import Pulse, patiently
from models_lstm.services.scoring import scorer_of
from models_lstm.services.vectors import neighbours_find
from taxonomy.core.errors import BadInput
from taxonomy.core.relations import RELATIONS

EXAMPLES: Final = 20
"""Pairs listed of each kind."""
TOP: Final = 20
"""Nearest titles that a proposal run looks at, unless it is told otherwise: what surroundings are told by."""
Report = Callable[[int, int], None]
"""Told of how many more pairs were scored, and of how many there are, by both versions together."""
Said = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Of each pair the column of the relation that a version would propose, -1 for none, and the score."""


class NothingInCommon(BadInput):
    """No data set has test pairs that neither version has seen."""

    code = "comparison.no_common_test_set"


@dataclass(slots=True)
class EdgeDifference:
    """What the second version would propose otherwise than the first.

    Attributes:
        open: unsettled candidates, of which ``candidates`` were scored: all of them, or a random part.
        listed: pairs to list of each kind.
        surroundings: of either version, whether what stands around a pair was weighed with what it says.
        implied: of the candidates, pairs that are settled through other titles of their concepts: neither version
            would propose them.
    """

    thresholds: Thresholds
    listed: int = EXAMPLES
    surroundings: list[bool] = field(default_factory=list)
    open: int = 0
    candidates: int = 0
    implied: int = 0
    same: int = 0
    gained: int = 0
    lost: int = 0
    flipped: int = 0
    by_relation: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def take(self, before: Said, after: Said, texts: Callable[[int], tuple[str, str]]) -> None:
        """Count what either version would propose for some pairs.

        Args:
            texts: the titles of one of them.
        """
        first, second = before[0], after[0]
        kinds = {
            "gained": (first < 0) & (second >= 0),
            "lost": (first >= 0) & (second < 0),
            "flipped": (first >= 0) & (second >= 0) & (first != second),
        }
        self.same += int(((first >= 0) & (first == second)).sum())
        for kind, rows in kinds.items():
            places = np.flatnonzero(rows)
            setattr(self, kind, getattr(self, kind) + len(places))
            pairs = zip(first[places].tolist(), second[places].tolist(), strict=True)
            self.by_relation.update((_name(one), _name(other)) for one, other in pairs)
            for place in places[: max(0, self.listed - len(self.examples.get(kind, ())))].tolist():
                title_a, title_b = texts(place)
                self.examples.setdefault(kind, []).append(
                    {
                        "title_a": title_a,
                        "title_b": title_b,
                        "first": _told(before, place),
                        "second": _told(after, place),
                    }
                )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "thresholds": asdict(self.thresholds),
            "surroundings": self.surroundings,
            "open": self.open,
            "candidates": self.candidates,
            "implied": self.implied,
            "same": self.same,
            "gained": self.gained,
            "lost": self.lost,
            "flipped": self.flipped,
            "by_relation": [
                {"first": first, "second": second, "count": count}
                for (first, second), count in self.by_relation.most_common()
            ],
            "examples": self.examples,
        }


def models_compare(
    first: ModelVersion,
    second: ModelVersion,
    *,
    dataset: Dataset | None = None,
    limit: int | None = None,
    min_score: float = LEAST_SCORE,
    listed: int = EXAMPLES,
    threads: int = 1,
    progress: Report = lambda count, of: None,
) -> dict[str, Any]:
    """The second against the first: macro-F1 with the interval of the difference, F1 per relation, edges.

    Args:
        dataset: whose test split to use; by default the one with the most pairs that neither has seen.
        limit: about how many open candidates to score for the difference in edges, drawn at random; None scores all of
            them, 0 leaves that out.
        min_score: least score of a proposal, as in ``propose_edges``.
        listed: pairs to list of each kind of difference.

    Raises:
        NothingInCommon: there is nothing to compare them on.
    """
    found = _common_test_set(first, second, dataset)
    truth = [found.test[row].relation for row in found.rows]
    groups = groups_of([found.test[row] for row in found.rows])
    tables = [
        predictions_load(evaluation_ensure(version, found.dataset)).model[found.rows]
        for version in (first, second)
    ]
    difference = compare_macro_f1(
        tables[1], tables[0], truth, groups=groups, bootstrap=BOOTSTRAP, seed=SEED
    ).difference
    return {
        "a": first.version,
        "b": second.version,
        "test_set": {"dataset": found.dataset.name, "side": found.side, "pairs": len(truth)},
        "figures": {
            version.version: _figures(table, truth)
            for version, table in zip((first, second), tables, strict=True)
        },
        "difference": {"value": difference.value, "low": difference.low, "high": difference.high},
        "edges": None
        if limit == 0
        else edges_compare(
            first,
            second,
            limit=limit,
            min_score=min_score,
            listed=listed,
            threads=threads,
            progress=progress,
        ).to_dict(),
    }


def comparison_run_execute(run_id: int, *, threads: int = 1) -> ComparisonRun:
    """Compare over all open candidates, as a worker does; the row tells how it ended and keeps the result.

    Raises:
        RunTaken: the run is executed elsewhere or finished, or another one is running.
    """
    run = comparison_run_get(run_id)

    def work(claim: BackgroundClaim, pulse: Pulse) -> None:
        done = 0

        def scored(count: int, of: int) -> None:
            nonlocal done
            if pulse.lost:
                raise ClaimLost
            done += count
            background_tell(claim, "scoring", done, of)

        background_tell(claim, "neighbours", 0, 0)
        result = models_compare(
            run.first, run.second, min_score=run.min_score, threads=threads, progress=scored
        )
        counts = {kind: result["edges"][kind] for kind in ("gained", "lost", "flipped", "same")}
        patiently(lambda: background_end(claim, State.SUCCEEDED, told=counts, result=result))

    background_execute(ComparisonRun, run_id, work, again=True)
    return comparison_run_get(run_id)


def _figures(table: NDArray[np.float32], truth: list[str]) -> dict[str, Any]:
    report = evaluate(table, truth, bootstrap=0)
    return {
        "macro_f1": report.macro_f1.value,
        "accuracy": report.accuracy.value,
        "ece": report.ece,
        "per_relation": {name: r.f1.value for name, r in report.relations.items()},
    }


def _common_test_set(first: ModelVersion, second: ModelVersion, dataset: Dataset | None) -> TestSet:
    choices = [dataset] if dataset else [dataset_latest_of_decisions(), second.dataset, first.dataset]
    sets = [unseen_test_set(choice, first, second) for choice in choices if choice is not None]
    best = max((s for s in sets if s is not None and s.rows), key=lambda s: len(s.rows), default=None)
    if best is None:
        raise NothingInCommon(
            f"No data set has test pairs that neither {first.version} nor {second.version} has seen."
        )
    return best


def edges_compare(
    first: ModelVersion,
    second: ModelVersion,
    *,
    limit: int | None = None,
    min_score: float = LEAST_SCORE,
    listed: int = EXAMPLES,
    threads: int = 1,
    progress: Report = lambda count, of: None,
) -> EdgeDifference:
    """What either would propose for the open candidates, or for about ``limit`` of them drawn at random.

    The rules are those of a proposal run, but for its choice of the best pair of every two concepts: a pair that only
    changes places with a sister would count as lost and gained. Each version is moved to what the random slice found
    (decision 0027), and over all candidates it is weighed with what stands around the pairs, both learnt anew as its
    proposal run would (decision 0026). With a ``limit``, however large, it is judged by the two titles: a first look must
    not encode all titles.
    """
    thresholds = Thresholds.of(min_score)
    open_ = candidates_open_count()
    share = 1.0 if limit is None or limit >= open_ else limit / open_
    found = candidates_open(share=share)
    asked = Asked.of(found)
    # In random order, so that the first ones, which are listed, are like the others.
    asked = asked.rows(np.random.default_rng(SEED).permutation(len(asked)))
    count = len(found.pair_id)
    told = EdgeDifference(thresholds, listed, open=max(open_, count), candidates=count)
    told.implied = asked.implied
    said = []
    for version in (first, second):
        columns = neighbours_find(version, top=TOP, threads=threads) if limit is None else []
        with scorer_of(version, threads=threads) as scorer:
            opinion = Opinion.learnt(scorer, version.dataset, columns, asked)
            told.surroundings.append(opinion.weighing is not None)
            choices, scores = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float32)]
            for part, _, table in opinion.hear(scorer, asked):
                column, score = choose(table, thresholds)
                choices.append(column)
                scores.append(score)
                progress(part.stop - part.start, 2 * len(asked))
        said.append((np.concatenate(choices), np.concatenate(scores)))

    def texts(place: int) -> tuple[str, str]:
        ends = asked.titles.places(np.array([asked.title_a[place], asked.title_b[place]]))
        return asked.titles.texts[ends[0]], asked.titles.texts[ends[1]]

    told.take(said[0], said[1], texts)
    return told


def _name(column: int) -> str:
    return RELATIONS[column] if column >= 0 else "nothing"


def _told(said: Said, place: int) -> tuple[str, float] | None:
    column = int(said[0][place])
    return None if column < 0 else (RELATIONS[column], round(float(said[1][place]), 4))
