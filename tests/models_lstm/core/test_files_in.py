"""What comes in by files: rows that cannot be read are named, whatever is wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models_lstm.core.classify_file import check_pairs, classify_file
from models_lstm.core.csv_rows import BadRows
from models_lstm.core.errors import BadRow
from models_lstm.core.neighbours import nearest
from models_lstm.core.rank_file import check_titles, rank_file
from models_lstm.core.scorer import Scorer
from models_lstm.core.word_match import reranked


def _file(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('"cook\nchef",nurse', "'title_a' holds a line break (is a quotation mark missing?)"),
        (f"cook,{'x' * 1001}", "'title_b' has 1,001 characters"),
        ("cook", "'title_b' is empty"),
        (",", "'title_a' is empty"),
    ],
)
def test_a_row_that_holds_no_two_titles_is_named(tmp_path: Path, row: str, said: str) -> None:
    path = _file(tmp_path / "in.csv", f"title_a,title_b\ncook,nurse\n{row}\n")
    with pytest.raises(BadRows) as refused:
        check_pairs(path)
    assert said in refused.value.detail
    assert refused.value.extra["errors"][0]["line"] in (3, 4)


def test_all_bad_rows_are_counted_and_the_first_twenty_named(tmp_path: Path) -> None:
    path = _file(tmp_path / "in.csv", "title_a,title_b\n" + "cook,\n" * 50)
    with pytest.raises(BadRows) as refused:
        check_pairs(path)
    assert refused.value.extra["total"] == 50 and len(refused.value.extra["errors"]) == 20
    assert refused.value.detail.endswith("; and 30 more.")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"title_a,title_b\ncaf\xe9,cook\n", "not UTF-8"),
        (b"title_a,titel_b\na,b\n", "the column 'title_b' is missing"),
        (b"", "the column 'title_a' is missing"),
        (b'title_a,title_b\n"' + b"x" * 200_000 + b"\n", "line 2: 'title_a' has 200,000 characters"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadRow) as refused:
        check_pairs(_file(tmp_path / "in.csv", content))
    assert said in refused.value.detail


def test_titles_of_a_ranking_are_looked_at_alike(tmp_path: Path) -> None:
    with pytest.raises(BadRows, match="line break"):
        check_titles(_file(tmp_path / "c.csv", 'id,title\n1,"a\nb"\n'))


def test_more_rows_than_a_batch_come_out_in_their_order(
    scorer: Scorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models_lstm.core.classify_file.BATCH", 3)
    rows = [f"railway cook {n},night nurse" for n in range(10)]
    source = _file(tmp_path / "in.csv", "title_a,title_b\n" + "\n".join(rows) + "\n")
    told: list[int] = []
    classify_file(scorer, source, tmp_path / "out.csv", progress=told.append)
    out = (tmp_path / "out.csv").read_text().splitlines()[1:]
    assert [line.split(",")[0] for line in out] == [f"railway cook {n}" for n in range(10)]
    assert told == [3, 3, 3, 1]


def test_a_corpus_in_batches_is_ranked_like_one_in_memory(
    scorer: Scorer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models_lstm.core.rank_file.BATCH", 3)
    titles = [
        f"{field} {job}" for field in ("night", "railway", "ship") for job in ("cook", "nurse", "driver")
    ]
    corpus = _file(tmp_path / "c.csv", "id,title\n" + "".join(f"c{n},{t}\n" for n, t in enumerate(titles)))
    queries = _file(tmp_path / "q.csv", "id,title\nq1,night cook\nq2,ship driver\n")
    counts = rank_file(scorer, queries, corpus, tmp_path / "out.tsv", top=4)
    assert counts == {"queries": 2, "corpus": 9, "rows": 8}
    asked = ["night cook", "ship driver"]
    found = nearest(scorer.encode(titles), queries=scorer.encode(asked), top=9)
    ids, scores = reranked(found, scorer.words(asked), scorer.words(titles), share=0.2, top=4)
    rows = [line.split("\t") for line in (tmp_path / "out.tsv").read_text().splitlines()]
    assert np.array_equal([int(r[1][1:]) for r in rows], ids.ravel())
    assert [r[2] for r in rows] == ["1", "2", "3", "4"] * 2
    assert [float(r[3]) for r in rows] == pytest.approx(scores.ravel().tolist(), abs=1e-5)


def test_an_empty_corpus_ranks_nothing(scorer: Scorer, tmp_path: Path) -> None:
    corpus = _file(tmp_path / "c.csv", "id,title\n")
    queries = _file(tmp_path / "q.csv", "id,title\nq1,night cook\n")
    assert rank_file(scorer, queries, corpus, tmp_path / "o.tsv", top=4)["rows"] == 0
