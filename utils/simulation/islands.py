"""A toy that folds: islands of users and movies that never meet, embedded in a disk."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.special import softmax

from utils.base.seed import SEED


def islands(
    n_users: Sequence[int] = (24, 16, 12, 10, 8, 8),
    n_items: int = 8,
    n_watched: int = 4,
    seed: int = SEED,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who watched what: everybody a few movies of their own island, nobody any other.

    Args:
        n_users: how many users each island has; the first islands are the popular ones.
        n_items: movies an island has.
        n_watched: movies that each user watched, drawn without replacement.
        seed: int.

    Returns:
        (users, items, island): the watched pairs, two (n_pairs,) int arrays in any order, and the
        (n_islands · n_items,) int island of each movie.
    """
    rng = np.random.default_rng(seed)
    home = np.repeat(np.arange(len(n_users)), n_users)
    watched = rng.permuted(np.tile(np.arange(n_items), (len(home), 1)), axis=1)[:, :n_watched]
    users = np.repeat(np.arange(len(home)), n_watched)
    island = np.repeat(np.arange(len(n_users)), n_items)
    return users, (home[:, None] * n_items + watched).ravel(), island


def no_negatives(rng: np.random.Generator, logits: np.ndarray) -> Any:
    """(n, 0) int: the draw of somebody who trains on positives only."""
    return np.empty((len(logits), 0), int)


def drawn_by(chance: np.ndarray, n_negatives: int) -> Callable:
    """A draw for unfold: negatives with replacement, movie j with probability chance[j].

    Args:
        chance: (n_items,) floats that sum to 1.
        n_negatives: S, at least 1.

    Returns:
        Function (Generator, (n, n_items) logits) → (n, S) int.
    """
    return lambda rng, logits: rng.choice(len(chance), (len(logits), n_negatives), p=chance)


def hardest(n_negatives: int, n_tried: int = 8) -> Callable:
    """A draw for unfold: of n_tried · n_negatives uniform draws, those with the largest logits."""

    def draw(rng, logits):
        tried = rng.integers(0, logits.shape[1], (len(logits), n_tried * n_negatives))
        order = np.argsort(-np.take_along_axis(logits, tried, axis=1), axis=1)
        return np.take_along_axis(tried, order[:, :n_negatives], axis=1)

    return draw


def unfold(
    users: np.ndarray,
    items: np.ndarray,
    draw: Callable,
    n_steps: int = 100,
    rate: float = 0.1,
    temperature: float = 0.2,
    seed: int = SEED,
) -> Any:
    """Gradient descent on −log p̂ of each pair among its positive and its drawn negatives.

    p̂ = softmax(⟨U_i, V_j⟩ / temperature); its gradient in the logits is p̂ − p. With no negative
    there is no Z: the loss is −⟨U_i, V_j⟩, and its gradient −p. Vectors stay in the unit disk.

    Args:
        users, items: (n,) int index of each watched pair. Each index up to the largest is used.
        draw: takes (Generator, (n, n_items) logits), returns (n, S) int negatives. A negative
            that is the pair's own movie counts nothing.
        n_steps, rate, temperature, seed: of the descent; the start is random and near 0.

    Returns:
        (n_steps + 1, n_items, 2) floats: V at the start and after each step.

    Source: Wang and Isola 2020, "Understanding contrastive representation learning through
        alignment and uniformity on the hypersphere" (what pulls, what pushes). Taught in lesson 06.
    """
    rng = np.random.default_rng(seed)
    U, V = (rng.normal(0, 0.2, (x.max() + 1, 2)) for x in (users, items))
    path = [V]
    for _ in range(n_steps):
        psi = U[users]
        drawn = draw(rng, psi @ V.T / temperature)
        candidates = np.column_stack([items, drawn])
        logits = (psi[:, None] * V[candidates]).sum(axis=2) / temperature
        logits[:, 1:][drawn == items[:, None]] = -np.inf
        gradient = softmax(logits, axis=1) if drawn.shape[1] else np.zeros_like(logits)
        gradient[:, 0] -= 1
        steps = np.zeros_like(U), np.zeros_like(V)
        np.add.at(steps[0], users, (gradient[..., None] * V[candidates]).sum(axis=1))
        np.add.at(steps[1], candidates, gradient[..., None] * psi[:, None])
        U, V = (inside_disk(x - rate * step) for x, step in zip((U, V), steps, strict=True))
        path.append(V)
    return np.array(path)


def inside_disk(x: np.ndarray) -> np.ndarray:
    """(n, 2) vectors, those longer than 1 cut to length 1."""
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1)


def close_share(V: np.ndarray, island: np.ndarray) -> tuple[float, float]:
    """How often two movies point nearly the same way: their cosine is above 0.9 (26°).

    Args:
        V: (n_items, 2) floats, none of length 0.
        island: (n_items,) int.

    Returns:
        (strangers, neighbors): the share of pairs from two islands, and of pairs from one.
    """
    directions = V / np.linalg.norm(V, axis=1, keepdims=True)
    close = directions @ directions.T > 0.9
    same = island[:, None] == island
    own = same & ~np.eye(len(V), dtype=bool)
    return close[~same].mean(), close[own].mean()
