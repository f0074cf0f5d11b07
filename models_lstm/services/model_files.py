"""Which model a command means: a folder or the box, which need no database, or a version of the registry."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from models_lstm.core.base import BASE
from models_lstm.selectors.registry import version_or_default, versions_all
from taxonomy.services.artifacts import artifact_local_path

BOX: Final = "box"
"""Name of the model that every installation has."""


def is_model_folder(name: str | None) -> bool:
    """Whether ``name`` is a folder (or the box) rather than a version or an alias."""
    return name == BOX or (bool(name) and ("/" in str(name) or "\\" in str(name) or Path(str(name)).is_dir()))


def model_folder(name: str | None) -> Path:
    """The folder of a model: ``name`` itself, else that of the version.

    Without a name it is the champion's, or the youngest version's, or the box where nothing was trained yet.

    Raises:
        NotFound: no such version.
        ArtifactMissing: the store has lost it.
    """
    if name == BOX or (not name and not versions_all().exists()):
        return BASE
    if name and is_model_folder(name):
        return Path(name)
    return artifact_local_path(version_or_default(name).artifact)
