"""The rules of the algebra by example, one sentence each."""

from __future__ import annotations

import pytest

from kgraph.core.algebra import (
    GraphEdge,
    MemoryGraph,
    Merged,
    Outranked,
    Refusal,
    Refused,
    Settled,
    Stale,
    graph_hash,
    merge,
    refusal_fault,
)

WORDS = ("engineer", "software engineer", "swe", "senior swe", "worker", "chef", "cook")
NUMBER = {word: number for number, word in enumerate(WORDS, start=1)}


class Bench:
    """A graph that is told facts by words."""

    def __init__(self) -> None:
        self.graph = MemoryGraph({number: word for word, number in NUMBER.items()})
        self.seq = 0

    def say(self, a: str, relation: str, b: str, *, rank: int = 40) -> Merged | Refused | Outranked | Stale:
        self.seq += 1
        first, second = NUMBER[a], NUMBER[b]
        turned = first > second and relation in ("broader", "senior")
        low, high = sorted((first, second))
        return merge(self.graph, Settled(self.seq, low, high, relation, turned, rank), number=self.seq)

    def refused(self, a: str, relation: str, b: str) -> Refusal:
        outcome = self.say(a, relation, b)
        assert isinstance(outcome, Refused)
        return outcome.refusal


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.say("engineer", "broader", "software engineer")
    bench.say("software engineer", "synonym", "swe")
    bench.say("senior swe", "senior", "swe")
    return bench


def shown(refusal: Refusal) -> list[tuple[str, str, str]]:
    return [(link.subject_title, link.relation, link.object_title) for link in refusal.chain]


def test_refuses_a_circle_of_broader_titles(bench: Bench) -> None:
    refusal = bench.refused("swe", "broader", "engineer")
    assert refusal.rule == "cycle"
    assert shown(refusal) == [
        ("software engineer", "synonym", "swe"),
        ("engineer", "broader", "software engineer"),
    ]


def test_refuses_a_circle_of_seniority(bench: Bench) -> None:
    assert bench.refused("software engineer", "senior", "senior swe").rule == "cycle"


def test_refuses_any_other_relation_within_a_concept(bench: Bench) -> None:
    bench.say("swe", "synonym", "worker")
    for relation in ("broader", "senior", "related", "unrelated"):
        refusal = bench.refused("software engineer", relation, "worker")
        assert refusal.rule == "inside_concept"
        assert len(refusal.chain) == 2


def test_refuses_a_second_relation_that_follows_from_the_closure(bench: Bench) -> None:
    bench.say("worker", "broader", "engineer")
    assert bench.refused("worker", "senior", "swe").rule == "exclusive"


def test_refuses_related_and_unrelated_along_a_broader_path(bench: Bench) -> None:
    bench.say("worker", "broader", "engineer")
    for relation in ("related", "unrelated"):
        refusal = bench.refused("worker", relation, "software engineer")
        assert refusal.rule == "on_path"
        assert len(refusal.chain) == 2


def test_refuses_a_merge_of_concepts_that_would_bring_about_what_an_edge_may_not(bench: Bench) -> None:
    bench.say("chef", "senior", "cook")
    bench.say("engineer", "related", "cook")
    refusal = bench.refused("chef", "synonym", "engineer")
    assert refusal.rule == "exclusive"
    assert shown(refusal) == [("engineer", "related", "cook"), ("chef", "senior", "cook")]


def test_refuses_a_merge_that_would_close_a_circle(bench: Bench) -> None:
    bench.say("worker", "broader", "engineer")
    refusal = bench.refused("worker", "synonym", "swe")
    assert refusal.rule == "cycle"
    assert "would close a circle of broader titles" in refusal.sentence


def test_a_refusal_is_a_fault_whose_code_names_the_rule(bench: Bench) -> None:
    fault = refusal_fault(bench.refused("swe", "broader", "engineer"))
    assert (fault.code, fault.status, fault.extra["rule"]) == ("algebra.cycle", 409, "cycle")
    assert fault.detail.startswith("It cannot be that “swe” is broader than “engineer”")
    assert fault.extra["chain"][0]["edge"] == 2


def test_the_smallest_founder_names_the_concept_and_parting_revives_the_other(bench: Bench) -> None:
    graph = bench.graph
    old, new = graph.founded[NUMBER["software engineer"]], graph.founded[NUMBER["swe"]]
    assert graph.concept_of[NUMBER["swe"]] == old < new
    outcome = bench.say("software engineer", "related", "swe")
    assert isinstance(outcome, Merged)
    assert outcome.effect.kind == "replaced"
    assert graph.concept_of[NUMBER["swe"]] == new


def test_a_second_synonym_holds_a_concept_together(bench: Bench) -> None:
    bench.say("software engineer", "synonym", "cook")
    bench.say("swe", "synonym", "cook")
    bench.say("software engineer", "", "swe")
    assert len(bench.graph.members[2]) == 3


def test_a_lower_rank_and_an_earlier_decision_change_nothing(bench: Bench) -> None:
    before = graph_hash(bench.graph)
    assert isinstance(bench.say("engineer", "related", "software engineer", rank=10), Outranked)
    late = merge(bench.graph, Settled(0, 1, 2, "related", rank=40), number=99)
    assert isinstance(late, Stale)
    assert graph_hash(bench.graph) == before


def test_the_hash_does_not_depend_on_the_order_of_building() -> None:
    edges = [GraphEdge(1, "broader", 1, 2, 1, 40), GraphEdge(2, "related", 3, 2, 2, 40)]
    hashes = set()
    for order in (edges, edges[::-1]):
        graph = MemoryGraph()
        for title in (1, 2, 3) if order is edges else (3, 2, 1):
            graph.seat(title, title, title)
        for edge in order:
            graph.attach(edge)
        hashes.add(graph_hash(graph))
    assert len(hashes) == 1
