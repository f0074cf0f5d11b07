"""The encoder without torch: a title's vector from a model's folder, for processes that answer questions.

The same arithmetic as ``network.TitleEncoder`` when it scores, in numpy: the vectors agree to 1e-5. The embedding tables
stay in the mapped file, in half precision, so that processes share them; the rest (1.5 MB) is read. One title takes half
a millisecond, a batch some 10,000 titles a second on one core.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.errors import BundleError
from models_lstm.core.features import Floats, Ints, TitleTable, TokenTable
from models_lstm.core.vocabulary import Vocabulary

FACTS: Final = "model.json"
WEIGHTS: Final = "weights.safetensors"
_FORMATS: Final = frozenset({1})
_DTYPES: Final = {"F16": "<f2", "F32": "<f4"}
_BATCH: Final = 1024
_TOKENS: Final = 8192
_LSTM: Final = "encoder.lstm"


class _Lstm(NamedTuple):
    """Weights of both directions, transposed: (2, E, 4H), (2, H, 4H), (2, 1, 4H).

    The gates i, f and o are halved: sigmoid(x) = (1 + tanh(x / 2)) / 2, so one tanh serves all four gates.
    """

    inward: Floats
    onward: Floats
    bias: Floats

    @property
    def hidden(self) -> int:
        """Units per direction."""
        return int(self.onward.shape[1])


class LightEncoder:
    """Titles to vectors of length 1. Safe to share among threads.

    Raises:
        BundleError: (on opening) the folder is no model, or of an unknown format.
    """

    def __init__(self, folder: Path) -> None:
        facts, tensors = _read(folder)
        try:
            idf = tensors["vocabulary.idf"]
            self._vocabulary = Vocabulary.of(facts["words"], np.array(idf), int(facts["recipe"]["buckets"]))
            self._words = tensors["encoder.words.weight"]
            self._grams = tensors["encoder.grams.weight"]
            self._lstm = _lstm(tensors)
            self._project = np.ascontiguousarray(tensors["encoder.project.weight"].T)
            self._bias = np.array(tensors["encoder.project.bias"])
        except (KeyError, TypeError, ValueError) as error:
            raise BundleError(f"{folder} does not hold a usable encoder: {error}.") from error

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The encoder of a model's folder."""
        return cls(folder)

    @property
    def dimensions(self) -> int:
        """Width of the vectors."""
        return len(self._bias)

    def vectors(self, titles: Sequence[str]) -> Floats:
        """Vectors (n, d), float32, each of length 1; all zeros for a title without a letter or digit."""
        found = np.zeros((len(titles), self.dimensions), dtype=np.float32)
        for start in range(0, len(titles), _BATCH):
            table = TitleTable.of_titles(titles[start : start + _BATCH], self._vocabulary)
            found[start : start + _BATCH] = self._encode(table)
        return found

    def words(self, titles: Sequence[str]) -> tuple[Floats, Ints]:
        """The words of titles, each as it is read by itself.

        Returns:
            vectors (T, E) of the distinct words, of length 1 (the first one stands for no word and is 0), and which of
            them each title has (n, L), -1 where it has no more.
        """
        table = TitleTable.of_titles(titles, self._vocabulary)
        vectors = self._tokens(table)
        vectors[0] = 0.0
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return vectors, table.rows

    def _tokens(self, table: TitleTable) -> Floats:
        """Vectors (T, E) of the distinct tokens, some at a time: a token has some twenty n-grams."""
        count = len(table.tokens.words)
        parts = [
            self._some_tokens(table.tokens, np.arange(at, min(at + _TOKENS, count)))
            for at in range(0, count, _TOKENS)
        ]
        return np.concatenate(parts)

    def _some_tokens(self, tokens: TokenTable, rows: Ints) -> Floats:
        """Of some tokens the word's own vector and the mean of its n-grams, added."""
        grams, starts = tokens.grams_of(rows)
        sizes = np.diff(starts, append=len(grams))
        spelled = np.add.reduceat(
            self._grams[grams].astype(np.float32), starts, axis=0
        )  # a token has always the n-gram that it is itself, so no stretch is empty
        spelled /= sizes[:, None]
        spelled += self._words[tokens.words[rows]]
        return np.asarray(spelled, dtype=np.float32)

    def _encode(self, table: TitleTable) -> Floats:
        """Longest titles first, so that at each step those that still have a token stand in front."""
        order = np.argsort(-table.lengths, kind="stable")
        order = order[: int(np.count_nonzero(table.lengths))]
        vectors = np.zeros((len(table), self.dimensions), dtype=np.float32)
        if not len(order):
            return vectors
        rows, lengths = table.rows[order], table.lengths[order]
        tokens = self._tokens(table)
        states = self._states(tokens, rows, lengths)
        words = _pooled((tokens[column] for column in _columns(rows, lengths)), lengths)
        pooled = np.concatenate([*states, *words], axis=1)  # (n, 4H + 2E)
        raw = pooled @ self._project + self._bias
        vectors[order] = raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-12)
        return vectors

    def _states(self, tokens: Floats, rows: Ints, lengths: Ints) -> tuple[Floats, Floats]:
        """Mean and maximum (n, 2H) of the states of both directions, side by side."""
        inside = np.matmul(tokens, self._lstm.inward) + self._lstm.bias  # (2, T, 4H), once for each word
        count, hidden = len(rows), self._lstm.hidden
        both = np.zeros((2, count, hidden), dtype=np.float32)
        cells = np.zeros_like(both)
        total = np.zeros_like(both)
        most = np.full_like(both, -np.inf)
        forth = _columns(rows, lengths)
        back = _columns(_reversed(rows, lengths), lengths)
        for ahead, behind in zip(forth, back, strict=True):
            here = slice(0, len(ahead))
            gates = np.matmul(both[:, here], self._lstm.onward)
            gates[0] += inside[0, ahead]
            gates[1] += inside[1, behind]
            np.tanh(gates, out=gates)
            take, keep, new, show = np.split(gates, 4, axis=2)
            cell = cells[:, here]
            cell *= 0.5 * keep + 0.5
            cell += (0.5 * take + 0.5) * new
            state = (0.5 * show + 0.5) * np.tanh(cell)
            both[:, here] = state
            total[:, here] += state
            np.maximum(most[:, here], state, out=most[:, here])
        total /= lengths[:, None]
        return np.concatenate([total[0], total[1]], axis=1), np.concatenate([most[0], most[1]], axis=1)


def _columns(rows: Ints, lengths: Ints) -> Iterator[Ints]:
    """At each place the tokens of the titles that are long enough, which stand in front."""
    for place in range(int(lengths[0])):
        yield rows[: int(np.searchsorted(-lengths, -place, side="left")), place]


def _reversed(rows: Ints, lengths: Ints) -> Ints:
    """Each title's tokens from its last one to its first."""
    places = lengths[:, None] - 1 - np.arange(rows.shape[1])
    return np.take_along_axis(rows, np.maximum(places, 0), axis=1)


def _pooled(columns: Iterator[Floats], lengths: Ints) -> tuple[Floats, Floats]:
    """Mean and maximum over the places of each title."""
    first = next(columns)
    total, most = first.copy(), first.copy()
    for column in columns:
        here = slice(0, len(column))
        total[here] += column
        np.maximum(most[here], column, out=most[here])
    return np.asarray(total / lengths[:, None], dtype=np.float32), most


def _lstm(tensors: dict[str, NDArray[Any]]) -> _Lstm:
    def both(name: str) -> Floats:
        return np.stack([tensors[f"{_LSTM}.{name}"], tensors[f"{_LSTM}.{name}_reverse"]]).astype(np.float32)

    inward, onward = both("weight_ih_l0"), both("weight_hh_l0")
    bias = both("bias_ih_l0") + both("bias_hh_l0")
    hidden = onward.shape[2]
    scale = np.full(4 * hidden, 0.5, dtype=np.float32)
    scale[2 * hidden : 3 * hidden] = 1.0
    return _Lstm(
        np.ascontiguousarray((inward * scale[None, :, None]).transpose(0, 2, 1)),
        np.ascontiguousarray((onward * scale[None, :, None]).transpose(0, 2, 1)),
        (bias * scale)[:, None, :],
    )


def _read(folder: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The facts of a model, and its encoder's tensors over the mapped file."""
    try:
        facts = json.loads((folder / FACTS).read_bytes())
        with (folder / WEIGHTS).open("rb") as stream:
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        size = int.from_bytes(data[:8], "little")
        header = json.loads(data[8 : 8 + size])
        if facts["format"] not in _FORMATS:
            raise BundleError(f"{folder} has format {facts['format']}, which this version does not read.")
        tensors = {
            name: _tensor(data, 8 + size, told)
            for name, told in header.items()
            if name.startswith("encoder.") or name == "vocabulary.idf"
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleError(f"{folder} does not hold a whole model: {error}.") from error
    return facts, tensors


def _tensor(data: mmap.mmap, start: int, told: dict[str, Any]) -> NDArray[Any]:
    begin, end = told["data_offsets"]
    dtype = np.dtype(_DTYPES[told["dtype"]])
    return np.frombuffer(data, dtype, (end - begin) // dtype.itemsize, start + begin).reshape(told["shape"])
