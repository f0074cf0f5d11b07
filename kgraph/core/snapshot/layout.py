"""The folder of a snapshot: one ``.npy`` file for each array, and ``meta.json`` with their sizes and hashes.

Every array can be opened with ``numpy.load(file, mmap_mode="r")`` and nothing else; `docs/search-team.md` lists
them. Processes that open the same folder share its pages.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from taxonomy.core.errors import Fault

FORMAT = 1
"""Raised whenever an older reader could misread a newer folder."""

META = "meta.json"
PROVENANCE = frozenset({"edge_decision", "edge_settled_by"})
"""Arrays that say where an edge comes from but not what the graph is: they don't count for "nothing changed"."""

Array = npt.NDArray[Any]


class SnapshotDamaged(Fault):
    """The folder is not a whole snapshot of a format that this version reads."""

    code = "release.damaged"
    status = 503


@dataclass(frozen=True, slots=True)
class Meta:
    """What ``meta.json`` says.

    Attributes:
        content_hash: SHA-256 over the arrays that make up the graph, see `PROVENANCE`.
        arrays: for each array its dtype, shape, bytes and SHA-256.
        facts: figures and names that are too small for an array (languages, counts, ...).
    """

    format: int
    number: int
    ledger_seq: int
    content_hash: str
    arrays: dict[str, dict[str, Any]]
    facts: dict[str, Any]


def array_view(array: Array) -> memoryview[Any]:
    """An array as a view whose single elements come out as Python numbers, twice as fast as the array's own."""
    view: memoryview[Any] = memoryview(cast(Any, array))
    return view


def write_folder(
    folder: Path, arrays: dict[str, Array], *, number: int, ledger_seq: int, facts: dict[str, Any]
) -> Meta:
    """Write the arrays and their meta file into an existing, empty folder. Same input, same bytes."""
    described: dict[str, dict[str, Any]] = {}
    content = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        with (folder / f"{name}.npy").open("wb") as stream:
            np.lib.format.write_array(stream, array, version=(1, 0), allow_pickle=False)
        digest = hashlib.sha256(array_view(array).cast("B") if array.size else b"").hexdigest()
        described[name] = {
            "dtype": array.dtype.str,
            "shape": list(array.shape),
            "bytes": (folder / f"{name}.npy").stat().st_size,
            "sha256": digest,
        }
        if name not in PROVENANCE:
            content.update(f"{name}:{digest}\n".encode())
    meta = Meta(FORMAT, number, ledger_seq, content.hexdigest(), described, facts)
    body = {name: getattr(meta, name) for name in Meta.__slots__}
    (folder / META).write_text(json.dumps(body, indent=1, sort_keys=True) + "\n")
    return meta


def read_meta(folder: Path) -> Meta:
    """The meta file, with every array's presence and size checked.

    Raises:
        SnapshotDamaged: something is missing, cut short, or of a newer format.
    """
    try:
        body = json.loads((folder / META).read_text())
        meta = Meta(**{name: body[name] for name in Meta.__slots__})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotDamaged(f"{folder.name} has no readable {META}: {error}") from error
    if meta.format != FORMAT:
        raise SnapshotDamaged(f"{folder.name} is of format {meta.format}; this version reads {FORMAT}.")
    for name, described in meta.arrays.items():
        file = folder / f"{name}.npy"
        if not file.is_file() or file.stat().st_size != described["bytes"]:
            raise SnapshotDamaged(f"{folder.name}/{file.name} is missing or cut short.")
    return meta


def map_array(folder: Path, name: str) -> Array:
    """One array, memory-mapped and read-only. An empty one is read, since nothing can be mapped."""
    file = folder / f"{name}.npy"
    try:
        # A plain array over the map: the class numpy.memmap would make every slice of it slower.
        return np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))
    except ValueError:
        array: Array = np.load(file, allow_pickle=False)
        array.flags.writeable = False
        return array


def damaged_arrays(folder: Path, meta: Meta) -> list[str]:
    """Names of the arrays whose bytes are not those that were written. Reads everything."""
    bad = []
    for name, described in meta.arrays.items():
        array = np.ascontiguousarray(map_array(folder, name))
        digest = hashlib.sha256(array_view(array).cast("B") if array.size else b"").hexdigest()
        if digest != described["sha256"]:
            bad.append(name)
    return bad
