"""The folder of a snapshot: all arrays one after the other in ``graph.bin``, and ``meta.json``, which says where.

Each array is little-endian, in C order, at a multiple of 64 bytes, and can be had by ``numpy.frombuffer`` over a map of
the file with what ``meta.json`` tells (`docs/search-team.md` shows how). One file, since a release is then durable by
one flush and open by one map. Processes that open the same folder share its pages.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from taxonomy.core.errors import Fault

FORMAT = 1
"""Raised whenever an older reader could misread a newer folder."""

META = "meta.json"
DATA = "graph.bin"
_ALIGN = 64
PROVENANCE = frozenset({"edge_decision", "edge_settled_by"})
"""Arrays that say where an edge comes from but not what the graph is: they don't count for "nothing changed"."""
_FOLLOWING = ("all_", "fan_", *(f"{step}_all" for step in ("broader", "narrower", "senior", "junior")))
"""What begins so is worked out from the edges to answer faster; a new way of doing so is no new graph."""

Array = npt.NDArray[Any]


def _counts(name: str) -> bool:
    """Whether an array makes up the graph, rather than telling where it comes from or following from other arrays."""
    return name not in PROVENANCE and not name.startswith(_FOLLOWING)


class SnapshotDamaged(Fault):
    """The folder is not a whole snapshot of a format that this version reads."""

    code = "release.damaged"
    status = 503


@dataclass(frozen=True, slots=True)
class Meta:
    """What ``meta.json`` says.

    Attributes:
        content_hash: SHA-256 over the arrays that make up the graph, see `_counts`.
        bytes: size of the data file.
        arrays: for each array its dtype, shape, offset, bytes and SHA-256.
        facts: figures and names that are too small for an array (languages, counts, ...).
    """

    format: int
    number: int
    ledger_seq: int
    content_hash: str
    bytes: int
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
    with (folder / DATA).open("wb") as stream:
        for name in sorted(arrays):
            array = np.ascontiguousarray(arrays[name])
            array = array.astype(array.dtype.newbyteorder("<"), copy=False)
            stream.write(bytes(-stream.tell() % _ALIGN))
            data = array_view(array).cast("B") if array.size else memoryview(b"")
            described[name] = {
                "dtype": array.dtype.str,
                "shape": list(array.shape),
                "offset": stream.tell(),
                "bytes": data.nbytes,
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            stream.write(data)
            if _counts(name):
                content.update(f"{name}:{described[name]['sha256']}\n".encode())
        size = stream.tell()
    meta = Meta(FORMAT, number, ledger_seq, content.hexdigest(), size, described, facts)
    body = {name: getattr(meta, name) for name in Meta.__slots__}
    (folder / META).write_text(json.dumps(body, indent=1, sort_keys=True) + "\n")
    return meta


def read_meta(folder: Path) -> Meta:
    """The meta file, with the presence and size of the data checked.

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
    file = folder / DATA
    if not file.is_file() or file.stat().st_size != meta.bytes:
        raise SnapshotDamaged(f"{folder.name}/{DATA} is missing or cut short.")
    return meta


def map_data(folder: Path, meta: Meta) -> memoryview[int]:
    """The data, mapped read-only. The map lives as long as an array over it does."""
    if not meta.bytes:
        return memoryview(b"")
    with (folder / DATA).open("rb") as stream:
        return memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))


def array_at(data: memoryview[int], meta: Meta, name: str) -> Array:
    """One array over the mapped data; cannot be written."""
    described = meta.arrays[name]
    dtype, shape = np.dtype(described["dtype"]), tuple(described["shape"])
    count = math.prod(shape)
    if not count:
        return np.zeros(shape, dtype=dtype)
    return np.frombuffer(data, dtype=dtype, count=count, offset=described["offset"]).reshape(shape)


def damaged_arrays(data: memoryview[int], meta: Meta) -> list[str]:
    """Names of the arrays whose bytes are not those that were written. Reads everything."""
    return [
        name
        for name, described in meta.arrays.items()
        if hashlib.sha256(data[described["offset"] : described["offset"] + described["bytes"]]).hexdigest()
        != described["sha256"]
    ]
