"""Practice rounds, and the settled pairs that they are made of."""

from __future__ import annotations

import random
from typing import Any, Final

from django.db import connection

from taxonomy.core.highlights import highlights_of
from taxonomy.core.relations import RELATIONS, read
from taxonomy.models import Pair, Person, PracticeItem, PracticeRound

LONGEST_TITLE: Final = 40
LOOKED_AT: Final = 10_000

# The first and the last decisions of the ledger: a ledger of millions is not read through. What the model or a
# consensus said is no gold, and nobody shall practise on what people are still asked about or measured by.
_GOLD: Final = """
WITH looked AS (
    (SELECT seq FROM taxonomy_decision ORDER BY seq LIMIT %(most)s)
    UNION (SELECT seq FROM taxonomy_decision ORDER BY seq DESC LIMIT %(most)s)
)
SELECT p.id, d.relation, d.reversed
FROM looked JOIN taxonomy_decision d USING (seq)
JOIN taxonomy_pair p ON p.id = d.pair_id AND p.decision_id = d.seq
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE d.relation <> '' AND d.settled_by = ANY(%(gold)s) AND d.merge_state = 'merged'
  AND length(a.text) <= %(longest)s AND length(b.text) <= %(longest)s
  AND NOT EXISTS (SELECT FROM taxonomy_task t WHERE t.pair_id = p.id AND t.state = 'open')
  AND NOT EXISTS (SELECT FROM taxonomy_golditem g WHERE g.pair_id = p.id AND g.retired_at IS NULL)
"""
GOLD_BY: Final = ("adjudication", "review", "import")


def gold_pairs(*, seed: int) -> dict[str, list[int]]:
    """Pairs settled by leads or by import, whose titles are short, by relation as seen from their first title.

    Args:
        seed: of the order, which differs from round to round.
    """
    found: dict[str, list[int]] = {relation: [] for relation in RELATIONS}
    names: dict[str, Any] = {
        "longest": LONGEST_TITLE,
        "gold": list(GOLD_BY),
        "most": LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GOLD, names)
        for pair, relation, backwards in cursor.fetchall():
            found[read(relation, backwards)].append(pair)
    draw = random.Random(seed)
    for pairs in found.values():
        pairs.sort()
        draw.shuffle(pairs)
    return found


def practice_last(person: Person) -> PracticeRound | None:
    """The newest round that the person has finished."""
    done = PracticeRound.objects.filter(person=person, finished_at__isnull=False)
    return done.order_by("-pk").first()


def practice_open(person: Person) -> PracticeRound | None:
    """The round that the person is in."""
    return PracticeRound.objects.filter(person=person, finished_at=None).first()


def round_row(round_: PracticeRound) -> dict[str, Any]:
    """A round as it is shown: of what is unanswered only the question. Two statements."""
    items = list(
        PracticeItem.objects.filter(round=round_)
        .select_related("pair__title_a", "pair__title_b")
        .order_by("place")
    )
    return {
        "id": round_.pk,
        "created_at": round_.created_at,
        "finished_at": round_.finished_at,
        "asked": len(items),
        "answered": sum(1 for item in items if item.answer),
        "right": sum(1 for item in items if item.answer and item.answer == item.relation),
        "items": [_item_row(item) for item in items],
    }


def _item_row(item: PracticeItem) -> dict[str, Any]:
    pair: Pair = item.pair
    return {
        "place": item.place,
        "pair": {
            "id": pair.pk,
            **{
                side: {"id": title.pk, "text": title.text, "language": title.language, "count": title.count}
                for side, title in (("title_a", pair.title_a), ("title_b", pair.title_b))
            },
        },
        "highlights": highlights_of(pair.title_a.text, pair.title_b.text),
        "answer": item.answer or None,
        "relation": item.relation if item.answer else None,
    }
