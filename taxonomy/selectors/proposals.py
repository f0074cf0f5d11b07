"""Reading proposals, pair by pair and title by title."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from taxonomy.core.relations import read, store
from taxonomy.models import Proposal, Title
from taxonomy.selectors.acceptance import in_sample
from taxonomy.selectors.pairs import pair_ref
from taxonomy.selectors.titles import title_ref

PER_TITLE = 50
MOST_FAMILIES = 300


def proposal_row(proposal: Proposal) -> dict[str, Any]:
    """A proposal for the API (select the pair's titles along)."""
    return {
        "id": proposal.pk,
        "pair": pair_ref(proposal.pair),
        "relation": read(proposal.relation, proposal.reversed),
        "score": proposal.score,
        "effect": proposal.effect if proposal.effect >= 0 else None,
        "family": proposal.family,
        "proposer": proposal.proposer,
        "model_version": proposal.model_version,
        "evidence": proposal.evidence,
        "state": proposal.state,
        "why_not": proposal.why_not,
        "review_note": proposal.review_note,
        "reviewed_at": proposal.reviewed_at,
        "created_at": proposal.created_at,
    }


def proposals_matching(
    *,
    state: str = "open",
    relation: str = "",
    min_score: float = 0.0,
    title: int | None = None,
    q: str = "",
    sample: bool = False,
    family: str | None = None,
    why_not: str = "",
) -> QuerySet[Proposal]:
    """Proposals with their titles; ``relation`` is one of the seven (both directions of a directed one are found).

    Args:
        family: only those of it; the empty name is of those without one.
        why_not: only those that were rejected for this.
        sample: only those that automatic acceptance leaves to people, whatever their score.
    """
    found = Proposal.objects.select_related("pair__title_a", "pair__title_b").filter(score__gte=min_score)
    if state:
        found = found.filter(state=state)
    if relation:
        found = found.filter(relation=store(relation).relation)
    if sample:
        found = found.filter(in_sample())
    if family is not None:
        found = found.filter(family=family)
    if why_not:
        found = found.filter(why_not=why_not)
    if title is not None:
        found = found.filter(Q(pair__title_a=title) | Q(pair__title_b=title))
    if q:
        found = found.filter(
            Q(pair__title_a__key__contains=q.casefold()) | Q(pair__title_b__key__contains=q.casefold())
        )
    return found


def proposals_tally() -> dict[str, Any]:
    """How many open proposals there are of each (stored) relation and of each family, the largest first; 2 queries."""
    open_ones = Proposal.objects.filter(state=Proposal.State.OPEN)
    relations = open_ones.values_list("relation").annotate(n=Count("id")).order_by("-n", "relation")
    families = open_ones.values_list("family").annotate(n=Count("id")).order_by("-n", "family")
    return {
        "relations": [{"name": name, "count": count} for name, count in relations],
        "families": [{"name": name, "count": count} for name, count in families[:MOST_FAMILIES]],
    }


_STATE = """
SELECT current_database(), (SELECT count(*) FROM taxonomy_proposal WHERE state = 'open'),
       (SELECT max(id) FROM taxonomy_proposal),
       (SELECT max(seq) FROM taxonomy_decision),
       (SELECT count(*) FROM taxonomy_decision WHERE merge_state = 'pending')
"""


def proposals_state() -> str:
    """Names what the effects of the open proposals follow from: these proposals, and what is merged of the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return " ".join(str(value) for value in cursor.fetchone())


@dataclass(frozen=True, slots=True)
class TitleCards:
    """A page of titles with their proposals, and where the next page begins."""

    cards: list[dict[str, Any]]
    next: tuple[int, int] | None


# Each proposal is shown under both of its titles; reviewing it under one takes it away under the other.
_BUSIEST = """
SELECT side.title_id, count(*) AS proposals
FROM taxonomy_proposal o
JOIN taxonomy_pair p ON p.id = o.pair_id
CROSS JOIN LATERAL (VALUES (p.title_a_id), (p.title_b_id)) side(title_id)
JOIN taxonomy_title t ON t.id = side.title_id
WHERE o.state = 'open' AND o.score >= %(min_score)s AND (%(relation)s = '' OR o.relation = %(relation)s)
  AND (%(q)s = '' OR strpos(t.key, %(q)s) > 0)
GROUP BY side.title_id
HAVING %(after_count)s < 0 OR count(*) < %(after_count)s OR (count(*) = %(after_count)s AND side.title_id > %(after_id)s)
ORDER BY proposals DESC, side.title_id
LIMIT %(size)s
"""


def proposals_by_title(
    *,
    relation: str = "",
    q: str = "",
    min_score: float = 0.0,
    after: tuple[int, int] | None = None,
    size: int = 20,
) -> TitleCards:
    """Titles with open proposals, most first, each with its (at most `PER_TITLE`) proposals by score."""
    wanted = store(relation).relation if relation else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _BUSIEST,
            {
                "min_score": min_score,
                "relation": wanted,
                "q": q.casefold(),
                "after_count": after[0] if after else -1,
                "after_id": after[1] if after else 0,
                "size": size + 1,
            },
        )
        busiest = cursor.fetchall()
    more, busiest = len(busiest) > size, busiest[:size]
    ids = [title for title, _ in busiest]
    titles = Title.objects.in_bulk(ids)
    under: dict[int, list[Proposal]] = defaultdict(list)
    found = proposals_matching(relation=relation, min_score=min_score).filter(
        Q(pair__title_a__in=ids) | Q(pair__title_b__in=ids)
    )
    for proposal in found.order_by("-score", "pk"):
        for title in {proposal.pair.title_a_id, proposal.pair.title_b_id}.intersection(ids):
            under[title].append(proposal)
    cards = [
        {
            "title": title_ref(titles[title]),
            "count": count,
            "proposals": [proposal_row(p) for p in under[title][:PER_TITLE]],
        }
        for title, count in busiest
    ]
    return TitleCards(cards, (busiest[-1][1], busiest[-1][0]) if more else None)
