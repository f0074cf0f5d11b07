"""Completion, spelling, lookup and letters against what a plain loop finds."""

from __future__ import annotations

import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.core.snapshot import completion, grams
from kgraph.core.snapshot.spelling import one_slip_apart, shortened
from kgraph.core.snapshot.words import WORD
from tests.kgraph.graphs import Drawing


def _many(random: np.random.Generator, titles: int) -> Drawing:
    drawing = Drawing()
    words = ["chef", "cook", "nurse", "senior", "software", "engineer", "data", "C++", "pâtissier", "看護師"]
    seen: set[str] = set()
    while len(drawing.concepts) < titles:
        text = " ".join(str(w) for w in random.choice(words, int(random.integers(1, 4)))) + f" {len(seen)}"
        if text not in seen:
            seen.add(text)
            drawing.concept(text, counts=(int(random.integers(1, 50)),))
    return drawing


@pytest.mark.parametrize("long", [8, 100_000])
def test_completion_finds_the_best_titles_as_a_loop_does(
    long: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "LONG", long)
    graph = _many(np.random.default_rng(5), 120).snapshot(tmp_path)
    for beginning in ("c", "chef", "chef 1", "senior s", "p", "pât", "看", "data engineer", "zzz"):
        expected = []
        for title in range(graph.titles):
            key = graph.title_key[title]
            starts = {0, *(match.start() for match in WORD.finditer(key))}
            hits = [start for start in starts if key[start:].startswith(beginning)]
            if hits:
                factor = completion.AT_START if 0 in hits else 1.0
                expected.append((-graph.title_count(title) * factor, len(key.encode()), title))
        best = [title for _, _, title in sorted(expected)[:10]]
        assert graph.completion.best(beginning, 10) == best, beginning


def test_exact_lookup_finds_every_key_and_nothing_else(tmp_path: Path) -> None:
    graph = _many(np.random.default_rng(6), 80).snapshot(tmp_path)
    for title in range(graph.titles):
        assert graph.lookup.titles(graph.title_key[title]) == [title]
    assert graph.lookup.titles("chef de rang") == []


def test_the_same_key_in_two_languages_is_two_titles(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.concept("Chef", language="en")
    drawing.concept("Chef", language="de")
    assert drawing.snapshot(tmp_path).lookup.titles("chef") == [0, 1]


def test_nearest_finds_a_title_by_its_letters_and_says_how_close(tmp_path: Path) -> None:
    drawing = Drawing()
    for name in ("Software Engineer", "Software Developer", "Hardware Engineer", "Nurse"):
        drawing.concept(name)
    graph = drawing.snapshot(tmp_path)
    (first, exact), (_, second) = graph.grams.nearest("software engineer", 2)
    assert graph.title_text[first] == "Software Engineer"
    assert exact == pytest.approx(1.0, abs=1e-5)
    assert second < 0.7
    assert graph.grams.nearest("xyzzy", 3) == []


_words = st.text(string.ascii_lowercase[:4], min_size=0, max_size=6)


@given(_words, _words)
def test_one_slip_is_what_the_definition_says(one: str, other: str) -> None:
    letters = string.ascii_lowercase[:4]
    changed = set(shortened(one))
    for i in range(len(one) + 1):
        changed.update(one[:i] + c + one[i:] for c in letters)
        if i < len(one):
            changed.update(one[:i] + c + one[i + 1 :] for c in letters)
        if i + 1 < len(one):
            changed.add(one[:i] + one[i + 1] + one[i] + one[i + 2 :])
    assert one_slip_apart(one, other) == (other in changed)


def test_words_near_a_misspelt_one_are_found(tmp_path: Path) -> None:
    drawing = Drawing()
    for name in ("Engineer", "Engine Driver", "Nurse", "Nurses"):
        drawing.concept(name)
    spelling = drawing.snapshot(tmp_path).spelling
    assert spelling.near("enginer") == ["engine", "engineer"]
    assert spelling.near("engniee") == []
    assert spelling.near("nusre") == ["nurse"]
    assert spelling.near("nurse") == ["nurses"]
    assert (spelling.frequency("engine"), spelling.frequency("engin")) == (1, 0)


def test_a_word_of_three_letters_gets_only_a_fourth_one_back(tmp_path: Path) -> None:
    drawing = Drawing()
    for name in ("Cook", "Vet", "Loan Officer"):
        drawing.concept(name)
    spelling = drawing.snapshot(tmp_path).spelling
    assert spelling.near("cok") == ["cook"]
    assert spelling.near("lon") == ["loan"]
    assert spelling.near("vat") == []
    assert spelling.near("co") == []


def test_words_that_begin_alike_come_before_commoner_ones(tmp_path: Path) -> None:
    drawing = Drawing()
    for name in ("Sailor", "Deck sailor", "Jailer"):
        drawing.concept(name)
    assert drawing.snapshot(tmp_path).spelling.near("jailor") == ["jailer", "sailor"]


@pytest.mark.parametrize("titles", [30, 300, 3_000])
@pytest.mark.parametrize("budget", [200, 40_000], ids=["some runs at first", "all runs at once"])
def test_the_bar_of_blocks_leaves_out_no_near_title(
    titles: int, budget: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grams, "BUDGET", budget)
    random = np.random.default_rng(titles)
    syllables = ["ba", "co", "dil", "fe", "gu", "kar", "lo", "mi", "nos", "pe"]
    drawing = Drawing()
    names = sorted({" ".join("".join(random.choice(syllables, 3)) for _ in range(2)) for _ in range(titles)})
    for name in names:
        drawing.concept(name)
    graph = drawing.snapshot(tmp_path)
    slips = []
    for name in random.choice(names, 60):
        letters = list(str(name))
        for _ in range(int(random.integers(1, 4))):
            letters[int(random.integers(len(letters)))] = str(random.choice(list("abcdexyz ")))
        slips.append("".join(letters))
    found = [graph.grams.nearest(slip, top) for slip in slips for top in (1, 5, 30)]
    assert sum(map(len, found)) > len(slips) * 5
    monkeypatch.setattr(grams, "_bar", lambda score, top: grams._SOME)
    assert found == [graph.grams.nearest(slip, top) for slip in slips for top in (1, 5, 30)]


@pytest.mark.parametrize(
    ("budget", "whole"), [(4_000_000, True), (1_000, False)], ids=["all runs", "rare runs"]
)
def test_candidates_share_most_of_the_rarer_runs(
    budget: int, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grams, "BUDGET", budget)
    random = np.random.default_rng(11)
    words = ["".join(random.choice(list("abcde"), 4)) for _ in range(60)]
    texts = sorted({" ".join(random.choice(words, int(random.integers(1, 4)))) for _ in range(1500)})
    index = grams.Grams(grams.pack_grams(texts))
    missed = asked = 0
    for text in random.choice(texts, 60):
        slip = str(text)[:-1] + str(random.choice(list("abcde")))
        found = index.candidates(slip, 50).tolist()
        assert found == sorted(set(found)) and len(found) <= 50
        nearest = index.nearest(slip, 10)
        asked += len(nearest)
        missed += sum(title not in found for title, _ in nearest)
    assert asked == 600
    assert missed == 0 if whole else 0 < missed < 60, missed
    assert not len(index.candidates("zzzz", 5))
