"""Rows of a spreadsheet, read and written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kgraph.core.bulk_rows import BulkRow, bulk_rows_read, bulk_rows_write


def cells(row: BulkRow) -> tuple[object, ...]:
    return row.row, row.title_a, row.relation, row.title_b, row.decision, row.reason


def test_rows_that_were_pasted_need_no_header() -> None:
    rows = bulk_rows_read("Cook\tbroader\tLine Cook\n\nHead Chef\tSenior\tCook\tasked twice\n")
    assert [cells(row) for row in rows] == [
        (1, "Cook", "broader", "Line Cook", None, ""),
        (3, "Head Chef", "senior", "Cook", None, "asked twice"),
    ]


def test_a_header_names_the_columns_in_any_order() -> None:
    rows = bulk_rows_read(
        "\ufeffDecision;Title A;Relation;Title B\n12;Cook, senior;broader;Line Cook\n;A;none;B"
    )
    assert [cells(row) for row in rows] == [
        (2, "Cook, senior", "broader", "Line Cook", 12, ""),
        (3, "A", "none", "B", None, ""),
    ]


def test_what_cannot_be_read_says_why() -> None:
    half, odd = bulk_rows_read("title_a,relation,title_b,decision\nCook,broader\nA,broader,B,x1")
    assert "another title" in half.fault
    assert "number of a decision" in odd.fault and odd.decision is None


def test_a_title_is_never_a_formula_of_the_spreadsheet() -> None:
    text = "".join(bulk_rows_write([BulkRow(1, "=1+1", "broader", "@home", 3)]))
    assert "'=1+1,broader,'@home,3," in text


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).map(
    str.strip
)


@given(st.lists(st.tuples(words, words, st.integers(1, 10**9)), max_size=6))
def test_what_is_written_is_read_again(rows: list[tuple[str, str, int]]) -> None:
    wanted = [
        BulkRow(line, a, "broader", b, seq)
        for line, (a, b, seq) in enumerate(rows, 2)
        if a and b and not a.startswith(("=", "+", "@")) and not b.startswith(("=", "+", "@"))
    ]
    written = "".join(bulk_rows_write(wanted))
    assert [cells(row)[1:] for row in bulk_rows_read(written)] == [cells(row)[1:] for row in wanted]
