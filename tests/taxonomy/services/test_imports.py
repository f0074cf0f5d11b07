from __future__ import annotations

from pathlib import Path

import pytest

from taxonomy.core.errors import BadInput
from taxonomy.core.readers import FileRefused
from taxonomy.models import AuditEntry, ImportRun, Title, TitleForm
from taxonomy.services.imports import format_of, titles_import

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


def test_the_report_adds_up_and_tells_what_was_cleaned(tmp_path: Path) -> None:
    path = text_file(tmp_path, "Nurse", "nurse", "Line  Cook", "Chef\u200b", "---")

    _, report = titles_import(path=path, format="txt")

    repeated = report.notices.counts["title.repeated"]
    assert (report.rows, report.new, report.refused, repeated) == (5, 3, 1, 1)
    assert report.notices.counts["title.stray_space"] == 1
    assert report.notices.examples["title.cleaned"] == [repr("Chef\u200b")]


def test_a_title_under_two_ids_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("title,code\nClerk,1\nclerk,2\nNurse,3\nNurse,3\n")

    _, report = titles_import(path=path, format="csv")

    assert report.notices.counts["label.ambiguous"] == 1
    assert report.notices.examples["label.ambiguous"] == ["Clerk"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("title,code\nNurse,{}\n".format("x" * 201), "the external_id has more than 200 characters"),
        ("title,source\nNurse,{}\n".format("x" * 121), "the source has more than 120 characters"),
        ("title\nN{}urse\n".format("\u200b" * 600), "among 1,805 bytes of what cannot be seen"),
    ],
)
def test_what_no_column_can_hold_is_refused_by_the_row(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(content)

    _, report = titles_import(path=path, format="csv")

    assert (report.new, report.refused) == (0, 1)
    assert reason in report.refusals[0]["reason"]


def test_bytes_that_no_encoding_knows_are_refused_by_the_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"title\nCaf\xe9 owner\nA\x81B nurse\n")

    _, report = titles_import(path=path, format="csv")

    assert (report.new, report.refused) == (1, 1)
    assert "unreadable character" in report.refusals[0]["reason"]


def test_zeros_and_halves_of_characters_reach_no_report(tmp_path: Path) -> None:
    csv, vocabulary = tmp_path / "t.csv", tmp_path / "v.jsonld"
    csv.write_text("title,count\nNur\0se,x\nCook,1\n")
    vocabulary.write_text(
        '{"@id": "urn:a", "http://www.w3.org/2004/02/skos/core#prefLabel": [{"@value": "\\ud800 nurse"}]}'
    )

    run, _ = titles_import(path=csv, format="csv")

    assert run.refusals[0]["reason"] == "the count is not a whole number of 1 or more"
    with pytest.raises(FileRefused, match="not valid JSON"):
        titles_import(path=vocabulary, format="skos")


def test_onet_by_file_and_by_folder_is_one_source(tmp_path: Path) -> None:
    (tmp_path / "Occupation Data.txt").write_text("O*NET-SOC Code\tTitle\n35-1011.00\tChefs\n")
    header = "O*NET-SOC Code\tAlternate Title\n"
    (tmp_path / "Alternate Titles.txt").write_text(header + "35-1011.00\tHead Chef\n")
    (tmp_path / "Sample of Reported Titles.txt").write_text(
        header.replace("Alternate Title", "Reported Job Title") + "35-1011.00\tCook\n"
    )

    titles_import(path=tmp_path / "Alternate Titles.txt", format="onet")
    _, folder = titles_import(path=tmp_path, format="onet")
    _, occupations = titles_import(path=tmp_path / "Occupation Data.txt", format="onet")
    _, sample = titles_import(path=tmp_path / "Sample of Reported Titles.txt", format="onet")

    assert (folder.new, folder.changed, folder.same) == (0, 0, 2)
    assert (occupations.changed, occupations.same) == (0, 1)
    assert (sample.new, sample.changed, sample.same) == (1, 0, 1)


def test_esco_is_read_from_its_folder_by_language(tmp_path: Path) -> None:
    for language, label in (("en", "cook"), ("de", "Koch/Köchin")):
        (tmp_path / f"occupations_{language}.csv").write_text(
            f"conceptType,conceptUri,preferredLabel,altLabels\nOccupation,uri:1,{label},\n"
        )

    titles_import(path=tmp_path, format="esco", language="de")

    assert list(Title.objects.values_list("language", "text")) == [("de", "Koch/Köchin")]


def test_a_language_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a language tag"):
        titles_import(path=text_file(tmp_path, "Nurse"), format="txt", language="English, please")


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.txt", "txt"),
        ("a.txt.gz", "txt"),
        ("a.csv", "csv"),
        ("a.ttl", "skos"),
        ("A.JSONLD", "skos"),
        ("a", "csv"),
    ],
)
def test_the_format_is_guessed_by_the_ending(name: str, format: str) -> None:
    assert format_of(Path(name)) == format


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
