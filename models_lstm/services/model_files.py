"""Which model a command means: a folder, which needs no database, or a version of the registry."""

from __future__ import annotations

from pathlib import Path

from models_lstm.selectors.registry import version_or_default
from taxonomy.services.artifacts import artifact_local_path


def is_model_folder(name: str | None) -> bool:
    """Whether ``name`` is a folder rather than a version or an alias."""
    return bool(name) and ("/" in str(name) or "\\" in str(name) or Path(str(name)).is_dir())


def model_folder(name: str | None) -> Path:
    """The folder of a model: ``name`` itself, else that of the version, by default the champion's.

    Raises:
        NotFound: no such version, or no model at all.
        ArtifactMissing: the store has lost it.
    """
    if name and is_model_folder(name):
        return Path(name)
    return artifact_local_path(version_or_default(name).artifact)
