"""Why a model suggests what it suggests, in a form that a reviewer can check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.neighbours import searcher
from models_lstm.core.proposing import Wish
from models_lstm.core.scorer import Scorer
from models_lstm.selectors.candidates import judged_texts
from taxonomy.core.relations import RELATIONS, inverse
from taxonomy.gate import graph_gate

CHUNK: Final = 1024
JUDGED_LIMIT: Final = 20_000
NEAREST: Final = 3
EXACT: Final = 4_000
"""Judged pairs up to which they are compared one by one."""
GRAPH_ITEMS: Final = 4


class JudgedPairs:
    """Judged pairs by the vectors of both titles, in both orders, to find the ones most like a given pair."""

    def __init__(self, scorer: Scorer) -> None:
        judged = judged_texts(JUDGED_LIMIT)
        self._rows = judged + [(b, a, inverse(relation)) for a, b, relation in judged]
        titles = sorted({t for a, b, _ in judged for t in (a, b)})
        place = {title: row for row, title in enumerate(titles)}
        vectors = scorer.encode(titles) if titles else np.zeros((0, scorer.dimensions), dtype=np.float32)
        left = vectors[[place[a] for a, _, _ in self._rows]]
        right = vectors[[place[b] for _, b, _ in self._rows]]
        vectors = _joined(left, right)
        self._search = searcher(vectors, top=NEAREST, exact_limit=EXACT)

    def like(self, left: NDArray[np.float32], right: NDArray[np.float32]) -> list[list[dict[str, Any]]]:
        """For pairs of vectors (n, d): the judged pairs nearest to each, with their relation and similarity."""
        if not self._rows:
            return [[] for _ in left]
        ids, similarity = self._search(_joined(left, right))
        return [
            [self._told(row, s) for row, s in zip(rows, scores, strict=True) if row >= 0]
            for rows, scores in zip(ids.tolist(), similarity.tolist(), strict=True)
        ]

    def _told(self, row: int, similarity: float) -> dict[str, Any]:
        title_a, title_b, relation = self._rows[row]
        return {
            "title_a": title_a,
            "title_b": title_b,
            "relation": relation,
            "similarity": round(similarity, 4),
        }


def _joined(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, 2d), each of length 1 where both halves are: the dot product is the mean of the two similarities."""
    return np.concatenate([left, right], axis=1) * np.float32(np.sqrt(0.5))


def evidence_of(
    scorer: Scorer, wishes: Sequence[Wish], *, explained: int | None = None
) -> Iterator[dict[str, Any]]:
    """Evidence for each suggestion, in their order: tokens, lexical features, nearest judged pairs, the graph.

    Args:
        explained: for how many, from the first on, the tokens are weighed (each costs a scoring per word); None: all.
    """
    judged = JudgedPairs(scorer)
    for start in range(0, len(wishes), CHUNK):
        part = wishes[start : start + CHUNK]
        weighed = part if explained is None else part[: max(0, explained - start)]
        told = scorer.explain([(w.title_a, w.title_b) for w in weighed]) if weighed else []
        told += [{"tokens_a": [], "tokens_b": [], "lexical": {}}] * (len(part) - len(weighed))
        titles = sorted({title for w in part for title in (w.title_a, w.title_b)})
        place = {title: row for row, title in enumerate(titles)}
        vectors = scorer.encode(titles)
        left = vectors[[place[w.title_a] for w in part]]
        right = vectors[[place[w.title_b] for w in part]]
        near = judged.like(left, right)
        around = graph_gate().related_titles(sorted({t for w in part for t in (w.title_a_id, w.title_b_id)}))
        for row, wish in enumerate(part):
            yield {
                "tokens_a": told[row]["tokens_a"],
                "tokens_b": told[row]["tokens_b"],
                "lexical": told[row]["lexical"],
                "similarity": round(float(left[row] @ right[row]), 4),
                "alone": round(wish.alone, 4),
                "nearest": near[row],
                "graph": {
                    "a": around.get(wish.title_a_id, [])[:GRAPH_ITEMS],
                    "b": around.get(wish.title_b_id, [])[:GRAPH_ITEMS],
                },
                "probabilities": {
                    name: round(p, 4) for name, p in zip(RELATIONS, wish.probabilities, strict=True)
                },
            }
