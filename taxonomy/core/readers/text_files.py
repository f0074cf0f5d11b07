"""Opening text files of unknown encoding, and CSV files with a header."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from taxonomy.core.readers.rows import BadRow, FileRefused, Notices

PROBE = 1 << 20
csv.field_size_limit(min(sys.maxsize, 1 << 24))


def _open_bytes(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked when its name ends in ``.gz``."""
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def detect_encoding(path: Path, notices: Notices) -> str:
    """UTF-8 (with or without mark), UTF-16 by its mark, else Windows-1252, which is then reported.

    The whole file is checked, block by block: a single stray byte in the last line counts.
    """
    with _open_bytes(path) as stream:
        head = stream.read(4)
        if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return "utf-16"
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := stream.read(PROBE):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            notices.note("encoding.cp1252", "The file is not UTF-8; it was read as Windows-1252.")
            return "cp1252"
    return "utf-8-sig"


@contextmanager
def open_text(path: Path, notices: Notices) -> Iterator[TextIO]:
    """Open for reading, whatever the encoding.

    Raises:
        FileRefused: there is no such file, or it is a folder or cannot be read.
    """
    if path.is_dir():
        raise FileRefused(f"{path} is a folder; name the file in it.", field="path")
    if not path.is_file():
        raise FileRefused(f"There is no file {path}.", field="path")
    try:
        encoding = detect_encoding(path, notices)
        # Bytes that Windows-1252 leaves undefined must not end a long import.
        errors = "replace" if encoding == "cp1252" else "strict"
        with io.TextIOWrapper(_open_bytes(path), encoding=encoding, newline="", errors=errors) as stream:
            yield stream
    except PermissionError:
        raise FileRefused(f"{path} may not be read by this user.", field="path") from None
    except gzip.BadGzipFile:
        raise FileRefused(f"{path} is not a gzip file.", field="path") from None
    except UnicodeError as error:
        raise FileRefused(f"{path} is not valid text: {error}.", field="path") from None


def rows_with_header(
    stream: TextIO, path: Path, *, delimiter: str | None = None
) -> tuple[list[str], Iterator[tuple[int, dict[str, str] | BadRow]]]:
    """Header and rows of a delimited file; each row with the line on which it begins.

    A row with too many or too few cells is a `BadRow`.

    Raises:
        FileRefused: the file is empty.
    """
    first = stream.readline()
    if not first.strip():
        raise FileRefused(f"{path} is empty.", field="path")
    stream.seek(0)
    if delimiter is None:
        delimiter = max(",;\t|", key=first.count) if any(d in first for d in ",;\t|") else ","
    # Tab separated files have no quoting: a lone quote mark there is part of the title.
    tabs = delimiter == "\t"
    reader = csv.reader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL)
    header = [name.strip().lstrip("\ufeff") for name in next(reader)]

    def rows() -> Iterator[tuple[int, dict[str, str] | BadRow]]:
        line = reader.line_num + 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, BadRow(line, f"not readable as CSV: {error}")
                line = reader.line_num + 1
                continue
            begin, line = line, reader.line_num + 1
            if not cells or (len(cells) == 1 and not cells[0].strip()):
                continue
            if len(cells) != len(header):
                yield (
                    begin,
                    BadRow(
                        begin, f"{len(cells)} cells where the header has {len(header)}", value=str(cells[0])
                    ),
                )
                continue
            yield begin, dict(zip(header, cells, strict=True))

    return header, rows()


def find_column(header: list[str], *names: str) -> str | None:
    """The header's own spelling of the first of ``names`` that it has, whatever the case."""
    lowered = {name.casefold(): name for name in header}
    return next((lowered[name.casefold()] for name in names if name.casefold() in lowered), None)
