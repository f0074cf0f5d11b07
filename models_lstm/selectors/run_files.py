"""What a run leaves behind, for download: log, recipe, event files, model."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

from models_lstm.models import TrainingRun
from models_lstm.selectors.runs import LOG, run_folder
from taxonomy.core.errors import NotFound
from taxonomy.services.artifacts import artifact_exists, artifact_local_path

IN_MEMORY: Final = 8 * 1024 * 1024
RECIPE: Final = "recipe.toml"
EVENTS: Final = "events.zip"
MODEL: Final = "model.zip"


def run_files(run: TrainingRun) -> list[dict[str, Any]]:
    """The files that there are, with their sizes in bytes (of archives: of what they hold)."""
    return [
        {"name": name, "bytes": sum(path.stat().st_size for path in files)}
        for name, find in _FILES.items()
        if (files := find(run))
    ] + [{"name": RECIPE, "bytes": len(run.recipe.encode())}]


def run_file_open(run: TrainingRun, name: str) -> IO[bytes]:
    """A file of a run, to be read and closed by the caller.

    Raises:
        NotFound: there is no such file (yet).
    """
    if name == RECIPE:
        return io.BytesIO(run.recipe.encode())
    files = _FILES[name](run) if name in _FILES else []
    if not files:
        raise NotFound(f"Run {run.pk} has no file '{name}'.")
    return files[0].open("rb") if name == LOG else _zipped(files)


def _zipped(files: list[Path]) -> IO[bytes]:
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in files:
            archive.write(path, arcname=path.name)
    target.seek(0)
    return target


def _log(run: TrainingRun) -> list[Path]:
    path = run_folder(run) / LOG
    return [path] if path.exists() else []


def _events(run: TrainingRun) -> list[Path]:
    return sorted((run_folder(run) / "events").glob("events.out.tfevents.*"))


def _model(run: TrainingRun) -> list[Path]:
    version = getattr(run, "model_version", None)
    if version is None or not artifact_exists(version.artifact):
        return []
    return sorted(path for path in artifact_local_path(version.artifact).iterdir() if path.is_file())


_FILES: Final[dict[str, Callable[[TrainingRun], list[Path]]]] = {
    LOG: _log,
    EVENTS: _events,
    MODEL: _model,
}
