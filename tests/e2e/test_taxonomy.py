"""What a taxonomist's hands rely on: the tree, moves with a look before, history, comments, and a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_accessibility import violations

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

PageOf = Callable[[str], Page]


@pytest.fixture
def board(page_of: PageOf) -> Page:
    """Ada before the tree."""
    page = page_of("ada")
    page.goto("/taxonomy")
    tree(page).get_by_role("treeitem").first.wait_for()
    return page


def tree(page: Page) -> Locator:
    return page.get_by_role("tree")


def row(page: Page, name: str) -> Locator:
    return tree(page).get_by_role("treeitem", name=named(name))


def named(name: str) -> re.Pattern[str]:
    """The accessible name of a row: the concept's, and what the signs beside it say."""
    return re.compile(rf"^{re.escape(name)}( ?,|$)")


def active(page: Page) -> Locator:
    return tree(page).locator("[aria-selected=true]")


def find(page: Page, name: str) -> None:
    """Go to a concept by the search, which opens the tree down to it."""
    page.get_by_label("Find a title in the tree").fill(name)
    page.get_by_role("option").filter(has_text=re.compile(rf"^{re.escape(name)}")).first.click()
    expect(active(page)).to_have_accessible_name(named(name))
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(name)


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary", name="The concept")


def part(page: Page, name: str) -> None:
    """Show another part of the panel."""
    panel(page).locator("label").filter(has_text=re.compile(f"^{name}")).first.click()


def level_of(item: Locator) -> int:
    return int(item.get_attribute("aria-level") or 0)


def test_the_tree_is_walked_by_keys_alone(board: Page) -> None:
    tree(board).focus()
    for letter in "com":
        board.keyboard.press(letter)
    expect(active(board)).to_have_accessible_name(re.compile("^com"))
    expect(board.get_by_role("dialog")).to_have_count(0)
    find(board, "cook")
    tree(board).focus()
    board.keyboard.press("ArrowRight")
    expect(active(board)).to_have_attribute("aria-expanded", "true")
    expect(row(board, "camp cook")).to_be_visible()
    board.keyboard.press("ArrowRight")
    expect(active(board)).to_have_attribute("aria-level", "2")
    board.keyboard.press("ArrowLeft")
    board.keyboard.press("ArrowLeft")
    expect(active(board)).to_have_attribute("aria-expanded", "false")
    board.keyboard.press("Home")
    expect(active(board)).to_have_attribute("aria-posinset", "1")
    board.keyboard.press("End")
    expect(active(board)).to_have_attribute("aria-level", "1")
    focus = tree(board).get_attribute("aria-activedescendant")
    assert active(board).get_attribute("id") == focus


def test_only_the_rows_on_screen_are_there(board: Page) -> None:
    shown = tree(board).get_by_role("treeitem")
    of = int(shown.first.get_attribute("aria-setsize") or 0)
    assert of > 60
    assert shown.count() < of
    tree(board).focus()
    board.keyboard.press("End")
    expect(active(board)).to_have_attribute("aria-posinset", str(of))
    expect(active(board)).to_be_in_viewport()


def test_a_concept_is_moved_by_keyboard_after_a_look_and_moved_back(board: Page) -> None:
    find(board, "pastry cook")
    before = level_of(active(board))
    tree(board).focus()
    board.keyboard.press("m")
    dialog = board.get_by_role("dialog")
    dialog.get_by_label("Put it under").fill("line cook")
    expect(board.get_by_role("option").first).to_contain_text("line cook")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    seen = dialog.get_by_label("What it would change")
    expect(seen).to_contain_text("This can be done")
    expect(seen.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_label("Reason").fill("it is a station")
    board.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(board.get_by_text("“pastry cook” went under “line cook”.")).to_be_visible()
    expect(active(board)).to_have_attribute("aria-level", str(before + 1))
    expect(panel(board).get_by_label("Where it stands")).to_contain_text("line cook")
    board.keyboard.press("Control+z")
    expect(active(board)).to_have_attribute("aria-level", str(before))
    expect(panel(board).get_by_label("Where it stands")).not_to_contain_text("line cook")


def test_a_concept_is_dragged_and_the_drop_only_asks(board: Page) -> None:
    find(board, "fry cook")
    row(board, "fry cook").drag_to(row(board, "camp cook"))
    dialog = board.get_by_role("dialog")
    expect(dialog).to_contain_text("under “camp cook”")
    expect(dialog.get_by_label("What it would change")).to_contain_text("This can be done")
    dialog.get_by_role("button", name="Cancel").click()
    expect(panel(board).get_by_label("Where it stands")).not_to_contain_text("camp cook")


def test_a_move_that_contradicts_shows_the_proof_and_cannot_be_made(board: Page) -> None:
    find(board, "cook")
    tree(board).focus()
    board.keyboard.press("m")
    dialog = board.get_by_role("dialog")
    dialog.get_by_label("Put it under").fill("grill cook")
    board.get_by_role("option").first.click()
    expect(dialog.get_by_label("What it would change")).to_contain_text("circle")
    expect(dialog.get_by_role("list", name="Edges that prove it")).to_be_visible()
    expect(dialog.get_by_role("button", name="Move", exact=True)).to_be_disabled()


def test_the_preferred_title_is_edited_in_place(board: Page) -> None:
    find(board, "school cook")
    tree(board).focus()
    board.keyboard.press("F2")
    dialog = board.get_by_role("dialog")
    dialog.get_by_label("Preferred title").fill("school kitchen cook")
    dialog.get_by_role("button", name="Save").click()
    expect(panel(board).get_by_role("heading", level=2)).to_have_text("school kitchen cook")
    expect(panel(board).get_by_label("Titles")).to_contain_text("school cook")
    expect(active(board)).to_have_accessible_name(named("school kitchen cook"))
    board.get_by_role("button", name="Undo").click()
    expect(panel(board).get_by_role("heading", level=2)).to_have_text("school cook")


def test_two_concepts_are_merged_and_split_again(board: Page) -> None:
    find(board, "prep cook")
    panel(board).get_by_role("button", name="Merge").click()
    dialog = board.get_by_role("dialog")
    dialog.get_by_label("It means the same as").fill("hospital cook")
    board.get_by_role("option").first.click()
    expect(dialog.get_by_label("What it would change")).to_contain_text("joins")
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(dialog).to_be_hidden()
    titles = panel(board).get_by_role("region", name="Titles")
    expect(titles).to_contain_text("prep cook")
    expect(titles).to_contain_text("hospital cook")
    titles.get_by_role("button", name="Split off hospital cook").click()
    expect(dialog.get_by_label("What it would change")).to_contain_text("parts from")
    dialog.get_by_role("button", name="Split", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(titles.get_by_role("listitem")).to_have_count(1)
    # As it was, for the tests that follow.
    for _ in range(2):
        board.get_by_role("button", name="Undo").click()
        expect(board.get_by_text("Taken back.").last).to_be_visible()
        expect(board.get_by_role("button", name="Undo").and_(board.locator("[data-loading]"))).to_have_count(
            0
        )


def test_a_retirement_begins_with_what_stands_in_its_way(board: Page) -> None:
    find(board, "camp cook")
    panel(board).get_by_text("Retire this concept").click()
    expect(panel(board).get_by_text("Move or end these first")).to_be_visible()


def look_at_split(page: Page, title: str) -> None:
    """Add a title to the cook, and see what it would change to split it off."""
    find(page, "cook")
    panel(page).get_by_label("Another title of this concept").fill(title)
    panel(page).get_by_role("button", name="Add").click()
    panel(page).get_by_role("button", name=f"Split off {title}").click()
    expect(page.get_by_role("dialog").get_by_label("What it would change")).to_contain_text("parts from")


def split(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Split", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()


SLOW = """milliseconds => {
  const asked = window.fetch
  window.fetch = async (...what) => {
    const isTree = /taxonomy.(tops|unplaced|concepts.\\d+.narrower)/.test(String(what[0]))
    if (!isTree) await new Promise(resolve => setTimeout(resolve, milliseconds))
    return asked(...what)
  }
  window.swift = () => { window.fetch = asked }
}"""


def test_who_goes_elsewhere_after_a_change_is_not_led_back(board: Page) -> None:
    """What was changed is shown once all is read again; by then one may look at something else."""
    look_at_split(board, "keen cook")
    board.evaluate(SLOW, 900)
    split(board)
    board.get_by_text("Without a place", exact=True).click()
    board.wait_for_timeout(3_000)
    board.evaluate("window.swift()")
    expect(
        board.get_by_role("tree", name="Concepts without a place").get_by_role("treeitem").first
    ).to_be_visible()
    board.get_by_role("button", name="Undo").click()
    expect(board.get_by_text("Taken back.")).to_be_visible()


def test_a_retired_concept_leaves_the_tree_at_once_and_comes_back(board: Page) -> None:
    # A concept of its own that nothing depends on: a title that is added and split off.
    look_at_split(board, "able cook")
    split(board)
    board.get_by_text("Without a place", exact=True).click()
    board.get_by_role("tree", name="Concepts without a place").get_by_role("treeitem").first.wait_for()
    find(board, "able cook")
    lone = row(board, "able cook")
    expect(lone).to_have_count(1)
    panel(board).get_by_text("Retire this concept").click()
    panel(board).get_by_label("Why it goes").fill("Nobody is called so.")
    panel(board).get_by_role("button", name="Retire “able cook”").click()
    expect(lone).to_have_count(0)
    panel(board).get_by_role("button", name="Bring it back").click()
    expect(lone).to_have_count(1)


def test_history_is_a_diff_and_an_entry_is_taken_back(board: Page) -> None:
    find(board, "ship's cook")
    panel(board).get_by_label("Another title of this concept").fill("cook on a ship")
    panel(board).get_by_role("button", name="Add").click()
    expect(panel(board).get_by_label("Titles")).to_contain_text("cook on a ship")
    part(board, "History")
    newest = panel(board).get_by_role("list", name="History").locator("> li").first
    expect(newest).to_contain_text("cook on a ship")
    expect(newest.locator("[data-sign='+']")).to_have_count(1)
    newest.get_by_role("button", name="Take back the whole title").click()
    expect(newest.locator("[data-sign='-']")).to_contain_text("cook on a ship")
    part(board, "About")
    expect(panel(board).get_by_label("Titles")).not_to_contain_text("cook on a ship")


def test_who_watches_is_told_what_others_say_and_do(board: Page, page_of: PageOf) -> None:
    name = "camp cook"
    find(board, name)
    panel(board).get_by_role("button", name="Watch").click()
    expect(panel(board).get_by_role("button", name="Watching")).to_be_visible()
    address = board.url
    ana = page_of("ana")
    ana.goto(address.split("127.0.0.1")[1][address.split("127.0.0.1")[1].index("/") :])
    expect(panel(ana).get_by_role("heading", level=2)).to_have_text(name)
    expect(panel(ana).get_by_role("button", name="Move")).to_have_count(0)
    part(ana, "Comments")
    panel(ana).get_by_label("Comment", exact=True).fill("On rivers too?")
    panel(ana).get_by_role("button", name="Comment").click()
    expect(panel(ana).get_by_role("list", name="Comments")).to_contain_text("On rivers too?")
    board.goto("/")
    news = board.get_by_role("list", name="What changed in what you watch")
    expect(news.get_by_role("listitem").filter(has_text=name)).to_contain_text("1 change since you looked")
    board.goto("/taxonomy")
    board.get_by_text("Watched 1", exact=True).click()
    watched = board.get_by_role("list", name="Watched concepts")
    expect(watched).to_contain_text("1 change since you looked")
    watched.get_by_role("button", name=name).click()
    expect(watched).to_contain_text("nothing new")
    part(board, "Comments")
    expect(panel(board).get_by_role("list", name="Comments")).to_contain_text("On rivers too?")


ROWS = "cook\tbroader\twok cook\ncook\tbroader\tpastry cook\ngrill cook\tbroader\tcook\ncook\tis\tchef"


def test_rows_of_a_spreadsheet_are_tried_done_and_undone(page_of: PageOf) -> None:
    page = page_of("ada")
    page.goto("/taxonomy/bulk")
    page.get_by_label("Title, relation, title").fill(ROWS)
    page.get_by_role("button", name="Dry run").click()
    report = page.get_by_role("table", name="Report")
    expect(report.locator("tbody tr")).to_have_count(4)
    expect(report.locator("[data-verdict=add]")).to_contain_text("wok cook")
    expect(report.locator("[data-verdict=same]")).to_contain_text("pastry cook")
    expect(report.locator("[data-verdict=refused]")).to_have_count(2)
    expect(report.locator("[data-verdict=refused]").first).to_contain_text("circle")
    page.get_by_role("button", name="Apply 1 row").click()
    expect(page.get_by_role("status").filter(has_text="1 decision made")).to_be_visible()
    found = page.request.get("/api/v1/taxonomy/search", params={"q": "wok cook"}).json()["results"]
    assert [step["name"] for step in found[0]["path"]] == ["cook"]
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.get_by_text("1 decision taken back.")).to_be_visible()
    found = page.request.get("/api/v1/taxonomy/search", params={"q": "wok cook"}).json()["results"]
    assert found[0]["path"] == []


def test_a_part_is_downloaded_edited_and_uploaded(page_of: PageOf, tmp_path: Path) -> None:
    page = page_of("ada")
    page.goto("/taxonomy/bulk")
    page.get_by_label("Part", exact=True).fill("line cook")
    page.get_by_role("option").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Download “line cook”")).click()
    name = download.value.suggested_filename
    assert re.fullmatch(r"taxonomy-\d+\.csv", name)
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    edge = next(line for line in lines if line.startswith("line cook,broader,"))
    edited = [line.replace(",broader,", ",related,") if line == edge else line for line in lines]
    dropped = next(line for line in edited[1:] if line.startswith("line cook,broader,"))
    edited.remove(dropped)
    file = tmp_path / name
    file.write_text("\n".join(edited), encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload a file").click()
    chooser.value.set_files(file)
    page.get_by_role("button", name="Dry run").click()
    report = page.get_by_role("table", name="Report")
    expect(report.locator("[data-verdict=change]")).to_contain_text("was broader")
    expect(report.locator("[data-verdict=change]")).to_have_count(1)
    expect(page.get_by_text("1 edge of the part is missing in the file, and stays.")).to_be_visible()
    page.get_by_label("Take back what is missing in the file").check()
    page.get_by_role("button", name="Dry run").click()
    expect(report.locator("[data-verdict=take_back]")).to_contain_text(dropped.split(",")[2])
    page.get_by_role("button", name="Apply 2 rows").click()
    expect(page.get_by_role("status").filter(has_text="2 decisions made")).to_be_visible()
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.get_by_text("2 decisions taken back.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_page(board: Page, scheme: str) -> None:
    board.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    find(board, "line cook")
    tree(board).focus()
    board.keyboard.press("ArrowRight")
    found = [f"about: {line}" for line in violations(board)]
    for name in ("History", "Comments"):
        part(board, name)
        board.wait_for_load_state("networkidle")
        found += [f"{name}: {line}" for line in violations(board)]
    tree(board).focus()
    board.keyboard.press("m")
    board.get_by_role("dialog").get_by_label("Put it under").fill("chef")
    board.get_by_role("option").first.click()
    expect(board.get_by_role("option")).to_have_count(0)
    expect(board.get_by_label("What it would change")).to_contain_text("This can be done")
    expect(board.get_by_role("dialog").get_by_role("button", name="Move", exact=True)).to_be_enabled()
    board.wait_for_load_state("networkidle")
    found += [f"move: {line}" for line in violations(board)]
    board.keyboard.press("Escape")
    board.get_by_text("Without a place", exact=True).click()
    tree(board).get_by_role("treeitem").first.wait_for()
    found += [f"without a place: {line}" for line in violations(board)]
    board.goto("/taxonomy/bulk")
    board.get_by_label("Title, relation, title").fill(ROWS)
    board.get_by_role("button", name="Dry run").click()
    board.get_by_role("table", name="Report").wait_for()
    found += [f"bulk: {line}" for line in violations(board)]
    assert "\n".join(found) == ""


def test_the_page_fits_a_phone(board: Page) -> None:
    board.set_viewport_size({"width": 360, "height": 740})
    assert board.evaluate("document.documentElement.scrollWidth") <= 360
    board.goto("/taxonomy/bulk")
    board.get_by_role("button", name="Dry run").wait_for()
    assert board.evaluate("document.documentElement.scrollWidth") <= 360
