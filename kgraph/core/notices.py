"""What programs are told of, and what each notice carries. The search guide has the same table."""

from __future__ import annotations

from typing import Final

KINDS: Final[dict[str, str]] = {
    "release.published": "A release is public, and `latest`: release, version, level, content_hash, before",
    "release.served": "`latest` was moved to a release that was public before: release, before, reason",
    "release.withdrawn": "A release is served no more: release, reason, latest",
    "graph.changed": "Decisions reached the graph that people work on: decisions, joined, parted, tick",
    "concept.retired": "A concept is retired: concept, reason, useInstead",
    "concept.unretired": "A concept is back: concept, reason",
    "experiment.started": "Two releases are held against each other: experiment, control, variant, share",
    "experiment.stopped": "Everybody gets `latest` again: experiment",
    "feedback.closed": "Somebody dealt with feedback of yours: feedback, note",
    "quarantine.begun": "All that came of a model, a person or an import was taken back: quarantine, subject, decisions",
    "quarantine.lifted": "It stands again: quarantine, decisions",
    "ping": "Somebody tries the address: webhook",
}
"""Kind -> when, and the members of its data."""

NAMES: Final = tuple(KINDS)
