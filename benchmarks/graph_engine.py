"""The graph engine against networkx, on the same synthetic graph in the same process.

    python -m benchmarks.graph_engine [--titles 50000] [--seed 1] [--seconds 2]

Titles are made of invented trades, levels and fields with the skew of real lists; a quarter are synonyms, the rest are
concepts in a forest of ``broader``, ladders of ``senior`` and a scatter of ``related``. For each question both sides
answer the same inputs for some seconds; the answers are compared before. Prints one line per question: questions a
second on either side, and the ratio. ``open`` compares opening the snapshot with unpickling the networkx graph.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from kgraph.core.query.expand import expand
from kgraph.core.query.ladder import ladder
from kgraph.core.query.normalize import normalize_title
from kgraph.core.query.paths import shortest_path
from kgraph.core.query.suggest import suggest
from kgraph.core.query.walk import closure, neighbours
from kgraph.core.snapshot import ConceptRow, EdgeRow, Snapshot, SnapshotContent, TitleRow, build_snapshot
from taxonomy.core.relations import inverse

LEVELS = ("", "junior", "senior", "lead", "principal", "head")
WORDS = ("broader", "narrower", "senior", "junior", "related")


def synthetic(titles: int, seed: int) -> SnapshotContent:
    """About as many edges as titles: a forest of ``broader``, ladders, neighbours, a quarter synonyms."""
    random = np.random.default_rng(seed)
    syllables = ["ba", "co", "di", "fe", "gu", "ka", "lo", "mi", "no", "pe", "ra", "su", "ti", "vo", "ze"]
    words = sorted({"".join(random.choice(syllables, int(random.integers(2, 4)))) for _ in range(3_000)})
    rows: list[TitleRow] = []
    concepts: list[ConceptRow] = []
    edges: list[EdgeRow] = []
    names: set[str] = set()

    def edge(relation: str, subject: int, object_: int) -> None:
        edges.append(EdgeRow(len(edges) + 1, relation, subject, object_))

    preferred: list[int] = []
    while len(rows) < titles:
        trade = " ".join(str(words[int(i)]) for i in random.zipf(1.3, 2) % len(words))
        ladder_: list[int] = []
        for level in LEVELS[: int(random.integers(1, len(LEVELS) + 1))] if random.random() < 0.4 else ("",):
            text = f"{level} {trade} {words[int(random.integers(len(words)))]}".strip()
            if text in names:
                continue
            names.add(text)
            number, first = len(concepts) + 1, len(rows) + 1
            rows.append(TitleRow(first, text, text, number, seen=int(random.zipf(1.4) % 100_000) + 1))
            concepts.append(ConceptRow(number, first))
            if ladder_:
                edge("senior", first, ladder_[-1])
            ladder_.append(first)
            if len(preferred) > 10 and random.random() < 0.7 and len(ladder_) == 1:
                edge("broader", preferred[int(random.integers(max(1, len(preferred) // 10)))], first)
            if len(preferred) > 10 and random.random() < 0.3 and len(ladder_) == 1:
                other = preferred[int(random.integers(len(preferred)))]
                if edges[-1][2:4] != (other, first):
                    edge("related", other, first)
            preferred.append(first)
            while random.random() < 0.25:
                alias = f"{text} {words[int(random.integers(len(words)))]}"
                if alias not in names:
                    names.add(alias)
                    rows.append(
                        TitleRow(len(rows) + 1, alias, alias, number, seen=int(random.integers(1, 100)))
                    )
                    edge("synonym", first, len(rows))
    return SnapshotContent.from_rows(concepts, rows, edges)


def as_networkx(graph: Snapshot) -> dict[str, nx.DiGraph[int]]:
    """For each word the directed graph "a is word than b" over dense concept numbers, as one would build it."""
    found = {}
    for word in WORDS:
        one: nx.DiGraph[int] = nx.DiGraph()
        one.add_nodes_from(range(graph.concepts))
        step = graph.steps[inverse(word)]
        one.add_edges_from((here, there) for here in range(graph.concepts) for there in step.row(here))
        found[word] = one
    return found


def rate(ask: Callable[[Any], object], inputs: list[Any], seconds: float) -> float:
    """Questions a second of processor time, over the inputs again and again for about so many seconds."""
    done, started = 0, time.process_time()
    while time.process_time() - started < seconds:
        for item in inputs:
            ask(item)
        done += len(inputs)
    return done / (time.process_time() - started)


def _peer_expand(peers: dict[str, nx.DiGraph[int]], start: int) -> dict[int, float]:
    """Narrower and related concepts over two steps with falling weight: what `expand` does, without words."""
    found: dict[int, float] = {}
    for child in peers["broader"].successors(start):
        found[child] = 0.8
        for grandchild in peers["broader"].successors(child):
            found.setdefault(grandchild, 0.8 * 0.8 * 0.5)
        for beside in peers["related"].successors(child):
            found.setdefault(beside, 0.8 * 0.4 * 0.5)
    for beside in peers["related"].successors(start):
        found.setdefault(beside, 0.4)
    return found


def _peer_ladder(peer: nx.DiGraph[int], start: int) -> dict[int, int]:
    members = nx.node_connected_component(peer.to_undirected(as_view=True), start)
    part = peer.subgraph(members)
    rung: dict[int, int] = {}
    for node in reversed(list(nx.topological_sort(part))):
        rung[node] = max((rung[below] + 1 for below in part.successors(node)), default=0)
    return rung


def _peer_path(peer: nx.DiGraph[int], ends: tuple[int, int]) -> list[int] | None:
    try:
        return nx.bidirectional_shortest_path(peer, *ends)
    except nx.NetworkXNoPath:
        return None


def compare(graph: Snapshot, seed: int, seconds: float) -> dict[str, dict[str, float]]:
    """Questions a second on both sides."""
    peers = as_networkx(graph)
    every = nx.compose_all(list(peers.values()))
    random = np.random.default_rng(seed + 1)
    some = [int(c) for c in random.integers(0, graph.concepts, 300)]
    hubs = sorted(range(graph.concepts), key=lambda c: -graph.steps["narrower"].degree(c))[:50]
    ends = [(int(a), int(b)) for a, b in random.integers(0, graph.concepts, (60, 2))]
    for concept in [*some[:50], *hubs[:10]]:
        stated = set(peers["broader"].successors(concept))
        inferred = {n.concept for n in closure(graph, concept, ("broader",), 10**9)}
        assert inferred | stated == nx.descendants(peers["broader"], concept)
        ours = {
            m: index for index, rung in enumerate(ladder(graph, concept, limit=10**9).rungs) for m in rung
        }
        assert ours == _peer_ladder(peers["senior"], concept)
    for pair in ends:
        steps, peer = shortest_path(graph, pair[0], pair[1], WORDS), _peer_path(every, pair)
        assert (len(steps) if steps is not None else None) == (len(peer) - 1 if peer is not None else None)
    keys = {graph.title_key[t]: t for t in range(graph.titles)}
    asked_keys = [graph.title_key[int(t)] for t in random.integers(0, graph.titles, 300)]
    questions: dict[str, tuple[Callable[[Any], object], Callable[[Any], object], list[Any]]] = {
        "neighbours": (
            lambda c: neighbours(graph, c, WORDS),
            lambda c: [(word, other) for word in WORDS for other in peers[word].successors(c)],
            some,
        ),
        "closure of hubs": (
            lambda c: closure(graph, c, ("broader",), 10**9),
            lambda c: nx.descendants(peers["broader"], c),
            hubs,
        ),
        "ladder": (lambda c: ladder(graph, c), lambda c: _peer_ladder(peers["senior"], c), some[:60]),
        "path": (lambda p: shortest_path(graph, p[0], p[1], WORDS), lambda p: _peer_path(every, p), ends),
        "expand, two steps": (
            lambda c: expand(graph, c, relations=("narrower", "related"), depth=2, limit=50),
            lambda c: _peer_expand(peers, c),
            some,
        ),
        "exact title (a dict)": (graph.lookup.titles, keys.get, asked_keys),
    }
    found = {}
    for name, (ours_, theirs, inputs) in questions.items():
        a, b = rate(ours_, inputs, seconds), rate(theirs, inputs, seconds)
        found[name] = {"engine": round(a), "networkx": round(b), "ratio": round(a / b, 2)}
    typed = [key[: 3 + n % 6] for n, key in enumerate(asked_keys[:100])]
    misspelt = [key.replace(key[4], "", 1) for key in asked_keys[:50] if len(key) > 5]
    found["suggest"] = {"engine": round(rate(lambda q: suggest(graph, q, 10), typed, seconds))}
    found["normalize, exact"] = {
        "engine": round(rate(lambda q: normalize_title(graph, q), asked_keys, seconds))
    }
    found["normalize, misspelt"] = {
        "engine": round(rate(lambda q: normalize_title(graph, q), misspelt, seconds))
    }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--titles", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    content = synthetic(options.titles, options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "snapshot"
        folder.mkdir()
        started = time.perf_counter()
        built = build_snapshot(content, folder, number=1)
        build_seconds = time.perf_counter() - started
        opened = [_timed(lambda: Snapshot(folder)) for _ in range(20)]
        graph = Snapshot(folder)
        peer_file = Path(name) / "peer.pickle"
        peer_file.write_bytes(pickle.dumps(nx.compose_all(list(as_networkx(graph).values()))))
        peer_opened = [_timed(lambda: pickle.loads(peer_file.read_bytes())) for _ in range(2)]
        report: dict[str, Any] = {
            **{name: built.counts[name] for name in ("titles", "concepts", "edges")},
            "build_seconds": round(build_seconds, 2),
            "megabytes": round(sum(file.stat().st_size for file in folder.iterdir()) / 1e6, 1),
            "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
            "open_milliseconds": round(sorted(opened)[len(opened) // 2] * 1e3, 2),
            "open_networkx_milliseconds": round(min(peer_opened) * 1e3),
            "questions_a_second": compare(graph, options.seed, options.seconds),
        }
    if options.json:
        print(json.dumps(report))
        return
    for key, value in islice(report.items(), len(report) - 1):
        print(f"{key}: {value:,}")
    print(f"{'question':<24}{'engine/s':>12}{'networkx/s':>12}{'ratio':>8}")
    for question, row in report["questions_a_second"].items():
        peer = f"{row['networkx']:>12,}{row['ratio']:>8}" if "networkx" in row else ""
        print(f"{question:<24}{row['engine']:>12,}{peer}")


def _timed(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
