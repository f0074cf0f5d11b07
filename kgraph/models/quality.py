"""The standing sample of edges that tells how right the graph is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.core.relations import STORED_RELATIONS
from taxonomy.models import Pair


class AuditedEdge(models.Model):
    """An edge of the sample, and since when people are asked about it. Never changed, also when the edge ends."""

    edge = models.BigIntegerField(
        primary_key=True
    )  # `Edge.id`; edges can be rebuilt, so there is no foreign key
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="+", db_index=False)
    relation = models.CharField(max_length=10)
    release = models.IntegerField()  # in which it was served when it was drawn
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(relation__in=STORED_RELATIONS), name="audited_edge_relation_known"
            ),
        ]
