from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models_lstm.core.csv_rows import BadRows
from models_lstm.core.data import Example, concept_of_titles, content_hash, read_examples, split_by_component
from models_lstm.core.errors import BadRow
from taxonomy.core.relations import RELATIONS
from tests.models_lstm.core.judgements import judgements

TITLES = [f"title {n}" for n in range(30)]
PAIRS = st.lists(
    st.builds(Example, st.sampled_from(TITLES), st.sampled_from(TITLES), st.sampled_from(RELATIONS)),
    max_size=80,
)


def test_reads_a_file_with_weight_and_group(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(
        "\ufefftitle_a,title_b,relation,weight,group\nchef,cook,Senior,0.5,kitchen\n actor , actress,synonym,,\n",
        encoding="utf-8",
    )
    assert list(read_examples(path)) == [
        Example("chef", "cook", "senior", 0.5, "kitchen"),
        Example("actor", "actress", "synonym"),
    ]


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("title_a,relation\nx,synonym\n", "title_b", "line 1"),
        ("title_a,title_b,relation\na,b,synonym\nc,,synonym\n", "title_b", "line 3"),
        ("title_a,title_b,relation\na,b,boss\n", "relation", "line 2"),
        ("title_a,title_b,relation\na,b\n", "relation", "line 2"),
        ("title_a,title_b,relation,weight\na,b,synonym,heavy\n", "weight", "'heavy'"),
        ("title_a,title_b,relation,weight\na,b,synonym,-1\n", "weight", "above 0"),
        ("title_a,title_b,relation,weight\na,b,synonym,inf\n", "weight", "above 0"),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(tmp_path: Path, text: str, field: str, said: str) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(text)
    with pytest.raises(BadRow, match=said) as caught:
        list(read_examples(path))
    assert caught.value.field == field


def test_all_bad_rows_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("title_a,title_b,relation\na,b,boss\nc,d,synonym\n,e,related\nf,g,\n")
    with pytest.raises(BadRows) as caught:
        list(read_examples(path))
    errors = caught.value.extra["errors"]
    assert [(e["line"], e["field"]) for e in errors] == [(2, "relation"), (4, "title_a"), (5, "relation")]
    assert "pairs.csv has 3 rows that cannot be read: line 2: 'boss' is" in caught.value.detail


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes("title_a,title_b,relation\nB\u00e4cker,baker,synonym\n".encode("latin-1"))
    with pytest.raises(BadRow, match="UTF-8"):
        list(read_examples(path))


@given(PAIRS, st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_no_title_and_no_concept_stands_on_two_sides(pairs: list[Example], seed: int) -> None:
    split = split_by_component(pairs, seed=seed, validation=0.2, test=0.2)
    concept = concept_of_titles(pairs)
    sides = [
        {concept[t] for e in side for t in (e.title_a, e.title_b)}
        for side in (split.train, split.validation, split.test)
    ]
    assert not sides[0] & sides[1]
    assert not sides[0] & sides[2]
    assert not sides[1] & sides[2]
    assert len(split.train) + len(split.validation) + len(split.test) + split.dropped == len(pairs)


def test_a_split_gives_each_side_about_its_share_and_is_repeatable() -> None:
    pairs = judgements()
    split = split_by_component(pairs, seed=3, validation=0.15, test=0.15)
    assert split == split_by_component(pairs, seed=3, validation=0.15, test=0.15)
    assert split.dropped < len(pairs) / 2
    for side in (split.validation, split.test):
        assert 0.03 < len(side) / (len(pairs) - split.dropped) < 0.3


def test_one_giant_concept_is_left_for_training() -> None:
    chain = [Example(f"t{n}", f"t{n + 1}", "synonym") for n in range(50)]
    split = split_by_component(chain, seed=0)
    assert len(split.train) == 50


def test_refuses_shares_that_leave_nothing_to_train_on() -> None:
    with pytest.raises(ValueError, match="leave something"):
        split_by_component([], seed=0, validation=0.5, test=0.5)


def test_the_hash_does_not_depend_on_the_order_but_on_the_content() -> None:
    pairs = judgements(count=20)
    assert content_hash(pairs) == content_hash(reversed(pairs))
    assert content_hash(pairs) != content_hash(pairs[1:])
