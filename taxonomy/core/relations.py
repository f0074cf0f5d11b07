"""The seven relations between two titles, and how they are stored.

A relation always reads from the first title to the second: ``title_a is X than title_b``. Two of them
(``narrower``, ``junior``) are the same facts as ``broader`` and ``senior`` read backwards, so only five are
stored, each with a flag that says whether it is to be read from the second title to the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from taxonomy.core.errors import Fault


class UnknownRelation(Fault):
    """A word that is none of the seven relations."""

    code = "relation.unknown"
    status = 422


class Relation(StrEnum):
    """What the first title is to the second."""

    SYNONYM = "synonym"
    BROADER = "broader"
    NARROWER = "narrower"
    SENIOR = "senior"
    JUNIOR = "junior"
    RELATED = "related"
    UNRELATED = "unrelated"


RELATIONS: tuple[str, ...] = tuple(r.value for r in Relation)
"""Order of the columns of every probability matrix in the project."""

UNSURE = "unsure"
"""An annotation that a person made and that settles nothing. Never a relation of an edge."""

STORED_RELATIONS: tuple[str, ...] = ("synonym", "broader", "senior", "related", "unrelated")
DIRECTED_RELATIONS: frozenset[str] = frozenset({"broader", "senior"})

_INVERSE = {
    "synonym": "synonym",
    "broader": "narrower",
    "narrower": "broader",
    "senior": "junior",
    "junior": "senior",
    "related": "related",
    "unrelated": "unrelated",
    UNSURE: UNSURE,
}
_BACKWARDS = {"narrower": "broader", "junior": "senior"}
_FORWARDS = {"broader": "narrower", "senior": "junior"}


@dataclass(frozen=True, slots=True)
class Stored:
    """A relation as a row holds it.

    ``reversed`` is true when the fact reads from the pair's second title to its first.
    """

    relation: str
    reversed: bool = False


def parse_relation(word: str, *, allow_unsure: bool = False) -> str:
    """The relation that ``word`` names, whatever its case or surrounding space.

    Raises:
        UnknownRelation: when it is none of the seven (nor ``unsure`` where that is allowed).
    """
    cleaned = word.strip().lower()
    if cleaned in RELATIONS or (allow_unsure and cleaned == UNSURE):
        return cleaned
    known = ", ".join(RELATIONS) + (f", {UNSURE}" if allow_unsure else "")
    raise UnknownRelation(f"'{word}' is not a relation; use one of {known}.", field="relation")


def inverse(relation: str) -> str:
    """What the second title is to the first when the first is ``relation`` to the second."""
    return _INVERSE[relation]


def store(relation: str, *, swapped: bool = False) -> Stored:
    """How to store ``relation`` on a pair.

    Args:
        relation: one of the seven, or ``unsure``.
        swapped: true when the speaker's first title is the pair's *second* one.
    """
    seen_from_pair = inverse(relation) if swapped else relation
    if seen_from_pair in _BACKWARDS:
        return Stored(_BACKWARDS[seen_from_pair], reversed=True)
    return Stored(seen_from_pair)


def read(relation: str, reversed: bool, *, swapped: bool = False) -> str:
    """The relation in the seven words, from the pair's first title to its second (or back when ``swapped``)."""
    forward = _FORWARDS[relation] if reversed and relation in _FORWARDS else relation
    return inverse(forward) if swapped else forward
