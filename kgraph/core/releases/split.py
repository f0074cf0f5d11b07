"""Two releases for two parts of those who ask: who gets which, and whether the parts came out as planned.

Who gets which is a pure function of a salt and of whoever asks, so that nothing has to be remembered and the same asker
gets the same release from every process. Before results are looked at, the sample ratio is: when far more or fewer askers
than planned met the variant, something kept them from it, and no result can be trusted (Fabijan et al. 2019).
"""

from __future__ import annotations

import hashlib
from typing import Final, Literal

from scipy.stats import chisquare

Arm = Literal["control", "variant"]
ARMS: Final[tuple[Arm, Arm]] = ("control", "variant")
MISMATCH: Final = 0.001
"""Chance below which the parts are called uneven; it is looked at again and again, so the level is strict."""


def arm_of(salt: str, unit: str, share: float) -> Arm:
    """What ``unit`` gets when a ``share`` (0..1) of all units get the variant."""
    digest = hashlib.blake2b(f"{salt}\0{unit}".encode(), digest_size=8).digest()
    return "variant" if int.from_bytes(digest) / 2.0**64 < share else "control"


def ratio_chance(control: int, variant: int, share: float) -> float:
    """How probable parts as uneven as these are, by chi-squared; 1 without any unit."""
    total = control + variant
    if not total:
        return 1.0
    return float(chisquare([control, variant], [total * (1.0 - share), total * share]).pvalue)
