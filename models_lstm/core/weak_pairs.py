"""Pairs that public lists of titles give away without anybody having judged them.

They teach a fresh head what holds in any trade: a title with a further word before its head is narrower, the same job
at another level is senior or junior, the same words in another order are a synonym, the same head in another field is
something else. Every rule errs now and then, so each has a weight, and people's judgements come after.

    synonym   same core words, same level; or under one heading in two lists, with a word and the level in common
              (weight 0.5); or a title with its level word written in two ways
    senior    same core words, the words say another level; or a title with two level words before it
    broader   one heading, one level, one head: the core of the one is inside the other's
    related   one heading, one level, neither inside the other (weight 0.5)
    unrelated headings of different major groups: half share their head word, half nothing
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from random import Random
from typing import Final

from models_lstm.core.data import Example
from models_lstm.core.titles import ParsedTitle, parse_title
from taxonomy.core.relations import inverse

UNSURE: Final = 0.5
"""Weight of what only the lists say."""
MOST_OF_HEADING: Final = 40
"""Titles of one heading that are compared with each other; more are drawn."""
LEVELS: Final = (
    "{}", "{}", "{}", "trainee {}", "junior {}", "assistant {}", "senior {}", "senior {}", "lead {}", "principal {}",
    "head {}", "chief {}", "{} I", "{} II", "{} III", "{} assistant", "{} supervisor", "{} manager",
)  # fmt: skip
RESPELLED: Final = (
    ("senior {}", "sr. {}"), ("senior {}", "{}, senior"), ("junior {}", "jr {}"), ("{} II", "{} 2"), ("{} III", "{} 3"),
    ("assistant {}", "asst. {}"), ("{} manager", "manager, {}"),
)  # fmt: skip
FILLERS: Final = frozenset({"of", "and", "the", "for", "in", "to", "a", "at", "on", "or", "&"})


@dataclass(frozen=True, slots=True)
class _Title:
    text: str
    parsed: ParsedTitle
    core: tuple[str, ...]
    headings: frozenset[str]

    @property
    def majors(self) -> set[str]:
        """Source and major group (the first digit or two) of each heading."""
        return {heading[: heading.index(" ") + 3] for heading in self.headings}


def weak_pairs(groups: Mapping[str, Sequence[str]], *, most: int, seed: int) -> list[Example]:
    """At most ``most`` pairs of each of the five kinds, in an order that the seed determines.

    Args:
        groups: heading ("source code") -> titles.

    Cost: linear in headings times `MOST_OF_HEADING` squared.
    """
    random = Random(f"weak pairs {seed}")
    titles = _titles(groups)
    found: dict[str, dict[frozenset[str], Example]] = defaultdict(dict)
    for example in chain(_examples(groups, titles, random), _leveled(titles, random, wanted=most)):
        kind = (
            example.relation if example.relation not in ("narrower", "junior") else inverse(example.relation)
        )
        found[kind].setdefault(frozenset((example.title_a, example.title_b)), example)
    found["unrelated"] = _unrelated(titles, random, wanted=most)
    known = set(found["synonym"]) | set(found["senior"]) | set(found["broader"])
    chosen: list[Example] = []
    for kind, examples in sorted(found.items()):
        kept = [
            e
            for pair, e in sorted(examples.items(), key=lambda i: sorted(i[0]))
            if kind != "related" or pair not in known
        ]
        chosen += random.sample(kept, min(most, len(kept)))
    random.shuffle(chosen)
    return chosen


def _titles(groups: Mapping[str, Sequence[str]]) -> dict[str, _Title]:
    headings: dict[str, set[str]] = defaultdict(set)
    for heading, members in groups.items():
        for text in members:
            headings[text].add(heading)
    titles: dict[str, _Title] = {}
    for text, under in sorted(headings.items()):
        parsed = parse_title(text)
        core = tuple(sorted(word for word in parsed.core.split() if word not in FILLERS))
        if core:
            titles[text] = _Title(text, parsed, core, frozenset(under))
    return titles


def _examples(
    groups: Mapping[str, Sequence[str]], titles: Mapping[str, _Title], random: Random
) -> Iterator[Example]:
    cores: dict[tuple[str, ...], list[_Title]] = defaultdict(list)
    for title in titles.values():
        cores[title.core].append(title)
    for alike in cores.values():
        for a, b in combinations(_some(alike, random), 2):
            yield from _same_core(a, b)
    for heading in sorted(groups):
        members = [titles[text] for text in groups[heading] if text in titles]
        for a, b in combinations(_some(members, random), 2):
            yield from _same_heading(a, b)


def _some(titles: Sequence[_Title], random: Random) -> Sequence[_Title]:
    return titles if len(titles) <= MOST_OF_HEADING else random.sample(titles, MOST_OF_HEADING)


def _same_core(a: _Title, b: _Title) -> Iterator[Example]:
    if a.parsed.modifiers != b.parsed.modifiers:
        return
    one, two = a.parsed.standing, b.parsed.standing
    if one == two:
        yield Example(a.text, b.text, "synonym")
    else:
        yield Example(a.text, b.text, "senior" if one > two else "junior")


def _same_heading(a: _Title, b: _Title) -> Iterator[Example]:
    if a.core == b.core or a.parsed.standing != b.parsed.standing:
        return
    one, two = set(a.core), set(b.core)
    if a.parsed.head == b.parsed.head and (one < two or two < one):
        yield Example(a.text, b.text, "broader" if one < two else "narrower")
    elif one & two and len({heading.split(" ")[0] for heading in a.headings & b.headings}) > 1:
        yield Example(a.text, b.text, "synonym", weight=UNSURE)
    elif not (one < two or two < one):
        yield Example(a.text, b.text, "related", weight=UNSURE)


def _leveled(titles: Mapping[str, _Title], random: Random, *, wanted: int) -> Iterator[Example]:
    """Plain titles with level words put to them."""
    plain = [
        title for title in titles.values() if title.parsed.level is None and title.parsed.numeral is None
    ]
    for title in random.sample(plain, min(wanted, len(plain))):
        text = title.text
        if random.random() < 0.2:
            one, two = random.choice(RESPELLED)
            yield Example(one.format(text), two.format(text), "synonym")
            continue
        one, two = (form.format(text) for form in random.sample(LEVELS, 2))
        left, right = parse_title(one).standing, parse_title(two).standing
        if left != right:
            yield Example(one, two, "senior" if left > right else "junior")


def _unrelated(titles: Mapping[str, _Title], random: Random, *, wanted: int) -> dict[frozenset[str], Example]:
    everyone = list(titles.values())
    heads: dict[str, list[_Title]] = defaultdict(list)
    for title in everyone:
        heads[title.parsed.head].append(title)
    large = [members for head, members in sorted(heads.items()) if head and len(members) > 1]
    weights = [len(members) for members in large]
    found: dict[frozenset[str], Example] = {}
    for turn in range(10 * wanted):
        if len(found) >= wanted or not large:
            break
        pool: Sequence[_Title] = random.choices(large, weights)[0] if turn % 2 else everyone
        a, b = random.sample(pool, 2)
        if a.core != b.core and not _near(a.majors, b.majors):
            found[frozenset((a.text, b.text))] = Example(a.text, b.text, "unrelated")
    return found


def _near(one: Iterable[str], two: Iterable[str]) -> bool:
    """Whether two titles meet in a major group, or come from lists that cannot be compared."""
    left, right = set(one), set(two)
    sources = {name.split(" ")[0] for name in left} & {name.split(" ")[0] for name in right}
    return bool(left & right) or not sources
