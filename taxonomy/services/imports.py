"""Imports of titles: streamed through COPY into a staging table, then merged by a handful of statements.

Memory is bounded by `CHUNK` rows whatever the file's size; the database does the grouping. The whole import is
one transaction, so a dry run is the same work rolled back, and a crash leaves nothing behind. A file read twice
changes nothing: a form's count is what the file says, not an addition to what an earlier reading said.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO, cast

from django.db import connection, transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput
from taxonomy.core.normalisation import Normal, TitleRefused, language_tag, normalise
from taxonomy.core.readers import BadRow, FileRefused, Notices, RawTitle, esco, lists, onet, skos
from taxonomy.core.readers.text_files import need_file
from taxonomy.models import ImportRun, Person, Source
from taxonomy.services.audit import audit_record

CHUNK = 20_000
MOST_ID, MOST_SOURCE = 200, 120
REFUSALS_KEPT = 1_000
AMBIGUOUS = "Titles that stand under more than one id: they say nothing certain about synonymy."
REPEATED = "Rows with a title that another row has too, apart from case and spacing; they are one title."
NO_LONGER_PREFERRED = "Labels that an earlier version of this source preferred, and this one does not."
FORMATS: tuple[str, ...] = ("esco", "onet", "skos", "csv", "txt")
Progress = Callable[[int], None]


class _Rollback(Exception):
    """Ends a dry run's transaction."""


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do.

    ``new``, ``changed`` and ``same`` count titles; ``refused`` and ``rows`` count rows.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    refusals: list[dict[str, Any]] = field(default_factory=list)
    notices: Notices = field(default_factory=Notices)

    def refuse(self, bad: BadRow) -> None:
        """Count a refused row, and keep the first `REFUSALS_KEPT` of them."""
        self.refused += 1
        if len(self.refusals) < REFUSALS_KEPT:
            self.refusals.append(bad.as_json())

    def counts(self) -> dict[str, int]:
        """The figures alone."""
        return {
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "refused": self.refused,
        }


def file_hash(path: Path) -> str:
    """SHA-256 of a file; of the sorted names and sizes for a folder."""
    digest = hashlib.sha256()
    if path.is_dir():
        for file in sorted(path.iterdir()):
            digest.update(f"{file.name}:{file.stat().st_size};".encode())
        return digest.hexdigest()
    need_file(path)
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.", field="path") from None
    return digest.hexdigest()


def reader_for(
    format: str,
    path: Path,
    notices: Notices,
    *,
    language: str,
    title_columns: tuple[str, ...] = (),
    occupations_source: str = "",
    columns: lists.ColumnMap | None = None,
) -> Iterator[RawTitle | BadRow]:
    """The rows of a file in one of `FORMATS`.

    Raises:
        BadInput: an unknown format.
    """
    if format == "esco":
        return esco.read_titles(path, notices)
    if format == "onet":
        return onet.read_titles(path, notices, occupations_source=occupations_source)
    if format == "skos":
        return skos.read_titles(path, notices, language=language)
    if format == "csv":
        return lists.read_csv(path, notices, title_columns=title_columns, columns=columns)
    if format == "txt":
        return lists.read_txt(path, notices)
    raise BadInput(f"'{format}' is not a format; use one of {', '.join(FORMATS)}.", field="format")


def format_of(path: Path) -> str:
    """The format that a file's name speaks of: lists and vocabularies have telling endings, all else is CSV."""
    endings = {ending.lower() for ending in path.suffixes}
    if ".txt" in endings:
        return "txt"
    return "skos" if path.suffix.lower() in skos.FORMATS else "csv"


def _file_of(format: str, path: Path, language: str) -> Path:
    """The file of titles in a folder as ESCO and O*NET come; other paths as they are."""
    if format == "esco":
        return esco.titles_file(path, language)
    return onet.titles_file(path) if format == "onet" else path


def language_checked(raw: str) -> str:
    """A language tag as it is kept.

    Raises:
        BadInput
    """
    tag = language_tag(raw)
    if tag is None:
        raise BadInput(f"'{raw}' is not a language tag such as en or pt-br.", field="language")
    return tag


def source_get_or_create(name: str, kind: str) -> Source:
    """The source of this name."""
    source, _ = Source.objects.get_or_create(name=name, defaults={"kind": kind, "created_at": timezone.now()})
    return source


def titles_import(
    *,
    path: Path,
    format: str,
    language: str = "en",
    source: str = "",
    title_columns: tuple[str, ...] = (),
    columns: lists.ColumnMap | None = None,
    dry_run: bool = False,
    by: Person | None = None,
    progress: Progress = lambda rows: None,
) -> tuple[ImportRun, ImportReport]:
    """Import the titles of a file.

    Args:
        path: a file; for ESCO and O*NET also the folder in which theirs stand.
        source: the source's name; the format with the file's stem when empty, so that the next version of the
            same file updates the same source. (O*NET's occupations, which stand beside several of its files, are
            then a source of their own.)
        columns: what the columns of a CSV file mean, where a person has said so.
        progress: called with the number of rows read since the last call.

    Raises:
        FileRefused, BadInput: nothing was changed.
    """
    notices, language = Notices(), language_checked(language)
    path = _file_of(format, path, language)
    rows = reader_for(
        format,
        path,
        notices,
        language=language,
        title_columns=title_columns,
        columns=columns,
        occupations_source="" if source else f"onet:{Path(onet.OCCUPATIONS).stem}",
    )
    return titles_import_rows(
        rows=rows,
        notices=notices,
        name=str(path),
        sha256=file_hash(path),
        format=format,
        language=language,
        source=source or f"{format}:{path.stem}",
        dry_run=dry_run,
        by=by,
        progress=progress,
    )


def titles_import_rows(
    *,
    rows: Iterator[RawTitle | BadRow],
    notices: Notices,
    name: str,
    sha256: str,
    format: str,
    language: str,
    source: str,
    dry_run: bool = False,
    by: Person | None = None,
    progress: Progress = lambda rows: None,
) -> tuple[ImportRun, ImportReport]:
    """The same for rows that come from elsewhere than a file (the starter taxonomy, an upload)."""
    report = ImportReport(notices=notices)
    run = ImportRun(
        format=format, path=name, sha256=sha256, language=language, dry_run=dry_run, started_by=by
    )
    run.started_at = timezone.now()
    try:
        with transaction.atomic():
            run.source = source_get_or_create(source, format)
            run.save()
            _stage(rows, report, language=language, source=source, progress=progress)
            _merge(run, report)
            run.state = ImportRun.State.DONE
            _finish(run, report)
            audit_record(
                actor=by,
                action="titles.import",
                obj_type="import",
                obj_id=run.pk,
                data={"format": format, "source": source, "sha256": sha256, **report.counts()},
            )
            if dry_run:
                raise _Rollback
    except _Rollback:
        run.pk = None
        run.source = None
    return run, report


def _finish(run: ImportRun, report: ImportReport) -> None:
    run.counts = report.counts()
    run.refusals = report.refusals
    run.notices = report.notices.as_json()
    run.finished_at = timezone.now()
    run.save(update_fields=["state", "counts", "refusals", "notices", "finished_at"])


def _stage(
    rows: Iterator[RawTitle | BadRow], report: ImportReport, *, language: str, source: str, progress: Progress
) -> None:
    """Normalise every row and copy it into the staging table of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE staged_title (key text, language text, text text, raw text, external_id text,"
            " source text, preferred boolean, count bigint) ON COMMIT DROP"
        )
        buffer, held = io.StringIO(), 0
        for row in rows:
            report.rows += 1
            if isinstance(row, BadRow):
                report.refuse(row)
                continue
            line = _staged_line(row, report, language=language, source=source)
            if line is None:
                continue
            buffer.write(line)
            held += 1
            if held == CHUNK:
                _copy(cursor, buffer)
                progress(held)
                buffer, held = io.StringIO(), 0
        if held:
            _copy(cursor, buffer)
            progress(held)
        cursor.execute("ANALYZE staged_title")


def _copy(cursor: Any, buffer: TextIO) -> None:
    buffer.seek(0)
    cursor.cursor.copy_expert("COPY staged_title FROM STDIN", buffer)


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})


def _staged_line(row: RawTitle, report: ImportReport, *, language: str, source: str) -> str | None:
    """One line in COPY's text format; None when the title is refused."""
    try:
        normal = normalise(row.raw)
    except TitleRefused as refused:
        report.refuse(BadRow(row.row, refused.detail, "title", row.raw))
        return None
    for field_, value, most in (
        ("external_id", row.external_id, MOST_ID),
        ("source", row.source, MOST_SOURCE),
    ):
        if len(value) > most:
            report.refuse(BadRow(row.row, f"the {field_} has more than {most} characters", field_, value))
            return None
    if normal.text != row.raw:
        _note_cleaning(normal, row.raw, report.notices)
    cells = (
        normal.key,
        row.language or language,
        normal.text,
        row.raw,
        row.external_id,
        row.source or source,
        "t" if row.preferred else "f",
        str(row.count),
    )
    return "\t".join(cell.translate(_ESCAPES) for cell in cells) + "\n"


def _note_cleaning(normal: Normal, raw: str, notices: Notices) -> None:
    if normal.text == " ".join(raw.split()):
        notices.note("title.stray_space", "Titles with stray spaces; the raw form is kept too.", repr(raw))
    else:
        notices.note(
            "title.cleaned",
            "Titles with invisible or typographic characters or marks at their ends; the raw form is kept too.",
            repr(raw),
        )


# One row for each distinct form of the file. The text shown is the most frequent form's, and of equals the
# first in the alphabet, so that the same file always gives the same titles.
_GROUP = """
CREATE TEMP TABLE staged_form ON COMMIT DROP AS
SELECT language, key, text, raw, external_id, source, bool_or(preferred) AS preferred, sum(count)::bigint AS count
FROM staged_title GROUP BY language, key, text, raw, external_id, source
"""
_SOURCES = """
INSERT INTO taxonomy_source (name, kind, note, created_at)
SELECT DISTINCT source, %(kind)s, '', now() FROM staged_form ON CONFLICT (name) DO NOTHING
"""
_NEW_TITLES = """
INSERT INTO taxonomy_title (language, key, text, count, created_at, first_import_id)
SELECT language, key, (array_agg(text ORDER BY count DESC, text COLLATE "C"))[1], sum(count), now(), %(run)s
FROM staged_form GROUP BY language, key
ORDER BY language COLLATE "C", key COLLATE "C"
ON CONFLICT (language, key) DO NOTHING
RETURNING id
"""
_RESOLVE = """
CREATE TEMP TABLE staged_known ON COMMIT DROP AS
SELECT t.id AS title_id, s.id AS source_id, f.raw, f.external_id, bool_or(f.preferred) AS preferred,
       sum(f.count)::bigint AS count
FROM staged_form f
JOIN taxonomy_title t ON t.language = f.language AND t.key = f.key
JOIN taxonomy_source s ON s.name = f.source
GROUP BY t.id, s.id, f.raw, f.external_id
"""
_FORMS = """
INSERT INTO taxonomy_titleform AS known (title_id, source_id, import_run_id, raw, external_id, preferred, count)
SELECT title_id, source_id, %(run)s, raw, external_id, preferred, count FROM staged_known
ON CONFLICT (source_id, external_id, title_id, raw) DO UPDATE
SET count = excluded.count, preferred = excluded.preferred, import_run_id = excluded.import_run_id
WHERE known.count <> excluded.count OR known.preferred <> excluded.preferred
RETURNING title_id
"""
# What the two statements around it change, so that the import can be taken back.
_REMEMBER = """
INSERT INTO taxonomy_formchange (import_run_id, form, count, preferred, former_import)
SELECT %(run)s, known.id, known.count, known.preferred, known.import_run_id
FROM taxonomy_titleform known
JOIN staged_known k ON k.source_id = known.source_id AND k.external_id = known.external_id
  AND k.title_id = known.title_id AND k.raw = known.raw
WHERE known.count <> k.count OR known.preferred <> k.preferred
"""
# A concept of a source has one preferred label in a language: the one that this version of the file names.
_DEMOTED = """
FROM (SELECT DISTINCT k.source_id, k.external_id, t.language FROM staged_known k
      JOIN taxonomy_title t ON t.id = k.title_id WHERE k.preferred AND k.external_id <> '') named,
     taxonomy_title t{known}
WHERE known.source_id = named.source_id AND known.external_id = named.external_id AND known.preferred
  AND t.id = known.title_id AND t.language = named.language
  AND NOT EXISTS (SELECT 1 FROM staged_known k WHERE k.preferred AND k.source_id = known.source_id
                  AND k.external_id = known.external_id AND k.title_id = known.title_id AND k.raw = known.raw)
"""
_NO_LONGER_PREFERRED = "UPDATE taxonomy_titleform known SET preferred = false" + _DEMOTED.format(known="")
_REMEMBER_PREFERRED = (
    "INSERT INTO taxonomy_formchange (import_run_id, form, count, preferred, former_import)"
    " SELECT %(run)s, known.id, known.count, known.preferred, known.import_run_id"
    + _DEMOTED.format(known=", taxonomy_titleform known")
)
_COUNTS = """
UPDATE taxonomy_title t SET count = f.count
FROM (SELECT title_id, sum(count)::bigint AS count FROM taxonomy_titleform
      WHERE title_id IN (SELECT title_id FROM touched_title) GROUP BY title_id) f
WHERE t.id = f.title_id AND t.count <> f.count
"""


# Titles under two ids of one source, unless the reader has told them already.
_AMBIGUOUS = """
SELECT count(*), (array_agg(text ORDER BY language, key))[1:5] FROM (
    SELECT language, key, min(text) AS text FROM staged_form WHERE external_id <> ''
    GROUP BY language, key, source HAVING count(DISTINCT external_id) > 1
) a
"""


def _merge(run: ImportRun, report: ImportReport) -> None:
    """From the staging table into titles and forms, by set."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(_GROUP)
        if "label.ambiguous" not in report.notices.counts:
            cursor.execute(_AMBIGUOUS)
            ambiguous, examples = cursor.fetchone()
            for index in range(min(ambiguous, len(examples or ()))):
                report.notices.note("label.ambiguous", AMBIGUOUS, examples[index])
            if ambiguous > len(examples or ()):
                report.notices.note("label.ambiguous", AMBIGUOUS, times=ambiguous - len(examples))
        cursor.execute(_SOURCES, {"kind": run.format})
        cursor.execute("CREATE TEMP TABLE new_title (id bigint) ON COMMIT DROP")
        cursor.execute(
            f"WITH made AS ({_NEW_TITLES}) INSERT INTO new_title SELECT id FROM made",
            {"run": run.pk},
        )
        report.new = cast(int, cursor.rowcount)
        cursor.execute(_RESOLVE)
        cursor.execute("CREATE TEMP TABLE touched_title (title_id bigint) ON COMMIT DROP")
        cursor.execute(_REMEMBER, {"run": run.pk})
        cursor.execute(
            f"WITH touched AS ({_FORMS}) INSERT INTO touched_title SELECT DISTINCT title_id FROM touched",
            {"run": run.pk},
        )
        touched = cast(int, cursor.rowcount)
        cursor.execute(_REMEMBER_PREFERRED, {"run": run.pk})
        cursor.execute(_NO_LONGER_PREFERRED)
        if cursor.rowcount:
            report.notices.note("label.no_longer_preferred", NO_LONGER_PREFERRED, times=cursor.rowcount)
        cursor.execute("ANALYZE touched_title")
        cursor.execute(_COUNTS)
        cursor.execute("SELECT count(DISTINCT title_id) FROM staged_known")
        total = cursor.fetchone()[0]
        report.changed = touched - report.new
        report.same = total - touched
        if not report.rows:
            report.notices.note("file.no_rows", "There is nothing in the file but its header.")
        if repeated := report.rows - report.refused - total:
            report.notices.note("title.repeated", REPEATED, times=repeated)
        for table in ("staged_title", "staged_form", "staged_known", "new_title", "touched_title"):
            cursor.execute(f"DROP TABLE {table}")
