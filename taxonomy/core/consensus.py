"""What the answers to one task say together. How much a person's word is worth: see `taxonomy.core.reliability`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from taxonomy.core.relations import UNSURE

State = Literal["open", "settled", "disputed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a task stands after its answers.

    Attributes:
        state: of the task.
        relation: what was agreed on, seen from the pair's first title; None when nothing was.
    """

    state: State
    relation: str | None = None


def votes_settle(votes: Sequence[str], wanted: int, *, flagged: bool = False) -> Verdict:
    """The verdict of blind votes (one of the seven relations, or ``unsure``, all seen from the pair's first title).

    A flag calls a lead at once. Otherwise fewer votes than wanted leave the task open. Votes that are all alike
    settle it; all ``unsure`` settles it without a relation: that nobody can tell is knowledge too. Anything else
    waits for a lead.

    >>> votes_settle(["senior", "senior"], 2)
    Verdict(state='settled', relation='senior')
    >>> votes_settle(["senior", "unsure"], 2)
    Verdict(state='disputed', relation=None)
    """
    if flagged:
        return Verdict("disputed")
    if len(votes) < wanted:
        return Verdict("open")
    if len(set(votes)) > 1:
        return Verdict("disputed")
    return Verdict("settled", votes[0] if votes[0] != UNSURE else None)
