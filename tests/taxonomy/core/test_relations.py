from __future__ import annotations

import pytest

from taxonomy.core.relations import (
    RELATIONS,
    STORED_RELATIONS,
    UnknownRelation,
    inverse,
    parse_relation,
    read,
    store,
)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_relation_comes_back_as_it_was_stored(relation: str, swapped: bool) -> None:
    stored = store(relation, swapped=swapped)

    assert stored.relation in STORED_RELATIONS
    assert read(stored.relation, stored.reversed, swapped=swapped) == relation
    assert read(stored.relation, stored.reversed, swapped=not swapped) == inverse(relation)


def test_an_unknown_word_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownRelation, match="synonym, broader"):
        parse_relation("parent")


def test_unsure_is_an_answer_but_not_a_relation() -> None:
    assert parse_relation(" Unsure ", allow_unsure=True) == "unsure"
    with pytest.raises(UnknownRelation):
        parse_relation("unsure")
