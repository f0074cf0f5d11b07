"""My decisions: an old answer is found again by its words, and a new word takes its place everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_an_old_answer_is_found_and_corrected(page_of: Callable[[str], Page]) -> None:
    ada = page_of("ada")
    ada.goto("/annotate")
    pair = ada.get_by_test_id("pair")
    before = pair.get_attribute("data-task") or ""
    with ada.expect_response(
        lambda answer: answer.url.endswith("/api/v1/annotations") and answer.request.method == "POST"
    ) as sent:
        ada.keyboard.press("r")
    expect(pair).not_to_have_attribute("data-task", before)
    receipt = sent.value.json()
    answered = (receipt[0] if isinstance(receipt, list) else receipt)["id"]
    mine = ada.request.get("/api/v1/annotations?mine=1").json()["results"]
    said = next(one for one in mine if one["id"] == answered)
    address = f"/api/v1/pairs/{said['pair']['id']}"
    # A new guideline may have asked anew about a pair that others had settled: their word stands until a lead has looked.
    settled = ada.request.get(address).json()["decision"]
    standing = settled if settled and settled["relation"] != "related" else None
    a, b = said["pair"]["title_a"]["text"], said["pair"]["title_b"]["text"]

    ada.goto("/mine")
    ada.locator("tbody tr").first.wait_for()
    with ada.expect_response(lambda answer: "/annotations?" in answer.url and "q=" in answer.url):
        ada.get_by_label("Search in titles").fill(a)
    row = ada.locator("tbody tr").filter(has_text=a).filter(has_text=b)
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Change").click()
    ada.get_by_role("menuitem", name="unrelated", exact=True).click()
    # The old word stays on record, taken back; the new one stands.
    expect(row).to_have_count(2)
    expect(row.filter(has_text="taken back")).to_have_count(1)
    expect(row.filter(has_text="unrelated")).to_have_count(1)
    newest = ada.request.get("/api/v1/annotations?mine=1").json()["results"][0]
    assert (newest["relation"], newest["undone"]) == ("unrelated", False)
    told = ada.request.get(address).json()
    decision = told["decision"]
    # none: others are to judge the pair too
    assert decision in (None, standing) or decision["relation"] == "unrelated", told
