"""Artifacts (models, data sets, releases, exports): written once, named by content, never changed.

All access to artifact files goes through these functions, over Django's storage API, so that another storage
can take the place of the local folder. What must be memory-mapped asks for `artifact_local_path`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import cast

from django.core.files.storage import FileSystemStorage, storages

from taxonomy.core.errors import Fault

CHUNK = 1 << 20


class ArtifactMissing(Fault):
    """A row names an artifact that is not in the store."""

    code = "artifact.missing"
    status = 503


def _storage() -> FileSystemStorage:
    return cast(FileSystemStorage, storages["artifacts"])


def _root() -> Path:
    root = Path(_storage().location)
    root.mkdir(parents=True, exist_ok=True)
    return root


def _sync_tree(path: Path) -> None:
    """Flush files and folders to the disk, so that a rename after it survives a power cut."""
    for folder, _, names in os.walk(path, topdown=False):
        for name in [*(os.path.join(folder, n) for n in names), folder]:
            handle = os.open(name, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def tree_hash(path: Path) -> str:
    """SHA-256 over the sorted relative names and contents of all files below ``path``."""
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        digest.update(file.relative_to(path).as_posix().encode() + b"\0")
        with file.open("rb") as stream:
            while block := stream.read(CHUNK):
                digest.update(block)
        digest.update(b"\0")
    return digest.hexdigest()


def artifact_workspace() -> Path:
    """A fresh folder on the store's own disk, to be filled and then given to `artifact_store`."""
    root = _root() / "incoming"
    root.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(dir=root))


def artifact_store(kind: str, folder: Path) -> str:
    """Move a finished folder into the store and return its name, ``kind/<sha256>``.

    The same content twice is stored once. The move is one rename after a flush to the disk: a crash leaves
    either the whole artifact or none.
    """
    name = f"{kind}/{tree_hash(folder)}"
    target = _root() / name
    if target.exists():
        shutil.rmtree(folder)
        return name
    target.parent.mkdir(parents=True, exist_ok=True)
    _sync_tree(folder)
    os.replace(folder, target)
    return name


def artifact_local_path(name: str) -> Path:
    """The local folder of an artifact.

    Raises:
        ArtifactMissing: when it is not there.
    """
    path = _root() / name
    if not name or not path.exists():
        raise ArtifactMissing(f"The artifact {name or '(none)'} is not in the store {_root()}.")
    return path


def artifact_exists(name: str) -> bool:
    """Whether the store holds it."""
    return bool(name) and (_root() / name).exists()


def artifact_is_sound(name: str) -> bool:
    """Whether the content still has the hash that names it; reads every byte."""
    path = artifact_local_path(name)
    return tree_hash(path) == path.name
