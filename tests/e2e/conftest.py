"""A whole installation with the starter content, and a real browser in front of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright

from config.embedded.home import PROJECT
from tests.config.oidc_provider import Provider, provider_running
from tests.config.stack import Stack, installed

QUIET = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
# Beside the other half of the tests on two cores a page may take its time; what never comes still fails.
expect.set_options(timeout=20_000)
_LOGIN = re.compile(r"^ {2}(\w+) +(\S+)", re.MULTILINE)


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """Where Iris has her account: a provider of single sign-on."""
    claims = {"sub": "iris-1", "email": "iris@example.org", "email_verified": True, "name": "Iris Example"}
    with provider_running({"iris": claims}) as running:
        yield running


@pytest.fixture(scope="session")
def titleloom(provider: Provider, demo_home: Path) -> Iterator[Stack]:
    """``manage.py serve`` with people, the starter taxonomy, a filled queue, both workers, and single sign-on."""
    if not (PROJECT / "frontend" / "dist" / "index.html").is_file():
        pytest.skip("The UI is not built; 'make test' builds it.")
    sign_on = {
        "TITLELOOM_OIDC_ISSUER": provider.address,
        "TITLELOOM_OIDC_CLIENT_ID": provider.client_id,
        "TITLELOOM_OIDC_CLIENT_SECRET": provider.client_secret,
        "TITLELOOM_OIDC_NAME": "Example Inc.",
    }
    with installed(demo_home, DEMO="1", **sign_on) as running:
        yield running


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    """One headless Chromium for all tests."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser_path, args=list(QUIET))
        yield running
        running.close()
        # Tests that came after the first browser test kept their connections in Playwright's event loop, where
        # nobody finds them once it has ended: the test database could not be dropped.
        connections.close_all()


def passwords_of(titleloom: Stack) -> dict[str, str]:
    """What each person of the demo logs in with."""
    return dict(_LOGIN.findall((titleloom.home.root / "first-login.txt").read_text()))


Cookies = dict[tuple[str, str], list[Any]]
"""Of each installation (address) and person."""


@pytest.fixture(scope="session")
def cookies() -> Cookies:
    """Those of people who have logged in; an ended session shows the form again."""
    return {}


@pytest.fixture
def page_of(titleloom: Stack, browser: Browser, cookies: Cookies) -> Iterator[Callable[[str], Page]]:
    """A page on which that person has logged in, at first through the form; faults of the page fail the test."""
    passwords = passwords_of(titleloom)
    contexts = []
    faults: list[str] = []

    def log_in(person: str) -> Page:
        context = browser.new_context(
            base_url=titleloom.url, viewport={"width": 1280, "height": 860}, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: faults.append(f"{person}: {error}"))
        context.add_cookies(cookies.get((titleloom.url, person), []))
        page.goto("/")
        areas, name = page.get_by_role("navigation", name="Areas"), page.get_by_label("Name", exact=True)
        areas.or_(name).wait_for()
        if name.is_visible():
            name.fill(person)
            page.locator("input[name=password]").fill(passwords[person])
            page.get_by_role("button", name="Log in").click()
            areas.wait_for()
            cookies[titleloom.url, person] = list(context.cookies())
        return page

    yield log_in
    for context in contexts:
        context.close()
    assert not faults
