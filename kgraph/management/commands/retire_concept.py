"""``retire_concept NUMBER --reason TEXT [--instead N]``, ``retire_concept NUMBER --lift``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.selectors.graph import concept_get
from kgraph.selectors.retirements import dependants
from kgraph.services.retirements import concept_retire, concept_unretire, retire_check
from taxonomy.core.errors import BadInput


class Command(TitleloomCommand):
    """Take a concept out of the graph, or bring it back."""

    help = (
        "Take a concept out of the graph with a reason, once nothing depends on it; --dry-run tells what does."
        " --lift brings it back under its old number."
    )
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Which one, and why."""
        parser.add_argument("number", type=int, help="number of a concept")
        parser.add_argument("--reason", default="", help="what users of the number are told")
        parser.add_argument("--instead", type=int, help="number of a concept to use in its place")
        parser.add_argument("--lift", action="store_true", help="bring the concept back")

    def run(self, **options: Any) -> dict[str, Any]:
        """Retire or lift."""
        number, dry_run = options["number"], options["dry_run"]
        concept = concept_get(number)
        result: dict[str, Any] = {"concept": number, "name": concept.preferred.text, "dry_run": dry_run}
        if options["lift"]:
            if dry_run:
                raise BadInput("--lift has no --dry-run.", field="dry_run")
            return {**result, **concept_unretire(concept_id=number, person=None, reason=options["reason"])}
        if dry_run:
            found = dependants(concept)
            if not found["blocked"]:
                retire_check(number, options["instead"])
            return {**result, "dependants": found}
        concept_retire(concept_id=number, reason=options["reason"], instead=options["instead"], person=None)
        return result

    def summary(self, result: dict[str, Any]) -> str:
        """One line, and the dependants in a dry run."""
        named = f"“{result['name']}” ({result['concept']})"
        if "merged" in result:
            return f"{named} is back; {len(result['merged'])} decisions that waited were merged."
        if not result["dry_run"]:
            return f"{named} is retired: from the next release on its number answers with the reason."
        found = result["dependants"]
        lines = [
            f"{named} {'is in use' if found['blocked'] else 'can be retired'}. Dry run: nothing was changed."
        ]
        lines += [f"  edge {one['id']}: {one['relation']} {one['name']}" for one in found["edges"]["sample"]]
        lines += [f"  title {one['id']}: {one['text']}" for one in found["titles"]["sample"]]
        lines += [f"  decision {seq} waits to be merged" for seq in found["waiting"]["sample"]]
        lines += [
            f"  concept {number} names it as what to use instead" for number in found["pointers"]["sample"]
        ]
        return "\n".join(lines)

    def exit_status(self, result: dict[str, Any]) -> int:
        """3 when a dry run found dependants."""
        return 3 if result["dry_run"] and result["dependants"]["blocked"] else 0
