"""The models page: the pairs behind a mix-up, the curve with the meter by which to stop, and two versions compared."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.config.stack import Stack, installed
from tests.models_lstm.core.judgements import judgements

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]

ROUNDS = (200, 330, 540)
"""Judgements that there are when each version is trained: the curve wants three numbers, a third apart."""


@pytest.fixture(scope="module")
def titleloom() -> Iterator[Stack]:
    """An installation of its own with three versions, each trained on more judgements than the one before."""
    with installed(DEMO="0") as running:
        told = judgements(seed=1)
        for count in ROUNDS:
            file = running.home.root / "judgements.csv"
            with file.open("w", newline="") as out:
                rows = csv.writer(out)
                rows.writerow(("title_a", "title_b", "relation"))
                rows.writerows((one.title_a, one.title_b, one.relation) for one in told[:count])
            done(running, "import_judgements", str(file), "--as", "decisions")
            done(running, "train_model", "--preset", "quick", "--seed", "1")
        done(running, "find_candidates")
        yield running


def done(stack: Stack, *words: str) -> None:
    """A command that must succeed."""
    told = stack.manage(*words)
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_cell_of_the_confusion_opens_its_pairs(page_of: Callable[[str], Page]) -> None:
    root = page_of("root")
    root.goto("/models/versions/v3")
    cells = root.get_by_role("button", name=re.compile(r"^People said \w+, it said \w+: \d+$"))
    cells.first.wait_for()
    # The fullest one: small cells of a small model come and go.
    names = [cells.nth(at).get_attribute("aria-label") or "" for at in range(cells.count())]
    fullest = max(names, key=lambda name: int(name.rsplit(" ", 1)[1]))
    number = int(fullest.rsplit(" ", 1)[1])
    cell = root.get_by_role("button", name=fullest, exact=True)
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    pairs = root.get_by_role("region", name="Pairs behind the cell")
    expect(pairs).to_contain_text(re.compile(rf"^{number} pairs? of which people said"))
    rows = pairs.locator("tbody tr")
    expect(rows).to_have_count(min(number, rows.count()))
    assert 0 < rows.count() <= number
    assert "truth=" in root.url and "said=" in root.url  # a permanent link to the mix-up
    root.reload()
    expect(pairs.locator("tbody tr").first).to_be_visible()
    rows.first.get_by_role("link").click()
    root.wait_for_url(re.compile(r"/pairs/\d+"))


def test_the_curve_tells_whether_more_labels_are_worth_it(page_of: Callable[[str], Page]) -> None:
    root = page_of("root")
    root.goto("/models?show=curve")
    expect(root.get_by_role("img", name=re.compile(r"^Learning curve: 3 versions"))).to_be_visible()
    verdict = re.compile(r"Go on: more labels|It cannot be told yet|Enough: more of the same")
    expect(root.get_by_text(verdict)).to_be_visible()
    told = root.get_by_text(re.compile(r"^1,000 more labels are likely to bring [+−]0\.\d{3} macro-F1"))
    expect(told).to_be_visible()
    root.get_by_role("combobox", name="How many more labels").click()
    root.get_by_role("option", name="5,000 more").click()
    expect(root.get_by_text(re.compile(r"^5,000 more labels are likely to bring"))).to_be_visible()


def test_two_versions_are_compared_with_what_is_gained_and_lost(page_of: Callable[[str], Page]) -> None:
    root = page_of("root")
    root.goto("/models/versions/v3")
    root.get_by_role("combobox", name="Other version").click()
    root.get_by_role("option", name=re.compile("^v1")).click()
    expect(root.get_by_text(re.compile(r"Macro-F1 [+−]\d\.\d{3} \(95 % interval"))).to_be_visible(
        timeout=120_000
    )
    summary = root.get_by_text(re.compile(r"proposals gained, [\d,]+ lost, [\d,]+ flipped"))
    expect(summary).to_be_visible()
    root.get_by_role("button", name="Count them all").click()
    expect(root.get_by_text(re.compile("^Counted "))).to_be_visible(timeout=120_000)
    expect(root.get_by_role("button", name="Count again")).to_be_visible()
    kinds = root.get_by_role("radiogroup", name="Which examples")
    expect(kinds).to_be_visible()
    words = (summary.text_content() or "").replace(",", "")
    for kind in ("gained", "lost", "flipped"):
        number = int(re.search(rf"(\d+) (?:proposals )?{kind}", words)[1])  # type: ignore[index]
        choice = kinds.get_by_text(re.compile(rf"^{kind} "))
        if number == 0:
            expect(choice).to_have_count(0)
            continue
        choice.click()
        table = root.get_by_role("table").filter(has=root.get_by_role("columnheader", name="For example"))
        row = table.locator("tbody tr").first
        # Gained: the older one said nothing of it; lost: the newer one says nothing any more.
        silent = {"gained": row.locator("td").nth(1), "lost": row.locator("td").nth(2)}.get(kind)
        if silent is not None:
            expect(silent).to_have_text("nothing")
