"""An import is taken back as a whole; what people have made of it since stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from kgraph.services.import_undo import import_undo, import_undo_preview
from taxonomy.models import (
    AuditEntry,
    Candidate,
    Decision,
    FormChange,
    ImportRun,
    Pair,
    Proposal,
    Task,
    Title,
    TitleForm,
)
from taxonomy.services.decisions import Settlement, decision_record
from taxonomy.services.import_undo import NotUndoable
from taxonomy.services.imports import titles_import
from taxonomy.services.judgement_imports import judgements_import
from taxonomy.services.pairs import pair_get_or_create
from tests.kgraph.ledger import stored_matches_replay
from tests.people import browser_of, the

pytestmark = pytest.mark.django_db


def brought(
    folder: Path, *titles: str, name: str = "own.csv", header: str = "title,count,external_id"
) -> ImportRun:
    path = folder / name
    path.write_text("\n".join([header, *titles]) + "\n")
    return titles_import(path=path, format="csv")[0]


def everything() -> tuple[object, ...]:
    return (
        list(Title.objects.order_by("key").values_list("key", "text", "count")),
        list(TitleForm.objects.order_by("raw").values_list("raw", "count", "preferred", "import_run_id")),
    )


def asked(a: str, b: str) -> Task:
    """A pair in the queue, as candidates bring it there."""
    now = timezone.now()
    pair, _ = pair_get_or_create(Title.objects.get(key=a).pk, Title.objects.get(key=b).pk)
    Candidate.objects.create(pair=pair, proposer="blocking", score=0.5, created_at=now)
    Proposal.objects.create(pair=pair, relation="related", score=0.5, created_at=now)
    return Task.objects.create(pair=pair, created_at=now, updated_at=now)


def decide(a: str, relation: str, b: str) -> None:
    pair, _ = pair_get_or_create(Title.objects.get(key=a).pk, Title.objects.get(key=b).pk)
    decision_record(Settlement(pair.pk, relation, "review", person=the("ada")))


def test_what_only_the_import_knew_goes_and_what_it_changed_is_as_before(tmp_path: Path) -> None:
    brought(tmp_path, "Weaver,3,w1", "Dyer,2,d1")
    before = everything()
    second = brought(tmp_path, "Weaver,8,w1", "Dyer,2,d1", "Spinner,1,s1", "Loom hand,1,w1")
    asked("spinner", "loom hand")

    run, undone = import_undo(import_id=second.pk, by=the("ada"))

    assert everything() == before
    assert (undone.titles_removed, undone.titles_kept, undone.pairs_removed) == (2, 0, 1)
    assert (undone.forms_removed, undone.forms_restored) == (2, 1)
    assert (run.state, Task.objects.count(), Pair.objects.count(), Proposal.objects.count()) == (
        "undone",
        0,
        0,
        0,
    )
    assert not FormChange.objects.exists()
    assert run.undone_in is not None and run.undone_in.kind == "import_undo"
    row = AuditEntry.objects.get(action="import.undo")
    assert (row.object_id, row.data["titles_removed"], row.data["change_set"]) == (
        str(run.pk),
        2,
        run.undone_in_id,
    )


def test_a_preview_tells_the_same_and_changes_nothing(tmp_path: Path) -> None:
    run = brought(tmp_path, "Weaver,3,w1", "Dyer,2,d1")
    before, rows = everything(), AuditEntry.objects.count()

    _, told = import_undo_preview(import_id=run.pk, by=the("ada"))

    assert told.titles_removed == 2
    assert everything() == before and AuditEntry.objects.count() == rows
    assert import_undo(import_id=run.pk, by=the("ada"))[1] == told


def test_titles_on_which_something_stands_stay(tmp_path: Path) -> None:
    run = brought(
        tmp_path, "Weaver,3,w1", "Dyer,2,d1", "Spinner,1,s1", "Fuller,1,f1", "Carder,1,c1", "Comber,1,k1"
    )
    decide("weaver", "related", "dyer")
    held = asked("spinner", "comber")
    Task.objects.filter(pk=held.pk).update(
        leased_by=the("ana"), leased_until=timezone.now() + timedelta(minutes=5)
    )
    rejected = asked("fuller", "comber")
    Proposal.objects.filter(pair=rejected.pair).update(state="rejected")
    asked("carder", "weaver")

    _, undone = import_undo(import_id=run.pk, by=the("ada"))

    assert (undone.titles_removed, undone.titles_kept, undone.pairs_removed) == (1, 5, 1)
    kept = set(Title.objects.values_list("key", flat=True))
    assert kept == {"weaver", "dyer", "spinner", "fuller", "comber"}
    assert stored_matches_replay()


def test_the_later_import_of_a_source_is_taken_back_first(tmp_path: Path) -> None:
    first = brought(tmp_path, "Weaver,3,w1")
    second = brought(tmp_path, "Weaver,4,w1")
    other = brought(tmp_path, "Weaver,1,x1", name="other.csv")

    with pytest.raises(NotUndoable, match=f"Import {second.pk}"):
        import_undo(import_id=first.pk, by=the("ada"))
    import_undo(import_id=second.pk, by=the("ada"))
    import_undo(import_id=first.pk, by=the("ada"))
    assert list(Title.objects.values_list("key", "count")) == [("weaver", 1)]
    with pytest.raises(NotUndoable, match="undone"):
        import_undo(import_id=first.pk, by=the("ada"))
    import_undo(import_id=other.pk, by=the("ada"))
    assert not Title.objects.filter(forms__isnull=False).exists()


def test_the_same_file_can_be_imported_again_after_it_was_taken_back(tmp_path: Path) -> None:
    run = brought(tmp_path, "Weaver,3,w1", "Dyer,2,d1")
    before = [row[:3] for row in everything()[1]]  # type: ignore[attr-defined]
    import_undo(import_id=run.pk, by=the("ada"))
    assert Title.objects.count() == 0

    brought(tmp_path, "Weaver,3,w1", "Dyer,2,d1")

    assert [row[:3] for row in everything()[1]] == before  # type: ignore[attr-defined]


def test_decisions_that_an_import_made_are_reverted_as_one_change_set(tmp_path: Path) -> None:
    ada = the("ada")
    path = tmp_path / "pairs.csv"
    path.write_text("title_a,title_b,relation\nCook,Chef,related\nCook,Baker,related\nCook,Fryer,related\n")
    run, _ = judgements_import(path=path, as_="decisions", by=ada)
    decide("cook", "unrelated", "fryer")

    _, told = import_undo_preview(import_id=run.pk, by=ada)
    done, undone = import_undo(import_id=run.pk, by=ada)

    assert (told.decisions, told.left_alone) == (undone.decisions, undone.left_alone) == (2, 1)
    assert done.state == "undone" and done.undone_in is not None
    assert done.undone_in.reverts_id == run.change_set_id
    standing = Decision.objects.filter(settles__isnull=False).exclude(relation="")
    assert list(standing.values_list("relation", flat=True)) == ["unrelated"]
    with pytest.raises(NotUndoable):
        import_undo(import_id=run.pk, by=ada)


def test_a_lead_looks_and_then_takes_it_back(tmp_path: Path) -> None:
    run = brought(tmp_path, "Weaver,3,w1")
    address = f"/api/v1/imports/{run.pk}/undo"
    ada = browser_of("ada")

    assert ada.get(address).json()["titles_removed"] == 1
    answer = ada.post(address)
    assert (answer.status_code, answer.json()["state"]) == (201, "undone")
    again = ada.post(address)
    assert (again.status_code, again.json()["code"]) == (409, "import.not_undoable")
    assert browser_of("mia").post(address).status_code == 403
