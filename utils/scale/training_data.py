"""What a training run reads: shards of (history, item), and beside them what is known of items."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

CATALOG = "catalog.json"
PADDING = -1


def last_items(users: ArrayLike, items: ArrayLike, width: int) -> np.ndarray:
    """For each event, what the same user watched before, the latest first.

    Args:
        users, items: (n,) int indices of all events, in the order of time.
        width: how many to look back.

    Returns:
        (n, width) int32 item indices, PADDING where there is none.
    """
    users, items = np.asarray(users), np.asarray(items)
    by_user = np.argsort(users, kind="stable")
    sorted_users, sorted_items = users[by_user], items[by_user]
    history = np.full((len(users), width), PADDING, np.int32)
    for back in range(1, width + 1):
        same = np.flatnonzero(sorted_users[back:] == sorted_users[:-back])
        history[by_user[same + back], back - 1] = sorted_items[same]
    return history


def write_catalog(
    folder: str | Path, counts: ArrayLike, vocabulary: list[str], catalog: list[list[int]]
) -> None:
    """Write beside the shards what training knows of the items.

    Args:
        folder: of the shards.
        counts: (n_items,) ints, how often each item was watched.
        vocabulary, catalog: as of ItemFeatures.
    """
    stored = {
        "counts": np.asarray(counts).tolist(),
        "vocabulary": vocabulary,
        "catalog": catalog,
    }
    (Path(folder) / CATALOG).write_text(json.dumps(stored))


def read_catalog(folder: str | Path) -> dict[str, Any]:
    """Dict of counts, vocabulary and catalog, as write_catalog got them.

    Raises:
        FileNotFoundError: naming the file.
    """
    path = Path(folder) / CATALOG
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: write_catalog makes it")
    return json.loads(path.read_text())
