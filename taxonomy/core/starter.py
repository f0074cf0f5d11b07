"""The hand-made starter taxonomy: one TOML file for each job family, read into frozen values.

A file declares concepts and states how they relate::

    family = "Kitchens and restaurants"
    [[concept]]
    title = "line cook"                 # the preferred title
    synonyms = ["chef de partie"]
    [[ladder]]
    rungs = ["line cook", "sous chef"]  # from junior to senior
    [[broader]]
    title = "cook"
    narrower = ["line cook"]
    [[related]]                         # [[unrelated]] has the same shape
    title = "line cook"
    to = ["fry cook"]
    reason = "..."                      # for the reader of the file; may be left out

Statements may name any title that some file declares, a synonym as well. All mistakes of all files are told at
once, each with its file and entry. What needs the closure of the graph (cycles, contradictions over several
steps) is the business of the graph's algebra, which knows more edges than these.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from taxonomy.core.errors import BadInput
from taxonomy.core.normalisation import TitleRefused, normalise

_LISTS = {"ladder": "rungs", "broader": "narrower", "related": "to", "unrelated": "to"}
_KEYS = {
    "concept": ("title", "synonyms"),
    "ladder": ("rungs",),
    "broader": ("title", "narrower"),
    "related": ("title", "to", "reason"),
    "unrelated": ("title", "to", "reason"),
}


class StarterMistake(BadInput):
    """The files say something that cannot be read; ``extra["mistakes"]`` lists every one of them."""

    code = "starter.mistake"

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes), extra={"mistakes": mistakes})


class Judgement(NamedTuple):
    """What ``title_a`` is to ``title_b``, in one of the seven words of `taxonomy.core.relations`."""

    title_a: str
    title_b: str
    relation: str
    family: str


@dataclass(frozen=True, slots=True)
class StarterConcept:
    """Titles that mean one job; the first is the preferred one."""

    title: str
    synonyms: tuple[str, ...]
    family: str

    @property
    def titles(self) -> tuple[str, ...]:
        """The preferred title and its synonyms, as the file has them."""
        return (self.title, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Statement:
    """One entry that relates concepts.

    Attributes:
        kind: ``ladder``, ``broader``, ``related`` or ``unrelated``.
        titles: the rungs from junior to senior; else the subject, then what it is related to.
        place: file and entry, for messages.
    """

    kind: str
    titles: tuple[str, ...]
    place: str
    reason: str = ""

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        """``(title_a, title_b, relation)`` of every pair that the entry spells out."""
        if self.kind == "ladder":
            for junior, senior in combinations(self.titles, 2):
                yield senior, junior, "senior"
        else:
            subject, *others = self.titles
            for other in others:
                yield subject, other, self.kind


@dataclass(frozen=True, slots=True)
class StarterFamily:
    """One file."""

    name: str
    file: str
    concepts: tuple[StarterConcept, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Starter:
    """All families, in the order of their file names."""

    families: tuple[StarterFamily, ...]

    @property
    def concepts(self) -> tuple[StarterConcept, ...]:
        """The concepts of all families."""
        return tuple(concept for family in self.families for concept in family.concepts)

    @property
    def titles(self) -> tuple[str, ...]:
        """Every declared title, once."""
        return tuple(title for concept in self.concepts for title in concept.titles)

    def judgements(self) -> tuple[Judgement, ...]:
        """Everything the files say, spelled out as pairs; no pair of concepts is judged twice.

        Within each family the synonyms come first. Ladders give their transitive pairs too.
        """
        owner = {_key(title): concept.title for concept in self.concepts for title in concept.titles}
        told: set[frozenset[str]] = set()
        judged: list[Judgement] = []
        for family in self.families:
            for concept in family.concepts:
                judged += (
                    Judgement(a, b, "synonym", family.name) for a, b in combinations(concept.titles, 2)
                )
            for statement in family.statements:
                for a, b, relation in statement.pairs():
                    pair = frozenset((owner[_key(a)], owner[_key(b)]))
                    if pair not in told:
                        told.add(pair)
                        judged.append(Judgement(a, b, relation, family.name))
        return tuple(judged)


def read_starter(folder: Path) -> Starter:
    """Read every ``*.toml`` of ``folder``.

    Raises:
        StarterMistake: with all mistakes of all files.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise StarterMistake([f"{folder}: there is no .toml file of a starter taxonomy here."])
    mistakes: list[str] = []
    families = tuple(family for file in files if (family := _read_file(file, mistakes)))
    _check_families(families, mistakes)
    owner = _owners(families, mistakes)
    for family in families:
        for statement in family.statements:
            _check_declared(statement, owner, mistakes)
    if not mistakes:
        _check_pairs(families, owner, mistakes)
    if mistakes:
        raise StarterMistake(mistakes)
    return Starter(families)


def _read_file(file: Path, mistakes: list[str]) -> StarterFamily | None:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        mistakes.append(f"{file.name}: is not UTF-8 (byte {error.start}).")
        return None
    except tomllib.TOMLDecodeError as error:
        mistakes.append(f"{file.name}: is not TOML: {error}.")
        return None
    name = document.pop("family", None)
    if not isinstance(name, str) or not name.strip():
        mistakes.append(f'{file.name}: lacks its first line, family = "...".')
        name = file.stem
    concepts: list[StarterConcept] = []
    statements: list[Statement] = []
    for kind, entries in document.items():
        if kind not in _KEYS:
            mistakes.append(f"{file.name}: knows no '{kind}'; use {', '.join(f'[[{k}]]' for k in _KEYS)}.")
        elif not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            mistakes.append(f"{file.name}: {kind} is written [[{kind}]], with two brackets.")
        else:
            for number, entry in enumerate(entries, 1):
                place = f"{file.name}, [[{kind}]] {number}{_label(entry)}"
                if not _check_entry(kind, entry, place, mistakes):
                    continue
                if kind == "concept":
                    concepts.append(StarterConcept(entry["title"], tuple(entry.get("synonyms", ())), name))
                else:
                    subject = () if kind == "ladder" else (entry["title"],)
                    titles = (*subject, *entry[_LISTS[kind]])
                    statements.append(Statement(kind, titles, place, entry.get("reason", "")))
    return StarterFamily(name, file.name, tuple(concepts), tuple(statements))


def _label(entry: dict[str, Any]) -> str:
    """The words by which a person finds an entry again."""
    rungs = entry.get("rungs")
    words = entry.get("title", rungs[0] if isinstance(rungs, list) and rungs else "")
    return f" ({words})" if words else ""


def _check_entry(kind: str, entry: dict[str, Any], place: str, mistakes: list[str]) -> bool:
    """Keys, types and spelling of one entry; true when it can be used."""
    before = len(mistakes)
    for name in entry.keys() - set(_KEYS[kind]):
        mistakes.append(f"{place}: knows no '{name}'; it has {', '.join(_KEYS[kind])}.")
    needed = [name for name in _KEYS[kind] if name not in ("synonyms", "reason")]
    mistakes += (f"{place}: lacks '{name}'." for name in needed if name not in entry)
    titles: list[str] = []
    for name, value in entry.items():
        if name in ("title", "reason"):
            if not isinstance(value, str):
                mistakes.append(f"{place}: '{name}' must be a text in quotes.")
            elif name == "title":
                titles.append(value)
        elif name in _KEYS[kind]:
            if not isinstance(value, list) or not all(isinstance(title, str) for title in value):
                mistakes.append(f"{place}: '{name}' must be a list of texts.")
            else:
                titles += value
    if len(mistakes) == before and kind != "concept" and len(titles) < 2:
        mistakes.append(f"{place}: relates nothing; it needs two titles or more.")
    for title in titles:
        try:
            clean = normalise(title).text
        except TitleRefused as error:
            mistakes.append(f"{place}: {error.detail}")
        else:
            if clean != title:
                mistakes.append(f"{place}: {title!r} has stray or unusual characters; write {clean!r}.")
    return len(mistakes) == before


def _key(title: str) -> str:
    return normalise(title).key


def _check_families(families: tuple[StarterFamily, ...], mistakes: list[str]) -> None:
    first: dict[str, str] = {}
    for family in families:
        if family.name in first:
            mistakes.append(f"{family.file}: the family '{family.name}' is {first[family.name]} already.")
        first.setdefault(family.name, family.file)


def _owners(families: tuple[StarterFamily, ...], mistakes: list[str]) -> dict[str, str]:
    """Preferred title by folded title; a title declared twice is a mistake."""
    owner: dict[str, str] = {}
    place: dict[str, str] = {}
    for family in families:
        for number, concept in enumerate(family.concepts, 1):
            here = f"{family.file}, [[concept]] {number} ({concept.title})"
            for title in concept.titles:
                key = _key(title)
                if key in owner:
                    mistakes.append(f"{here}: '{title}' is declared already in {place[key]}.")
                owner.setdefault(key, concept.title)
                place.setdefault(key, here)
    return owner


def _check_declared(statement: Statement, owner: dict[str, str], mistakes: list[str]) -> None:
    for title in statement.titles:
        if _key(title) not in owner:
            near = get_close_matches(_key(title), owner, n=1)
            hint = f" Is '{near[0]}' meant?" if near else ""
            mistakes.append(f"{statement.place}: '{title}' is declared in no [[concept]].{hint}")


def _check_pairs(families: tuple[StarterFamily, ...], owner: dict[str, str], mistakes: list[str]) -> None:
    """No relation inside a concept, no pair of concepts stated twice. Ladders may share a stretch."""
    told: dict[frozenset[str], tuple[str, str, str]] = {}
    for family in families:
        for statement in family.statements:
            if _names_a_concept_twice(statement, owner, mistakes):
                continue
            for a, b, relation in statement.pairs():
                first = owner[_key(a)]
                pair = frozenset((first, owner[_key(b)]))
                earlier = told.get(pair)
                if earlier is None:
                    told[pair] = (first, relation, statement.place)
                elif not (relation == "senior" and earlier[:2] == (first, "senior")):
                    mistakes.append(
                        f"{statement.place}: '{a}' and '{b}' are '{earlier[1]}' already by {earlier[2]}."
                    )


def _names_a_concept_twice(statement: Statement, owner: dict[str, str], mistakes: list[str]) -> bool:
    first: dict[str, str] = {}
    before = len(mistakes)
    for title in statement.titles:
        concept = owner[_key(title)]
        if concept in first:
            mistakes.append(
                f"{statement.place}: '{first[concept]}' and '{title}' are one concept ('{concept}')."
            )
        first.setdefault(concept, title)
    return len(mistakes) > before
