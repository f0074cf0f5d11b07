"""Taking in a graph that was exported, here or elsewhere: its titles, and its edges as decisions of that source.

What is there stays: a decision of an import outranks nothing, what contradicts the graph waits as a conflict, and
reading the same file twice changes nothing. Numbers of concepts, titles and edges are given anew, since each
installation's own ledger decides them; `concept_map` tells which concept of the file is which one here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection, transaction

from kgraph.core.exports.formats import graph_read
from kgraph.core.exports.reading import CARRIES
from kgraph.core.snapshot import SnapshotContent, build_snapshot
from kgraph.selectors.loading import rows_of
from taxonomy.core.errors import BadInput
from taxonomy.core.readers import Notices, RawTitle
from taxonomy.core.relations import STORED_RELATIONS
from taxonomy.models import Person
from taxonomy.services.imports import file_hash, titles_import_rows
from taxonomy.services.relation_imports import Fact, facts_import


class GraphFormatUnknown(BadInput):
    """No graph can be read from files of this format."""

    code = "graph_file.format_unknown"


@dataclass(frozen=True, slots=True)
class GraphImported:
    """What an import did, or would do.

    Attributes:
        read: figures of the graph in the file.
        content_hash: of that graph, as the release had it that the file was written of (jsonl).
        titles: new, changed, same and refused titles.
        relations: the same of relations; ``changed`` replaced what this source said before.
        change_set: all decisions of it; None in a dry run.
        content: what was read, for `concept_map`.
    """

    read: dict[str, int]
    content_hash: str
    titles: dict[str, int]
    relations: dict[str, int]
    refusals: list[dict[str, Any]]
    change_set: int | None
    content: SnapshotContent


class _Rollback(Exception):
    """Ends a dry run's transaction."""


def graph_import(
    *, path: Path, format: str, source: str = "", dry_run: bool = False, by: Person | None = None
) -> GraphImported:
    """Import a graph. Its decisions wait to be merged (`merge_pending`).

    Cost: the building of a snapshot, which proves that the file does not contradict itself; then that of an import
    of its titles and relations.

    Args:
        format: one of `CARRIES`.
        source: name of the source; the format with the file's stem when empty.

    Raises:
        GraphFormatUnknown, GraphFileWrong, FileRefused: nothing was changed.
        ContentWrong: the graph in the file contradicts itself.
    """
    if format not in CARRIES:
        raise GraphFormatUnknown(
            f"No graph can be read from '{format}'; use one of {', '.join(CARRIES)}.", field="format"
        )
    digest = file_hash(path)
    found = graph_read(format, path)
    content, name = found.content, source or f"{format}:{path.stem}"
    with tempfile.TemporaryDirectory(prefix="titleloom-import-") as folder:
        built = build_snapshot(content, Path(folder), number=found.release, ledger_seq=found.ledger_seq)
    try:
        with transaction.atomic():
            _, titles = titles_import_rows(
                rows=_titles(content),
                notices=Notices(),
                name=str(path),
                sha256=digest,
                format=format,
                language="en",
                source=name,
                by=by,
            )
            ids = titles_here(content)
            entered, relations = facts_import(
                facts=_facts(content, ids),
                path=path,
                sha256=digest,
                format=format,
                source=f"{name}:relations",
                by=by,
            )
            if dry_run:
                raise _Rollback
    except _Rollback:
        change_set = None
    else:
        change_set = entered.pk
    return GraphImported(
        built.counts,
        built.content_hash,
        titles.counts(),
        relations.counts(),
        titles.refusals + relations.refusals,
        change_set,
        content,
    )


def titles_here(content: SnapshotContent) -> dict[int, int]:
    """The ids that the titles of a file have in this installation; those that were refused are missing."""
    titles = content.titles
    rows = rows_of(
        "SELECT v.id, t.id FROM unnest(%s::bigint[], %s::text[], %s::text[]) v(id, language, key)"
        " JOIN taxonomy_title t ON t.language = v.language AND t.key = v.key",
        [titles.id.tolist(), titles.language, titles.key],
    )
    return dict(rows)


def concept_map(content: SnapshotContent, ids: dict[int, int]) -> list[tuple[int, int]]:
    """For each concept of a file, current or merged, the concept here to which its preferred title belongs now.

    Those whose preferred title is not in the graph here are missing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title_id, concept_id FROM kgraph_membership WHERE title_id = ANY(%s)",
            [list(ids.values())],
        )
        concept_of = dict(cursor.fetchall())
    here = {
        number: concept_of.get(ids.get(title, 0))
        for number, title in zip(content.concept.tolist(), content.preferred.tolist(), strict=True)
    }
    here |= {old: here.get(new) for old, new in content.redirects.tolist()}
    return [(number, found) for number, found in sorted(here.items()) if found is not None]


def _titles(content: SnapshotContent) -> Iterator[RawTitle]:
    """The titles as rows of an import; each concept's number is the id under which its titles stand."""
    preferred = set(content.preferred.tolist())
    titles = content.titles
    columns = (
        titles.id.tolist(),
        titles.text,
        titles.language,
        titles.count.tolist(),
        titles.concept.tolist(),
    )
    for row, (title, text, language, count, concept) in enumerate(zip(*columns, strict=True), 1):
        yield RawTitle(row, text, str(concept), title in preferred, count, language)


def _facts(content: SnapshotContent, ids: dict[int, int]) -> Iterator[Fact]:
    edges = content.edges
    ends = (edges.id, edges.relation, edges.subject_title, edges.object_title)
    for edge, code, subject, object_ in np.stack(
        [column.astype(np.int64) for column in ends], axis=1
    ).tolist():
        if subject in ids and object_ in ids:
            yield Fact(edge, ids[subject], ids[object_], STORED_RELATIONS[code])
