"""Families of titles, as judged pairs tell them: what stands under one broadest concept.

Only for telling apart where a model is good and where it is not: nothing is taught by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from models_lstm.core.data import Example, concept_of_titles


def families_of(examples: Iterable[Example]) -> dict[str, str]:
    """Title -> the title that names its family; titles that stand under nothing and over nothing are left out.

    From each concept the way goes up to the broader concept that has the most narrower ones, to the top; a circle in
    the data ends it. The family's name is the shortest title of the top concept.
    """
    rows = list(examples)
    concept = concept_of_titles(rows)
    above: dict[int, set[int]] = {}
    under: Counter[int] = Counter()
    for e in rows:
        low, high = concept[e.title_a], concept[e.title_b]
        if e.relation == "broader":
            low, high = high, low
        if e.relation in ("broader", "narrower") and low != high and high not in above.get(low, ()):
            above.setdefault(low, set()).add(high)
            under[high] += 1
    name: dict[int, str] = {}
    for title, number in concept.items():
        best = name.get(number)
        if best is None or (len(title), title) < (len(best), best):
            name[number] = title
    top = {number: _top(number, above, under) for number in {*above, *under}}
    return {title: name[top[number]] for title, number in concept.items() if number in top}


def _top(concept: int, above: dict[int, set[int]], under: Counter[int]) -> int:
    seen = {concept}
    while parents := above.get(concept):
        concept = max(parents, key=lambda parent: (under[parent], -parent))
        if concept in seen:
            break
        seen.add(concept)
    return concept
