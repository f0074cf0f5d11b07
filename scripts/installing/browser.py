"""A headless browser for the tests: the machine's own, or one installed where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

from installing.console import StepFailed, run_logged, say
from installing.environment import PYTHON, SETUP_LOG

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLAYWRIGHT_PROBE = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as play: print(play.chromium.executable_path)"
)


def find_browser() -> str | None:
    """The path of a Chromium: ``TITLELOOM_BROWSER``, the machine's, or Playwright's."""
    named = os.environ.get("TITLELOOM_BROWSER")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    probe = subprocess.run([PYTHON, "-c", PLAYWRIGHT_PROBE], capture_output=True, text=True, check=False)
    path = probe.stdout.strip()
    return path if probe.returncode == 0 and os.access(path, os.X_OK) else None


def ensure_browser() -> str | None:
    """Find a browser or install one; None (and a sentence) where neither works."""
    if found := find_browser():
        return found
    began = time.monotonic()
    for what, commands in _ways():
        say(f"Installing a browser for the tests by {what} ...")
        try:
            for command in commands:
                run_logged(
                    command,
                    log=SETUP_LOG,
                    what=f"Installing the browser by {what}",
                    environment={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                )
        except (StepFailed, OSError) as failure:
            say(str(failure))
            continue
        if found := find_browser():
            say(f"Browser installed in {time.monotonic() - began:.0f} s.")
            return found
    say("No browser could be installed: the browser tests are skipped. Set TITLELOOM_BROWSER to use one.")
    return None


def _ways() -> list[tuple[str, list[list[str]]]]:
    ways: list[tuple[str, list[list[str]]]] = []
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        install = [apt, "install", "-y", "-q", "--no-install-recommends", "chromium"]
        ways.append(("apt", [[apt, "update", "-q"], install]))
    ways.append(("Playwright", [[str(PYTHON), "-m", "playwright", "install", "chromium"]]))
    return ways
