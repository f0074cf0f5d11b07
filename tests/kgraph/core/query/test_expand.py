"""Expansion keeps meanings apart."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.core.exports import synonyms
from kgraph.core.query.expand import EXPANDABLE, Term, expand
from kgraph.core.snapshot import Snapshot
from taxonomy.core.levels import label_relation
from tests.examples import many
from tests.kgraph.graphs import Drawing, kitchen, random_graph


@pytest.fixture
def cooks(tmp_path: Path) -> Snapshot:
    return kitchen().snapshot(tmp_path)


def _concept(graph: Snapshot, text: str) -> int:
    return graph.title_concept(graph.lookup.titles(text.lower())[0])


def _by_text(graph: Snapshot, terms: list[Term]) -> dict[str, Term]:
    return {graph.title_text[term.title]: term for term in terms}


def test_terms_come_with_weight_and_reason(cooks: Snapshot) -> None:
    terms = _by_text(cooks, expand(cooks, _concept(cooks, "Cook")))
    assert terms["Line Cook"].reason == "“Line Cook” is narrower than “Cook”"
    assert terms["Chef de Partie"].reason == (
        "“Chef de Partie” means the same as “Line Cook”; “Line Cook” is narrower than “Cook”"
    )
    assert terms["Line Cook"].weight > terms["Chef de Partie"].weight
    assert terms["Line Cook"].relation == terms["Chef de Partie"].relation == "narrower"


def test_rank_is_never_a_synonym_and_comes_only_when_asked_for(cooks: Snapshot) -> None:
    line_cook = _concept(cooks, "Line Cook")
    ranked = {"Sous Chef", "Second Chef", "Head Chef", "Chef de Cuisine", "Executive Chef", "Prep Cook"}
    quiet = _by_text(cooks, expand(cooks, line_cook, relations=("synonym", "narrower", "related"), depth=3))
    assert not ranked & quiet.keys()
    loud = _by_text(cooks, expand(cooks, line_cook, relations=EXPANDABLE, depth=2))
    assert loud["Sous Chef"].relation == loud["Second Chef"].relation == "senior"
    assert loud["Prep Cook"].relation == "junior"


def test_a_wrong_synonym_does_not_let_rank_through(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.concept("Cook")
    drawing.concept("Chef", "Senior Chef", "Kitchen Chef", "Trainee Chef", counts=(9, 8, 7, 6))
    drawing.say("Cook", "broader", "Chef")
    graph = drawing.snapshot(tmp_path)
    chef, senior = _concept(graph, "Chef"), graph.lookup.titles("senior chef")[0]

    assert _by_text(graph, expand(graph, chef)).keys() == {"Chef", "Kitchen Chef"}
    below = _by_text(graph, expand(graph, _concept(graph, "Cook")))
    assert below.keys() == {"Cook", "Chef", "Kitchen Chef"}
    asked = _by_text(graph, expand(graph, chef, relations=("synonym", "senior")))
    assert asked.keys() == {"Chef", "Kitchen Chef", "Senior Chef"}
    assert asked["Senior Chef"].relation == "senior"
    assert "by its words" in asked["Senior Chef"].reason
    # who types the ranked title is told nothing of the lower rank
    typed = _by_text(graph, expand(graph, chef, without=senior))
    assert "Chef" not in typed
    assert "Trainee Chef" not in typed


LEVELS = ("", "senior ", "junior ", "trainee ", "head ", "lead ")


@given(
    st.lists(
        st.tuples(st.sampled_from(LEVELS), st.sampled_from(("cook", "nurse", "welder"))),
        min_size=1,
        unique=True,
    )
)
@settings(max_examples=many(60), deadline=None)
def test_no_synonym_differs_in_nothing_but_rank(titles: list[tuple[str, str]]) -> None:
    drawing = Drawing()
    drawing.concept(*(level + trade for level, trade in titles))
    with TemporaryDirectory() as folder:
        graph = drawing.snapshot(Path(folder))
        for typed in range(graph.titles):
            for term in expand(graph, 0, relations=("synonym",), without=typed):
                said = label_relation(graph.title_key[term.title], graph.title_key[typed])
                assert said not in ("senior", "junior")
        _, *lines = "".join(synonyms.stream_equivalent(graph)).splitlines()
        for line in lines:
            if not line.startswith("#"):
                first, *others = line.split(", ")
                assert not {label_relation(other, first) for other in others} & {"senior", "junior"}


def test_a_sibling_is_not_reached_over_the_broader_concept(cooks: Snapshot) -> None:
    terms = _by_text(
        cooks, expand(cooks, _concept(cooks, "Prep Cook"), relations=("broader", "narrower"), depth=2)
    )
    assert terms.keys() == {"Cook"}


def test_what_was_judged_unrelated_is_left_out(cooks: Snapshot) -> None:
    terms = _by_text(
        cooks, expand(cooks, _concept(cooks, "Cook"), relations=("narrower", "related"), depth=2)
    )
    assert "Line Cook" in terms
    assert "Kitchen Designer" not in terms


def test_each_step_costs_the_decay(cooks: Snapshot) -> None:
    chef = _concept(cooks, "Executive Chef")
    near = _by_text(cooks, expand(cooks, chef, relations=("junior",), depth=2, decay=1.0))
    far = _by_text(cooks, expand(cooks, chef, relations=("junior",), depth=2, decay=0.25))
    assert near["Head Chef"].weight == far["Head Chef"].weight == 0.3
    assert far["Sous Chef"].weight == pytest.approx(near["Sous Chef"].weight * 0.25)
    assert (
        far["Sous Chef"].reason == "“Sous Chef” is junior to “Head Chef”, which is junior to “Executive Chef”"
    )
    assert far["Sous Chef"].hops == 2
    gone = _by_text(cooks, expand(cooks, chef, relations=("junior",), depth=2, decay=0.0))
    assert gone.keys() == {"Head Chef"}


def test_without_synonyms_only_preferred_titles_of_others_are_told(cooks: Snapshot) -> None:
    terms = _by_text(cooks, expand(cooks, _concept(cooks, "Cook"), relations=("narrower",)))
    assert terms.keys() == {"Line Cook", "Prep Cook", "Pastry Cook"}


def test_the_typed_title_is_not_told_again(cooks: Snapshot) -> None:
    typed = cooks.lookup.titles("chef de partie")[0]
    terms = _by_text(cooks, expand(cooks, cooks.title_concept(typed), relations=("synonym",), without=typed))
    assert terms.keys() == {"Line Cook", "Station Cook"}
    assert terms["Line Cook"].weight == 1.0


@pytest.mark.parametrize("seed", range(4))
def test_answers_are_sorted_bounded_and_without_repeats(seed: int, tmp_path: Path) -> None:
    graph = random_graph(seed).snapshot(tmp_path)
    for concept in range(0, graph.concepts, 5):
        terms = expand(graph, concept, relations=EXPANDABLE, depth=3, limit=12)
        assert len(terms) <= 12
        assert [t.weight for t in terms] == sorted((t.weight for t in terms), reverse=True)
        assert len({t.title for t in terms}) == len(terms)
        assert all(0 < t.weight <= 1 and t.hops <= 3 for t in terms)
        barred = set(graph.steps["unrelated"].row(concept))
        assert not barred & {t.concept for t in terms}


def test_a_small_limit_gives_the_best_of_a_large_one(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.concept("Cook")
    drawing.concept("Baker", *(f"Baker {n}" for n in range(30)))
    drawing.concept("Butcher")
    drawing.say("Cook", "related", "Baker")
    drawing.say("Cook", "related", "Butcher")
    graph = drawing.snapshot(tmp_path)

    for limit in (1, 2, 5, 40):
        few = expand(graph, 0, relations=("synonym", "related"), limit=limit)
        many = expand(graph, 0, relations=("synonym", "related"), limit=500)
        assert few == many[:limit]
    assert [graph.title_text[term.title] for term in many[:3]] == ["Cook", "Baker", "Butcher"]


def test_among_equally_near_ranks_the_next_rung_comes_first(tmp_path: Path) -> None:
    drawing = Drawing()
    rungs = ["Commis Chef", "Line Cook", "Sous Chef", "Head Chef", "Executive Chef"]
    for use, rung in enumerate(rungs):
        drawing.concept(rung, counts=(use + 1,))
    for high, senior in enumerate(rungs):
        for junior in rungs[:high]:
            drawing.say(senior, "senior", junior)
    graph = drawing.snapshot(tmp_path)

    found = expand(graph, _concept(graph, "Line Cook"), relations=("senior", "junior"))
    assert [graph.title_text[term.title] for term in found] == [
        "Sous Chef",
        "Commis Chef",
        "Head Chef",
        "Executive Chef",
    ]


@pytest.mark.parametrize("seed", range(4))
def test_any_limit_gives_the_best_of_a_larger_one(seed: int, tmp_path: Path) -> None:
    graph = random_graph(seed).snapshot(tmp_path)
    for concept in range(0, graph.concepts, 3):
        many = expand(graph, concept, relations=EXPANDABLE, depth=3, limit=500)
        for limit in (1, 3, 10):
            assert expand(graph, concept, relations=EXPANDABLE, depth=3, limit=limit) == many[:limit]
