"""A graph of the wanted size: the words and the skew of `benchmarks.graph_engine`, with many more edges."""

from __future__ import annotations

import numpy as np

from benchmarks.graph_engine import synthetic
from kgraph.core.snapshot import ConceptRow, EdgeRow, SnapshotContent, TitleRow


def dense(titles: int, edges: int, seed: int) -> SnapshotContent:
    """``titles`` titles and about ``edges`` edges: what `synthetic` makes, a second and third parent for many concepts
    (always an older one, so that nothing runs in a circle), and neighbours by a skewed draw.
    """
    content = synthetic(titles, seed)
    random = np.random.default_rng([seed, 9])
    first_title = content.preferred
    concepts = len(content.concept)
    rows = {
        (int(s), int(o))
        for s, o in zip(
            content.edges.subject_title.tolist(), content.edges.object_title.tolist(), strict=True
        )
    }
    more: list[tuple[str, int, int]] = []
    wanted = max(0, edges - len(rows))
    parents = wanted // 8
    child = random.integers(1, concepts, parents * 2)
    parent = (child * random.random(parents * 2) ** 3).astype(np.int64)
    for a, b in zip(parent.tolist(), child.tolist(), strict=True):
        if len(more) < parents and a < b:
            _take(rows, more, "broader", int(first_title[a]), int(first_title[b]))
    while len(more) < wanted:
        count = int((wanted - len(more)) * 1.2) + 10
        a = (concepts * random.random(count) ** 2).astype(np.int64)
        b = random.integers(0, concepts, count)
        for one, other in zip(a.tolist(), b.tolist(), strict=True):
            if one != other and len(more) < wanted:
                _take(rows, more, "related", int(first_title[one]), int(first_title[other]))
    return _with(content, more)


def _take(
    rows: set[tuple[int, int]], more: list[tuple[str, int, int]], relation: str, a: int, b: int
) -> None:
    if (a, b) not in rows and (b, a) not in rows:
        rows.add((a, b))
        more.append((relation, a, b))


def _with(content: SnapshotContent, more: list[tuple[str, int, int]]) -> SnapshotContent:
    from taxonomy.core.relations import STORED_RELATIONS

    t, e = content.titles, content.edges
    titles = [
        TitleRow(int(i), text, key, int(c), language, int(n))
        for i, text, key, c, language, n in zip(
            t.id, t.text, t.key, t.concept, t.language, t.count, strict=True
        )
    ]
    known = [
        EdgeRow(int(i), STORED_RELATIONS[int(r)], int(s), int(o))
        for i, r, s, o in zip(e.id, e.relation, e.subject_title, e.object_title, strict=True)
    ]
    new = [EdgeRow(len(known) + n, *edge) for n, edge in enumerate(more, start=1)]
    concepts = [ConceptRow(int(c), int(p)) for c, p in zip(content.concept, content.preferred, strict=True)]
    return SnapshotContent.from_rows(concepts, titles, [*known, *new])
