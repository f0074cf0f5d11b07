"""Further ``unrelated`` pairs, drawn where people judged too few of them.

Without them a model that never saw two unlike titles calls everything a synonym or related. A drawn pair shares no
word, and its concepts stand at least three judged steps apart, so that hardly any of them can be wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np

from models_lstm.core.data import Example, concept_of_titles
from models_lstm.core.tokens import title_forms

SHARE: Final = 0.15
"""Share of ``unrelated`` pairs that is aimed at."""
WEIGHT: Final = 0.3
GROUP: Final = "drawn"


def drawn_negatives(examples: Sequence[Example], *, seed: int, share: float = SHARE) -> tuple[Example, ...]:
    """Unrelated pairs among the titles of ``examples`` until they make up ``share``; fewer when there is no room.

    The judged ones count; the order of ``examples`` does not matter. Cost linear in the pairs drawn.
    """
    judged = sum(e.relation == "unrelated" for e in examples)
    wanted = int((share * len(examples) - judged) / (1.0 - share))
    concept = concept_of_titles(sorted(examples, key=lambda e: (e.title_a, e.title_b, e.relation)))
    titles = sorted(concept)
    if wanted <= 0 or len(titles) < 4:
        return ()
    near = _near_concepts(examples, concept)
    words = {title: frozenset(title_forms(title)) for title in titles}
    random = np.random.default_rng([seed, 23])
    found: dict[tuple[str, str], Example] = {}
    for left, right in random.integers(0, len(titles), (6 * wanted, 2)).tolist():
        a, b = sorted((titles[left], titles[right]))
        apart = concept[a] != concept[b] and not near[concept[a]] & near[concept[b]]
        if apart and (a, b) not in found and not words[a] & words[b]:
            found[(a, b)] = Example(a, b, "unrelated", WEIGHT, GROUP)
            if len(found) == wanted:
                break
    return tuple(found.values())


def _near_concepts(examples: Sequence[Example], concept: dict[str, int]) -> dict[int, set[int]]:
    """For every concept: itself and what it was judged to be anything but unrelated to."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    for number in concept.values():
        near[number].add(number)
    for e in examples:
        if e.relation != "unrelated":
            near[concept[e.title_a]].add(concept[e.title_b])
            near[concept[e.title_b]].add(concept[e.title_a])
    return near
