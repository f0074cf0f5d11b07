"""What an annotator's hands rely on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

KEYS = {
    "s": "synonym",
    "b": "broader",
    "n": "narrower",
    "k": "senior",
    "j": "junior",
    "r": "related",
    "u": "unrelated",
    "?": "unsure",
    "ArrowUp": "senior",
    "ArrowDown": "junior",
}


@pytest.fixture
def desk(page_of: Callable[[str], Page]) -> Page:
    """Ana at her desk, with a pair before her."""
    page = page_of("ana")
    page.get_by_role("link", name="Annotate").click()
    page.get_by_test_id("pair").wait_for()
    return page


def last_decision(page: Page) -> str:
    return page.get_by_role("region", name="Last decisions").locator("li").first.inner_text()


def test_one_key_decides_saves_and_shows_the_next(desk: Page) -> None:
    for key, relation in KEYS.items():
        before = desk.get_by_test_id("pair").inner_text()
        desk.keyboard.press(key)
        expect(desk.get_by_test_id("pair")).not_to_have_text(before)
        assert relation in last_decision(desk), key
    expect(desk.get_by_test_id("outbox")).to_have_text("All saved")


def test_control_z_takes_the_last_ones_back(desk: Page) -> None:
    pair = desk.get_by_test_id("pair")
    first = pair.inner_text()
    for key in ("u", "r"):
        before = pair.inner_text()
        desk.keyboard.press(key)
        expect(pair).not_to_have_text(before)
    desk.keyboard.press("Control+z")
    desk.keyboard.press("Control+z")
    assert pair.inner_text() == first
    expect(desk.get_by_test_id("outbox")).to_have_text("All saved")


def test_nothing_is_lost_while_the_network_is_away(desk: Page) -> None:
    desk.context.set_offline(True)
    for key in ("u", "u"):
        before = desk.get_by_test_id("pair").inner_text()
        desk.keyboard.press(key)
        expect(desk.get_by_test_id("pair")).not_to_have_text(before)
    expect(desk.get_by_test_id("outbox")).to_have_text("2 unsent")
    desk.context.set_offline(False)
    expect(desk.get_by_test_id("outbox")).to_have_text("All saved")


def test_what_was_unsent_survives_a_reload(desk: Page) -> None:
    desk.route("**/api/v1/annotations", lambda route: route.abort())
    before = desk.get_by_test_id("pair").inner_text()
    desk.keyboard.press("u")
    expect(desk.get_by_test_id("pair")).not_to_have_text(before)
    expect(desk.get_by_test_id("outbox")).to_have_text("1 unsent")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.unroute("**/api/v1/annotations")
    desk.reload()
    desk.get_by_test_id("pair").wait_for()
    assert desk.get_by_test_id("pair").inner_text() != before
    expect(desk.get_by_test_id("outbox")).to_have_text("All saved")
    desk.get_by_role("link", name="My decisions").click()
    expect(desk.locator("tbody tr").first).to_contain_text("unrelated")


def test_keys_can_be_changed(desk: Page) -> None:
    desk.keyboard.press("h")
    desk.get_by_role("button", name="Key for synonym").click()
    desk.keyboard.press("1")
    desk.get_by_role("button", name="Done").click()
    before = desk.get_by_test_id("pair").inner_text()
    desk.keyboard.press("1")
    expect(desk.get_by_test_id("pair")).not_to_have_text(before)
    assert "synonym" in last_decision(desk)


def test_the_desk_fits_a_phone(desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    width = desk.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    expect(desk.get_by_role("button", name="synonym").first).to_be_in_viewport()
