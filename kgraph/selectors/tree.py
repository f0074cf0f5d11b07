"""The working graph as a tree of concepts, wider ones above: for people who work on it, a page at a time.

It is a directed acyclic graph: a concept with several wider ones stands under each of them. Every answer here takes
the same number of statements whatever the size of the graph; the rows that it reads are bounded by the page, by the
width of the one concept that is opened, and by `DESCENDANTS_COUNTED` below each concept on the page.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.db.models import Q

from kgraph.selectors.loading import rows_of
from taxonomy.core.errors import BadInput
from taxonomy.selectors.titles import titles_matching

DESCENDANTS_COUNTED: Final = 1_000
"""Concepts below one that are counted; beyond that the answer says "at least"."""
PATHS_SHOWN: Final = 12
_MOST_ANCESTORS: Final = 5_000

Key = tuple[str, int]
"""Where a concept stands in the order of a page: the key of its preferred title, and its number."""


@dataclass(frozen=True, slots=True)
class TreePage:
    """Concepts in the order of their preferred titles, and the cursor of the next page; None at the end."""

    nodes: list[dict[str, Any]]
    next: str | None


def tops_page(*, after: str = "", size: int = 100, q: str = "") -> TreePage:
    """Concepts that have narrower ones and no broader one: where the tree begins.

    Args:
        q: the beginning of a preferred title; letters count without case.
    """
    return _page_of(_where("NOT c.has_broader AND c.has_narrower", q), [], after, size, q)


def unplaced_page(*, after: str = "", size: int = 100, q: str = "") -> TreePage:
    """Concepts that stand nowhere in the tree: neither broader nor narrower ones, and not retired."""
    standing = "SELECT 1 FROM kgraph_retirement r WHERE r.concept = c.id AND r.lifted_at IS NULL"
    where = f"NOT c.has_broader AND NOT c.has_narrower AND NOT EXISTS ({standing})"
    return _page_of(_where(where, q), [], after, size, q)


def children_page(concept: int, *, after: str = "", size: int = 100) -> TreePage:
    """The concepts right below one. Reads all of them, however small the page: an order needs that."""
    below = (
        "c.id IN (SELECT object_concept_id FROM kgraph_edge"
        " WHERE active AND relation = 'broader' AND subject_concept_id = %s)"
    )
    return _page_of(_where(below, ""), [concept], after, size, "")


def nodes_of(concepts: Sequence[int]) -> list[dict[str, Any]]:
    """These concepts as the tree shows them, in the order given; unknown ones are left out."""
    rows = {row[0]: row for row in rows_of(_NODES, [DESCENDANTS_COUNTED + 2, list(concepts)])}
    return [_node(rows[number]) for number in concepts if number in rows]


def tree_search(q: str, *, after: tuple[int, int] | None = None, size: int = 25) -> dict[str, Any]:
    """Titles of the graph in which every word of ``q`` begins some word, most used first, each with a way down to it.

    ``path`` is a shortest one from a top concept to the one right above; empty for a concept at the top.
    """
    found = titles_matching(q).filter(membership__isnull=False)
    if after is not None:
        count, last = after
        found = found.filter(Q(count__lt=count) | Q(count=count, id__gt=last))
    columns = ("id", "text", "count", "membership__concept_id", "membership__concept__preferred__text")
    rows = list(found.order_by("-count", "id").values_list(*columns)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    above = ancestry({row[3] for row in rows})
    return {
        "next": f"{rows[-1][2]}-{rows[-1][0]}" if more else None,
        "results": [
            {
                "title": {"id": title, "text": text},
                "concept": concept,
                "name": name,
                "path": next(iter(above.paths(concept, most=1)), []),
            }
            for title, text, _, concept, name in rows
        ],
    }


@dataclass(frozen=True, slots=True)
class Ancestry:
    """All that stands above some concepts.

    Attributes:
        above: concept -> the concepts right above it, in the order of their names.
        names: concept -> its preferred title, for all that stand above.
        complete: false when more stands above than was read.
    """

    above: dict[int, list[int]]
    names: dict[int, str]
    complete: bool

    def paths(self, concept: int, *, most: int = PATHS_SHOWN) -> list[list[dict[str, Any]]]:
        """The ways from the top down to right above ``concept``, shortest first; none for one at the top."""
        found: list[list[int]] = []
        rim: list[list[int]] = [[concept]]
        while rim and len(found) < most:
            following: list[list[int]] = []
            for way in rim:
                parents = self.above.get(way[-1], [])
                if not parents and len(way) > 1:
                    found.append(way[:0:-1])
                following += [[*way, parent] for parent in parents]
            rim = following[: 50 * most]
        return [[{"id": number, "name": self.names[number]} for number in way] for way in found[:most]]


def ancestry(concepts: Iterable[int]) -> Ancestry:
    """What stands above concepts, in one statement."""
    rows = rows_of(_ABOVE, [sorted(concepts), _MOST_ANCESTORS])
    above: dict[int, list[int]] = defaultdict(list)
    names: dict[int, str] = {}
    for lower, upper, name in rows:
        above[lower].append(upper)
        names[upper] = name
    return Ancestry(dict(above), names, complete=len(above) < _MOST_ANCESTORS)


def cursor_write(key: Key) -> str:
    """Where the next page begins, as a word of an address."""
    return urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def cursor_read(word: str) -> Key:
    """The reverse of `cursor_write`.

    Raises:
        BadInput: no answer gave this cursor.
    """
    try:
        text, number = orjson.loads(urlsafe_b64decode(word + "=" * (-len(word) % 4)))
        if isinstance(text, str) and isinstance(number, int) and 0 <= number < 2**63 and "\0" not in text:
            return text, number
    except (ValueError, TypeError):
        pass
    raise BadInput("The cursor is none that an answer gave.", field="cursor")


_BROADER = "kgraph_edge e WHERE e.active AND e.relation = 'broader'"
_NODES = f"""
SELECT c.id, c.preferred_id, t.text, t.language, c.size, c.sort_key,
       (SELECT count(DISTINCT e.object_concept_id) FROM {_BROADER} AND e.subject_concept_id = c.id),
       (SELECT count(DISTINCT e.subject_concept_id) FROM {_BROADER} AND e.object_concept_id = c.id),
       (WITH RECURSIVE below(id) AS (
            SELECT c.id UNION SELECT e.object_concept_id FROM below b JOIN kgraph_edge e
            ON e.active AND e.relation = 'broader' AND e.subject_concept_id = b.id
        ) SELECT count(*) - 1 FROM (SELECT 1 FROM below LIMIT %s) counted)
FROM kgraph_concept c JOIN taxonomy_title t ON t.id = c.preferred_id
WHERE c.id = ANY(%s)
"""
_ABOVE = """
WITH RECURSIVE up(id) AS (
    SELECT unnest(%s::bigint[]) UNION SELECT e.subject_concept_id FROM up JOIN kgraph_edge e
    ON e.active AND e.relation = 'broader' AND e.object_concept_id = up.id
)
SELECT DISTINCT e.object_concept_id, e.subject_concept_id, t.text
FROM (SELECT id FROM up LIMIT %s) up
JOIN kgraph_edge e ON e.active AND e.relation = 'broader' AND e.object_concept_id = up.id
JOIN kgraph_concept c ON c.id = e.subject_concept_id JOIN taxonomy_title t ON t.id = c.preferred_id
ORDER BY t.text, e.subject_concept_id
"""


def _where(condition: str, q: str) -> str:
    starts = " AND c.sort_key LIKE %s" if q else ""
    return f"c.size >= 1 AND {condition}{starts}"


def _page_of(where: str, parameters: list[Any], after: str, size: int, q: str) -> TreePage:
    if q:
        plain = q.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        parameters = [*parameters, f"{plain}%"]
    if after:
        where += " AND (c.sort_key, c.id) > (%s, %s)"
        parameters = [*parameters, *cursor_read(after)]
    rows = rows_of(
        f"SELECT c.sort_key, c.id FROM kgraph_concept c WHERE {where} ORDER BY c.sort_key, c.id LIMIT %s",
        [*parameters, size + 1],
    )
    more, rows = len(rows) > size, rows[:size]
    following = cursor_write((rows[-1][0], rows[-1][1])) if more else None
    return TreePage(nodes_of([number for _, number in rows]), following)


def _node(row: tuple[Any, ...]) -> dict[str, Any]:
    number, title, text, language, size, _, children, parents, below = row
    return {
        "id": number,
        "name": text,
        "title": title,
        "language": language,
        "titles": size,
        "children": children,
        "parents": parents,
        "descendants": min(below, DESCENDANTS_COUNTED),
        "counted_all": below <= DESCENDANTS_COUNTED,
    }
