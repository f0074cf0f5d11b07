"""What further labels would bring: how often people have answered otherwise than the model would have.

A label teaches a model something where it contradicts what the model believed. Each task keeps the model's guess of when
it was made; the share of answers that differ from it, among pairs chosen for their value and among those drawn at random,
tells what choosing is worth. Where chosen pairs surprise no more than random ones, choosing by doubt has lost its gain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from django.db import connection

RECENT: Final = 400
"""The latest answered tasks of either kind that are looked at."""
ENOUGH: Final = 100
"""Answers of either kind, below which nothing is said."""
GONE: Final = 0.84
"""One-sided z below which the gain counts as gone: chosen pairs surprise more with less than 80 % confidence."""


@dataclass(frozen=True, slots=True)
class Surprise:
    """Answered tasks on which the model had an opinion, and how many answers contradicted it."""

    answered: int
    surprising: int

    @property
    def share(self) -> float:
        """0..1; 0 without answers."""
        return self.surprising / self.answered if self.answered else 0.0


@dataclass(frozen=True, slots=True)
class LabelValue:
    """The value of labels now.

    Attributes:
        chosen, at_random: by how the pairs got into the queue.
        gain_gone: True when chosen pairs surprise no more than random ones, False when they do, None while too few are
            answered to tell.
    """

    chosen: Surprise
    at_random: Surprise
    gain_gone: bool | None

    def corrections(self, labels: int) -> int | None:
        """How often so many further chosen labels would correct the model; None while it cannot be told."""
        return round(labels * self.chosen.share) if self.chosen.answered >= ENOUGH else None


_RECENT: Final = """
SELECT at_random, count(*), count(*) FILTER (WHERE said <> guess)
FROM (
    SELECT t.in_random_slice AS at_random, t.guess,
           CASE WHEN d.reversed THEN CASE d.relation WHEN 'broader' THEN 'narrower' WHEN 'senior' THEN 'junior'
                ELSE d.relation END ELSE d.relation END AS said,
           row_number() OVER (PARTITION BY t.in_random_slice ORDER BY t.updated_at DESC, t.id DESC) AS place
    FROM taxonomy_task t
    JOIN taxonomy_pair p ON p.id = t.pair_id
    JOIN taxonomy_decision d ON d.seq = p.decision_id
    WHERE t.guess <> '' AND t.state = 'settled' AND d.relation <> '' AND d.settled_by IN ('consensus', 'adjudication')
) recent
WHERE place <= %s
GROUP BY at_random
"""


def label_value() -> LabelValue:
    """The value of labels by the latest answers. Linear in the settled tasks."""
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, [RECENT])
        found = {bool(lot): Surprise(int(answered), int(other)) for lot, answered, other in cursor.fetchall()}
    chosen, at_random = found.get(False, Surprise(0, 0)), found.get(True, Surprise(0, 0))
    return LabelValue(chosen, at_random, gain_gone(chosen, at_random))


def gain_gone(chosen: Surprise, at_random: Surprise) -> bool | None:
    """Whether chosen pairs surprise no more than random ones (two-proportion z test); None while it cannot be told."""
    if min(chosen.answered, at_random.answered) < ENOUGH:
        return None
    pooled = (chosen.surprising + at_random.surprising) / (chosen.answered + at_random.answered)
    spread = math.sqrt(pooled * (1.0 - pooled) * (1.0 / chosen.answered + 1.0 / at_random.answered))
    return spread == 0.0 or (chosen.share - at_random.share) / spread < GONE
