"""Spaces for the tests of the explorer, with titles that try to break out."""

import numpy as np
import pandas as pd

from utils.space.embedding_space import EmbeddingSpace

NASTY = [
    "<img src=x onerror=alert(1)>",
    "</script><b>",
    "\u202eright",
    "🎬" * 9,
    "x" * 5000,
    "",
    "$x_",
]


def make_space(n=40, dim=5, seed=0):
    """(n, dim) random vectors; the first titles are the nasty ones."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "title": [NASTY[row] if row < len(NASTY) else f"movie {row}" for row in range(n)],
            "genres": [("drama", "war") if row % 3 else ("comedy",) for row in range(n)],
            "year": 1970 + np.arange(n) % 40,
            "ratings": rng.integers(1, 300, n),
        }
    )
    return EmbeddingSpace(rng.normal(size=(n, dim)), table)
