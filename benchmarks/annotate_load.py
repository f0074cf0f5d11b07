"""Twenty people annotate at once: cycles a second, times, and whether anything was given twice, lost or doubled.

    python -m benchmarks.annotate_load [--people 20] [--seconds 12] [--url http://127.0.0.1:8000] [--json FILE]
    python -m benchmarks.annotate_load --titles 100000 --pairs 1000000     # in a database that is full already

One cycle is ``GET queue/next`` and ``POST annotations``, each person with a session of their own and one request at
a time, without pauses. The real web server, PostgreSQL and Valkey run in a throw-away home (or, with ``--url``, a
server that runs already is used: its database must be the one that the environment names, and keeps what is made
here). Workers are not started: decisions wait to be merged. Afterwards every receipt is held against the database.

The floor in the same run is a bare view of the same framework that commits one row: see `benchmarks.floor`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.load_client import Answer, Exchange, request_bytes, run

PASSWORD = "twenty people annotate"
WORDS = ("synonym", "broader", "narrower", "senior", "junior", "related", "unrelated", "unsure")
WARM_UP = 2.0


@dataclass
class Ledger:
    """What the clients saw."""

    began: float = 0.0
    ends: float = 0.0
    next_seconds: list[float] = field(default_factory=list)
    submit_seconds: list[float] = field(default_factory=list)
    handed: dict[int, list[int]] = field(default_factory=dict)
    receipts: dict[str, int] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    empty: int = 0


def person_at_work(number: int, headers: dict[str, str], ledger: Ledger) -> Exchange:
    """A person who takes the next pair and judges it, again and again."""
    rng = random.Random(number)
    following = request_bytes("GET", "/api/v1/queue/next?count=1", headers)
    while (now := time.perf_counter()) < ledger.ends:
        measured = now >= ledger.began
        answer: Answer = yield following
        if answer.status != 200:
            ledger.errors[f"next {answer.status}"] += 1
            continue
        items = json.loads(answer.body)["items"]
        if not items:
            ledger.empty += 1
            continue
        if measured:
            ledger.next_seconds.append(answer.seconds)
        task, key = items[0]["id"], str(uuid.uuid4())
        ledger.handed.setdefault(task, []).append(number)
        body = {"task_id": task, "relation": rng.choice(WORDS), "client_key": key, "duration_ms": 900}
        answer = yield request_bytes("POST", "/api/v1/annotations", headers, json.dumps(body).encode())
        if answer.status not in (200, 201):
            ledger.errors[f"submit {answer.status}"] += 1
            continue
        ledger.receipts[key] = json.loads(answer.body)["id"]
        if measured:
            ledger.submit_seconds.append(answer.seconds)


def poster(path: str, body: bytes, headers: dict[str, str], until: float, seconds: list[float]) -> Exchange:
    """Somebody who posts the same again and again."""
    request = request_bytes("POST", path, headers, body)
    while time.perf_counter() < until:
        answer: Answer = yield request
        if answer.status == 200:
            seconds.append(answer.seconds)


def log_in(url: str, name: str) -> dict[str, str]:
    """The headers of a session."""
    body = json.dumps({"username": name, "password": PASSWORD}).encode()
    request = urllib.request.Request(
        f"{url}/api/v1/session", body, {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        cookies = [line.split(";", 1)[0] for line in answer.headers.get_all("Set-Cookie")]
        token = json.load(answer)["csrf_token"]
    host = urlsplit(url).netloc
    return {"Host": host, "Cookie": "; ".join(cookies), "X-CSRFToken": token, "Accept": "application/json"}


def prepare(people: int, tasks: int) -> list[str]:
    """People who can log in, and a filled queue; returns the names."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from taxonomy.models import Person, Title
    from taxonomy.services.candidates import candidates_store
    from taxonomy.services.tasks import tasks_fill

    names = [f"load-{number}" for number in range(people)]
    secret = make_password(PASSWORD)
    for name in names:
        Person.objects.get_or_create(username=name, defaults={"role": "annotator", "password": secret})
    mark, now = uuid.uuid4().hex[:6], timezone.now()
    count = 2 * int(tasks**0.5) + 40
    texts = [f"Title {mark} {number}" for number in range(count)]
    Title.objects.bulk_create(
        [Title(text=t, key=t.lower(), count=n % 97 + 1, created_at=now) for n, t in enumerate(texts)]
    )
    ids = list(
        Title.objects.filter(key__startswith=f"title {mark}").order_by("id").values_list("id", flat=True)
    )
    rng = random.Random(7)
    pairs = {(a, b) for a in ids[: count // 2] for b in ids[count // 2 :]}
    candidates_store(((a, b, rng.random()) for a, b in sorted(pairs)), proposer="blocking")
    made = tasks_fill(limit=tasks, per_title=10**6, seed=7)
    print(f"{made:,} tasks, {people} people", file=sys.stderr)
    return names


# Rows as the program would have left them, by set: made one by one they would take hours. `generate_series` runs over the
# numbers of the pairs; title n is paired with those that follow it at growing distances, so that no pair comes twice.
FILL = (
    """
INSERT INTO taxonomy_title (language, text, key, count, created_at)
SELECT 'en', 'Filler ' || n, 'filler ' || n, 1 + n %% 97, now() FROM generate_series(1, %(titles)s) n
""",
    """
INSERT INTO taxonomy_pair (title_a_id, title_b_id)
SELECT least(a.id, b.id), greatest(a.id, b.id) FROM generate_series(0, %(pairs)s - 1) g(k)
JOIN filler a ON a.n = 1 + k %% %(titles)s
JOIN filler b ON b.n = 1 + (k %% %(titles)s + 1 + k / %(titles)s) %% %(titles)s
ON CONFLICT DO NOTHING
""",
    """
INSERT INTO taxonomy_candidate (pair_id, proposer, version, score, created_at)
SELECT p.id, 'blocking', '', random(), now() FROM taxonomy_pair p JOIN filler f ON f.id = p.title_a_id
""",
    """
INSERT INTO taxonomy_task (pair_id, state, priority, reason, wanted, answers, seen_by, in_random_slice, guess,
                           created_at, updated_at)
SELECT p.id, CASE WHEN p.id %% 40 = 0 THEN 'settled' ELSE 'open' END, 0.4 * random(), 'Filler', 1,
       CASE WHEN p.id %% 40 = 0 THEN 1 ELSE 0 END,
       CASE WHEN p.id %% 40 = 0 THEN ARRAY[%(person)s]::bigint[] ELSE '{}' END, false, '', now(), now()
FROM taxonomy_pair p JOIN filler f ON f.id = p.title_a_id WHERE p.id %% 20 = 0
""",
    """
INSERT INTO taxonomy_annotation (pair_id, task_id, person_id, relation, reversed, client_key, duration_ms, comment,
                                 flagged, blind, stands, created_at)
SELECT t.pair_id, t.id, %(person)s, 'unrelated', false, gen_random_uuid(), 900, '', false, true, true, now()
FROM taxonomy_task t WHERE t.state = 'settled' AND t.reason = 'Filler'
""",
    """
INSERT INTO taxonomy_auditentry (at, actor_id, action, object_type, object_id, data, request_id)
SELECT now(), a.person_id, 'annotation.record', 'annotation', a.id::text, '{}', ''
FROM taxonomy_annotation a WHERE a.person_id = %(person)s
""",
    """
WITH decided AS (
    INSERT INTO taxonomy_decision (pair_id, relation, reversed, settled_by, person_id, model_version, dataset, source,
                                   evidence, reason, merge_state, created_at)
    SELECT pair_id, 'unrelated', false, 'consensus', %(person)s, '', '', '', '{}', '', 'merged', now()
    FROM taxonomy_annotation WHERE person_id = %(person)s RETURNING seq, pair_id
) UPDATE taxonomy_pair p SET decision_id = decided.seq FROM decided WHERE decided.pair_id = p.id
""",
)


def fill(titles: int, pairs: int) -> dict[str, int]:
    """A database in which a lot has happened already; returns the rows of its tables."""
    from django.db import connection, transaction

    from taxonomy.models import Person

    filler, _ = Person.objects.get_or_create(username="filler", defaults={"role": "annotator"})
    names = {"titles": titles, "pairs": pairs, "person": filler.pk}
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FILL[0], names)
        cursor.execute(
            "CREATE TEMP TABLE filler ON COMMIT DROP AS SELECT id, row_number() OVER (ORDER BY id) AS n"
            " FROM taxonomy_title WHERE key LIKE 'filler %%'",
            [],
        )
        cursor.execute("CREATE UNIQUE INDEX ON filler (n)")
        cursor.execute("CREATE UNIQUE INDEX ON filler (id)")
        cursor.execute("ANALYZE filler")
        for statement in FILL[1:]:
            cursor.execute(statement, names)
    tables = ("title", "pair", "candidate", "task", "annotation", "decision", "auditentry")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM taxonomy_{table})" for table in tables))
        rows = dict(zip(tables, map(int, cursor.fetchone()), strict=True))
    print(f"filled in {time.perf_counter() - began:.0f} s: {rows}", file=sys.stderr)
    return rows


def check(ledger: Ledger) -> dict[str, int]:
    """Hold what the clients saw against the database."""
    from django.db import connection

    from taxonomy.models import Annotation, Decision, Task

    stored = {
        str(key): pk
        for key, pk in Annotation.objects.filter(client_key__in=list(ledger.receipts)).values_list(
            "client_key", "pk"
        )
    }
    wanted = dict(Task.objects.filter(pk__in=list(ledger.handed)).values_list("pk", "wanted"))
    twice = sum(
        len(people) > wanted[task] or len(set(people)) < len(people) for task, people in ledger.handed.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM taxonomy_annotation GROUP BY task_id, person_id HAVING count(*) > 1) x"
        )
        doubled = int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT count(*) FROM taxonomy_task t LEFT JOIN (SELECT task_id, count(*) AS given FROM taxonomy_annotation"
            " WHERE stands GROUP BY task_id) a ON a.task_id = t.id WHERE t.answers <> coalesce(a.given, 0)"
        )
        miscounted = int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT count(*) FROM taxonomy_annotation a WHERE NOT EXISTS (SELECT 1 FROM taxonomy_auditentry e"
            " WHERE e.object_type = 'annotation' AND e.object_id = a.id::text)"
        )
        unaudited = int(cursor.fetchone()[0])
    return {
        "acknowledged": len(ledger.receipts),
        "lost": sum(stored.get(key) != pk for key, pk in ledger.receipts.items()),
        "doubled": doubled,
        "given_twice": twice,
        "miscounted_tasks": miscounted,
        "without_audit_row": unaudited,
        "decisions": Decision.objects.count(),
    }


def times(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    if len(seconds) < 2:
        return {}
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50_ms": round(statistics.median(seconds) * 1000, 2), "p95_ms": round(cuts[18] * 1000, 2)}


def family_seconds(leader: int) -> float:
    """Processor time used by a process and all its descendants that are alive, in seconds (Linux)."""
    children: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        children.setdefault(int(words[1]), []).append(pid)
        used[pid] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    total, waiting = 0.0, [leader]
    while waiting:
        pid = waiting.pop()
        total += used.get(pid, 0.0)
        waiting += children.get(pid, [])
    return total


def leaders(web: int | None) -> dict[str, int]:
    """The processes whose families are measured, where they are known."""
    from django.conf import settings

    known = {"web": web} if web else {}
    postmaster = settings.EMBEDDED.postgres / "postmaster.pid"
    if postmaster.exists():
        known["database"] = int(postmaster.read_text().split()[0])
    return known


def measure_annotating(url: str, names: list[str], seconds: float, web: int | None) -> dict[str, Any]:
    """The load run and its check."""
    headers = [log_in(url, name) for name in names]
    now = time.perf_counter()
    ledger = Ledger(began=now + WARM_UP, ends=now + WARM_UP + seconds)
    split = urlsplit(url)
    families = leaders(web)
    used = {name: family_seconds(pid) for name, pid in families.items()}
    own = time.process_time()
    exchanges = [person_at_work(number, header, ledger) for number, header in enumerate(headers)]
    run((split.hostname or "", split.port or 80), exchanges, limit=WARM_UP + seconds + 30)
    spent = {name: family_seconds(pid) - used[name] for name, pid in families.items()}
    spent["client"] = time.process_time() - own
    cycles, every = len(ledger.submit_seconds), max(1, len(ledger.receipts))
    return {
        "cycles_per_second": round(cycles / seconds, 1),
        "cycles": cycles,
        "people": len(names),
        "seconds": seconds,
        "next": times(ledger.next_seconds),
        "submit": times(ledger.submit_seconds),
        "errors": dict(ledger.errors),
        "empty_answers": ledger.empty,
        "cpu_ms_per_cycle": {name: round(1000 * took / every, 3) for name, took in spent.items()},
        **check(ledger),
    }


def measure_floor(url: str, people: int, seconds: float) -> dict[str, Any]:
    """The bare view."""
    split = urlsplit(url)
    taken: list[float] = []
    until = time.perf_counter() + seconds
    headers = {"Host": split.netloc}
    exchanges = [poster("/floor", b'{"relation":"related"}', headers, until, taken) for _ in range(people)]
    run((split.hostname or "", split.port or 80), exchanges, limit=seconds + 30)
    return {"inserts_per_second": round(len(taken) / seconds, 1), **times(taken)}


class Served:
    """The production web server, as the supervisor starts it, on a port of its own."""

    def __init__(self, settings_module: str = "config.settings") -> None:
        from django.conf import settings

        from config.supervisor.programs import programs

        web = programs(settings.ENVIRONMENT, settings.EMBEDDED)[0]
        if web.prepare is not None:
            web.prepare()
        port = free_port()
        at = web.command.index("--port") + 1
        command = [*web.command[:at], str(port), *web.command[at + 1 :]]
        self.url = f"http://127.0.0.1:{port}"
        self.log = (settings.EMBEDDED.root / "load-web.log").open("ab")
        environment = {**web.environment, "DJANGO_SETTINGS_MODULE": settings_module}
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)

    def __enter__(self) -> Served:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", int(self.url.rsplit(":", 1)[1])), timeout=1).close()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"The web server does not start; see {self.log.name}") from None
                time.sleep(0.1)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Set up, run the floor and the load, and tell."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.floor import TABLE

    call_command("migrate", verbosity=0)
    filled = fill(arguments.titles, arguments.pairs) if arguments.pairs else {}
    names = prepare(arguments.people, arguments.tasks)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigserial PRIMARY KEY, relation text, comment text)"
        )
        cursor.execute("VACUUM ANALYZE")
    result: dict[str, Any] = {}
    try:
        with Served("benchmarks.floor") as floor:
            measure_floor(floor.url, arguments.people, 1.0)
            result["floor"] = measure_floor(floor.url, arguments.people, arguments.seconds / 2)
        if arguments.url:
            result["annotating"] = measure_annotating(arguments.url, names, arguments.seconds, None)
        else:
            with Served() as server:
                result["annotating"] = measure_annotating(
                    server.url, names, arguments.seconds, server.process.pid
                )
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
    return {**result, "filled": filled, "processors": os.cpu_count(), "load_before": arguments.load_before}


def main() -> None:
    """Read the arguments, choose the home, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--tasks", type=int, default=20_000)
    parser.add_argument("--titles", type=int, default=0, help="titles that are there already")
    parser.add_argument("--pairs", type=int, default=0, help="pairs that are there already; needs --titles")
    parser.add_argument("--url", default="", help="a server that runs already, on the environment's database")
    parser.add_argument("--json", type=Path, default=None, help="also write the figures to this file")
    arguments = parser.parse_args()
    if arguments.pairs and not 2 <= arguments.titles <= arguments.pairs <= arguments.titles * 40:
        parser.error("--pairs lies between --titles and forty times as many")
    arguments.load_before = round(os.getloadavg()[0], 2)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    home = None
    if not arguments.url:
        home = tempfile.mkdtemp(prefix="titleloom-load-")
        os.environ["TITLELOOM_HOME"] = home
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
    from config.embedded.share import leave_services, use_services

    use_services()
    try:
        result = measure(arguments)
    finally:
        leave_services(stop=home is not None)
        if home:
            shutil.rmtree(home, ignore_errors=True)
    text = json.dumps(result, indent=2)
    print(text)
    if arguments.json:
        arguments.json.write_text(text + "\n")
    told = result["annotating"]
    if told["lost"] or told["doubled"] or told["given_twice"] or told["miscounted_tasks"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
