"""Review: by relation and family, typed reasons by single keys, a preview of many, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.config.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

PROPOSE = """
from taxonomy.models import Title
from taxonomy.services.pairs import pairs_ensure
from taxonomy.services.proposals import ProposalRow, proposals_replace
title = lambda text: Title.objects.get(text=text, language="en").pk
wanted = [("baker", "beekeeper", "related", 0.91), ("beekeeper", "florist", "senior", 0.84),
          ("florist", "butcher", "senior", 0.83), ("beekeeper", "butcher", "junior", 0.82)]
ends = [tuple(sorted((title(a), title(b)))) for a, b, _, _ in wanted]
pairs = pairs_ensure(ends)
turned = {"senior": "junior", "junior": "senior"}
rows = []
for (a, b, relation, score), end in zip(wanted, ends):
    seen = relation if title(a) == end[0] else turned.get(relation, relation)
    rows.append(ProposalRow(pairs[end], seen, score))
print("proposed", proposals_replace(model_version="browser", rows=rows))
"""


@pytest.fixture
def ada(titleloom: Stack, page_of: Callable[[str], Page]) -> Page:
    made = titleloom.manage("shell", "-c", PROPOSE)
    assert "proposed" in made.stdout, made.stderr
    return page_of("ada")


def test_a_relation_is_reviewed_by_keys_with_reasons_a_preview_and_undo(ada: Page) -> None:
    ada.goto("/review?by=relation&relation=senior")
    rows = ada.locator("[data-proposal]")
    expect(rows).to_have_count(3)
    expect(
        ada.get_by_role("group", name="Which relation").get_by_role("button", name="senior")
    ).to_contain_text("3")

    # Each fits the graph; all three together would close a circle.
    ada.keyboard.press("Shift+A")
    ada.keyboard.press("p")
    look = ada.get_by_role("dialog")
    expect(look).to_contain_text("1 verdict would be refused")
    expect(look.get_by_role("list", name="Edges that prove it").get_by_role("listitem")).to_have_count(2)
    look.get_by_role("button", name="Leave them open").click()
    expect(look).to_contain_text("What 2 verdicts would do")
    look.get_by_role("button", name="Not yet").click()
    expect(look).not_to_be_visible()

    ada.keyboard.press("Escape")
    ada.keyboard.press("3")
    expect(rows.first).to_contain_text("dropped: only the words are alike")
    ada.keyboard.press("Enter")
    expect(ada.get_by_text("1 proposal settled")).to_be_visible()
    expect(rows.first).to_contain_text("rejected")
    told = ada.request.get("/api/v1/proposals", params={"state": "rejected", "why_not": "words_only"}).json()
    assert len(told["results"]) == 1
    ada.keyboard.press("z")
    expect(ada.get_by_text("1 verdict taken back")).to_be_visible()
    expect(rows.first).not_to_contain_text("rejected")


def test_proposals_are_arranged_by_family(ada: Page) -> None:
    ada.goto("/review")
    ada.get_by_text("By family", exact=True).click()
    expect(ada).to_have_url(re.compile("by=family"))
    # Other tests may have settled one of the pairs.
    families = ada.request.get("/api/v1/proposals/tally").json()["families"]
    assert sum(family["count"] for family in families) >= 3
    expect(ada.locator("[data-proposal]")).to_have_count(sum(family["count"] for family in families))
