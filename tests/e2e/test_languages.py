"""The second language: by the browser's wish or by one's own choice, on every page, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.config.stack import Stack
from tests.e2e.conftest import passwords_of
from tests.e2e.test_accessibility import PAGES

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

PHONE: ViewportSize = {"width": 360, "height": 800}
ENGLISH = re.compile(r"\b(the|and|nothing|yet|who|which|where)\b", re.IGNORECASE)


@pytest.fixture
def german_page(titleloom: Stack, browser: Browser) -> Iterator[Page]:
    """Ada's, in a browser that asks for German."""
    context = browser.new_context(base_url=titleloom.url, locale="de-DE", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto("/")
    page.get_by_label("Name").fill("ada")
    page.locator("input[name=password]").fill(passwords_of(titleloom)["ada"])
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("navigation", name="Bereiche").wait_for()
    yield page
    context.close()


def test_a_browser_that_asks_for_german_gets_german_and_the_same_keys(german_page: Page) -> None:
    page = german_page
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto("/annotate")
    choices = page.get_by_role("group", name="Was ist der erste Titel im Verhältnis zum zweiten?")
    expect(choices.locator("[data-relation=broader]")).to_contain_text("weiter")
    expect(choices.locator("kbd")).to_have_text(["S", "B", "N", "K", "J", "R", "U", "?"])
    page.keyboard.press("n")
    expect(
        page.get_by_role("region", name="Letzte Entscheidungen").get_by_role("listitem").first
    ).to_contain_text("enger")
    expect(page.get_by_test_id("outbox")).to_have_text("Alles gespeichert")
    page.keyboard.press("z")
    expect(page.get_by_test_id("outbox")).to_have_text("Alles gespeichert")


def test_every_page_has_a_german_heading_and_fits_a_phone(german_page: Page) -> None:
    page = german_page
    page.set_viewport_size(PHONE)
    faults = []
    for path in PAGES["ada"]:
        page.goto(path)
        page.get_by_role("main").wait_for()
        page.wait_for_load_state("networkidle")
        words = page.get_by_role("main").get_by_role("heading", level=1).first.text_content() or ""
        lead = page.locator("main header p").first
        words += lead.text_content() or "" if lead.count() else ""
        if ENGLISH.search(words):
            faults.append(f"{path} says {words!r}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            faults.append(f"{path} is {width} pixels wide")
    assert faults == []


def test_a_choice_lasts_and_is_its_owners_alone(titleloom: Stack, page_of: Callable[[str], Page]) -> None:
    page = page_of("ada")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name=re.compile(": menu$")).click()
    page.get_by_role("radiogroup", name="Language").get_by_text("Deutsch").click()
    page.get_by_role("navigation", name="Bereiche").wait_for()
    page.reload()
    page.get_by_role("navigation", name="Bereiche").wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("button", name=re.compile(": Menü$")).click()
    page.get_by_role("menuitem", name="Abmelden").click()
    # The log-in speaks what was spoken last; who comes then has a choice of their own.
    page.get_by_label("Name").fill("ana")
    page.locator("input[name=password]").fill(passwords_of(titleloom)["ana"])
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("navigation", name="Areas").wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_palette_turns_the_page_to_the_other_language_and_back(page_of: Callable[[str], Page]) -> None:
    page = page_of("ana")
    page.keyboard.press("Control+k")
    page.keyboard.type("deutsch")
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Bereiche").wait_for()
    page.keyboard.press("Control+k")
    page.keyboard.type("english")
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Areas").wait_for()
