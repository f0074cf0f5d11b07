"""What an annotator's hands rely on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.e2e.test_accessibility import violations

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


def test_control_z_goes_on_after_a_look_elsewhere_and_after_a_reload(desk: Page) -> None:
    press_through(desk, "u", "r")
    expect(outbox(desk)).to_have_text("All saved")
    desk.get_by_role("link", name="Home").click()
    desk.get_by_role("link", name="Annotate").click()
    expect(last_decision(desk)).to_contain_text("related")
    desk.keyboard.press("Control+z")
    expect(last_decision(desk)).to_contain_text("unrelated")
    expect(outbox(desk)).to_have_text("All saved")
    first = last_decision(desk).inner_text().split("\n")[0]
    desk.reload()
    desk.get_by_test_id("pair").wait_for()
    expect(last_decision(desk)).to_contain_text("saved earlier")
    desk.keyboard.press("Control+z")
    expect(desk.get_by_text("Taken back: ")).to_be_visible()
    expect(desk.get_by_test_id("pair")).to_contain_text(first)
    newest = desk.request.get("/api/v1/annotations", params={"mine": 1, "page_size": 2}).json()["results"]
    assert [row["undone"] for row in newest] == [True, True]


def answers_sent(page: Page) -> list[dict[str, Any]]:
    """Every answer as it leaves the browser from now on."""
    sent: list[dict[str, Any]] = []

    def look(asked: Request) -> None:
        if asked.method == "POST" and asked.url.endswith("/annotations"):
            body: Any = asked.post_data_json
            sent.extend(body if isinstance(body, list) else [body])

    page.on("request", look)
    return sent


def desk_of_pairs(page: Page, *, blind_first: bool) -> Page:
    """The desk, on which all pairs are (not) to be judged blind first."""

    def hand_out(route: Route) -> None:
        answer = route.fetch()
        handed = answer.json()
        for task in handed["items"]:
            task["blind_first"] = blind_first
        route.fulfill(response=answer, json=handed)

    page.route("**/api/v1/queue/next?*", hand_out)
    page.get_by_role("link", name="Annotate").click()
    page.get_by_test_id("pair").wait_for()
    return page


def test_one_key_shows_what_the_graph_knows_and_the_answer_says_so(page_of: Callable[[str], Page]) -> None:
    desk = desk_of_pairs(page_of("ana"), blind_first=False)
    sent = answers_sent(desk)
    press_through(desk, "u")
    desk.keyboard.press("g")
    expect(desk.get_by_role("region", name="What the graph knows of")).to_have_count(2)
    press_through(desk, "u")
    expect(desk.get_by_role("region", name="What the graph knows of")).to_have_count(0)
    expect(outbox(desk)).to_have_text("All saved")
    assert [answer["blind"] for answer in sent] == [True, False]


def test_a_pair_that_measures_people_is_answered_before_the_graph_is_seen(
    page_of: Callable[[str], Page],
) -> None:
    desk = desk_of_pairs(page_of("ana"), blind_first=True)
    sent = answers_sent(desk)
    around = desk.get_by_role("region", name="What the graph knows of")
    for second_thought in ("Enter", "s"):
        task = task_at_hand(desk)
        desk.keyboard.press("g")
        expect(desk.get_by_text("This pair is judged blind: answer first.")).to_be_visible()
        expect(around).to_have_count(0)
        desk.keyboard.press("u")
        expect(around).to_have_count(2)
        expect(desk.get_by_test_id("pair")).to_have_attribute("data-task", task)
        desk.keyboard.press(second_thought)
        expect(desk.get_by_test_id("pair")).not_to_have_attribute("data-task", task)
    expect(outbox(desk)).to_have_text("All saved")
    assert [(a["relation"], a["blind"]) for a in sent] == [("unrelated", True), ("synonym", False)]


def test_says_why_the_pair_is_asked_and_what_the_relations_are(desk: Page) -> None:
    desk.keyboard.press("y")
    expect(desk.get_by_role("region", name="Why this pair is asked")).to_contain_text("ledger")
    desk.keyboard.press("e")
    examples = desk.get_by_role("region", name="The relations, with examples")
    expect(examples).to_contain_text("attorney")
    assert violations(desk) == []


def test_figures_can_be_put_away(desk: Page) -> None:
    press_through(desk, *"uuuuuu")
    desk.get_by_role("button", name=re.compile(r"\d today")).click()
    expect(desk.get_by_text(re.compile(r"about [\d,]+ a minute"))).to_be_visible()
    expect(desk.get_by_text("1 day; a free weekend does not end it")).to_be_visible()
    desk.get_by_label("Show the figures at the desk").uncheck()
    desk.reload()
    expect(desk.get_by_role("button", name="Progress")).to_be_visible()
    expect(desk.get_by_text(re.compile(r"\d today"))).to_have_count(0)


def test_keys_belong_to_the_person_and_not_to_the_browser(page_of: Callable[[str], Page]) -> None:
    page = page_of("ana")
    page.get_by_role("link", name="Annotate").click()
    page.get_by_test_id("pair").wait_for()
    page.keyboard.press("h")
    page.get_by_role("button", name="Key for synonym").click()
    page.keyboard.press("1")
    page.get_by_role("button", name="Done").click()
    me = page.request.get("/api/v1/session").json()["id"]
    kept = page.evaluate("id => JSON.parse(localStorage.getItem(`titleloom.keys.${id}`)).synonym", me)
    assert kept == ["1"]


def test_the_desk_fits_a_phone(desk: Page) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    expect(desk.get_by_role("button", name="synonym").first).to_be_in_viewport()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360
