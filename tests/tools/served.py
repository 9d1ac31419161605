"""A small trained model, and versions of it, for the tests of what serves it."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

N_ITEMS = 200
ITEMS = pd.DataFrame(
    {
        "item_id": np.arange(N_ITEMS) * 10 + 1,
        "title": [f"Movie № {i} <b>" for i in range(N_ITEMS)],
    }
)


def model(seed=0, n_items=N_ITEMS, dim=4):
    """What `publish` reads of a model: random vectors, the next item is the most like one."""
    rng = np.random.default_rng(seed)
    E = rng.normal(size=(n_items, dim)).astype(np.float32)
    nothing = SimpleNamespace(dense={}, categorical={})
    phi = np.column_stack([np.roll(E, 1, axis=0), np.zeros(n_items)]).astype(np.float32)
    return SimpleNamespace(
        E=E,
        dense_layers=[],
        temperature=0.5,
        normalized=True,
        features=nothing,
        item_embeddings=lambda: phi,
    )


def best(made, watched, k):
    """Item ids by trying all, for a history of item ids."""
    rows = [item // 10 for item in watched]
    h = made.E[rows].sum(axis=0)
    scores = made.item_embeddings()[:, :-1] @ h
    scores[rows] = -np.inf
    return (np.argsort(-scores, kind="stable")[:k] * 10 + 1).tolist()
