from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from models_lstm.core.views import title_view


@given(
    st.lists(st.sampled_from(["senior", "2", "ship", "engineer", "of", "manager", "é"]), max_size=6),
    st.integers(),
)
def test_a_view_keeps_level_words_and_grade_numbers(forms: list[str], seed: int) -> None:
    view = title_view(forms, Random(seed))
    assert bool(view) == bool(forms)
    text = "".join(view)
    for word in ("senior", "2", "manager"):
        assert text.count(word) == forms.count(word)


def test_views_differ_and_repeat_with_the_seed() -> None:
    forms = "chief marine software quality engineer of ships".split()
    views = {tuple(title_view(forms, Random(seed))) for seed in range(50)}
    assert len(views) > 25
    assert title_view(forms, Random(3)) == title_view(forms, Random(3))
