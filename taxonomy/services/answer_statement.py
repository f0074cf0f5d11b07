"""Storing an answer in one statement: annotation, task, decision, pair, proposals and audit rows stand or fall together.

The answer was worked out (`taxonomy.core.consensus`) from a context that was read before; the statement changes
something only while that context still holds ("update where the state is still the old one") and otherwise returns
no row. Locks are taken in the order in which every writer of decisions takes them: the pair, then its task.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection

from taxonomy.core.relations import Stored
from taxonomy.selectors.answer_context import AnswerContext
from taxonomy.selectors.prepared import Prepared
from taxonomy.services.request_context import request_id

# The task's new state; the lease of whoever answered ends, another person's stays while the task is open.
_TASK: Final = """
task AS (
    UPDATE taxonomy_task t SET state = %(state)s, answers = t.answers + 1, updated_at = %(now)s,
      seen_by = CASE WHEN t.seen_by @> ARRAY[%(me)s]::bigint[] THEN t.seen_by ELSE array_append(t.seen_by, %(me)s) END,
      leased_until = CASE WHEN %(state)s = 'open' AND t.leased_by_id <> %(me)s THEN t.leased_until END,
      leased_by_id = CASE WHEN %(state)s = 'open' AND t.leased_by_id <> %(me)s THEN t.leased_by_id END
    {held}
    t.id = %(task)s AND t.state = 'open' AND t.answers = %(answers)s
    RETURNING t.id
),
"""
_ANNOTATION: Final = """
annotation AS (
    INSERT INTO taxonomy_annotation (pair_id, task_id, person_id, relation, reversed, client_key, duration_ms, comment,
      flagged, blind, stands, created_at)
    SELECT %(pair)s, %(task)s::bigint, %(me)s, %(relation)s, %(reversed)s, %(key)s::uuid, %(duration)s::int, %(comment)s,
      %(flagged)s, %(blind)s, %(stands)s, %(now)s::timestamptz {source}
    RETURNING id
)
"""
_AUDIT: Final = """
INSERT INTO taxonomy_auditentry (at, actor_id, action, object_type, object_id, data, request_id)
SELECT %(now)s::timestamptz, %(me)s::bigint, 'annotation.record', 'annotation', annotation.id::text,
  %(audit)s::jsonb, %(request)s
FROM annotation
"""
_HELD_PAIR: Final = """
held AS (
    SELECT id FROM taxonomy_pair WHERE id = %(pair)s AND decision_id IS NOT DISTINCT FROM %(former)s FOR UPDATE
),
"""
_DECISION: Final = """,
decision AS (
    INSERT INTO taxonomy_decision (pair_id, relation, reversed, settled_by, person_id, proposal_id, model_version,
      dataset, source, evidence, reason, change_set_id, supersedes_id, merge_state, created_at)
    SELECT %(pair)s, %(settled)s, %(settled_reversed)s, 'consensus', %(alone)s::bigint, NULL::bigint, '', '', '',
      jsonb_build_object('annotations', to_jsonb(%(voices)s::bigint[] || annotation.id)), '', NULL::bigint,
      %(former)s::bigint, 'pending', %(now)s::timestamptz
    FROM annotation
    RETURNING seq
),
settled_pair AS (
    UPDATE taxonomy_pair p SET decision_id = decision.seq FROM decision WHERE p.id = %(pair)s
),
closed AS (
    UPDATE taxonomy_proposal o SET state = 'superseded' FROM decision
    WHERE o.pair_id = %(pair)s AND o.state = 'open'
),
"""
_AUDIT_DECISION: Final = """
UNION ALL
SELECT %(now)s::timestamptz, %(me)s::bigint, 'decision.record', 'decision', decision.seq::text,
  %(audit_decision)s::jsonb, %(request)s
FROM decision
"""

_FINISH: Final = "audit AS (" + _AUDIT + ") SELECT id, NULL::bigint FROM annotation"
_TYPES: Final = {
    **dict.fromkeys(("me", "pair", "task", "alone", "former"), "bigint"),
    **dict.fromkeys(("state", "relation", "comment", "request", "settled"), "text"),
    **dict.fromkeys(("reversed", "flagged", "blind", "stands", "settled_reversed"), "boolean"),
    **dict.fromkeys(("audit", "audit_decision"), "jsonb"),
    "now": "timestamptz",
    "answers": "smallint",
    "key": "uuid",
    "duration": "integer",
    "voices": "bigint[]",
}


def _statement(name: str, body: str) -> Prepared:
    return Prepared(name, "WITH " + body, _TYPES)


_SEEN: Final = """
seen AS (
    UPDATE taxonomy_task SET seen_by = array_append(seen_by, %(me)s)
    WHERE id = %(task)s AND NOT seen_by @> ARRAY[%(me)s]::bigint[]
),
"""
LATE: Final = _statement("late_answer", _SEEN + _ANNOTATION.format(source="") + ", " + _FINISH)
"""To a task that is not open any more, to a pair without one, or by a person in quarantine: kept, and settles nothing."""
WAITING: Final = _statement(
    "waiting_answer", _TASK.format(held="WHERE") + _ANNOTATION.format(source="FROM task") + ", " + _FINISH
)
"""Settles nothing yet (others are to answer too), or settles that nothing can be said, or leaves it to a lead."""
SETTLING: Final = _statement(
    "settling_answer",
    _HELD_PAIR
    + _TASK.format(held="FROM held WHERE t.pair_id = held.id AND")
    + _ANNOTATION.format(source="FROM task")
    + _DECISION
    + "audit AS ("
    + _AUDIT
    + _AUDIT_DECISION
    + ") SELECT annotation.id, decision.seq FROM annotation, decision",
)
"""Brings about a decision."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be stored.

    Attributes:
        state: of the task afterwards; None leaves the task alone (a late answer).
        settles: what the pair is settled as, when this answer settles it.
    """

    person_id: int
    context: AnswerContext
    said: Stored
    client_key: UUID
    duration_ms: int | None
    comment: str
    flagged: bool
    blind: bool
    state: str | None
    settles: Stored | None
    now: datetime


def answer_store(answer: Answer) -> tuple[int, int | None] | None:
    """Store it; the annotation's id and the decision's number, or None when the context does not hold any more.

    Raises:
        IntegrityError: the key is stored already, or the person has a standing answer to this pair.
    """
    if answer.state is None:
        statement = LATE
    elif answer.settles is None:
        statement = WAITING
    else:
        statement = SETTLING
    with connection.cursor() as cursor:
        statement.run(cursor, _names(answer))
        row = cursor.fetchone()
    return (int(row[0]), row[1]) if row else None


def _names(answer: Answer) -> dict[str, Any]:
    context, said, settles = answer.context, answer.said, answer.settles
    audit: dict[str, Any] = {
        "pair": context.pair,
        "task": context.task,
        "relation": said.relation,
        "reversed": said.reversed,
        "state": answer.state or context.state,
    }
    names: dict[str, Any] = {
        "now": answer.now,
        "me": answer.person_id,
        "pair": context.pair,
        "task": context.task,
        "answers": context.answers,
        "state": answer.state,
        "relation": said.relation,
        "reversed": said.reversed,
        "key": str(answer.client_key),
        "duration": answer.duration_ms,
        "comment": answer.comment,
        "flagged": answer.flagged,
        "blind": answer.blind,
        "stands": not context.set_aside,
        "audit": orjson.dumps(audit).decode(),
        "request": request_id.get(),
    }
    if settles is not None:
        decided = {
            "pair": context.pair,
            "relation": settles.relation,
            "reversed": settles.reversed,
            "by": "consensus",
        }
        names |= {
            "former": context.decision,
            "settled": settles.relation,
            "settled_reversed": settles.reversed,
            "voices": context.voices,
            # The word of one person is one person's; what several agree on is nobody's alone.
            "alone": answer.person_id if not context.voices else None,
            "audit_decision": orjson.dumps(decided).decode(),
        }
    return names
