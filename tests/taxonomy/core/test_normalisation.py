from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taxonomy.core import normalisation
from taxonomy.core.normalisation import TitleRefused, clean, fold, language_tag, normalise


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
        ("Ingénieur d\u00b4études", "Ingénieur d'études", "ingénieur d'études"),
        ("R&amp;amp;D Manager", "R&D Manager", "r&d manager"),
        ("R & D Manager", "R & D Manager", "r&d manager"),
        ("Sales & Marketing", "Sales & Marketing", "sales & marketing"),
        ("Charg&eacute; d&#8217;affaires", "Chargé d'affaires", "chargé d'affaires"),
        ("AT&T; Technician", "AT&T; Technician", "at&t; technician"),
        ("Scrum\u2122 Master\u00ae", "Scrum Master", "scrum master"),
        ("İnşaat Mühendisi", "İnşaat Mühendisi", "inşaat mühendisi"),
        ("\uff23\uff0b\uff0b プログラマー", "C++ プログラマー", "c++ プログラマー"),
        ("Nur\u2060\u061c\U000e0041se", "Nurse", "nurse"),
        ("e\u200b\u0301cole", "école", "école"),
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
    [
        ("", "empty"),
        ("  \u200b ", "empty"),
        ("\u3164\u115f", "empty"),
        ("12345", "no letter"),
        ("x" * 301, "301 characters"),
        ("Caf\ufffd owner", "unreadable"),
        ("nurse \ud800", "unreadable"),
        ("N" + "\u200b" * 600 + "urse", "1,805 bytes"),
    ],
)
def test_refuses_what_is_no_title_and_says_why(raw: str, reason: str) -> None:
    with pytest.raises(TitleRefused, match=reason):
        normalise(raw)


NASTY = st.text(
    alphabet="aéIı\u0130ßﬁΣς &;#x3amp/,-–|'\"´`’«_*•\u00a0\u00ad\u0301\u0307\u200b\u200d\u3164ｱ™½\t\0",
    max_size=40,
)


@given(NASTY)
@example("\u0130\u0307")
def test_what_was_normalised_is_normal(raw: str) -> None:
    try:
        once = normalise(raw)
    except TitleRefused:
        return
    assert normalise(once.text) == once
    assert fold(once.key) == once.key


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("en", "en"),
        (" pt_BR ", "pt-br"),
        ("zh-Hant", "zh-hant"),
        ("", None),
        ("English", None),
        ("x" * 13, None),
    ],
)
def test_language_tags(raw: str, tag: str | None) -> None:
    assert language_tag(raw) == tag


@given(NASTY | st.text(max_size=60))
def test_cleaning_and_folding_twice_changes_nothing(raw: str) -> None:
    once = clean(raw)

    assert clean(once) == once
    assert fold(fold(once)) == fold(once)


@given(
    st.one_of(
        st.text(max_size=40),
        st.text("aB /,;:-()[]&_\t\u00a0\u00c4\u0130i\u0307", max_size=12),
    )
)
def test_plain_text_is_folded_as_any_other(raw: str) -> None:
    """The short way for text that needs no more than small letters gives what the long one does."""
    text = clean(raw)
    short = fold(text), fold(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normalisation, "_TO_FOLD", re.compile(""))  # matches everything: always the long way
        assert short == (fold(text), fold(raw))
