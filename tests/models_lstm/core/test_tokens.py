from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models_lstm.core.tokens import MAX_TOKENS, readable_text, title_forms, tokenise


@pytest.mark.parametrize(
    ("title", "forms"),
    [
        ("C++/C# Developer", ["c++", "c#", "developer"]),
        (".NET Engineer", [".net", "engineer"]),
        ("R&D Mgr", ["research", "and", "development", "manager"]),
        ("Sr. Engineer II", ["senior", "engineer", "2"]),
        ("V.P. Sales", ["vice", "president", "sales"]),
        ("Lab Tech", ["lab", "technician"]),
        ("Tech Writer", ["technical", "writer"]),
        ("women\u2019s wear seller", ["women", "wear", "seller"]),
        ("soft\u00adware en\u200bgineer", ["software", "engineer"]),
        ("\uff33\uff32 engineer", ["senior", "engineer"]),
        ("प्रबंधक सहायक", ["प्रबंधक", "सहायक"]),
        ("", []),
        ("-- / --", []),
    ],
)
def test_reads_the_words_of_a_title(title: str, forms: list[str]) -> None:
    assert title_forms(title) == forms


@given(st.text(max_size=60))
def test_places_of_tokens_point_at_their_text(title: str) -> None:
    text = readable_text(title)
    for token in tokenise(title):
        assert text[token.start : token.end] == token.text
        assert token.forms
    assert len(title_forms(title)) <= MAX_TOKENS
