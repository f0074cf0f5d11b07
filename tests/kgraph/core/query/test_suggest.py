"""Completion of what is being typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.core.query.suggest import suggest
from kgraph.core.snapshot import Snapshot
from tests.kgraph.graphs import kitchen


@pytest.fixture
def cooks(tmp_path: Path) -> Snapshot:
    drawing = kitchen()
    drawing.concept("Koch", language="de", counts=(1000,))
    return drawing.snapshot(tmp_path)


def _found(graph: Snapshot, text: str, limit: int = 3, language: str | None = None) -> list[tuple[str, str]]:
    return [(graph.title_text[s.title], s.how) for s in suggest(graph, text, limit, language)]


def test_titles_that_go_on_so_come_first_by_use(cooks: Snapshot) -> None:
    assert _found(cooks, "Chef") == [
        ("Chef de Partie", "prefix"),
        ("Sous Chef", "prefix"),
        ("Chef de Cuisine", "prefix"),
    ]


def test_words_may_come_in_another_order(cooks: Snapshot) -> None:
    assert _found(cooks, "cook lin") == [("Line Cook", "words")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pasrty cook", "Pastry Cook"),
        ("exective", "Executive Chef"),
        ("sosu che", "Sous Chef"),
        ("restaurnt m", "Restaurant Manager"),
    ],
)
def test_one_slip_is_forgiven(typed: str, meant: str, cooks: Snapshot) -> None:
    assert (meant, "corrected") in _found(cooks, typed)


def test_accents_and_case_are_kept_apart_but_found(cooks: Snapshot) -> None:
    assert _found(cooks, "PÂTIS") == [("Pâtissier", "prefix")]
    assert _found(cooks, "patissier") == [("Pâtissier", "corrected")]


def test_a_language_narrows_the_answer(cooks: Snapshot) -> None:
    assert _found(cooks, "ko", language="de") == [("Koch", "prefix")]
    assert _found(cooks, "ko", language="en") == []


@pytest.mark.parametrize("nothing", ["", "   ", "''", "zzzzqqq", "​"])
def test_nothing_is_found_for_nothing(nothing: str, cooks: Snapshot) -> None:
    assert _found(cooks, nothing) == []
