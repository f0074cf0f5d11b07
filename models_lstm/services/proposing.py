"""Execute a proposal run: candidates, scores, the best suggestions with their evidence, all swapped in at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from django.db import transaction

from models_lstm.core.pair_scores import TitleTexts
from models_lstm.core.proposing import (
    BestOfConcepts,
    Histograms,
    Offers,
    Opinions,
    Thresholds,
    Wish,
    choose,
)
from models_lstm.core.scorer import Scorer
from models_lstm.core.shares import are_listed
from models_lstm.models import ModelVersion, ProposalRun
from models_lstm.selectors.candidates import candidates_open
from models_lstm.selectors.proposal_runs import proposal_run_get
from models_lstm.services.background import (
    BackgroundClaim,
    ClaimLost,
    State,
    background_end,
    background_execute,
    background_tell,
)
from models_lstm.services.evidence import evidence_of
from models_lstm.services.opinion import Asked, Opinion
from models_lstm.services.proposal_runs import ProposeOptions
from models_lstm.services.proposal_store import Suggestion, suggestions_replace
from models_lstm.services.pulse import Pulse, patiently
from models_lstm.services.scoring import scorer_of
from models_lstm.services.vectors import neighbours_find, neighbours_store
from taxonomy.core.relations import RELATIONS
from taxonomy.services.opinions import OpinionRow, opinions_replace

Watch = Callable[[str, int, int | None], None]
"""Told of the stage, of how many more titles or pairs were dealt with, and of how many there are, where that is known."""
MOST_OPINIONS: Final = 200_000
"""Opinions that are kept for choosing what to ask; the most doubtful ones and a draw, where there are more."""


def _silent(stage: str, count: int, of: int | None) -> None:
    """Tell nobody."""


def proposal_run_execute(
    run_id: int, *, threads: int = 1, watch: Watch = _silent, again: bool = False
) -> ProposalRun:
    """Propose; the run's row tells how it ended. Proposals change in one transaction at the very end.

    Args:
        again: whether a run that is stopped from outside goes back into the queue, as a worker's does; what a person
            stops at a terminal is cancelled.

    Raises:
        RunTaken: the run is executed elsewhere or finished, or another one is running.
    """
    run = proposal_run_get(run_id)
    background_execute(
        ProposalRun,
        run_id,
        lambda claim, pulse: _execute(run, claim, pulse, threads=threads, watch=watch),
        again=again,
    )
    return proposal_run_get(run_id)


def _execute(run: ProposalRun, claim: BackgroundClaim, pulse: Pulse, *, threads: int, watch: Watch) -> None:
    options = ProposeOptions(**run.options)
    counts: dict[str, int] = {}
    version = run.model_version
    background_tell(claim, "neighbours", 0, 0)
    columns = neighbours_find(
        version, top=options.top, threads=threads, progress=lambda n: watch("titles", n, None)
    )
    if options.top:
        counts["titles"] = sum(len(column.ids) for column in columns)
        counts["new_candidates"] = neighbours_store(version, columns, top=options.top, by=run.created_by)
    histograms = Histograms()
    asked = Asked.of(candidates_open())
    with scorer_of(version, threads=threads) as scorer:
        opinion = Opinion.learnt(scorer, version.dataset, columns, asked)

        def scored(done: int, of: int, batch: int) -> None:
            if pulse.lost:
                raise ClaimLost
            watch("pairs", batch, of)
            background_tell(claim, "scoring", done, of)

        opinions = Opinions(MOST_OPINIONS)
        wishes = wishes_of(
            scorer,
            options,
            asked,
            opinion=opinion,
            counts=counts,
            histograms=histograms,
            opinions=opinions,
            told=scored,
        )
        background_tell(claim, "evidence", 0, len(wishes))
        rows = list(_suggestions(scorer, wishes, watch, options.explained, _answers(wishes, asked, opinion)))
    if pulse.lost:
        raise ClaimLost
    patiently(lambda: _swap(version, claim, rows, opinions, counts, histograms, opinion))


def wishes_of(
    scorer: Scorer,
    options: ProposeOptions,
    asked: Asked,
    *,
    opinion: Opinion,
    counts: dict[str, int],
    histograms: Histograms,
    opinions: Opinions | None = None,
    told: Callable[[int, int, int], None] = lambda done, of, batch: None,
) -> list[Wish]:
    """The best suggestions over the candidates, scored batch by batch; fills in counts, histograms and opinions."""
    titles = asked.titles
    best = BestOfConcepts(options.limit)
    counts |= {"candidates": len(asked) + asked.implied, "scored": len(asked), "implied": asked.implied}
    counts["above_threshold"] = 0
    words = np.array([len(text.split()) for text in titles.texts], dtype=np.int64)
    characters = np.array([len(text) for text in titles.texts], dtype=np.int64)
    columns = (asked.keys, asked.pair_id, asked.title_a, asked.title_b)
    thresholds = Thresholds.of(options.min_score)
    for part, heard, table in opinion.hear(scorer, asked):
        ends = titles.places(np.concatenate([asked.title_a[part], asked.title_b[part]]))
        histograms.take(table, words[ends], characters[ends])
        if opinions is not None:
            opinions.take(asked.pair_id[part].tolist(), table)
        column, score = choose(table, thresholds)
        good = np.flatnonzero(column >= 0)
        counts["above_threshold"] += len(good)
        key, pair_id, title_a, title_b = (c[part][good] for c in columns)
        alone = heard[good, column[good]]
        best.offer(Offers(key, pair_id, title_a, title_b, column[good], score[good], table[good], alone))
        told(part.stop, len(asked), len(table))
    return _wishes(best.ranked(), titles)


def _wishes(offers: Offers, titles: TitleTexts) -> list[Wish]:
    texts_a, texts_b = (
        [titles.texts[place] for place in titles.places(ids).tolist()]
        for ids in (offers.title_a, offers.title_b)
    )
    rows = zip(
        offers.pair_id.tolist(), offers.title_a.tolist(), offers.title_b.tolist(), texts_a, texts_b,
        (RELATIONS[column] for column in offers.column.tolist()), offers.score.tolist(),
        map(tuple, offers.table.tolist()), offers.alone.tolist(), strict=True,
    )  # fmt: skip
    return [Wish(*row) for row in rows]


def _answers(wishes: list[Wish], asked: Asked, opinion: Opinion) -> list[int]:
    """How many answers of the random slice stand behind the score of each."""
    ends = np.array([(w.title_a_id, w.title_b_id) for w in wishes], dtype=np.int64).reshape(-1, 2)
    if opinion.shares is None:
        return [0] * len(wishes)
    found: list[int] = opinion.shares.answers(are_listed(asked.lists, ends[:, 0], ends[:, 1])).tolist()
    return found


def _suggestions(
    scorer: Scorer, wishes: list[Wish], watch: Watch, explained: int, counted: list[int]
) -> Iterator[Suggestion]:
    evidences = evidence_of(scorer, wishes, explained=explained)
    for wish, evidence, answers in zip(wishes, evidences, counted, strict=True):
        watch("evidence", 1, len(wishes))
        yield Suggestion(wish.pair_id, wish.relation, min(1.0, wish.score), evidence | {"answers": answers})


@transaction.atomic
def _swap(
    version: ModelVersion,
    claim: BackgroundClaim,
    rows: list[Suggestion],
    opinions: Opinions,
    counts: dict[str, int],
    histograms: Histograms,
    opinion: Opinion,
) -> None:
    """The run's end and the new proposals in one transaction."""
    counts = counts | {
        "stored": suggestions_replace(version, rows),
        "opinions": opinions_replace(
            model_version=version.version, rows=(OpinionRow(*row) for row in opinions.rows())
        ),
    }
    if not background_end(
        claim,
        State.SUCCEEDED,
        told=counts,
        counts=counts,
        histograms=histograms.to_dict(),
        surroundings=opinion.weighing.weights.to_dict() if opinion.weighing is not None else {},
        shares=opinion.shares.to_dict() if opinion.shares is not None else {},
        progress={"stage": "done", "percent": 100.0},
    ):
        raise ClaimLost
