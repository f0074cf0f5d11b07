"""Opening text files of unknown encoding, and delimited files with a header."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from taxonomy.core.readers.rows import BadRow, FileRefused, Notices
from taxonomy.core.readers.table_lines import LineTooLong, TableLines

PROBE = 1 << 20
_HEAD = 4_096
_GZIP = b"\x1f\x8b"
# What files of other kinds begin with, and what to do about them.
_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP file or a spreadsheet (.xlsx, .ods); unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file; save the sheet as CSV"),
    (b"%PDF", "a PDF file; text has to be taken out of it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "an SQLite database; export its table as CSV"),
)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
csv.field_size_limit(min(sys.maxsize, 1 << 24))


def _open_bytes(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked when it is a gzip file."""
    with path.open("rb") as stream:
        packed = stream.read(2) == _GZIP
    if path.suffix == ".gz" and not packed:
        raise FileRefused(f"{path} is not a gzip file.", field="path")
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


def detect_encoding(path: Path, notices: Notices) -> str:
    """UTF-8 (with or without mark), UTF-16 and 32 by their marks or their zeros, else Windows-1252, which is told.

    The whole file is checked, block by block: a single stray byte in the last line counts.

    Raises:
        FileRefused: empty, or no text at all.
    """
    with _open_bytes(path) as stream:
        head = stream.read(_HEAD)
        if not head.strip() and not (head and stream.read(PROBE).strip()):
            raise FileRefused(f"{path} is empty.", field="path")
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        if unmarked := _without_mark(head):
            notices.note("encoding.utf16", "The file carries no mark; it was read as UTF-16.")
            return unmarked
        _refuse_other_kinds(path, head)
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


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark shows by its zeros: nearly every other byte of western text."""
    half = len(head) // 2
    if half < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.8 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.8 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    for begin, what in _OTHER_KINDS:
        if head.startswith(begin):
            raise FileRefused(f"{path} is {what}.", field="path")
    if len(head) - len(head.translate(None, _CONTROLS)) > max(8, len(head) // 50):
        raise FileRefused(f"{path} is not a text file: it is full of control characters.", field="path")


@contextmanager
def open_text(path: Path, notices: Notices) -> Iterator[TextIO]:
    """Open for reading, whatever the encoding.

    Raises:
        FileRefused: there is no such file, or it is a folder, empty, no text, damaged, or may not be read.
    """
    need_file(path)
    try:
        encoding = detect_encoding(path, notices)
        # Bytes that Windows-1252 leaves undefined must not end a long import; their rows are refused one by one.
        errors = "replace" if encoding == "cp1252" else "strict"
        with io.TextIOWrapper(_open_bytes(path), encoding=encoding, newline="", errors=errors) as stream:
            yield stream
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise FileRefused(f"{path} is damaged: its gzip data is cut off or broken.", field="path") from None
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror or error}.", field="path") from None
    except UnicodeError as error:
        raise FileRefused(f"{path} is not valid text: {error}.", field="path") from None


def need_file(path: Path) -> None:
    """Refuse what is no plain file: a device or a pipe may go on for ever.

    Raises:
        FileRefused
    """
    if path.is_dir():
        raise FileRefused(f"{path} is a folder; name the file in it.", field="path")
    if not path.exists():
        raise FileRefused(f"There is no file {path}.", field="path")
    if not path.is_file():
        raise FileRefused(f"{path} is not a plain file.", field="path")


def rows_with_header(
    stream: TextIO,
    path: Path,
    *,
    delimiter: str | None = None,
    one_line: Callable[[list[str]], Iterable[str]] = lambda header: (),
) -> tuple[list[str], Iterator[tuple[int, dict[str, str] | BadRow]]]:
    """Header and rows of a delimited file; each row with the line on which it begins.

    A row with too many or too few cells, or with broken quotes, is a `BadRow`. A quote that is not closed where it
    should be swallows no rows: reading goes on in the line after it.

    Args:
        one_line: tells by the header the columns whose cells never have a line break in them.

    Raises:
        FileRefused: no header in the first line.
    """
    lines = TableLines(stream)
    first = lines.peek()
    if not first.strip():
        raise FileRefused(
            f"{path} begins with an empty line; the header must be the first line.", field="path"
        )
    if delimiter is None:
        delimiter = max(",;\t|", key=first.count) if any(d in first for d in ",;\t|") else ","
    reader = _csv_reader(lines, delimiter)
    lines.begin()
    try:
        header = [name.strip().lstrip("\ufeff") for name in next(reader)]
    except (csv.Error, LineTooLong) as error:
        raise FileRefused(f"{path} has no readable header: {error}.", field="path") from None
    return header, _rows(lines, reader, header, frozenset(one_line(header)), delimiter)


def _csv_reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    # Tab separated files have no quoting: a lone quote mark there is part of the title.
    if delimiter == "\t":
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _rows(
    lines: TableLines,
    reader: Iterator[list[str]],
    header: list[str],
    one_line: frozenset[str],
    delimiter: str,
) -> Iterator[tuple[int, dict[str, str] | BadRow]]:
    width = len(header)
    while True:
        lines.begin()
        begin = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, LineTooLong) as error:
            yield begin, BadRow(begin, _why_unreadable(error), value=lines.taken[0].strip())
            lines.give_back(lines.taken[1:])
            continue
        after = lines.taken[1:]
        if len(cells) == width:
            row = dict(zip(header, cells, strict=True))
            broken = next((name for name in one_line if _breaks(row[name])), "") if after else ""
            if not broken:
                yield begin, row
                continue
            reason, field = f"a line break in {broken}: is a quote left open?", broken
            swallowed = after[:-1]
        elif len(cells) > 1 or (cells and cells[0].strip()):
            reason, field = f"{len(cells)} cells where the header has {width}", ""
            swallowed = after
        else:
            continue
        last = lines.number
        if any(_fits(line, width, delimiter) for line in swallowed):
            reason += f" It closes in line {last} only." if field else f"; a quote closes in line {last} only"
            lines.give_back(after)
        yield begin, BadRow(begin, reason, field, cells[0])


def _breaks(cell: str) -> bool:
    return "\n" in (stripped := cell.strip()) or "\r" in stripped


def _why_unreadable(error: Exception) -> str:
    if "unexpected end of data" in str(error):
        return "a quote that opens here is never closed"
    return f"not readable as CSV: {error}" if isinstance(error, csv.Error) else str(error)


def _fits(line: str, width: int, delimiter: str) -> bool:
    """Whether a line is a whole row by itself, so that a record which swallowed it had its quotes wrong."""
    try:
        return len(next(_csv_reader([line], delimiter), [])) == width
    except csv.Error:
        return False


def find_column(header: list[str], *names: str) -> str | None:
    """The header's own spelling of the first of ``names`` that it has, whatever the case.

    Raises:
        FileRefused: the header has that column twice.
    """
    lowered = [name.casefold() for name in header]
    for name in names:
        if times := lowered.count(name.casefold()):
            if times > 1:
                raise FileRefused(f"The header has the column '{name}' {times} times.", field=name)
            return header[lowered.index(name.casefold())]
    return None
