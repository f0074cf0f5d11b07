"""What the model thinks of candidates that nobody has settled: which of them are worth asking about."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.core.relations import RELATIONS
from taxonomy.models.titles import Pair


class Opinion(models.Model):
    """A model's opinion of a pair. All of them are swapped when a version has scored the candidates anew."""

    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, primary_key=True, related_name="opinion")
    relation = models.CharField(max_length=10)  # the most probable one, as seen from the pair's first title
    score = models.FloatField()  # its probability
    margin = models.FloatField()  # how much more probable it is than the second one
    model_version = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(relation__in=RELATIONS), name="opinion_relation"),
            models.CheckConstraint(
                condition=Q(score__gte=0.0, score__lte=1.0, margin__gte=0.0, margin__lte=1.0),
                name="opinion_range",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["margin"], name="opinion_by_margin")]
