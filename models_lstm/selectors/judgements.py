"""What people and sources have settled, as the learner reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Max
from numpy.typing import NDArray

from models_lstm.core.shares import MOST, are_listed
from taxonomy.core.relations import RELATIONS, UNSURE, read
from taxonomy.core.reliability import consensus_estimate
from taxonomy.models import Decision
from taxonomy.selectors.agreement import overlap_answers


class Judgement(NamedTuple):
    """A settled pair: ``title_a`` is ``relation`` to ``title_b``."""

    pair_id: int
    title_a: str
    title_b: str
    relation: str
    settled_by: str
    seq: int


NOT: Final = "not "
"""Before the relation of a suggestion that was rejected."""


class Doubt(NamedTuple):
    """A pair that somebody looked at and could not or would not settle."""

    title_a: str
    title_b: str
    mark: str


# The state of the ledger at a place, whatever came later: the last decision of each pair that the graph holds or
# will hold. What waits as a conflict or was outranked teaches nothing before a person has settled it.
_SETTLED: Final = """
SELECT d.pair_id, a.text, b.text, d.relation, d.reversed, d.settled_by, d.seq
FROM (
    SELECT DISTINCT ON (pair_id) pair_id, relation, reversed, settled_by, seq
    FROM taxonomy_decision
    WHERE seq <= %s AND merge_state IN ('pending', 'merged')
    ORDER BY pair_id, seq DESC
) d
JOIN taxonomy_pair p ON p.id = d.pair_id
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE d.relation <> ''
ORDER BY d.seq
"""
_ANSWERS: Final = """
SELECT n.pair_id, n.person_id, n.relation, n.reversed
FROM taxonomy_annotation n
WHERE n.stands AND n.relation <> %(unsure)s AND EXISTS (
    SELECT 1 FROM taxonomy_decision d WHERE d.pair_id = n.pair_id AND d.settled_by = 'consensus' AND d.seq <= %(seq)s)
ORDER BY n.pair_id, n.person_id
"""
_UNSURE: Final = """
SELECT DISTINCT a.text, b.text
FROM taxonomy_annotation n
JOIN taxonomy_pair p ON p.id = n.pair_id
LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE n.relation = 'unsure' AND n.stands AND coalesce(d.relation, '') = ''
ORDER BY 1, 2
"""
_REJECTED: Final = """
SELECT DISTINCT a.text, b.text, r.relation, r.reversed
FROM taxonomy_proposal r
JOIN taxonomy_pair p ON p.id = r.pair_id
LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE r.state = 'rejected' AND coalesce(d.relation, '') = ''
ORDER BY 1, 2, 3, 4
"""
_DRAWN: Final = """
SELECT d.relation, d.reversed, p.title_a_id, p.title_b_id
FROM taxonomy_task t
JOIN taxonomy_pair p ON p.id = t.pair_id
JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE t.in_random_slice AND t.state = 'settled' AND d.relation <> '' AND d.settled_by IN ('consensus', 'adjudication')
ORDER BY t.updated_at DESC, t.id DESC LIMIT %s
"""
_SAMPLE: Final = """
SELECT text FROM taxonomy_title ORDER BY md5(id::text || %s) LIMIT %s
"""


def ledger_end() -> int:
    """The last place of the ledger; 0 when it is empty."""
    return Decision.objects.aggregate(last=Max("seq"))["last"] or 0


def judgements_at(seq: int) -> Iterator[Judgement]:
    """Every pair that was settled at the place ``seq`` of the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, [seq])
        for pair, title_a, title_b, relation, reversed_, settled_by, place in cursor.fetchall():
            yield Judgement(pair, title_a, title_b, read(relation, reversed_), settled_by, place)


def consensus_answers(seq: int) -> dict[int, list[tuple[int, str]]]:
    """By pair that stood by consensus at that place of the ledger: person and relation of each answer that stands.

    Relations are seen from the pair's first title; ``unsure`` is no answer.
    """
    told: dict[int, list[tuple[int, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, {"seq": seq, "unsure": UNSURE})
        for pair, person, relation, reversed_ in cursor.fetchall():
            told.setdefault(pair, []).append((person, read(relation, reversed_)))
    return told


def annotator_reliability() -> dict[int, float]:
    """By person the chance that an answer is right, as the pairs tell that several people judged (`core.reliability`)."""
    estimate = consensus_estimate(overlap_answers(), RELATIONS)
    return {person: found.value for person, found in estimate.reliability.items()}


def contested_count(seq: int) -> int:
    """Decisions that wait as conflicts."""
    return Decision.objects.filter(seq__lte=seq, merge_state=Decision.MergeState.CONFLICT).count()


def doubts() -> Iterator[Doubt]:
    """Unsettled pairs with the mark ``unsure``, or ``not <relation>`` for a suggestion that was rejected."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSURE)
        yield from (Doubt(a, b, "unsure") for a, b in cursor.fetchall())
        cursor.execute(_REJECTED)
        yield from (Doubt(a, b, f"{NOT}{read(r, back)}") for a, b, r, back in cursor.fetchall())


def drawn_counts(lists: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """How often each relation was found in the slice of the queue that is drawn by lot, in its latest answers.

    Args:
        lists: the titles of each imported classification (`listed_titles`).

    Returns:
        (2, 7) by kind of candidate (`core.shares.KINDS`).
    """
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN, [MOST])
        found = cursor.fetchall()
    ends = np.array([(a, b) for _, _, a, b in found], dtype=np.int64).reshape(-1, 2)
    columns = [RELATIONS.index(read(relation, reversed_)) for relation, reversed_, _, _ in found]
    place = len(RELATIONS) * are_listed(lists, ends[:, 0], ends[:, 1]) + np.array(columns, dtype=np.int64)
    return np.bincount(place, minlength=2 * len(RELATIONS)).reshape(2, len(RELATIONS))


def titles_sample(count: int, *, seed: int) -> list[str]:
    """``count`` titles at random, the same ones for the same seed and titles. Cost n log n in the titles."""
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLE, [str(seed), count])
        return [text for (text,) in cursor.fetchall()]
