"""A column of strings as two arrays: all their UTF-8 bytes in one row, and where each begins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.layout import Array, array_view


def pack_strings(name: str, strings: Sequence[str | bytes]) -> dict[str, Array]:
    """The arrays ``<name>_bytes`` (uint8) and ``<name>_offsets`` (int64, one more than there are strings)."""
    encoded = [s.encode() if isinstance(s, str) else s for s in strings]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(e) for e in encoded], out=offsets[1:])
    return {
        f"{name}_bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        f"{name}_offsets": offsets,
    }


class Strings(Sequence[str]):
    """A packed column of strings, decoded one by one as they are asked for."""

    __slots__ = ("_bytes", "_offsets")

    def __init__(self, data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]) -> None:
        self._bytes = array_view(data)
        self._offsets = array_view(offsets)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> str:  # type: ignore[override]
        return str(self._bytes[self._offsets[index] : self._offsets[index + 1]], "utf-8")

    def raw(self, index: int, start: int = 0) -> bytes:
        """The bytes of a string from byte ``start`` on."""
        return bytes(self._bytes[self._offsets[index] + start : self._offsets[index + 1]])

    def head(self, index: int, start: int, length: int) -> bytes:
        """At most ``length`` bytes of a string from byte ``start`` on."""
        offsets = self._offsets
        first, end = offsets[index] + start, offsets[index + 1]
        return bytes(self._bytes[first : first + length if first + length < end else end])
