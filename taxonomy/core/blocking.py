"""Candidates by shared rare words.

Comparing every title with every other is quadratic; titles that share no word are seldom worth a person's
time. Each title is a sparse vector of its words, weighted by inverse document frequency (Sparck Jones 1972) and
scaled to length 1; the candidates of a title are the ``top`` nearest by cosine, found by one sparse
matrix product per block of titles. Words more frequent than ``max_share`` of the titles carry next to nothing
and cost the most, so they are left out unless a title has no other; that bounds the work to
O(titles x words x max_share x titles) and in practice to seconds for 100,000 titles.

Words are folded forms with plurals and the most common abbreviations undone, and character 4-grams of longer
words at a lower weight, so that "programmer" and "programming" meet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from taxonomy.core.level_words import LEVEL_WORDS

_WORD = re.compile(r"\.?[^\W_]+(?:[+#]+|'s)?")
_SHORT_FORMS = {
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "jnr": "junior",
    "asst": "assistant",
    "assoc": "associate",
    "mgr": "manager",
    "eng": "engineer",
    "engr": "engineer",
    "dev": "developer",
    "admin": "administrator",
    "tech": "technician",
    "rep": "representative",
    "dir": "director",
    "exec": "executive",
    "vp": "vice president",
    "coord": "coordinator",
    "spec": "specialist",
    "acct": "accountant",
    "sw": "software",
    "hr": "human resources",
    "it": "information technology",
    "qa": "quality assurance",
    "rn": "registered nurse",
    "ops": "operations",
}
_STOP = frozenset("of the and for in a an to at with der die das und für de la el y en del los".split())
NGRAM = 4
NGRAM_WEIGHT = 0.35
LEVEL_WEIGHT = 0.3
BLOCK = 1_000
COMMON_AT_LEAST = 50


@dataclass(frozen=True, slots=True)
class Block:
    """The candidates found: row ``i`` says that titles ``left[i] < right[i]`` have cosine ``score[i]`` in 0..1."""

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    score: npt.NDArray[np.float32]


def words_of(key: str) -> list[str]:
    """The words of a folded title, plurals and common abbreviations undone.

    >>> words_of("sr. nurses of c++")
    ['senior', 'nurse', 'c++']
    """
    found: list[str] = []
    for word in _WORD.findall(key):
        word = word.removesuffix("'s")
        for part in _SHORT_FORMS.get(word, word).split():
            if part not in _STOP:
                found.append(_singular(part))
    return found


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _features(key: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for word in words_of(key):
        weights[word] = LEVEL_WEIGHT if word in LEVEL_WORDS else 1.0
        if len(word) > NGRAM and word not in LEVEL_WORDS:
            padded = f"^{word}$"
            for at in range(len(padded) - NGRAM + 1):
                weights.setdefault("#" + padded[at : at + NGRAM], NGRAM_WEIGHT)
    return weights


def _matrix(keys: Sequence[str], max_share: float) -> sparse.csr_matrix:
    """(titles, features) float32, rows of length 1; features in one title only or in too many are left out."""
    vocabulary: dict[str, int] = {}
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for key in keys:
        for feature, weight in _features(key).items():
            columns.append(vocabulary.setdefault(feature, len(vocabulary)))
            values.append(weight)
        ends.append(len(columns))
    shape = (len(keys), max(1, len(vocabulary)))
    matrix = sparse.csr_matrix(
        (np.asarray(values, np.float32), np.asarray(columns, np.int32), np.asarray(ends, np.int64)),
        shape=shape,
    )
    frequency = np.bincount(matrix.indices, minlength=shape[1])
    idf = np.log((1.0 + len(keys)) / (1.0 + frequency)).astype(np.float32)
    limit = max(COMMON_AT_LEAST, int(max_share * len(keys)))
    idf[(frequency > limit) | (frequency < 2)] = 0.0
    matrix = matrix @ sparse.diags(idf)
    matrix.eliminate_zeros()
    length = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    return sparse.csr_matrix(sparse.diags(1.0 / np.maximum(length, 1e-9)) @ matrix)


def block_titles(
    keys: Sequence[str],
    *,
    top: int = 50,
    min_score: float = 0.05,
    max_share: float = 0.02,
    progress: Callable[[int], None] = lambda done: None,
) -> Block:
    """The ``top`` nearest titles of each by shared rare words, each pair once.

    Args:
        keys: folded titles (`taxonomy.core.normalisation.fold`), all of one language.
        top: how many candidates a title may bring in; it can be in more through others.
        progress: called with the number of titles done since the last call.
    """
    if len(keys) < 2:
        nothing = np.empty(0, np.int64)
        return Block(nothing, nothing, np.empty(0, np.float32))
    matrix = _matrix(keys, max_share)
    transposed = sparse.csc_matrix(matrix.T.tocsr())
    found: list[npt.NDArray[np.int64]] = []
    scores: list[npt.NDArray[np.float32]] = []
    for start in range(0, len(keys), BLOCK):
        product = sparse.csr_matrix(matrix[start : start + BLOCK] @ transposed)
        for row in range(product.shape[0]):
            begin, end = product.indptr[row], product.indptr[row + 1]
            others, values = product.indices[begin:end], product.data[begin:end]
            keep = (values >= min_score) & (others != start + row)
            others, values = others[keep], values[keep]
            if len(others) > top:
                best = np.argpartition(values, -top)[-top:]
                others, values = others[best], values[best]
            me = np.full(len(others), start + row, np.int64)
            found.append(np.stack([np.minimum(me, others), np.maximum(me, others)]))
            scores.append(values.astype(np.float32))
        progress(product.shape[0])
    return _each_pair_once(np.concatenate(found, axis=1), np.concatenate(scores), len(keys))


def _each_pair_once(pairs: npt.NDArray[np.int64], scores: npt.NDArray[np.float32], titles: int) -> Block:
    code, first = np.unique(pairs[0] * titles + pairs[1], return_index=True)
    return Block(code // titles, code % titles, np.minimum(scores[first], 1.0))
