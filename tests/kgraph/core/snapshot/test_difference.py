"""What changed between two releases."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgraph.core.snapshot import ConceptRow, Difference, difference
from tests.kgraph.graphs import Drawing, kitchen, random_graph


def test_the_same_release_has_no_changes(tmp_path: Path) -> None:
    old, new = (random_graph(1).snapshot(tmp_path / name) for name in "ab")
    assert difference(old, new) == Difference()
    assert difference(old, new).empty()


def test_edges_are_added_removed_and_altered(tmp_path: Path) -> None:
    drawing = kitchen()
    old = drawing.snapshot(tmp_path / "old")
    gone = next(edge for edge in drawing.edges if edge.relation == "unrelated")
    turned = next(edge for edge in drawing.edges if edge.relation == "related")
    drawing.edges.remove(gone)
    drawing.edges.remove(turned)
    added = drawing.edges[-1].id + 1
    drawing.edges.append(turned._replace(id=added, relation="broader"))
    drawing.edges.append(turned._replace(id=added + 1, relation="related", subject_title=1, object_title=7))
    new = drawing.snapshot(tmp_path / "new")
    found = difference(old, new)
    assert [new.edge_id(edge) for edge in found.added] == [added + 1]
    assert [old.edge_id(edge) for edge in found.removed] == [gone.id]
    assert [(old.edge_id(a), new.edge_id(b)) for a, b in found.altered] == [(turned.id, added)]
    assert found.synonym_sets == []


def test_an_edge_that_was_taken_back_and_made_again_has_not_changed(tmp_path: Path) -> None:
    drawing = kitchen()
    old = drawing.snapshot(tmp_path / "old")
    edge = drawing.edges.pop()
    drawing.edges.append(edge._replace(id=edge.id + 10))
    assert difference(old, drawing.snapshot(tmp_path / "new")).empty()


def test_a_merge_tells_the_redirect_and_the_set_to_load(tmp_path: Path) -> None:
    old_drawing = Drawing()
    for name in ("Nurse", "Ward Nurse", "Porter"):
        old_drawing.concept(name)
    old = old_drawing.snapshot(tmp_path / "old")
    drawing = Drawing()
    drawing.concept("Nurse")
    drawing.concept("Ward Nurse")
    drawing.concept("Porter")
    drawing.concepts[1] = ConceptRow(2, replaced_by=1)
    drawing.titles[1] = drawing.titles[1]._replace(concept=1)
    drawing.say("Nurse", "synonym", "Ward Nurse")
    new = drawing.snapshot(tmp_path / "new")
    found = difference(old, new)
    assert (found.merged, found.synonym_sets, found.new_concepts) == ([(2, 1)], [1], [])
    back = difference(new, old)
    assert (back.split, back.synonym_sets, back.retired) == ([2], [1, 2], [])


def test_another_preferred_title_is_a_set_to_load(tmp_path: Path) -> None:
    drawing = kitchen()
    old = drawing.snapshot(tmp_path / "old")
    drawing.concepts[1] = drawing.concepts[1]._replace(preferred=3)
    assert difference(old, drawing.snapshot(tmp_path / "new")).synonym_sets == [2]


@pytest.mark.parametrize("seed", range(4))
def test_random_changes_are_told_whole(seed: int, tmp_path: Path) -> None:
    drawing = random_graph(seed)
    old = drawing.snapshot(tmp_path / "old")
    before = {edge.id for edge in drawing.edges}
    removable = [edge for edge in drawing.edges if edge.relation != "synonym"][::7]
    drawing.edges = [edge for edge in drawing.edges if edge not in removable]
    concept = drawing.concept("Newcomer")
    new = drawing.snapshot(tmp_path / "new")
    found = difference(old, new)
    assert {old.edge_id(edge) for edge in found.removed} == {edge.id for edge in removable}
    assert {new.edge_id(edge) for edge in found.added} == {edge.id for edge in drawing.edges} - before
    assert found.new_concepts == [concept]
    assert found.synonym_sets == [concept]
