"""What several blind answers to one pair say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from taxonomy.core.relations import UNSURE, Stored


class Outcome(StrEnum):
    """What becomes of a task."""

    OPEN = "open"
    AGREED = "agreed"
    DISPUTED = "disputed"
    NOBODY_KNOWS = "nobody_knows"


@dataclass(frozen=True, slots=True)
class Answer:
    """One live answer, as stored on the pair."""

    person_id: int
    stored: Stored
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Consensus:
    """The outcome, and the relation when the answers agree."""

    outcome: Outcome
    stored: Stored | None = None


def consensus_of(answers: Sequence[Answer], *, wanted: int) -> Consensus:
    """What ``answers`` say when ``wanted`` of them were asked for.

    A flag calls a lead at once. Otherwise nothing is said before all wanted answers are there. All the same
    relation: agreed. All unsure: kept as knowledge, and not asked again. Anything else waits for a lead.
    """
    if any(answer.flagged for answer in answers):
        return Consensus(Outcome.DISPUTED)
    if len(answers) < wanted:
        return Consensus(Outcome.OPEN)
    said = {answer.stored for answer in answers}
    if len(said) > 1:
        return Consensus(Outcome.DISPUTED)
    only = next(iter(said))
    return Consensus(Outcome.NOBODY_KNOWS) if only.relation == UNSURE else Consensus(Outcome.AGREED, only)
