"""How smoothly the graph explorer draws: frames while a neighbourhood of thousands of titles is moved about.

Opens a running Titleloom in headless Chromium and answers the explorer's question for a neighbourhood with a made one
of the given size. Prints, for panning, zooming and pointing at titles, how many frames a second were drawn and how
long the slowest of a hundred took, and how long the layout needed (in its worker, beside the page).

A headless browser without a graphics card paints in software, on the cores that everything else uses: what a person
sees is faster. ``--gpu`` lets Chromium use a card where there is one.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from playwright.sync_api import Page, Route, sync_playwright

SOFTWARE = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
WORDS = ("broader", "senior", "related")
COUNT_FRAMES = """() => {
  window.frames_seen = [];
  const note = (at) => { window.frames_seen.push(at); window.frame_loop = requestAnimationFrame(note); };
  window.frame_loop = requestAnimationFrame(note);
}"""
STOP = "() => { cancelAnimationFrame(window.frame_loop); return window.frames_seen; }"


@dataclass(frozen=True, slots=True)
class Motion:
    """Frames of one kind of movement; times in milliseconds."""

    name: str
    gaps: list[float]

    def line(self) -> str:
        """A row of the table."""
        ordered = sorted(self.gaps)
        slow = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
        median = statistics.median(ordered)
        return f"| {self.name} | {len(ordered)} | {1000 / median:.0f} | {median:.1f} | {slow:.0f} |"


def neighbourhood(centre: int, count: int) -> dict[str, object]:
    """``count`` concepts around ``centre``, about two edges each, as the API answers."""
    ids = [centre, *range(1_000_000, 1_000_000 + count - 1)]
    nodes = [
        {"id": each, "label": f"title {at}", "size": 1 + at % 4, "count": 1, "hops": min(3, at)}
        for at, each in enumerate(ids)
    ]
    pairs = [(ids[(at - 1) // 12], ids[at]) for at in range(1, count)]
    pairs += [(ids[at * 7 % count], ids[at]) for at in range(1, count) if at * 7 % count != at]
    edges = [
        {"id": at + 1, "source": source, "target": target, "relation": WORDS[at % 3]}
        for at, (source, target) in enumerate(pairs)
    ]
    return {"release": 1, "nodes": nodes, "edges": edges, "cut": 0}


def measure(page: Page, name: str, move: Callable[[Page], None]) -> Motion:
    """Frames while ``move`` goes on."""
    page.evaluate(COUNT_FRAMES)
    move(page)
    seen = page.evaluate(STOP)
    return Motion(name, [later - sooner for sooner, later in pairwise(seen)])


def _pan(page: Page) -> None:
    page.mouse.move(600, 400)
    page.mouse.down()
    for step in range(120):
        page.mouse.move(600 + 2 * (step % 60), 400 + step)
    page.mouse.up()


def _zoom(page: Page) -> None:
    page.mouse.move(600, 400)
    for step in range(40):
        page.mouse.wheel(0, -240 if step < 20 else 240)
        page.wait_for_timeout(50)


def _point(page: Page) -> None:
    for step in range(120):
        page.mouse.move(400 + 3 * step, 300 + 2 * (step % 90))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--name", required=True, help="of a person who may read the graph")
    parser.add_argument("--password", required=True)
    parser.add_argument("--concepts", type=int, default=5_000)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--gpu", action="store_true", help="paint with a graphics card, not in software")
    args = parser.parse_args()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=args.browser, args=[] if args.gpu else list(SOFTWARE)
        )
        page = browser.new_page(base_url=args.url, viewport={"width": 1280, "height": 800})
        page.goto("/")
        page.get_by_label("Name").fill(args.name)
        page.locator("input[name=password]").fill(args.password)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("navigation", name="Areas").wait_for()

        def answer(route: Route) -> None:
            body = json.dumps(neighbourhood(1, args.concepts))
            route.fulfill(status=200, content_type="application/json", body=body)

        page.route(re.compile(r"/api/v1/neighbourhood\?"), answer)
        started = time.perf_counter()
        page.goto("/graph/c/1?depth=3")
        picture = page.get_by_role("application", name=re.compile("^Picture: [1-9]"))
        picture.wait_for()
        drawn = time.perf_counter() - started
        page.wait_for_selector("[role=application]:not([data-moving])", timeout=300_000)
        settled = time.perf_counter() - started
        print(
            f"{picture.get_attribute('aria-label')}; drawn after {drawn:.1f} s, settled after {settled:.1f} s\n"
        )
        print(
            "| movement | frames | a second | median ms | slowest of 100, ms |\n| --- | --: | --: | --: | --: |"
        )
        for motion in (
            measure(page, "panning", _pan),
            measure(page, "zooming", _zoom),
            measure(page, "pointing", _point),
        ):
            print(motion.line())
        browser.close()


if __name__ == "__main__":
    main()
