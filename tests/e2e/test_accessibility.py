"""No page breaks WCAG 2.2 AA as far as axe can tell, in light and in dark, for those who may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from config.embedded.home import PROJECT

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

AXE = PROJECT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of these that a change of the scheme can break."""
JUDGE = ("/", "/annotate", "/practice", "/mine", "/review", "/adjudicate", "/conflicts", "/feedback")
KNOW = ("/titles", "/titles/1", "/pairs/1", "/graph", "/graph/c/1", "/decisions", "/releases", "/releases/1")
TREE = ("/taxonomy", "/taxonomy/bulk")
RUN = ("/queue", "/acceptance", "/models", "/imports", "/quarantine", "/tokens", "/password", "/nowhere")
OWN = ("/people", "/activity", "/team", "/guideline")
ALL = {"type": "tag", "values": RULES}
JUDGED: tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...] = (
    ("light", ALL),
    ("dark", {"type": "rule", "values": COLOURS}),
)
PAGES = {"ada": (*JUDGE, *KNOW, *TREE, *RUN, *OWN), "root": ("/people", "/webhooks", "/tokens")}


@pytest.mark.parametrize("person", list(PAGES))
def test_axe_finds_nothing(page_of: Callable[[str], Page], person: str) -> None:
    page = page_of(person)
    found = []
    for path in PAGES[person]:
        page.goto(path)
        page.get_by_role("main").wait_for()
        page.wait_for_load_state("networkidle")
        for scheme, rules in JUDGED:
            page.emulate_media(color_scheme=scheme)
            expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
            found += [f"{path} ({scheme}): {line}" for line in violations(page, rules)]
    assert found == []


# A button that comes to be enabled is pale for a frame more, also where motion is reduced to next to nothing: its colour
# turns when the next frame is drawn. Axe judges what stands still.
STILL = """
async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const ends = (one) => one.effect.getComputedTiming().endTime !== Infinity;
  const moving = () => document.getAnimations().filter(ends);
  while (moving().length > 0) await Promise.race([Promise.allSettled(moving().map((one) => one.finished)), frame()]);
  await frame();
}
"""


def violations(page: Page, rules: dict[str, Any] = ALL) -> list[str]:
    """What axe finds, a line each, with the first place."""
    page.evaluate(AXE.read_text())
    page.evaluate(STILL)
    result = page.evaluate(
        "rules => axe.run(document, {runOnly: rules})",
        rules,
    )
    return [f"{v['id']} ({v['impact']}), as in {v['nodes'][0]['html'][:160]}" for v in result["violations"]]
