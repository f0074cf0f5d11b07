"""What the columns of somebody's own file seem to mean, and how a person overrules the guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy.core.readers import FileRefused, Notices, RawTitle
from taxonomy.core.readers.lists import ColumnMap, guess_columns, look_csv, read_csv


def written(folder: Path, text: str) -> Path:
    path = folder / "own.csv"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("header", "row", "titles"),
    [
        (["id", "title", "count"], ["7", "Weaver", "3"], "title"),
        (["nr", "Berufsbezeichnung", "Ort"], ["1", "Weber", "Berlin"], "Berufsbezeichnung"),
        (["title_id", "position name"], ["12", "Dyer"], "position name"),
        (["a", "b"], ["12", "Master dyer"], "b"),
    ],
)
def test_the_column_of_titles_is_found_by_name_then_by_what_stands_in_it(
    header: list[str], row: list[str], titles: str
) -> None:
    assert guess_columns(header, [row]).titles == (titles,)


def test_numbers_are_never_taken_for_titles() -> None:
    assert guess_columns(["job", "pay"], [["12", "800"], ["13", "900"]]).titles == ()


def test_the_first_rows_are_shown_with_a_guess(tmp_path: Path) -> None:
    path = written(
        tmp_path, "code;job title;frequency\n" + "".join(f"{n};Weaver {n};{n}\n" for n in range(20))
    )

    look = look_csv(path)

    assert look.columns == ("code", "job title", "frequency")
    assert look.rows[1] == ("1", "Weaver 1", "1") and len(look.rows) == 8
    assert look.guess == ColumnMap(("job title",), count="frequency", external_id="code")


def test_what_a_person_says_of_the_columns_counts_and_nothing_is_guessed(tmp_path: Path) -> None:
    path = written(tmp_path, "name,other name,seen,count\nWeaver,Loom hand,4,9\n")

    rows = list(read_csv(path, Notices(), columns=ColumnMap(("name", "other name"), count="seen")))

    assert [(row.raw, row.count) for row in rows if isinstance(row, RawTitle)] == [
        ("Weaver", 4),
        ("Loom hand", 4),
    ]


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "name\nWeaver\n")
    with pytest.raises(FileRefused, match="no column seen"):
        list(read_csv(path, Notices(), columns=ColumnMap(("name",), count="seen")))
    with pytest.raises(FileRefused, match="no column title"):
        list(read_csv(path, Notices(), columns=ColumnMap(("title",))))
