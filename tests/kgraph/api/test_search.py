"""What a search engine asks of a release."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import OperationalError
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from kgraph.services.rates import rates_forget
from kgraph.services.releases import release_build, release_publish, release_withdraw
from taxonomy.models import ApiToken
from tests.kgraph.ledger import Ledger
from tests.people import browser_of, program_of

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"
QUESTIONS = (
    "meta",
    "concepts",
    "concepts/1",
    "concepts/1/edges?inferred=1",
    "concepts/1/ladder",
    "neighbourhood?concept=1",
    "suggest?q=co",
    "normalize?q=cooks",
    "expand?q=cook",
    "path?from=1&to=2",
    "exports/latest.jsonl",
)


def get(client: APIClient, path: str, status: int = 200, **headers: str) -> Any:
    answer = client.get(V1 + path, headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json()


def release_again(ledger: Ledger) -> int:
    number = release_build(by=ledger.ada).number
    release_publish(number, by=ledger.ada)
    return number


def test_a_concept_comes_with_its_titles(vic: APIClient, kitchen: Ledger) -> None:
    concept = kitchen.concept("Line Cook").pk
    body = get(vic, f"concepts/{concept}")
    assert (body["release"], body["id"], body["language"]) == (1, concept, "en")
    assert body["preferred"]["text"] == "Line Cook"
    assert [title["text"] for title in body["titles"]] == ["Line Cook", "Chef de Partie"]
    assert body["counts"] == {
        "broader": 0,
        "narrower": 1,
        "senior": 0,
        "junior": 1,
        "related": 0,
        "unrelated": 0,
    }
    assert body["rung"] == 0


def test_edges_read_from_the_concept_and_tell_what_follows(vic: APIClient, kitchen: Ledger) -> None:
    head = kitchen.concept("Head Chef").pk
    stated = get(vic, f"concepts/{head}/edges")["edges"]
    assert [(e["relation"], e["concept"]["preferred"], e["inferred"]) for e in stated] == [
        ("senior", "Sous Chef", False),
        ("related", "Restaurant Manager", False),
    ]
    inferred = [
        e for e in get(vic, f"concepts/{head}/edges?inferred=1&relation=senior")["edges"] if e["inferred"]
    ]
    assert [(e["id"], e["concept"]["preferred"], e["via"]) for e in inferred] == [
        (None, "Line Cook", ["Sous Chef"])
    ]
    cook = kitchen.concept("Cook").pk
    outward = get(vic, f"concepts/{cook}/edges?relation=broader&direction=out")["edges"]
    assert {e["concept"]["preferred"] for e in outward} == {"Line Cook", "Pastry Cook"}
    assert get(vic, f"concepts/{cook}/edges?relation=broader&direction=in")["edges"] == []
    assert get(vic, f"concepts/{cook}/edges?limit=1")["cut"] is True


def test_synonym_edges_are_told_when_asked_for(vic: APIClient, kitchen: Ledger) -> None:
    concept = kitchen.concept("Line Cook").pk
    (edge,) = get(vic, f"concepts/{concept}/edges?relation=synonym")["edges"]
    assert {edge["subject"]["text"], edge["object"]["text"]} == {"Line Cook", "Chef de Partie"}


def test_a_ladder_runs_from_junior_to_senior(vic: APIClient, kitchen: Ledger) -> None:
    body = get(vic, f"concepts/{kitchen.concept('Sous Chef').pk}/ladder")
    assert [[c["preferred"] for c in rung] for rung in body["rungs"]] == [
        ["Line Cook"],
        ["Sous Chef"],
        ["Head Chef"],
    ]
    assert body["self_rung"] == 1


def test_all_that_a_concept_is_above_comes_in_pages_of_numbers(vic: APIClient, kitchen: Ledger) -> None:
    cook, line, pastry, sous, head = (
        kitchen.concept(name).pk for name in ("Cook", "Line Cook", "Pastry Cook", "Sous Chef", "Head Chef")
    )
    below = sorted((line, pastry))
    body = get(vic, f"concepts/{cook}/reached")
    assert body["concept"] == {"id": cook, "preferred": "Cook"}
    assert (body["relation"], body["results"], body["total"], body["next"]) == ("broader", below, 2, None)
    first = get(vic, f"concepts/{cook}/reached?page_size=1")
    assert (first["results"], first["total"], first["next"]) == (below[:1], 2, below[0])
    rest = get(vic, f"concepts/{cook}/reached?page_size=1&cursor={first['next']}")
    assert (rest["results"], rest["next"]) == (below[1:], None)
    assert get(vic, f"concepts/{head}/reached?relation=senior")["results"] == sorted((sous, line))
    assert get(vic, f"concepts/{line}/reached?relation=junior")["results"] == sorted((sous, head))
    assert get(vic, f"concepts/{line}/reached")["results"] == []
    assert vic.get(f"/api/v1/concepts/{cook}/reached?relation=related").status_code == 422
    assert vic.get("/api/v1/concepts/999999/reached").status_code == 404


def test_suggestions(vic: APIClient) -> None:
    found = get(vic, "suggest?q=co&limit=2")["suggestions"]
    assert [(s["text"], s["preferred"], s["how"]) for s in found] == [
        ("Cook", "Cook", "prefix"),
        ("Line Cook", "Line Cook", "prefix"),
    ]


def test_normalisation_of_one_and_of_many(vic: APIClient, kitchen: Ledger) -> None:
    one = get(vic, "normalize?q=Senior Line Cooks (m/w/d)")
    assert one["match"]["concept_id"] == kitchen.concept("Line Cook").pk
    assert (one["match"]["method"], one["unknown"], one["level"]) == (
        "parsed",
        False,
        {"rank": 2, "words": ["senior"]},
    )
    assert get(vic, "normalize?title=astronaut")["unknown"] is True
    many = vic.post(
        f"{V1}normalize/bulk", {"titles": ["chef de partie", "", "astronaut", "chef de partie"]}
    ).json()
    assert [row["match"] and row["match"]["method"] for row in many["results"]] == [
        "alias",
        None,
        None,
        "alias",
    ]
    assert (many["release"], many["unknown"]) == (1, 2)


def test_expansion_tells_reasons_and_unknowns(vic: APIClient) -> None:
    body = get(vic, "expand?q=Chef de Partie&relations=synonym,broader,senior&depth=2")
    assert body["match"]["method"] == "alias"
    assert [(t["text"], t["relation"]) for t in body["terms"]] == [
        ("Line Cook", "synonym"),
        ("Cook", "broader"),
        ("Sous Chef", "senior"),
        ("Head Chef", "senior"),
    ]
    assert (
        body["terms"][3]["reason"] == "“Head Chef” is senior to “Sous Chef”, which is senior to “Line Cook”"
    )
    assert get(vic, "expand?q=astronaut")["terms"] == []


def test_a_way_by_numbers_and_by_titles(vic: APIClient, kitchen: Ledger) -> None:
    body = get(vic, f"path?from={kitchen.concept('Cook').pk}&to=head chef")
    assert body["length"] == 3
    assert [(s["from"]["preferred"], s["relation"], s["to"]["preferred"]) for s in body["steps"]] == [
        ("Cook", "broader", "Line Cook"),
        ("Line Cook", "junior", "Sous Chef"),
        ("Sous Chef", "junior", "Head Chef"),
    ]
    assert get(vic, "path?from=cook&to=head chef&relations=senior")["found"] is False


def test_surroundings(vic: APIClient, kitchen: Ledger) -> None:
    body = get(vic, f"neighbourhood?concept={kitchen.concept('Cook').pk}")
    assert {node["label"] for node in body["nodes"]} == {"Cook", "Line Cook", "Pastry Cook"}
    assert {edge["relation"] for edge in body["edges"]} == {"broader"}


def test_concepts_are_paged_and_searched(vic: APIClient) -> None:
    first = get(vic, "concepts?page_size=4")
    second = get(vic, f"concepts?page_size=4&cursor={first['next']}")
    numbers = [row["id"] for row in first["results"] + second["results"]]
    assert numbers == sorted(set(numbers))
    assert (len(first["results"]), second["next"]) == (4, None)
    assert [row["preferred"] for row in get(vic, "concepts?q=chef de")["results"]] == ["Line Cook"]


def test_a_merged_number_is_redirected_with_its_heir(vic: APIClient, kitchen: Ledger) -> None:
    old = kitchen.concept("Pastry Cook").pk
    kitchen.decide("Pastry Cook", "synonym", "Line Cook")
    new = kitchen.concept("Line Cook").pk
    release_again(kitchen)
    for path in (f"concepts/{old}", f"concepts/{old}/edges?inferred=1", f"concepts/{old}/ladder"):
        answer = vic.get(V1 + path)
        assert answer.status_code == 308
        assert answer["Location"] == V1 + path.replace(str(old), str(new), 1) == answer.json()["location"]
        assert (answer.json()["replacedBy"], answer.json()["release"]) == (new, 2)
        assert answer["X-Titleloom-Release"] == "2"
    assert get(vic, f"concepts/{old}?release=1")["id"] == old
    assert get(vic, f"expand?concept={old}")["concept"]["id"] == new


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_names_its_release_and_is_not_sent_twice(question: str, vic: APIClient) -> None:
    answer = vic.get(V1 + question)
    assert answer.status_code == 200
    assert answer["X-Titleloom-Release"] == "1"
    tag = answer["ETag"]
    assert tag.startswith('"')
    assert answer["Cache-Control"] == "private, no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = vic.get(V1 + question, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert (again["ETag"], again["X-Titleloom-Release"]) == (tag, "1")
    assert vic.get(V1 + question, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_release_ends_the_old_tag(vic: APIClient, kitchen: Ledger) -> None:
    tag = vic.get(f"{V1}concepts/1")["ETag"]
    kitchen.decide("Cook", "broader", "Baker")
    release_again(kitchen)
    answer = vic.get(f"{V1}concepts/1", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json()["release"]) == (200, 2)
    assert vic.get(f"{V1}concepts/1?release=1", headers={"If-None-Match": tag}).status_code == 304


def test_a_numbered_release_may_be_kept_for_a_week(vic: APIClient, kitchen: Ledger) -> None:
    assert vic.get(f"{V1}concepts/1?release=1")["Cache-Control"] == "private, max-age=604800"
    kitchen.decide("Cook", "broader", "Baker")
    release_build(by=kitchen.ada)
    assert vic.get(f"{V1}concepts/1?release=2")["Cache-Control"] == "private, no-cache"


def test_a_packed_answer_has_a_strong_tag_of_its_own(vic: APIClient) -> None:
    plain = vic.get(f"{V1}meta")
    packed = vic.get(f"{V1}meta", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == plain["ETag"][:-1] + '-gz"'
    assert vic.get(f"{V1}meta", headers={"If-None-Match": packed["ETag"]}).status_code == 304


def test_reading_asks_the_database_for_nothing(
    vic: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    vic.get(f"{V1}meta")
    with django_assert_num_queries(0):
        for question in QUESTIONS:
            assert vic.get(V1 + question).status_code == 200


def test_reading_goes_on_while_the_database_is_away(vic: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    vic.get(f"{V1}meta")

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", gone)
    monkeypatch.setattr("kgraph.api.authentication.FRESH_SECONDS", 0.0)
    monkeypatch.setattr("kgraph.selectors.releases._FRESH_SECONDS", 0.0)
    for question in QUESTIONS:
        assert vic.get(V1 + question).status_code == 200, question


def test_a_revoked_token_ends_when_it_is_next_looked_up(
    vic: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert vic.get(f"{V1}meta").status_code == 200
    monkeypatch.setattr("kgraph.api.authentication.FRESH_SECONDS", 0.0)
    ApiToken.objects.all().delete()
    assert vic.get(f"{V1}meta").status_code == 401


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("concepts/999999", 404, "concept.not_found"),
        ("concepts/1?release=99", 404, "release.not_found"),
        ("concepts/1?release=newest", 422, "bad_input"),
        ("concepts/1?release=²", 422, "bad_input"),
        ("concepts/99999999999999999999999", 404, "concept.not_found"),
        ("concepts/1/edges?relation=boss", 422, "validation"),
        ("concepts/1/edges?direction=up", 422, "validation"),
        ("suggest", 422, "validation"),
        ("suggest?q=a&limit=51", 422, "validation"),
        ("normalize", 422, "validation"),
        ("normalize?q=cook&threshold=2", 422, "validation"),
        ("expand?q=cook&depth=4", 422, "validation"),
        ("expand?q=cook&relations=unrelated", 422, "validation"),
        ("expand", 422, "validation"),
        ("expand?q=cook&concept=1", 422, "validation"),
        ("expand?concept=999", 404, "concept.not_found"),
        ("path?from=cook", 422, "validation"),
        ("path?from=cook&to=astronaut", 404, "concept.not_found"),
        ("neighbourhood?concept=x", 422, "validation"),
        ("exports/latest.xls", 422, "export.unknown_format"),
        ("exports/9.csv", 404, "release.not_found"),
        ("exports/latest.csv?part=middle", 422, "export.unknown_format"),
        ("exports/latest.skos?part=edges", 422, "export.unknown_format"),
        ("exports/latest.skos?max_rules=5", 422, "export.limits_wrong"),
        ("exports/latest.synonyms?max_rules=5&slice=9", 422, "export.limits_wrong"),
        ("exports/latest.synonyms?part=zip&max_rules=5", 422, "export.limits_wrong"),
    ],
)
def test_what_is_wrong_is_said(path: str, status: int, code: str, vic: APIClient) -> None:
    answer = vic.get(V1 + path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"


def test_too_many_titles_at_once(vic: APIClient) -> None:
    answer = vic.post(f"{V1}normalize/bulk", {"titles": ["cook"] * 501})
    assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (
        413,
        "normalize.too_many",
        500,
    )
    assert len(vic.post(f"{V1}normalize/bulk", {"titles": ["cook"] * 500}).json()["results"]) == 500
    assert vic.post(f"{V1}normalize/bulk", {"titles": []}).status_code == 422
    assert vic.post(f"{V1}normalize/bulk", ["cook"]).status_code == 422


def test_a_withdrawn_release_is_gone_and_says_why(vic: APIClient, kitchen: Ledger) -> None:
    kitchen.decide("Cook", "broader", "Baker")
    number = release_again(kitchen)
    release_withdraw(number, by=kitchen.ada, reason="bakers are no cooks")
    for question in ("concepts/1", "suggest?q=a"):
        answer = vic.get(f"{V1}{question}{'&' if '?' in question else '?'}release=2")
        assert (answer.status_code, answer.json()["code"]) == (410, "release.withdrawn")
        assert answer.json()["reason"] == "bakers are no cooks"
    assert get(vic, "concepts/1")["release"] == 1


def test_before_the_first_release_only_meta_answers(db: None) -> None:
    client = program_of("vic", "graph:read")
    assert get(client, "meta")["release"] is None
    assert get(client, "concepts/1", 404)["code"] == "release.not_found"
    assert get(client, "suggest?q=a", 404)["code"] == "release.not_found"


@pytest.mark.parametrize("question", QUESTIONS)
def test_only_those_who_may_read_the_graph_do(question: str, kitchen: Ledger) -> None:
    assert APIClient().get(V1 + question).status_code == 401
    assert program_of("ada", "review").get(V1 + question).status_code == 403
    for name in ("ana", "ada", "mia", "vic", "root"):
        assert browser_of(name).get(V1 + question).status_code == 200


def test_the_working_graph_shows_what_was_decided_a_moment_ago(kitchen: Ledger) -> None:
    ana = browser_of("ana")
    cook = kitchen.concept("Cook").pk
    before = ana.get(f"{V1}concepts/{cook}/edges?release=working")
    assert before.json()["release"] == 0
    assert before["Cache-Control"] == "private, no-cache"
    tag = before["ETag"]
    assert (
        ana.get(f"{V1}concepts/{cook}/edges?release=working", headers={"If-None-Match": tag}).status_code
        == 304
    )
    kitchen.decide("Cook", "broader", "Baker")
    after = ana.get(f"{V1}concepts/{cook}/edges?release=working", headers={"If-None-Match": tag})
    assert "Baker" in {edge["concept"]["preferred"] for edge in after.json()["edges"]}
    assert "Baker" not in {e["concept"]["preferred"] for e in get(ana, f"concepts/{cook}/edges")["edges"]}
    assert get(ana, "meta?release=working")["release"] == 0


def test_a_graph_too_large_to_build_on_the_way_is_shown_as_released(
    kitchen: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgraph.services.working.LARGEST", 3)
    kitchen.decide("Cook", "broader", "Butcher")
    assert get(browser_of("ana"), "suggest?q=co&release=working")["release"] == 1


def test_a_token_that_asks_too_often_is_told_when_to_come_back(
    vic: APIClient, settings: LazySettings
) -> None:
    settings.GRAPH_RATE = 3
    rates_forget()
    cache.clear()
    answers = [vic.get(f"{V1}suggest?q=co") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    refused = answers[-1]
    assert refused.json()["code"] == "rate.exceeded"
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert vic.get(f"{V1}meta").status_code == 429
    people = browser_of("ada")
    assert {people.get(f"{V1}suggest?q=co").status_code for _ in range(5)} == {200}
    rates_forget()
    cache.clear()


def test_many_concepts_come_at_once_and_old_numbers_with_their_heirs(vic: APIClient, kitchen: Ledger) -> None:
    line, chef = kitchen.concept("Line Cook").pk, kitchen.title("Chef de Partie").founded_concept.pk
    asked = {"ids": [line, chef, 999_999]}
    body = vic.post(f"{V1}concepts/batch", asked, format="json").json()
    assert [(row["asked"], row["replacedBy"]) for row in body["results"]] == [
        (line, None), (chef, line), (999_999, None),
    ]  # fmt: skip
    assert (
        body["results"][0]["concept"] == get(vic, f"concepts/{line}") | {"release": None}
        or body["release"] == 1
    )
    assert body["results"][1]["concept"]["id"] == line
    assert body["results"][2]["concept"] is None
    assert vic.post(f"{V1}concepts/batch", {"ids": [1] * 501}, format="json").status_code == 422


def test_a_concept_is_named_in_the_first_language_that_it_has(vic: APIClient, kitchen: Ledger) -> None:
    koch = kitchen.title("Koch")
    koch.language = "de"
    koch.save()
    kitchen.decide("Cook", "synonym", "Koch")
    release_again(kitchen)
    cook = kitchen.concept("Cook").pk
    assert get(vic, f"concepts/{cook}?language=fr,de,en")["name"]["text"] == "Koch"
    assert get(vic, f"concepts/{cook}?language=fr")["name"]["text"] == "Cook"
    assert get(vic, f"concepts/{cook}")["name"]["text"] == "Cook"
    assert get(vic, "expand?q=koch&language=de")["concept"]["preferred"] == "Cook"
    assert get(vic, "expand?q=koch&language=en&threshold=0.9")["concept"] is None


def test_normalize_tells_the_parts_and_on_request_the_evidence(vic: APIClient, kitchen: Ledger) -> None:
    body = get(vic, "normalize?q=Sr. Line Cooks&inspect=1")
    assert (body["core"], body["modifiers"], body["level"]["rank"]) == ("cook", ["line"], 2)
    assert "line cook" in [row["reading"] for row in body["inspection"]["tried"]]
    assert body["inspection"]["verdict"]
    assert "inspection" not in get(vic, "normalize?q=cook")


def test_what_changed_around_a_concept(vic: APIClient, kitchen: Ledger) -> None:
    """Two edges come, one goes, one says something else, and a concept is merged into its neighbour."""
    line, pastry, sous = (kitchen.concept(name).pk for name in ("Line Cook", "Pastry Cook", "Sous Chef"))
    head, manager = kitchen.concept("Head Chef").pk, kitchen.concept("Restaurant Manager").pk
    kitchen.decide("Sous Chef", "senior", "Dishwasher")
    kitchen.decide("Head Chef", None, "Sous Chef")
    kitchen.decide("Sous Chef", "junior", "Head Chef")
    kitchen.decide("Head Chef", "senior", "Restaurant Manager")
    kitchen.decide("Pastry Cook", "synonym", "Line Cook")
    release_again(kitchen)
    around = f"neighbourhood/changes?concept={sous}&since=1&depth=2"
    body = get(vic, around)
    assert (body["release"], body["since"], body["cut"]) == (2, 1, 0)
    states = {node["label"]: node["state"] for node in body["nodes"]}
    assert states == {
        "Sous Chef": "kept",
        "Line Cook": "kept",
        "Head Chef": "kept",
        "Dishwasher": "added",
        "Cook": "kept",
        "Restaurant Manager": "kept",
    }
    (merged,) = [node for node in body["nodes"] if node["id"] == line]
    assert (merged["gained"], merged["lost"], merged["was"]) == (["Pastry Cook"], [], None)
    links = {(e["source"], e["relation"], e["target"]): (e["state"], e["was"]) for e in body["edges"]}
    assert links[head, "senior", sous] == ("kept", None)
    assert links[head, "senior", manager] == ("altered", "related")
    assert [key[1] for key, (state, _) in links.items() if state == "added"] == ["senior"]
    # Seen from what was merged: it stands there still, beside what has replaced it.
    body = get(vic, f"neighbourhood/changes?concept={pastry}&since=1")
    (ghost,) = [node for node in body["nodes"] if node["id"] == pastry]
    assert (ghost["state"], ghost["replaced_by"]) == ("merged", line)
    assert {e["state"] for e in body["edges"]} <= {"kept", "added"}
    # Read backwards, what came has gone.
    body = get(vic, f"neighbourhood/changes?concept={sous}&since=2&release=1")
    assert {n["label"] for n in body["nodes"] if n["state"] == "removed"} == {"Dishwasher"}
    assert vic.get(V1 + around, headers={"If-None-Match": vic.get(V1 + around)["ETag"]}).status_code == 304
    assert get(vic, "neighbourhood/changes?concept=99999&since=1", 404)["code"] == "concept.not_found"
    assert get(vic, f"neighbourhood/changes?concept={sous}&since=9", 404)["code"] == "release.not_found"


def test_an_edge_that_went_away_is_told(vic: APIClient, kitchen: Ledger) -> None:
    kitchen.decide("Head Chef", None, "Restaurant Manager")
    release_again(kitchen)
    head = kitchen.concept("Head Chef").pk
    body = get(vic, f"neighbourhood/changes?concept={head}&since=1")
    assert [(e["relation"], e["state"]) for e in body["edges"] if e["state"] != "kept"] == [
        ("related", "removed")
    ]


def test_a_ladder_tells_heights_and_the_edges_between(vic: APIClient, kitchen: Ledger) -> None:
    sous, head = kitchen.concept("Sous Chef").pk, kitchen.concept("Head Chef").pk
    body = get(vic, f"concepts/{sous}/ladder")
    assert body["heights"] == [0, 1, 2]
    assert (head, sous) in {(edge["source"], edge["target"]) for edge in body["edges"]}
    assert len(body["edges"]) == 2
