"""The official text files of the O*NET database (https://www.onetcenter.org), tab separated.

``Alternate Titles.txt`` with ``Occupation Data.txt`` beside it, ``Sample of Reported Titles.txt``, and
``Related Occupations.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from taxonomy.core.normalisation import clean, fold
from taxonomy.core.readers.rows import BadRow, FileRefused, Notices, RawRelation, RawTitle
from taxonomy.core.readers.text_files import find_column, open_text, rows_with_header

CODE = re.compile(r"\d\d-\d{4}\.\d\d")
ABBREVIATION = re.compile(r"\(([^()]{2,20})\)\s*$")
SEVERAL_JOBS = re.compile(r",| and | or |/")
OCCUPATIONS = "Occupation Data.txt"
CODE_COLUMN = "O*NET-SOC Code"
RELATED_TIERS = ("Primary-Short", "Primary-Long")


def titles_file(path: Path) -> Path:
    """The file of alternate titles in a folder of O*NET's, or the file itself."""
    return path / "Alternate Titles.txt" if path.is_dir() else path


def read_titles(path: Path, notices: Notices, *, occupations_source: str = "") -> Iterator[RawTitle | BadRow]:
    """Occupation titles (preferred) of the file beside it, then every alternate or reported title.

    Args:
        occupations_source: source of the occupation titles, which stand beside more than one file and are the
            same titles each time; empty for the import's own.

    Raises:
        FileRefused: not an O*NET titles file.
    """
    path = titles_file(path)
    beside = path.with_name(OCCUPATIONS)
    if beside.is_file() and path.name != OCCUPATIONS:
        for row in _occupations(beside, notices):
            yield (
                replace(row, source=occupations_source)
                if isinstance(row, RawTitle)
                else replace(row, reason=f"{OCCUPATIONS}: {row.reason}")
            )
    elif path.name != OCCUPATIONS:
        notices.note(
            "onet.no_occupations", f"There is no {OCCUPATIONS} beside the file: no preferred titles."
        )
    if path.name == OCCUPATIONS:
        yield from _occupations(path, notices)
        return
    yield from _alternates(path, notices)


def _occupations(path: Path, notices: Notices) -> Iterator[RawTitle | BadRow]:
    with open_text(path, notices) as stream:
        header, rows = rows_with_header(stream, path, delimiter="\t")
        title = _need(header, path, "Title")
        code_column = _need(header, path, CODE_COLUMN)
        for line, row in rows:
            if isinstance(row, BadRow):
                yield row
                continue
            if SEVERAL_JOBS.search(row[title]):
                notices.note("onet.several_jobs", "Occupation titles that name several jobs.", row[title])
            yield RawTitle(line, row[title], row[code_column].strip(), preferred=True)


def _alternates(path: Path, notices: Notices) -> Iterator[RawTitle | BadRow]:
    seen_under: dict[str, str] = {}
    with open_text(path, notices) as stream:
        header, rows = rows_with_header(stream, path, delimiter="\t")
        title = _need(header, path, "Alternate Title", "Reported Job Title")
        code_column = _need(header, path, CODE_COLUMN)
        for line, row in rows:
            if isinstance(row, BadRow):
                yield row
                continue
            code, raw = row[code_column].strip(), row[title]
            if not CODE.fullmatch(code):
                yield BadRow(line, "not an O*NET-SOC code", CODE_COLUMN, code)
                continue
            if ABBREVIATION.search(raw):
                notices.note("onet.abbreviation", "Titles that carry their abbreviation in brackets.", raw)
            first = seen_under.setdefault(fold(clean(raw)), code)
            if first and first != code:
                notices.note("label.ambiguous", "Titles that stand under more than one occupation.", raw)
                seen_under[fold(clean(raw))] = ""
            yield RawTitle(line, raw, code)


def read_related(path: Path, notices: Notices) -> Iterator[RawRelation | BadRow]:
    """Related occupations of the two primary tiers; the supplemental tier is counted, not taken."""
    path = path / "Related Occupations.txt" if path.is_dir() else path
    seen: set[tuple[str, str]] = set()
    with open_text(path, notices) as stream:
        header, rows = rows_with_header(stream, path, delimiter="\t")
        a, b = _need(header, path, CODE_COLUMN), _need(header, path, "Related O*NET-SOC Code")
        tier = _need(header, path, "Relatedness Tier")
        for line, row in rows:
            if isinstance(row, BadRow):
                yield row
                continue
            low, high = sorted((row[a].strip(), row[b].strip()))
            if row[tier] not in RELATED_TIERS:
                notices.note("onet.supplemental", "Rows of the supplemental tier: too loose, not taken.")
            elif (low, high) in seen:
                notices.note("relation.repeated", "Relations stated twice, once in each direction.")
            else:
                seen.add((low, high))
                yield RawRelation(line, "related", a_id=low, b_id=high)


def _need(header: list[str], path: Path, *names: str) -> str:
    column = find_column(header, *names)
    if column is None:
        raise FileRefused(
            f"{path} has no column {' or '.join(names)}; it has {', '.join(header)[:300]}.", field="path"
        )
    return column
