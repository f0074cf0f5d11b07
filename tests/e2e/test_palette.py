"""The command palette: everything from one field, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_accessibility import violations

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]


def palette(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Go to a page, find a title, or do something")


def chosen(page: Page) -> Locator:
    """The option that the combobox says is the active one."""
    option = palette(page).get_attribute("aria-activedescendant") or "none"
    return page.locator(f"[id='{option}'][role=option][aria-selected=true]")


def test_goes_to_a_page_by_its_name(page_of: Callable[[str], Page]) -> None:
    page = page_of("ada")
    page.keyboard.press("Control+k")
    expect(palette(page)).to_be_focused()
    page.keyboard.type("relea")
    expect(chosen(page)).to_have_text("Releases")
    page.keyboard.press("Enter")
    page.wait_for_url("**/releases")
    expect(page.get_by_role("main")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_offers_only_what_the_role_may_open(page_of: Callable[[str], Page]) -> None:
    page = page_of("ana")
    page.get_by_role("button", name="Find or do").first.click()
    pages = page.get_by_role("listbox", name="Results")
    expect(pages.get_by_role("option", name="My decisions")).to_be_visible()
    for name in ("Review", "People", "Queue", "Models"):
        expect(pages.get_by_role("option", name=name, exact=True)).to_have_count(0)


def test_finds_a_concept_and_a_title_and_opens_them(page_of: Callable[[str], Page]) -> None:
    page = page_of("ana")
    page.keyboard.press("Control+k")
    page.keyboard.type("attorney")
    expect(page.get_by_role("option").filter(has_text="attorney").first).to_be_visible()
    expect(page.get_by_text("Titles", exact=True).last).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/graph/c/\d+"))
    page.keyboard.press("Control+k")
    page.keyboard.type("attorney")
    expect(page.get_by_role("option").filter(has_text="seen").first).to_be_visible()
    page.keyboard.press("ArrowUp")  # from the first to the last: the list goes round
    expect(chosen(page)).to_contain_text("seen")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/titles/\d+"))


def test_letters_for_the_palette_never_reach_the_desk(page_of: Callable[[str], Page]) -> None:
    page = page_of("ana")
    page.goto("/annotate")
    pair = page.get_by_test_id("pair")
    task = pair.get_attribute("data-task") or ""
    page.keyboard.press("Control+k")
    page.keyboard.type("subjnkrzw")
    expect(palette(page)).to_have_value("subjnkrzw")
    expect(page.get_by_text("Nothing has these words.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(pair).to_have_attribute("data-task", task)


def test_changes_the_colours_and_logs_out(page_of: Callable[[str], Page]) -> None:
    page = page_of("ana")
    root = page.locator(":root")
    for words, scheme in (("dark", "dark"), ("light col", "light")):
        page.keyboard.press("Control+k")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(root).to_have_attribute("data-mantine-color-scheme", scheme)
    page.keyboard.press("Control+k")
    page.keyboard.type("sign out")
    expect(chosen(page)).to_have_text("Log out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_it(page_of: Callable[[str], Page], scheme: str) -> None:
    page = page_of("ada")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.keyboard.press("Control+k")
    page.keyboard.type("eng")
    expect(page.get_by_role("option").first).to_be_visible()
    assert violations(page) == []
