"""Several files as one ZIP, streamed and the same bytes every time."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from typing import IO, cast

from kgraph.core.exports.formats import encoded
from kgraph.core.snapshot.reader import Snapshot

_EPOCH = (1980, 1, 1, 0, 0, 0)


class _Sink:
    """A file that can only be written; what was written is taken out between two pieces."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do."""

    def take(self) -> bytes:
        found = b"".join(self._waiting)
        self._waiting.clear()
        return found


def stream_zip(snapshot: Snapshot, files: dict[str, Callable[[Snapshot], Iterator[str]]]) -> Iterator[bytes]:
    """The archive of ``files``, name -> contents."""
    sink = _Sink()
    with zipfile.ZipFile(cast(IO[bytes], sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, stream in files.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as member:
                for block in encoded(stream(snapshot)):
                    member.write(block)
                    if ready := sink.take():
                        yield ready
    yield sink.take()
