"""The first start: people who can log in, the starter taxonomy in the graph, a first release, a filled queue.

Each step looks whether it was done, so that a first start that was cut off goes on where it stopped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from config.environment import PROJECT_DIR
from kgraph.models import Release
from kgraph.services.merge import merge_pending
from kgraph.services.releases import release_build, release_publish
from taxonomy.core.normalisation import normalise
from taxonomy.core.readers import Notices, RawTitle
from taxonomy.core.relations import inverse
from taxonomy.core.starter import Starter, read_starter
from taxonomy.models import Decision, ImportRun, Person, Role, Task, Title
from taxonomy.services.artifacts import tree_hash
from taxonomy.services.candidates import candidates_block
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.imports import titles_import_rows
from taxonomy.services.pairs import pairs_ensure
from taxonomy.services.people import password_generate, person_create
from taxonomy.services.tasks import tasks_fill

STARTER_DIR = PROJECT_DIR / "fixtures" / "starter"
SOURCE = "starter"
QUEUE_AT_START = 500
DEMO_PEOPLE = (
    ("ana", "Ana", Role.ANNOTATOR, "judges pairs"),
    ("ada", "Ada", Role.REVIEWER, "reviews, settles, releases"),
    ("mia", "Mia", Role.ML_ENGINEER, "trains and promotes models"),
)
ADMINISTRATOR = ("root", "Root", Role.ADMINISTRATOR, "adds people and tokens")
Say = Callable[[str], None]


def people_ensure(*, demo: bool) -> list[str]:
    """Make the first people when there is nobody yet; returns the lines that tell how to log in.

    The passwords are made here and written to ``first-login.txt`` in the data folder (mode 600), before the
    people are saved: a crash in between leaves a file too many, never people whose password nobody knows.
    """
    if Person.objects.exists():
        return []
    people = [*(DEMO_PEOPLE if demo else ()), ADMINISTRATOR]
    passwords = [password_generate() for _ in people]
    lines = [
        f"  {username:<6} {password}   {role.label}, {task}"
        for (username, _, role, task), password in zip(people, passwords, strict=True)
    ]
    _write_secret(settings.HOME_DIR / "first-login.txt", ["Log in with one of these names:", *lines])
    with transaction.atomic():
        for (username, name, role, _), password in zip(people, passwords, strict=True):
            person_create(username=username, name=name, role=role, password=password)
    return lines


def _write_secret(path: Path, lines: list[str]) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write("\n".join(lines) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def starter_load(*, folder: Path = STARTER_DIR, say: Say = lambda text: None) -> dict[str, Any]:
    """Load the starter taxonomy: titles, judged pairs, graph, release 1, candidates, queue.

    Raises:
        StarterMistake: the files contradict themselves; names file and entry.
    """
    result: dict[str, Any] = {}
    if not ImportRun.objects.filter(source__name=SOURCE, state=ImportRun.State.DONE).exists():
        say("reading the starter taxonomy")
        result |= _record(read_starter(folder), folder)
    say("merging into the graph")
    merged = merge_pending()
    result["merge"] = merged
    if not Release.objects.exists():
        say("building the first release")
        release = release_build(by=None, note="The starter taxonomy.")
        release_publish(release.number, by=None)
        result["release"] = release.number
    if not Task.objects.exists():
        say("looking for pairs to judge")
        result["candidates"] = candidates_block(top=10)
        result["tasks"] = tasks_fill(limit=QUEUE_AT_START)
    return result


@transaction.atomic
def _record(starter: Starter, folder: Path) -> dict[str, Any]:
    """Titles and decisions in one transaction: the starter is there whole or not at all."""
    _, report = titles_import_rows(
        rows=_rows(starter),
        notices=Notices(),
        name="fixtures/starter",
        sha256=tree_hash(folder),
        format="csv",
        language="en",
        source=SOURCE,
    )
    ids = dict(Title.objects.filter(language="en").values_list("key", "id"))
    judged = [
        (ids[normalise(j.title_a).key], ids[normalise(j.title_b).key], j.relation)
        for j in starter.judgements()
    ]
    pairs = pairs_ensure((a, b) for a, b, _ in judged)
    change_set = change_set_open(kind="starter", made_by=None, note="The starter taxonomy")
    decisions = decisions_record_many(
        (
            Settlement(
                pair_id=pairs[min(a, b), max(a, b)],
                relation=relation if a < b else inverse(relation),
                settled_by=Decision.SettledBy.IMPORT,
                source=SOURCE,
            )
            for a, b, relation in judged
        ),
        change_set=change_set,
    )
    return {"titles": report.new, "decisions": len(decisions)}


def _rows(starter: Starter) -> Iterator[RawTitle]:
    row = 0
    for family in starter.families:
        for concept in family.concepts:
            for text in concept.titles:
                row += 1
                yield RawTitle(row, text, external_id=concept.title, preferred=text == concept.title)
