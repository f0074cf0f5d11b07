"""The usual answer in one statement: nobody has answered the pair before, and nothing is settled about it.

The statement reads what it needs, holds it against the proof of who asks (`taxonomy.selectors.proofs`) and stores
everything, or does nothing at all; then the answer is looked at at leisure (`annotations`). What comes of a first answer
is said by `taxonomy.core.consensus`, once for a task that wants one person and once for one that wants several.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from taxonomy.core.consensus import votes_settle
from taxonomy.core.relations import inverse, parse_relation, store
from taxonomy.gate import graph_gate
from taxonomy.selectors.prepared import Prepared
from taxonomy.selectors.proofs import DESK, HOLDS, PROOF_TYPES, Proof
from taxonomy.services.annotations import Judgement, Receipt
from taxonomy.services.request_context import request_id

# Locks in the order of every writer of decisions: the pair, then its task.
_FIRST: Final = Prepared(
    "first_answer",
    f"""
WITH {DESK}, held AS (
    SELECT p.id FROM taxonomy_pair p JOIN taxonomy_task t ON t.pair_id = p.id
    WHERE t.id = %(task)s AND t.state = 'open' AND t.answers = 0 AND p.decision_id IS NULL AND {HOLDS}
      AND NOT EXISTS (SELECT 1 FROM taxonomy_annotation a WHERE a.pair_id = p.id AND a.stands)
      AND NOT EXISTS (SELECT 1 FROM taxonomy_quarantine q
                      WHERE q.person_id = %(me)s AND q.kind = 'person' AND q.lifted_at IS NULL)
    FOR UPDATE OF p
), task AS (
    UPDATE taxonomy_task t SET state = CASE WHEN t.wanted = 1 THEN %(alone)s ELSE %(among)s END, answers = 1,
      updated_at = %(now)s,
      seen_by = CASE WHEN t.seen_by @> ARRAY[%(me)s]::bigint[] THEN t.seen_by ELSE array_append(t.seen_by, %(me)s) END,
      leased_until = CASE WHEN CASE WHEN t.wanted = 1 THEN %(alone)s ELSE %(among)s END = 'open'
                           AND t.leased_by_id <> %(me)s THEN t.leased_until END,
      leased_by_id = CASE WHEN CASE WHEN t.wanted = 1 THEN %(alone)s ELSE %(among)s END = 'open'
                           AND t.leased_by_id <> %(me)s THEN t.leased_by_id END
    FROM held WHERE t.id = %(task)s AND t.pair_id = held.id AND t.state = 'open' AND t.answers = 0
    RETURNING t.pair_id, t.wanted, t.state
), annotation AS (
    INSERT INTO taxonomy_annotation (pair_id, task_id, person_id, relation, reversed, client_key, duration_ms, comment,
      flagged, blind, stands, created_at)
    SELECT task.pair_id, %(task)s, %(me)s, %(relation)s, %(reversed)s, %(key)s, %(duration)s, '', false, %(blind)s,
      true, %(now)s FROM task
    RETURNING id
), decision AS (
    INSERT INTO taxonomy_decision (pair_id, relation, reversed, settled_by, person_id, model_version, dataset, source,
      evidence, reason, merge_state, created_at)
    SELECT task.pair_id, %(relation)s, %(reversed)s, 'consensus', %(me)s, '', '', '',
      jsonb_build_object('annotations', jsonb_build_array(annotation.id)), '', 'pending', %(now)s
    FROM annotation, task WHERE %(settles)s AND task.wanted = 1
    RETURNING seq, pair_id
), settled_pair AS (
    UPDATE taxonomy_pair p SET decision_id = decision.seq FROM decision WHERE p.id = decision.pair_id
), closed AS (
    UPDATE taxonomy_proposal o SET state = 'superseded' FROM decision
    WHERE o.pair_id = decision.pair_id AND o.state = 'open'
), audit AS (
    INSERT INTO taxonomy_auditentry (at, actor_id, action, object_type, object_id, data, request_id)
    SELECT %(now)s, %(me)s, 'annotation.record', 'annotation', annotation.id::text,
      jsonb_build_object('pair', task.pair_id, 'task', %(task)s, 'relation', %(relation)s, 'reversed', %(reversed)s,
                         'state', task.state), %(request)s
    FROM annotation, task
    UNION ALL
    SELECT %(now)s, %(me)s, 'decision.record', 'decision', decision.seq::text,
      jsonb_build_object('pair', decision.pair_id, 'relation', %(relation)s, 'reversed', %(reversed)s,
                         'by', 'consensus'), %(request)s
    FROM decision
)
SELECT annotation.id, task.pair_id, task.state, (SELECT seq FROM decision) FROM annotation, task
""",
    {
        **PROOF_TYPES,
        **dict.fromkeys(("alone", "among", "relation", "request"), "text"),
        **dict.fromkeys(("reversed", "blind", "settles"), "boolean"),
        "task": "bigint",
        "now": "timestamptz",
        "key": "uuid",
        "duration": "integer",
    },
)


def first_answer_record(*, proof: Proof, judgement: Judgement) -> Receipt | None:
    """Store the first answer to a task, as `annotations.annotation_record` would; None when that is not what it is.

    Also None when the proof does not hold any more, or the key is known: nothing is stored then.
    """
    if (
        judgement.task_id is None
        or judgement.flagged
        or judgement.comment
        or judgement.supersedes is not None
    ):
        return None
    word = parse_relation(judgement.relation, allow_unsure=True)
    vote = inverse(word) if judgement.swapped else word
    said, alone, among = store(vote), votes_settle([vote], 1), votes_settle([vote], 2)
    names: dict[str, Any] = {
        **proof.names(),
        "task": judgement.task_id,
        "alone": alone.state,
        "among": among.state,
        "settles": alone.relation is not None,
        "relation": said.relation,
        "reversed": said.reversed,
        "key": str(judgement.client_key),
        "duration": judgement.duration_ms,
        "blind": judgement.blind,
        "request": request_id.get(),
        "now": timezone.now(),
    }
    try:
        # In a transaction of the caller, a refused statement must not spoil the rest of it.
        with (
            transaction.atomic() if connection.in_atomic_block else nullcontext(),
            connection.cursor() as cursor,
        ):
            _FIRST.run(cursor, names)
            row = cursor.fetchone()
    except IntegrityError:
        return None
    if row is None:
        return None
    annotation, pair, state, decision = row
    if decision is not None:
        graph_gate().merge_soon()
    return Receipt(
        id=annotation,
        task_id=judgement.task_id,
        pair_id=pair,
        relation=judgement.relation,
        state=state,
        decision=decision,
    )
