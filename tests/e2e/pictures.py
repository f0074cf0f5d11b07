"""``python -m tests.e2e.pictures URL FIRST_LOGIN [--width 1280] [--output FOLDER]``: pictures of every page.

Of a running installation with the demo's people (``make run`` prints its address and writes ``first-login.txt``), in
light and dark. Whoever changes the look of a page takes them again, looks at them, and commits those that changed.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from config.embedded.home import PROJECT
from tests.e2e.conftest import QUIET
from tests.e2e.test_accessibility import PAGES

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LEFT_OUT = frozenset({"/nowhere"})
HEIGHT = 860


def pictures(browser: Browser, url: str, passwords: dict[str, str], width: int, folder: Path) -> list[str]:
    """Take them; the names of the pages in the order of the menu."""
    names = []
    for scheme in SCHEMES:
        for person, paths in PAGES.items():
            context = browser.new_context(
                base_url=url,
                color_scheme=scheme,
                reduced_motion="reduce",
                viewport={"width": width, "height": HEIGHT},
            )
            page = context.new_page()
            page.goto("/")
            page.get_by_label("Name").wait_for()
            if person == next(iter(PAGES)):
                names.append(_picture(page, "login", scheme, folder))
            page.get_by_label("Name").fill(person)
            page.locator("input[name=password]").fill(passwords[person])
            page.get_by_role("button", name="Log in").click()
            page.get_by_role("navigation", name="Areas").wait_for()
            for path in paths:
                if path in LEFT_OUT:
                    continue
                page.goto(path)
                page.get_by_role("main").wait_for()
                page.wait_for_load_state("networkidle")
                name = path.strip("/").replace("/", "-") or "home"
                names.append(_picture(page, name if person != "root" else f"{name}-root", scheme, folder))
            context.close()
    return list(dict.fromkeys(names))


def _picture(page: Page, name: str, scheme: str, folder: Path) -> str:
    page.wait_for_timeout(700)  # drawings settle
    page.screenshot(path=folder / f"{name}.{scheme}.jpg", type="jpeg", quality=82)
    return name


def main() -> int:
    """Take the pictures and write the page that shows them."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.pictures", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("first_login", type=Path)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--output", type=Path, default=PROJECT / "docs" / "screenshots" / "pages")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("There is no Chromium here.", file=sys.stderr)
        return 2
    passwords = dict(re.findall(r"^ {2}(\w+) +(\S+)", options.first_login.read_text(), re.MULTILINE))
    options.output.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        names = pictures(browser, options.url, passwords, options.width, options.output)
        browser.close()
    rows = [
        f"| {name} | ![{name}, light]({name}.light.jpg) | ![{name}, dark]({name}.dark.jpg) |"
        for name in names
    ]
    text = ["# Every page", "", "| page | light | dark |", "| --- | --- | --- |", *rows, ""]
    (options.output / "README.md").write_text("\n".join(text))
    print(f"{len(names)} pages in {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
