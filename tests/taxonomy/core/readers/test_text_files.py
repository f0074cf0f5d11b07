from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from taxonomy.core.readers import BadRow, FileRefused, Notices, RawTitle, lists, table_lines
from taxonomy.core.readers.text_files import open_text


def titles_of(path: Path, notices: Notices | None = None) -> list[str]:
    """The titles that a CSV file gives."""
    return [row.raw for row in lists.read_csv(path, notices or Notices()) if isinstance(row, RawTitle)]


def bad_rows_of(path: Path) -> list[BadRow]:
    """The rows that are refused."""
    return [row for row in lists.read_csv(path, Notices()) if isinstance(row, BadRow)]


def csv_file(folder: Path, text: str) -> Path:
    path = folder / "t.csv"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-32", None),
        ("utf-16-le", "encoding.utf16"),
        ("utf-16-be", "encoding.utf16"),
        ("cp1252", "encoding.cp1252"),
    ],
)
def test_reads_the_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str, told: str | None) -> None:
    path, notices = tmp_path / "t.csv", Notices()
    path.write_bytes("title,count\nBäcker,3\nMaître d'hôtel,1\n".encode(encoding))

    assert titles_of(path, notices) == ["Bäcker", "Maître d'hôtel"]
    assert list(notices.counts) == ([told] if told else [])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n \n", "is empty"),
        (b"\n\ntitle\nnurse\n", "begins with an empty line"),
        (b"PK\x03\x04 sheet", "a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"%PDF-1.7", "a PDF file"),
        (bytes(range(256)) * 8, "control characters"),
        (b"title,title\nnurse,cook\n", "the column 'title' 2 times"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)

    with pytest.raises(FileRefused, match=sentence):
        titles_of(path)


def test_devices_pipes_and_folders_are_refused(tmp_path: Path) -> None:
    pipe, device = tmp_path / "pipe", tmp_path / "zero"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    for path, sentence in ((pipe, "plain file"), (device, "plain file"), (tmp_path, "a folder")):
        with pytest.raises(FileRefused, match=sentence), open_text(path, Notices()):
            pass


def test_gzip_is_known_by_its_bytes_and_damage_is_told(tmp_path: Path) -> None:
    packed = gzip.compress(b"title\n" + b"".join(b"nurse %d\n" % n for n in range(5_000)))
    whole, cut, fake = tmp_path / "whole.csv", tmp_path / "cut.csv.gz", tmp_path / "fake.csv.gz"
    whole.write_bytes(packed)
    cut.write_bytes(packed[:-6])
    fake.write_bytes(b"title\nnurse\n")

    assert len(titles_of(whole)) == 5_000
    with pytest.raises(FileRefused, match="cut off or broken"):
        titles_of(cut)
    with pytest.raises(FileRefused, match="is not a gzip file"):
        titles_of(fake)


def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'title,count\n"nurse,3\ncook,2\nbaker,1\n')

    assert titles_of(path) == ["cook", "baker"]
    assert [(bad.row, bad.reason) for bad in bad_rows_of(path)] == [
        (2, "a quote that opens here is never closed")
    ]


def test_a_quote_that_closes_in_a_later_row_swallows_no_rows(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'title,count\n"nurse,3\ncook,2\nbaker,1\nwaiter",4\nporter,1\n')

    assert titles_of(path) == ["cook", "baker", 'waiter"', "porter"]
    assert "closes in line 5 only" in bad_rows_of(path)[0].reason


def test_a_quote_left_open_in_a_large_file_costs_one_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_lines, "RECORD_MOST", 10)
    path = csv_file(tmp_path, 'title,count\n"nurse,3\n' + "".join(f"cook {n},1\n" for n in range(100)))

    assert len(titles_of(path)) == 100
    assert [bad.row for bad in bad_rows_of(path)] == [2]


def test_a_cell_with_line_breaks_stays_one_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'title,note\nnurse,"two\nlines"\ncook,x\nshort row\nbaker,"a\n\nb"\nwaiter,y\n')

    assert titles_of(path) == ["nurse", "cook", "baker", "waiter"]
    assert [bad.row for bad in bad_rows_of(path)] == [5]


def test_a_title_with_a_line_break_is_told_and_not_joined(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'title\n"nurse\ncook"\nbaker\n')

    assert titles_of(path) == ["baker"]
    assert "line break" in bad_rows_of(path)[0].reason


def test_broken_quotes_within_a_row_are_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'title,count\n"cook"x,2\n"ba""ker",1\nnur"se,3\n')

    assert titles_of(path) == ['ba"ker', 'nur"se']
    assert [bad.row for bad in bad_rows_of(path)] == [2]


def test_a_line_without_end_is_passed_over_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_lines, "LINE_MOST", 50)
    table = csv_file(tmp_path, f"title,count\nnurse,{'1' * 500}\ncook,2\n")
    plain = tmp_path / "t.txt"
    plain.write_text("x" * 500 + "\ncook\n")

    assert titles_of(table) == ["cook"]
    assert [bad.row for bad in bad_rows_of(table)] == [2]
    assert [(type(row), row.row) for row in lists.read_txt(plain, Notices())] == [(BadRow, 1), (RawTitle, 2)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_one(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(ending.join(["title,count", "nurse,3", "cook,2", ""]).encode())

    assert [(row.row, row.raw) for row in lists.read_csv(path, Notices()) if isinstance(row, RawTitle)] == [
        (2, "nurse"),
        (3, "cook"),
    ]
