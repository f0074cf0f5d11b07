"""What a new release means for those who use the one before."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.core.releases.compatibility import Compatibility, compatibility, version_after
from kgraph.core.releases.notes import release_notes
from kgraph.core.releases.query_file import read_queries
from kgraph.core.releases.replay import Replayed, Summary, replay
from kgraph.core.snapshot import Snapshot, difference
from taxonomy.core.errors import BadInput
from tests.kgraph.graphs import Drawing


def kitchen(
    *, merged: bool = False, drop: tuple[str, ...] = (), flip: bool = False, extra: bool = False
) -> Drawing:
    """Cooks under one roof, in variations."""
    drawing = Drawing()
    drawing.concept("Cook", counts=(500,))
    drawing.concept(
        *(("Line Cook", "Station Cook", "Chef de Partie") if merged else ("Line Cook", "Station Cook"))
    )
    if merged:
        drawing.replaced(by=2)
    elif "Chef de Partie" not in drop:
        drawing.concept("Chef de Partie")
    drawing.concept("Sous Chef")
    edges = [("Cook", "broader", "Line Cook"), ("Sous Chef", "senior", "Line Cook")]
    if flip:
        edges[1] = ("Line Cook", "senior", "Sous Chef")
    if extra:
        drawing.concept("Pastry Cook")
        edges.append(("Cook", "broader", "Pastry Cook"))
    for a, relation, b in edges:
        drawing.say(a, relation, b)
    if flip:  # another decision, so another edge
        drawing.edges[-1] = drawing.edges[-1]._replace(id=99)
    return drawing


def judged(tmp_path: Path, old: Drawing, new: Drawing) -> tuple[Compatibility, str, Snapshot, Snapshot]:
    one, other = old.snapshot(tmp_path / "old"), new.snapshot(tmp_path / "new", number=2)
    found = difference(one, other)
    level = compatibility(one, other, found)
    return level, release_notes(one, other, found, level), one, other


def test_what_only_adds_or_merges_is_a_minor_release(tmp_path: Path) -> None:
    added, notes, *_ = judged(tmp_path / "a", kitchen(), kitchen(extra=True))
    assert added == Compatibility("minor")
    assert "“Cook” is broader than “Pastry Cook”" in notes


def test_a_number_that_leads_nowhere_makes_a_major_release(tmp_path: Path) -> None:
    old = Drawing()
    old.concept("Cook")
    old.concept("Chef de Partie")
    new = Drawing()
    new.concept("Cook")
    level, notes, *_ = judged(tmp_path, old, new)
    assert level.level == "major"
    assert any("retired" in reason for reason in level.reasons)
    assert any("1 title gone" in reason for reason in level.reasons)
    assert "Look before you take this one" in notes
    assert "“Chef de Partie” (2)" in notes


def test_a_title_that_moves_elsewhere_than_its_concept_leads_is_told(tmp_path: Path) -> None:
    old, new = Drawing(), Drawing()
    for drawing, homes in ((old, (("Cook", "Chef"), ("Waiter",))), (new, (("Cook",), ("Waiter", "Chef")))):
        for titles in homes:
            drawing.concept(*titles)
        drawing.titles.sort(key=lambda row: ("Cook", "Chef", "Waiter").index(row.text))
        ids = {row.text: n for n, row in enumerate(drawing.titles, start=1)}
        drawing.concepts = [
            row._replace(preferred=ids[("Cook", "Waiter")[row.id - 1]]) for row in drawing.concepts
        ]
        drawing.titles = [row._replace(id=ids[row.text]) for row in drawing.titles]
        drawing.edges = []
    level, *_ = judged(tmp_path, old, new)
    assert level.reasons == ("1 title moved to a concept that the old one does not lead to",)


def test_merging_and_one_correction_are_minor_and_more_corrections_are_not(tmp_path: Path) -> None:
    flipped, notes, *_ = judged(tmp_path / "one", kitchen(), kitchen(flip=True))
    assert flipped.level == "minor"
    assert "“Sous Chef” is senior to “Line Cook” -> “Line Cook” is senior to “Sous Chef”" in notes
    bare = kitchen()
    bare.edges = bare.edges[:1]  # the synonym is left
    level, *_ = judged(tmp_path / "two", kitchen(), bare)
    assert level.level == "major"
    assert level.reasons == ("2 edges removed or altered, more than 1 (1 %)",)


def test_the_same_graph_is_the_same(tmp_path: Path) -> None:
    level, notes, *_ = judged(tmp_path, kitchen(), kitchen())
    assert level.level == "same"
    assert notes == "Says what release 1 says.\n"


def test_versions_count_on() -> None:
    assert version_after(None, "minor") == (1, 0)
    assert version_after((1, 4), "minor") == (1, 5)
    assert version_after((1, 4), "major") == (2, 0)


def test_queries_that_gain_lose_or_change_are_told(tmp_path: Path) -> None:
    old, new = Drawing(), Drawing()
    for drawing in (old, new):
        drawing.concept("Cook", counts=(9,))
        drawing.concept("Waiter")
    old.concept("Nurse")
    new.concept("Welder")
    new.concept("Grill Cook")
    new.say("Cook", "broader", "Grill Cook")
    one, other = old.snapshot(tmp_path / "old"), new.snapshot(tmp_path / "new", number=2)
    found = {
        r.query: r for r in replay(one, other, [(q, 3) for q in ("cook", "waiter", "nurse", "welder", "xq")])
    }
    assert {name: row.outcome for name, row in found.items()} == {
        "cook": "other_terms", "waiter": "same", "nurse": "lost", "welder": "gained", "xq": "same",
    }  # fmt: skip
    assert found["cook"] == Replayed("cook", "other_terms", "Cook", "Cook", more=("Grill Cook",), count=3)
    assert (found["nurse"].before, found["nurse"].after) == ("Nurse", None)
    summary = Summary()
    for row in found.values():
        summary.add(row)
    assert summary.lost == 1
    assert summary.rows()["lost"] == {"queries": 1, "asked": 3}


def test_a_concept_that_was_merged_is_no_other_concept(tmp_path: Path) -> None:
    old, new = Drawing(), Drawing()
    old.concept("Cook")
    old.concept("Chef")
    new.concept("Cook", "Chef")
    new.replaced(by=1)
    one, other = old.snapshot(tmp_path / "old"), new.snapshot(tmp_path / "new", number=2)
    assert [r.outcome for r in replay(one, other, [("chef", 1)])] == ["other_terms"]


def test_queries_are_read_from_tables_and_lines(tmp_path: Path) -> None:
    table, lines = tmp_path / "q.csv", tmp_path / "q.txt"
    table.write_text("query,count\ncook,3\n,9\nwaiter,\n", encoding="utf-8")
    lines.write_text("cook\n\n waiter \n", encoding="utf-8")
    assert list(read_queries(table)) == [("cook", 3), ("waiter", 1)]
    assert list(read_queries(lines)) == [("cook", 1), ("waiter", 1)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("q.csv", b"text\ncook\n", "no column 'query'"),
        ("q.csv", b"query,count\ncook,many\n", "line 2: the count 'many'"),
        ("q.csv", b"query\n\xff\n", "not UTF-8"),
        ("none.csv", None, "cannot be read"),
    ],
)
def test_a_wrong_file_says_what_and_where(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        list(read_queries(path))
