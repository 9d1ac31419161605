"""The ratings that an explorer begins with: yours, as far as its rows are what you rated."""

from pathlib import Path

import pandas as pd

from utils.data.my_ratings import MY_RATINGS, load_my_ratings
from utils.explorer.description import Description


def starting_ratings(described: Description, path: Path = MY_RATINGS) -> dict:
    """The part of a view that holds your ratings; empty where ratings make no vector.

    Args:
        described: what is shown; its table names the rows in the column `item_id`.
        path: of the file in which the ratings lab and the rating lessons keep yours.

    Raises:
        ValueError: if the file is damaged; names the line.
    """
    if not described.fold_in or "item_id" not in described.table:
        return {}
    item_ids = pd.Index(described.table["item_id"])
    mine = load_my_ratings(None, path)  # the space may show a part of what you rated
    rows = item_ids.get_indexer(mine["item_id"])
    stars = {str(row): float(n) for row, n in zip(rows, mine["rating"], strict=True) if row >= 0}
    return {"ratings": stars} if stars else {}
