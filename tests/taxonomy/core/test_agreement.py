"""Worked examples of the literature, and what no figure can be given for."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import krippendorff
import numpy as np
import pytest

from taxonomy.core.agreement import (
    Measured,
    Undefined,
    _alphas,
    agreement_measure,
    alpha,
    figure_json,
    kappa,
)

ANA, BEN, CLEO, DAN = 1, 2, 3, 4

# Krippendorff 2011, section C: four observers, twelve units, missing answers; nominal alpha 0.743.
OBSERVERS = {
    ANA: "1 2 3 3 2 1 4 1 2 . . .",
    BEN: "1 2 3 3 2 2 4 1 2 5 . 3",
    CLEO: ". 3 3 3 2 3 4 2 2 5 1 .",
    DAN: "1 2 3 3 2 4 4 1 2 5 1 .",
}


def observed() -> list[tuple[int, int, str]]:
    return [
        (unit, person, label)
        for person, labels in OBSERVERS.items()
        for unit, label in enumerate(labels.split())
        if label != "."
    ]


def test_alpha_of_krippendorffs_worked_example() -> None:
    measured = agreement_measure(observed(), list("12345"))

    assert measured.items == 11  # the twelfth unit has one answer
    assert isinstance(measured.alpha, Measured)
    assert measured.alpha.value == pytest.approx(0.743, abs=0.001)
    assert measured.alpha.low < measured.alpha.value < measured.alpha.high


def test_kappa_of_the_textbook_table() -> None:
    # Fifty grant proposals, two readers: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no.
    figure = kappa(np.array([[20, 5], [10, 15]]))

    assert isinstance(figure, Measured)
    assert figure.value == pytest.approx(0.4)
    assert figure.n == 50
    assert 0.1 < figure.low < 0.4 < figure.high < 0.7


def test_the_bootstraps_closed_form_is_the_packages_alpha() -> None:
    rng = np.random.default_rng(7)
    counts = rng.multinomial(3, [0.5, 0.2, 0.2, 0.1], size=200)
    ours = _alphas(counts, np.ones((1, 200), np.int64))[0]

    assert ours == pytest.approx(
        float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
    )


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    # Two people, each right nine times of ten on four labels: kappa is known exactly.
    right = 0.9
    observed = right**2 + (1 - right) ** 2 / 3
    truth = (observed - 0.25) / 0.75
    rng, covered = np.random.default_rng(3), 0
    cell = np.full((4, 4), 0.0)
    for t in range(4):
        p = np.full(4, (1 - right) / 3)
        p[t] = right
        cell += np.outer(p, p) / 4
    for seed in range(200):
        figure = kappa(rng.multinomial(300, cell.ravel()).reshape(4, 4), seed=seed)
        assert isinstance(figure, Measured)
        covered += figure.low <= truth <= figure.high
    assert 180 <= covered <= 200


def test_the_same_seed_gives_the_same_interval() -> None:
    assert agreement_measure(observed(), list("12345"), seed=4) == agreement_measure(
        observed(), list("12345"), seed=4
    )


def test_undefined_where_nobody_shares_an_item() -> None:
    measured = agreement_measure([(1, ANA, "synonym"), (2, BEN, "synonym")], ["synonym", "related"])

    assert measured.alpha == Undefined("no item was judged by two people or more")
    assert measured.kappa == {}


def test_undefined_where_all_answers_are_the_same() -> None:
    same = [(item, person, "synonym") for item in range(5) for person in (ANA, BEN)]
    measured = agreement_measure(same, ["synonym", "related"])

    assert isinstance(measured.alpha, Undefined)
    assert "all answers are the same" in measured.alpha.because
    assert measured.kappa[ANA, BEN] == Undefined("both gave one and the same answer throughout", 5)
    assert measured.per_label["related"] == Undefined("nobody answered related where several judged", 5)
    assert figure_json(measured.alpha)["undefined"].startswith("because ")


def test_a_label_is_measured_against_the_rest() -> None:
    # They always agree on synonym, and never on which of the two others it is.
    given = [(i, p, "synonym") for i in range(10) for p in (ANA, BEN)]
    given += [(i, ANA, "senior" if i % 2 else "broader") for i in range(10, 20)]
    given += [(i, BEN, "broader" if i % 2 else "senior") for i in range(10, 20)]
    per_label = agreement_measure(given, ["synonym", "senior", "broader"]).per_label

    assert isinstance(per_label["synonym"], Measured) and per_label["synonym"].value == pytest.approx(1.0)
    assert isinstance(per_label["senior"], Measured) and per_label["senior"].value < 0


def test_refuses_an_unknown_label_and_a_second_answer() -> None:
    with pytest.raises(ValueError, match="not one of the labels"):
        agreement_measure([(1, ANA, "sort of")], ["synonym", "related"])
    with pytest.raises(ValueError, match="two answers"):
        agreement_measure([(1, ANA, "related"), (1, ANA, "synonym")], ["synonym", "related"])


def test_one_column_of_counts_is_no_choice() -> None:
    assert isinstance(alpha(np.array([[2], [3]])), Undefined)


def test_three_experts_on_title_words_agree_moderately() -> None:
    """Real annotators (IPOD, 1,499 title words); compared with the package on the raw table."""
    folder = os.environ.get("TITLELOOM_DATA", str(Path(__file__).parents[4] / "shared" / "data"))
    file = Path(folder, "ipod", "gazetteer.csv")
    if not file.is_file():
        pytest.skip("The IPOD gazetteer is not here; TITLELOOM_DATA names the folder of such data.")
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    answers = [
        (item, person, label.strip())
        for item, row in enumerate(rows)
        for person, label in ((ANA, row["A1"]), (BEN, row["A2"]), (CLEO, row["A3"]))
        if label and label.strip()
    ]
    labels = sorted({label for _, _, label in answers})
    raw = np.full((3, len(rows)), np.nan)
    for item, person, label in answers:
        raw[person - 1, item] = labels.index(label)

    measured = agreement_measure(answers, labels)

    assert isinstance(measured.alpha, Measured)
    assert measured.alpha.value == pytest.approx(
        float(krippendorff.alpha(reliability_data=raw, level_of_measurement="nominal"))
    )
    assert 0.4 < measured.alpha.low < measured.alpha.high < 1.0
    assert set(measured.kappa) == {(ANA, BEN), (ANA, CLEO), (BEN, CLEO)}
