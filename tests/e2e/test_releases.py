"""Releases: notes of what changed that read as sentences, queries replayed from a file, and a withdrawal."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.config.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]


def test_a_release_is_read_tried_and_withdrawn(
    titleloom: Stack, page_of: Callable[[str], Page], tmp_path: Path
) -> None:
    ada = page_of("ada")
    served = ada.request.get("/api/v1/meta").json()["release"]
    word = uuid.uuid4().hex[:6]
    broader, narrower, other = f"Loom keeper {word}", f"Silk loom keeper {word}", f"Keeper of looms {word}"
    file = tmp_path / "keepers.csv"
    file.write_text(f"title_a,title_b,relation\n{broader},{narrower},broader\n{broader},{other},synonym\n")
    assert titleloom.manage("import_judgements", str(file), "--as", "decisions").returncode == 0
    titleloom.manage("merge_decisions")  # busy when the worker is at it already
    titleloom.wait(lambda: merged(ada), "the decisions are merged")
    number = build(ada, f"Keepers {word}")

    ada.goto(f"/releases/{number}")
    notes = ada.get_by_role("heading", name=f"What changed since release {served}").locator(
        "xpath=ancestor::section"
    )
    expect(notes).to_contain_text(re.compile(r"\d+ new edges?"))
    sentence = ada.get_by_role("link").filter(has_text=broader).filter(has_text=narrower).first
    expect(sentence).to_be_visible()
    assert " ".join(sentence.inner_text().split()) == f"{broader} is a wider term than {narrower}"
    either = f"({broader}|{other})"
    expect(
        ada.get_by_role("link", name=re.compile(f"^{either} means the same job as {either}$"))
    ).to_be_visible()

    queries: FilePayload = {
        "name": "queries.csv",
        "mimeType": "text/csv",
        "buffer": f'query,uses\n"{other}",9\nsoftware engineer,100\n'.encode(),
    }
    with ada.expect_file_chooser() as chooser:
        ada.get_by_role("button", name="From a file").click()
    chooser.value.set_files(queries)
    ada.get_by_role("button", name="Replay 2").click()
    row = ada.get_by_role("row").filter(has=ada.get_by_role("cell", name=other, exact=True))
    expect(row).to_contain_text("unknown")
    expect(row).to_contain_text(re.compile("loom", re.IGNORECASE))
    expect(ada.get_by_text(re.compile(r"^1 .*answer now"))).to_be_visible()

    ada.get_by_role("button", name="Withdraw").click()
    asked = ada.get_by_role("dialog", name=f"Withdraw release {number}")
    action = asked.get_by_role("button", name="Withdraw it")
    expect(action).to_be_disabled()  # not without a reason
    asked.get_by_label("Why").fill("Built to try.")
    action.click()
    expect(asked).to_have_count(0)
    expect(ada.get_by_text("Built to try.")).to_be_visible()
    gone = ada.request.get(f"/api/v1/suggest?q=loom&release={number}")
    assert gone.status >= 400 and "withdrawn" in gone.text()
    assert ada.request.get("/api/v1/meta").json()["release"] == served


def merged(page: Page) -> bool:
    """Whether no decision waits for the graph any more."""
    newest = page.request.get("/api/v1/decisions?page_size=5").json()["results"]
    return all(one["merge_state"] != "pending" for one in newest)


def build(page: Page, note: str) -> int:
    page.goto("/releases")
    page.get_by_label("Note", exact=True).fill(note)
    with page.expect_response(
        lambda answer: answer.url.endswith("/api/v1/releases") and answer.request.method == "POST",
        timeout=60_000,
    ) as built:
        page.get_by_role("button", name="Build a release").click()
    return int(built.value.json()["number"])
