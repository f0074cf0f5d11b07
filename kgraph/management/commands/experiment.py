"""``experiment start|stop|show``: two releases on live questions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.models import Experiment
from kgraph.selectors.experiments import ExperimentMissing, experiment_get, experiment_row
from kgraph.services.experiments import experiment_start, experiment_stop


class Command(TitleloomCommand):
    """Hold a release against another one."""

    help = "Serve two releases to two parts of those who ask for `latest`: start, stop, or show how the parts came out."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """What to do."""
        parser.add_argument("action", choices=("start", "stop", "show"))
        parser.add_argument("--name", default="", help="start: what it is about")
        parser.add_argument("--control", type=int, help="start: number of the release that most know")
        parser.add_argument("--variant", type=int, help="start: number of the other one")
        parser.add_argument("--share", type=float, default=0.5, help="start: of the units, for the variant")
        parser.add_argument("--id", type=int, help="stop, show: which (default: the newest)")

    def run(self, **options: Any) -> dict[str, Any]:
        """Do it."""
        if options["action"] == "start":
            if options["dry_run"]:
                return {"dry_run": True}
            started = experiment_start(
                name=options["name"],
                control=options["control"] or 0,
                variant=options["variant"] or 0,
                share=options["share"],
                by=None,
            )
            return experiment_row(experiment_get(started.pk))
        newest = Experiment.objects.order_by("-pk").first()
        number = options["id"] or (newest.pk if newest else 0)
        if not number:
            raise ExperimentMissing("There was no experiment yet.")
        if options["action"] == "stop" and not options["dry_run"]:
            experiment_stop(number=number, by=None)
        return experiment_row(experiment_get(number))

    def summary(self, result: dict[str, Any]) -> str:
        """The two parts."""
        if result.get("dry_run"):
            return "Dry run: nothing was started."
        lines = [
            f"Experiment {result['id']} “{result['name']}”, {'ended' if result['ended_at'] else 'running'}."
        ]
        for arm, row in result["arms"].items():
            lines.append(
                f"  {arm}: release {row['release']}, {row['units']:,} units, {row['answers']:,} answers"
            )
        if result["ratio_mismatch"]:
            lines.append(
                f"  The parts are not as planned (chance {result['ratio_chance']:.1e}): trust no result of it."
            )
        return "\n".join(lines)
