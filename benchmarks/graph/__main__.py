"""``python -m benchmarks.graph [--titles 100000] [--edges 1000000] [--seed 1] [--seconds 2] [--output FILE.json]``

The engine and its peers (networkx, rustworkx, igraph, ladybug, pyoxigraph, PostgreSQL) answer the same questions about
the same graph in one process; before, their answers are compared. Figures are ratios: how many times as many
questions a second the engine answers (one thread; processor time, and wall time beside PostgreSQL). Engine and peer take
turns, some rounds of the same questions each, and the best round of either counts, so that whatever else the machine
does disturbs neither more. Peers that are not installed are named as such (``requirements/lock-bench.txt``).
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.graph.content import dense
from benchmarks.graph.peers import PEERS, SUGGESTED, WORDS, Peer, pairs_of, starts_of
from kgraph.core.query.paths import shortest_path
from kgraph.core.query.suggest import suggest
from kgraph.core.query.walk import neighbours, numbers_around, reached, two_steps
from kgraph.core.snapshot import Snapshot, build_snapshot

MODULES = {"PostgreSQL": "psycopg2", "sorted list": "bisect"}


def questions(graph: Snapshot) -> dict[str, Callable[..., Any]]:
    """The engine's way of answering each."""
    return {
        "neighbours": lambda c: numbers_around(graph, c),
        "edges": lambda c: neighbours(graph, c, WORDS).columns(),
        "closure_of_hubs": lambda c: reached(graph, c, "broader"),
        "closure": lambda c: reached(graph, c, "broader"),
        "two_hops": partial(two_steps, graph),
        "path": lambda a, b: shortest_path(graph, a, b, WORDS),
        "suggest": lambda text: [one.title for one in suggest(graph, text, SUGGESTED)],
    }


def asked_of_peer(name: str) -> str:
    """The method of a peer that answers a question."""
    return name.removesuffix("_of_hubs")


def plain(name: str, answer: Any) -> Any:
    """An answer in the form in which peers are compared."""
    if answer is None:
        return None
    if name == "path":
        return len(answer) if isinstance(answer, list) else answer
    if name == "edges":
        return sorted(_pairs(answer))
    numbers = [int(one) for one in answer]
    return sorted(numbers) if name == "neighbours" else set(numbers)


def _pairs(answer: Any) -> Iterator[tuple[int, int]]:
    """(concept, edge) of every row: of columns for each word, of rows for each word, or of rows."""
    for part in answer:
        if isinstance(part[0], str):
            yield from zip(part[1], part[2], strict=True)
        elif isinstance(part[-1], int):
            yield part[-2], part[-1]
        else:
            yield from _pairs(part)


Ask = Callable[..., Any]
Clock = Callable[[], float]


def round_of(ask: Ask, inputs: list[tuple[Any, ...]], clock: Clock) -> float:
    """The seconds it takes to ask all."""
    started = clock()
    for item in inputs:
        ask(*item)
    return clock() - started


def times_as_fast(
    ours: Ask, theirs: Ask, inputs: list[tuple[Any, ...]], seconds: float, clock: Clock
) -> float:
    """How many times as fast ours is, on as many of the inputs as the other one gets through in half of the seconds."""
    started = time.perf_counter()
    done = 0
    for item in inputs:
        theirs(*item)
        done += 1
        if (passed := time.perf_counter() - started) > seconds / 2:
            break
    inputs = inputs[:done]
    best = other = float("inf")
    for _ in range(max(2, min(50, int(seconds / passed)))):
        best = min(best, round_of(ours, inputs, clock))
        other = min(other, round_of(theirs, inputs, clock))
    return other / best


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
        started, worked = time.perf_counter(), time.process_time()
        built = build_snapshot(content, folder, number=1)
        build_seconds, worked = time.perf_counter() - started, time.process_time() - worked
        opened = []
        for _ in range(20):
            started = time.perf_counter()
            graph = Snapshot(folder)
            opened.append(time.perf_counter() - started)
        report: dict[str, Any] = {
            **{key: built.counts[key] for key in ("titles", "concepts", "edges")},
            "build_seconds": round(build_seconds, 1),
            "build_processor_seconds": round(worked, 1),
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
    some: list[tuple[int, ...]] = [(int(c),) for c in random.integers(0, graph.concepts, 500)]
    hubs = sorted(range(graph.concepts), key=lambda c: -graph.steps["narrower"].degree(c))[:40]
    random.shuffle(hubs)
    titles = random.integers(0, graph.titles, 300)
    inputs: dict[str, list[tuple[Any, ...]]] = {
        "neighbours": some,
        "edges": some,
        "closure_of_hubs": [(c,) for c in hubs],
        "closure": some,
        "two_hops": some,
        "path": [(int(a), int(b)) for a, b in random.integers(0, graph.concepts, (100, 2))],
    }
    # What is typed: the first two to seven letters. Where fewer than ten titles go on so, the engine looks further.
    typed = [graph.title_key[int(t)][: 2 + int(t) % 6].strip() for t in titles]
    inputs["suggest"] = [
        (text,) for text in typed if len(graph.completion.best(text, SUGGESTED)) == SUGGESTED
    ]
    ours = questions(graph)
    found: dict[str, Any] = {name: {"times_as_fast_as": {}} for name in ours}
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
        gc.collect()
        gc.freeze()  # the millions of objects of some peers are not to slow the others
        for name, ask in ours.items():
            asked = asked_of_peer(name)
            theirs = getattr(peer, asked)
            if getattr(kind, asked) is getattr(Peer, asked):
                continue
            for item in inputs[name][:: max(1, len(inputs[name]) // 8)]:
                if name == "suggest":
                    assert worth(ask(*item)) == worth(theirs(*item)), f"{kind.name} suggest {item}"
                    continue
                a, b = plain(asked, ask(*item)), plain(asked, theirs(*item))
                if asked == "closure":
                    b.discard(item[0])  # some count the start
                assert a == b, f"{kind.name} {name}{item}: {str(b)[:200]} instead of {str(a)[:200]}"
            ratio = times_as_fast(ask, theirs, inputs[name], options.seconds, kind.clock)
            found[name]["times_as_fast_as"][kind.name] = float(f"{ratio:.3g}")
            print(f"{kind.name} {name}: {ratio:.3g}", file=sys.stderr, flush=True)
        del peer
        gc.unfreeze()
    return found


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    from config.embedded.share import use_services

    use_services()
    django.setup()
    sys.exit(main())
