"""People's judgements: stored once, taken back, thought over.

An answer takes two statements in the usual case: one that reads its context, one that stores everything if that
still holds (`answer_statement`). When it does not (somebody else was faster, the person answered this pair before),
the pair is locked and the same is done at leisure.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from taxonomy.core.consensus import votes_settle
from taxonomy.core.errors import BadInput, Fault, NotFound, Refused
from taxonomy.core.ranks import RANKS, may_replace
from taxonomy.core.relations import inverse, parse_relation, read, store
from taxonomy.gate import graph_gate
from taxonomy.models import Pair, Person
from taxonomy.selectors.answer_context import AnswerContext, StoredAnswer, answer_by_key, answer_context
from taxonomy.services.annotation_undo import annotation_take_back
from taxonomy.services.answer_statement import Answer, answer_store

TRIES: Final = 5
COMMENT_LENGTH: Final = 2_000


class KeyTaken(Refused):
    """A client key names one answer of one person for ever."""

    code = "annotation.key_taken"


class AlreadyAnswered(Refused):
    """The person has a standing answer to this pair; a new one has to name it as what it ``supersedes``."""

    code = "annotation.already_answered"


class TooManyAtOnce(Refused):
    """The pair kept changing while the answer was being stored; nothing was stored."""

    code = "annotation.contended"
    status = 503


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer as it comes in, to a task or else to a pair.

    Attributes:
        relation: one of the seven or ``unsure``, from the title shown first to the one shown second.
        client_key: made by the client once for each act of judging.
        swapped: whether the pair's second title was shown first.
        blind: nothing that others or a model said was shown.
        supersedes: the person's own answer that this one takes the place of.
        duration_ms: from shown to decided, as the client measured it.
    """

    relation: str
    client_key: UUID
    task_id: int | None = None
    pair_id: int | None = None
    duration_ms: int | None = None
    comment: str = ""
    flagged: bool = False
    swapped: bool = False
    blind: bool = True
    supersedes: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """That an answer is stored, and what has come of it.

    Attributes:
        state: ``open`` (others are to answer too), ``settled``, ``disputed`` (waits for a lead).
        decision: the number of the decision that this answer brought about.
        replay: the answer was stored by an earlier request with the same key.
    """

    id: int
    task_id: int | None
    pair_id: int
    relation: str
    state: str
    decision: int | None
    replay: bool = False


def annotation_record(*, person: Person, judgement: Judgement) -> Receipt:
    """Store an answer, once for its key, and settle the pair when it is the last one wanted.

    An answer to a task that was leased to somebody else or settled meanwhile is stored all the same: work is never
    lost. A second thought names the first answer (``supersedes``), which is taken back and stays on record.

    Raises:
        NotFound: there is no such task or pair.
        KeyTaken: the key is another person's.
        AlreadyAnswered: the person has answered this pair, with another key.
        BadInput, UnknownRelation
    """
    if (judgement.task_id is None) == (judgement.pair_id is None):
        raise BadInput("Name a task or a pair, one of them.", field="task_id")
    parse_relation(judgement.relation, allow_unsure=True)
    receipt = _record_fast(person, judgement) or _record_locked(person, judgement)
    if receipt.decision is not None and not receipt.replay:
        graph_gate().merge_soon()
    return receipt


def _record_fast(person: Person, judgement: Judgement) -> Receipt | None:
    """Without a lock; None when that cannot be."""
    context = answer_context(person_id=person.pk, task_id=judgement.task_id, pair_id=judgement.pair_id)
    if context is None or person.pk in context.people:
        return None
    try:
        # In a transaction of the caller, a refused statement must not spoil the rest of it.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return _store(person, judgement, context)
    except IntegrityError:
        return None


def _record_locked(person: Person, judgement: Judgement) -> Receipt:
    """With the pair locked: replays, second thoughts, and answers that came at the same moment as others."""
    for _ in range(TRIES):
        if (known := answer_by_key(judgement.client_key)) is not None:
            return _replay(person, judgement, known)
        try:
            with transaction.atomic():
                context = _locked_context(person, judgement)
                if person.pk in context.people:
                    _take_back_former(person, judgement, context)
                    context = _locked_context(person, judgement)
                if (receipt := _store(person, judgement, context)) is not None:
                    return receipt
        except IntegrityError:
            # The same key, sent twice, was stored by the other request in this moment.
            continue
    raise TooManyAtOnce("Too many answers to this pair at once; send it again.", retry_after=1)


def _take_back_former(person: Person, judgement: Judgement, context: AnswerContext) -> None:
    former = context.voices[context.people.index(person.pk)]
    if judgement.supersedes != former:
        raise AlreadyAnswered(
            "You have answered this pair already; take that answer back, or name it as superseded.",
            extra={"annotation": former},
        )
    annotation_take_back(former, by=person)


def _locked_context(person: Person, judgement: Judgement) -> AnswerContext:
    context = answer_context(person_id=person.pk, task_id=judgement.task_id, pair_id=judgement.pair_id)
    if context is None:
        what = f"pair {judgement.pair_id}" if judgement.task_id is None else f"task {judgement.task_id}"
        raise NotFound(f"There is no {what}.")
    Pair.objects.select_for_update().get(pk=context.pair)
    # What was read before the lock may be old; what is read now stays, but for the lease and the answers of others
    # to an open task, which the statement checks.
    renewed = answer_context(person_id=person.pk, task_id=None, pair_id=context.pair)
    assert renewed is not None
    return renewed


def _store(person: Person, judgement: Judgement, context: AnswerContext) -> Receipt | None:
    answer = _worked_out(person, judgement, context)
    stored = answer_store(answer)
    if stored is None:
        return None
    annotation, decision = stored
    return Receipt(
        id=annotation,
        task_id=context.task,
        pair_id=context.pair,
        relation=judgement.relation,
        state=answer.state or _state(context.state, context.settled_as),
        decision=decision,
    )


def _worked_out(person: Person, judgement: Judgement, context: AnswerContext) -> Answer:
    """What storing the answer does to task and pair."""
    vote = _seen(judgement, judgement.relation)
    answer = Answer(
        person_id=person.pk,
        context=context,
        said=store(vote),
        client_key=judgement.client_key,
        duration_ms=judgement.duration_ms,
        comment=judgement.comment,
        flagged=judgement.flagged,
        # Who came back after others had answered may have learnt from the state that they had said otherwise.
        blind=judgement.blind and context.state == "open" and not (context.came_back and context.voices),
        state=None,
        settles=None,
        now=timezone.now(),
    )
    if context.state != "open" or context.set_aside:
        return answer
    votes = [*(_word(word) for word in context.said), vote]
    verdict = votes_settle(votes, context.wanted, flagged=judgement.flagged)
    if verdict.relation is None or _stands_higher(context):
        return replace(answer, state=verdict.state)
    return replace(answer, state=verdict.state, settles=store(verdict.relation))


def _seen(judgement: Judgement, relation: str) -> str:
    """A relation as seen from the pair's first title, or back to how it was shown."""
    word = parse_relation(relation, allow_unsure=True)
    return inverse(word) if judgement.swapped else word


def _stands_higher(context: AnswerContext) -> bool:
    """Whether the pair is settled by a voice that consensus does not outrank."""
    return bool(context.settled_as) and (
        context.settled_by not in RANKS or not may_replace("consensus", context.settled_by)
    )


def _word(stored: str) -> str:
    return read(stored.rstrip("~"), stored.endswith("~"))


def _state(task_state: str, settled_as: str) -> str:
    """For the receipt: a pair without a task is settled or open as its decision says."""
    if task_state in {"open", "disputed"}:
        return task_state
    return "settled" if task_state or settled_as else "open"


def _replay(person: Person, judgement: Judgement, known: StoredAnswer) -> Receipt:
    asked = judgement.task_id in (None, known.task) and judgement.pair_id in (None, known.pair)
    if known.person != person.pk or not asked:
        raise KeyTaken("This client key belongs to another answer; make a new one.", field="client_key")
    return Receipt(
        id=known.id,
        task_id=known.task,
        pair_id=known.pair,
        relation=_seen(judgement, read(known.relation, known.reversed)),
        state=_state(known.state, known.settled_as),
        decision=known.decision if known.settled_as else None,
        replay=True,
    )


def annotations_record(*, person: Person, judgements: Sequence[Judgement]) -> list[Receipt | Fault]:
    """Several judgements, each on its own: one that is refused does not hold up the others."""
    results: list[Receipt | Fault] = []
    for judgement in judgements:
        try:
            results.append(annotation_record(person=person, judgement=judgement))
        except Fault as fault:
            results.append(fault)
    return results
