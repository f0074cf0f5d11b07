"""All that has to be known before an answer is stored, in one read."""

from __future__ import annotations

from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from taxonomy.selectors.prepared import Prepared

_BY_TASK: Final = """
FROM taxonomy_task t JOIN taxonomy_pair p ON p.id = t.pair_id
LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE t.id = %(task)s
"""
_BY_PAIR: Final = """
FROM taxonomy_pair p LEFT JOIN taxonomy_task t ON t.pair_id = p.id
LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE p.id = %(pair)s
"""
_WHAT: Final = """
SELECT p.id, p.decision_id, coalesce(d.relation, ''), coalesce(d.settled_by, ''),
       t.id, coalesce(t.state, ''), coalesce(t.wanted, 0), coalesce(t.answers, 0),
       ARRAY(SELECT a.id FROM taxonomy_annotation a WHERE a.pair_id = p.id AND a.stands ORDER BY a.id),
       ARRAY(SELECT a.person_id FROM taxonomy_annotation a WHERE a.pair_id = p.id AND a.stands ORDER BY a.id),
       ARRAY(SELECT a.relation || CASE WHEN a.reversed THEN '~' ELSE '' END
             FROM taxonomy_annotation a WHERE a.pair_id = p.id AND a.stands ORDER BY a.id),
       EXISTS (SELECT 1 FROM taxonomy_annotation a
               WHERE a.pair_id = p.id AND a.person_id = %(me)s AND NOT a.stands),
       EXISTS (SELECT 1 FROM taxonomy_quarantine q
               WHERE q.person_id = %(me)s AND q.kind = 'person' AND q.lifted_at IS NULL)
"""
_REPLAY: Final = """
SELECT a.id, a.person_id, a.task_id, a.pair_id, a.relation, a.reversed, coalesce(t.state, ''), p.decision_id,
       coalesce(d.relation, '')
FROM taxonomy_annotation a JOIN taxonomy_pair p ON p.id = a.pair_id
LEFT JOIN taxonomy_task t ON t.id = a.task_id
LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE a.client_key = %s
"""


_TYPES: Final = {"me": "bigint", "task": "bigint", "pair": "bigint"}
_OF_TASK: Final = Prepared("answer_of_task", _WHAT + _BY_TASK, _TYPES)
_OF_PAIR: Final = Prepared("answer_of_pair", _WHAT + _BY_PAIR, _TYPES)


class AnswerContext(NamedTuple):
    """A pair with its task, its decision and the answers that stand.

    Attributes:
        decision: the pair's last decision; ``settled_as`` is its stored relation, empty when nothing is settled.
        task: None when the pair never was in the queue.
        voices: annotation ids; ``people`` and ``said`` run beside them; ``said`` is the stored relation, with a
            tilde behind it when it reads from the pair's second title.
        came_back: the caller has answered before and taken it back.
        set_aside: the caller's answers are in quarantine: kept, without a voice.
    """

    pair: int
    decision: int | None
    settled_as: str
    settled_by: str
    task: int | None
    state: str
    wanted: int
    answers: int
    voices: list[int]
    people: list[int]
    said: list[str]
    came_back: bool
    set_aside: bool


class StoredAnswer(NamedTuple):
    """An answer that is stored already, with what has come of its task and pair since."""

    id: int
    person: int
    task: int | None
    pair: int
    relation: str
    reversed: bool
    state: str
    decision: int | None
    settled_as: str


def answer_context(*, person_id: int, task_id: int | None, pair_id: int | None) -> AnswerContext | None:
    """The context of an answer to a task, or to a pair where no task is named; None when there is none such."""
    statement = _OF_PAIR if task_id is None else _OF_TASK
    with connection.cursor() as cursor:
        statement.run(cursor, {"me": person_id, "task": task_id, "pair": pair_id})
        row = cursor.fetchone()
    return AnswerContext(*row) if row else None


def answer_by_key(client_key: UUID) -> StoredAnswer | None:
    """The answer with this key."""
    with connection.cursor() as cursor:
        cursor.execute(_REPLAY, [str(client_key)])
        row = cursor.fetchone()
    return StoredAnswer(*row) if row else None
