"""Nothing is lost and nothing counts twice, whatever the network, the tabs and the session do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Request, Route, expect

from tests.e2e.conftest import passwords_of
from tests.e2e.test_annotate import desk, last_decision, outbox, press_through, task_at_hand

__all__ = ["desk"]

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

ANSWERS = "**/api/v1/annotations"
HOUR = 3_600_000


def standing(page: Page, *tasks: str) -> list[str]:
    """The relations of the person's standing answers to these tasks, in the order of the tasks."""
    rows = page.request.get("/api/v1/annotations", params={"mine": 1, "page_size": 100}).json()["results"]
    by_task: dict[str, list[str]] = {}
    for row in rows:
        if not row["undone"]:
            by_task.setdefault(str(row["task_id"]), []).append(row["relation"])
    assert all(len(answers) == 1 for answers in by_task.values()), "an answer counts twice"
    return [by_task.get(task, ["nothing"])[0] for task in tasks]


def press_and_note(page: Page, *keys: str) -> list[str]:
    """Press one key after the other; the tasks that they answered."""
    tasks = []
    for key in keys:
        tasks.append(task_at_hand(page))
        press_through(page, key)
    return tasks


def test_a_response_that_gets_lost_is_asked_for_again(desk: Page) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    desk.route(ANSWERS, lose, times=2)
    tasks = press_and_note(desk, "u", "r")
    expect(outbox(desk)).to_have_text("All saved")
    assert lost[0] in (200, 201), "the server had stored the answer whose receipt was lost"
    assert standing(desk, *tasks) == ["unrelated", "related"]


def test_a_request_that_arrives_twice_counts_once(desk: Page) -> None:
    replays: list[bool] = []

    def twice(route: Route) -> None:
        route.fetch()
        second = route.fetch()
        replays.append(second.json()["replay"])
        route.fulfill(response=second)

    desk.route(ANSWERS, twice, times=1)
    tasks = press_and_note(desk, "s")
    expect(outbox(desk)).to_have_text("All saved")
    assert replays == [True]
    assert standing(desk, *tasks) == ["synonym"]


def test_slow_responses_hold_nobody_up_and_keep_the_order(desk: Page) -> None:
    held: list[Route] = []
    slow = True

    def hold(route: Route) -> None:
        if slow:
            held.append(route)
        else:
            route.continue_()

    desk.route(ANSWERS, hold)
    tasks = press_and_note(desk, "u", "r", "s")
    desk.keyboard.press("Control+z")
    expect(desk.get_by_test_id("pair")).to_have_attribute("data-task", tasks[2])
    press_through(desk, "u")
    expect(outbox(desk)).to_have_text(re.compile("Saving"))
    slow = False
    for route in held:
        route.continue_()
    expect(outbox(desk)).to_have_text("All saved")
    assert standing(desk, *tasks) == ["unrelated", "related", "unrelated"]


def test_a_server_that_answers_nonsense_or_is_down_is_asked_again(desk: Page) -> None:
    answers: list[dict[str, Any]] = [
        {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to the hotel</h1>"},
        {"status": 502, "body": "Bad gateway"},
    ]
    desk.route(ANSWERS, lambda route: route.fulfill(**answers.pop()), times=2)
    tasks = press_and_note(desk, "r")
    expect(outbox(desk)).to_have_text("All saved", timeout=20_000)
    assert standing(desk, *tasks) == ["related"]


def test_an_hour_offline_and_back(page_of: Callable[[str], Page]) -> None:
    page = page_of("ana")
    page.clock.install()
    page.goto("/annotate")
    page.get_by_test_id("pair").wait_for()
    page.context.set_offline(True)
    tasks = press_and_note(page, *"urururu")
    page.clock.fast_forward(HOUR)
    expect(outbox(page)).to_have_text("7 unsent")
    # Meanwhile a lead frees what she holds, and answers one of them herself.
    ada = page_of("ada")
    token = ada.request.get("/api/v1/session").json()["csrf_token"]
    headers = {"X-CSRFToken": token}
    ada.request.post("/api/v1/queue/leases", data={"person": None}, headers=headers)
    said = {
        "task_id": int(tasks[0]),
        "relation": "related",
        "client_key": "5b7a4a0e-1111-4111-8111-0123456789ab",
    }
    assert ada.request.post("/api/v1/annotations", data=said, headers=headers).ok
    page.context.set_offline(False)
    expect(outbox(page)).to_have_text("All saved", timeout=20_000)
    assert standing(page, *tasks) == ["unrelated", "related"] * 3 + ["unrelated"]


def test_what_is_unsent_keeps_the_page_from_closing(desk: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.route(ANSWERS, lambda route: route.abort())
    press_through(desk, "u")
    expect(outbox(desk)).to_have_text("1 unsent")
    desk.close(run_before_unload=True)
    desk.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert not desk.is_closed()
    desk.unroute(ANSWERS)
    expect(outbox(desk)).to_have_text("All saved")


def test_two_tabs_hold_different_pairs_and_share_what_is_unsent(desk: Page) -> None:
    other = desk.context.new_page()
    other.goto("/annotate")
    other.get_by_test_id("pair").wait_for()
    assert task_at_hand(other) != task_at_hand(desk)
    here = press_and_note(desk, "u", "u")
    there = press_and_note(other, "r", "r")
    assert not {*here} & {*there}
    for page in (desk, other):
        expect(outbox(page)).to_have_text("All saved")
    assert standing(desk, *here, *there) == ["unrelated", "unrelated", "related", "related"]
    # What one tab could not send, the other one sends when it opens, and nothing counts twice.
    desk.route(ANSWERS, lambda route: route.abort())
    left = press_and_note(desk, "r")
    expect(outbox(desk)).to_have_text("1 unsent")
    other.reload()
    expect(outbox(other)).to_have_text("All saved")
    desk.unroute(ANSWERS)
    expect(outbox(desk)).to_have_text("All saved")
    assert standing(desk, *left) == ["related"]


def test_an_answer_given_after_the_session_ended_is_sent_after_the_next_login(
    desk: Page, titleloom: Any
) -> None:
    def is_answer(request: Request) -> bool:
        return request.method == "POST" and request.url.endswith("/api/v1/annotations")

    def answers_only(route: Route) -> None:
        """A count that is asked for in the background must not find out first that the session has ended."""
        if is_answer(route.request):
            route.fallback()
        else:
            route.abort()

    task = task_at_hand(desk)
    token = desk.request.get("/api/v1/session").json()["csrf_token"]
    desk.route("**/api/v1/**", answers_only)
    assert desk.request.delete("/api/v1/session", headers={"X-CSRFToken": token}).ok
    with desk.expect_response(lambda response: is_answer(response.request)) as refused:
        desk.keyboard.press("s")
    assert refused.value.status == 401
    desk.unroute("**/api/v1/**")
    expect(desk.get_by_role("button", name="Log in")).to_be_visible()
    desk.get_by_label("Name").fill("ana")
    desk.locator("input[name=password]").fill(passwords_of(titleloom)["ana"])
    desk.keyboard.press("Enter")
    desk.get_by_test_id("pair").wait_for()
    expect(outbox(desk)).to_have_text("All saved")
    expect(last_decision(desk)).to_contain_text("synonym")
    assert standing(desk, task) == ["synonym"]
