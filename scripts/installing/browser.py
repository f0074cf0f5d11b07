"""A headless browser for the tests: the machine's own, or one installed where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from installing.console import StepFailed, run_logged, say
from installing.environment import PYTHON, SETUP_LOG

START_SECONDS = 60.0
"""A cold disk and a snap take their time."""
NONE = (
    "No browser could be installed: the browser tests are SKIPPED. Install a Chromium as your system does it "
    "(Debian: 'apt install chromium'; Fedora: 'dnf install chromium'; macOS: 'brew install --cask chromium'), or name "
    "one: make test TITLELOOM_BROWSER=/path/to/chromium"
)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLAYWRIGHT_PROBE = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as play: print(play.chromium.executable_path)"
)


def find_browser() -> str | None:
    """The path of a Chromium that starts: ``TITLELOOM_BROWSER``, the machine's, or Playwright's.

    Raises:
        StepFailed: ``TITLELOOM_BROWSER`` names something that does not start.
    """
    named = os.environ.get("TITLELOOM_BROWSER")
    if named:
        path = shutil.which(named)
        if path is None or (reason := why_not(path)):
            raise StepFailed(
                f"TITLELOOM_BROWSER={named} does not start{f': {reason}' if path else ''}. Name a Chromium that "
                f"does, or unset it, and one is looked for."
            )
        return path
    for path in _candidates():
        if not (reason := why_not(path)):
            return path
        say(f"{path} does not start: {reason}")
    return None


def why_not(path: str) -> str:
    """What keeps a browser from starting (mostly a library that is missing); empty when nothing does."""
    try:
        tried = subprocess.run(
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=START_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if tried.returncode == 0:
        return ""
    lines = (tried.stderr.strip() or tried.stdout.strip()).splitlines()
    return lines[-1][:200].rstrip(".") if lines else f"exit code {tried.returncode}"


def _candidates() -> Iterator[str]:
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    probe = subprocess.run([PYTHON, "-c", PLAYWRIGHT_PROBE], capture_output=True, text=True, check=False)
    path = probe.stdout.strip()
    if probe.returncode == 0 and os.access(path, os.X_OK):
        yield path


def ensure_browser() -> str | None:
    """Find a browser or install one; None (and a sentence) where neither works.

    Raises:
        StepFailed: ``TITLELOOM_BROWSER`` names something that does not start.
    """
    if found := find_browser():
        return found
    began = time.monotonic()
    for way in _ways():
        say(f"Installing a browser for the tests by {way.name} (details in {SETUP_LOG}) ...")
        try:
            _go(way)
        except (StepFailed, OSError) as failure:
            say(str(failure))
            continue
        if found := find_browser():
            say(f"Browser installed in {time.monotonic() - began:.0f} s: {found}")
            return found
        say(f"After installing by {way.name} there is still no browser that starts.")
    say(NONE)
    return None


@dataclass(frozen=True)
class Way:
    """How to get a browser: a command, and one before it that may fail."""

    name: str
    command: list[str]
    before: list[str] = field(default_factory=list)


def _ways() -> list[Way]:
    """The best first: apt brings the libraries too, Playwright only as root and by apt."""
    playwright = [str(PYTHON), "-m", "playwright", "install"]
    ways = [Way("Playwright", [*playwright, "chromium"])]
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        install = [apt, "install", "-y", "-q", "--no-install-recommends", "chromium"]
        # One dead source of packages fails the update, and all that is needed may be known already.
        ways.insert(0, Way("apt", install, before=[apt, "update", "-q"]))
        ways.insert(1, Way("Playwright, with libraries by apt", [*playwright, "--with-deps", "chromium"]))
    return ways


def _go(way: Way) -> None:
    what = f"Installing the browser by {way.name}"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if way.before:
        try:
            run_logged(
                way.before, log=SETUP_LOG, what="Updating the lists of packages", environment=environment
            )
        except StepFailed as failure:
            say(str(failure))
    run_logged(way.command, log=SETUP_LOG, what=what, environment=environment)
