"""Writing a release to a file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from kgraph.core.exports import sssom, synonyms
from kgraph.core.exports.archive import stream_zip
from kgraph.core.exports.formats import FORMATS, ExportFormat, encoded
from kgraph.core.exports.synonyms import Limits, LimitsWrong, limits_checked
from kgraph.core.snapshot import Snapshot
from kgraph.selectors.releases import release_choose, snapshot_open
from taxonomy.core.errors import BadInput

ZIP = "zip"


class UnknownFormat(BadInput):
    """There is no export format of that name, or no such part in it."""

    code = "export.unknown_format"


def export_format(name: str) -> ExportFormat:
    """A format by its name.

    Raises:
        UnknownFormat
    """
    if name not in FORMATS:
        raise UnknownFormat(
            f"'{name}' is not an export format; use one of {', '.join(FORMATS)}.", field="format"
        )
    return FORMATS[name]


def export_stream(
    snapshot: Snapshot, found: ExportFormat, part: str = "", limits: Limits | None = None
) -> Iterator[bytes]:
    """The bytes of an export.

    Args:
        part: one of several files of the format; ``zip`` for all of them; empty for the first.
        limits: of a synonyms file; None for those that are stated in `Limits`.

    Raises:
        UnknownFormat: the format has no such part.
        LimitsWrong: another format has no such limits, or there is no such slice.
    """
    if found.name == "sssom":
        return encoded(sssom.stream(snapshot, settings.EXPORT_LICENCE))
    if limits is not None:
        if found.name != "synonyms" or part == ZIP:
            raise LimitsWrong("Only one file of synonyms at a time has limits.", field="max_rules")
        limits = limits_checked(snapshot, limits)
        explicit = part == "explicit"
        return encoded(
            (synonyms.stream_explicit if explicit else synonyms.stream_equivalent)(snapshot, limits)
        )
    if not part:
        return encoded(found.stream(snapshot))
    if part == ZIP and found.parts:
        return stream_zip(
            snapshot, {f"{name}.{found.suffix}": stream for name, stream in found.parts.items()}
        )
    if part not in found.parts:
        known = ", ".join([*found.parts, ZIP]) if found.parts else "none"
        raise UnknownFormat(f"The format {found.name} has no part '{part}' (known: {known}).", field="part")
    return encoded(found.parts[part](snapshot))


def export_write(
    name: str,
    output: Path,
    *,
    release: str = "latest",
    part: str = "",
    limits: Limits | None = None,
    progress: Callable[[int], object] | None = None,
) -> dict[str, object]:
    """Write a release to ``output``; a crash leaves the whole file or none.

    CSV has two tables: a name that ends in ``.zip`` gets both; any other gets the edges, with the nodes beside it
    (``graph.csv`` and ``graph.nodes.csv``), unless ``part`` names one.

    Args:
        progress: told the number of bytes of each block.

    Raises:
        UnknownFormat, LimitsWrong, ReleaseMissing, ReleaseWithdrawn, ArtifactMissing
        BadInput: the file cannot be written there.
    """
    found = export_format(name)
    entry = release_choose(release)
    snapshot = snapshot_open(entry.artifact)
    if not part and found.parts and output.suffix == ".zip":
        part = ZIP
    written = {output: _write(export_stream(snapshot, found, part, limits), output, progress)}
    if name == "csv" and not part:
        beside = output.with_name(f"{output.stem}.nodes{output.suffix}")
        written[beside] = _write(export_stream(snapshot, found, "nodes"), beside, progress)
    return {
        "release": entry.number,
        "format": name,
        "files": [{"path": str(path), "bytes": size} for path, size in written.items()],
    }


def _write(blocks: Iterator[bytes], output: Path, progress: Callable[[int], object] | None) -> int:
    if output.is_dir() or not output.parent.is_dir():
        raise BadInput(f"{output} cannot be written: name a file in a folder that exists.", field="output")
    size = 0
    try:
        handle, temporary = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error.strerror}.", field="output") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            for block in blocks:
                stream.write(block)
                size += len(block)
                if progress is not None:
                    progress(len(block))
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, output)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return size
