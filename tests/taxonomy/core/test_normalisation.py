from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.core.normalisation import TitleRefused, clean, fold, normalise


@pytest.mark.parametrize(
    ("raw", "text", "key"),
    [
        ("  Sr.  Software\u00a0Engineer ", "Sr. Software Engineer", "sr. software engineer"),
        ("C++ / .NET Developer", "C++ / .NET Developer", "c++/.net developer"),
        ("R&amp;D Manager", "R&D Manager", "r&d manager"),
        ("R&D Manager", "R&D Manager", "r&d manager"),
        ("C# Developer", "C# Developer", "c# developer"),
        ("Director , Sales", "Director , Sales", "director, sales"),
        ("Ingénieur d\u2019études", "Ingénieur d'études", "ingénieur d'études"),
        ("public relations\u200b consultant", "public relations consultant", "public relations consultant"),
        ("Engineer \u2013 Level II", "Engineer - Level II", "engineer - level ii"),
        ("営業担当", "営業担当", "営業担当"),
        ("Straßenbauer", "Straßenbauer", "strassenbauer"),
        ("ﬁre ﬁghter", "fire fighter", "fire fighter"),
        ("Entwickler (m/w/d)", "Entwickler (m/w/d)", "entwickler (m/w/d)"),
        ("\ufeffNurse", "Nurse", "nurse"),
    ],
)
def test_keeps_what_matters_and_drops_what_cannot_be_seen(raw: str, text: str, key: str) -> None:
    normal = normalise(raw)

    assert (normal.text, normal.key) == (text, key)


def test_titles_that_differ_in_level_or_language_mark_stay_apart() -> None:
    keys = {
        normalise(raw).key
        for raw in ("C Developer", "C++ Developer", "C# Developer", "Sr. C Developer", "C Developer II")
    }

    assert len(keys) == 5


def test_keeps_the_joiner_that_shapes_persian_letters() -> None:
    assert "\u200c" in normalise("برنامه\u200cنویس").text
    assert "\u200c" not in normalise("soft\u200cware").text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [("", "empty"), ("  \u200b ", "empty"), ("12345", "no letter"), ("x" * 301, "301 characters")],
)
def test_refuses_what_is_no_title_and_says_why(raw: str, reason: str) -> None:
    with pytest.raises(TitleRefused, match=reason):
        normalise(raw)


@given(st.text(max_size=60))
def test_cleaning_and_folding_twice_changes_nothing(raw: str) -> None:
    once = clean(raw)

    assert clean(once) == once
    assert fold(fold(once)) == fold(once)
