"""Two releases served side by side to two parts of those who ask for `latest`."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.models import Person

ARMS = ("control", "variant")


class Experiment(models.Model):
    """Which releases, and how large a share gets the variant. Only its end is ever written later."""

    name = models.CharField(max_length=100)
    control = models.IntegerField()  # number of a release
    variant = models.IntegerField()
    share = models.FloatField()  # of the units, that get the variant
    salt = models.CharField(max_length=32)
    started_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lt=1), name="experiment_share_range"),
            models.CheckConstraint(condition=~Q(control=models.F("variant")), name="experiment_two_releases"),
            models.UniqueConstraint(
                fields=["ended_at"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="experiment_one_running",
            ),
        ]


class Exposure(models.Model):
    """That a unit met an arm of an experiment, and how often. The unit is kept as a digest only."""

    experiment = models.ForeignKey(
        Experiment, on_delete=models.PROTECT, related_name="exposures", db_index=False
    )
    unit = models.CharField(max_length=32)
    arm = models.CharField(max_length=7)
    answers = models.BigIntegerField(default=0)
    first_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "unit"], name="exposure_one_per_unit"),
            models.CheckConstraint(condition=Q(arm__in=ARMS), name="exposure_arm_known"),
        ]
