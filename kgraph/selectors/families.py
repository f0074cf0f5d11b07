"""Families of titles: what stands under one broadest concept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kgraph.models import Concept, Edge, Membership


def families_of(title_ids: Sequence[int]) -> dict[int, str]:
    """For each title the name of the broadest concept above its own, by the way of the widest terms.

    Where several terms are wider the one with the most kinds is taken. Titles of no concept, and of concepts with
    nothing above and nothing below, have no family.

    Cost: three queries; reads all edges between wider and narrower terms.
    """
    if not title_ids:
        return {}
    concept = dict(Membership.objects.filter(title__in=title_ids).values_list("title_id", "concept_id"))
    edges = Edge.objects.filter(active=True, relation="broader").values_list(
        "subject_concept_id", "object_concept_id"
    )
    above: dict[int, set[int]] = {}
    kinds: Counter[int] = Counter()
    for wide, narrow in edges.iterator(chunk_size=20_000):
        if wide != narrow and wide not in above.setdefault(narrow, set()):
            above[narrow].add(wide)
            kinds[wide] += 1
    known = {*above, *kinds}
    tops = {one: _top(one, above, kinds) for one in set(concept.values()) if one in known}
    names = dict(Concept.objects.filter(pk__in=set(tops.values())).values_list("pk", "preferred__text"))
    return {title: names[tops[one]] for title, one in concept.items() if one in tops}


def _top(concept: int, above: Mapping[int, set[int]], kinds: Mapping[int, int]) -> int:
    seen = {concept}
    while wider := above.get(concept):
        concept = max(wider, key=lambda one: (kinds.get(one, 0), -one))
        if concept in seen:  # the algebra keeps circles out; this only keeps the loop from trusting it
            break
        seen.add(concept)
    return concept
