from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy.models import AuditEntry, ImportRun, Title, TitleForm
from taxonomy.services.imports import titles_import

pytestmark = pytest.mark.django_db


def text_file(folder: Path, *lines: str, name: str = "titles.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = text_file(tmp_path, "Nurse", "nurse", "NURSE ", "Line Cook")

    _, first = titles_import(path=path, format="txt")
    titles = list(Title.objects.values_list("key", "text", "count"))
    _, second = titles_import(path=path, format="txt")

    assert (first.new, first.changed, first.same) == (2, 0, 0)
    assert (second.new, second.changed, second.same) == (0, 0, 2)
    assert list(Title.objects.values_list("key", "text", "count")) == titles
    assert dict(Title.objects.values_list("key", "count")) == {"nurse": 3, "line cook": 1}


def test_every_raw_form_is_kept_with_the_title(tmp_path: Path) -> None:
    titles_import(path=text_file(tmp_path, "C++  Developer", "c++ developer"), format="txt")

    assert set(TitleForm.objects.values_list("raw", flat=True)) == {"C++  Developer", "c++ developer"}
    assert Title.objects.get().key == "c++ developer"


def test_a_new_version_of_a_file_changes_the_counts_of_its_own_source_only(tmp_path: Path) -> None:
    titles_import(path=text_file(tmp_path, "Nurse", "Nurse"), format="txt")
    titles_import(path=text_file(tmp_path, "Nurse", name="other.txt"), format="txt")
    _, report = titles_import(path=text_file(tmp_path, "Nurse", "Nurse", "Nurse", "Cook"), format="txt")

    assert (report.new, report.changed, report.same) == (1, 1, 0)
    assert Title.objects.get(key="nurse").count == 4


def test_a_dry_run_reports_the_same_and_leaves_nothing(tmp_path: Path) -> None:
    path = text_file(tmp_path, "Nurse", "12", "Cook")

    run, report = titles_import(path=path, format="txt", dry_run=True)

    assert (report.new, report.refused) == (2, 1)
    assert not run.pk
    assert [model.objects.count() for model in (Title, ImportRun, AuditEntry)] == [0, 0, 0]


def test_refused_rows_are_told_and_stop_nothing(tmp_path: Path) -> None:
    run, report = titles_import(path=text_file(tmp_path, "Nurse", "---", "x" * 400, "Cook"), format="txt")

    assert report.new == 2
    assert [bad["row"] for bad in report.refusals] == [2, 3]
    assert run.refusals == report.refusals
    assert AuditEntry.objects.get(action="titles.import").data["refused"] == 2


def test_tabs_and_backslashes_in_titles_survive_the_copy(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('title\n"Nurse\\N"\n"back\\slash\tcook"\n')

    titles_import(path=path, format="csv")

    assert set(Title.objects.values_list("text", flat=True)) == {"Nurse\\N", "back\\slash cook"}


def test_one_title_in_two_languages_is_two_titles(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("title,language\nmanager,en\nmanager,de\n")

    _, report = titles_import(path=path, format="csv")

    assert report.new == 2


def test_several_title_columns_are_read_when_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("source,senior_title,junior_title\nCA,SENIOR CLERK,CLERK\n")

    titles_import(path=path, format="csv", title_columns=("senior_title", "junior_title"))

    assert set(Title.objects.values_list("key", flat=True)) == {"senior clerk", "clerk"}
