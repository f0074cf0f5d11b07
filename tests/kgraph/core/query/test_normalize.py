"""From raw titles to concepts, and honest unknowns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kgraph.core.query import noise
from kgraph.core.query.noise import readings
from kgraph.core.query.normalize import Normalized, normalize_title
from kgraph.core.snapshot import Snapshot
from tests.kgraph.graphs import Drawing


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    drawing = Drawing()
    drawing.concept("Software Engineer", "Software Developer", "Programmer", counts=(900, 700, 90))
    drawing.concept("Senior Software Engineer", counts=(300,))
    drawing.concept("Nurse", "Registered Nurse", counts=(800, 500))
    drawing.concept("Junior Nurse", counts=(20,))
    drawing.concept("Head Chef", "Chef de Cuisine", counts=(70, 20))
    drawing.concept("Chef", counts=(200,))
    drawing.concept("C++ Developer", counts=(60,))
    drawing.concept(".NET Developer", counts=(50,))
    drawing.concept("Sales Manager", counts=(400,))
    drawing.concept("R&D Engineer", counts=(40,))
    drawing.concept("Accounts Payable Clerk", counts=(33,))
    drawing.concept("Chef", language="de", counts=(90,))
    drawing.concept("看護師", language="ja", counts=(10,))
    for filler in (
        "Warehouse Operative",
        "Truck Driver",
        "Primary School Teacher",
        "Data Analyst",
        "Bank Teller",
    ):
        drawing.concept(filler, counts=(100,))
    return drawing.snapshot(tmp_path_factory.mktemp("titles"))


def _name(graph: Snapshot, answer: Normalized) -> str | None:
    return graph.name(answer.match.concept) if answer.match else None


def _method(answer: Normalized) -> str | None:
    return answer.match.method if answer.match else None


@pytest.mark.parametrize(
    ("raw", "name", "method"),
    [
        ("software engineer", "Software Engineer", "exact"),
        ("  SOFTWARE   Developer ", "Software Engineer", "alias"),
        ("Senior Software Engineer", "Senior Software Engineer", "exact"),
        ("Sr. Software Engineer", "Senior Software Engineer", "parsed"),
        ("Nurses", "Nurse", "parsed"),
        ("Software Engineer Berlin", "Software Engineer", "parsed"),
        ("Nurses New York City", "Nurse", "parsed"),
        ("Data Analist New York", "Data Analyst", "nearest"),
        ("Data Analyst (m/w/d) München", "Data Analyst", "parsed"),
        ("Sr. Softwre Enginer II (m/w/d) Berlin", "Senior Software Engineer", "nearest"),
        ("Senior Nurse", "Nurse", "parsed"),
        ("Nurse II", "Nurse", "parsed"),
        ("Nurse (part-time) - Leeds", "Nurse", "parsed"),
        ("Registered Nurse #48213", "Nurse", "parsed"),
        ("Registered Nurse in Springfield, OH", "Nurse", "parsed"),
        ("Software Engineer (m/w/d)", "Software Engineer", "parsed"),
        ("URGENT HIRING: Software Developer $60k-$80k per year", "Software Engineer", "parsed"),
        ("Manager, Sales", "Sales Manager", "parsed"),
        ("sales mgr", "Sales Manager", "parsed"),
        ("C++ Developer", "C++ Developer", "exact"),
        (".net developer", ".NET Developer", "exact"),
        ("R&D Engineer", "R&D Engineer", "exact"),
        ("看護師", "看護師", "exact"),
        ("Clerk Accounts Payable", "Accounts Payable Clerk", "nearest"),
        ("Sofware Engineer", "Software Engineer", "nearest"),
        ("Senior Softwre Enginer II", "Senior Software Engineer", "nearest"),
        ("Sr. Software Engineer II", "Senior Software Engineer", "parsed"),
    ],
)
def test_raw_titles_find_their_concept(raw: str, name: str, method: str, graph: Snapshot) -> None:
    answer = normalize_title(graph, raw)
    assert (_name(graph, answer), _method(answer)) == (name, method)


@pytest.mark.parametrize("raw", ["Astronaut", "", "   ", "12345", "!!!", "x" * 400, "Quantum Llama Wrangler"])
def test_what_nobody_knows_is_unknown(raw: str, graph: Snapshot) -> None:
    answer = normalize_title(graph, raw)
    assert answer.match is None


def test_rank_is_told_apart_and_never_crosses_over(graph: Snapshot) -> None:
    senior = normalize_title(graph, "Senior Nurse")
    assert senior.level is not None
    assert (senior.level.words, senior.level.rank) == (("senior",), 2)
    assert _name(graph, senior) == "Nurse"
    assert all(graph.name(c.concept) != "Junior Nurse" for c in senior.candidates)
    assert normalize_title(graph, "Nurse").level is None


def test_a_head_chef_of_another_kind_is_not_a_plain_one(graph: Snapshot) -> None:
    answer = normalize_title(graph, "Assistant Nurse")
    assert answer.match is None
    assert all(graph.name(c.concept) != "Nurse" for c in answer.candidates)


def test_what_was_taken_off_is_told(graph: Snapshot) -> None:
    match = normalize_title(graph, "Senior Nurse (part-time)").match
    assert match is not None
    assert match.removed == ("terms of work", "level word “senior”")
    assert 0.5 < match.confidence < 1.0


def test_closer_readings_are_surer(graph: Snapshot) -> None:
    confidence = [
        match.confidence
        for raw in ("Software Engineer", "Software Engineers", "Senior Nurse", "Senior Nurse in Hull")
        if (match := normalize_title(graph, raw).match)
    ]
    assert confidence == sorted(confidence, reverse=True)
    assert len(confidence) == 4


def test_the_threshold_is_the_askers(graph: Snapshot) -> None:
    loose = normalize_title(graph, "Sales Person", threshold=0.0)
    strict = normalize_title(graph, "Nurses", threshold=0.99)
    assert loose.candidates
    assert strict.match is None
    assert graph.name(strict.candidates[0].concept) == "Nurse"


def test_the_language_decides_between_equal_titles(graph: Snapshot) -> None:
    german, english = (normalize_title(graph, "Chef", language=language) for language in ("de", "en"))
    assert german.match is not None
    assert english.match is not None
    assert graph.title_language(german.match.title) == "de"
    both = normalize_title(graph, "chef")
    assert both.match is not None
    assert both.match.concept == english.match.concept
    assert [c.concept for c in both.candidates] == [english.match.concept, german.match.concept]


def test_candidates_are_of_different_concepts_and_bounded(graph: Snapshot) -> None:
    answer = normalize_title(graph, "software engineer developer", threshold=0.0, top=3)
    concepts = [c.concept for c in answer.candidates]
    assert len(concepts) == len(set(concepts)) <= 3


@pytest.mark.parametrize(
    "raw", ["a" * 300, "- / , | ;", "((((", "sr sr sr sr", "/" * 100 + "a", "ΣΊΣΥΦΟΣ", "\u200fنرس"]
)
def test_odd_text_is_read_without_fuss(raw: str, graph: Snapshot) -> None:
    normalize_title(graph, raw)
    assert len(list(readings(raw))) < 200


def test_the_other_words_tell_which_word_was_misspelt(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.concept("Stage Major", counts=(10,))
    for what in ("Sales", "Bar", "Office"):
        drawing.concept(f"{what} Manger", counts=(500,))
    drawing.concept("Sales Maner", counts=(5,))
    graph = drawing.snapshot(tmp_path)
    assert graph.spelling.near("mager")[0] == "manger"
    assert _name(graph, normalize_title(graph, "bar mager")) == "Bar Manger"
    found = normalize_title(graph, "stage majro")
    assert found.match is not None
    assert (graph.name(found.match.concept), found.match.confidence) == ("Stage Major", 0.92)
    two = normalize_title(graph, "sals mane")
    assert two.match is not None
    assert graph.name(two.match.concept) == "Sales Maner"
    assert two.match.removed == ("“sals” read as “sales”", "“mane” read as “maner”")
    assert two.match.confidence == pytest.approx(0.92**2, abs=1e-4)


def test_a_slip_that_several_titles_explain_is_told_with_all_of_them(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.concept("Sailor", counts=(900,))
    drawing.concept("Jailer", counts=(1,))
    drawing.concept("Tiler", counts=(5,))
    drawing.concept("Tyler", counts=(5,))
    graph = drawing.snapshot(tmp_path)

    def told(raw: str) -> list[tuple[str, float]]:
        return [(graph.name(m.concept), m.confidence) for m in normalize_title(graph, raw).candidates]

    # Slips in the first letter are rare, whatever is the commoner word.
    assert told("jailor")[:2] == [("Jailer", round(0.92 / 1.2, 4)), ("Sailor", round(0.92 * 0.2 / 1.2, 4))]
    assert told("tler")[:2] == [("Tiler", 0.46), ("Tyler", 0.46)]
    assert normalize_title(graph, "tler").match is None
    assert told("sailr")[0] == ("Sailor", 0.92)


_TITLES = (
    "cook",
    "sales manager",
    "senior nurses",
    "lead dev ii",
    "küchenhilfe",
    "看護師",
    "nurse 2",
    "r&d engineer",
)
_BESIDE = (
    "part time", "part-time", "parttime", "full time", "p/t", "temporary", "temp", "permanent", "perm", "fixed term",
    "fixed-term", "contract", "contractor", "freelance", "seasonal", "casual", "interim", "remote", "hybrid", "on site",
    "onsite", "work from home", "wfh", "home based", "home-based", "night shift", "nights shifts", "day shift",
    "days shift", "evening shifts", "weekends shifts", "rotating shift", "rotatings shift", "per diem", "prn",
    "immediate", "immediate start", "urgent", "urgently hiring", "now hiring", "hiring", "wanted", "vacancy",
    "maternity", "maternity leave cover", "entry level", "entry-level", "no experience", "no experience needed",
    "relocation", "sponsorship", "visa", "bonus", "sign on bonus", "in leeds", "at acme", "for acme", "near leeds",
    "based in leeds", "within leeds", "m/w/d", "(all genders)", "all genders", "gn", "$20 per hour", "ref 12345", "#12",
    "(nights)", "- leeds", ", oh", "| acme", "@ acme", "team", "with care", "_wanted", "wanted_", "unwanted",
)  # fmt: skip


@pytest.mark.parametrize("beside", _BESIDE)
def test_the_short_way_through_plain_titles_reads_them_as_the_long_one(
    beside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_word(word: str) -> bool:
        return word in ("acme", "sales", "wanted")

    keys = [f"{title} {beside}" for title in _TITLES] + [f"{beside} {title}" for title in _TITLES] + [beside]
    short = [list(readings(key, is_word)) for key in keys]
    monkeypatch.setattr(noise, "_ONLY_WORDS", re.compile(r"(?!)"))
    assert short == [list(readings(key, is_word)) for key in keys]


def test_a_place_is_taken_off_the_end_and_is_no_title_itself(graph: Snapshot) -> None:
    answer = normalize_title(graph, "Data Analyst London")
    assert answer.match is not None
    assert answer.match.removed == ("place",)
    assert normalize_title(graph, "London").match is None
    assert normalize_title(graph, "Plumber London").match is None
    assert list(readings("berlin")) == []


def test_a_place_whose_words_stand_in_titles_is_doubted(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.concept("Buyer", counts=(10,))
    drawing.concept("China Painter", counts=(10,))
    graph = drawing.snapshot(tmp_path)
    doubted, sure = (normalize_title(graph, f"Buyer {place}", threshold=0.0) for place in ("China", "Chile"))
    assert doubted.match is not None and sure.match is not None
    assert doubted.match.confidence < sure.match.confidence
