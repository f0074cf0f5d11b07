"""What training minimises."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, log_softmax, normalize

from models_lstm.core.dataset import JudgedPairs
from models_lstm.core.features import Floats
from models_lstm.core.network import MIRROR


def contrast_loss(
    left: Tensor, right: Tensor, left_groups: Tensor, right_groups: Tensor, temperature: float
) -> Tensor:
    """InfoNCE (van den Oord et al. 2018) in both directions over cosine similarities.

    Args:
        left: (n, d), row i belongs to row i of ``right``.
        right: (n + extra, d); the extra rows are negatives only.
        left_groups, right_groups: pairs of the same group other than (i, i) are masked out of the negatives.
    """
    count = len(left)
    similarity = left @ right.T / temperature  # (n, n + extra)
    same = left_groups[:, None] == right_groups[None, :]
    same[torch.arange(count), torch.arange(count)] = False
    similarity = similarity.masked_fill(same, -1e4)
    here = torch.arange(count, device=left.device)
    forward = -log_softmax(similarity, dim=1)[here, here].mean()
    backward = -log_softmax(similarity[:, :count], dim=0)[here, here].mean()
    return (forward + backward) / 2


def anchor_loss(vectors: Tensor, anchors: Tensor, own: Tensor, temperature: float) -> Tensor:
    """Cross-entropy of telling each title's concept by its anchor (normalised softmax, Zhai and Wu 2019).

    Unlike `contrast_loss`, which knows the concepts of one batch, every title is held against all anchors at hand.

    Args:
        vectors: (n, d) of length 1. anchors: (c, d), of any length but 0. own: (n,) row of each title's anchor.
    """
    return cross_entropy(vectors @ normalize(anchors, dim=1).T / temperature, own)


def pair_loss(logits: Tensor, right: Tensor, weights: Tensor, present: Tensor, smoothing: float) -> Tensor:
    """Weighted cross-entropy of logits (n, 7), with label smoothing over the relations that occur at all."""
    log_probabilities = log_softmax(logits, dim=1)
    chosen = -log_probabilities.gather(1, right[:, None]).squeeze(1)
    spread = -(log_probabilities * present).sum(dim=1) / present.sum()
    return (((1 - smoothing) * chosen + smoothing * spread) * weights).sum() / weights.sum()


def denial_loss(logits: Tensor, denied: Tensor, weights: Tensor) -> Tensor:
    """Of logits (n, 7) the weighted mean of -log(1 - p) of the relation (n,) that each pair is known not to have.

    What the pair is instead is left open (a complementary label; Ishida et al. 2017).
    """
    chosen = log_softmax(logits, dim=1).gather(1, denied[:, None]).squeeze(1)
    away = -torch.log(-torch.expm1(chosen.clamp(max=-1e-4)))
    return (away * weights).sum() / weights.sum()


def relation_weights(pairs: JudgedPairs, balance: float) -> Floats:
    """Weight (7,) per relation: frequency to the power of -``balance``, 1 on average over the pairs.

    A relation and its inverse count together, since every pair is read both ways. Relations without any pair
    get 0 (and are never predicted).
    """
    counts = np.bincount(pairs.relations, weights=pairs.weights, minlength=len(MIRROR))
    both = (counts + counts[list(MIRROR)]) / 2
    weights = np.where(both > 0, np.maximum(both, 1e-9) ** -balance, 0.0)
    mean = float((weights * counts).sum() / counts.sum())
    return np.asarray(weights / mean, dtype=np.float32)
