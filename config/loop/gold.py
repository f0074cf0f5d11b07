"""What is true, for the closed loop: titles and their relations as a public file or the starter taxonomy says.

A gold answers for any two titles with one of the seven relations, or with None where the source says nothing
certain. None is never counted for or against the loop, and the oracle answers it with "unsure".

How each source is read:

* Titles that stand under two occupations are left out: the file contradicts itself about them. Two spellings of one title
  (hyphen, plural, an abbreviation in brackets) under two occupations are uncertain to each other for the same reason.
* ESCO: labels of one occupation are ``synonym`` when their level words agree, ``senior``/``junior`` when they
  differ in nothing but level words, and uncertain otherwise (its alternative labels hide seniority). Occupations on
  a broader path are ``broader``/``narrower``; those of one ISCO unit group are ``related``; others ``unrelated``.
* O*NET: the same with its alternate titles and its related occupations. Alternate titles are often narrower
  than the occupation, so this gold is coarse, and figures against it are a lower bound.
* Starter and CSV: the stated pairs and what the algebra infers of them. Pairs of one family that are not stated
  are ``related`` (starter: its concepts list their synonyms in full, so such a pair is at most that); any other pair
  is ``unrelated``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from models_lstm.core.tokens import title_forms
from taxonomy.core.levels import label_relation, level_of
from taxonomy.core.relations import inverse

_BRACKETS = re.compile(r"\([^)]*\)")
POSITIVE = frozenset({"synonym", "broader", "narrower", "senior", "junior"})
"""Relations that the loop is measured on; ``related`` and ``unrelated`` are judged but are not its harvest."""


@dataclass(slots=True)
class Gold:
    """Concepts of titles (folded keys), and relations between the concepts.

    Attributes:
        titles: key -> text as shown.
        concept: key -> concept.
        family: concept -> family; two concepts of one family are near in meaning.
        above: relation (``broader``, ``senior``) -> concept -> the concepts directly below it.
        related: unordered pairs of concepts.
        unrelated: unordered pairs of concepts stated to be unrelated.
        same_family: what two titles of one family are when nothing else is known (None: uncertain).
        leveled: whether the titles of a concept with unlike level words are no synonyms.
    """

    titles: dict[str, str]
    concept: dict[str, str]
    family: dict[str, str] = field(default_factory=dict)
    above: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    related: set[frozenset[str]] = field(default_factory=set)
    unrelated: set[frozenset[str]] = field(default_factory=set)
    same_family: str | None = None
    leveled: bool = False
    left_out: int = 0
    _below: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def relation(self, a: str, b: str) -> str | None:
        """What title ``a`` is to title ``b`` (folded keys); None when the source says nothing certain."""
        one, two = self.concept[a], self.concept[b]
        if one == two:
            return self._within(a, b)
        if self.leveled and spelled(a) == spelled(b):
            return None
        if self.leveled and level_of(a) != level_of(b):
            far = self.family.get(one) != self.family.get(two) and not self._on_a_path(one, two)
            return "unrelated" if far else None
        return self._between(one, two)

    def _within(self, a: str, b: str) -> str | None:
        if not self.leveled:
            return "synonym"
        return label_relation(a, b)

    def _between(self, one: str, two: str) -> str | None:
        for relation in self.above:
            if two in self.below(relation, one):
                return relation
            if one in self.below(relation, two):
                return inverse(relation)
        pair = frozenset((one, two))
        if pair in self.related:
            return "related"
        if pair in self.unrelated:
            return "unrelated"
        near = self.family.get(one, one) == self.family.get(two, two)
        return self.same_family if near else "unrelated"

    def _on_a_path(self, one: str, two: str) -> bool:
        return any(two in self.below(r, one) or one in self.below(r, two) for r in self.above)

    def below(self, relation: str, concept: str) -> frozenset[str]:
        """All concepts below ``concept``, transitively."""
        key = (relation, concept)
        if key not in self._below:
            found: set[str] = set()
            stack = list(self.above[relation].get(concept, ()))
            while stack:
                at = stack.pop()
                if at not in found:
                    found.add(at)
                    stack.extend(self.above[relation].get(at, ()))
            self._below[key] = frozenset(found)
        return self._below[key]

    def positives(self) -> Iterator[tuple[str, str, str]]:
        """Every pair of titles (a < b) that stands in one of `POSITIVE`, with what a is to b."""
        members: dict[str, list[str]] = defaultdict(list)
        for key, concept in self.concept.items():
            members[concept].append(key)
        for concept, keys in members.items():
            keys.sort()
            for index, a in enumerate(keys):
                for b in keys[index + 1 :]:
                    if (relation := self._within(a, b)) is not None:
                        yield a, b, relation
            for relation in self.above:
                for other in self.below(relation, concept):
                    for a in keys:
                        for b in members.get(other, ()):
                            stated = self.relation(a, b)
                            if stated in POSITIVE:
                                yield (a, b, stated) if a < b else (b, a, inverse(stated))


@lru_cache(maxsize=200_000)
def spelled(key: str) -> tuple[str, ...]:
    """The words of a title without regard to hyphens, number and what stands in brackets, to find spellings of one title.

    >>> spelled("dye-house workers") == spelled("dye house worker (dyer)")
    True
    """
    return tuple(title_forms(_BRACKETS.sub(" ", key)) or title_forms(key))


def gold_of_concepts(
    labels: Iterable[tuple[str, str, str]],
    *,
    family: Mapping[str, str],
    broader: Iterable[tuple[str, str]],
    related: Iterable[tuple[str, str]] = (),
    near: str | None,
) -> Gold:
    """A gold from labels (concept, key, text) and relations between concepts; ambiguous labels are left out.

    Args:
        broader: (wider concept, narrower concept).
        near: what two titles of one family are when nothing else is known.
    """
    under: dict[str, set[str]] = defaultdict(set)
    texts: dict[str, str] = {}
    for concept, key, text in labels:
        under[key].add(concept)
        texts.setdefault(key, text)
    certain = {key: next(iter(concepts)) for key, concepts in under.items() if len(concepts) == 1}
    below: dict[str, set[str]] = defaultdict(set)
    for wider, narrower in broader:
        below[wider].add(narrower)
    return Gold(
        titles={key: texts[key] for key in certain},
        concept=certain,
        family=dict(family),
        above={"broader": dict(below)},
        related={frozenset(pair) for pair in related},
        same_family=near,
        leveled=True,
        left_out=len(under) - len(certain),
    )


def gold_of_judgements(
    judgements: Iterable[tuple[str, str, str]],
    *,
    titles: Mapping[str, str],
    family: Mapping[str, str],
    near: str | None,
) -> Gold:
    """A gold from stated pairs (key a, key b, what a is to b), closed under the algebra.

    Pairs that stand nowhere are ``near`` within a family and ``unrelated`` across families.
    """
    stated = list(judgements)
    root = {key: key for key in titles}

    def find(key: str) -> str:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for a, b, relation in stated:
        if relation == "synonym":
            root[max(find(a), find(b))] = min(find(a), find(b))
    gold = Gold(
        titles=dict(titles),
        concept={key: find(key) for key in titles},
        above={"broader": {}, "senior": {}},
        same_family=near,
    )
    gold.family = {gold.concept[key]: family[key] for key in titles if key in family}
    for a, b, relation in stated:
        one, two = gold.concept[a], gold.concept[b]
        if relation in ("narrower", "junior"):
            one, two, relation = two, one, inverse(relation)
        if relation in gold.above:
            gold.above[relation].setdefault(one, set()).add(two)
        elif relation == "related":
            gold.related.add(frozenset((one, two)))
        elif relation == "unrelated":
            gold.unrelated.add(frozenset((one, two)))
    return gold
