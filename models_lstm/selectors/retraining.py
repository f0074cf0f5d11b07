"""How automatic training stands: what was said, how many decisions came since, what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Max

from models_lstm.models import RetrainPolicy, TrainingRun
from models_lstm.models.runs import ACTIVE_STATES
from models_lstm.selectors.judgements import ledger_end
from models_lstm.selectors.registry import alias_version
from taxonomy.models import AuditEntry, Decision

AFTER: Final = 500
PRESET: Final = "loop"
REFUSED: Final = "retraining.refused"


@dataclass(frozen=True, slots=True)
class Policy:
    """What an ML engineer last said; off while nobody has.

    Attributes:
        after: decisions since the ledger was last trained on. What a model alone has accepted does not count.
        preset: the recipe, with the sizes of the champion, from whose weights the training starts.
        promotes: whether the gate is asked when it is done; else the version is only registered.
    """

    enabled: bool = False
    after: int = AFTER
    preset: str = PRESET
    promotes: bool = False
    made_by: str | None = None
    created_at: datetime | None = None


def retrain_policy() -> Policy:
    """The policy as it is now."""
    said = RetrainPolicy.objects.select_related("made_by").order_by("-pk").first()
    if said is None:
        return Policy()
    return Policy(
        said.enabled, said.after, said.preset, said.promotes, said.made_by.username, said.created_at
    )


def trained_until() -> int:
    """The place of the ledger up to which some run has read it; 0 before the first."""
    return TrainingRun.objects.aggregate(last=Max("dataset__ledger_seq"))["last"] or 0


def decisions_since(seq: int) -> int:
    """Decisions after a place of the ledger that were not a model's own."""
    return Decision.objects.filter(seq__gt=seq).exclude(settled_by=Decision.SettledBy.AUTOMATIC).count()


def refusal_at(seq: int) -> str:
    """Why the ledger as it was at that place was refused for a training; empty when it was not."""
    found = AuditEntry.objects.filter(object_type="retraining", object_id=str(seq), action=REFUSED).last()
    return str(found.data["reason"]) if found else ""


def retrain_standing() -> dict[str, Any]:
    """The policy, how far the counter is, what is waited for, and the last run that began by itself."""
    policy = retrain_policy()
    since = decisions_since(trained_until())
    champion = alias_version("champion")
    last = TrainingRun.objects.filter(automatic=True).select_related("model_version").order_by("-pk").first()
    version = getattr(last, "model_version", None)
    return {
        "enabled": policy.enabled,
        "after": policy.after,
        "preset": policy.preset,
        "promotes": policy.promotes,
        "made_by": policy.made_by,
        "created_at": policy.created_at,
        "since": since,
        "starts_from": champion.version if champion else None,
        "waits_for": _waits_for(policy, since),
        "last_run": last
        and {
            "id": last.pk,
            "state": last.state,
            "model_version": version.version if version else None,
            "outcome": last.outcome,
        },
    }


def _waits_for(policy: Policy, since: int) -> str:
    if not policy.enabled:
        return "It is off."
    if since < policy.after:
        return f"{policy.after - since:,} more decisions."
    if (active := TrainingRun.objects.filter(state__in=ACTIVE_STATES).first()) is not None:
        return f"Run {active.pk} is {active.state}; one training at a time."
    return refusal_at(ledger_end()) or "It begins within a minute."
