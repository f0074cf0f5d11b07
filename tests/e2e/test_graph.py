"""The graph explorer: neighbourhoods, ways, ladders, two releases, links that show the same, pictures as files."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

SVG = "{http://www.w3.org/2000/svg}"
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
MANY = 5_000


@pytest.fixture
def ada(page_of: Callable[[str], Page]) -> Page:
    return page_of("ada")


def open_concept(page: Page, title: str, tail: str = "") -> int:
    """Open the concept of a title; returns its number."""
    found = page.request.get("/api/v1/suggest", params={"q": title}).json()["suggestions"]
    number = next(each["concept_id"] for each in found if each["text"] == title)
    page.goto(f"/graph/c/{number}{tail}")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    return int(number)


def picture(page: Page) -> Locator:
    return page.get_by_role("application", name=re.compile("^Picture"))


def size_of(page: Page) -> tuple[int, int]:
    """Concepts and edges of the picture, as its name tells them."""
    label = picture(page).get_attribute("aria-label") or ""
    concepts, edges = re.findall(r"\d[\d,]*", label)
    return int(concepts.replace(",", "")), int(edges.replace(",", ""))


def settled(page: Page) -> None:
    expect(picture(page)).not_to_have_attribute("data-moving", "true", timeout=60_000)


def saved(page: Page, kind: str) -> Path:
    page.get_by_role("button", name="Save picture").click()
    with page.expect_download() as caught:
        page.get_by_role("menuitem", name=f"as {kind}").click()
    assert caught.value.suggested_filename.endswith(kind.lower())
    return Path(caught.value.path())


def words_of(svg: Path) -> dict[str, ET.Element]:
    return {each.text or "": each for each in ET.parse(svg).getroot().iter(f"{SVG}text")}


def test_a_click_on_a_title_opens_what_is_around_it(ada: Page) -> None:
    start = open_concept(ada, ".NET developer")
    before = size_of(ada)
    svg = saved(ada, "SVG")
    name = words_of(svg)["software engineer"]
    dots = [
        (float(dot.attrib["cx"]), float(dot.attrib["cy"]))
        for dot in ET.parse(svg).getroot().iter(f"{SVG}circle")
    ]
    at = (float(name.attrib["x"]), float(name.attrib["y"]))
    x, y = min(dots, key=lambda dot: abs(dot[0] - at[0]) + 5 * abs(dot[1] - at[1] + 4.5))
    picture(ada).click(position={"x": x, "y": y})
    expect(ada.get_by_role("heading", name="software engineer")).to_be_visible()
    expect(ada).to_have_url(re.compile(rf"open={start}\b"))
    settled(ada)
    concepts, edges = size_of(ada)
    assert concepts > before[0] + 5
    assert edges > before[1] + 5
    ada.get_by_role("button", name="Only this one").click()
    expect(ada).not_to_have_url(re.compile("open="))


def test_the_picture_is_walked_by_keys_and_told_in_words(ada: Page) -> None:
    open_concept(ada, ".NET developer")
    picture(ada).focus()
    ada.keyboard.press("ArrowUp")
    told = ada.get_by_role("status").filter(has_text="edge")
    expect(told).to_contain_text("senior .NET developer")
    expect(told).to_contain_text("more senior than")
    ada.keyboard.press("w")
    expect(ada.get_by_role("region", name="Why this edge")).to_be_visible()
    picture(ada).focus()
    ada.keyboard.press("ArrowUp")
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("heading", name="senior .NET developer")).to_be_visible()


def test_a_link_shows_somebody_else_the_same(ada: Page, page_of: Callable[[str], Page]) -> None:
    open_concept(ada, ".NET developer")
    ada.get_by_role("combobox", name="How far around").click()
    ada.get_by_role("option", name="2 steps around").click()
    ada.get_by_role("group", name="Relations shown").get_by_role("button", name="related").click()
    ada.get_by_role("button", name="Nearer").click()
    expect(ada).to_have_url(re.compile(r"depth=2.*hide=related.*at="))
    settled(ada)
    shown = size_of(ada)
    mia = page_of("mia")
    mia.goto(ada.url)
    expect(picture(mia)).to_be_visible()
    settled(mia)
    assert size_of(mia) == shown
    hidden = mia.get_by_role("group", name="Relations shown").get_by_role("button", name="related")
    expect(hidden).to_have_attribute("aria-pressed", "false")


def test_the_way_between_two_titles_is_told_and_drawn(ada: Page) -> None:
    open_concept(ada, ".NET developer")
    ada.get_by_text("Way to", exact=True).click()
    ada.get_by_role("textbox", name="Way to").fill("Java developer")
    ada.get_by_role("option").filter(has_text=re.compile("^Java developer")).first.click()
    steps = ada.get_by_role("list", name="Steps of the way").get_by_role("listitem")
    expect(steps.first).to_contain_text(".NET developer")
    expect(steps.last).to_contain_text("Java developer")
    drawn = ada.get_by_role("group", name=re.compile(r"^From \.NET developer to Java developer"))
    expect(drawn.get_by_role("link")).to_have_count(steps.count() + 1)
    words = words_of(saved(ada, "SVG"))
    assert {".NET developer", "Java developer"} <= set(words)
    steps.first.get_by_role("button", name=re.compile("^Why")).click()
    expect(ada.get_by_role("region", name="Why this edge")).to_contain_text(".NET developer")


def test_whoever_outranks_stands_higher_on_the_ladder(ada: Page) -> None:
    open_concept(ada, "software engineer", "?view=ladder")
    drawn = ada.get_by_role("group", name=re.compile("^Ladder of software engineer"))
    line = drawn.get_by_role("link").count()

    def top(name: str) -> float:
        box = drawn.get_by_role("link", name=name, exact=True).bounding_box()
        assert box
        return box["y"]

    assert top("senior software engineer") < top("software engineer") < top("junior software engineer")
    expect(drawn.get_by_text("here")).to_be_visible()
    ada.get_by_role("switch", name="everybody on this ladder").click()
    expect(ada).to_have_url(re.compile("scope=ladder"))
    expect(drawn.get_by_role("link").nth(line - 1)).to_be_visible()  # nobody left the ladder
    assert saved(ada, "PNG").read_bytes().startswith(PNG_MAGIC)


def test_two_releases_are_laid_over_each_other(ada: Page) -> None:
    number = open_concept(ada, "baker")
    other = ada.request.get("/api/v1/suggest", params={"q": "beekeeper"}).json()["suggestions"][0]
    mine = ada.request.get(f"/api/v1/concepts/{number}").json()["preferred"]
    post(
        ada,
        "decisions",
        {"title_a": mine["id"], "title_b": other["title_id"], "relation": "related", "reason": ""},
    )
    draft = post(ada, "releases", {"note": "with bakers near bees"})["number"]
    ada.goto(f"/graph/c/{number}?release={draft}")
    ada.get_by_role("combobox", name="Compare with").click()
    ada.get_by_role("option", name="since release 1", exact=True).click()
    panel = ada.get_by_role("complementary", name="The concept")
    expect(panel.get_by_role("heading", name="New (1)")).to_be_visible()
    expect(panel.get_by_text("beekeeper")).to_be_visible()
    expect(ada).to_have_url(re.compile("against=1"))
    assert "+ related" in words_of(saved(ada, "SVG"))
    ada.get_by_text("Table", exact=True).click()
    row = ada.get_by_role("row").filter(has_text="beekeeper")
    expect(row).to_contain_text("new")


def test_five_thousand_titles_are_drawn_and_stay_usable(ada: Page) -> None:
    number = open_concept(ada, ".NET developer")

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=json.dumps(large(number)))

    ada.route(re.compile(r"/api/v1/neighbourhood\?"), answer)
    ada.goto(f"/graph/c/{number}?depth=3")
    expect(picture(ada)).to_have_attribute("aria-label", re.compile(r"5,?000 concepts"))
    # The layout runs beside the page: while it does, the page answers to a key.
    ada.get_by_text("Table", exact=True).click()
    expect(ada.get_by_role("caption")).to_contain_text("concepts")
    ada.get_by_text("Picture", exact=True).click()
    settled(ada)
    named = words_of(saved(ada, "SVG"))
    assert ".NET developer" in named


def large(centre: int) -> dict[str, Any]:
    """A neighbourhood of the largest size that is drawn, two edges a concept."""
    ids = [centre, *range(1_000_000, 1_000_000 + MANY - 1)]
    words = ("broader", "senior", "related")
    nodes = [
        {"id": each, "label": f"title {at}" if at else ".NET developer", "size": 1 + at % 4, "count": 1}
        | {"hops": 0 if at == 0 else 1 if at < 12 else 2 if at < 150 else 3}
        for at, each in enumerate(ids)
    ]
    pairs = [(ids[(at - 1) // 12], ids[at]) for at in range(1, MANY)]
    pairs += [(ids[at * 7 % MANY], ids[at]) for at in range(1, MANY) if at * 7 % MANY != at]
    edges = [
        {"id": at + 1, "source": source, "target": target, "relation": words[at % 3]}
        for at, (source, target) in enumerate(pairs)
    ]
    return {"release": 1, "nodes": nodes, "edges": edges, "cut": 0}


def post(page: Page, path: str, body: dict[str, Any]) -> Any:
    """Write through the API as the person who is logged in."""
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "titleloom_csrf")
    origin = re.match(r"https?://[^/]+", page.url)
    assert origin
    answer = page.request.post(
        f"/api/v1/{path}",
        data=body,
        headers={"X-CSRFToken": token, "Referer": origin.group(), "Origin": origin.group()},
    )
    assert answer.ok, answer.text()
    return answer.json()
