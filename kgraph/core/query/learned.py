"""The concept of a title that nobody has seen, by what the learner knows and by letters, together.

Titles near in letters and titles near in meaning (`snapshot.learned`) are the candidates. Each of their concepts is
described by a few numbers, and a conditional logit model (McFadden 1974) with "none of these" among the choices weighs
them: its probabilities, put right by a beta calibration (Kull et al. 2017), are the confidence. So a title whose
concept is not in the graph comes out with little, instead of with the nearest wrong one.
The weights are fitted to each release (`fitting`), see decision 0018.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kgraph.core.query.noise import DROPPABLE
from kgraph.core.snapshot.content import Numbers
from kgraph.core.snapshot.learned import Floats, Learned
from kgraph.core.snapshot.reader import Snapshot
from kgraph.core.snapshot.words import plain, words_of

FEATURES: Final = ("letters", "votes", "wide_votes", "middle", "words", "worst_word")
"""Of a title and a candidate concept:

letters: cosine to the concept's nearest title by the runs of letters;
votes, wide_votes: log of the summed weight of the concept's titles among the near ones, weights exp(20 c), exp(10 c),
    where c is the cosine of meaning with `LETTERS` of that of letters;
middle: cosine of meaning to the middle of the concept's titles;
words: share of the weight of the title's words that some title of the concept has; rare words weigh more;
worst_word: how near the word that fits worst comes to any word of the concept's titles, by the vectors of the words:
    one that nothing answers to tells a title of another concept.
"""
NEAR: Final = 30
"""Titles that are looked at, by letters and by meaning each."""
LETTERS: Final = 0.15
_SPELLED: Final = 90
"""Titles with the same rare runs of letters, of which the `NEAR` nearest are looked at."""
_TINY: Final = 1e-6
_MOST_TITLES: Final = 64
"""Titles of a concept whose words count, those in use before the others."""
_MOST: Final = 0.999
"""Only what is known for sure is answered with 1."""


class Weights(NamedTuple):
    """What speaks for a concept, and what for none; stored with a snapshot (`snapshot.learned.Learned.weights`).

    Attributes:
        features: of each of `FEATURES`. none: of "none of these". unseen: what the share of words that no title has
            adds to that. rise, fall, shift: of the calibration: logit = rise log(p) - fall log(1 - p) + shift.
    """

    features: tuple[float, ...]
    none: float
    unseen: float
    rise: float
    fall: float
    shift: float


WEIGHTS: Final = Weights((3.42, 0.0, 8.9, 9.18, 1.64, 2.61), 11.7, -1.69, 0.66, 1.15, -0.2)
"""Where a snapshot has too few titles to learn from: fitted to ESCO's English titles and the model in the box."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A folded title to place.

    Attributes:
        language: only titles of this one count.
        without: a title (dense number) that is taken not to be there, to see how well it would be placed.
        wholly: nor is any other title of its concept.
        ranked: the title whose rank counts, where ``key`` is a reading of it without.
    """

    key: str
    language: str | None = None
    without: int | None = None
    wholly: bool = False
    ranked: str | None = None


class Placed(NamedTuple):
    """A concept for a title (dense numbers), the title of it that is nearest, and how likely it is the right one."""

    concept: int
    title: int
    confidence: float


class Near(NamedTuple):
    """A title (dense number) near in letters or in meaning, with both cosines; ``meaning`` is None without a learner."""

    title: int
    letters: float
    meaning: float | None


@dataclass(frozen=True, slots=True)
class Described:
    """The candidate concepts of m titles, flat.

    Attributes:
        owner: (t,) which title, ascending. concepts, nearest: (t,) the concept, and its nearest title.
        features: (t, F) in the order of `FEATURES`.
        unseen: (m,) share of each title's words that no title of the graph has.
    """

    owner: Numbers
    concepts: Numbers
    nearest: Numbers
    features: npt.NDArray[np.float64]
    unseen: npt.NDArray[np.float64]


class _Close(NamedTuple):
    """Pairs (p) of an asked title and a title near it, asked titles ascending."""

    owner: Numbers
    title: Numbers
    letters: npt.NDArray[np.float64]
    meaning: npt.NDArray[np.float64]

    def where(self, kept: npt.NDArray[np.bool_]) -> _Close:
        """Some of them."""
        return _Close(self.owner[kept], self.title[kept], self.letters[kept], self.meaning[kept])

    @property
    def both(self) -> npt.NDArray[np.float64]:
        """Meaning and letters, mixed."""
        return (1.0 - LETTERS) * self.meaning + LETTERS * self.letters


def place_learned(
    snapshot: Snapshot, learned: Learned, asked: Sequence[Asked], most: int
) -> list[list[Placed]]:
    """For each title its candidate concepts, the likeliest first, ``most`` of them. All titles are read as one batch.

    A title of another rank is no candidate: "Senior Nurse" may be "Nurse", but not "Junior Nurse".
    """
    if not asked or not snapshot.titles:
        return [[] for _ in asked]
    found = describe(snapshot, learned, asked)
    confidence = confidences(found, len(asked), weights_of(learned))
    placed: list[list[Placed]] = [[] for _ in asked]
    rows = np.lexsort((found.nearest, -confidence, found.owner))
    ranked = found.owner[rows]
    rows = rows[np.arange(len(rows)) - np.searchsorted(ranked, ranked) < most]
    for owner, concept, title, sure in zip(
        found.owner[rows].tolist(),
        found.concepts[rows].tolist(),
        found.nearest[rows].tolist(),
        confidence[rows].tolist(),
        strict=True,
    ):
        placed[owner].append(Placed(concept, title, sure))
    return placed


def near_titles(snapshot: Snapshot, learned: Learned, key: str, top: int) -> list[Near]:
    """The ``top`` nearest titles of a folded title, of whatever rank: what the learner goes by."""
    close = _close(snapshot, learned, [Asked(key)], learned.encoder.vectors([key]))
    order = np.lexsort((close.title, -close.both))[:top]
    return [
        Near(int(close.title[i]), float(close.letters[i]), float(close.meaning[i])) for i in order.tolist()
    ]


def describe(snapshot: Snapshot, learned: Learned, asked: Sequence[Asked]) -> Described:
    """The candidates of titles with what speaks for them."""
    vectors = learned.encoder.vectors([one.key for one in asked])
    close = _close(snapshot, learned, asked, vectors)
    close = close.where(
        _same_rank(learned, asked, close)
        & _same_language(snapshot, asked, close)
        & _still_there(snapshot, asked, close)
    )
    concept_of = snapshot.array("title_concept")[close.title].astype(np.int64)
    group, own = np.unique(close.owner * snapshot.concepts + concept_of, return_inverse=True)
    owner, concepts = group // snapshot.concepts, group % snapshot.concepts
    features = np.zeros((len(group), len(FEATURES)))
    both = close.both
    np.maximum.at(features[:, 0], own, close.letters)
    for column, steep in ((1, 20.0), (2, 10.0)):
        votes = np.bincount(own, weights=np.exp(steep * (both - 1.0)), minlength=len(group))
        features[:, column] = np.log(votes + math.exp(-steep)) / steep
    features[:, 3] = np.einsum("ij,ij->i", learned.middles(concepts), vectors[owner])
    unseen = _words(snapshot, learned, asked, owner, concepts, features[:, 4])
    _worst_words(snapshot, learned, asked, owner, concepts, features[:, 5])
    _leave_out(snapshot, learned, asked, vectors, owner, concepts, features)
    order = np.lexsort((close.title, -both, own))
    nearest = close.title[order[np.flatnonzero(np.diff(own[order], prepend=-1))]]
    return Described(owner, concepts, nearest, features, unseen)


def shares(found: Described, count: int, weights: Weights) -> npt.NDArray[np.float64]:
    """The share of each candidate (t,) among those of its title and "none of these"."""
    utility = found.features @ np.array(weights.features)
    none = weights.none + weights.unseen * found.unseen
    high = none.copy()
    np.maximum.at(high, found.owner, utility)
    raised = np.exp(utility - high[found.owner])
    total = np.exp(none - high) + np.bincount(found.owner, weights=raised, minlength=count)
    return np.asarray(np.clip(raised / total[found.owner], _TINY, 1.0 - _TINY))


def confidences(found: Described, count: int, weights: Weights) -> npt.NDArray[np.float64]:
    """How likely each candidate (t,) is the right concept of its title."""
    share = shares(found, count, weights)
    logit = weights.rise * np.log(share) - weights.fall * np.log1p(-share) + weights.shift
    return np.asarray(np.minimum(1.0 / (1.0 + np.exp(-logit)), _MOST))


def weights_of(learned: Learned) -> Weights:
    """Those that were fitted to the snapshot, else `WEIGHTS`. Of before a feature was there: without it."""
    stored = learned.weights
    if not stored:
        return WEIGHTS
    features = tuple(stored["features"])
    return Weights(**{**stored, "features": features + (0.0,) * (len(FEATURES) - len(features))})


def _close(snapshot: Snapshot, learned: Learned, asked: Sequence[Asked], vectors: Floats) -> _Close:
    """Titles near in letters and titles near in meaning, each with both cosines."""
    by_meaning, _ = learned.nearest(vectors, NEAR)
    readable = (vectors != 0.0).any(axis=1).tolist()
    weights = np.zeros(len(snapshot.grams), dtype=np.float32)
    owners, titles, letters = [], [], []
    for place, one in enumerate(asked):
        text = plain(one.key)
        meant = by_meaning[place][by_meaning[place] >= 0] if readable[place] else by_meaning[0][:0]
        found = np.union1d(meant, snapshot.grams.candidates(text, _SPELLED))
        cosine = _letters(snapshot, learned, text, found, weights)
        kept = np.zeros(len(found), dtype=np.bool_)
        kept[np.searchsorted(found, meant)] = True
        kept[np.argsort(-cosine, kind="stable")[:NEAR]] = True
        owners.append(np.full(int(kept.sum()), place, dtype=np.int64))
        titles.append(found[kept])
        letters.append(cosine[kept])
    owner, title = np.concatenate(owners), np.concatenate(titles)
    meaning = np.einsum("ij,ij->i", learned.vectors(title), vectors[owner]).astype(np.float64)
    return _Close(owner, title, np.concatenate(letters), meaning)


def _letters(
    snapshot: Snapshot, learned: Learned, text: str, titles: Numbers, weights: npt.NDArray[np.float32]
) -> npt.NDArray[np.float64]:
    """The cosine of letters between a text and some titles.

    Args:
        weights: zeros for all runs, to be written into; they are zeros again afterwards.
    """
    known, weight, length = snapshot.grams.known(text)
    if not len(known) or not len(titles):
        return np.zeros(len(titles))
    weights[known] = weight
    runs, sizes = learned.runs_of(titles)
    total = np.add.reduceat(weights[runs], sizes.cumsum() - sizes)  # no title is without a run
    weights[known] = 0.0
    return np.minimum(total / snapshot.grams.lengths(titles) / length, 1.0).astype(np.float64)


def _same_rank(learned: Learned, asked: Sequence[Asked], close: _Close) -> npt.NDArray[np.bool_]:
    """Pairs of which neither title has a rank that the other lacks, but for those that are told beside a job."""
    bits = [learned.rank_bits(words_of(one.ranked or one.key)) for one in asked]
    droppable = np.uint64(learned.rank_bits(sorted(DROPPABLE)))
    wanted, has = np.array(bits, dtype=np.uint64)[close.owner], learned.ranks[close.title]
    return np.asarray(((has & ~wanted) | (wanted & ~has & ~droppable)) == 0)


def _same_language(snapshot: Snapshot, asked: Sequence[Asked], close: _Close) -> npt.NDArray[np.bool_]:
    if all(one.language is None for one in asked):
        return np.ones(len(close.owner), dtype=np.bool_)
    number = {name: place for place, name in enumerate(snapshot.languages)}
    wanted = np.array([-1 if one.language is None else number.get(one.language, -2) for one in asked])
    here = wanted[close.owner]
    return np.asarray((here == -1) | (snapshot.array("title_language")[close.title] == here))


def _still_there(snapshot: Snapshot, asked: Sequence[Asked], close: _Close) -> npt.NDArray[np.bool_]:
    """All pairs but those with a title that is taken not to be there."""
    gone = np.array([-1 if one.without is None else one.without for one in asked], dtype=np.int64)
    if (gone < 0).all():
        return np.ones(len(close.owner), dtype=np.bool_)
    concept_of = snapshot.array("title_concept")
    wholly = np.array([one.wholly for one in asked], dtype=np.bool_)[close.owner]
    here = gone[close.owner]
    same = (here >= 0) & (concept_of[close.title] == concept_of[np.maximum(here, 0)])
    return np.asarray((close.title != here) & ~(wholly & same))


def _leave_out(
    snapshot: Snapshot,
    learned: Learned,
    asked: Sequence[Asked],
    vectors: Floats,
    owner: Numbers,
    concepts: Numbers,
    features: npt.NDArray[np.float64],
) -> None:
    """The middle of what is left of a concept whose title is taken not to be there."""
    bounds = np.searchsorted(owner, np.arange(len(asked) + 1))
    for place, one in enumerate(asked):
        if one.without is None:
            continue
        concept = snapshot.title_concept(one.without)
        rows = np.arange(bounds[place], bounds[place + 1])
        for row in rows[concepts[rows] == concept].tolist():
            middle = learned.vectors(np.array(_others(snapshot, one.without))).sum(axis=0)
            features[row, 3] = middle @ vectors[place] / max(float(np.linalg.norm(middle)), _TINY)


def _others(snapshot: Snapshot, title: int) -> list[int]:
    return [other for other in snapshot.members(snapshot.title_concept(title)) if other != title]


def _words(
    snapshot: Snapshot,
    learned: Learned,
    asked: Sequence[Asked],
    owner: Numbers,
    concepts: Numbers,
    covered: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Fill ``covered`` (t,) with the share of the title's words that each concept has; the share that none has (m,)."""
    unseen = np.zeros(len(asked))
    bounds = np.searchsorted(owner, np.arange(len(asked) + 1))
    for place, one in enumerate(asked):
        here = slice(int(bounds[place]), int(bounds[place + 1]))
        own, total, strange = concepts[here], 0.0, 0
        words = words_of(one.key)
        gone = _gone(snapshot, one)
        for word in words:
            having = learned.concepts_with(word)
            if word in gone:
                having = having[having != snapshot.title_concept(one.without or 0)]
            weight = math.log1p(snapshot.concepts / (1 + len(having)))
            total += weight
            if len(having):
                at = np.minimum(np.searchsorted(having, own), len(having) - 1)
                covered[here] += np.where(having[at] == own, weight, 0.0)
            else:
                strange += 1
        covered[here] /= max(total, _TINY)
        unseen[place] = strange / max(len(words), 1)
    return unseen


def _worst_words(
    snapshot: Snapshot,
    learned: Learned,
    asked: Sequence[Asked],
    owner: Numbers,
    concepts: Numbers,
    worst: npt.NDArray[np.float64],
) -> None:
    """Fill ``worst`` (t,) with how near the worst fitting word of each title comes to each concept's words."""
    vectors, rows = learned.encoder.words([one.key for one in asked])
    bounds = np.searchsorted(owner, np.arange(len(asked) + 1))
    for place, one in enumerate(asked):
        here = slice(int(bounds[place]), int(bounds[place + 1]))
        own = rows[place][rows[place] >= 0]
        if not len(own) or here.start == here.stop:
            continue
        titles, sizes = _members(snapshot, concepts[here])
        if one.without is not None:
            kept = titles != one.without
            group = np.repeat(np.arange(len(sizes)), sizes)[kept]
            titles, sizes = titles[kept], np.bincount(group, minlength=len(sizes))
        worst[here] = learned.words_met(vectors[own], titles, sizes).min(axis=0)


def _members(snapshot: Snapshot, concepts: Numbers) -> tuple[Numbers, Numbers]:
    """Titles of several concepts, `_MOST_TITLES` of each at most, one concept after the other, and how many each has."""
    offsets = snapshot.array("concept_titles_offsets")
    starts = offsets[concepts].astype(np.int64)
    sizes = np.minimum(offsets[concepts + 1].astype(np.int64) - starts, _MOST_TITLES)
    ends = sizes.cumsum()
    place = np.arange(int(ends[-1])) + (starts - ends + sizes).repeat(sizes)
    return snapshot.array("concept_titles")[place].astype(np.int64), sizes


def _gone(snapshot: Snapshot, one: Asked) -> set[str]:
    """Words that its concept has no more when a title is taken not to be there."""
    if one.without is None:
        return set()
    left = () if one.wholly else _others(snapshot, one.without)
    return set(words_of(one.key)) - {word for title in left for word in words_of(snapshot.title_key[title])}
