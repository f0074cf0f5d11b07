"""How fast one person can annotate in a real browser, and how often the screen is what they wait for.

    python -m benchmarks.pace [--decisions 120] [--median 1.2] [--seed 7] [--person ana]
                              [--url http://127.0.0.1:8000 --logins HOME/first-login.txt] [--json FILE]

A headless Chromium sits at the desk. Its person looks at each pair for a while (log-normal, as reading times are:
``--median`` seconds, sigma 0.45, 0.25 s at the least) and presses one key. What is measured, in the page itself:

* decisions a minute, over the whole run;
* from the key press until the frame that shows the next pair: milliseconds, and the share of decisions after which that
  is the very next frame;
* the share of all that time (looking, and waiting for the next pair) in which the person waited for the UI. Nothing else
  is waited for: saving happens behind the person's back;
* from the sending of an answer to the server's receipt, as the browser's network log has it.

A second run presses as fast as the screen allows (``--median 0``): the ceiling of the UI, not of a person.

Without ``--url`` a whole installation with the starter content is started in a throw-away folder, which takes a minute.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = ("--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update")
KEYS = "uuuurrrssnkj"
SIGMA, LEAST_SECONDS = 0.45, 0.25
_LOGIN = re.compile(r"^ {2}(\w+) +(\S+)", re.MULTILINE)

# Noted in the page, without a message to this process in between. A frame is painted after its animation callbacks: what
# is in the document in the first callback after a key is what the first frame after that key shows.
WATCH = """() => {
    const task = () => document.querySelector("[data-testid=pair]")?.dataset.task ?? null;
    const pace = { keys: [], shown: [], atOnce: [] };
    addEventListener("keydown", (event) => {
        const former = task();
        if (event.key.length !== 1 || former === null) return;
        pace.keys.push(event.timeStamp);
        let frames = 0;
        const look = () => {
            const now = task();
            frames += 1;
            if (now === null || now === former) return requestAnimationFrame(look);
            pace.shown.push(performance.now());
            pace.atOnce.push(frames === 1);
        };
        requestAnimationFrame(look);
    }, true);
    window.pace = pace;
}"""
NEXT = """former => {
    const at = document.querySelector("[data-testid=pair]");
    return at !== null && at.dataset.task !== former;
}"""


@dataclass(frozen=True)
class Result:
    """One run. Times in milliseconds, shares 0..1."""

    decisions: int
    seconds: float
    decisions_a_minute: float
    looking_seconds: float
    ui_waited_for_share: float
    next_p50_ms: float
    next_p95_ms: float
    next_worst_ms: float
    in_the_next_frame_share: float
    receipt_p50_ms: float
    receipt_p95_ms: float


def quantile(values: list[float], share: float) -> float:
    """The value below which ``share`` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def looks(count: int, median: float, seed: int) -> list[float]:
    """Seconds that each pair is looked at."""
    if median == 0:
        return [0.0] * count
    draw = random.Random(seed)
    return [max(LEAST_SECONDS, median * draw.lognormvariate(0.0, SIGMA)) for _ in range(count)]


def run(page: Page, decisions: int, median: float, seed: int) -> Result:
    """Judge so many pairs at the desk that is open."""
    receipts: list[float] = []

    def saved(response: Any) -> None:
        if response.request.method == "POST" and response.url.endswith("/annotations"):
            response.finished()
            receipts.append(response.request.timing["responseEnd"])

    pair = page.get_by_test_id("pair")
    pair.wait_for()
    page.on("response", saved)
    page.evaluate(WATCH)
    draw = random.Random(seed)
    began, looked = time.perf_counter(), 0.0
    task = pair.get_attribute("data-task")
    for seconds in looks(decisions, median, seed):
        until = time.perf_counter() + seconds
        page.wait_for_timeout(seconds * 1000)
        looked += time.perf_counter() - until + seconds
        page.keyboard.press(draw.choice(KEYS))
        page.wait_for_function(NEXT, arg=task, polling="raf")
        task = pair.get_attribute("data-task")
    total = time.perf_counter() - began
    page.get_by_test_id("outbox").get_by_text("All saved").wait_for(timeout=60_000)
    pace = page.evaluate("window.pace")
    times = [shown - key for key, shown in zip(pace["keys"], pace["shown"], strict=True)]
    # What this process and the browser's wire add to a wait is no wait for the UI: the page's own clock counts.
    ui = sum(times) / 1000
    return Result(
        decisions=decisions,
        seconds=round(total, 2),
        decisions_a_minute=round(60 * decisions / total, 1),
        looking_seconds=round(looked, 2),
        ui_waited_for_share=round(ui / (looked + ui), 4) if looked + ui else 0.0,
        next_p50_ms=round(statistics.median(times), 1),
        next_p95_ms=round(quantile(times, 0.95), 1),
        next_worst_ms=round(max(times), 1),
        in_the_next_frame_share=round(sum(pace["atOnce"]) / len(times), 3),
        receipt_p50_ms=round(quantile(receipts, 0.5), 1),
        receipt_p95_ms=round(quantile(receipts, 0.95), 1),
    )


def at_desk(browser: Browser, url: str, person: str, password: str) -> Page:
    """A page on which the person has logged in and opened the desk."""
    page = browser.new_context(base_url=url, viewport={"width": 1280, "height": 860}).new_page()
    page.goto("/")
    page.get_by_label("Name").fill(person)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Annotate").click()
    return page


@contextmanager
def installation() -> Iterator[tuple[str, Path]]:
    """A whole one with the starter content: its address, and the file of the first passwords."""
    from tests.config.stack import installed

    with installed(DEMO="1") as running:
        yield running.url, running.home.root / "first-login.txt"


def measure(url: str, logins: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """A person's pace, then the ceiling of the UI."""
    passwords = dict(_LOGIN.findall(logins.read_text()))
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        page = at_desk(browser, url, arguments.person, passwords[arguments.person])
        runs = {"person": run(page, arguments.decisions, arguments.median, arguments.seed)}
        page = at_desk(browser, url, arguments.person, passwords[arguments.person])
        runs["ceiling"] = run(page, arguments.decisions, 0.0, arguments.seed)
        browser.close()
    return {name: asdict(result) for name, result in runs.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--decisions", type=int, default=120)
    parser.add_argument("--median", type=float, default=1.2, help="seconds that a pair is looked at")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--person", default="ana")
    parser.add_argument("--url")
    parser.add_argument("--logins", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if arguments.url:
        if arguments.logins is None:
            parser.error("--url needs --logins, the file with the first passwords")
        result = measure(arguments.url, arguments.logins, arguments)
    else:
        with installation() as (url, logins):
            result = measure(url, logins, arguments)
    print(json.dumps(result, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
