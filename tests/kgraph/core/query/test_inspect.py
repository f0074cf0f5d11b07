"""How a raw title is read is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.core.query.inspect import Parts, inspect_title, parts_of
from kgraph.core.query.normalize import normalize_title
from kgraph.core.snapshot import Snapshot
from tests.kgraph.graphs import kitchen


@pytest.fixture
def cooks(tmp_path: Path) -> Snapshot:
    return kitchen().snapshot(tmp_path)


@pytest.mark.parametrize(
    ("raw", "core", "modifiers"),
    [
        ("Senior Software Engineer II", "engineer", ("software",)),
        ("Sr. Line Cook (part-time) - Leeds", "cook", ("line",)),
        ("director of nursing services", "director", ("nursing", "service")),
        ("Senior Software Engineer Berlin", "engineer", ("software",)),
        ("cook", "cook", ()),
        ("", "", ()),
        ("--", "", ()),
    ],
)
def test_core_and_modifiers_are_told_apart(raw: str, core: str, modifiers: tuple[str, ...]) -> None:
    assert parts_of(raw) == Parts(core, modifiers)


def test_what_was_tried_and_why_it_came_out_so(cooks: Snapshot) -> None:
    answer = normalize_title(cooks, "Line Cooks (part-time)")
    found = inspect_title(cooks, answer, threshold=0.5)
    met = {one.reading.key: cooks.title_text[one.found] for one in found.tried if one.found is not None}
    assert met == {"line cook": "Line Cook"}
    assert found.verdict.startswith("Without ")
    assert cooks.title_text[found.near[0][0]] == "Line Cook"


@pytest.mark.parametrize(
    ("raw", "threshold", "said"),
    [
        ("cook", 0.5, "It is “Cook” itself."),
        ("chef de partie", 0.5, "is a title of the concept"),
        ("xqzwv", 0.5, "No title is near it"),
        ("kitchen planner", 0.99, "below the threshold of 0.99"),
        ("", 0.5, "cannot be a title"),
    ],
)
def test_the_verdict_says_why(cooks: Snapshot, raw: str, threshold: float, said: str) -> None:
    answer = normalize_title(cooks, raw, threshold=threshold)
    assert said in inspect_title(cooks, answer, threshold=threshold).verdict
