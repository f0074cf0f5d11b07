"""``python -m benchmarks.graph [--titles 100000] [--edges 1000000] [--seed 1] [--seconds 2] [--output FILE.json]``

The engine and its peers (networkx, rustworkx, igraph, ladybug, pyoxigraph, PostgreSQL) answer the same questions about
the same graph in one process; before, their answers are compared. Figures are ratios: how many times as many
questions a second the engine answers (wall time, one thread). Peers that are not installed are named as such
(``requirements/lock-bench.txt``).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.graph.content import dense
from benchmarks.graph.peers import PEERS, SUGGESTED, WORDS, Peer, pairs_of, starts_of
from kgraph.core.query.paths import shortest_path
from kgraph.core.query.suggest import suggest
from kgraph.core.query.walk import neighbours, numbers_around, reached
from kgraph.core.snapshot import Snapshot, build_snapshot

MODULES = {"PostgreSQL": "psycopg2", "sorted list": "bisect"}


def two_hops(graph: Snapshot, concept: int) -> set[int]:
    """Narrower and related concepts over at most two edges."""
    below, beside = graph.steps["narrower"], graph.steps["related"]
    first = below.row(concept)
    found = {*first, *beside.row(concept)}
    for other in first:
        found.update(below.row(other))
        found.update(beside.row(other))
    found.discard(concept)
    return found


def questions(graph: Snapshot) -> dict[str, Callable[..., Any]]:
    """The engine's way of answering each."""
    return {
        "neighbours": lambda c: numbers_around(graph, c),
        "neighbours_with_edges": lambda c: neighbours(graph, c, WORDS),
        "closure": lambda c: reached(graph, c, "broader"),
        "two_hops": lambda c: two_hops(graph, c),
        "path": lambda a, b: shortest_path(graph, a, b, WORDS),
        "suggest": lambda text: [one.title for one in suggest(graph, text, SUGGESTED)],
    }


def plain(name: str, answer: Any) -> Any:
    """An answer in the form in which peers are compared."""
    if answer is None:
        return None
    if name == "path":
        return len(answer) if isinstance(answer, list) else answer
    numbers = [one.concept if hasattr(one, "concept") else int(one) for one in answer]
    return sorted(numbers) if name == "neighbours" else set(numbers)


def rate(ask: Callable[..., Any], inputs: list[tuple[Any, ...]], seconds: float) -> float:
    """Questions a second of wall time, over the inputs again and again; at least once over some of them."""
    done, started = 0, time.perf_counter()
    while True:
        for item in inputs:
            ask(*item)
            done += 1
            if (passed := time.perf_counter() - started) > seconds:
                return done / passed


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.graph", description=__doc__)
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--peers", default="", help="names, separated by commas; all when left out")
    options = parser.parse_args()
    content = dense(options.titles, options.edges, options.seed)
    with tempfile.TemporaryDirectory(prefix="graph-bench-") as name:
        folder = Path(name) / "release"
        folder.mkdir()
        started = time.perf_counter()
        built = build_snapshot(content, folder, number=1)
        build_seconds = time.perf_counter() - started
        opened = []
        for _ in range(20):
            started = time.perf_counter()
            graph = Snapshot(folder)
            opened.append(time.perf_counter() - started)
        report: dict[str, Any] = {
            **{key: built.counts[key] for key in ("titles", "concepts", "edges")},
            "build_seconds": round(build_seconds, 1),
            "open_milliseconds": round(float(np.median(opened)) * 1e3, 2),
            "megabytes": round(sum(f.stat().st_size for f in folder.iterdir()) / 1e6, 1),
        }
        print(json.dumps(report), file=sys.stderr)
        report["questions"] = compare(graph, options)
    text = json.dumps(report, indent=1)
    print(text)
    if options.output:
        options.output.write_text(text + "\n")
    return 0


def compare(graph: Snapshot, options: argparse.Namespace) -> dict[str, Any]:
    """For each question the engine's rate and the ratio to every peer."""
    random = np.random.default_rng([options.seed, 3])
    some: list[tuple[int, ...]] = [(int(c),) for c in random.integers(0, graph.concepts, 300)]
    hubs = sorted(range(graph.concepts), key=lambda c: -graph.steps["narrower"].degree(c))[:40]
    titles = random.integers(0, graph.titles, 300)
    inputs: dict[str, list[tuple[Any, ...]]] = {
        "neighbours": some,
        "neighbours_with_edges": some,
        "closure": [(c,) for c in hubs] + some[:200],
        "two_hops": some,
        "path": [(int(a), int(b)) for a, b in random.integers(0, graph.concepts, (40, 2))],
    }
    # What is typed: the first two to seven letters. Where fewer than ten titles go on so, the engine looks further.
    typed = [graph.title_key[int(t)][: 2 + int(t) % 6].strip() for t in titles]
    inputs["suggest"] = [
        (text,) for text in typed if len(graph.completion.best(text, SUGGESTED)) == SUGGESTED
    ]
    ours = questions(graph)
    found: dict[str, Any] = {
        name: {"engine_per_second": round(rate(ask, inputs[name], options.seconds)), "times_as_fast_as": {}}
        for name, ask in ours.items()
    }
    pairs, starts = pairs_of(graph), starts_of(graph)
    chosen = {name for name in options.peers.split(",") if name}

    def worth(titles: list[int]) -> list[int]:
        """Titles of the same uses may stand in any order."""
        return sorted(graph.title_count(title) for title in titles)

    for kind in PEERS:
        if chosen and kind.name not in chosen:
            continue
        if find_spec(MODULES.get(kind.name, kind.name)) is None:
            for row in found.values():
                row["times_as_fast_as"][kind.name] = "not installed"
            continue
        peer = kind(pairs, graph.concepts)
        peer.load_starts(starts)
        for name, ask in ours.items():
            # what only the engine tells (which edge it is) is held against the plain question
            asked = name.removesuffix("_with_edges")
            theirs = getattr(peer, asked)
            if getattr(kind, asked) is getattr(Peer, asked):
                continue
            for item in inputs[name][:: max(1, len(inputs[name]) // 8)]:
                if name == "suggest":
                    assert worth(ask(*item)) == worth(theirs(*item)), f"{kind.name} suggest {item}"
                    continue
                a, b = plain(asked, ask(*item)), plain(asked, theirs(*item))
                if name == "closure" and isinstance(b, set):
                    b.discard(item[0])  # some count the start
                assert a == b, f"{kind.name} {name}{item}: {str(b)[:200]} instead of {str(a)[:200]}"
            speed = rate(theirs, inputs[name], options.seconds)
            ratio = found[name]["engine_per_second"] / speed
            found[name]["times_as_fast_as"][kind.name] = float(f"{ratio:.3g}")
            print(f"{kind.name} {name}: {ratio:.3g}", file=sys.stderr, flush=True)
        del peer
    return found


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    from config.embedded.share import use_services

    use_services()
    django.setup()
    sys.exit(main())
