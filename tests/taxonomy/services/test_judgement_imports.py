"""Judged pairs of a spreadsheet, as somebody's annotations or as decisions of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from taxonomy.core.errors import BadInput
from taxonomy.core.readers import FileRefused
from taxonomy.core.relations import read
from taxonomy.models import (
    Annotation,
    AuditEntry,
    Decision,
    ImportRun,
    Source,
    Task,
    Title,
)
from taxonomy.selectors.agreement import overlap_answers
from taxonomy.services.decisions import Settlement, decision_record
from taxonomy.services.imports import ImportReport
from taxonomy.services.judgement_imports import judgements_import
from tests.people import the
from tests.taxonomy.judging import pair

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[3] / "fixtures" / "samples" / "judgements.csv"


def write(folder: Path, *rows: str, header: str = "title_a,title_b,relation") -> Path:
    path = folder / "judged.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def load(path: Path, as_: Any = "decisions", **options: Any) -> ImportReport:
    return judgements_import(path=path, as_=as_, **options)[1]


def figures(report: ImportReport) -> tuple[int, int, int, int, int]:
    return (report.rows, report.new, report.changed, report.same, report.refused)


def said(rows: Any) -> set[tuple[str, str, str]]:
    """Facts with the wider, the senior or else the alphabetically first title in front."""
    found = set()
    for row in rows.select_related("pair__title_a", "pair__title_b"):
        a, b, word = row.pair.title_a.key, row.pair.title_b.key, read(row.relation, row.reversed)
        if word in {"narrower", "junior"} or (word not in {"broader", "senior"} and b < a):
            a, b, word = b, a, {"narrower": "broader", "junior": "senior"}.get(word, word)
        found.add((a, word, b))
    return found


def test_the_sample_with_its_traps_becomes_decisions() -> None:
    report = load(SAMPLE)

    assert figures(report) == (13, 7, 0, 1, 5)
    assert said(Decision.objects.all()) == {
        ("cfo", "synonym", "chief financial officer"),
        ("engineer", "broader", "software engineer"),
        ("software engineer", "broader", "backend engineer"),
        ("head chef", "senior", "sous chef"),
        ("airline captain", "senior", "first officer"),
        ("midwife", "related", "nurse"),
        ("product manager", "unrelated", "production manager"),
    }
    reasons = {bad["row"]: bad["reason"] for bad in report.refusals}
    assert set(reasons) == {10, 11, 12, 13, 14}
    assert reasons[10] == "contradicts row 5 on the same two titles"
    assert "is not a relation" in reasons[11]
    assert "same one" in reasons[13]
    assert "cells" in reasons[14]
    assert {d.settled_by for d in Decision.objects.all()} == {"import"}
    assert {d.source for d in Decision.objects.all()} == {"judgements.csv"}


def test_unknown_titles_come_in_with_the_file_as_their_source(tmp_path: Path) -> None:
    report = load(write(tmp_path, "Head Chef,sous chef,senior"))

    assert report.notices.counts["title.new"] == 2
    assert Title.objects.get(key="head chef").text == "Head Chef"
    assert Source.objects.get(name="judged.csv").forms.count() == 2


@pytest.mark.parametrize("as_", ["decisions", "annotations"])
def test_twice_the_same_file_changes_nothing(as_: str) -> None:
    ana = the("ana")
    load(SAMPLE, as_, annotator=ana)
    before = (Decision.objects.count(), Annotation.objects.count(), Title.objects.count())

    report = load(SAMPLE, as_, annotator=ana)

    assert (report.new, report.changed, report.same) == (0, 0, 8)
    assert (Decision.objects.count(), Annotation.objects.count(), Title.objects.count()) == before


@pytest.mark.parametrize("as_", ["decisions", "annotations"])
def test_a_dry_run_tells_the_same_and_leaves_nothing(as_: str) -> None:
    ana = the("ana")
    dry = load(SAMPLE, as_, annotator=ana, dry_run=True)

    assert not ImportRun.objects.exists() and not Title.objects.exists() and not Decision.objects.exists()
    assert figures(dry) == figures(load(SAMPLE, as_, annotator=ana))


def test_a_corrected_file_changes_what_it_said_before(tmp_path: Path) -> None:
    load(write(tmp_path, "nurse,midwife,synonym", "cook,chef,junior"))
    report = load(write(tmp_path, "nurse,midwife,related", "cook,chef,junior"))

    assert figures(report) == (2, 0, 1, 1, 0)
    assert ("midwife", "related", "nurse") in said(Decision.objects.filter(settles__isnull=False))


def test_a_leads_word_stands_and_the_row_is_refused(tmp_path: Path) -> None:
    of = pair("nurse", "midwife")
    decision_record(
        Settlement(pair_id=of.pk, relation="related", settled_by="review", person=the("ada")), merge="soon"
    )

    report = load(write(tmp_path, "nurse,midwife,synonym"))

    assert report.refusals[0]["row"] == 2
    assert report.refusals[0]["reason"] == (
        "the pair is settled as related by review, which outranks an import"
    )
    assert Decision.objects.count() == 1


def test_anas_annotations_are_hers_and_settle_what_nobody_was_asked(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "head chef,sous chef,senior,she told me",
        "nurse,midwife,unsure,",
        header="title_a,title_b,relation,comment",
    )

    report = load(path, "annotations", annotator=the("ana"))

    assert figures(report) == (2, 2, 0, 0, 0)
    assert {(a.person.username, a.relation) for a in Annotation.objects.all()} == {
        ("ana", "senior"),
        ("ana", "unsure"),
    }
    assert Annotation.objects.get(relation="senior").comment == "she told me"
    assert said(Decision.objects.all()) == {("head chef", "senior", "sous chef")}
    assert Decision.objects.get().settled_by == "consensus"
    assert {t.state for t in Task.objects.all()} == {"settled"}


def test_unsure_is_no_decision(tmp_path: Path) -> None:
    report = load(write(tmp_path, "nurse,midwife,unsure"))

    assert report.refused == 1 and not Decision.objects.exists()


def test_an_open_task_is_answered_and_a_disagreement_waits_for_a_lead(tmp_path: Path) -> None:
    now = timezone.now()
    task = Task.objects.create(pair=pair("head chef", "sous chef"), wanted=2, created_at=now, updated_at=now)
    load(write(tmp_path, "head chef,sous chef,senior"), "annotations", annotator=the("ana"))
    task.refresh_from_db()
    assert (task.state, task.answers) == ("open", 1)

    load(write(tmp_path, "sous chef,head chef,synonym"), "annotations", annotator=the("ben"))
    task.refresh_from_db()
    assert (task.state, task.answers) == ("disputed", 2)
    assert len(overlap_answers()) == 2


def test_ana_corrects_her_file(tmp_path: Path) -> None:
    load(write(tmp_path, "nurse,midwife,synonym"), "annotations", annotator=the("ana"))
    report = load(write(tmp_path, "nurse,midwife,related"), "annotations", annotator=the("ana"))

    assert (figures(report), report.refusals) == ((1, 0, 1, 0, 0), [])
    assert said(Annotation.objects.filter(undo=None)) == {("midwife", "related", "nurse")}
    assert said(Decision.objects.filter(settles__isnull=False)) == {("midwife", "related", "nurse")}


def test_annotations_need_somebody_whose_they_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="name the annotator"):
        load(write(tmp_path, "a cook,b cook,related"), "annotations")


def test_a_file_without_the_columns_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no column relation"):
        load(write(tmp_path, "a cook,b cook", header="title_a,title_b"))
    assert not ImportRun.objects.exists()


def test_the_command_reports_and_leaves_its_audit_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    the("ana")
    call_command("import_judgements", str(SAMPLE), "--annotator", "ana", "--json")
    result = json.loads(capsys.readouterr().out)

    assert (result["as"], result["new"], result["refused"]) == ("annotations", 7, 5)
    entry = AuditEntry.objects.get(action="judgements.import")
    assert (entry.object_id, entry.actor) == (str(result["import"]), the("ana"))
    assert entry.data["as"] == "annotations"


def test_the_command_refuses_an_annotator_who_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("import_judgements", str(SAMPLE), "--annotator", "nobody")
    assert ended.value.code == 2
    assert "no active person called 'nobody'" in capsys.readouterr().err
