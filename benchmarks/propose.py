"""How long it takes from raw titles to proposals, and how much memory.

    python -m benchmarks.propose [--titles 100000] [--limit 10000] [--threads 1] [--output FILE.json]

In a scratch database: the starter taxonomy, a file of distinct titles (real ones of the package ``find-job-titles`` with
level words and places around them, seeded), candidates by shared rare words, a model of the preset ``loop``, and then
``propose_edges`` twice: with titles that are new to the model, and again with their vectors in the store. Printed for
each step: seconds, seconds of processor time of the program itself (the database's come on top), and the peak of its
memory; within ``propose_edges`` the seconds of each stage.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.import_titles import make_titles

PROGRAM = """
import json, sys, time
import django
django.setup()
from models_lstm.selectors.registry import version_or_default
from models_lstm.services.proposal_runs import ProposeOptions, proposal_run_queue
from models_lstm.services.proposing import proposal_run_execute
limit, threads = map(int, sys.argv[1:])
began = time.perf_counter()
ends = {}
def watch(stage, count, of):
    ends[stage] = time.perf_counter() - began
run = proposal_run_execute(
    proposal_run_queue(version_or_default(None), options=ProposeOptions(limit=limit)).pk, threads=threads, watch=watch
)
assert run.state == "succeeded", run.error
ends["store"] = time.perf_counter() - began
print(json.dumps({"counts": run.counts, "ends": ends}))
"""


def run_step(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """Run a program; its output, seconds, processor seconds and peak megabytes.

    Raises:
        SystemExit: it failed.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, env=environment, stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    if process.returncode:
        sys.exit(f"{' '.join(command[:4])} ended with {process.returncode}")
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_megabytes": round(used.ru_maxrss / 1024),
        "output": text,
    }


def stages_of(ends: dict[str, float]) -> dict[str, float]:
    """Seconds of each stage, from the moments at which they ended."""
    stages, before = {}, 0.0
    for name, end in sorted(ends.items(), key=lambda item: item[1]):
        stages[name] = round(end - before, 1)
        before = end
    return stages


def measure(titles: int, limit: int, threads: int) -> dict[str, Any]:
    """All steps, in a scratch database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.embedded.share import use_services

    use_services()
    import django

    django.setup()
    from config.loop.scratch import scratch_environment

    result: dict[str, Any] = {"titles": titles, "limit": limit, "threads": threads, "steps": {}}
    with scratch_environment() as environment, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "titles.txt"
        make_titles(file, titles, seed=1)
        manage = [sys.executable, "manage.py"]
        steps = {
            "migrate": [*manage, "migrate", "-v", "0", "--skip-checks"],
            "starter": [*manage, "load_starter"],
            "import": [*manage, "import_titles", str(file), "--format", "txt"],
            "blocking": [*manage, "find_candidates"],
            "train": [*manage, "train_model", "--preset", "loop", "--threads", str(threads)],
        }
        propose = [sys.executable, "-c", PROGRAM, str(limit), str(threads)]
        steps |= {"propose, first time": propose, "propose, again": propose}
        for name, command in steps.items():
            step = run_step(command, environment)
            output = step.pop("output")
            if command is propose:
                told = json.loads(output.splitlines()[-1])
                step |= {"counts": told["counts"], "stages": stages_of(told["ends"])}
            result["steps"][name] = step
            print(f"{name:<20} {told_of(step)}", file=sys.stderr, flush=True)
    return result


def told_of(step: dict[str, Any]) -> str:
    """A step in one line."""
    text = f"{step['seconds']:>7} s  {step['processor_seconds']:>7} s of processor  {step['peak_megabytes']:>6} MB"
    if "stages" in step:
        text += "  " + ", ".join(f"{name} {seconds} s" for name, seconds in step["stages"].items())
        text += f"; {step['counts']['scored']:,} pairs scored, {step['counts']['stored']:,} proposals"
    return text


def main() -> None:
    """Measure, print, and write the figures where that was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--limit", type=int, default=10_000, help="most proposals")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    result = measure(options.titles, options.limit, options.threads)
    text = json.dumps(result, indent=1)
    if options.output:
        options.output.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
