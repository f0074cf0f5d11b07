"""Title vectors of a version, kept in the store: only titles that are new or changed are encoded."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from models_lstm.core.neighbours import nearest
from models_lstm.core.proposing import KnownConcepts
from models_lstm.core.scorer import Scorer
from models_lstm.models import ModelVersion, TitleVectors
from models_lstm.selectors.candidates import TitleColumn, settled_pairs, title_languages, titles_of
from models_lstm.services.scoring import scorer_of
from models_lstm.services.surroundings import Column
from taxonomy.models import Person
from taxonomy.services.artifacts import (
    ArtifactMissing,
    artifact_exists,
    artifact_local_path,
    artifact_store,
    artifact_workspace,
)
from taxonomy.services.audit import audit_record
from taxonomy.services.candidates import CandidateRow, candidates_store

CHUNK: Final = 8192
SPARE: Final = 30
"""Neighbours looked at beyond those wanted: settled synonyms are the nearest of all, and surroundings tell much."""
Vectors = NDArray[np.float32]
Report = Callable[[int], None]


def _silent(count: int) -> None:
    """Tell nobody."""


def title_vectors(
    version: ModelVersion, language: str, *, threads: int = 1, progress: Report = _silent
) -> tuple[NDArray[np.int64], Vectors]:
    """Title ids (n,) in order, and their vectors (n, d) as a memory map of the stored artifact."""
    titles = titles_of(language)
    former = TitleVectors.objects.filter(model_version=version, language=language).first()
    known = _load(former.artifact) if former and artifact_exists(former.artifact) else None
    if former is None or known is None or not _same(known, titles):
        with scorer_of(version, threads=threads) as scorer:
            artifact = _encode(scorer, titles, known, progress)
        _remember(version, language, len(titles.ids), artifact, former)
        known = _load(artifact)
    return titles.ids, known[2]


def _load(artifact: str) -> tuple[NDArray[np.int64], NDArray[np.uint64], Vectors]:
    folder = artifact_local_path(artifact)
    vectors: Any = np.load(folder / "vectors.npy", mmap_mode="c", allow_pickle=False)
    return (
        np.load(folder / "ids.npy", allow_pickle=False),
        np.load(folder / "fingerprints.npy", allow_pickle=False),
        vectors,
    )


def _same(known: tuple[NDArray[np.int64], NDArray[np.uint64], Vectors], titles: TitleColumn) -> bool:
    return np.array_equal(known[0], titles.ids) and np.array_equal(known[1], titles.fingerprints)


def _encode(
    scorer: Scorer,
    titles: TitleColumn,
    known: tuple[NDArray[np.int64], NDArray[np.uint64], Vectors] | None,
    progress: Report,
) -> str:
    """Write all vectors into a new artifact, copying what is known; memory for one chunk only."""
    source = _where_known(titles, known)
    folder = artifact_workspace()
    try:
        np.save(folder / "ids.npy", titles.ids)
        np.save(folder / "fingerprints.npy", titles.fingerprints)
        if len(titles.ids):
            out: Any = np.lib.format.open_memmap(
                folder / "vectors.npy",
                mode="w+",
                dtype=np.float32,
                shape=(len(titles.ids), scorer.dimensions),
            )
            for start in range(0, len(titles.ids), CHUNK):
                out[start : start + CHUNK] = _chunk(scorer, titles, known, source, start)
                progress(min(CHUNK, len(titles.ids) - start))
            out.flush()
            del out
        else:
            np.save(folder / "vectors.npy", np.zeros((0, scorer.dimensions), dtype=np.float32))
        return artifact_store("vectors", folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _where_known(
    titles: TitleColumn, known: tuple[NDArray[np.int64], NDArray[np.uint64], Vectors] | None
) -> NDArray[np.int64]:
    """For every title the row of its known vector, -1 without one."""
    source = np.full(len(titles.ids), -1, dtype=np.int64)
    if known is None or not len(known[0]):
        return source
    place = np.minimum(np.searchsorted(known[0], titles.ids), len(known[0]) - 1)
    same = (known[0][place] == titles.ids) & (known[1][place] == titles.fingerprints)
    source[same] = place[same]
    return source


def _chunk(
    scorer: Scorer,
    titles: TitleColumn,
    known: tuple[NDArray[np.int64], NDArray[np.uint64], Vectors] | None,
    source: NDArray[np.int64],
    start: int,
) -> Vectors:
    rows = source[start : start + CHUNK]
    block = np.empty((len(rows), scorer.dimensions), dtype=np.float32)
    if known is not None and (rows >= 0).any():
        block[rows >= 0] = known[2][rows[rows >= 0]]
    fresh = np.flatnonzero(rows < 0)
    if len(fresh):
        block[fresh] = scorer.encode([titles.texts[start + row] for row in fresh.tolist()])
    return block


def _remember(
    version: ModelVersion, language: str, count: int, artifact: str, former: TitleVectors | None
) -> None:
    with transaction.atomic():
        TitleVectors.objects.update_or_create(
            model_version=version,
            language=language,
            defaults={"count": count, "artifact": artifact, "created_at": timezone.now()},
        )
        audit_record(
            actor=None,
            action="vectors.store",
            obj_type="model_version",
            obj_id=version.version,
            data={"language": language, "titles": count},
        )
        if former is not None and former.artifact != artifact:
            stale = former.artifact
            transaction.on_commit(lambda: _drop(stale))


def _drop(artifact: str) -> None:
    """A cache is the one kind of artifact that is removed when a newer one has taken its place."""
    if TitleVectors.objects.filter(artifact=artifact).exists():
        return
    with suppress(ArtifactMissing):
        path: Path = artifact_local_path(artifact)
        shutil.rmtree(path, ignore_errors=True)


def neighbours_find(
    version: ModelVersion, *, top: int, threads: int = 1, progress: Report = _silent
) -> list[Column]:
    """The titles of each language with the ``top`` nearest ones of each, and `SPARE` more; searched once a run."""
    columns = []
    for language in title_languages():
        ids, vectors = title_vectors(version, language, threads=threads, progress=progress)
        found, similarity = nearest(vectors, top=top + SPARE, threads=threads)
        columns.append(Column(language, ids, vectors, found, similarity))
    return columns


def neighbours_store(
    version: ModelVersion, columns: Sequence[Column], *, top: int, by: Person | None = None
) -> int:
    """Make each title's ``top`` nearest ones of its language candidates; how many are new or changed."""
    concept = KnownConcepts.of(settled_pairs()).concept

    def rows() -> Iterator[CandidateRow]:
        for column in columns:
            yield from nearest_rows(column, top=top, concept=concept)

    return candidates_store(rows(), proposer="nearest", version=version.version, by=by, replace=True)


def nearest_rows(
    column: Column, *, top: int, concept: Mapping[int, int] | None = None
) -> Iterator[CandidateRow]:
    """Each title with its nearest ones, every pair once. Titles without a known token have no neighbours.

    Args:
        concept: title id -> concept. Titles of one concept are settled; they take no place among the ``top``.
    """
    ids, found, similarity = column.ids, column.nearest, column.similarity
    if len(ids) < 2:
        return
    known = concept or {}
    own = np.array([known.get(pk, pk) for pk in ids.tolist()], dtype=np.int64)
    usable = (found >= 0) & (similarity > 0) & (own[np.maximum(found, 0)] != own[:, None])
    usable &= np.cumsum(usable, axis=1) <= top
    here, place = np.nonzero(usable)
    there, score = found[here, place].astype(np.int64), similarity[here, place]
    low, high = np.minimum(here, there), np.maximum(here, there)
    _, first = np.unique(low * len(ids) + high, return_index=True)
    yield from zip(ids[low[first]].tolist(), ids[high[first]].tolist(), score[first].tolist(), strict=True)
