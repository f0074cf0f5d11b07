"""Practice: a round begins, and its questions are answered. No annotation, no task and no decision is touched."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from taxonomy.core.errors import NotFound, Refused
from taxonomy.core.practice import round_compose
from taxonomy.core.relations import parse_relation
from taxonomy.models import Person, PracticeItem, PracticeRound
from taxonomy.selectors.practice import gold_pairs, practice_open
from taxonomy.services.audit import audit_record

LEAST: Final = 4


class TooFewSettled(Refused):
    """Practice needs pairs whose relation is known."""

    code = "practice.too_few"


def practice_start(*, person: Person) -> PracticeRound:
    """A new round, or the one that the person is in.

    Raises:
        TooFewSettled: fewer than `LEAST` pairs are settled by a lead or an import.
    """
    if (under_way := practice_open(person)) is not None:
        return under_way
    try:
        return _start(person)
    except IntegrityError:
        # The same was asked for twice at once; the other request has made it.
        found = practice_open(person)
        if found is None:
            raise
        return found


@transaction.atomic
def _start(person: Person) -> PracticeRound:
    now = timezone.now()
    made = PracticeRound.objects.create(person=person, created_at=now)
    chosen = round_compose(gold_pairs(seed=made.pk), seed=made.pk)
    if len(chosen) < LEAST:
        raise TooFewSettled(
            "There are not enough settled pairs to practise on yet. Once leads have decided a few, there will be."
        )
    PracticeItem.objects.bulk_create(
        PracticeItem(round=made, place=place, pair_id=pair, relation=relation)
        for place, (pair, relation) in enumerate(chosen)
    )
    audit_record(
        actor=person,
        action="practice.start",
        obj_type="practice_round",
        obj_id=made.pk,
        data={"pairs": [pair for pair, _ in chosen]},
    )
    return made


@transaction.atomic
def practice_answer(*, person: Person, round_id: int, place: int, relation: str) -> PracticeItem:
    """Answer a question of one's own round; the first answer counts, a further one changes nothing.

    With the last question the round is finished.

    Raises:
        NotFound: no such question in a round of this person.
        UnknownRelation
    """
    said = parse_relation(relation, allow_unsure=True)
    mine = PracticeRound.objects.select_for_update().filter(pk=round_id, person=person).first()
    item = PracticeItem.objects.filter(round=mine, place=place).first() if mine else None
    if mine is None or item is None:
        raise NotFound("There is no such question in a round of yours.")
    if item.answer:
        return item
    now = timezone.now()
    item.answer, item.answered_at = said, now
    item.save(update_fields=["answer", "answered_at"])
    data = {"place": place, "said": said, "settled": item.relation}
    audit_record(actor=person, action="practice.answer", obj_type="practice_round", obj_id=mine.pk, data=data)
    if not PracticeItem.objects.filter(round=mine, answer="").exists():
        mine.finished_at = now
        mine.save(update_fields=["finished_at"])
    return item
