"""The encoders of snapshots, asked of the learner without a database."""

from __future__ import annotations

import logging

from kgraph.core.snapshot import Encoder
from taxonomy.core.errors import Fault
from taxonomy.learner import learner_gate

log = logging.getLogger(__name__)


def encoder_of(artifact: str) -> Encoder | None:
    """The encoder that a snapshot was built with; None when it cannot be had: the snapshot then answers by letters."""
    try:
        return learner_gate().encoder_of(artifact)
    except Fault:
        log.exception(
            "the encoder %s cannot be opened: new titles are looked up by their letters alone", artifact
        )
        return None
