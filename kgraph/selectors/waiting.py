"""What waits around two titles: open proposals and decisions that are not merged yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from kgraph.core.algebra import Settled
from kgraph.models import Membership
from taxonomy.core.ranks import RANKS
from taxonomy.models import Decision, Proposal

MOST = 100
"""Proposals and decisions that are looked at, of each kind: the surest and the oldest."""
_MOST_TITLES = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that would settle a pair: a proposal if a reviewer took it, or a decision when it is merged."""

    kind: str  # "proposal" or "decision"
    id: int
    settled: Settled


def waiting_around(titles: Iterable[int], *, pair: tuple[int, int]) -> tuple[list[Waiting], bool]:
    """What waits on a title of the concepts of ``titles``, except on ``pair`` itself; and whether that is all.

    Proposals are read as a reviewer's yes, which is later than every decision.
    """
    concepts = Membership.objects.filter(title__in=list(titles)).values("concept")
    members = Membership.objects.filter(concept__in=concepts).values_list("title_id", flat=True)
    around = list(members[: _MOST_TITLES + 1])
    near = {*titles, *around[:_MOST_TITLES]}
    on_title = Q(pair__title_a__in=near) | Q(pair__title_b__in=near)
    other = ~Q(pair__title_a=pair[0], pair__title_b=pair[1])
    columns = ("pair__title_a_id", "pair__title_b_id", "relation", "reversed")
    proposals = Proposal.objects.filter(on_title, other, state=Proposal.State.OPEN).order_by("-score", "pk")
    decisions = Decision.objects.filter(on_title, other, merge_state=Decision.MergeState.PENDING)
    decisions = decisions.exclude(relation="").order_by("seq")
    found: list[Waiting] = []
    for number, low, high, relation, reversed_ in proposals.values_list("pk", *columns)[: MOST + 1]:
        found.append(
            Waiting("proposal", number, Settled(2**62 + 1, low, high, relation, reversed_, RANKS["review"]))
        )
    complete = len(around) <= _MOST_TITLES and len(found) <= MOST
    found = found[:MOST]
    rows = list(decisions.values_list("seq", *columns, "settled_by")[: MOST + 1])
    for seq, low, high, relation, reversed_, settled_by in rows[:MOST]:
        found.append(
            Waiting("decision", seq, Settled(seq, low, high, relation, reversed_, RANKS[settled_by]))
        )
    return found, complete and len(rows) <= MOST
