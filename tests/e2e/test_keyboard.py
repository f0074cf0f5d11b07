"""From the log-in to a published release without a mouse: keys only, and the focus can be seen at every step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.config.stack import Stack
from tests.e2e.conftest import passwords_of
from tests.e2e.merges import wait_for_merges
from tests.e2e.test_annotate import outbox, press_through

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

MOST_TABS = 90
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const labels = at.labels ? [...at.labels].map((label) => label.innerText) : [];
    const name = at.getAttribute("aria-label") || labels.join(" ") || at.innerText || "";
    const seen = (element) => {
        const style = getComputedStyle(element);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    const box = at.getBoundingClientRect();
    const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    // A field shows the focus by its border or by the frame around it.
    const isField = ["INPUT", "TEXTAREA"].includes(at.tagName);
    const visible = inView && (isField || seen(at) || seen(at.parentElement));
    return { name: name.trim().replace(/\\s+/g, " "), visible, tag: at.tagName };
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has that name has the focus; on the way the focus is always visible."""
    wanted = re.compile(name)
    walked = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            continue
        walked.append(at["name"])
        assert at["visible"], f"the focus on {at} cannot be seen"
        if wanted.search(at["name"]):
            return
    raise AssertionError(f"Tab does not reach '{name}', only {walked}")


def go_to(page: Page, words: str, heading: str) -> None:
    """By the palette."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Go to a page")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_attached()
    expect(page.get_by_role("main")).to_be_focused()


def test_from_the_login_to_a_published_release(titleloom: Stack, browser: Browser) -> None:
    context = browser.new_context(base_url=titleloom.url, viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.set_default_timeout(30_000)
    try:
        page.goto("/")
        expect(page.get_by_label("Name")).to_be_focused()
        page.keyboard.type("ada")
        tab_to(page, "^Password$")
        page.keyboard.type(passwords_of(titleloom)["ada"])
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="Good to see you")).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)["name"] == "Skip to content"

        go_to(page, "start annot", "Annotate")
        page.get_by_test_id("pair").wait_for()
        press_through(page, "u", "r", "u")
        page.keyboard.press("z")
        press_through(page, "u")
        expect(outbox(page)).to_have_text("All saved")

        go_to(page, "home", "Good to see you")
        wait_for_merges(page)
        expect(page.get_by_text("every decision is in the graph")).to_be_visible(timeout=60_000)

        before = page.request.get("/api/v1/releases").json()["results"][0]["number"]
        go_to(page, "releas", "Releases")
        tab_to(page, "^Note$")
        page.keyboard.type("made without a mouse")
        tab_to(page, "^Build a release$")
        page.keyboard.press("Enter")
        built = page.get_by_role("link", name=f"release {before + 1}", exact=True)
        expect(built).to_be_visible(timeout=60_000)
        tab_to(page, f"^release {before + 1}$")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name=f"Release {before + 1}")).to_be_visible()
        tab_to(page, "^Publish$")
        page.keyboard.press("Enter")
        twice = page.get_by_role("button", name="Publish it all the same")
        done = page.get_by_role("button", name="Publish", exact=True)
        expect(twice.or_(page.get_by_text("serving")).first).to_be_visible(timeout=30_000)
        if twice.is_visible():
            expect(twice).to_be_focused()
            page.keyboard.press("Enter")
        expect(done).to_have_count(0)
        newest = page.request.get("/api/v1/releases").json()["results"][0]
        assert (newest["number"], newest["state"]) == (before + 1, "published")
        assert page.request.get("/api/v1/meta").json()["release"] == before + 1
    finally:
        context.close()
