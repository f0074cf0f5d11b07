"""What an encoder thinks of a snapshot's titles: their vectors, in a folder of their own within the snapshot's.

Not part of the graph: the content hash does not count them, and a snapshot without the folder answers by letters alone.
Vectors are 8-bit numbers with one scale for each (192 bytes a title, shared by all processes through the mapped file),
laid cluster by cluster (an inverted file, Jegou et al. 2011): a question reads the clusters around it instead of all
titles. The same input gives the same bytes where the encoder gives the same vectors.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.content import Numbers
from kgraph.core.snapshot.layout import (
    Array,
    Meta,
    SnapshotDamaged,
    array_at,
    damaged_arrays,
    map_data,
    read_meta,
    write_folder,
)
from kgraph.core.snapshot.words import words_of
from taxonomy.core.level_words import LEVEL_WORDS

FOLDER: Final = "learned"
WEIGHTS: Final = "weights.json"
PROBES: Final = 16
"""Clusters that a question reads."""
_CLUSTERS_FROM: Final = 4096
"""Titles below which all are read."""
_PASSES: Final = 6
_SAMPLE: Final = 64
"""Titles for each cluster that its place is learnt from."""
_CHUNK: Final = 4096
_SEED: Final = 20_11

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]


class Encoder(Protocol):
    """Turns titles into vectors; the learner stands behind it."""

    @property
    def dimensions(self) -> int:
        """Width of the vectors."""

    def vectors(self, titles: Sequence[str]) -> Floats:
        """(n, d), each of length 1, or 0 for a title in which there is nothing to read."""

    def words(self, titles: Sequence[str]) -> tuple[Floats, Numbers]:
        """Their distinct words, each read by itself: (T, e) of length 1, the first one 0 and no word; and which of them
        each title has (n, l), -1 where it has no more."""


class Known(Protocol):
    """Vectors of earlier days by the same encoder."""

    def __call__(self, titles: Sequence[str]) -> tuple[npt.NDArray[np.bool_], Quantised]:
        """Which of the titles are known (n,), and the vectors of those."""


@dataclass(frozen=True, slots=True)
class Learner:
    """The encoder that a snapshot is built with.

    Attributes:
        name: of the model, for people ("v3", "box").
        artifact: names the model's files for ever; by it the encoder is found again when the snapshot is opened.
        reading: names the code that turns a title into what the encoder sees.
        taught: of some titles, which the encoder was taught to put beside their synonyms; None when it was taught none.
        known: what is known of titles already; None when nothing is.
    """

    encoder: Encoder
    name: str
    artifact: str
    reading: str = ""
    taught: Callable[[Sequence[str]], npt.NDArray[np.bool_]] | None = None
    known: Known | None = None


class Quantised(NamedTuple):
    """Vectors as 8-bit numbers (n, d) and what to multiply each by (n,)."""

    numbers: Bytes
    scale: Floats

    @classmethod
    def of(cls, vectors: Floats) -> Quantised:
        """The nearest numbers; off by at most half a scale in each place."""
        highest = np.abs(vectors).max(axis=1, initial=0.0)
        scale = np.maximum(highest, 1e-9) / 127.0
        return cls(np.rint(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float32))

    def full(self, rows: Any) -> Floats:
        """Some of the vectors again; ``rows`` an index or a slice."""
        return np.asarray(self.numbers[rows].astype(np.float32) * self.scale[rows][:, None])


def write_learned(
    folder: Path,
    learner: Learner,
    *,
    texts: Sequence[str],
    keys: Sequence[str],
    concept_of: Numbers,
    concepts: int,
    grams: dict[str, Array],
    number: int,
    ledger_seq: int,
) -> None:
    """Write the folder `FOLDER` into a snapshot's. Memory: some 250 bytes a title, and one chunk of vectors.

    Args:
        texts, keys, concept_of: of the titles, in the order of their dense numbers.
        concepts: how many there are.
        grams: the index of the titles' letters (`grams.pack_grams`).
    """
    vectors = _quantised(learner, texts)
    order, starts, centres = _clustered(vectors)
    row = np.empty(len(order), dtype=np.int32)
    row[order] = np.arange(len(order), dtype=np.int32)
    middle = Quantised.of(_middles(vectors, concept_of, concepts))
    arrays: dict[str, Array] = {
        "vector": vectors.numbers[order],
        "scale": vectors.scale[order],
        "title": order.astype(np.int32),
        "row": row,
        "cluster": starts,
        "centre": centres,
        "middle": middle.numbers,
        "middle_scale": middle.scale,
        **_runs_by_title(grams, len(keys)),
        **_words(keys, concept_of),
        **_words_read(learner.encoder, texts),
        "ranks": _ranks(keys, sorted(LEVEL_WORDS)),
    }
    facts = {
        "name": learner.name,
        "artifact": learner.artifact,
        "reading": learner.reading,
        "rank_words": sorted(LEVEL_WORDS),
    }
    (folder / FOLDER).mkdir()
    write_folder(folder / FOLDER, arrays, number=number, ledger_seq=ledger_seq, facts=facts)


def _quantised(learner: Learner, texts: Sequence[str]) -> Quantised:
    """The vectors of all titles: those of earlier days where there are some, else made now, chunk by chunk."""
    numbers = np.zeros((len(texts), learner.encoder.dimensions), dtype=np.int8)
    scale = np.zeros(len(texts), dtype=np.float32)
    fresh = np.ones(len(texts), dtype=np.bool_)
    if learner.known is not None:
        there, known = learner.known(texts)
        numbers[there], scale[there] = known
        fresh = ~there
    rows = np.flatnonzero(fresh)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        numbers[part], scale[part] = Quantised.of(learner.encoder.vectors([texts[i] for i in part.tolist()]))
    return Quantised(numbers, scale)


def _clustered(vectors: Quantised) -> tuple[Numbers, Numbers, Floats]:
    """Titles in the order of their clusters (n,), where each cluster begins (K + 1,), and its centre (K, d).

    Spherical k-means (Dhillon and Modha 2001) on a sample; the same for the same vectors.
    """
    count, width = vectors.numbers.shape
    clusters = 1 if count < _CLUSTERS_FROM else ceil(sqrt(count))
    if clusters == 1:
        ends = np.array([0, count], dtype=np.int64)
        return np.arange(count, dtype=np.int64), ends, np.zeros((1, width), dtype=np.float32)
    random = np.random.default_rng(_SEED)
    sample = vectors.full(np.sort(random.choice(count, min(count, clusters * _SAMPLE), replace=False)))
    centres = sample[random.choice(len(sample), clusters, replace=False)]
    for _ in range(_PASSES):
        own = _nearest_centre(sample, centres)
        total = np.zeros_like(centres)
        np.add.at(total, own, sample)
        length = np.linalg.norm(total, axis=1, keepdims=True)
        centres = np.where(length > 0, total / np.maximum(length, 1e-9), centres).astype(np.float32)
    own = np.concatenate(
        [_nearest_centre(vectors.full(slice(at, at + _CHUNK)), centres) for at in range(0, count, _CHUNK)]
    )
    order = np.argsort(own, kind="stable")
    starts = np.zeros(clusters + 1, dtype=np.int64)
    np.cumsum(np.bincount(own, minlength=clusters), out=starts[1:])
    return order, starts, centres


def _nearest_centre(vectors: Floats, centres: Floats) -> Numbers:
    found = [
        np.argmax(vectors[at : at + _CHUNK] @ centres.T, axis=1) for at in range(0, len(vectors), _CHUNK)
    ]
    return np.concatenate(found).astype(np.int64)


def _middles(vectors: Quantised, concept_of: Numbers, concepts: int) -> Floats:
    """The mean direction (C, d) of each concept's titles."""
    order = np.argsort(concept_of, kind="stable")
    middle = np.zeros((concepts, vectors.numbers.shape[1]), dtype=np.float32)
    bounds = np.searchsorted(concept_of[order], np.arange(0, concepts + _CHUNK, _CHUNK))
    for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        rows = order[start:stop]
        if len(rows):
            own = concept_of[rows]
            first = np.flatnonzero(np.diff(own, prepend=-1))
            middle[own[first]] = np.add.reduceat(vectors.full(rows), first, axis=0)
    return np.asarray(middle / np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), 1e-9))


def word_hash(word: str) -> int:
    """32 bits of a word."""
    return zlib.crc32(word.encode())


def _words(keys: Sequence[str], concept_of: Numbers) -> dict[str, Array]:
    """The words' hashes ``word`` (uint32, ascending) and the concepts with each, as rows."""
    hashes: list[int] = []
    sizes = np.zeros(len(keys), dtype=np.int64)
    for place, key in enumerate(keys):
        words = words_of(key)
        sizes[place] = len(words)
        hashes.extend(map(word_hash, words))
    both = np.unique((np.array(hashes, dtype=np.int64) << 31) | np.repeat(concept_of, sizes).astype(np.int64))
    word, count = np.unique(both >> 31, return_counts=True)
    offsets = np.zeros(len(word) + 1, dtype=np.int64)
    np.cumsum(count, out=offsets[1:])
    return {
        "word": word.astype(np.uint32),
        "word_offsets": offsets,
        "word_concepts": (both & 0x7FFFFFFF).astype(np.int32),
    }


def _words_read(encoder: Encoder, texts: Sequence[str]) -> dict[str, Array]:
    """The words as the encoder reads them (``read``, ``read_scale``), and which of them titles have (``title_read``)."""
    vectors, rows = encoder.words(texts)
    numbers, scale = Quantised.of(vectors)
    there = rows >= 0
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(there.sum(axis=1), out=offsets[1:])
    return {
        "read": numbers,
        "read_scale": scale,
        "title_read": rows[there].astype(np.int32),
        "title_read_offsets": offsets,
    }


def _runs_by_title(grams: dict[str, Array], titles: int) -> dict[str, Array]:
    """The index of letters by title: its runs as rows of the index, ``run`` (int32), side by side."""
    owner = grams["gram_titles"]
    run = np.repeat(np.arange(len(grams["gram"]), dtype=np.int32), np.diff(grams["gram_offsets"]))
    offsets = np.zeros(titles + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=titles), out=offsets[1:])
    return {"run": run[np.argsort(owner, kind="stable")], "run_offsets": offsets}


def _ranks(keys: Sequence[str], rank_words: Sequence[str]) -> npt.NDArray[np.uint64]:
    """For each title one bit for each rank word that it has."""
    bit = {word: 1 << place for place, word in enumerate(rank_words)}
    found = np.zeros(len(keys), dtype=np.uint64)
    for place, key in enumerate(keys):
        mask = 0
        for word in words_of(key):
            mask |= bit.get(word, 0)
        found[place] = mask
    return found


class Learned:
    """The opened folder, with the encoder that it was made with. Safe to share among threads.

    Raises:
        SnapshotDamaged: (on opening) a file is missing or cut short.
    """

    def __init__(self, folder: Path, meta: Meta, encoder: Encoder) -> None:
        self.encoder = encoder
        self._meta = meta
        self._data = map_data(folder, meta)
        self.name = str(meta.facts["name"])
        self.artifact = str(meta.facts["artifact"])
        self.reading = str(meta.facts.get("reading", ""))
        self._vectors = Quantised(self._array("vector"), self._array("scale"))
        self._middles = Quantised(self._array("middle"), self._array("middle_scale"))
        self._title: npt.NDArray[np.int32] = self._array("title")
        self._row: npt.NDArray[np.int32] = self._array("row")
        self._starts: list[int] = self._array("cluster").tolist()
        self._centres: Floats = self._array("centre")
        self._runs: npt.NDArray[np.int32] = self._array("run")
        self._run_offsets: Numbers = self._array("run_offsets")
        self._word: npt.NDArray[np.uint32] = self._array("word")
        self._word_offsets: Numbers = self._array("word_offsets")
        self._word_concepts: npt.NDArray[np.int32] = self._array("word_concepts")
        self._read: Quantised | None = None  # snapshots of before the words were kept have none
        if "read" in meta.arrays:
            self._read = Quantised(self._array("read"), self._array("read_scale"))
            self._title_read: npt.NDArray[np.int32] = self._array("title_read")
            self._title_read_offsets: Numbers = self._array("title_read_offsets")
        self.ranks: npt.NDArray[np.uint64] = self._array("ranks")
        self._bit = {word: 1 << place for place, word in enumerate(meta.facts["rank_words"])}
        self.weights = _weights(folder)

    def _array(self, name: str) -> Array:
        return array_at(self._data, self._meta, name)

    def damage(self) -> list[str]:
        """Names of arrays whose bytes have changed since they were written; reads the whole folder."""
        return [f"{FOLDER}/{name}" for name in damaged_arrays(self._data, self._meta)]

    def rank_bits(self, words: Sequence[str]) -> int:
        """The rank words among ``words``, as in `ranks`."""
        mask = 0
        for word in words:
            mask |= self._bit.get(word, 0)
        return mask

    @cached_property
    def quantised(self) -> Quantised:
        """The vectors in the order of the titles; a copy."""
        return Quantised(self._vectors.numbers[self._row], self._vectors.scale[self._row])

    def vectors(self, titles: Numbers) -> Floats:
        """(n, d) of some titles."""
        return self._vectors.full(self._row[titles])

    def middles(self, concepts: Numbers) -> Floats:
        """(n, d): the middles of some concepts."""
        return self._middles.full(concepts)

    def nearest(self, asked: Floats, top: int) -> tuple[Numbers, Floats]:
        """The ``top`` nearest titles of each of m vectors (m, d), in no order: (m, top) and their cosines.

        -1 and -inf where there are fewer. Cost: a fifth of a millisecond for one in 20,000 titles; questions that come
        together read each cluster once.
        """
        probes = min(PROBES, len(self._centres))
        if len(asked) == 1:
            return self._nearest_of_one(asked, top, probes)
        if probes < len(self._centres):
            near = np.argpartition(-(asked @ self._centres.T), probes - 1, axis=1)[:, :probes]
        else:
            near = np.broadcast_to(np.arange(probes), (len(asked), probes))
        found = np.full((len(asked), probes, top), -1, dtype=np.int64)
        value = np.full((len(asked), probes, top), -np.inf, dtype=np.float32)
        flat = np.ascontiguousarray(near).ravel()
        order = np.argsort(flat, kind="stable")
        clusters, first = np.unique(flat[order], return_index=True)
        for cluster, places in zip(clusters.tolist(), np.split(order, first[1:]), strict=True):
            start, stop = self._starts[cluster], self._starts[cluster + 1]
            if start == stop:
                continue
            who, slot = places // probes, places % probes
            cosine = asked[who] @ self._vectors.numbers[start:stop].astype(np.float32).T
            cosine *= self._vectors.scale[start:stop]
            width = min(top, stop - start)
            if width < stop - start:
                best = np.argpartition(-cosine, width - 1, axis=1)[:, :width]
            else:
                best = np.broadcast_to(np.arange(width), cosine.shape)
            found[who, slot, :width] = self._title[start + best]
            value[who, slot, :width] = np.take_along_axis(cosine, best, axis=1)
        all_found, all_value = found.reshape(len(asked), -1), value.reshape(len(asked), -1)
        if probes == 1:
            return all_found, all_value
        best = np.argpartition(-all_value, top - 1, axis=1)[:, :top]
        return np.take_along_axis(all_found, best, axis=1), np.take_along_axis(all_value, best, axis=1)

    def _nearest_of_one(self, asked: Floats, top: int, probes: int) -> tuple[Numbers, Floats]:
        """`nearest` of a single vector, with the clusters laid side by side."""
        near = np.argpartition(-(asked @ self._centres.T)[0], probes - 1)[:probes].tolist()
        parts = [slice(self._starts[cluster], self._starts[cluster + 1]) for cluster in near]
        numbers = np.concatenate([self._vectors.numbers[part] for part in parts])
        scale = np.concatenate([self._vectors.scale[part] for part in parts])
        cosine = (numbers.astype(np.float32) @ asked[0]) * scale
        title = np.concatenate([self._title[part] for part in parts])
        found = np.full((1, top), -1, dtype=np.int64)
        value = np.full((1, top), -np.inf, dtype=np.float32)
        best = np.argpartition(-cosine, top - 1)[:top] if top < len(cosine) else np.arange(len(cosine))
        found[0, : len(best)], value[0, : len(best)] = title[best], cosine[best]
        return found, value

    def words_met(self, words: Floats, titles: Numbers, sizes: Numbers) -> Floats:
        """How near each of the words (w, e) comes to a word of each group of titles: (w, g) cosines, 0 at least.

        Args:
            titles: of all groups, one group after the other. sizes: (g,) titles of each.
        """
        found = np.zeros((len(words), len(sizes)), dtype=np.float32)
        if self._read is None or not len(titles):
            return found
        starts = self._title_read_offsets[titles]
        counts = self._title_read_offsets[titles + 1] - starts
        ends = counts.cumsum()
        rows = self._title_read[np.arange(int(ends[-1])) + (starts - ends + counts).repeat(counts)]
        group = np.repeat(np.arange(len(sizes)), sizes).repeat(counts)
        if len(rows):
            first = np.flatnonzero(np.diff(group, prepend=-1))
            alike = words @ self._read.full(rows).T
            found[:, group[first]] = np.maximum.reduceat(alike, first, axis=1).clip(min=0.0)
        return found

    def runs_of(self, titles: Numbers) -> tuple[npt.NDArray[np.int32], Numbers]:
        """The runs of letters of some titles, flat, and how many each has: rows of the table of `Grams`."""
        starts, sizes = self._run_offsets[titles], self._run_offsets[titles + 1] - self._run_offsets[titles]
        ends = sizes.cumsum()
        place = np.arange(int(ends[-1]) if len(ends) else 0) + (starts - ends + sizes).repeat(sizes)
        return self._runs[place], sizes

    def concepts_with(self, word: str) -> npt.NDArray[np.int32]:
        """Concepts of which some title has the word, ascending."""
        wanted = word_hash(word)
        at = int(np.searchsorted(self._word, np.uint32(wanted)))
        if at == len(self._word) or int(self._word[at]) != wanted:
            return self._word_concepts[:0]
        return self._word_concepts[self._word_offsets[at] : self._word_offsets[at + 1]]


def learned_meta(folder: Path) -> Meta | None:
    """What a snapshot's folder says of its encoder; None when it was built without one.

    Raises:
        SnapshotDamaged
    """
    return read_meta(folder / FOLDER) if (folder / FOLDER).is_dir() else None


def write_weights(folder: Path, weights: dict[str, Any]) -> None:
    """Put weights that were fitted to a snapshot's titles beside its vectors (JSON data)."""
    (folder / FOLDER / WEIGHTS).write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n")


def _weights(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / WEIGHTS).read_text())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise SnapshotDamaged(f"{folder.name}/{WEIGHTS} is no JSON: {error}") from error
    return found


def open_learned(folder: Path, meta: Meta, encoder: Encoder) -> Learned:
    """The vectors of a snapshot's folder."""
    return Learned(folder / FOLDER, meta, encoder)


def known_vectors(texts: Sequence[str], former: Learned) -> Known:
    """The vectors of a former snapshot, for `Learner.known`: ``texts`` are its titles, in their order."""
    place = {text: row for row, text in enumerate(texts)}

    def known(titles: Sequence[str]) -> tuple[npt.NDArray[np.bool_], Quantised]:
        rows = np.array([place.get(text, -1) for text in titles], dtype=np.int64)
        there = rows >= 0
        numbers, scale = former.quantised
        return there, Quantised(numbers[rows[there]], scale[rows[there]])

    return known
