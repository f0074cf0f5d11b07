"""What an annotator's hands rely on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

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

# A transaction that keeps the outbox's store busy for as long as it asks on and on, as a slow disk does.
OCCUPY_THE_STORE = """async () => {
    const asked = indexedDB.open("titleloom-outbox");
    await new Promise((done) => (asked.onsuccess = done));
    const database = asked.result;
    let busy = true;
    const entries = database.transaction("entries", "readwrite").objectStore("entries");
    const again = () => { if (busy) entries.count().onsuccess = again; };
    again();
    window.letWrite = () => { busy = false; };
    let kept = 0;
    const put = IDBObjectStore.prototype.put;
    window.written = () => kept;
    IDBObjectStore.prototype.put = function (...words) {
        const asked = put.apply(this, words);
        this.transaction.addEventListener("complete", () => { kept = 1; });
        return asked;
    };
}"""


@pytest.fixture
def desk(page_of: Callable[[str], Page]) -> Page:
    """Ana at her desk, with a pair before her."""
    page = page_of("ana")
    page.get_by_role("link", name="Annotate").click()
    page.get_by_test_id("pair").wait_for()
    return page


def press_through(page: Page, *keys: str) -> None:
    """Press one key after the other, each on a pair of its own."""
    for key in keys:
        pair = page.get_by_test_id("pair")
        task = pair.get_attribute("data-task") or ""
        page.keyboard.press(key)
        expect(pair).not_to_have_attribute("data-task", task)


def task_at_hand(page: Page) -> str:
    return page.get_by_test_id("pair").get_attribute("data-task") or ""


def last_decision(page: Page) -> Locator:
    return page.get_by_role("region", name="Last decisions").locator("li").first


def outbox(page: Page) -> Locator:
    return page.get_by_test_id("outbox")


def test_one_key_decides_saves_and_shows_the_next(desk: Page) -> None:
    for key, relation in KEYS.items():
        press_through(desk, key)
        expect(last_decision(desk)).to_contain_text(relation)
    expect(outbox(desk)).to_have_text("All saved")


def test_control_z_takes_the_last_ones_back(desk: Page) -> None:
    first = task_at_hand(desk)
    press_through(desk, "u", "r")
    desk.keyboard.press("Control+z")
    desk.keyboard.press("Control+z")
    expect(desk.get_by_test_id("pair")).to_have_attribute("data-task", first)
    expect(outbox(desk)).to_have_text("All saved")


def test_nothing_is_lost_while_the_network_is_away(desk: Page) -> None:
    desk.context.set_offline(True)
    press_through(desk, "u", "u")
    expect(outbox(desk)).to_have_text("2 unsent")
    desk.context.set_offline(False)
    expect(outbox(desk)).to_have_text("All saved")


def test_what_was_unsent_survives_a_reload(desk: Page) -> None:
    answered = task_at_hand(desk)
    desk.route("**/api/v1/annotations", lambda route: route.abort())
    press_through(desk, "u")
    expect(outbox(desk)).to_have_text("1 unsent")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.unroute("**/api/v1/annotations")
    desk.reload()
    expect(desk.get_by_test_id("pair")).not_to_have_attribute("data-task", answered)
    expect(outbox(desk)).to_have_text("All saved")
    desk.get_by_role("link", name="My decisions").click()
    expect(desk.locator("tbody tr").first).to_contain_text("unrelated")


def test_an_answer_is_called_unsent_only_once_the_browser_has_written_it_down(desk: Page) -> None:
    desk.route("**/api/v1/annotations", lambda route: route.abort())
    desk.evaluate(OCCUPY_THE_STORE)
    press_through(desk, "u")
    expect(outbox(desk)).to_have_text("Saving 1")
    assert desk.evaluate("window.written()") == 0
    desk.evaluate("window.letWrite()")
    expect(outbox(desk)).to_have_text("1 unsent")
    assert desk.evaluate("window.written()") == 1
    desk.unroute("**/api/v1/annotations")
    expect(outbox(desk)).to_have_text("All saved")


def test_a_list_that_was_on_its_way_does_not_bring_an_answered_pair_back(desk: Page) -> None:
    answered = task_at_hand(desk)
    holding = desk.request.get("/api/v1/queue/next", params={"count": 1})
    assert [str(task["id"]) for task in holding.json()["items"]] == [answered]
    press_through(desk, "u")
    expect(outbox(desk)).to_have_text("All saved")
    desk.get_by_role("link", name="My decisions").click()
    expect(desk.locator("tbody tr").first).to_contain_text("unrelated")
    # The desk that opens now gets the list as it was before the answer.
    desk.route("**/api/v1/queue/next?*", lambda route: route.fulfill(json=holding.json()), times=1)
    desk.get_by_role("link", name="Annotate").click()
    pair = desk.get_by_test_id("pair")
    expect(pair).to_be_visible()
    expect(pair).not_to_have_attribute("data-task", answered)


def test_keys_can_be_changed(desk: Page) -> None:
    desk.keyboard.press("h")
    desk.get_by_role("button", name="Key for synonym").click()
    desk.keyboard.press("1")
    desk.get_by_role("button", name="Done").click()
    expect(desk.get_by_role("dialog")).to_be_hidden()
    press_through(desk, "1")
    expect(last_decision(desk)).to_contain_text("synonym")


def test_the_desk_fits_a_phone(desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    expect(desk.get_by_role("button", name="synonym").first).to_be_in_viewport()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360
