"""Teach an encoder from lists in which a title may stand under several headings.

InfoNCE (van den Oord et al. 2018) over pairs of titles of one heading; whatever shares any heading with the other
side is no negative. Titles of one heading whose level words differ are never drawn as a pair, so that "assistant
cook" is not taught to be "cook". One side in `VIEWS` of the titles is a changed copy (see ``views``). Where there is
a lesson of a teacher (see ``teacher``), the vectors are drawn to the teacher's at the same time.

Cost: linear in titles and epochs; about 40 s per pass over 64,000 titles on one core.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor
from torch.nn.functional import cross_entropy

from models_lstm.core.errors import TooLittleData
from models_lstm.core.features import Floats, Ints, TitleTable
from models_lstm.core.model import build_network
from models_lstm.core.network import RelationNetwork, title_batch
from models_lstm.core.optimisers import Optimisers
from models_lstm.core.recipe import Recipe
from models_lstm.core.teacher import Lesson
from models_lstm.core.titles import parse_title
from models_lstm.core.tokens import title_forms
from models_lstm.core.views import title_view
from models_lstm.core.vocabulary import Vocabulary

VIEWS: Final = 0.4
"""Share of the titles that are read as a changed copy."""
LESSON_WEIGHT: Final = 10.0
"""Of the teacher's lesson against the headings: both losses fall at about the same pace."""
Watch = Callable[[int, int, float], None]
"""Told of (step, steps, loss)."""


def train_encoder(
    groups: Mapping[str, Sequence[str]],
    recipe: Recipe,
    *,
    seed: int,
    threads: int = 1,
    lesson: Lesson | None = None,
    watch: Watch = lambda step, steps, loss: None,
) -> tuple[RelationNetwork, Vocabulary]:
    """An encoder that has learnt which titles stand together; its head is fresh.

    Args:
        groups: heading -> titles; a title may stand under several.
        recipe: of it the sizes, the dropout and what begins with ``contrast_`` and ``synonym_epochs`` count.
        lesson: its vectors are as wide as ``recipe.dimensions``; every title of it is read once an epoch.

    Raises:
        TooLittleData: no heading has two titles of one level.
    """
    torch.set_num_threads(threads)
    titles = sorted({title for members in groups.values() for title in members})
    forms = [title_forms(title) for title in titles]
    taught = [title_forms(title) for title in lesson.titles] if lesson else []
    vocabulary = Vocabulary.build(
        [*forms, *taught], buckets=recipe.buckets, keep={one[0] for one in taught if len(one) == 1}
    )
    lessons = TitleTable.build(taught, vocabulary)
    network = build_network(recipe, vocabulary, seed=seed)
    membership, circles = _circles(groups, titles)
    size = min(recipe.contrast_batch, sum(map(len, circles)))
    if size < 2:
        raise TooLittleData("No heading has two titles of one level; there is nothing to learn from.")
    optimisers = Optimisers(
        network, encoder_rate=recipe.contrast_rate, head_rate=0.0, weight_decay=recipe.weight_decay
    )
    steps = sum(map(len, circles)) // size
    total, done = recipe.synonym_epochs * steps, 0
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network.train()
        for epoch in range(recipe.synonym_epochs):
            draw, chance = np.random.default_rng([seed, epoch]), Random(f"{seed} base {epoch}")
            pairs = draw.permutation(np.concatenate([_chain(circle, draw) for circle in circles]))
            order = draw.permutation(len(taught))
            share = -(-len(taught) // steps)
            for step in range(steps):
                batch = pairs[step * size : (step + 1) * size]
                read = [_read(forms[row], chance) for row in batch.T.ravel()]
                loss = _loss(network, TitleTable.build(read, vocabulary), batch, membership, recipe)
                if lesson and len(rows := order[step * share : (step + 1) * share]):
                    loss = loss + LESSON_WEIGHT * _lesson_loss(network, lessons, rows, lesson.vectors)
                factor = min((done + 1) / max(1, total // 20), 1.0) * max(1.0 - done / total, 0.02)
                optimisers.step(loss, factor)
                done += 1
                watch(done, total, float(loss.detach()))
    network.eval()
    return network, vocabulary


def _circles(
    groups: Mapping[str, Sequence[str]], titles: Sequence[str]
) -> tuple[sparse.csr_matrix, list[Ints]]:
    """Which title stands under which heading (n, headings), and the titles of each heading that share a level."""
    number = {title: row for row, title in enumerate(titles)}
    standing = [parse_title(title).standing for title in titles]
    rows: list[int] = []
    columns: list[int] = []
    circles: dict[tuple[int, float], list[int]] = defaultdict(list)
    for column, heading in enumerate(sorted(groups)):
        for title in groups[heading]:
            row = number[title]
            rows.append(row)
            columns.append(column)
            circles[column, standing[row]].append(row)
    membership = sparse.csr_matrix(
        (np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(titles), len(groups))
    )
    return membership, [np.array(c, dtype=np.int64) for c in circles.values() if len(c) > 1]


def _chain(circle: Ints, draw: np.random.Generator) -> Ints:
    """(c, 2): each title of a circle with another one of it."""
    order = draw.permutation(circle)
    return np.stack([order, np.roll(order, 1)], axis=1)


def _read(forms: list[str], chance: Random) -> list[str]:
    return title_view(forms, chance) if chance.random() < VIEWS else forms


def _loss(
    network: RelationNetwork, table: TitleTable, batch: Ints, membership: sparse.csr_matrix, recipe: Recipe
) -> Tensor:
    """InfoNCE in both directions; ``table`` holds the left titles of the pairs ``batch`` (n, 2), then the right ones."""
    count = len(batch)
    device = next(network.parameters()).device
    tokens, order = title_batch(table, np.arange(2 * count), device)
    vectors, _ = network.encoder(network.encoder.tokens(tokens.words, tokens.grams, tokens.offsets), tokens)
    place = np.empty(2 * count, dtype=np.int64)
    place[order] = np.arange(2 * count)
    vectors = vectors[torch.from_numpy(place).to(device)]
    shared: NDArray[np.bool_] = (membership[batch[:, 0]] @ membership[batch[:, 1]].T).toarray() > 0
    np.fill_diagonal(shared, val=False)
    similarity = vectors[:count] @ vectors[count:].T / recipe.contrast_temperature
    similarity = similarity.masked_fill(torch.from_numpy(shared).to(device), -1e4)
    own = torch.arange(count, device=device)
    return (cross_entropy(similarity, own) + cross_entropy(similarity.T, own)) / 2


def _lesson_loss(network: RelationNetwork, table: TitleTable, rows: Ints, wanted: Floats) -> Tensor:
    """How far the vectors are from the teacher's: the mean of 1 - cosine."""
    device = next(network.parameters()).device
    tokens, order = title_batch(table, rows, device)
    vectors, _ = network.encoder(network.encoder.tokens(tokens.words, tokens.grams, tokens.offsets), tokens)
    target = torch.from_numpy(wanted[rows[order]]).to(device)
    loss: Tensor = 1.0 - (vectors * target).sum(dim=1).mean()
    return loss
