"""A model as a folder: ``weights.safetensors``, ``model.json``, ``card.md``."""

from __future__ import annotations

from pathlib import Path

from models_lstm.core.model import Model


def save_bundle(model: Model, path: Path) -> None:
    """Write the folder ``path`` (replacing nothing until it is whole)."""
    raise NotImplementedError


def load_bundle(path: Path, *, device: str = "cpu") -> Model:
    """Read a model folder.

    Raises:
        BundleError: when a file is missing, cut short, altered, or of an unknown format version.
    """
    raise NotImplementedError
