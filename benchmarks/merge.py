"""How fast decisions enter the graph: in batches, and one at a time into a large graph.

    python -m benchmarks.merge [--concepts 100000] [--singles 300] [--json]

A made-up taxonomy in a scratch database that is removed afterwards: a forest of broader titles 6 to 8 levels
deep, ladders of seniority, synonyms, related and unrelated titles near by; three decisions for each concept.
The named peer for the check of a single edge is what the rules say, put to networkx word for word: ancestors of
the one, descendants of the other, and every relation between the two sets.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

Fact = tuple[int, int, str]  # subject, object, relation; over title numbers from 0


def facts(concepts: int, rng: random.Random) -> Iterator[Fact]:
    """Decisions of a made-up taxonomy; concept i is title i, synonyms are the titles above ``concepts``."""
    synonym = concepts
    for i in range(1, concepts):
        if i >= 20:
            yield rng.randrange(i // 40, i // 8 + 1), i, "broader"  # 8 to 40 children each
        if i % 5:
            yield i, i - 1, "senior"  # ladders of five
        if i % 2:
            yield i, synonym, "synonym"
            synonym += 1
        other = min(concepts - 1, i + rng.randrange(7, 60))
        if other != i:
            yield i, other, rng.choice(("related", "unrelated"))


def load(concepts: int, seed: int) -> tuple[int, int]:
    """Titles, pairs and pending decisions; how many titles and decisions."""
    from django.db import connection
    from django.utils import timezone

    from taxonomy.models import Decision, Title
    from taxonomy.services.pairs import pairs_ensure

    now = timezone.now()
    count = concepts + concepts // 2 + 1
    Title.objects.bulk_create(
        [Title(text=f"Title {i}", key=f"title {i}", count=i % 97 + 1, created_at=now) for i in range(count)],
        batch_size=5_000,
    )
    first = Title.objects.order_by("id").values_list("id", flat=True)[0]
    told = [(a + first, b + first, r) for a, b, r in facts(concepts, random.Random(seed))]
    random.Random(seed + 1).shuffle(told)
    pairs = pairs_ensure((a, b) for a, b, _ in told)
    seen: set[int] = set()
    rows: list[Decision] = []
    for a, b, relation in told:
        pair = pairs[(min(a, b), max(a, b))]
        if pair not in seen:
            seen.add(pair)
            backwards = relation in ("broader", "senior") and a > b
            rows.append(
                Decision(
                    pair_id=pair, relation=relation, reversed=backwards, settled_by="import", created_at=now
                )
            )
    Decision.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE taxonomy_pair p SET decision_id = d.seq FROM taxonomy_decision d WHERE d.pair_id = p.id"
        )
        cursor.execute("ANALYZE")
    return count, len(rows)


def singles(wanted: int, titles: int, seed: int, *, roots: bool = False) -> dict[str, Any]:
    """Latency of single decisions of a lead, each in its own transaction.

    Args:
        roots: between anything and the top of the taxonomy, whose descendants are a good part of it; else
            between titles that are near each other.
    """
    from kgraph.core.algebra import AlgebraRefusal
    from kgraph.services.decide import titles_decide
    from taxonomy.core.errors import Fault
    from taxonomy.models import Person, Title

    ada, _ = Person.objects.get_or_create(username="ada", defaults={"role": "reviewer"})
    first = Title.objects.order_by("id").values_list("id", flat=True)[0]
    rng = random.Random(seed)
    times: dict[str, list[float]] = {}
    for _ in range(wanted):
        relation = rng.choice(("synonym", "broader", "senior", "related", "unrelated"))
        a = rng.randrange(titles)
        b = rng.randrange(20) if roots else (a + rng.randrange(1, 400)) % titles
        began = time.perf_counter()
        kind = "accepted"
        try:
            titles_decide(title_a=a + first, title_b=b + first, relation=relation, person=ada)
        except AlgebraRefusal:
            kind = "refused"
        except Fault:
            kind = "other fault"
        times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
    return {kind: spread(values) for kind, values in sorted(times.items())}


def previews(wanted: int, titles: int, seed: int, *, roots: bool = False) -> dict[str, float]:
    """Milliseconds to preview a decision."""
    from kgraph.services.preview import preview_decision
    from taxonomy.models import Title

    first = Title.objects.order_by("id").values_list("id", flat=True)[0]
    rng = random.Random(seed)
    times = []
    for _ in range(wanted):
        a = rng.randrange(titles)
        b = rng.randrange(20) if roots else (a + rng.randrange(1, 400)) % titles
        if a == b:
            continue
        began = time.perf_counter()
        preview_decision(a + first, b + first, rng.choice(("synonym", "broader", "senior")))
        times.append((time.perf_counter() - began) * 1000)
    return spread(times)


def checks(wanted: int, seed: int, *, peer_seconds: float) -> dict[str, Any]:
    """Microseconds per check of a new broader edge in memory, ours and the peer's, on the same questions."""
    import networkx as nx

    from kgraph.core.algebra import GraphEdge, check
    from kgraph.selectors.loading import load_graph

    began = time.perf_counter()
    graph = load_graph()
    loading = time.perf_counter() - began
    rng = random.Random(seed)
    known = sorted(graph.concept_of)
    questions = [
        GraphEdge(0, "broader", a, b, 0, 0)
        for a, b in (rng.sample(known, 2) for _ in range(wanted))
        if graph.concept_of[a] != graph.concept_of[b]
    ]
    ours: list[float] = []
    said: list[bool] = []
    for question in questions:
        began = time.perf_counter()
        said.append(check(graph, question) is None)
        ours.append((time.perf_counter() - began) * 1e6)

    directed: dict[str, nx.DiGraph[int]] = {r: nx.DiGraph() for r in ("broader", "senior")}
    beside: nx.Graph[int] = nx.Graph()
    for number in graph.members:
        beside.add_node(number)
        directed["broader"].add_node(number)
        directed["senior"].add_node(number)
    for edge in graph.edges.values():
        a, b = graph.concept_of[edge.subject], graph.concept_of[edge.object]
        if edge.relation in directed:
            directed[edge.relation].add_edge(a, b)
        elif edge.relation != "synonym":
            beside.add_edge(a, b)
    peers: list[float] = []
    until = time.perf_counter() + peer_seconds
    agreed = 0
    for question, accepted in zip(questions, said, strict=True):
        if time.perf_counter() > until:
            break
        began = time.perf_counter()
        a, b = graph.concept_of[question.subject], graph.concept_of[question.object]
        above = nx.ancestors(directed["broader"], a) | {a}
        below = nx.descendants(directed["broader"], b) | {b}
        fine = a not in below and not any(
            x in below
            for top in above
            for x in (
                *beside[top],
                *nx.descendants(directed["senior"], top),
                *nx.ancestors(directed["senior"], top),
            )
        )
        peers.append((time.perf_counter() - began) * 1e6)
        agreed += fine == accepted
    return {
        "load_graph_seconds": round(loading, 2),
        "ours_us": spread(ours),
        "networkx_us": spread(peers),
        "agreed": f"{agreed} of {len(peers)}",
    }


def spread(values: list[float]) -> dict[str, float]:
    """Count, median and 95th percentile."""
    values = sorted(values)
    return {
        "count": len(values),
        "median": round(statistics.median(values), 2),
        "p95": round(values[int(len(values) * 0.95)], 2),
        "max": round(values[-1], 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--concepts", type=int, default=100_000)
    parser.add_argument("--singles", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    from config.embedded.share import leave_services, use_services

    use_services()
    import django

    django.setup()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        result = measure(options.concepts, options.singles, options.seed)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
        leave_services()
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name}: {value}")


def measure(concepts: int, single: int, seed: int) -> dict[str, Any]:
    """All of it, in the database at hand."""
    import resource

    from kgraph.models import Concept, Edge
    from kgraph.services.merge import merge_pending
    from kgraph.services.rebuild import graph_verify

    titles, decisions = load(concepts, seed)
    print(f"{titles} titles, {decisions} decisions wait", file=sys.stderr)
    batch = merge_pending()
    result: dict[str, Any] = {
        "decisions": decisions,
        "states": batch["states"],
        "batch_seconds": batch["seconds"],
        "batch_per_second": round(decisions / batch["seconds"]),
        "concepts": Concept.objects.filter(replaced_by=None).count(),
        "edges": Edge.objects.filter(active=True).count(),
    }
    result["preview_ms"] = previews(single, titles, seed)
    result["preview_near_the_top_ms"] = previews(single // 3, titles, seed, roots=True)
    result["single_ms"] = singles(single, titles, seed)
    result["single_near_the_top_ms"] = singles(single // 3, titles, seed, roots=True)
    result["check"] = checks(2_000, seed, peer_seconds=20.0)
    began = time.perf_counter()
    result["verified"] = graph_verify().ok
    result["verify_seconds"] = round(time.perf_counter() - began, 1)
    result["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result


if __name__ == "__main__":
    main()
