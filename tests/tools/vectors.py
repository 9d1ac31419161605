"""Vectors like those of items, for the tests."""

import numpy as np


def vectors(n, dim, seed=0, spread=0.5):
    """(n, dim) float32 whose lengths have a long tail."""
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(n, dim))
    return (directions * rng.lognormal(0, spread, (n, 1))).astype(np.float32)
