"""``python -m benchmarks.graph.http``: answers of the graph over HTTP beside a bare Django JSON view of the same server.

The real web server in a throw-away home, one client that asks one question after another over one connection, the
questions in turn, so that whatever else the machine does falls on all alike. Medians; what is quoted are ratios: of the
time that the client waited, and (on Linux) of the processor time that the server took. On a busy machine only the latter
is fair: an answer of twenty milliseconds is interrupted several times, one of half a millisecond is not.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import numpy as np
import psutil

ROUNDS = 300


def _new_titles(titles: list[str], shift: int) -> list[str]:
    """Half of the words of one title and half of another's: no title, and no slip of the typist's."""
    others = titles[shift:] + titles[:shift]
    return [
        f"{' '.join(a.split()[::-2])} {' '.join(b.split()[::2])}" for a, b in zip(titles, others, strict=True)
    ]


def _body(titles: list[str]) -> str:
    return json.dumps({"titles": (titles * 500)[:500]})


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Build a release, serve it, ask."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from benchmarks.annotate_load import Served
    from benchmarks.graph.content import dense
    from kgraph.core.snapshot import Snapshot, build_snapshot
    from kgraph.models import Release
    from kgraph.services.learning import learner_now, weights_learn
    from taxonomy.models import Person
    from taxonomy.services.artifacts import artifact_local_path, artifact_store, artifact_workspace
    from taxonomy.services.tokens import token_create

    call_command("migrate", verbosity=0)
    folder = artifact_workspace()
    learner = learner_now(None)
    content = dense(options.titles, options.edges, options.seed)
    built = build_snapshot(content, folder, number=1, learner=learner)
    weights_learn(folder, learner)
    artifact = artifact_store("releases", folder)
    now = timezone.now()
    Release.objects.create(
        number=1, state="published", artifact=artifact, content_hash=built.content_hash, ledger_seq=0, tick=0,
        counts=built.counts, built_at=now, published_at=now, served_at=now,
    )  # fmt: skip
    vic = Person.objects.create(username="vic", role="search_client")
    token = token_create(person=vic, name="bench", scopes=["graph:read"], made_by=vic)[1]
    graph = Snapshot(artifact_local_path(artifact))
    random = np.random.default_rng([options.seed, 5])
    some = [int(c) for c in random.integers(0, graph.concepts, ROUNDS)]
    titles = [graph.name(c) for c in some]
    misspelt = [title[:3] + title[4:] for title in titles]
    new = _new_titles(titles, 1)
    bulk = {
        "exact": [_body(titles)] * 10,
        "half misspelt": [_body(titles[:250] + misspelt[:250])] * 5,
        # What the learner has placed is remembered: only titles that nobody has asked for show what a first time costs.
        "half new, first time": [
            _body(titles[:250] + _new_titles(titles, shift)[:250]) for shift in range(2, 7)
        ],
        "half new, again": [_body(titles[:250] + new[:250])] * 10,
    }
    asked: dict[str, list[tuple[str, str, str | None]]] = {
        "bare": [("GET", "/bare", None)] * ROUNDS,
        "edges": [("GET", f"/api/v1/concepts/{graph.concept_id(c)}/edges?limit=20", None) for c in some],
        "normalize, exact": [("GET", f"/api/v1/normalize?q={quote(t)}&top=1", None) for t in titles],
        "normalize, new title": [
            ("GET", f"/api/v1/normalize?q={quote(t)}&top=1", None) for t in _new_titles(titles, 7)
        ],
        "expand, two hops": [
            ("GET", f"/api/v1/expand?concept={graph.concept_id(c)}&depth=2&limit=20", None) for c in some
        ],
        "suggest": [("GET", f"/api/v1/suggest?q={quote(t[:5])}", None) for t in titles],
        **{
            f"bulk of 500, {name}": [("POST", "/api/v1/normalize/bulk", body) for body in bodies]
            for name, bodies in bulk.items()
        },
    }
    with Served("benchmarks.graph.bare") as server:
        seconds, work = ask(server.url, token, asked, server.process.pid)
    base = statistics.median(seconds["bare"])
    work_base = statistics.median(work["bare"]) or float("nan")
    return {
        **{key: built.counts[key] for key in ("titles", "edges")},
        "times_the_bare_view": {
            name: round(statistics.median(times) / base, 2) for name, times in seconds.items()
        },
        "by_processor_time_of_the_server": {
            name: round(statistics.median(times) / work_base, 2) for name, times in work.items()
        },
        "bare_microseconds": round(base * 1e6),
    }


def processor_seconds(root: int) -> float:
    """What a process and all that it started have worked so far, to the nanosecond; 0 where the system does not tell."""
    family = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    worked = 0
    for process in family:
        for file in Path(f"/proc/{process.pid}/task").glob("*/schedstat"):
            worked += int(file.read_text().split()[0])
    return worked / 1e9


Seconds = dict[str, list[float]]


def ask(
    url: str, token: str, asked: dict[str, list[tuple[str, str, str | None]]], server: int
) -> tuple[Seconds, Seconds]:
    """Seconds of each question, as the client waited and as the server worked, all kinds in turn; the first tenth warms
    up and does not count.

    Args:
        server: the number of its process.
    """
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        "Content-Type": "application/json",
    }
    seconds: Seconds = {name: [] for name in asked}
    work: Seconds = {name: [] for name in asked}
    for place in range(ROUNDS):
        for name, questions in asked.items():
            every = ROUNDS // len(questions)
            if place % every:
                continue
            method, path, body = questions[place // every]
            worked = processor_seconds(server)
            started = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if place >= ROUNDS // 10 or every > 1:
                seconds[name].append(time.perf_counter() - started)
                work[name].append(processor_seconds(server) - worked)
            if answer.status != 200:
                raise SystemExit(f"{name}: {answer.status} {content[:300]!r}")
    return seconds, work


def main() -> int:
    """Choose a home, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.graph.http", description=__doc__)
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="graph-http-") as name:
        os.environ["TITLELOOM_HOME"] = str(Path(name) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.graph.bare"
        os.environ["TITLELOOM_WEB_WORKERS"] = "1"
        from config.embedded.share import leave_services, use_services

        use_services()
        try:
            print(json.dumps(measure(options), indent=1))
        finally:
            leave_services(stop=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
