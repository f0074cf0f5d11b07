"""The learner's part in the building of a snapshot: which encoder, what is known of the titles already, the weights."""

from __future__ import annotations

from pathlib import Path

from kgraph.core.query.fitting import fit_to
from kgraph.core.snapshot import Learner, Snapshot
from kgraph.core.snapshot.learned import Known, known_vectors, write_weights
from kgraph.selectors.encoders import encoder_of
from taxonomy.learner import learner_gate


def learner_now(former: Snapshot | None) -> Learner:
    """The learner that a release is built with now. Titles that ``former`` has by the same encoder are not read again."""
    gate = learner_gate()
    now, reading = gate.encoder_now(), gate.reading()
    known = _known(former, now.artifact, reading)
    return Learner(now.encoder, now.name, now.artifact, reading, now.taught, known)


def learner_like(former: Snapshot | None) -> Learner | None:
    """The learner that a snapshot was built with, for one that stands in for it; None when it has none."""
    learned = former.learned if former is not None else None
    if former is None or learned is None:
        return None
    reading = learner_gate().reading()
    known = _known(former, learned.artifact, reading)
    return Learner(learned.encoder, learned.name, learned.artifact, reading, None, known)


def _known(former: Snapshot | None, artifact: str, reading: str) -> Known | None:
    """The vectors of a former snapshot, if its titles were read by this encoder and this code."""
    learned = former.learned if former is not None else None
    if former is None or learned is None or (learned.artifact, learned.reading) != (artifact, reading):
        return None
    return known_vectors([former.title_text[title] for title in range(former.titles)], learned)


def weights_learn(folder: Path, learner: Learner) -> None:
    """Fit the weights of a snapshot that was just built to its own titles, and put them beside it. Some 3 s at most."""
    snapshot = Snapshot(folder, encoder_of)
    if snapshot.learned is None:
        return
    fitted = fit_to(snapshot, snapshot.learned, learner.taught)
    if fitted is not None:
        write_weights(folder, fitted._asdict())


def weights_copy(folder: Path, former: Snapshot | None) -> None:
    """Give a snapshot the weights of a former one with the same encoder."""
    if former is not None and former.learned is not None and former.learned.weights is not None:
        write_weights(folder, former.learned.weights)
