from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from taxonomy.core.readers import BadRow, FileRefused, Notices, RawRelation, RawTitle, esco, lists, onet, skos

ESCO_HEADER = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status\n"


def esco_file(folder: Path, *records: str) -> Path:
    path = folder / "occupations_en.csv"
    path.write_text(ESCO_HEADER + "\n".join(records) + "\n")
    return path


def test_esco_gives_every_label_with_its_concept(tmp_path: Path) -> None:
    path = esco_file(
        tmp_path,
        'Occupation,uri:1,2512,software developer,"programmer\nsenior software developer\nprogrammer",coder,ok',
    )
    notices = Notices()

    rows = list(esco.read_titles(path, notices))

    assert [(r.raw, r.preferred) for r in rows if isinstance(r, RawTitle)] == [
        ("software developer", True), ("programmer", False), ("senior software developer", False), ("coder", False),
    ]  # fmt: skip
    assert notices.counts["esco.hidden_level"] == 1
    assert notices.counts["label.repeated"] == 1


def test_esco_tells_labels_of_two_occupations(tmp_path: Path) -> None:
    path = esco_file(
        tmp_path,
        "Occupation,uri:1,1,cook,chef,,ok",
        "Occupation,uri:2,1,kitchen head,chef,,ok",
    )
    notices = Notices()
    list(esco.read_titles(path, notices))

    assert notices.counts["label.ambiguous"] == 1
    assert notices.examples["label.ambiguous"] == ["chef"]


def test_esco_takes_occupations_only(tmp_path: Path) -> None:
    group = "ISCOGroup,uri:g,5,Service workers,,,ok"
    notices = Notices()
    rows = list(esco.read_titles(esco_file(tmp_path, group, "Occupation,uri:1,1,cook,,,ok"), notices))

    assert [row.raw for row in rows if isinstance(row, RawTitle)] == ["cook"]
    assert notices.counts == {"esco.other_type": 1}
    with pytest.raises(FileRefused, match="no occupations but ISCOGroup"):
        list(esco.read_titles(esco_file(tmp_path, group), Notices()))


def test_a_bad_row_is_told_with_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    path = esco_file(
        tmp_path,
        "Occupation,uri:1,1,cook,,,ok",
        "Occupation,uri:2",
        "Occupation,,1,waiter,,,ok",
        "Occupation,uri:4,1,host,,,ok",
    )

    rows = list(esco.read_titles(path, Notices()))

    assert [r.row for r in rows if isinstance(r, BadRow)] == [3, 4]
    assert [r.raw for r in rows if isinstance(r, RawTitle)] == ["cook", "host"]


def test_a_file_of_another_kind_is_refused_with_the_columns_it_has(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")

    with pytest.raises(FileRefused, match="conceptUri and preferredLabel, and has a, b"):
        list(esco.read_titles(path, Notices()))
    with pytest.raises(FileRefused, match="no column 'title'"):
        list(lists.read_csv(path, Notices()))


def test_esco_broader_relations_leave_isco_groups_out(tmp_path: Path) -> None:
    path = tmp_path / "broader.csv"
    path.write_text(
        "conceptType,conceptUri,broaderType,broaderUri\n"
        "Occupation,uri:child,Occupation,uri:parent\nOccupation,uri:child,ISCOGroup,uri:group\n"
    )
    notices = Notices()

    assert list(esco.read_broader(path, notices)) == [
        RawRelation(2, "broader", a_id="uri:parent", b_id="uri:child")
    ]
    assert notices.counts["esco.isco_group"] == 1


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)", "--format onet"),
        ("conceptUri,preferred", "Name one with --title-column"),
        ("title_a;title_b;relation", "import_judgements"),
    ],
)
def test_a_table_without_titles_is_refused_with_a_hint(tmp_path: Path, header: str, hint: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n")

    with pytest.raises(FileRefused, match=hint):
        list(lists.read_csv(path, Notices()))


@pytest.mark.parametrize(
    ("first", "hint"),
    [
        ("O*NET-SOC Code\tAlternate Title", "--format onet"),
        ("conceptType,conceptUri,preferredLabel,altLabels", "--format esco"),
        ("id;title", "--format csv"),
    ],
)
def test_a_table_given_as_a_list_is_refused(tmp_path: Path, first: str, hint: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(f"{first}\nsomething\n")

    with pytest.raises(FileRefused, match=hint):
        list(lists.read_txt(path, Notices()))


def test_a_list_may_begin_with_a_title_that_has_commas(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Manager, Sales\nCook\tParis\nNurse\n")

    assert list(lists.read_txt(path, Notices())) == [
        RawTitle(1, "Manager, Sales"),
        BadRow(2, "the line has tabs in it: a row of a table, no title", "title", "Cook\tParis"),
        RawTitle(3, "Nurse"),
    ]


def test_csv_refuses_rows_whose_language_or_count_is_none(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("title,language,count\nNurse,EN_us,1\nCook,English!,1\nWaiter,,99999999999999\n")

    rows = list(lists.read_csv(path, Notices()))

    assert [row.row for row in rows if isinstance(row, BadRow)] == [3, 4]
    assert [row.language for row in rows if isinstance(row, RawTitle)] == ["en-us"]


def test_esco_read_as_csv_says_which_labels_were_left(tmp_path: Path) -> None:
    notices = Notices()
    rows = list(lists.read_csv(esco_file(tmp_path, "Occupation,uri:1,1,cook,chef,,ok"), notices))

    assert [row.raw for row in rows if isinstance(row, RawTitle)] == ["cook"]
    assert "csv.labels_left" in notices.counts


def test_csv_reads_counts_languages_and_any_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Title;Count;Language;external_id\nNurse;12;en;a1\nKoch;x;de;a2\nArzt;;de;a3\n")

    rows = list(lists.read_csv(path, Notices()))

    assert rows == [
        RawTitle(2, "Nurse", "a1", count=12, language="en"),
        BadRow(3, "the count is not a whole number of 1 or more", "count", "x"),
        RawTitle(4, "Arzt", "a3", count=1, language="de"),
    ]


def test_windows_1252_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("title\nCafé manager\n".encode("cp1252"))
    notices = Notices()

    assert [r.raw for r in lists.read_csv(path, notices) if isinstance(r, RawTitle)] == ["Café manager"]
    assert notices.counts == {"encoding.cp1252": 1}


def test_text_is_one_title_a_line_also_when_packed(tmp_path: Path) -> None:
    plain, packed = tmp_path / "t.txt", tmp_path / "t.txt.gz"
    plain.write_text("Nurse\n\nCook\r\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    for path in (plain, packed):
        assert [(r.row, r.raw) for r in lists.read_txt(path, Notices()) if isinstance(r, RawTitle)] == [
            (1, "Nurse"),
            (3, "Cook"),
        ]


def test_onet_reads_the_occupations_beside_the_alternate_titles(tmp_path: Path) -> None:
    (tmp_path / "Occupation Data.txt").write_text(
        'O*NET-SOC Code\tTitle\tDescription\n35-1011.00\tChefs and Head Cooks\tThey "cook\n'
    )
    path = tmp_path / "Alternate Titles.txt"
    path.write_text(
        "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n"
        "35-1011.00\tChief Executive Officer (CEO)\tCEO\t01\nwrong\tCook\tn/a\t01\n"
    )
    notices = Notices()

    rows = list(onet.read_titles(path, notices, occupations_source="onet:data"))

    assert RawTitle(2, "Chefs and Head Cooks", "35-1011.00", preferred=True, source="onet:data") in rows
    assert BadRow(3, "not an O*NET-SOC code", "O*NET-SOC Code", "wrong") in rows
    assert notices.counts == {"onet.several_jobs": 1, "onet.abbreviation": 1}


SKOS_TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:cook> skos:prefLabel "cook"@en ; skos:altLabel "kitchen cook"@en, "Koch"@de ; skos:narrower <urn:line> .
<urn:line> skos:prefLabel "line cook"@en ; skos:broader <urn:cook> ; skos:related <urn:elsewhere> .
"""


def test_skos_reads_labels_of_one_language_and_each_relation_once(tmp_path: Path) -> None:
    path = tmp_path / "v.ttl"
    path.write_text(SKOS_TURTLE)
    notices = Notices()

    labels = [
        (r.raw, r.preferred)
        for r in skos.read_titles(path, notices, language="en")
        if isinstance(r, RawTitle)
    ]
    relations = list(skos.read_relations(path, notices))

    assert labels == [("cook", True), ("kitchen cook", False), ("line cook", True)]
    assert [(r.relation, r.a_id, r.b_id) for r in relations if isinstance(r, RawRelation)] == [
        ("broader", "urn:cook", "urn:line")
    ]
    assert notices.counts == {"skos.other_language": 1, "relation.repeated": 1, "skos.foreign": 1}


def test_broken_turtle_is_refused_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "v.ttl"
    path.write_text("@prefix broken")

    with pytest.raises(FileRefused, match="not valid turtle"):
        list(skos.read_titles(path, Notices(), language="en"))
