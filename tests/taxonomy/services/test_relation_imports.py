from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy.core.relations import read
from taxonomy.models import Decision
from taxonomy.services.imports import titles_import
from taxonomy.services.relation_imports import label_relation, relations_import

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


@pytest.mark.parametrize(
    ("preferred", "other", "ambiguous", "relation"),
    [
        ("cook", "kitchen cook", False, "synonym"), ("cook", "kitchen cook", True, None),
        ("cook", "senior cook", False, "junior"),
        ("senior cook", "cook", False, "senior"), ("cook", "head of kitchen", False, None),
        ("vice president of sales", "president of sales", False, "junior"),
    ],
)  # fmt: skip
def test_what_a_label_is_to_its_preferred_one(
    preferred: str, other: str, ambiguous: bool, relation: str | None
) -> None:
    assert label_relation(preferred, other, ambiguous=ambiguous) == relation
