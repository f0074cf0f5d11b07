"""Ada leads: gives work to Ana, vouches for a pair, and writes the guideline."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_lead_gives_pairs_to_a_person_and_sees_how_far_they_are(page_of: Callable[[str], Page]) -> None:
    ada = page_of("ada")
    ada.get_by_role("link", name="Team", exact=True).click()
    form = ada.get_by_role("form", name="Assign pairs")
    form.get_by_role("combobox", name="To").click()
    ada.get_by_role("option", name="Ana").click()
    form.get_by_label("Pairs").fill("3")
    form.get_by_label("What for").fill("the old mill")
    form.get_by_role("button", name="Assign").click()
    row = ada.get_by_role("region", name="Assignments").locator("tbody tr").first
    expect(row).to_contain_text("0 of 3 seen")

    ana = page_of("ana")
    ana.get_by_role("link", name="Annotate").click()
    pair = ana.get_by_test_id("pair")
    task = pair.get_attribute("data-task") or ""
    ana.keyboard.press("u")
    expect(pair).not_to_have_attribute("data-task", task)
    expect(ana.get_by_test_id("outbox")).to_have_text("All saved")

    ada.reload()
    expect(row).to_contain_text("1 of 3 seen")
    row.get_by_role("button", name="Take back what is left for Ana").click()
    expect(row).to_contain_text("taken back")
    weeks = ada.get_by_role("region", name="The last twelve weeks")
    for _ in range(20):  # the figures may be some seconds old
        ada.reload()
        expect(weeks.get_by_text("Nobody has judged yet").or_(weeks.get_by_role("table"))).to_be_visible()
        if weeks.get_by_role("table").is_visible():
            break
        ada.wait_for_timeout(1_000)
    weeks.get_by_role("button", name="Ana").click()
    expect(ada.get_by_role("region", name="Ana, week by week")).to_be_visible()


def test_a_pair_becomes_gold(page_of: Callable[[str], Page]) -> None:
    ada = page_of("ada")
    ada.goto("/pairs/1")
    ada.get_by_role("combobox", name="The first title is, beyond doubt,").click()
    ada.get_by_role("option", name="synonym").click()
    ada.get_by_role("button", name="Make it gold").click()
    expect(ada.get_by_text("It is gold now")).to_be_visible()
    ada.goto("/team")
    gold = ada.get_by_role("region", name="Gold pairs").locator("tbody tr")
    expect(gold).to_have_count(1)
    gold.get_by_role("button", name="Retire").click()
    expect(gold).to_have_count(0)


def test_the_guideline_is_written_and_read_without_html(page_of: Callable[[str], Page]) -> None:
    ada = page_of("ada")
    ada.get_by_role("link", name="Guideline").click()
    ada.get_by_role("button", name="Write it").click()
    ada.get_by_label("Text").fill("# Interns\n\n- An **intern** is junior.\n- <img src=x onerror=alert(1)>")
    ada.get_by_label("What has changed").fill("Interns")
    ada.get_by_role("checkbox", name="senior, junior").check()
    expect(ada.get_by_text("will be asked once more")).to_be_visible()
    ada.get_by_role("button", name="Publish version 1").click()

    ana = page_of("ana")
    ana.get_by_role("link", name="Guideline").click()
    shown = ana.get_by_role("region", name="Version 1")
    expect(shown.get_by_role("heading", name="Interns")).to_be_visible()
    expect(shown.locator("strong")).to_have_text("intern")
    expect(shown).to_contain_text("<img src=x onerror=alert(1)>")
    assert shown.locator("img").count() == 0
    assert ana.get_by_role("button", name="Change it").count() == 0
