"""A lead puts a person's answers into quarantine, sees what that does, and lifts it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]


def test_answers_go_and_come_back(page_of: Callable[[str], Page]) -> None:
    page = page_of("ada")
    page.goto("/quarantine")
    page.get_by_role("combobox", name="Name").fill("nobody-here")
    expect(page.get_by_text("There is nobody called nobody-here.")).to_be_visible()
    begin = page.get_by_role("button", name="Begin")
    expect(begin).to_be_disabled()
    page.get_by_role("combobox", name="Name").fill("ana")
    page.get_by_label("Why").fill("Odd answers on Monday")
    expect(
        page.get_by_role("status")
        .filter(has_text="from here on")
        .or_(page.get_by_role("status").filter(has_text="brought back"))
    ).to_be_visible()
    begin.click()
    expect(page.get_by_text("Answers of ana")).to_be_visible()
    expect(page.get_by_text("in quarantine", exact=True)).to_be_visible()

    annotator = page_of("ana")
    annotator.goto("/annotate")
    expect(annotator.get_by_text("Please talk to your lead.")).to_be_visible()

    page.bring_to_front()
    page.get_by_role("button", name="Lift").click()
    page.get_by_label("Why it may stand again").fill("They were right")
    page.get_by_role("button", name="Lift").click()
    expect(page.get_by_text("lifted", exact=True)).to_be_visible()
    annotator.reload()
    expect(annotator.get_by_role("button", name="Synonym")).to_be_visible()
