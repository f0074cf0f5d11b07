"""What a decision would change, for the person who is about to make it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from kgraph.core.algebra import (
    Effect,
    GraphEdge,
    Merged,
    Move,
    Outcome,
    Outranked,
    Refusal,
    Refused,
    Settled,
    preview,
)
from kgraph.core.algebra.preview import InferredEdge, made_impossible
from kgraph.core.algebra.size import too_large
from kgraph.selectors.graph import concept_names
from kgraph.selectors.loading import title_words
from kgraph.selectors.retirements import retired_titles
from kgraph.selectors.second_yes import size_limits
from kgraph.selectors.stored_graph import StoredGraph
from kgraph.selectors.waiting import Waiting, waiting_around
from taxonomy.core.errors import NotFound
from taxonomy.core.ranks import RANKS
from taxonomy.core.relations import parse_relation, read, store
from taxonomy.models import Title
from taxonomy.services.pairs import SameTitle

SAMPLE = 20
BUDGET = 5_000
_NONE: dict[str, Any] = {"count": 0, "sample": [], "complete": True}
_LAST = 2**62  # a decision that is later than all others


def preview_decision(
    title_a: int, title_b: int, relation: str | None, *, settled_by: str = "review"
) -> dict[str, Any]:
    """What it would change to say that ``title_a`` is ``relation`` to ``title_b`` (None: to take back what stands).

    Reads only; answers within the moment it is asked for, since others may change the graph meanwhile.

    Raises:
        NotFound, SameTitle, UnknownRelation
    """
    if title_a == title_b:
        raise SameTitle("The two titles are the same one.", field="title_b")
    words = title_words((title_a, title_b))
    for field, title in (("title_a", title_a), ("title_b", title_b)):
        if title not in words:
            raise NotFound(f"There is no title {title}.", field=field)
    low, high = sorted((title_a, title_b))
    stored = store(parse_relation(relation), swapped=title_a != low) if relation else None
    settled = Settled(
        _LAST,
        low,
        high,
        stored.relation if stored else "",
        stored.reversed if stored else False,
        RANKS[settled_by],
    )
    with one_snapshot():
        graph = StoredGraph()
        graph.need_pairs([settled.pair])
        seen = preview(graph, settled, budget=BUDGET)
        barred = retired_titles(settled.pair) if relation else {}
        if barred:
            seen = replace(seen, outcome=Refused(next(iter(barred.values()))), gained=(), lost=())
        conflicts = _conflicts(graph, settled) if relation and isinstance(seen.outcome, Merged) else _NONE
        held = None
        if relation and isinstance(seen.outcome, Merged):
            held = too_large(graph, settled, size_limits())
        return {
            "conflicts": conflicts,
            "second_yes": held.sentence if held else None,
            **_outcome(seen.outcome, words),
            "gained": inferred_seen(seen.gained, _new_names(seen.outcome, words)),
            "lost": inferred_seen(seen.lost, {}),
            "complete": seen.complete,
        }


def _conflicts(graph: StoredGraph, settled: Settled) -> dict[str, Any]:
    """Open proposals and waiting decisions that could be merged now, and could not any more."""
    waiting, complete = waiting_around(settled.pair, pair=settled.pair)
    graph.need_pairs([one.settled.pair for one in waiting])
    by_fact = {(one.settled.pair, one.settled.decision): one for one in waiting}
    found = made_impossible(graph, settled, list({one.settled for one in waiting}))
    return impossible_seen(
        [(by_fact[other.pair, other.decision], refusal) for other, refusal in found], complete
    )


def impossible_seen(rows: Sequence[tuple[Waiting, Refusal]], complete: bool) -> dict[str, Any]:
    """What waits and could not be merged any more, as JSON data."""
    rows = sorted(rows, key=lambda row: (row[0].kind, row[0].id))
    words = title_words({title for one, _ in rows[:SAMPLE] for title in one.settled.pair})
    sample = [
        {
            "what": one.kind,
            "id": one.id,
            "relation": read(one.settled.relation, one.settled.reversed),
            "title_a": {"id": one.settled.title_a, "text": words[one.settled.title_a]},
            "title_b": {"id": one.settled.title_b, "text": words[one.settled.title_b]},
            "sentence": refusal.sentence,
        }
        for one, refusal in rows[:SAMPLE]
    ]
    return {"count": len(rows), "sample": sample, "complete": complete}


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Have all reads see the same state, unless a transaction that has begun already decides that."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def names_founded(effects: Sequence[Effect], words: dict[int, str]) -> dict[int, str]:
    """Names of the concepts that decisions would found, which nobody can read yet."""
    return {number: words[title] for effect in effects for title, number in effect.founded}


def _new_names(outcome: Outcome, words: dict[int, str]) -> dict[int, str]:
    return names_founded([outcome.effect], words) if isinstance(outcome, Merged) else {}


def _outcome(outcome: Outcome, words: dict[int, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "outcome": "nothing",
        "refusal": None,
        "replaces": None,
        "joined": [],
        "parted": [],
        "new_titles": [],
    }
    if isinstance(outcome, Refused):
        refusal = outcome.refusal
        found["outcome"] = "refused"
        found["refusal"] = {
            "rule": refusal.rule.value,
            "sentence": refusal.sentence,
            "chain": refusal.chain_data(),
        }
    elif isinstance(outcome, Outranked):
        found |= {"outcome": "outranked", "replaces": edge_seen(outcome.edge, words)}
    elif isinstance(outcome, Merged):
        effect = outcome.effect
        found["outcome"] = effect.kind
        if effect.ended is not None and effect.kind != "confirmed":
            found["replaces"] = edge_seen(effect.ended, words)
        found["new_titles"] = [title for title, _ in effect.founded]
        found |= moves_seen([effect], _new_names(outcome, words))
    return found


def moves_seen(effects: Sequence[Effect], new: dict[int, str]) -> dict[str, Any]:
    """Concepts that would join or part, as JSON data.

    Args:
        new: names of concepts that would be founded.
    """
    moves = [move for effect in effects for move in effect.moves]
    names = new | concept_names({number for move in moves for number in (move.before, move.after)})
    names |= _names_of_parts(moves)
    joined = [
        {
            "concept": move.before,
            "name": names[move.before],
            "into": move.after,
            "into_name": names[move.after],
            "titles": len(move.titles),
        }
        for move in moves
        if move.joins
    ]
    parted = [
        {
            "concept": move.before,
            "name": names[move.before],
            "revived": move.after,
            "revived_name": names[move.after],
            "titles": len(move.titles),
        }
        for move in moves
        if not move.joins
    ]
    return {"joined": joined, "parted": parted}


def _names_of_parts(moves: Sequence[Move]) -> dict[int, str]:
    """Names of the concepts that part: of the titles that go, the one seen most often. Theirs of long ago may stay."""
    parts = {move.after: move.titles for move in moves if not move.joins}
    if not parts:
        return {}
    going = {title: concept for concept, titles in parts.items() for title in titles}
    rows = Title.objects.filter(pk__in=going).order_by("count", "-pk").values_list("pk", "text")
    return {going[title]: text for title, text in rows}


def edge_seen(edge: GraphEdge, words: dict[int, str]) -> dict[str, Any]:
    """An edge as JSON data."""
    return {
        "edge": edge.id,
        "decision": edge.decision,
        "relation": edge.relation,
        "subject": edge.subject,
        "subject_title": words[edge.subject],
        "object": edge.object,
        "object_title": words[edge.object],
    }


def inferred_seen(edges: Sequence[InferredEdge], new: dict[int, str]) -> dict[str, Any]:
    """Transitive edges as JSON data: how many, and the first of them."""
    sample = edges[:SAMPLE]
    names = new | concept_names({c for _, a, b in sample for c in (a, b)})
    return {
        "count": len(edges),
        "sample": [
            {
                "relation": relation,
                "subject": a,
                "subject_name": names[a],
                "object": b,
                "object_name": names[b],
            }
            for relation, a, b in sample
        ],
    }
