"""Ada brings in a file of her own: says what its columns mean, looks, imports, and takes all of it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

ROWS = [
    "nr;town;designation;seen",
    "1;Berlin;Warp beamer of the old mill;4",
    "2;Lyon;Jacquard card puncher;2",
    "3;Leeds;12;1",
    "4;Ghent;Loom fixer of the night shift;many",
]


def test_a_file_is_mapped_tried_imported_and_taken_back(
    page_of: Callable[[str], Page], tmp_path: Path
) -> None:
    path = tmp_path / "mill.csv"
    path.write_text("\n".join(ROWS) + "\n")
    ada = page_of("ada")
    ada.get_by_role("navigation", name="Areas").get_by_role("link", name="Imports").click()
    ada.locator("input[type=file]").set_input_files(path)

    choose(ada, "town", "not used")
    choose(ada, "designation", "title")
    choose(ada, "seen", "how often seen")
    ada.get_by_role("button", name="Dry run").click()
    report = ada.get_by_role("region", name="Report")
    expect(report).to_contain_text("Dry run: nothing was changed")
    expect(report).to_contain_text("2 new")
    expect(report.locator("tbody tr")).to_have_count(2)
    expect(report.locator("tbody tr").last).to_contain_text("the count is not a whole number")
    with ada.expect_download() as fetched:
        report.get_by_role("button", name="Download").click()
    rows = fetched.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 3 and rows[2].startswith('"5","count"')

    ada.get_by_role("button", name="Import", exact=True).click()
    expect(report).to_contain_text("Import done")
    assert found(ada, "jacquard card") == ["Jacquard card puncher"]

    past = ada.get_by_role("region", name="Past imports").locator("tbody tr").first
    past.get_by_role("button", name="Take back the import of mill.csv").click()
    dialog = ada.get_by_role("dialog")
    expect(dialog).to_contain_text("Titles that go")
    dialog.get_by_role("button", name="Take it back").click()
    expect(past).to_contain_text("taken back")
    assert found(ada, "jacquard card") == []


def choose(page: Page, column: str, meaning: str) -> None:
    page.get_by_role("combobox", name=f"What the column {column} means").click()
    page.get_by_role("option", name=meaning, exact=True).click()


def found(page: Page, words: str) -> list[str]:
    rows = page.request.get("/api/v1/titles", params={"q": words}).json()["results"]
    return [row["text"] for row in rows]
