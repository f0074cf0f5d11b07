"""Five-way relation pairs out of ESCO, split by ISCO unit group.

Split rule: every unit group (four digits) lies on one side; a pair counts only when both occupations lie on the same
side, so neither a title's occupation nor its whole group was seen in training. Titles that belong to more than one
occupation are left out.

    synonym            two titles of one occupation (three pairs of each; in training all its titles, chained)
    broader, narrower  titles of two occupations joined by a broader edge
    related            titles of two occupations of the same unit group, neither above the other
    unrelated          titles of two occupations of different major groups: one half at random, one half that share
                       their last word or another rare word
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

from benchmarks.learner.esco import Occupation, read_broader, read_occupations
from models_lstm.core.data import Example, Split

SHARES = {"test": 0.2, "validation": 0.1}
Ends = tuple[Occupation, Occupation]


def relation_split(folder: Path, *, seed: int) -> Split:
    """The benchmark's split; the same for the same seed."""
    random = Random(f"relations {seed}")
    occupations = _unambiguous(read_occupations(folder))
    by_uri = {o.uri: o for o in occupations}
    side_of = _sides(sorted({o.unit for o in occupations}), random)
    broader = [(by_uri[n], by_uri[b]) for n, b in read_broader(folder) if n in by_uri and b in by_uri]
    sides: dict[str, tuple[Example, ...]] = {}
    for side in ("train", "validation", "test"):
        members = [o for o in occupations if side_of[o.unit] == side]
        edges = [(n, b) for n, b in broader if side_of[n.unit] == side_of[b.unit] == side]
        pairs = _pairs(members, edges, broader, random)
        sides[side] = tuple([*_all_synonyms(members, random), *pairs] if side == "train" else pairs)
    return Split(sides["train"], sides["validation"], sides["test"])


def _unambiguous(occupations: Sequence[Occupation]) -> list[Occupation]:
    seen = Counter(t for o in occupations for t in o.titles)
    cut = [Occupation(o.uri, o.unit, tuple(t for t in o.titles if seen[t] == 1)) for o in occupations]
    return [o for o in cut if o.titles]


def _sides(units: list[str], random: Random) -> Mapping[str, str]:
    random.shuffle(units)
    tests, validations = (round(SHARES[s] * len(units)) for s in ("test", "validation"))
    return {
        unit: "test" if place < tests else "validation" if place < tests + validations else "train"
        for place, unit in enumerate(units)
    }


def _pairs(
    members: Sequence[Occupation], edges: Sequence[Ends], all_edges: Sequence[Ends], random: Random
) -> list[Example]:
    """All five kinds over the occupations of one side; per kind as many as there are synonyms allow."""
    joined = {frozenset((n.uri, b.uri)) for n, b in all_edges}
    pairs = [
        _example(a, a, "synonym", random, distinct=True)
        for a in members
        if len(a.titles) > 1
        for _ in range(3)
    ]
    for narrow, broad in edges:
        for _ in range(4):
            forward = random.random() < 0.5
            ends, relation = ((broad, narrow), "broader") if forward else ((narrow, broad), "narrower")
            pairs.append(_example(*ends, relation, random))
    for a, b in _siblings(members, joined, random, wanted=len(members)):
        pairs += [_example(a, b, "related", random) for _ in range(2)]
    pairs += _unrelated(members, random, wanted=3 * len(members))
    unique = {frozenset((p.title_a, p.title_b)): p for p in pairs}
    return [p for p in unique.values() if p.title_a != p.title_b]


def _all_synonyms(members: Sequence[Occupation], random: Random) -> list[Example]:
    """Every title with another one of its occupation: training knows the concepts of its own groups whole."""
    found = []
    for occupation in members:
        order = random.sample(occupation.titles, len(occupation.titles))
        found += [Example(a, b, "synonym", group=occupation.unit) for a, b in pairwise(order)]
    return found


def _example(
    a: Occupation, b: Occupation, relation: str, random: Random, *, distinct: bool = False
) -> Example:
    left, right = (
        random.sample(a.titles, 2) if distinct else (random.choice(a.titles), random.choice(b.titles))
    )
    return Example(left, right, relation, group=a.unit)


def _siblings(
    members: Sequence[Occupation], joined: set[frozenset[str]], random: Random, *, wanted: int
) -> list[Ends]:
    by_unit: dict[str, list[Occupation]] = defaultdict(list)
    for occupation in members:
        by_unit[occupation.unit].append(occupation)
    large = [group for group in by_unit.values() if len(group) > 1]
    if not large:
        return []
    found: list[Ends] = []
    for _ in range(wanted):
        a, b = random.sample(random.choice(large), 2)
        if frozenset((a.uri, b.uri)) not in joined:
            found.append((a, b))
    return found


def _unrelated(members: Sequence[Occupation], random: Random, *, wanted: int) -> list[Example]:
    by_word: dict[str, list[tuple[Occupation, str]]] = defaultdict(list)
    for occupation in members:
        for title in occupation.titles:
            for word in title.split():
                by_word[word].append((occupation, title))
    shared = [found for word, found in sorted(by_word.items()) if 2 <= len(found) <= 400]
    pairs: list[Example] = []
    for _ in range(20 * wanted):
        if len(pairs) == wanted:
            break
        if len(pairs) % 2:
            a, b = random.sample(list(members), 2)
            left, right = random.choice(a.titles), random.choice(b.titles)
        else:
            (a, left), (b, right) = random.sample(random.choice(shared), 2)
        if a.unit[0] != b.unit[0]:
            pairs.append(Example(left, right, "unrelated", group=a.unit))
    return pairs
