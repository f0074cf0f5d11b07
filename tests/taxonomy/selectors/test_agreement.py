"""Which answers count for agreement, and what the door says."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from taxonomy.selectors.agreement import CACHE_KEY, agreement_report, overlap_answers
from tests.people import browser_of, the
from tests.taxonomy.judging import answer, pair, take_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_cached(services: object) -> None:
    cache.delete(CACHE_KEY)


def test_only_pairs_that_two_people_judged_count() -> None:
    chef, nurse = pair("head chef", "sous chef"), pair("nurse", "midwife")
    answer("ana", chef, "senior")
    answer("ben", chef, "junior")
    answer("ana", nurse, "related")

    assert overlap_answers() == [
        (chef.pk, the("ana").pk, "senior"),
        (chef.pk, the("ben").pk, "junior"),
    ]


def test_what_was_taken_back_or_seen_or_unsure_does_not_count() -> None:
    undone, seen, unsure = pair("a cook", "b cook"), pair("c cook", "d cook"), pair("e cook", "f cook")
    for of in (undone, seen, unsure):
        answer("ana", of, "synonym")
    take_back(answer("ben", undone, "synonym"))
    answer("ben", seen, "synonym", blind=False)
    answer("ben", unsure, "unsure")

    assert overlap_answers() == []


def test_a_later_answer_replaces_an_earlier_one() -> None:
    of = pair("head chef", "sous chef")
    take_back(answer("ana", of, "broader"))
    answer("ben", of, "senior")
    answer("ana", of, "senior")

    assert overlap_answers() == [(of.pk, the("ana").pk, "senior"), (of.pk, the("ben").pk, "senior")]


def test_ada_reads_the_figures_by_name() -> None:
    for n in range(6):
        of = pair(f"cook {n}", f"chef {n}")
        answer("ana", of, "senior" if n % 2 else "related")
        answer("ben", of, "senior" if n % 2 or n == 0 else "related")

    body = browser_of("ada").get("/api/v1/agreement").json()

    assert body["overlap_items"] == 6
    assert body["alpha"]["low"] <= body["alpha"]["value"] <= body["alpha"]["high"] <= 1
    assert [(k["person_a"], k["person_b"], k["n"]) for k in body["kappa"]] == [("ana", "ben", 6)]
    assert body["per_relation"]["synonym"] == {
        "undefined": "because nobody answered synonym where several judged",
        "n": 6,
    }
    assert {r["person"] for r in body["reliability"]} == {"ana", "ben"}


def test_nothing_judged_yet_is_said_in_words() -> None:
    assert agreement_report()["alpha"] == {
        "undefined": "because no item was judged by two people or more",
        "n": 0,
    }


def test_a_figure_that_is_undefined_has_no_value_in_kappa() -> None:
    of = pair("head chef", "sous chef")
    answer("ana", of, "senior")
    answer("ben", of, "senior")

    (row,) = agreement_report()["kappa"]
    assert row["value"] is None
    assert row["undefined"].startswith("because both gave one and the same answer")
