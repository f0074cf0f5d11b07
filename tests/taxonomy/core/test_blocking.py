from __future__ import annotations

from taxonomy.core.blocking import block_titles, words_of

TITLES = [
    "software engineer", "senior software engineer", "sr. software engineers", "line cook", "sous chef",
    "pastry chef", "programmer", "programming specialist", "nurse", "registered nurse",
]  # fmt: skip


def pairs_of(top: int = 5) -> set[tuple[str, str]]:
    block = block_titles(TITLES, top=top)
    return {(TITLES[a], TITLES[b]) for a, b in zip(block.left, block.right, strict=True)}


def test_titles_that_share_a_rare_word_are_candidates_and_others_are_not() -> None:
    found = pairs_of()

    assert ("software engineer", "senior software engineer") in found
    assert ("nurse", "registered nurse") in found
    assert ("programmer", "programming specialist") in found
    assert ("line cook", "nurse") not in found


def test_each_pair_comes_once_in_order_with_a_cosine() -> None:
    block = block_titles(TITLES, top=5)
    pairs = list(zip(block.left.tolist(), block.right.tolist(), strict=True))

    assert len(pairs) == len(set(pairs))
    assert all(a < b for a, b in pairs)
    assert ((block.score > 0) & (block.score <= 1)).all()


def test_the_nearest_come_first_when_there_is_room_for_one() -> None:
    assert ("senior software engineer", "sr. software engineers") in pairs_of(top=1)


def test_plurals_and_short_forms_are_undone() -> None:
    assert words_of("sr. nurses of c++") == ["senior", "nurse", "c++"]
    assert words_of("asst. mgr") == ["assistant", "manager"]


def test_one_title_has_no_candidates() -> None:
    assert len(block_titles(["nurse"]).left) == 0
