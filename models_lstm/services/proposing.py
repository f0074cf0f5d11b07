"""Execute a proposal run: candidates, scores, the best suggestions with their evidence, all swapped in at once."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from models_lstm.core.proposing import (
    BestOfConcepts,
    Histograms,
    KnownConcepts,
    Opinions,
    Thresholds,
    Wish,
    choose,
)
from models_lstm.core.scorer import Scorer
from models_lstm.models import ModelVersion, ProposalRun
from models_lstm.selectors.candidates import (
    CandidatePair,
    candidates_open,
    candidates_open_count,
    settled_pairs,
)
from models_lstm.selectors.proposal_runs import proposal_run_get
from models_lstm.services.evidence import evidence_of
from models_lstm.services.proposal_runs import (
    ProposalClaim,
    ProposeOptions,
    State,
    proposal_run_claim,
    proposal_run_end,
)
from models_lstm.services.proposal_store import Suggestion, suggestions_replace
from models_lstm.services.pulse import Pulse, if_possible, patiently
from models_lstm.services.scoring import scorer_of
from models_lstm.services.vectors import neighbours_store
from taxonomy.core.errors import Busy, Fault
from taxonomy.services.opinions import OpinionRow, opinions_replace

logger = logging.getLogger("titleloom.proposing")
Watch = Callable[[str, int], None]
"""Told of the stage and of how many more titles or pairs were dealt with."""
BATCH: Final = 8192
MOST_OPINIONS: Final = 200_000
"""Opinions that are kept for choosing what to ask; the most doubtful ones and a draw, where there are more."""


class ProposalRunTaken(Busy):
    """The run is executed elsewhere, finished, or another one is running."""

    code = "proposals.busy"


class _ClaimLost(Exception):
    """Somebody else executes the run now."""


def _silent(stage: str, count: int) -> None:
    """Tell nobody."""


def proposal_run_execute(run_id: int, *, threads: int = 1, watch: Watch = _silent) -> ProposalRun:
    """Propose; the run's row tells how it ended. Proposals change in one transaction at the very end.

    Raises:
        ProposalRunTaken: the run is executed elsewhere or finished, or another one is running.
    """
    claim = proposal_run_claim(run_id)
    if claim is None:
        raise ProposalRunTaken(
            f"Proposal run {run_id} is {proposal_run_get(run_id).state}, or another one is running."
        )
    run = proposal_run_get(run_id)
    with Pulse(ProposalRun, run_id, claim.token) as pulse:
        try:
            _execute(run, claim, pulse, threads=threads, watch=watch)
        except _ClaimLost:
            logger.warning("another process has taken over the proposal run", extra={"run": run_id})
        except Fault as fault:
            detail = fault.detail
            patiently(lambda: proposal_run_end(claim, State.FAILED, error=detail))
        except Exception as error:
            logger.error("proposal run failed", extra={"run": run_id, "trace": traceback.format_exc()})
            told = f"Unexpected: {type(error).__name__}: {error}"
            patiently(lambda: proposal_run_end(claim, State.FAILED, error=told))
            raise
        except BaseException:
            proposal_run_end(claim, State.CANCELLED, error="It was stopped from outside.")
            raise
    return proposal_run_get(run_id)


def _execute(run: ProposalRun, claim: ProposalClaim, pulse: Pulse, *, threads: int, watch: Watch) -> None:
    options = ProposeOptions(**run.options)
    counts: dict[str, int] = {}
    if options.top:
        _tell(claim, "neighbours", 0, 0)
        titles, stored = neighbours_store(
            run.model_version,
            top=options.top,
            threads=threads,
            by=run.created_by,
            progress=lambda n: watch("titles", n),
        )
        counts |= {"titles": titles, "new_candidates": stored}
    histograms = Histograms()
    with scorer_of(run.model_version, threads=threads) as scorer:

        def scored(done: int, of: int, batch: int) -> None:
            if pulse.lost:
                raise _ClaimLost
            watch("pairs", batch)
            _tell(claim, "scoring", done, of)

        opinions = Opinions(MOST_OPINIONS)
        wishes = wishes_of(
            scorer, options, counts=counts, histograms=histograms, opinions=opinions, told=scored
        )
        _tell(claim, "evidence", 0, len(wishes))
        rows = list(_suggestions(scorer, wishes, watch, options.explained))
    if pulse.lost:
        raise _ClaimLost
    patiently(lambda: _swap(run.model_version, claim, rows, opinions, counts, histograms))


def wishes_of(
    scorer: Scorer,
    options: ProposeOptions,
    *,
    counts: dict[str, int],
    histograms: Histograms,
    opinions: Opinions | None = None,
    told: Callable[[int, int, int], None] = lambda done, of, batch: None,
) -> list[Wish]:
    """The best suggestions over all open candidates, scored batch by batch; fills in counts, histograms and
    opinions."""
    known = KnownConcepts.of(settled_pairs())
    best = BestOfConcepts(options.limit)
    thresholds = Thresholds.of(options.min_score)
    total, done = candidates_open_count(), 0
    counts |= {"candidates": total, "scored": 0, "implied": 0, "above_threshold": 0}
    for batch in candidates_open(batch=BATCH):
        _score(scorer, batch, thresholds, known, best, counts, histograms, opinions)
        done += len(batch)
        told(done, total, len(batch))
    return best.ranked()


def _score(
    scorer: Scorer,
    batch: list[CandidatePair],
    thresholds: Thresholds,
    known: KnownConcepts,
    best: BestOfConcepts,
    counts: dict[str, int],
    histograms: Histograms,
    opinions: Opinions | None,
) -> None:
    keys = [known.key(c.title_a_id, c.title_b_id) for c in batch]
    asked = [(key, c) for key, c in zip(keys, batch, strict=True) if not known.is_known(key)]
    counts["implied"] += len(batch) - len(asked)
    counts["scored"] += len(asked)
    pairs = [(c.title_a, c.title_b) for _, c in asked]
    if not pairs:
        return
    table = scorer.score(pairs)
    histograms.take(pairs, table)
    if opinions is not None:
        opinions.take([candidate.pair_id for _, candidate in asked], table)
    for (key, candidate), probabilities in zip(asked, table, strict=True):
        chosen = choose(probabilities, thresholds)
        if chosen is not None:
            counts["above_threshold"] += 1
            best.offer(key, Wish(*candidate, *chosen, tuple(probabilities.tolist())))


def _suggestions(scorer: Scorer, wishes: list[Wish], watch: Watch, explained: int) -> Iterator[Suggestion]:
    evidences = evidence_of(scorer, wishes, explained=explained)
    for wish, evidence in zip(wishes, evidences, strict=True):
        watch("evidence", 1)
        yield Suggestion(wish.pair_id, wish.relation, min(1.0, wish.score), evidence)


@transaction.atomic
def _swap(
    version: ModelVersion,
    claim: ProposalClaim,
    rows: list[Suggestion],
    opinions: Opinions,
    counts: dict[str, int],
    histograms: Histograms,
) -> None:
    """The run's end and the new proposals in one transaction."""
    counts = counts | {
        "stored": suggestions_replace(version, rows),
        "opinions": opinions_replace(
            model_version=version.version, rows=(OpinionRow(*row) for row in opinions.rows())
        ),
    }
    if not proposal_run_end(
        claim,
        State.SUCCEEDED,
        counts=counts,
        histograms=histograms.to_dict(),
        progress={"stage": "done", "percent": 100.0},
    ):
        raise _ClaimLost


def _tell(claim: ProposalClaim, stage: str, done: int, of: int) -> None:
    progress: dict[str, Any] = {"stage": stage, "done": done, "of": of}
    progress["percent"] = round(100.0 * done / of, 1) if of else 0.0
    if_possible(lambda: claim.row.update(progress=progress, heartbeat_at=timezone.now()))
