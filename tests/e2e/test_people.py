"""How people come in: by a link that Ada made, or by single sign-on, once Ada has let them in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.config.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_link_lets_one_person_in(
    page_of: Callable[[str], Page], browser: Browser, titleloom: Stack
) -> None:
    ada = page_of("ada")
    ada.get_by_role("navigation", name="Areas").get_by_role("link", name="People").click()
    ada.get_by_label("Whom it is for").fill("Eve of Berlin")
    ada.get_by_role("button", name="Make link").click()
    link = ada.get_by_role("status").locator("code").inner_text()

    context = browser.new_context(base_url=titleloom.url, reduced_motion="reduce")
    eve = context.new_page()
    eve.goto(link)
    expect(eve.get_by_text("invites you to Titleloom as an annotator")).to_be_visible()
    assert "#" not in eve.url
    eve.get_by_label("Login name").fill("eve")
    eve.locator("input[autocomplete=new-password]").first.fill("woven-by-seven-hands")
    eve.locator("input[autocomplete=new-password]").last.fill("woven-by-seven-hands")
    eve.get_by_role("button", name="Come in").click()
    eve.get_by_role("navigation", name="Areas").wait_for()
    eve.goto("/activity")
    expect(eve.locator("tbody tr").filter(has_text="Accepted an invitation")).to_be_visible()
    context.close()

    again = browser.new_context(base_url=titleloom.url).new_page()
    again.goto(link)
    expect(again.get_by_role("alert")).to_contain_text("This link was used")
    again.context.close()
    ada.reload()
    expect(ada.locator("tr").filter(has_text="Eve of Berlin")).to_contain_text("became eve")


def test_who_comes_by_single_sign_on_is_let_in_by_a_lead(
    page_of: Callable[[str], Page], browser: Browser, titleloom: Stack
) -> None:
    context = browser.new_context(base_url=titleloom.url, reduced_motion="reduce")
    iris = context.new_page()
    iris.goto("/activity")
    iris.get_by_role("button", name="Continue with Example Inc.").click()
    iris.get_by_role("link", name="Log in as iris").click()
    expect(iris.get_by_role("alert")).to_contain_text("wait for a lead to let you in")

    ada = page_of("ada")
    ada.goto("/people")
    waiting = ada.get_by_role("region", name="Waiting to be let in").locator("tbody tr")
    expect(waiting).to_contain_text("iris@example.org")
    waiting.get_by_role("button", name="Let in").click()
    expect(waiting).to_have_count(0)

    iris.get_by_role("button", name="Continue with Example Inc.").click()
    iris.get_by_role("link", name="Log in as iris").click()
    iris.get_by_role("navigation", name="Areas").wait_for()
    expect(iris).to_have_url(f"{titleloom.url}/")
    expect(iris.get_by_role("heading", level=1)).to_contain_text("Iris Example")
    context.close()
