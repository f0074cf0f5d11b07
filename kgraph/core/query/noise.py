"""What stands in a raw title beside the job: places, hours, reference numbers, ranks.

A raw title is taken apart into ever plainer readings, from the one closest to what was typed; the most trusted one
that is a known title wins. Nothing here knows any titles, but it is told whether a word occurs in some: what follows
"in" is a place when no title has its words ("in Leeds"), and part of the job when some do ("in machinery"); known
names of places are places also without such a word (`places`). English
words, but nothing that makes other languages wrong: a word that is not in the lists stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kgraph.core.query.places import MOST_WORDS, PLACE_ENDS, PLACES
from taxonomy.core.level_words import LEVEL_WORDS
from taxonomy.core.levels import level_of

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_EMPTY = re.compile(r"[(\[]\s*[)\]]")
_REFERENCE = re.compile(
    r"\b(?:ref(?:erence)?|job|req(?:uisition)?|vacancy|posting)?\s*(?:id|no|nr|number|code|ref)?\s*[.:#]*\s*"
    r"(?:#\s*\w*\d\w*|\b[a-z]{0,4}-?\d{4,}[a-z0-9-]*)",
    re.IGNORECASE,
)
_SUM = r"[$£€]\s?\d[\d,.]*\s?k?"
_PER = r"(?:\s?(?:/|per|an?)\s?(?:hour|hr|h|year|yr|annum|month|week|day))"
_MONEY = re.compile(rf"(?:up to |from )?{_SUM}(?:\s?(?:-|to)\s?[$£€]?\s?\d[\d,.]*\s?k?)?{_PER}?\+?")
_TERMS = re.compile(
    r"\b(?:part[ -]?time|full[ -]?time|p/t|f/t|temporary|temp|permanent|perm|fixed[ -]term|contract|contractor|"
    r"freelance|seasonal|casual|interim|remote|hybrid|on[ -]?site|work from home|wfh|home[ -]based|"
    r"(?:night|day|evening|weekend|rotating)s? shifts?|per diem|prn|immediate(?: start)?|"
    r"urgent(?:ly)?(?: hiring)?|(?:now )?hiring|wanted|vacancy|maternity(?: leave)?(?: cover)?|"
    r"entry[ -]level|no experience(?: needed| required)?|relocation|sponsorship|visa|bonus|sign[ -]on bonus)\b"
)
_GENDER = re.compile(
    r"\s*[(\[]?\b(?:[mwfdxh](?:/[mwfdxhv]){1,3}|all genders|gn)\b[)\]]?\s*|(?<=\w)(?:\*in|:in|/in|/-in|\(in\))\b"
)
_SPLIT = re.compile(r"\s+-\s+|\s*[|;•·]\s*|,\s+|\s*/\s*|\s+@\s+|:\s+")
_PLACE = re.compile(r"\s+(?:in|at|for|near|based in|within)\s+(.*)$")
_DOUBT = 0.7
"""What is left of the trust when words were taken off that occur in titles."""
_LONG_WORD = 3
_SPACE = re.compile(r"\s+")
_ONLY_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_TELLING = frozenset(
    """
    all gn in at for near based within part parttime full fulltime temporary temp permanent perm fixed contract
    contractor freelance seasonal casual interim remote hybrid on onsite work home wfh night nights day days evening
    evenings weekend weekends rotating rotatings per prn immediate urgent urgently now hiring wanted vacancy maternity
    entry no relocation sponsorship visa bonus sign
    """.split()
)
"""The first words of all that is taken off a title of nothing but words (`_TERMS`, `_PLACE`, `_GENDER`)."""
_ABBREVIATED = {
    "sr": "senior", "snr": "senior", "jr": "junior", "jnr": "junior", "mgr": "manager", "mngr": "manager",
    "eng": "engineer", "engr": "engineer", "dev": "developer", "asst": "assistant", "assoc": "associate",
    "admin": "administrator", "dir": "director", "exec": "executive", "rep": "representative", "tech": "technician",
    "coord": "coordinator", "supv": "supervisor", "spvsr": "supervisor", "acct": "account", "ops": "operations",
    "mktg": "marketing", "svc": "service", "svcs": "services", "dept": "department", "mfg": "manufacturing",
    "vp": "vice president", "svp": "senior vice president", "sw": "software", "hr": "human resources",
    "prof": "professor", "lic": "licensed", "cust": "customer", "spec": "specialist", "prog": "programmer",
}  # fmt: skip
GRADES = frozenset("i ii iii iv v vi 1 2 3 4 5".split())
DROPPABLE = GRADES | frozenset(
    "senior sr snr junior jr jnr lead principal staff trainee apprentice intern graduate experienced mid".split()
)
"""Ranks that are told beside a job and can be taken off it. "Head", "manager" or "assistant" make another job."""
_LETTERS = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?|[^\w\s]+")
_KEEP_S = ("ss", "us", "is", "ics", "ess")


class Reading(NamedTuple):
    """One way to read a raw title.

    Attributes:
        key: what to look up.
        trust: 0..1, how much of the meaning is surely kept.
        removed: what was taken off, in words for the answer.
        levels: rank words that were taken off.
    """

    key: str
    trust: float
    removed: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


class Level(NamedTuple):
    """The rank that stands in a raw title.

    Attributes:
        words: the rank words, in order.
        rank: on the scale of `taxonomy.core.levels`: 0 ordinary, below it trainees, above it seniors and managers.
    """

    words: tuple[str, ...]
    rank: int


def level_in(key: str) -> Level | None:
    """The rank words of a folded title."""
    found = _LETTERS.findall(key)
    if LEVEL_WORDS.isdisjoint(found):
        return None
    return Level(tuple(word for word in found if word in LEVEL_WORDS), level_of(key))


def readings(key: str, is_word: Callable[[str], bool] = lambda word: False) -> Iterator[Reading]:
    """Readings of a folded title, the closest first, without repeats; the title itself is not among them.

    Args:
        is_word: whether a word occurs in some title.
    """
    seen = {key}
    plain_readings = list(_without_noise(key, is_word))
    for reading in (*plain_readings, *_without_levels(key, plain_readings)):
        for variant in (reading, *_other_forms(reading)):
            if variant.key and variant.key not in seen and any(c.isalpha() for c in variant.key):
                seen.add(variant.key)
                yield variant


def _tidy(key: str) -> str:
    return _SPACE.sub(" ", key).strip(" -,;:/|.&")


def _means(text: str, is_word: Callable[[str], bool]) -> bool:
    """Whether something that is taken off has a word that occurs in titles."""
    return any(len(word) >= _LONG_WORD and is_word(word) for word in _WORD.findall(text))


def _without_noise(key: str, is_word: Callable[[str], bool]) -> Iterator[Reading]:
    """The title without brackets, numbers, hours and places; then its parts."""
    yield Reading(key, 1.0)
    words = key.split(" ")
    if _ONLY_WORDS.fullmatch(key) and words[-1] not in PLACE_ENDS and _TELLING.isdisjoint(words):
        return  # as most titles are: there is nothing to take off, and looking for it costs more than all the rest
    stripped, removed, trust = key, [], 0.96
    for pattern, what in (
        (_GENDER, "gender mark"),
        (_MONEY, "pay"),
        (_REFERENCE, "reference number"),
        (_TERMS, "terms of work"),
        (_BRACKETS, "brackets"),
    ):
        shorter = pattern.sub(" ", stripped)
        if shorter != stripped and _tidy(shorter):
            if what == "brackets" and any(_means(inside, is_word) for inside in pattern.findall(stripped)):
                trust *= _DOUBT
            stripped = _EMPTY.sub(" ", shorter)
            removed.append(what)
    stripped = _tidy(stripped)
    if removed:
        yield Reading(stripped, trust, tuple(removed))
    yield from _parts(stripped, tuple(removed), trust if removed else 1.0, is_word)


def _parts(
    stripped: str, removed: tuple[str, ...], trust: float, is_word: Callable[[str], bool]
) -> Iterator[Reading]:
    """The parts of a joined title, and each whole without what may be a place."""
    parts = [_tidy(part) for part in _SPLIT.split(stripped)]
    if len(parts) > 1:
        for index, part in enumerate(parts):
            others = " ".join(parts[:index] + parts[index + 1 :])
            doubt = _DOUBT if _means(others, is_word) else 1.0
            yield Reading(
                part, trust * doubt * (0.92 - 0.08 * min(index, 3)), (*removed, "the rest of a joined title")
            )
        if len(parts) == 2 and ", " in stripped:  # "manager, sales"
            yield Reading(f"{parts[1]} {parts[0]}", trust * 0.95, removed)
    for whole in dict.fromkeys((stripped, parts[0])):
        found = _PLACE.search(whole)
        if found and (rest := _tidy(whole[: found.start()])):
            doubt = _DOUBT**2 if _means(found.group(1), is_word) else 1.0
            yield Reading(rest, trust * 0.88 * doubt, (*removed, "place"))
        if ended := _without_place(whole):
            rest, place = ended
            doubt = _DOUBT if all(is_word(word) for word in place.split(" ")) else 1.0
            yield Reading(rest, trust * 0.88 * doubt, (*removed, "place"))


def _without_place(text: str) -> tuple[str, str] | None:
    """What stands before the name of a place that ends a text, and the name; None where none does."""
    words = text.split(" ")
    if words[-1] not in PLACE_ENDS:
        return None
    for size in range(min(MOST_WORDS, len(words) - 1), 0, -1):
        if (place := " ".join(words[-size:])) in PLACES:
            rest = _tidy(" ".join(words[:-size]))
            return (rest, place) if rest else None
    return None


def _without_levels(key: str, plain_readings: list[Reading]) -> Iterator[Reading]:
    """Without the numbers of grades, which say least; then without any rank that can be taken off."""
    if DROPPABLE.isdisjoint(_WORD.findall(key)):
        return
    for dropped, trust in ((GRADES, 0.95), (DROPPABLE, 0.85)):
        for reading in plain_readings:
            words = [word for word in _WORD.findall(reading.key) if word != "."]
            kept = [word for word in words if word not in dropped]
            levels = tuple(word for word in words if word in dropped)
            if levels and kept:
                yield Reading(_tidy(" ".join(kept)), reading.trust * trust, reading.removed, levels)


def _other_forms(reading: Reading) -> Iterator[Reading]:
    """The same words written out, and in the singular."""
    words = _WORD.findall(reading.key)
    spelled = [_ABBREVIATED.get(word, word) for word in words if word != "."]
    if spelled != words:
        yield Reading(
            " ".join(spelled), reading.trust * 0.95, (*reading.removed, "abbreviation"), reading.levels
        )
    singular = [*spelled[:-1], _singular(spelled[-1])] if spelled else spelled
    if singular != spelled:
        yield Reading(" ".join(singular), reading.trust * 0.97, (*reading.removed, "plural"), reading.levels)


def _singular(word: str) -> str:
    if len(word) < 5 or not word.endswith("s") or word.endswith(_KEEP_S):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("men"):
        return word[:-2] + "an"
    return word[:-1]
