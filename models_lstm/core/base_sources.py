"""Public lists of titles that the encoder in the box has read: which titles stand under one heading.

Headings are coarse: the titles of one O*NET occupation or one code of the UK coding index are close, not always
synonyms. That is enough to learn which words go together; what titles are to each other is learnt from judged pairs.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from models_lstm.core.errors import BadRow
from models_lstm.core.tokens import clean_title

LONGEST_RAW: Final = 90
"""Longer lines are rather descriptions than titles."""
Groups = Mapping[str, tuple[str, ...]]
"""Heading -> its titles, in lower case, each once."""

_ONET_FILES: Final = {
    "Occupation Data.txt": ("Title",),
    "Alternate Titles.txt": ("Alternate Title", "Short Title"),
    "Sample of Reported Titles.txt": ("Reported Job Title",),
}
_ONET_CODE: Final = "O*NET-SOC Code"
_ONET_NOTHING: Final = "n/a"
_ONS_TITLE: Final = "INDEXOCC_-_natural_word_order"
_ONS_CODE: Final = "SOC_2020_ext"
_SHORTEST: Final = 3
"""The coding index has codes of its own ("A1") in the column of titles; they are shorter than any title."""


def read_onet(folder: Path) -> Groups:
    """Titles by O*NET occupation, from the official text files (whichever of the three are there).

    Raises:
        BadRow: none of the files is there, or one lacks a column.
    """
    groups: dict[str, dict[str, None]] = {}
    present = [name for name in _ONET_FILES if (folder / name).is_file()]
    if not present:
        raise BadRow(f"{folder} has none of {', '.join(_ONET_FILES)}.", field="onet")
    for name in present:
        for row in _rows(folder / name, "\t", "utf-8-sig", (_ONET_CODE, *_ONET_FILES[name])):
            for column in _ONET_FILES[name]:
                if row[column] != _ONET_NOTHING:
                    _put(groups, f"onet {row[_ONET_CODE]}", row[column])
    return _frozen(groups)


def read_ons(file: Path) -> Groups:
    """Titles by code of the UK coding index (SOC 2020, volume 2, as CSV in code page 1252).

    Raises:
        BadRow: it lacks a column.
    """
    groups: dict[str, dict[str, None]] = {}
    for row in _rows(file, ",", "cp1252", (_ONS_CODE, _ONS_TITLE)):
        if row[_ONS_CODE] and len(row[_ONS_TITLE]) >= _SHORTEST:
            _put(groups, f"ons {row[_ONS_CODE]}", row[_ONS_TITLE])
    return _frozen(groups)


def read_raw(file: Path) -> tuple[str, ...]:
    """Titles of a text file, one a line, also packed by gzip; cleaned, in lower case, each once.

    Raises:
        BadRow: it cannot be read.
    """
    try:
        data = file.read_bytes()
        text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadRow(f"{file} cannot be read: {error}.", field="raw") from error
    titles = (clean_title(line).casefold() for line in text.splitlines())
    return tuple(dict.fromkeys(title for title in titles if 0 < len(title) < LONGEST_RAW))


def _rows(path: Path, delimiter: str, encoding: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.DictReader(file, delimiter=delimiter)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise BadRow(f"{path.name}, line 1: the column '{missing[0]}' is missing.", field=missing[0])
            for row in reader:
                yield {column: (row[column] or "").strip() for column in columns}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadRow(f"{path} cannot be read: {error}.") from error


def _put(groups: dict[str, dict[str, None]], heading: str, raw: str) -> None:
    title = clean_title(raw).casefold()
    if title:
        groups.setdefault(heading, {})[title] = None


def _frozen(groups: Mapping[str, Mapping[str, None]]) -> Groups:
    return {heading: tuple(titles) for heading, titles in groups.items()}
