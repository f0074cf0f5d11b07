"""Practice: pairs that are settled already, judged once more to learn. Nothing of it is an annotation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.core.relations import RELATIONS, UNSURE
from taxonomy.models.people import Person
from taxonomy.models.titles import Pair


class PracticeRound(models.Model):
    """A few minutes of practice of one person."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="practice_rounds", db_index=False
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(finished_at=None), name="practice_one_open_round"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-id"], name="practice_by_person")]


class PracticeItem(models.Model):
    """One pair of a round. ``relation`` is the settled one when the round began, from the pair's first title."""

    round = models.ForeignKey(PracticeRound, on_delete=models.PROTECT, related_name="items", db_index=False)
    place = models.SmallIntegerField()  # 0, 1, 2 ...
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=10)
    answer = models.CharField(max_length=10, default="", blank=True)  # the first one counts
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "place"], name="practice_item_place"),
            models.CheckConstraint(condition=Q(relation__in=RELATIONS), name="practice_relation_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (Q(answer__in=(*RELATIONS, UNSURE)) & Q(answered_at__isnull=False)),
                name="practice_answer_whole",
            ),
        ]
