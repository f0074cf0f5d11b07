"""A small made-up world of titles for the learner's tests: jobs, levels and families that obey the algebra."""

from __future__ import annotations

from itertools import combinations, pairwise
from random import Random

from models_lstm.core.data import Example, Split

FAMILIES = {
    "software": ["engineer", "developer", "programmer"],
    "kitchen": ["cook", "chef", "kitchen worker"],
    "nursing": ["nurse", "caregiver", "nursing aide"],
    "sales": ["seller", "sales agent", "shop assistant"],
    "law": ["lawyer", "attorney", "solicitor"],
    "transport": ["driver", "chauffeur", "lorry operator"],
}
FIELDS = ["night", "regional", "marine", "railway", "airport", "hospital", "school", "forest"]
LEVELS = ["trainee", "junior", "senior", "lead"]


def judgements(*, seed: int = 0, count: int | None = None) -> list[Example]:
    """Pairs of all relations, in a random order, at most ``count`` of them."""
    pairs: list[Example] = []
    for family, jobs in FAMILIES.items():
        for field in FIELDS:
            group = f"{family} {field}"
            names = [f"{field} {job}" for job in jobs]
            pairs += [Example(a, b, "synonym", group=group) for a, b in combinations(names, 2)]
            pairs += [
                Example(jobs[0], names[0], "broader", group=group),
                Example(names[1], jobs[0], "narrower", group=group),
            ]
            ladder = [f"{level} {names[0]}" for level in LEVELS]
            pairs += [Example(b, a, "senior", group=group) for a, b in pairwise(ladder)]
            pairs += [Example(a, b, "junior", group=group) for a, b in zip(ladder, ladder[2:], strict=False)]
    plain = [(family, f"{field} {jobs[0]}") for family, jobs in FAMILIES.items() for field in FIELDS]
    for (family_a, a), (family_b, b) in combinations(plain, 2):
        if family_a != family_b and a.split()[0] != b.split()[0]:
            pairs.append(Example(a, b, "unrelated", group="far"))
        elif family_a == family_b:
            pairs.append(Example(a, b, "related", group=family_a))
    Random(seed).shuffle(pairs)
    few = [p for p in pairs if p.relation == "unrelated"][300:]
    kept = [p for p in pairs if p not in set(few)]
    return kept[:count]


def random_split(*, seed: int = 0, count: int | None = None) -> Split:
    """A split by pair: enough to see that a network learns, no honest measure of how well."""
    pairs = judgements(seed=seed, count=count)
    cut = len(pairs) // 5
    return Split(tuple(pairs[cut:]), tuple(pairs[:cut]), ())
