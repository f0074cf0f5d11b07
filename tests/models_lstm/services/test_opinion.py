"""What a version thinks of the candidates, moved by the answers of the random slice."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from django.utils import timezone

from kgraph.services.import_undo import import_undo
from models_lstm.core.features import Ints
from models_lstm.core.scorer import Scorer
from models_lstm.models import Dataset
from models_lstm.selectors.candidates import candidates_open, listed_titles
from models_lstm.selectors.judgements import drawn_counts
from models_lstm.services.opinion import Asked, Opinion
from taxonomy.core.relations import RELATIONS
from taxonomy.models import Candidate
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.imports import titles_import
from taxonomy.services.judgement_imports import judgements_import
from taxonomy.services.pairs import pairs_ensure
from taxonomy.services.relation_imports import relations_import
from tests.models_lstm.world import answered, titles
from tests.people import the

pytestmark = pytest.mark.django_db
ENOUGH = 50
SYNONYM, BROADER, NARROWER, UNRELATED = (
    RELATIONS.index(name) for name in ("synonym", "broader", "narrower", "unrelated")
)


class Sure:
    """A model that takes nearly everything for a synonym."""

    def read(self, texts: list[str]) -> Any:
        return SimpleNamespace(number={text: place for place, text in enumerate(texts)})

    def score_rows(self, read: Any, left: Ints, right: Ints) -> np.ndarray[Any, np.dtype[np.float32]]:
        table = np.full((len(left), len(RELATIONS)), 0.02, dtype=np.float32)
        table[:, SYNONYM] = 0.5 + 0.3 * ((left + right) % 7) / 7.0
        table[:, UNRELATED] = 1.0 - table.sum(axis=1) + 0.02
        return table


SCORER = cast(Scorer, Sure())


def candidates(count: int) -> None:
    """So many open candidates, each of two titles of its own."""
    number = titles([f"open {side} {n}" for n in range(count) for side in "ab"])
    ends = [(number[f"open a {n}"], number[f"open b {n}"]) for n in range(count)]
    Candidate.objects.bulk_create(
        Candidate(pair_id=pair, proposer="blocking", version="1", score=0.5, created_at=timezone.now())
        for pair in pairs_ensure(ends).values()
    )


def listed(count: int) -> None:
    """A list with so many synonym pairs ("listed a n", "listed b n"), and candidates across them."""
    number = titles([f"listed {side} {n}" for n in range(count) for side in "ab"])
    ends = [(number[f"listed a {n}"], number[f"listed b {n}"]) for n in range(count)]
    stated = pairs_ensure(ends)
    decisions_record_many(
        [Settlement(pair, "synonym", "import", source="a list") for pair in stated.values()],
        change_set=change_set_open(kind="starter", made_by=None),
    )
    across = [(number[f"listed a {n}"], number[f"listed b {(n + 1) % count}"]) for n in range(count)]
    Candidate.objects.bulk_create(
        Candidate(pair_id=pair, proposer="blocking", version="1", score=0.5, created_at=timezone.now())
        for pair in pairs_ensure(across).values()
    )


def test_only_people_s_answers_about_what_was_drawn_by_lot_are_counted() -> None:
    answered(["unrelated"] * 5 + ["broader"] * 2, by_lot=True)
    answered(["synonym"] * 4, by_lot=False)

    counts, passed_over = drawn_counts([])

    assert counts.sum() == 7
    assert counts[UNRELATED] == 5
    assert counts[BROADER] + counts[NARROWER] == 2
    assert passed_over.sum() == 0


def test_answers_about_two_titles_of_one_list_are_counted_apart() -> None:
    answered(["unrelated", "synonym"], by_lot=True)
    number = titles(f"lot {side} {n}" for n in (0, 1) for side in "ab")
    both = np.array(sorted((number["lot a 0"], number["lot b 0"])))
    one_each = [np.array([number["lot a 1"]]), np.array([number["lot b 1"]])]

    counts, passed_over = drawn_counts([both, *one_each])

    assert counts[SYNONYM] == 1
    assert passed_over[UNRELATED] == 1
    assert counts.sum() + passed_over.sum() == 2


def test_what_was_imported_since_is_no_answer() -> None:
    answered(["unrelated"] * 5, by_lot=True, settled_by="import")
    assert drawn_counts([]).sum() == 0


def test_a_classification_is_a_list_until_it_is_taken_back(tmp_path: Path) -> None:
    occupations = tmp_path / "occupations_en.csv"
    occupations.write_text(
        "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,status\n"
        "Occupation,uri:cook,5120,cook,kitchen cook,ok\nOccupation,uri:grill,5120,grill cook,griller,ok\n"
    )
    titles_import(path=occupations, format="esco")
    assert listed_titles() == []
    run, _ = relations_import(path=tmp_path, format="esco")
    (ids,) = listed_titles()
    assert ids.tolist() == sorted(titles(["cook", "kitchen cook", "grill cook", "griller"]).values())

    import_undo(import_id=run.pk, by=the("ada"))
    assert listed_titles() == []


def test_a_file_of_judged_pairs_is_no_list(tmp_path: Path) -> None:
    """What it leaves out, nobody has looked at."""
    judged = tmp_path / "judged.csv"
    judged.write_text("title_a,title_b,relation\ncook,kitchen cook,synonym\n")
    _, report = judgements_import(path=judged, as_="decisions")
    assert report.new == 1
    assert listed_titles() == []


def test_proposals_hear_how_often_a_relation_is_found() -> None:
    candidates(400)
    answered(["unrelated"] * (2 * ENOUGH), by_lot=True)
    asked = Asked.of(candidates_open())
    assert len(asked) == 400

    opinion = Opinion.learnt(SCORER, Dataset(), [], asked)

    assert opinion.weighing is None
    assert opinion.shares is not None
    (heard,) = opinion.hear(SCORER, asked)
    assert (heard.alone.argmax(axis=1) == SYNONYM).all()
    assert heard.table[:, UNRELATED].mean() > 0.6
    assert heard.part == slice(0, 400)


def test_before_any_answer_the_usual_shares_are_heard_and_those_of_a_list_where_it_has_both() -> None:
    candidates(400)
    listed(400)
    answered(["unrelated"] * ENOUGH, by_lot=False)
    asked = Asked.of(candidates_open())
    assert asked.listed.sum() == 400

    opinion = Opinion.learnt(SCORER, Dataset(), [], asked)

    assert opinion.shares is not None
    assert opinion.shares.to_dict()["answers"] == 0
    (heard,) = opinion.hear(SCORER, asked)
    passed_over, other = (heard.table[rows, SYNONYM].mean() for rows in (asked.listed, ~asked.listed))
    assert passed_over < 0.1 < other < 0.3


def test_without_candidates_there_is_nothing_to_hear() -> None:
    answered(["unrelated"] * ENOUGH, by_lot=True)
    asked = Asked.of(candidates_open())
    opinion = Opinion.learnt(SCORER, Dataset(), [], asked)
    assert opinion.shares is None
    assert list(opinion.hear(SCORER, asked)) == []
