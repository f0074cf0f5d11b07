"""How long titles take to import, and how much memory that takes.

    python -m benchmarks.import_titles [--titles 1000000] [--output FILE.json]

Makes a file of distinct titles out of the raw list of the package ``find-job-titles`` (level words, places and
numerals around real titles, seeded), imports it twice with the real command into a scratch database, and prints
rows a second and the process's peak memory beside two peers that read the same file in the same run: a bare
``COPY`` of the lines into one table (the floor), and Django's ``bulk_create`` of 20,000 rows a batch (how such
an import is usually written; on a tenth of the file).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PEER = """
import resource, sys, time, django
django.setup()
from django.db import connection
from django.utils import timezone
from itertools import islice
path, kind = sys.argv[1:]
began = time.perf_counter()
if kind == "copy":
    with connection.cursor() as cursor, open(path) as stream:
        cursor.execute("CREATE TABLE bare_lines (line text)")
        cursor.cursor.copy_expert("COPY bare_lines FROM STDIN", stream)
else:
    from taxonomy.core.normalisation import normalise
    from taxonomy.models import Title
    with open(path) as stream:
        stream = islice(stream, {limit})
        while lines := list(islice(stream, 20_000)):
            rows = [normalise(line) for line in lines]
            Title.objects.bulk_create(
                [Title(text=n.text, key=n.key, language="xx", created_at=timezone.now()) for n in rows],
                ignore_conflicts=True,
            )
print(time.perf_counter() - began)
"""


def make_titles(path: Path, count: int, seed: int) -> None:
    """Write ``count`` distinct titles, one a line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from taxonomy.services.bundled_titles import bundled_titles_path

    with gzip.open(bundled_titles_path(), "rt") as stream:
        bases = [line.strip() for line in stream]
    draw = random.Random(seed)
    levels = ["Senior", "Junior", "Lead", "Principal", "Deputy", "Assistant", "Chief", "Trainee", "Acting"]
    places = [
        "London",
        "Berlin",
        "North",
        "Night Shift",
        "Part-time",
        "Remote",
        "Retail",
        "Public Sector",
        "EMEA",
    ]
    seen: set[str] = set()
    while len(seen) < count:
        title = draw.choice(bases)
        if draw.random() < 0.7:
            title = f"{draw.choice(levels)} {title}"
        if draw.random() < 0.8:
            title = f"{title} - {draw.choice(places)}"
        if draw.random() < 0.3:
            title = f"{title} {draw.choice(['I', 'II', 'III', 'IV'])}"
        seen.add(title)
    path.write_text("\n".join(sorted(seen)) + "\n")


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, int, str]:
    """Seconds, peak memory in MiB and output of a child process."""
    began = time.perf_counter()
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    output, _ = child.communicate()
    seconds = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, output


def measure(count: int, seed: int) -> dict[str, Any]:
    """The whole measurement in a scratch database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.embedded.share import use_services

    use_services()
    django.setup()
    from config.loop.scratch import scratch_environment

    with scratch_environment() as environment, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "titles.txt"
        make_titles(path, count, seed)
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], env=environment, check=True)
        command = [sys.executable, "manage.py", "import_titles", str(path), "--format", "txt", "--json"]
        first, memory, told = timed(command, environment)
        second, _, told_again = timed(command, environment)
        copy, _, _ = timed([sys.executable, "-c", PEER, str(path), "copy"], environment)
        share = max(1, count // 10)
        bulk, _, _ = timed(
            [sys.executable, "-c", PEER.replace("{limit}", str(share)), str(path), "bulk"], environment
        )
    return {
        "titles": count,
        "seed": seed,
        "first": {"seconds": first, "per_second": count / first, "peak_mib": memory, **_figures(told)},
        "second": {"seconds": second, "per_second": count / second, **_figures(told_again)},
        "peers": {"bare COPY": count / copy, f"bulk_create ({share:,} titles)": share / bulk},
    }


def _figures(output: str) -> dict[str, int]:
    result = json.loads(output)
    return {name: result[name] for name in ("new", "changed", "same", "refused")}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--titles", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    result = measure(options.titles, options.seed)
    first, second = result["first"], result["second"]
    print(f"{options.titles:,} titles, seed {options.seed}")
    print(
        f"first reading   {first['seconds']:8.1f} s  {first['per_second']:10,.0f}/s  peak {first['peak_mib']} MiB"
    )
    print(
        f"second reading  {second['seconds']:8.1f} s  {second['per_second']:10,.0f}/s  {second['same']:,} same"
    )
    for name, rate in result["peers"].items():
        print(f"{name:<32} {rate:10,.0f}/s  import is {first['per_second'] / rate:.2f} of that")
    if options.output:
        options.output.write_text(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
