"""Waiting for the workers that merge."""

from __future__ import annotations

from playwright.sync_api import Page


def wait_for_merges(page: Page) -> None:
    """Until every decision is in the graph. Home may for a moment still show what it showed before the last ones."""
    for _ in range(480):
        waiting = page.request.get("/api/v1/home").json()["waiting"]["pending_merges"]
        if waiting == 0:
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{waiting} decisions still wait")
