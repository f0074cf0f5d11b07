"""What a decision would change, for the person who is about to make it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from kgraph.core.algebra import GraphEdge, Merged, Outcome, Outranked, Refused, Settled, preview
from kgraph.core.algebra.preview import InferredEdge, made_impossible
from kgraph.core.algebra.size import too_large
from kgraph.selectors.graph import concept_names
from kgraph.selectors.loading import title_words
from kgraph.selectors.retirements import retired_titles
from kgraph.selectors.second_yes import size_limits
from kgraph.selectors.stored_graph import StoredGraph
from kgraph.selectors.waiting import waiting_around
from taxonomy.core.errors import NotFound
from taxonomy.core.ranks import RANKS
from taxonomy.core.relations import parse_relation, read, store
from taxonomy.services.pairs import SameTitle

SAMPLE = 20
_BUDGET = 5_000
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
        seen = preview(graph, settled, budget=_BUDGET)
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
            "gained": _inferred(seen.gained, _new_names(seen.outcome, words)),
            "lost": _inferred(seen.lost, {}),
            "complete": seen.complete,
        }


def _conflicts(graph: StoredGraph, settled: Settled) -> dict[str, Any]:
    """Open proposals and waiting decisions that could be merged now, and could not any more."""
    waiting, complete = waiting_around(settled.pair, pair=settled.pair)
    graph.need_pairs([one.settled.pair for one in waiting])
    by_fact = {(one.settled.pair, one.settled.decision): one for one in waiting}
    found = made_impossible(graph, settled, list({one.settled for one in waiting}))
    rows = [(by_fact[other.pair, other.decision], refusal) for other, refusal in found]
    rows.sort(key=lambda row: (row[0].kind, row[0].id))
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


def _new_names(outcome: Outcome, words: dict[int, str]) -> dict[int, str]:
    founded = outcome.effect.founded if isinstance(outcome, Merged) else ()
    return {number: words[title] for title, number in founded}


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
        found |= {"outcome": "outranked", "replaces": _edge(outcome.edge, words)}
    elif isinstance(outcome, Merged):
        effect = outcome.effect
        found["outcome"] = effect.kind
        if effect.ended is not None and effect.kind != "confirmed":
            found["replaces"] = _edge(effect.ended, words)
        found["new_titles"] = [title for title, _ in effect.founded]
        new = _new_names(outcome, words)
        for move in effect.moves:
            names = new | concept_names((move.before, move.after))
            titles = len(move.titles)
            if move.joins:
                found["joined"].append(
                    {
                        "concept": move.before,
                        "name": names[move.before],
                        "into": move.after,
                        "into_name": names[move.after],
                        "titles": titles,
                    }
                )
            else:
                found["parted"].append(
                    {
                        "concept": move.before,
                        "name": names[move.before],
                        "revived": move.after,
                        "revived_name": names[move.after],
                        "titles": titles,
                    }
                )
    return found


def _edge(edge: GraphEdge, words: dict[int, str]) -> dict[str, Any]:
    return {
        "edge": edge.id,
        "decision": edge.decision,
        "relation": edge.relation,
        "subject": edge.subject,
        "subject_title": words[edge.subject],
        "object": edge.object,
        "object_title": words[edge.object],
    }


def _inferred(edges: Sequence[InferredEdge], new: dict[int, str]) -> dict[str, Any]:
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
