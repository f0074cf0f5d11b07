"""``accept_proposals``: accept without a person what the reviewed sample has earned."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from config.commands import TitleloomCommand
from taxonomy.selectors.acceptance import standings
from taxonomy.services.acceptance import acceptance_run


class Command(TitleloomCommand):
    """What the clock does every few minutes, now."""

    writes = True
    help = "Accept proposals of the relations that leads have switched on, as far as reviews have earned it."

    def run(self, **options: Any) -> dict[str, Any]:
        """Accept, or see how many that would be; and how every relation stands."""
        done = acceptance_run(dry_run=options["dry_run"])
        return {
            "dry_run": options["dry_run"],
            "relations": [asdict(one) for one in done],
            "standings": [
                {
                    "relation": s.policy.relation,
                    "enabled": s.policy.enabled,
                    "alpha": s.policy.alpha,
                    "threshold": s.earned.threshold,
                    "reviewed": s.reviewed,
                    "errors": s.errors,
                    "needed": s.earned.needed,
                    "would_accept": s.would_accept,
                    "reason": s.policy.reason,
                }
                for s in standings()
            ],
        }

    def summary(self, result: dict[str, Any]) -> str:
        """A line for each relation."""
        did = {one["relation"]: one for one in result["relations"]}
        verb = "would be accepted" if result["dry_run"] else "accepted"
        lines = []
        for stands in result["standings"]:
            one = did.get(stands["relation"])
            start = f"{stands['relation']:<9} "
            if one is None:
                lines.append(f"{start}off. {stands['reason']}".rstrip())
            elif one["off"]:
                lines.append(f"{start}switched off. {one['off']}")
            elif one["threshold"] is None:
                lines.append(
                    f"{start}not enough evidence: {stands['reviewed']} of the sample reviewed, {stands['errors']} wrong; "
                    f"{stands['needed']} without an error would be enough for {stands['alpha']:.0%}."
                )
            else:
                lines.append(f"{start}{one['accepted']:,} {verb}, score {one['threshold']:.3f} and above.")
        return "\n".join(lines)
