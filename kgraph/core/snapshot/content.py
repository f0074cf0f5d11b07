"""What a snapshot is built from, column by column: plain arrays that need no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from taxonomy.core.errors import Fault
from taxonomy.core.relations import STORED_RELATIONS

Numbers = npt.NDArray[np.int64]
SYNONYM_CODE = STORED_RELATIONS.index("synonym")


class ContentWrong(Fault):
    """The graph that was handed in contradicts itself; no release can be made of it."""

    code = "release.content_wrong"
    status = 409
    exit_code = 3


class ConceptRow(NamedTuple):
    """A concept number: a current one with its preferred title, or an old one with what replaces it."""

    id: int
    preferred: int = 0
    replaced_by: int | None = None


class TitleRow(NamedTuple):
    """A title that belongs to a concept."""

    id: int
    text: str
    key: str
    concept: int
    language: str = "en"
    seen: int = 1


class EdgeRow(NamedTuple):
    """An edge between two titles: the subject is ``relation`` than the object."""

    id: int
    relation: str
    subject_title: int
    object_title: int
    decision: int = 0
    first_release: int = 0
    settled_by: str = ""


class RetiredRow(NamedTuple):
    """A concept number that was taken out of the graph; ``instead`` is a number to use in its place, or None."""

    id: int
    reason: str
    instead: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TitleTable:
    """Titles in the order of their ids; all columns have the same length T.

    Attributes:
        concept: the number of the concept that each title belongs to now.
    """

    id: Numbers
    text: list[str]
    key: list[str]
    language: list[str]
    count: Numbers
    concept: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class EdgeTable:
    """Edges in the order of their ids; all columns have the same length E.

    Attributes:
        relation: index into `taxonomy.core.relations.STORED_RELATIONS`.
        decision: sequence number in the ledger of what stands behind the edge.
        first_release: number of the release in which it first appeared; 0 when that is this one.
    """

    id: Numbers
    relation: npt.NDArray[np.uint8]
    subject_title: Numbers
    object_title: Numbers
    decision: Numbers
    first_release: Numbers
    settled_by: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class SnapshotContent:
    """A whole graph.

    Attributes:
        concept: numbers of the current concepts, ascending, shape (C,).
        preferred: the id of each one's preferred title, shape (C,).
        redirects: old number and what it leads to now, shape (R, 2), ascending.
        retired: numbers that are out of the graph, ascending.
    """

    titles: TitleTable
    edges: EdgeTable
    concept: Numbers
    preferred: Numbers
    redirects: Numbers
    retired: tuple[RetiredRow, ...] = ()

    @classmethod
    def from_rows(
        cls,
        concepts: Iterable[ConceptRow],
        titles: Iterable[TitleRow],
        edges: Iterable[EdgeRow],
        retired: Iterable[RetiredRow] = (),
    ) -> SnapshotContent:
        """The columns of rows, in whatever order they come. A redirect may lead to another one."""
        rows = sorted(titles)
        links = sorted(edges)
        known = {row.id: row for row in concepts}
        current = sorted(row.id for row in known.values() if row.replaced_by is None)
        redirects = [
            (number, _end(number, known)) for number in sorted(known) if known[number].replaced_by is not None
        ]
        return cls(
            titles=TitleTable(
                id=_numbers(row.id for row in rows),
                text=[row.text for row in rows],
                key=[row.key for row in rows],
                language=[row.language for row in rows],
                count=_numbers(row.seen for row in rows),
                concept=_numbers(row.concept for row in rows),
            ),
            edges=EdgeTable(
                id=_numbers(row.id for row in links),
                relation=np.array([STORED_RELATIONS.index(row.relation) for row in links], dtype=np.uint8),
                subject_title=_numbers(row.subject_title for row in links),
                object_title=_numbers(row.object_title for row in links),
                decision=_numbers(row.decision for row in links),
                first_release=_numbers(row.first_release for row in links),
                settled_by=[row.settled_by for row in links],
            ),
            concept=_numbers(current),
            preferred=_numbers(known[number].preferred for number in current),
            redirects=np.array(redirects, dtype=np.int64).reshape(-1, 2),
            retired=tuple(sorted(retired)),
        )


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int64)


def _end(number: int, known: dict[int, ConceptRow]) -> int:
    seen = set()
    row = known[number]
    while row.replaced_by is not None:
        if row.id in seen or row.replaced_by not in known:
            raise ContentWrong(f"The redirect of concept {number} leads nowhere.")
        seen.add(row.id)
        row = known[row.replaced_by]
    return row.id


def positions(sorted_ids: Numbers, wanted: Numbers, what: str) -> Numbers:
    """Where each wanted id stands in ``sorted_ids``.

    Raises:
        ContentWrong: one of them is not there; ``what`` names the kind in the sentence.
    """
    if not len(wanted):
        return np.zeros(0, dtype=np.int64)
    if not len(sorted_ids):
        raise ContentWrong(f"There is no {what} {int(wanted[0])}.")
    found = np.minimum(np.searchsorted(sorted_ids, wanted), len(sorted_ids) - 1)
    missing = sorted_ids[found] != wanted
    if missing.any():
        raise ContentWrong(f"There is no {what} {int(wanted[int(np.argmax(missing))])}.")
    return found.astype(np.int64)
