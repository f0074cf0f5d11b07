from __future__ import annotations

import pytest

from models_lstm.core.level_words import PLAIN_LEVEL
from models_lstm.core.titles import parse_title


@pytest.mark.parametrize(
    ("title", "level_words", "core"),
    [
        ("Sr. Software Engineer", ("senior",), "software engineer"),
        ("Senior Software Engineer", ("senior",), "software engineer"),
        ("Nurse, Senior", ("senior",), "nurse"),
        ("Jr Developer", ("junior",), "developer"),
        ("VP of Sales", ("vice president",), "sales"),
        ("V.P. Sales", ("vice president",), "sales"),
        ("Head of Engineering", ("head",), "engineering"),
        ("head chef", ("head",), "chef"),
        ("Asst. Manager", ("assistant", "manager"), "manager"),
        ("Lead Data Scientist", ("lead",), "data scientist"),
        ("Tech Lead", ("lead",), "technical"),
        ("Principal Engineer", ("principal",), "engineer"),
        ("Trainee Accountant", ("trainee",), "accountant"),
        ("Software Engineering Intern", ("intern",), "software engineering"),
        ("Entry level analyst", ("entry", "level"), "analyst"),
        ("R&D Manager", ("manager",), "research and development manager"),
    ],
)
def test_tells_level_words_from_the_core(title: str, level_words: tuple[str, ...], core: str) -> None:
    parsed = parse_title(title)
    assert (parsed.level_words, parsed.core) == (level_words, core)
    assert parsed.level is not None


@pytest.mark.parametrize(
    "title",
    ["Dental Assistant", "staff nurse", "data entry clerk", "lead generation specialist", "sales associate"],
)
def test_does_not_take_a_function_for_a_level(title: str) -> None:
    parsed = parse_title(title)
    assert parsed.level is None
    assert parsed.core == title.casefold()


@pytest.mark.parametrize(
    "ladder",
    [
        ["trainee cook", "junior cook", "cook", "senior cook", "lead cook", "head cook"],
        ["Accountant I", "Accountant II", "Accountant III", "Accountant IV"],
        [
            "sales supervisor",
            "assistant sales manager",
            "sales manager",
            "senior sales manager",
            "sales director",
        ],
        [
            "deputy head of finance",
            "head of finance",
            "director of finance",
            "VP Finance",
            "SVP Finance",
            "CFO",
        ],
    ],
)
def test_orders_the_rungs_of_a_ladder(ladder: list[str]) -> None:
    standings = [parse_title(title).standing for title in ladder]
    assert standings == sorted(set(standings))


@pytest.mark.parametrize(
    ("title", "numeral"),
    [
        ("Software Engineer II", 2),
        ("Software Engineer 2", 2),
        ("Clerk III", 3),
        ("Nurse grade 5", 5),
        ("Level 3 Technician", 3),
        ("IV nurse", None),
        ("X-ray technician", None),
        ("Boeing 737 mechanic", None),
        ("Clerk", None),
    ],
)
def test_reads_grade_numbers(title: str, numeral: int | None) -> None:
    assert parse_title(title).numeral == numeral


@pytest.mark.parametrize(
    ("title", "core"),
    [
        ("Waitresses", "waiter"),
        ("Policewoman", "police officer"),
        ("Salesman", "salesperson"),
        ("saleswomen", "salesperson"),
        ("chairwoman", "chairperson"),
        ("Software Engineers", "software engineer"),
        ("secretaries", "secretary"),
        ("logistics boss", "logistics boss"),
        ("sales agents", "sales agent"),
        ("German teacher", "german teacher"),
        ("midwives", "midwife"),
    ],
)
def test_sets_plurals_and_gendered_forms_equal(title: str, core: str) -> None:
    assert parse_title(title).core == core


@pytest.mark.parametrize(
    ("title", "core", "modifiers"),
    [
        ("Nurse (Night shift) - London", "nurse", ("night shift", "london")),
        ("Front-end engineer, remote", "front end engineer", ("remote",)),
        ("Part-time barista", "barista", ("part-time",)),
        (".NET developer (m/f/d)", ".net developer", ("m f d",)),
        ("C++ Developer | Berlin", "c++ developer", ("berlin",)),
        ("Nurse", "nurse", ()),
    ],
)
def test_sets_places_and_contracts_apart(title: str, core: str, modifiers: tuple[str, ...]) -> None:
    parsed = parse_title(title)
    assert (parsed.core, parsed.modifiers) == (core, modifiers)


@pytest.mark.parametrize(
    "title", ["", " ", "()", "senior", "II", "\u200b", "प्रबंधक", "会計士", "of", "- -", "vice president"]
)
def test_takes_anything_apart_without_failing(title: str) -> None:
    parsed = parse_title(title)
    assert parsed.standing >= 0
    assert parsed.head in parsed.core.split() or not parsed.core


def test_a_title_without_level_stands_at_the_plain_level() -> None:
    assert parse_title("nurse").standing == PLAIN_LEVEL


@pytest.mark.parametrize(
    ("title", "head"),
    [("director of technical arts", "director"), ("software engineers", "engineer"), ("cook", "cook")],
)
def test_finds_the_head_word(title: str, head: str) -> None:
    assert parse_title(title).head == head
