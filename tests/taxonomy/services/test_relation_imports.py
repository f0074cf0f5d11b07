from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy.core.relations import read
from taxonomy.models import Decision
from taxonomy.services.imports import titles_import
from taxonomy.services.judgement_imports import judgements_import
from taxonomy.services.relation_imports import relations_import

pytestmark = pytest.mark.django_db

OCCUPATIONS = (
    "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status\n"
    'Occupation,uri:cook,5120,cook,"kitchen cook\nsenior cook\nhead of kitchen\nhelper",ok\n'
    "Occupation,uri:grill,5120,grill cook,helper,ok\n"
)
BROADER = "conceptType,conceptUri,broaderType,broaderUri\nOccupation,uri:grill,Occupation,uri:cook\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "occupations_en.csv").write_text(OCCUPATIONS)
    (tmp_path / "broaderRelationsOccPillar.csv").write_text(BROADER)
    titles_import(path=tmp_path / "occupations_en.csv", format="esco")
    return tmp_path


def facts() -> set[tuple[str, str, str]]:
    found = set()
    for d in Decision.objects.select_related("pair__title_a", "pair__title_b"):
        found.add((d.pair.title_a.key, read(d.relation, d.reversed), d.pair.title_b.key))
    return found


def test_takes_only_what_the_file_states_for_certain(folder: Path) -> None:
    _, report = relations_import(path=folder, format="esco")

    stated = {
        (a, r, b) if a == "cook" else (b, {"junior": "senior", "narrower": "broader"}.get(r, r), a)
        for a, r, b in facts()
    }
    assert report.new == 3
    assert {(r, b) for a, r, b in stated if b == "kitchen cook"} == {("synonym", "kitchen cook")}
    assert report.notices.counts["relation.not_stated"] == 3  # head of kitchen, and helper twice


def test_twice_the_same_file_changes_nothing(folder: Path) -> None:
    relations_import(path=folder, format="esco")
    before = Decision.objects.count()

    _, report = relations_import(path=folder, format="esco")

    assert (report.new, report.changed, report.same) == (0, 0, 3)
    assert Decision.objects.count() == before


def test_a_dry_run_leaves_the_ledger_alone(folder: Path) -> None:
    _, report = relations_import(path=folder, format="esco", dry_run=True)

    assert report.new == 3
    assert not Decision.objects.exists()


def test_titles_that_were_not_imported_are_told(folder: Path) -> None:
    (folder / "broaderRelationsOccPillar.csv").write_text(BROADER.replace("uri:grill", "uri:unknown"))

    _, report = relations_import(path=folder / "broaderRelationsOccPillar.csv", format="esco")

    assert report.refusals == [
        {
            "row": 2,
            "field": "id",
            "reason": "no imported title has this id; run import_titles first",
            "value": "uri:unknown",
        }
    ]


def test_what_others_have_settled_stands_and_is_told(folder: Path, tmp_path: Path) -> None:
    judged = tmp_path / "mine.csv"
    judged.write_text("title_a,title_b,relation\ncook,kitchen cook,related\n")
    judgements_import(path=judged, as_="decisions")

    _, report = relations_import(path=folder, format="esco")
    _, again = relations_import(path=folder, format="esco")

    assert ("cook", "related", "kitchen cook") in facts()
    assert (report.new, report.changed, report.refused) == (2, 0, 1)
    assert report.refusals[0] == {
        "row": 2,
        "field": "relation",
        "reason": "settled as related by mine.csv, which stands",
        "value": "cook synonym kitchen cook",
    }
    assert (again.new, again.same, again.refused) == (0, 2, 1)


def test_the_next_version_of_a_file_replaces_what_it_said(folder: Path) -> None:
    relations_import(path=folder, format="esco")
    (folder / "broaderRelationsOccPillar.csv").write_text(
        "conceptType,conceptUri,broaderType,broaderUri\nOccupation,uri:cook,Occupation,uri:grill\n"
    )

    _, report = relations_import(path=folder, format="esco")

    assert (report.new, report.changed, report.same, report.refused) == (0, 1, 2, 0)


def test_a_relation_holds_between_the_labels_preferred_now(folder: Path) -> None:
    (folder / "occupations_en.csv").write_text(OCCUPATIONS.replace("5120,grill cook,", "5120,grill chef,"))
    _, report = titles_import(path=folder, format="esco")
    relations_import(path=folder, format="esco")

    assert report.notices.counts["label.no_longer_preferred"] == 1
    assert {"cook", "grill chef"} in [{a, b} for a, r, b in facts() if r in ("broader", "narrower")]


def test_a_row_that_contradicts_an_earlier_one_is_told_with_both(folder: Path) -> None:
    path = folder / "broaderRelationsOccPillar.csv"
    path.write_text(BROADER + "Occupation,uri:cook,Occupation,uri:grill\n")

    _, report = relations_import(path=path, format="esco")

    assert report.new == 1
    assert (report.refusals[0]["row"], report.refusals[0]["field"]) == (3, "relation")
    assert "where row 2 said" in report.refusals[0]["reason"]


def test_two_concepts_of_another_source_are_not_joined(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        ' <urn:1> skos:prefLabel "cook"@en . <urn:2> skos:prefLabel "kitchen cook"@en .'
    )
    titles_import(path=other, format="skos")

    _, report = relations_import(path=folder, format="esco")

    assert report.new == 2
    assert report.refusals[0]["reason"] == "skos:other has both as preferred titles of two concepts"
    assert report.refusals[0]["value"] == "cook synonym kitchen cook"
