"""The rows of a file of judgements, staged in the database and resolved to pairs by a few statements.

Memory is bounded by `CHUNK` rows whatever the file's size.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

from taxonomy.core.normalisation import Normal, TitleRefused, normalise
from taxonomy.core.readers import BadRow, RawTitle
from taxonomy.core.readers.judgements import RawJudgement
from taxonomy.core.readers.rows import Notices
from taxonomy.core.relations import store
from taxonomy.models import Person
from taxonomy.services.imports import ImportReport, titles_import_rows

CHUNK = 20_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})


def rows_stage(
    rows: Iterator[RawJudgement | BadRow], report: ImportReport, progress: Callable[[int], None]
) -> None:
    """Normalise and copy into ``staged_judgement``, which lives as long as the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE staged_judgement (row bigint, key_a text, raw_a text, key_b text, raw_b text,"
            " relation text, reversed boolean, comment text) ON COMMIT DROP"
        )
        buffer, held = io.StringIO(), 0

        def flush() -> None:
            buffer.seek(0)
            cursor.cursor.copy_expert("COPY staged_judgement FROM STDIN", buffer)
            buffer.seek(0)
            buffer.truncate()
            progress(held)

        for row in rows:
            report.rows += 1
            line = _line(row, report)
            if line is not None:
                buffer.write(line)
                held += 1
            if held == CHUNK:
                flush()
                held = 0
        if held:
            flush()
        cursor.execute("ANALYZE staged_judgement")


def _line(row: RawJudgement | BadRow, report: ImportReport) -> str | None:
    """One line in COPY's text format; None when the row is refused."""
    if isinstance(row, BadRow):
        report.refuse(row)
        return None
    a, b = _normal(row, "title_a", report), _normal(row, "title_b", report)
    if a is None or b is None:
        return None
    if a.key == b.key:
        report.refuse(
            BadRow(row.row, "the two titles are the same one after normalisation", "title_b", row.title_b)
        )
        return None
    stored = store(row.relation)
    flag = "t" if stored.reversed else "f"
    cells = (str(row.row), a.key, row.title_a, b.key, row.title_b, stored.relation, flag, row.comment)
    return "\t".join(cell.translate(_ESCAPES) for cell in cells) + "\n"


def _normal(row: RawJudgement, field: str, report: ImportReport) -> Normal | None:
    raw = row.title_a if field == "title_a" else row.title_b
    try:
        return normalise(raw)
    except TitleRefused as refused:
        report.refuse(BadRow(row.row, refused.detail, field, raw))
        return None


_UNKNOWN = """
SELECT DISTINCT ON (s.key) s.row, s.raw
FROM (SELECT row, key_a AS key, raw_a AS raw FROM staged_judgement
      UNION ALL SELECT row, key_b, raw_b FROM staged_judgement) s
WHERE NOT EXISTS (SELECT 1 FROM taxonomy_title t WHERE t.language = %s AND t.key = s.key)
ORDER BY s.key, s.row
"""


def titles_add(
    *, path: Path, sha256: str, language: str, source: str, by: Person | None, report: ImportReport
) -> None:
    """Import the titles of the staged rows that are not known yet, under the file's name as their source."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_UNKNOWN}) unknown", [language])
        unknown = cursor.fetchone()[0]
    if not unknown:
        return
    _, titles = titles_import_rows(
        rows=_unknown(language),
        notices=Notices(),
        name=str(path),
        sha256=sha256,
        format="judgements",
        language=language,
        source=source,
        by=by,
    )
    report.notices.note(
        "title.new",
        "Titles that were not known yet were added, with the file as their source.",
        times=titles.new,
    )


def _unknown(language: str) -> Iterator[RawTitle | BadRow]:
    # A cursor of the server's own, so that the titles need not all be held here.
    with connection.chunked_cursor() as cursor:
        cursor.execute(_UNKNOWN, [language])
        while chunk := cursor.fetchmany(CHUNK):
            yield from (RawTitle(row, raw) for row, raw in chunk)


# Seen from the pair's first title: where the row's first title is the pair's second, a directed relation turns.
_FACTS = """
CREATE TEMP TABLE staged_fact ON COMMIT DROP AS
SELECT s.row, least(a.id, b.id) AS low, greatest(a.id, b.id) AS high, s.relation, s.raw_a, s.comment,
       CASE WHEN s.relation IN ('broader', 'senior') THEN s.reversed <> (a.id > b.id) ELSE false END AS reversed
FROM staged_judgement s
JOIN taxonomy_title a ON a.language = %(language)s AND a.key = s.key_a
JOIN taxonomy_title b ON b.language = %(language)s AND b.key = s.key_b
"""
_PAIRS = """
INSERT INTO taxonomy_pair (title_a_id, title_b_id) SELECT DISTINCT low, high FROM staged_fact
ORDER BY low, high ON CONFLICT DO NOTHING
"""
# The first row of each pair counts; later ones say the same, or contradict it.
_JUDGED = """
CREATE TEMP TABLE staged_judged ON COMMIT DROP AS
SELECT DISTINCT ON (p.id) f.row, p.id AS pair_id, f.relation, f.reversed, f.comment
FROM staged_fact f JOIN taxonomy_pair p ON p.title_a_id = f.low AND p.title_b_id = f.high
ORDER BY p.id, f.row
"""
_REPEATED = """
SELECT f.row, j.row, f.raw_a, (f.relation, f.reversed) = (j.relation, j.reversed)
FROM staged_fact f
JOIN taxonomy_pair p ON p.title_a_id = f.low AND p.title_b_id = f.high
JOIN staged_judged j ON j.pair_id = p.id AND j.row <> f.row
ORDER BY f.row
"""


def pairs_resolve(language: str, report: ImportReport) -> None:
    """Make the pairs, and ``staged_judged`` with one row for each; what contradicts an earlier row is refused."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"language": language})
        cursor.execute("ANALYZE staged_fact")
        cursor.execute(_PAIRS)
        cursor.execute(_JUDGED)
        cursor.execute("ANALYZE staged_judged")
    with connection.chunked_cursor() as cursor:
        cursor.execute(_REPEATED)
        while chunk := cursor.fetchmany(CHUNK):
            for row, first, raw, agrees in chunk:
                if agrees:
                    report.same += 1
                    report.notices.note("judgement.repeated", "Pairs that the file judges twice alike.", raw)
                else:
                    report.refuse(
                        BadRow(row, f"contradicts row {first} on the same two titles", "relation", raw)
                    )
