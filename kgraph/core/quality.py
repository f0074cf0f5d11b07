"""How right the published graph is, by a standing random sample of its edges that people judge anew.

Every edge has a *permanent random number* (Ohlsson 1995), made of its id alone. The sample of a relation are the edges
of the lowest numbers: it stays the same while they live, an edge that goes is followed by the next one, and nobody can
choose what is looked at. Precision is the share of judged ones of which people say again what the edge says, with the
exact interval of Clopper and Pearson (1934): it is never too narrow, which counts where a sample is small.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scipy.stats import beta

CONFIDENCE: Final = 0.95
ENOUGH: Final = 20
"""Judged edges below which no figure is told."""


def permanent_number(edge: int) -> float:
    """The permanent random number of an edge, 0..1, even over all edges.

    >>> 0.0 <= permanent_number(7) < 1.0
    True
    """
    digest = hashlib.blake2b(f"edge {edge}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2.0**64


def sample_of(edges: Iterable[int], size: int) -> list[int]:
    """The edges of the lowest permanent numbers, at most ``size``, in the order of these."""
    return sorted(edges, key=permanent_number)[:size]


@dataclass(frozen=True, slots=True)
class Quality:
    """One relation, or all of them together.

    Attributes:
        edges: in the release. sampled: of those in the sample. judged: of those that people have judged since.
        right: of those, which they say again. precision, low, high: 0..1; None with fewer than `ENOUGH` judged.
    """

    edges: int
    sampled: int
    judged: int
    right: int
    precision: float | None
    low: float | None
    high: float | None


def exact_interval(right: int, judged: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of Clopper and Pearson for a share; (0, 1) without judgements."""
    tail = (1.0 - confidence) / 2
    low = float(beta.ppf(tail, right, judged - right + 1)) if right else 0.0
    high = float(beta.ppf(1.0 - tail, right + 1, judged - right)) if right < judged else 1.0
    return low, high


def quality_of(edges: int, sampled: int, judged: int, right: int) -> Quality:
    """The figures of one relation."""
    if judged < ENOUGH:
        return Quality(edges, sampled, judged, right, None, None, None)
    low, high = exact_interval(right, judged)
    return Quality(edges, sampled, judged, right, right / judged, low, high)


def quality_together(parts: Mapping[str, Quality]) -> Quality:
    """All relations, each weighed by its edges; told only when each relation with edges has enough judgements.

    The interval is the normal one of a stratified sample, with half a right and half a wrong judgement added to each
    relation, so that a sample without an error does not pretend to be certain.
    """
    told = [part for part in parts.values() if part.edges]
    edges, sampled = sum(part.edges for part in told), sum(part.sampled for part in told)
    judged, right = sum(part.judged for part in told), sum(part.right for part in told)
    if not told or any(part.precision is None for part in told):
        return Quality(edges, sampled, judged, right, None, None, None)
    precision = variance = 0.0
    for part in told:
        weight, steady = part.edges / edges, (part.right + 0.5) / (part.judged + 1)
        precision += weight * part.right / part.judged
        variance += weight**2 * steady * (1.0 - steady) / part.judged
    reach = 1.959964 * math.sqrt(variance)
    return Quality(
        edges, sampled, judged, right, precision, max(0.0, precision - reach), min(1.0, precision + reach)
    )
