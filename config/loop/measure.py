"""What the loop has brought, measured against the gold without the pairs that were labelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from config.loop.gold import POSITIVE, Gold

Edge = tuple[str, str, str]
"""Key a, key b, what a is to b."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """Counts and their quotients; quotients of nothing are None.

    Attributes:
        accepted: edges that were merged without anybody having labelled the pair.
        correct: of those, the ones that the gold confirms.
        uncertain: of those, the ones about which the gold is silent (counted neither way).
        implied: pairs of titles that the graph relates, by edges and by inference, and nobody labelled.
        implied_correct: of those, confirmed.
        positives: pairs of the gold that nobody labelled.
        reachable: of those, the ones that were candidates at all.
        reachable_found: of those, related as the gold says.
    """

    accepted: int
    correct: int
    uncertain: int
    implied: int
    implied_correct: int
    positives: int
    reachable: int
    reachable_found: int

    @property
    def precision(self) -> float | None:
        """Of the accepted edges."""
        return _share(self.correct, self.accepted - self.uncertain)

    @property
    def implied_precision(self) -> float | None:
        """Of all pairs that the graph relates."""
        return _share(self.implied_correct, self.implied)

    @property
    def recall(self) -> float | None:
        """Of all unlabelled pairs of the gold."""
        return _share(self.implied_correct, self.positives)

    @property
    def reachable_recall(self) -> float | None:
        """Of the unlabelled pairs of the gold that were candidates."""
        return _share(self.reachable_found, self.reachable)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def harvest(
    gold: Gold,
    *,
    accepted: Iterable[Edge],
    concept_of: dict[str, int],
    closure: Iterable[tuple[int, int, str]],
    labelled: Collection[tuple[str, str]],
    candidates: Collection[tuple[str, str]],
) -> Harvest:
    """Measure.

    Args:
        accepted: the merged edges that nobody labelled.
        concept_of: key -> concept in the graph, for titles that are in it.
        closure: (concept, concept, ``broader`` or ``senior``), inferred ones included.
        labelled: pairs (a < b) that a person judged.
        candidates: pairs (a < b) that were candidates.
    """
    closure = list(closure)
    counts = {"accepted": 0, "correct": 0, "uncertain": 0}
    for a, b, relation in accepted:
        truth = gold.relation(a, b)
        counts["accepted"] += 1
        counts["uncertain"] += truth is None
        counts["correct"] += truth == relation
    told = set(labelled)
    implied = implied_correct = 0
    for a, b, relation in _implied(concept_of, closure):
        pair = (a, b) if a < b else (b, a)
        if pair in told or (truth := gold.relation(a, b)) is None:
            continue
        implied += 1
        implied_correct += truth == relation
    related = {(one, two): relation for one, two, relation in closure}
    positives = reachable = found = 0
    for a, b, truth in gold.positives():
        if (a, b) in told:
            continue
        positives += 1
        if (a, b) in candidates:
            reachable += 1
            found += _says(concept_of, related, a, b) == truth
    return Harvest(
        **counts,
        implied=implied,
        implied_correct=implied_correct,
        positives=positives,
        reachable=reachable,
        reachable_found=found,
    )


def _implied(concept_of: dict[str, int], closure: Iterable[tuple[int, int, str]]) -> Iterable[Edge]:
    """Every pair of titles that the graph relates in one of `POSITIVE`, once."""
    members: dict[int, list[str]] = defaultdict(list)
    for key, concept in concept_of.items():
        members[concept].append(key)
    for keys in members.values():
        for index, a in enumerate(keys):
            for b in keys[index + 1 :]:
                yield a, b, "synonym"
    for one, two, relation in closure:
        if relation in POSITIVE:
            for a in members[one]:
                for b in members[two]:
                    yield a, b, relation


def _says(concept_of: dict[str, int], related: dict[tuple[int, int], str], a: str, b: str) -> str | None:
    one, two = concept_of.get(a), concept_of.get(b)
    if one is None or two is None:
        return None
    if one == two:
        return "synonym"
    if (one, two) in related:
        return related[one, two]
    backwards = {"broader": "narrower", "senior": "junior"}
    return backwards.get(related.get((two, one), ""))
