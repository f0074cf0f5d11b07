"""Titles that nobody has seen, placed by what the learner knows; and what it must leave alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgraph.core.query import normalize
from kgraph.core.query.fitting import LEAST, fit, fit_to
from kgraph.core.query.inspect import inspect_title
from kgraph.core.query.learned import (
    FEATURES,
    WEIGHTS,
    Asked,
    Described,
    confidences,
    describe,
    place_learned,
    weights_of,
)
from kgraph.core.query.normalize import Normalized, normalize_title, normalize_titles
from kgraph.core.reconcile.matching import MOST_CANDIDATES
from kgraph.core.releases.replay import replay
from kgraph.core.snapshot import Learner, Snapshot, build_snapshot
from kgraph.core.snapshot.learned import Learned, write_weights
from kgraph.core.snapshot.remembered import Remembered
from tests.kgraph.encoders import Senses
from tests.kgraph.graphs import Drawing

SENSES = Senses(
    physician="doctor", medic="doctor", attorney="lawyer", solicitor="lawyer", coder="programmer", kids="children",
    educator="teacher", pilot="aviator", barkeeper="bartender",
)  # fmt: skip


def drawing() -> Drawing:
    drawn = Drawing()
    drawn.concept("Children Doctor", "Paediatric Doctor")
    drawn.concept("Family Doctor")
    drawn.concept("Tax Lawyer", "Fiscal Lawyer")
    drawn.concept("Trial Lawyer")
    drawn.concept("Programmer", "Software Programmer")
    drawn.concept("Junior Teacher")
    drawn.concept("School Teacher", "Class Teacher")
    drawn.concept("Bartender")
    drawn.concept("Anwalt", language="de")
    for filler in (
        "Truck Driver",
        "Bank Teller",
        "Data Analyst",
        "Line Cook",
        "Pipe Welder",
        "Nurse",
        "Chef",
    ):
        drawn.concept(filler)
    return drawn


def opened(drawn: Drawing, folder: Path) -> Snapshot:
    folder.mkdir(exist_ok=True)
    build_snapshot(drawn.content(), folder, number=1, learner=Learner(SENSES, "v1", "model/one"))
    return Snapshot(folder, {"model/one": SENSES}.get)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return opened(drawing(), tmp_path_factory.mktemp("learned"))


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return drawing().snapshot(tmp_path_factory.mktemp("letters"))


def learned_of(snapshot: Snapshot) -> Learned:
    assert snapshot.learned is not None
    return snapshot.learned


def name(graph: Snapshot, answer: Normalized) -> str | None:
    return graph.name(answer.match.concept) if answer.match else None


@pytest.mark.parametrize(
    ("raw", "concept"),
    [
        ("family physician", "Family Doctor"),
        ("fiscal attorney", "Tax Lawyer"),
        ("Family Medic (part-time)", "Family Doctor"),
        ("class educator", "School Teacher"),
        ("software coder", "Programmer"),
    ],
)
def test_titles_in_other_words_find_their_concept(
    raw: str, concept: str, graph: Snapshot, letters: Snapshot
) -> None:
    answer = normalize_title(graph, raw)
    assert name(graph, answer) == concept
    assert answer.match is not None
    assert answer.match.method == "learned"
    assert 0.5 <= answer.match.confidence <= 1.0
    by_letters = normalize_title(letters, raw, threshold=0.0).match
    assert by_letters is None or by_letters.method != "learned"


@pytest.mark.parametrize("raw", ["Astronaut", "quantum plumber", "zzz qqq", "helicopter pilot"])
def test_a_title_that_is_near_to_nothing_is_unknown(raw: str, graph: Snapshot) -> None:
    answer = normalize_title(graph, raw)
    assert answer.match is None
    assert all(candidate.confidence < 0.5 for candidate in answer.candidates)
    assert normalize_title(graph, raw, threshold=0.0, top=3).match is not None


def test_rank_is_never_lost(graph: Snapshot) -> None:
    answer = normalize_title(graph, "Senior Fiscal Attorney")
    assert name(graph, answer) == "Tax Lawyer"
    assert answer.level is not None
    assert answer.level.words == ("senior",)
    names = {
        graph.name(c.concept)
        for c in normalize_title(graph, "Senior Educator", threshold=0, top=9).candidates
    }
    assert "Junior Teacher" not in names
    names = {graph.name(c.concept) for c in normalize_title(graph, "Assistant Educator", top=9).candidates}
    assert not names & {"School Teacher", "Junior Teacher"}  # an assistant is another job


def test_language_is_kept_to(graph: Snapshot) -> None:
    for language, ids in (("en", {"en"}), ("de", {"de"}), ("fr", set())):
        answer = normalize_title(graph, "fiscal attorney", threshold=0.0, top=9, language=language)
        assert {graph.title_language(c.title) for c in answer.candidates} == ids


def test_top_and_threshold_go_on_working(graph: Snapshot) -> None:
    answer = normalize_title(graph, "solicitor", threshold=0.0, top=2)
    assert len(answer.candidates) == 2
    assert {graph.name(c.concept) for c in answer.candidates} == {"Tax Lawyer", "Trial Lawyer"}
    confidence = [c.confidence for c in answer.candidates]
    assert confidence == sorted(confidence, reverse=True)
    assert normalize_title(graph, "solicitor", threshold=0.99).match is None


def test_many_at_once_are_answered_as_one_by_one(graph: Snapshot) -> None:
    raws = ["fiscal attorney", "Tax Lawyer", "", "Astronaut", "programer", "!!!", "kids medic", "Chef"] * 3
    SENSES.read.clear()
    together = normalize_titles(graph, raws, top=3)
    assert [answer.text for answer in together] == raws
    assert together == [normalize_title(graph, raw, top=3) for raw in raws]


def test_inspection_names_near_titles_with_both_likenesses(graph: Snapshot, letters: Snapshot) -> None:
    answer = normalize_title(graph, "fiscal attorney")
    found = inspect_title(graph, answer, threshold=0.5)
    near = {graph.title_text[one.title]: one for one in found.near}
    assert graph.title_text[found.near[0].title] == "Fiscal Lawyer"
    assert near["Fiscal Lawyer"].meaning == pytest.approx(1.0, abs=0.01)
    assert near["Fiscal Lawyer"].letters < 0.9
    assert "meaning" in found.verdict
    plain = inspect_title(letters, normalize_title(letters, "fiscal attorney"), threshold=0.5)
    assert {one.meaning for one in plain.near} == {None}


WORDS = "doctor lawyer tax fiscal senior junior chef nurse (remote) II programmer children school line cook trial".split()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
def test_what_is_known_is_never_changed_by_the_learner(
    words: list[str], graph: Snapshot, letters: Snapshot
) -> None:
    """Exact matches, aliases and sure readings are the same with and without, to the last digit."""
    raw = " ".join(words)
    mine, theirs = (normalize_title(g, raw, threshold=0.0) for g in (graph, letters))
    assert mine.level == theirs.level
    for one, other in ((mine, theirs), (theirs, mine)):
        if one.match and (one.match.method in ("exact", "alias") or one.match.confidence >= 0.7 > 0):
            if one.match.method not in ("nearest", "learned"):
                assert other.match is not None
                assert other.match.confidence >= one.match.confidence
            if one.match.method in ("exact", "alias"):
                assert other == one


def test_every_title_finds_itself(graph: Snapshot) -> None:
    for title in range(graph.titles):
        match = normalize_title(graph, graph.title_text[title], language=graph.title_language(title)).match
        assert match is not None
        assert (match.title, match.confidence) == (title, 1.0)
        assert match.method in ("exact", "alias")


def test_a_replay_meets_the_learner(graph: Snapshot, letters: Snapshot) -> None:
    queries = [("fiscal attorney", 3), ("Tax Lawyer", 9), ("Astronaut", 1)]
    found = {one.query: one.outcome for one in replay(letters, graph, queries)}
    assert found == {"fiscal attorney": "gained", "Tax Lawyer": "same", "Astronaut": "same"}


def grown(count: int = 160) -> Drawing:
    """Concepts of four titles; of each the last two say the same in other words."""
    drawn, random = Drawing(), np.random.default_rng(3)
    for number in range(count):
        a, b = random.integers(0, 60, 2)
        drawn.concept(
            f"thing{number} maker{a}",
            f"maker{a} of thing{number}",
            f"thing{number} builder{b}",
            f"other{number} thing{number}",
        )
    return drawn


def test_weights_are_learnt_from_the_titles_of_the_snapshot(tmp_path: Path) -> None:
    snapshot = opened(grown(), tmp_path / "g")
    learned = learned_of(snapshot)
    fitted = fit_to(snapshot, learned)
    assert fitted is not None
    assert fit_to(snapshot, learned) == fitted
    random = np.random.default_rng(1)
    titles = random.choice(snapshot.titles, 300, replace=False).tolist()
    asked = [Asked(snapshot.title_key[t], None, t, bool(random.random() < 0.125)) for t in titles]
    right = np.array(
        [-1 if one.wholly else snapshot.title_concept(t) for one, t in zip(asked, titles, strict=True)]
    )
    found = describe(snapshot, learned, asked)

    def loss(weights: object) -> float:
        sure = confidences(found, len(asked), weights)  # type: ignore[arg-type]
        order = np.lexsort((-sure, found.owner))
        best = order[np.flatnonzero(np.diff(found.owner[order], prepend=-1))]
        hit = found.concepts[best] == right[found.owner[best]]
        return float(-np.where(hit, np.log(sure[best]), np.log1p(-sure[best])).mean())

    assert loss(fitted) < loss(WEIGHTS)
    write_weights(snapshot.folder, fitted._asdict())
    again = Snapshot(snapshot.folder, {"model/one": SENSES}.get)
    assert weights_of(learned_of(again)) == fitted
    assert weights_of(learned) == WEIGHTS


def test_titles_that_the_encoder_was_taught_say_nothing(tmp_path: Path) -> None:
    snapshot = opened(grown(), tmp_path / "g")
    learned = learned_of(snapshot)
    asked: list[str] = []

    def all_of_them(titles: object) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        asked.extend(titles)  # type: ignore[arg-type]
        return np.ones(len(asked), dtype=np.bool_)

    assert fit_to(snapshot, learned, all_of_them) is None
    assert len(asked) == snapshot.titles > LEAST
    assert (
        fit_to(opened(drawing(), tmp_path / "small"), learned_of(opened(drawing(), tmp_path / "few"))) is None
    )


def test_a_title_taken_not_to_be_there_is_placed_as_if_it_were_not(tmp_path: Path) -> None:
    drawn = grown(150)
    whole = opened(drawn, tmp_path / "whole")
    title = whole.lookup.titles(drawn.titles[5].key)[0]
    number = drawn.titles[5].concept
    without = replace(drawn, titles=[row for row in drawn.titles if row.id != drawn.titles[5].id], edges=[])
    other = opened(without, tmp_path / "without")
    mine, theirs = (
        describe(g, learned_of(g), [asked])
        for g, asked in (
            (whole, Asked(whole.title_key[title], None, title)),
            (other, Asked(whole.title_key[title])),
        )
    )
    rows = [
        int(np.flatnonzero(f.concepts == g.concept_with_id(number))[0])
        for f, g in ((mine, whole), (theirs, other))
    ]
    assert mine.features[rows[0]] == pytest.approx(theirs.features[rows[1]], abs=0.02)
    assert mine.unseen == pytest.approx(theirs.unseen)
    gone = describe(whole, learned_of(whole), [Asked(whole.title_key[title], None, title, True)])
    assert whole.concept_with_id(number) not in gone.concepts


def test_a_word_that_nothing_answers_to_is_told(tmp_path: Path) -> None:
    graph = opened(drawing(), tmp_path / "one")
    assert graph.learned is not None
    worst = FEATURES.index("worst_word")

    def told(asked: Asked, concept: str) -> float:
        found = describe(graph, graph.learned, [asked])  # type: ignore[arg-type]
        rows = [row for row, c in enumerate(found.concepts.tolist()) if graph.name(c) == concept]
        return float(found.features[rows[0], worst])

    assert told(Asked("kids physician"), "Children Doctor") == pytest.approx(1.0, abs=0.02)
    assert told(Asked("kids zither physician"), "Children Doctor") < 0.5
    # "Paediatric" is a word of that title alone: without it nothing answers to it
    title = graph.title_text.index("Paediatric Doctor")
    assert told(Asked("paediatric doctor"), "Children Doctor") == pytest.approx(1.0, abs=0.02)
    assert told(Asked("paediatric doctor", without=title), "Children Doctor") < 0.5


def test_a_release_of_before_the_words_were_kept_answers_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgraph.core.snapshot.learned._words_read", lambda encoder, texts: {})
    graph = opened(drawing(), tmp_path / "one")
    weights = WEIGHTS._asdict() | {"features": WEIGHTS.features[:5]}
    write_weights(tmp_path / "one", weights)
    graph = Snapshot(tmp_path / "one", {"model/one": SENSES}.get)
    assert graph.learned is not None
    found = describe(graph, graph.learned, [Asked("kids physician")])
    assert not found.features[:, FEATURES.index("worst_word")].any()
    assert weights_of(graph.learned) == WEIGHTS._replace(features=(*WEIGHTS.features[:5], 0.0))
    assert place_learned(graph, graph.learned, [Asked("kids physician")], 5)[0]


def test_fitting_is_drawn_to_what_is_known_where_nothing_is_said() -> None:
    nothing = Described(
        np.zeros(0, dtype=np.int64),
        np.zeros(0, dtype=np.int64),
        np.zeros(0, dtype=np.int64),
        np.zeros((0, len(FEATURES))),
        np.zeros(0),
    )
    fitted = fit(nothing, np.zeros(0, dtype=np.int64))
    assert np.allclose(fitted.features, WEIGHTS.features)


def test_an_empty_graph_and_no_question(tmp_path: Path, graph: Snapshot) -> None:
    empty = opened(Drawing(), tmp_path / "empty")
    assert normalize_title(empty, "Nurse").match is None
    assert place_learned(graph, learned_of(graph), [], 5) == []


def test_a_title_that_was_asked_before_is_remembered(tmp_path: Path) -> None:
    graph = opened(drawing(), tmp_path / "graph")
    first = normalize_titles(graph, ["family physician", "software coder", "family physician"], top=20)
    SENSES.read.clear()

    again = normalize_titles(graph, ["software coder", "family physician"], top=20)

    assert SENSES.read == []
    assert [one.candidates for one in again] == [first[1].candidates, first[0].candidates]
    assert first[0].candidates == first[2].candidates
    german = normalize_title(graph, "family physician", language="de", threshold=0.0)
    assert {graph.name(one.concept) for one in german.candidates} <= {"Anwalt"}
    assert SENSES.read == ["family physician"]


def test_more_than_is_remembered_is_worked_out_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = opened(drawing(), tmp_path / "graph")
    whole = normalize_title(graph, "family physician", top=MOST_CANDIDATES).candidates
    graph.remembered.clear()
    monkeypatch.setattr(normalize, "_KEPT", 2)
    assert normalize_title(graph, "family physician", top=2).candidates == whole[:2]
    assert normalize_title(graph, "family physician", top=MOST_CANDIDATES).candidates == whole
    assert len(whole) > 2


def test_what_was_asked_longest_ago_is_forgotten() -> None:
    memory: Remembered[int] = Remembered(most=2)
    memory.put("a", 1)
    memory.put("b", 0)
    assert memory.get("a") == 1

    memory.put("c", 3)

    assert memory.get("b") is None
    assert memory.get("a") == 1 and memory.get("c") == 3
    assert len(memory) == 2
    memory.clear()
    assert memory.get("a") is None
