"""The first hour of somebody new: practice is offered, teaches by the keyboard alone, and counts for nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_accessibility import violations

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]


def test_a_round_is_offered_once_and_teaches(page_of: Callable[[str], Page]) -> None:
    page = page_of("ana")
    done = page.request.get("/api/v1/queue/next").json()["progress"]["done_total"]
    offer = page.get_by_role("complementary", name="Practice")
    expect(offer).to_contain_text("three minutes")
    page.get_by_role("link", name="Annotate").click()
    expect(offer).to_be_visible()
    offer.get_by_role("link", name="Practise first").press("Enter")
    expect(page.get_by_role("button", name="Begin")).to_be_focused()
    page.keyboard.press("Enter")

    seen = set()
    for place in range(12):
        expect(page.get_by_role("list", name=f"Question {place + 1} of 12")).to_be_visible()
        page.keyboard.press("r")
        told = page.get_by_role("region", name="What is settled")
        seen.add(told.get_by_role("heading").inner_text())
        if place == 0:
            assert violations(page) == []
        expect(page.get_by_role("button", name="Next")).to_be_focused()
        page.keyboard.press("Enter")
    assert "Right." in seen and any("Settled is" in words for words in seen)

    expect(page.get_by_role("region", name="of 12 as settled")).to_be_visible()
    expect(page.get_by_role("link", name="Start annotating")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_test_id("pair").wait_for()
    expect(offer).to_have_count(0)
    assert page.request.get("/api/v1/queue/next").json()["progress"]["done_total"] == done


def test_a_round_that_was_left_goes_on(page_of: Callable[[str], Page]) -> None:
    page = page_of("ada")
    page.keyboard.press("Control+k")
    page.keyboard.type("practise")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("list", name="Question 1 of 12")).to_be_visible()
    page.keyboard.press("u")
    page.get_by_role("region", name="What is settled").wait_for()
    page.reload()
    expect(page.get_by_role("list", name="Question 2 of 12")).to_be_visible()
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("complementary", name="Practice")).to_contain_text("1 of 12")
