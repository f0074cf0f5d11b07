"""The official CSV files of ESCO (https://esco.ec.europa.eu), as they are downloaded.

``occupations_xx.csv``: one occupation a record; ``altLabels`` and ``hiddenLabels`` hold one label a line inside
the cell. ``broaderRelationsOccPillar.csv``: one broader relation a record, between occupations or ISCO groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from taxonomy.core.level_words import level_words_of
from taxonomy.core.normalisation import clean, fold
from taxonomy.core.readers.formats import format_hint
from taxonomy.core.readers.rows import BadRow, FileRefused, Notices, RawRelation, RawTitle
from taxonomy.core.readers.text_files import find_column, open_text, rows_with_header

HIDDEN_LEVEL = "Alternative labels that add a level word (senior, assistant, trainee ...): not synonyms."
AMBIGUOUS = "Labels that stand under more than one occupation: they say nothing certain about synonymy."
GENDERED = "Preferred labels that join gendered or variant forms by '/'."
OTHER_TYPE = "Rows that are no occupations (groups of ISCO, skills): not taken."


def titles_file(path: Path, language: str) -> Path:
    """The file of labels; in a folder of ESCO's, that of the language."""
    return path / f"occupations_{language}.csv" if path.is_dir() else path


def read_titles(path: Path, notices: Notices) -> Iterator[RawTitle | BadRow]:
    """Every preferred, alternative and hidden label, with the occupation's URI as external id.

    Raises:
        FileRefused: not an ESCO occupations file.
    """
    seen_under: dict[str, str] = {}
    with open_text(path, notices) as stream:
        header, rows = rows_with_header(stream, path, delimiter=",")
        uri_column, preferred_column = _columns(header, path)
        alt_columns = [
            c for c in (find_column(header, "altLabels"), find_column(header, "hiddenLabels")) if c
        ]
        type_column, taken, others = find_column(header, "conceptType"), 0, set[str]()
        for line, row in rows:
            if isinstance(row, BadRow):
                yield row
                continue
            kind = row[type_column].strip() if type_column else ""
            if kind and kind != "Occupation":
                notices.note("esco.other_type", OTHER_TYPE, row[preferred_column])
                others.add(kind)
                continue
            taken += 1
            uri = row[uri_column].strip()
            preferred = row[preferred_column]
            if not uri or not preferred.strip():
                empty = "conceptUri" if not uri else "preferredLabel"
                yield BadRow(line, f"{empty} is empty", empty, preferred or uri)
                continue
            if "/" in preferred:
                notices.note("esco.slash_joined", GENDERED, preferred)
            yield RawTitle(line, preferred, uri, preferred=True)
            _watch(fold(clean(preferred)), uri, seen_under, notices, preferred)
            yield from _alternatives(line, row, alt_columns, uri, preferred, seen_under, notices)
        if others and not taken:
            raise FileRefused(
                f"{path} holds no occupations but {', '.join(sorted(others))}; titles stand in occupations_xx.csv.",
                field="path",
            )


def _columns(header: list[str], path: Path) -> tuple[str, str]:
    uri, preferred = find_column(header, "conceptUri"), find_column(header, "preferredLabel")
    if uri is None or preferred is None:
        raise FileRefused(
            f"{path} is not an ESCO occupations file: it needs the columns conceptUri and preferredLabel, "
            f"and has {', '.join(header)[:300]}. {format_hint(header)}".rstrip(),
            field="path",
        )
    return uri, preferred


def _alternatives(
    line: int,
    row: dict[str, str],
    columns: list[str],
    uri: str,
    preferred: str,
    seen_under: dict[str, str],
    notices: Notices,
) -> Iterator[RawTitle]:
    preferred_key = fold(clean(preferred))
    preferred_levels = level_words_of(preferred_key)
    done = {preferred_key}
    for column in columns:
        for label in row[column].splitlines():
            if not label.strip():
                continue
            key = fold(clean(label))
            if key in done:
                notices.note("label.repeated", "Labels repeated within one occupation.", label)
                continue
            done.add(key)
            if level_words_of(key) - preferred_levels:
                notices.note("esco.hidden_level", HIDDEN_LEVEL, f"{label} (under: {preferred})")
            _watch(key, uri, seen_under, notices, label)
            yield RawTitle(line, label, uri)


def _watch(key: str, uri: str, seen_under: dict[str, str], notices: Notices, label: str) -> None:
    """Notice a label the first time it turns up under a second occupation."""
    first = seen_under.setdefault(key, uri)
    if first and first != uri:
        notices.note("label.ambiguous", AMBIGUOUS, label)
        seen_under[key] = ""


def read_broader(path: Path, notices: Notices) -> Iterator[RawRelation | BadRow]:
    """Broader relations between occupations; those that only place an occupation in an ISCO group are counted."""
    with open_text(path, notices) as stream:
        header, rows = rows_with_header(stream, path, delimiter=",")
        child, parent = find_column(header, "conceptUri"), find_column(header, "broaderUri")
        parent_type, child_type = find_column(header, "broaderType"), find_column(header, "conceptType")
        if child is None or parent is None:
            raise FileRefused(
                f"{path} is not an ESCO relations file: no conceptUri and broaderUri. {format_hint(header)}".rstrip(),
                field="path",
            )
        for line, row in rows:
            if isinstance(row, BadRow):
                yield row
                continue
            types = {row[c] for c in (parent_type, child_type) if c}
            if "ISCOGroup" in types:
                notices.note("esco.isco_group", "Relations to ISCO groups, which are no titles: not taken.")
                continue
            yield RawRelation(line, "broader", a_id=row[parent].strip(), b_id=row[child].strip())
