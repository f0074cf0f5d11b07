"""Why a pair got its relation: take one token away at a time and see what the probability loses (occlusion).

Zeiler & Fergus 2014, section 4.2. All the shortened pairs of all the pairs go through the model in one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.lexical import FEATURES
from models_lstm.core.tokens import Token, readable_text, tokenise
from taxonomy.core.relations import RELATIONS

Pair = tuple[str, str]


class PairScorer(Protocol):
    """What an explanation needs of a scorer."""

    def score(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Probabilities (n, 7)."""
        ...

    def lexical(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Lexical features (n, F)."""
        ...


def explain_pairs(scorer: PairScorer, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """One explanation per pair; cost about one scoring per token."""
    if not pairs:
        return []
    tokens = [(tokenise(a), tokenise(b)) for a, b in pairs]
    shortened: list[Pair] = []
    for (a, b), (tokens_a, tokens_b) in zip(pairs, tokens, strict=True):
        shortened += [(_without(a, token), b) for token in tokens_a]
        shortened += [(a, _without(b, token)) for token in tokens_b]
    table = scorer.score([*pairs, *shortened])
    features = scorer.lexical(pairs)
    place = len(pairs)
    told = []
    for row, (tokens_a, tokens_b) in enumerate(tokens):
        best = int(table[row].argmax())
        lost = table[row, best] - table[place : place + len(tokens_a) + len(tokens_b), best]
        place += len(lost)
        told.append(
            {
                "relation": RELATIONS[best],
                "score": float(table[row, best]),
                "tokens_a": _weighted(tokens_a, lost[: len(tokens_a)]),
                "tokens_b": _weighted(tokens_b, lost[len(tokens_a) :]),
                "lexical": {n: round(float(v), 4) for n, v in zip(FEATURES, features[row], strict=True)},
            }
        )
    return told


def _without(title: str, token: Token) -> str:
    text = readable_text(title)
    return " ".join((text[: token.start] + " " + text[token.end :]).split())


def _weighted(tokens: Sequence[Token], lost: NDArray[np.float32]) -> list[dict[str, Any]]:
    return [{"text": t.text, "weight": round(float(w), 4)} for t, w in zip(tokens, lost, strict=True)]
