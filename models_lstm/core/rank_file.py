"""Rank the titles of one CSV file for each title of another: streamed over the queries, with no database."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.csv_rows import Problems, read_rows, title_problem
from models_lstm.core.features import TokenNumbers
from models_lstm.core.files import replaced_file
from models_lstm.core.neighbours import searcher
from models_lstm.core.scorer import Scorer
from models_lstm.core.tokens import MAX_TOKENS, title_forms
from models_lstm.core.word_match import WIDER, WordVectors, reranked

BATCH: Final = 4096
Report = Callable[[int], None]


def check_titles(path: Path) -> int:
    """Rows of a file with the columns ``id,title``, all of them looked at.

    Raises:
        BadRow: no such file, no UTF-8, no such column.
        BadRows: rows with an empty title, with an id that is empty, holds a tab or stands twice, each with its line.
    """
    problems = Problems(path)
    seen: set[str] = set()
    for line, row in read_rows(path, ("id", "title")):
        key, title = row["id"], row["title"]
        problem = _problem(key, title, seen)
        seen.add(key)
        if problem:
            problems.add(line, "title" if key and not title else "id", problem)
    problems.refuse()
    return len(seen)


def _problem(key: str, title: str, seen: set[str]) -> str:
    if not key:
        return "'id' is empty"
    if problem := title_problem("title", title):
        return problem
    if any(c in key for c in "\t\r\n"):
        return "'id' holds a tab or a line break"
    return f"the id '{key}' stands twice" if key in seen else ""


def rank_file(
    scorer: Scorer,
    queries: Path,
    corpus: Path,
    target: Path,
    *,
    top: int,
    threads: int = 1,
    progress: Report = lambda count: None,
) -> dict[str, int]:
    """Write ``query_id, corpus_id, rank, score`` (tab-separated, no header) of the ``top`` best; counts.

    The score is the cosine of the title vectors weighed with how far the query's words are met (``word_match``).
    ``target`` appears whole or not at all. Memory: the ids and word numbers of the corpus (some 150 bytes a title), its
    distinct words (0.5 kB each) and one batch of queries; the corpus's vectors lie in a file that the system pages in and
    out, beside the index over a large corpus (about 1 kB a title).
    """
    with tempfile.TemporaryFile(dir=target.parent if target.parent.is_dir() else None) as room:
        return _ranked(scorer, queries, corpus, target, room, top=top, threads=threads, progress=progress)


def _ranked(
    scorer: Scorer,
    queries: Path,
    corpus: Path,
    target: Path,
    room: IO[bytes],
    *,
    top: int,
    threads: int,
    progress: Report,
) -> dict[str, int]:
    ids, vectors, words = _encode(scorer, corpus, room, progress)
    rows = ((row["id"], row["title"]) for _, row in read_rows(queries, ("id", "title")))
    share = scorer.model.word_share
    search = searcher(vectors, top=top + WIDER if share else top, threads=threads)
    asked = written = 0
    with replaced_file(target) as file:
        while batch := list(islice(rows, BATCH)):
            titles = [title for _, title in batch]
            found, similarity = search(scorer.encode(titles))
            if share:
                found, similarity = reranked(
                    (found, similarity), scorer.words(titles), words, share=share, top=top
                )
            for (key, _), places, scores in zip(batch, found.tolist(), similarity.tolist(), strict=True):
                for rank, (place, score) in enumerate(zip(places, scores, strict=True), start=1):
                    if place >= 0:
                        file.write(f"{key}\t{ids[place]}\t{rank}\t{score:.6f}\n")
                        written += 1
            asked += len(batch)
            progress(len(batch))
    return {"queries": asked, "corpus": len(ids), "rows": written}


def _encode(
    scorer: Scorer, corpus: Path, room: IO[bytes], progress: Report
) -> tuple[list[str], NDArray[np.float32], WordVectors]:
    """Ids, vectors (n, d) mapped from the file ``room``, and words."""
    ids: list[str] = []
    numbers, parts = TokenNumbers(), [np.zeros((0, MAX_TOKENS), dtype=np.int32)]
    rows = ((row["id"], row["title"]) for _, row in read_rows(corpus, ("id", "title")))
    while batch := list(islice(rows, BATCH)):
        ids += [key for key, _ in batch]
        titles = [title for _, title in batch]
        room.write(scorer.encode(titles).tobytes())
        here, _ = numbers.rows([title_forms(title) for title in titles])
        parts.append(np.full((len(batch), MAX_TOKENS), -1, dtype=np.int32))
        parts[-1][:, : here.shape[1]] = here
        progress(len(batch))
    room.flush()
    words = scorer.numbered_words(numbers, np.concatenate(parts))
    if not ids:
        return ids, np.zeros((0, scorer.dimensions), dtype=np.float32), words
    return (
        ids,
        np.memmap(room, dtype=np.float32, mode="r+", shape=(len(ids), scorer.dimensions)),
        words,
    )
