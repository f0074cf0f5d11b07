"""The data: migrations, the queue of people, merging, artifacts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from config.doctor.finding import Finding, note, ok, problem
from config.supervisor.view import FIRST_PERSON
from kgraph.models import GraphEvent
from kgraph.services.rebuild import graph_verify
from models_lstm.models import TrainingRun
from models_lstm.services.run_states import AUTO_RESUMES
from taxonomy.models import Decision, Role, Task
from taxonomy.selectors.queue_policy import longest_lease_seconds
from taxonomy.services.artifacts import artifact_exists, artifact_is_sound

HOUSES = ("taxonomy", "kgraph", "models_lstm")
EXAMPLES = 3
REPLAY_AT_MOST = 50_000
"""Events of the graph's history that are replayed; about five seconds."""
SILENCE = timedelta(minutes=2)
"""After which a training run without a sign of life is said to be stuck."""


def examine_migrations() -> Iterator[Finding]:
    """Whether the tables are those that the code expects."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{step.app_label}.{step.name}" for step, _ in plan[:EXAMPLES])
        yield problem("migrations", f"{len(plan)} not applied: {names}", ".venv/bin/python manage.py migrate")
    else:
        yield ok("migrations", "all applied")


def examine_leases() -> Iterator[Finding]:
    """Tasks that somebody holds for longer than a lease can last."""
    now = timezone.now()
    leased = Task.objects.filter(leased_by__isnull=False, state=Task.State.OPEN)
    beyond = leased.filter(leased_until__gt=now + timedelta(seconds=4 * longest_lease_seconds())).count()
    expired = leased.filter(leased_until__lt=now).count()
    if beyond:
        advice = "A clock was wrong. Set it, then release the leases as a lead."
        yield problem("leases", f"tasks that are leased far into the future: {beyond}", advice)
    yield ok(
        "leases", f"{leased.count() - expired} held, {expired} expired (handed out again when asked for)"
    )


def examine_merging() -> Iterator[Finding]:
    """Decisions that wait for the graph for too long."""
    pending = Decision.objects.filter(merge_state=Decision.MergeState.PENDING)
    old = pending.filter(created_at__lt=timezone.now() - timedelta(minutes=10)).count()
    if old:
        advice = "A worker of the queue default merges them; start one: make run"
        yield problem("merging", f"decisions that wait for more than ten minutes: {old}", advice)
    else:
        yield ok("merging", f"decisions that wait: {pending.count()}")


def examine_graph() -> Iterator[Finding]:
    """Contradictions and orphans: the stored graph against its history and the ledger.

    A graph with a long history is only compared table by table, unless a thorough examination is asked for.
    """
    yield from _examine_graph(replay=GraphEvent.objects.count() <= REPLAY_AT_MOST)


def _examine_graph(*, replay: bool) -> Iterator[Finding]:
    verdict = graph_verify(replay=replay)
    for sentence in verdict.problems:
        what, _, advice = sentence.partition(": ")
        yield problem("graph", what, advice)
    for sentence in verdict.notes:
        yield note("graph", sentence)
    if verdict.ok:
        yield ok("graph", f"{verdict.concepts} concepts, {verdict.edges} edges, no contradiction")


def examine_training() -> Iterator[Finding]:
    """Runs that say they go on, and of which nobody hears."""
    silent = timezone.now() - SILENCE
    running = TrainingRun.objects.filter(state=TrainingRun.State.RUNNING)
    for run in running.filter(heartbeat_at__lt=silent):
        advice = "The sweep resumes it from its last checkpoint; cancel it in the UI if that does not help."
        yield problem("training", f"run {run.pk} is silent since {run.heartbeat_at:%Y-%m-%d %H:%M}", advice)
    queued = TrainingRun.objects.filter(state=TrainingRun.State.QUEUED, queued_at__lt=silent).count()
    if queued:
        advice = "A worker of the queue training takes them; start one: make run"
        yield problem("training", f"runs that wait for a worker: {queued}", advice)
    for run in TrainingRun.objects.filter(state=TrainingRun.State.INTERRUPTED):
        text = f"run {run.pk} was interrupted: {run.error}"
        if run.auto_resumes < AUTO_RESUMES:
            yield note("training", text, "A worker of the queue default resumes it within half a minute.")
        else:
            advice = f"Read its log under Models; then resume or cancel it there, or: train_model --resume {run.pk}"
            yield problem("training", f"{text} Nobody resumes it by itself.", advice)
    yield ok("training", f"runs at work: {running.count()}")


def examine_artifacts() -> Iterator[Finding]:
    """Rows that name a file which is not in the store."""
    for model, field in _artifact_fields():
        names = model._default_manager.exclude(**{field: ""}).values_list(field, flat=True).distinct()
        missing = [name for name in names.iterator() if name and not artifact_exists(str(name))]
        label = model._meta.verbose_name_plural
        if missing:
            advice = "Bring the folder 'artifacts' back from a backup, or withdraw what needs them."
            some = ", ".join(str(name) for name in missing[:EXAMPLES])
            yield problem("artifacts", f"of {label}: {len(missing)} missing: {some}", advice)
        else:
            yield ok("artifacts", f"of {label}: all there")
    if orphans := _orphans():
        size = sum(path.stat().st_size for folder in orphans for path in folder.rglob("*") if path.is_file())
        text = f"folders in the store that belong to no row: {len(orphans)} ({size // 2**20} MB)"
        some = ", ".join(str(folder) for folder in orphans[:EXAMPLES])
        yield note("artifacts", text, f"They can be deleted: {some}")


def examine_every_byte() -> Iterator[Finding]:
    """Artifacts whose content is not what their name says: a disk that forgets, or somebody who meddled.

    Cost: reads the whole store.
    """
    read, damaged = 0, []
    for name in _artifact_names():
        if artifact_exists(name):
            read += 1
            if not artifact_is_sound(name):
                damaged.append(name)
    if damaged:
        some = ", ".join(damaged[:EXAMPLES])
        advice = "Bring them back from a backup, and look whether the disk reports errors."
        yield problem("artifacts", f"with damaged content: {len(damaged)}: {some}", advice)
    else:
        yield ok("artifacts", f"whole, byte for byte: {read}")


def examine_whole_history() -> Iterator[Finding]:
    """The graph against its whole history, however long that is."""
    yield from _examine_graph(replay=True)


def examine_people() -> Iterator[Finding]:
    """Whether anybody can log in, and first passwords that were never changed."""
    people = apps.get_model("taxonomy", "Person")._default_manager.filter(is_active=True)
    if not people.exists():
        yield note("people", "nobody can log in", FIRST_PERSON)
    elif not people.filter(role=Role.ADMINISTRATOR).exists():
        yield note("people", "nobody is an administrator, who could add people and tokens", FIRST_PERSON)
    first = people.filter(must_change_password=True).count()
    if first:
        advice = "They change it in the UI, under their name."
        yield note("people", f"people with the password that was made for them: {first}", advice)


def _orphans() -> list[Path]:
    """Whole artifacts, older than a day, that no row names."""
    root = Path(settings.HOME_DIR) / "artifacts"
    if not root.is_dir():
        return []
    yesterday = timezone.now().timestamp() - 24 * 3600
    known = _artifact_names()
    folders = [folder for kind in root.iterdir() if kind.is_dir() for folder in kind.iterdir()]
    return [
        folder
        for folder in folders
        if str(folder.relative_to(root)) not in known and folder.stat().st_mtime < yesterday
    ]


def _artifact_names() -> set[str]:
    names: set[str] = set()
    for model, field in _artifact_fields():
        names |= {str(name) for name in model._default_manager.values_list(field, flat=True) if name}
    return names


def _artifact_fields() -> Iterator[tuple[type[models.Model], str]]:
    for house in HOUSES:
        for model in apps.get_app_config(house).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, models.CharField | models.TextField) and _names_artifact(field):
                    yield model, field.name


def _names_artifact(field: models.Field[Any, Any]) -> bool:
    return field.name in {"artifact", "predictions"} or field.name.endswith("_artifact")
