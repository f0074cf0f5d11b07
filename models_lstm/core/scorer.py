"""Vectors of titles and probabilities of pairs from a trained model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models_lstm.core.bundle import load_bundle
from models_lstm.core.explanation import explain_pairs
from models_lstm.core.features import Floats, Ints, TitleTable, TokenNumbers, TokenTable, level_table
from models_lstm.core.lexical import LexicalTable, gram_matrix, mirrored
from models_lstm.core.model import Model
from models_lstm.core.network import MIRROR, Side, TitleBatch, token_vectors
from models_lstm.core.placing import ConceptPlacer, TitleVectors, word_matrix
from models_lstm.core.sketch import WIDTH, joined, spelling_sketch
from models_lstm.core.tokens import title_forms
from models_lstm.core.word_match import WordVectors

Pair = tuple[str, str]
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ReadTitles:
    """n titles as a scorer has read them once, for any number of pairs among them; about 2 kB a title.

    Attributes:
        number: title -> row; the rows are in alphabetical order.
        tokens: (T, E) vectors of all distinct tokens. vectors: (n, D) of the titles.
    """

    number: dict[str, int]
    lexical: LexicalTable
    tokens: Tensor
    vectors: Tensor


class Scorer:
    """Scores with one model. Not safe for use by several threads at once."""

    def __init__(self, model: Model, *, threads: int = 1) -> None:
        self.model = model
        self._threads = threads
        model.network.eval()

    @classmethod
    def load(cls, path: Path, *, device: str = "cpu", threads: int = 1) -> Self:
        """The scorer of a model folder (raises BundleError when it is damaged)."""
        return cls(load_bundle(path, device=device), threads=threads)

    @property
    def dimensions(self) -> int:
        """Width of the vectors that ``encode`` gives."""
        return self.model.recipe.dimensions + (WIDTH if self.model.spelling_share else 0)

    @torch.no_grad()
    def encode(
        self, titles: Sequence[str], *, batch: int = 1024, progress: Report | None = None
    ) -> NDArray[np.float32]:
        """Search vectors (n, d), float32, each of length 1 (a title without any token: all zeros); see ``sketch``."""
        torch.set_num_threads(self._threads)
        table = TitleTable.of_titles(titles, self.model.vocabulary)
        meaning = self._encode(table, self._tokens(table), batch, progress)
        share = self.model.spelling_share
        if not share:
            return meaning
        return joined(meaning, spelling_sketch(gram_matrix(table, self.model.recipe.buckets)), share)

    def placer(self, known: TitleVectors, concepts: Sequence[int]) -> ConceptPlacer:
        """What places titles among ``known`` ones, with what this model learnt about placing."""
        return ConceptPlacer.of(known, concepts, self.model.placing or None)

    @torch.no_grad()
    def describe(self, titles: Sequence[str], *, progress: Report | None = None) -> TitleVectors:
        """What ``placing`` needs of each title."""
        torch.set_num_threads(self._threads)
        forms = [title_forms(title) for title in titles]
        table = TitleTable.build(forms, self.model.vocabulary)
        tokens = self._tokens(table)
        return TitleVectors(
            self._encode(table, tokens, 1024, progress),
            spelling_sketch(gram_matrix(table, self.model.recipe.buckets)),
            word_matrix(forms),
            level_table(titles)[:, 0],
            WordVectors.of(tokens.cpu().numpy(), table.tokens.idf, table.rows),
        )

    def words(self, titles: Sequence[str]) -> WordVectors:
        """The words of titles, for `word_match`."""
        numbers = TokenNumbers()
        rows, _ = numbers.rows([title_forms(title) for title in titles])
        return self.numbered_words(numbers, rows)

    @torch.no_grad()
    def numbered_words(self, numbers: TokenNumbers, rows: NDArray[np.integer]) -> WordVectors:
        """`words` of titles whose tokens were numbered batch by batch: ``rows`` (n, L), -1 where there is none."""
        torch.set_num_threads(self._threads)
        table = TokenTable.build(list(numbers), self.model.vocabulary)
        tokens = token_vectors(self.model.network.encoder, table, self.model.device)
        return WordVectors.of(tokens.cpu().numpy(), table.idf, rows)

    @torch.no_grad()
    def read(self, titles: Iterable[str], *, progress: Report | None = None) -> ReadTitles:
        """Read titles once, where many batches of pairs among them will be scored."""
        torch.set_num_threads(self._threads)
        texts = sorted(set(titles))
        table = TitleTable.of_titles(texts, self.model.vocabulary)
        tokens = self._tokens(table)
        return ReadTitles(
            {title: row for row, title in enumerate(texts)},
            LexicalTable.build(texts, table, self.model.vocabulary),
            tokens,
            torch.from_numpy(self._encode(table, tokens, 1024, progress)).to(self.model.device),
        )

    @torch.no_grad()
    def score(
        self, pairs: Sequence[Pair], *, batch: int = 2048, progress: Report | None = None
    ) -> NDArray[np.float32]:
        """Calibrated probabilities (n, 7), columns in the order of ``RELATIONS``; (b, a) mirrors (a, b) exactly."""
        read, left, right = self._read_pairs(pairs)
        return self.score_rows(read, left, right, batch=batch, progress=progress)

    @torch.no_grad()
    def score_rows(
        self, read: ReadTitles, left: Ints, right: Ints, *, batch: int = 2048, progress: Report | None = None
    ) -> NDArray[np.float32]:
        """``score`` of pairs of titles that were read before: their rows in ``read`` (n,), twice."""
        logits, swapped = self._ordered_logits(read, left, right, batch, progress)
        table = self.model.probabilities(logits)
        table[swapped] = table[swapped][:, MIRROR]
        return table

    @torch.no_grad()
    def logits(self, pairs: Sequence[Pair], *, batch: int = 2048) -> NDArray[np.float32]:
        """What ``score`` is made of, before it is calibrated."""
        table, swapped = self._ordered_logits(*self._read_pairs(pairs), batch, None)
        table[swapped] = table[swapped][:, MIRROR]
        return table

    def _read_pairs(self, pairs: Sequence[Pair]) -> tuple[ReadTitles, Ints, Ints]:
        read = self.read(t for pair in pairs for t in pair)
        ends = np.array([(read.number[a], read.number[b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
        return read, ends[:, 0], ends[:, 1]

    def explain(self, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
        """Why each pair got its relation: what each token and each lexical feature adds to its probability.

        Each dict: ``relation``, ``score``, ``tokens_a`` and ``tokens_b`` (lists of ``{"text", "weight"}``; weight =
        probability lost when the token is taken away) and ``lexical`` (feature name -> value).
        """
        return explain_pairs(self, pairs)

    def lexical(self, pairs: Sequence[Pair]) -> Floats:
        """Lexical features (n, F) in the order of ``lexical.FEATURES``."""
        titles = sorted({t for pair in pairs for t in pair})
        number = {t: row for row, t in enumerate(titles)}
        table = LexicalTable.build(
            titles, TitleTable.of_titles(titles, self.model.vocabulary), self.model.vocabulary
        )
        left = np.array([number[a] for a, _ in pairs], dtype=np.int64)
        right = np.array([number[b] for _, b in pairs], dtype=np.int64)
        return table.features(left, right)[0]

    def _ordered_logits(
        self, read: ReadTitles, left: Ints, right: Ints, batch: int, progress: Report | None
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Logits of each pair in alphabetical order, and which pairs had to be turned for it.

        Since either order of a pair goes the same way through the same arithmetic, they mirror each other to the bit.
        """
        torch.set_num_threads(self._threads)
        lexical, tokens, vectors = read.lexical, read.tokens, read.vectors
        ends = np.stack([left, right], axis=1)
        swapped: NDArray[np.bool_] = ends[:, 0] > ends[:, 1]
        ends.sort(axis=1)
        logits = np.zeros((len(ends), len(MIRROR)), dtype=np.float32)
        for start in range(0, len(ends), batch):
            part = ends[start : start + batch]
            logits[start : start + batch] = self._pair_logits(
                lexical, vectors, tokens, part[:, 0], part[:, 1]
            )
            if progress is not None:
                progress(min(start + batch, len(ends)), len(ends))
        return logits, swapped

    def _pair_logits(
        self, lexical: LexicalTable, vectors: Tensor, tokens: Tensor, left: Ints, right: Ints
    ) -> NDArray[np.float32]:
        features, only_a, only_b = lexical.features(left, right)
        device = self.model.device
        sides = []
        width = max(1, int(lexical.titles.lengths[np.concatenate([left, right])].max(initial=0)))
        for rows, only in ((left, only_a[:, :width]), (right, only_b[:, :width])):
            places = lexical.titles.rows[rows, :width]
            sides.append(
                Side(
                    vectors[torch.from_numpy(rows).to(device)],
                    tokens[torch.from_numpy(np.maximum(places, 0)).to(device)],
                    torch.from_numpy(places >= 0).to(device),
                    torch.from_numpy(only).to(device),
                )
            )
        logits: Tensor = self.model.network.head(
            sides[0],
            sides[1],
            torch.from_numpy(features).to(device),
            torch.from_numpy(mirrored(features)).to(device),
        )
        return logits.cpu().numpy()

    def _tokens(self, table: TitleTable) -> Tensor:
        """Vectors (T, E) of all distinct tokens of a table."""
        return token_vectors(self.model.network.encoder, table.tokens, self.model.device)

    def _encode(
        self, table: TitleTable, tokens: Tensor, batch: int, progress: Report | None
    ) -> NDArray[np.float32]:
        """Vectors of a whole table, longest titles first so that hardly anything is padded."""
        vectors = np.zeros((len(table), self.model.recipe.dimensions), dtype=np.float32)
        order = np.argsort(-table.lengths, kind="stable")
        nothing = torch.zeros(0, dtype=torch.int64)
        for start in range(0, len(table), batch):
            titles = order[start : start + batch]
            lengths = np.maximum(table.lengths[titles], 1)
            rows = table.rows[titles, : int(lengths[0])]
            view = TitleBatch(
                nothing, nothing, nothing,
                torch.from_numpy(np.maximum(rows, 0)).to(self.model.device),
                torch.from_numpy(lengths),
                torch.from_numpy(rows >= 0).to(self.model.device),
            )  # fmt: skip
            vectors[titles] = self.model.network.encoder(tokens, view)[0].cpu().numpy()
            if progress is not None:
                progress(min(start + batch, len(table)), len(table))
        return vectors
