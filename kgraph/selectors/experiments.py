"""Experiments with two releases, and how their parts came out."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from kgraph.core.releases.split import ARMS, MISMATCH, ratio_chance
from kgraph.models import Experiment, Exposure
from taxonomy.core.errors import NotFound


class ExperimentMissing(NotFound):
    """There is no such experiment."""

    code = "experiment.not_found"


def experiment_running() -> Experiment | None:
    """The one that runs; there is at most one."""
    return Experiment.objects.filter(ended_at=None).first()


def experiment_get(number: int) -> Experiment:
    """An experiment.

    Raises:
        ExperimentMissing
    """
    found = Experiment.objects.select_related("started_by", "ended_by").filter(pk=number).first()
    if found is None:
        raise ExperimentMissing(f"There is no experiment {number}.")
    return found


def experiment_row(experiment: Experiment) -> dict[str, Any]:
    """An experiment with its exposures, and whether its parts are as uneven as chance does not explain."""
    counted = Exposure.objects.filter(experiment=experiment).values_list("arm")
    met = {arm: (units, answers) for arm, units, answers in counted.annotate(Count("id"), Sum("answers"))}
    arms = {}
    for arm in ARMS:
        units, answers = met.get(arm, (0, 0))
        arms[arm] = {"release": getattr(experiment, arm), "units": units, "answers": answers}
    chance = ratio_chance(arms["control"]["units"], arms["variant"]["units"], experiment.share)
    return {
        "id": experiment.pk,
        "name": experiment.name,
        "share": experiment.share,
        "arms": arms,
        "ratio_chance": chance,
        "ratio_mismatch": chance < MISMATCH,
        "started_by": experiment.started_by.username if experiment.started_by else None,
        "started_at": experiment.started_at,
        "ended_by": experiment.ended_by.username if experiment.ended_by else None,
        "ended_at": experiment.ended_at,
    }
