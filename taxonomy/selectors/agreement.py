"""How far the people agree, from what several of them judged without seeing each other's answers."""

from __future__ import annotations

from typing import Any

from django.db import connection

from taxonomy.core.agreement import agreement_measure, figure_json
from taxonomy.core.relations import RELATIONS, UNSURE, read
from taxonomy.core.reliability import consensus_estimate
from taxonomy.models import Person
from taxonomy.selectors.caching import cached

ITEMS = 20_000
"""The latest items judged by several people; more would not make the figures truer."""
WINDOW = 400_000
"""The latest annotations among which those items are looked for, which bounds the cost."""
CACHE_KEY = "agreement"
CACHE_SECONDS = 30

# The standing answer of each person to each pair. Answers given in sight of a suggestion or of another's answer are
# left out, for they agree by courtesy; "unsure" is no judgement.
_ANSWERS = """
WITH recent AS (
    SELECT id, pair_id, person_id, relation, reversed FROM taxonomy_annotation
    WHERE stands AND blind AND relation <> %(unsure)s ORDER BY id DESC LIMIT %(window)s
), items AS (
    SELECT pair_id FROM recent GROUP BY pair_id HAVING count(*) >= 2 ORDER BY max(id) DESC LIMIT %(items)s
)
SELECT pair_id, person_id, relation, reversed FROM recent JOIN items USING (pair_id)
ORDER BY pair_id, person_id
"""


def overlap_answers() -> list[tuple[int, int, str]]:
    """Pair, person and relation (of the seven, from the pair's first title) where two people or more judged."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, {"window": WINDOW, "items": ITEMS, "unsure": UNSURE})
        return [(pair, who, read(word, flipped)) for pair, who, word, flipped in cursor.fetchall()]


def agreement_report() -> dict[str, Any]:
    """Agreement in figures, for the API; at most `CACHE_SECONDS` old."""
    return cached(CACHE_KEY, CACHE_SECONDS, _report)


def _report() -> dict[str, Any]:
    answers = overlap_answers()
    measured = agreement_measure(answers, RELATIONS)
    reliable = consensus_estimate(answers, RELATIONS).reliability
    names = dict(Person.objects.filter(pk__in=list(reliable)).values_list("pk", "username"))
    return {
        "overlap_items": measured.items,
        "alpha": figure_json(measured.alpha),
        "kappa": [
            {"person_a": names[a], "person_b": names[b], "value": None, **figure_json(figure)}
            for (a, b), figure in measured.kappa.items()
        ],
        "per_relation": {name: figure_json(figure) for name, figure in measured.per_label.items()},
        "reliability": [
            {
                "person": names[who],
                "value": round(r.value, 4),
                "low": round(r.low, 4),
                "high": round(r.high, 4),
                "n": r.answers,
            }
            for who, r in sorted(reliable.items(), key=lambda entry: names[entry[0]])
        ],
    }
