"""Your own data: who chose what, how much and when, from one CSV file."""

from pathlib import Path

import numpy as np

from utils.data.interactions import Interactions
from utils.data.tables import read_csv, require

COLUMNS = {"user_id": "str", "item_id": "str", "rating": "float32", "timestamp": "int64"}
YEAR_2100 = 4_102_444_800


def load_interactions(path):
    """Read interactions from a comma-separated UTF-8 file with a header.

    The columns, in any order (more do not matter):

        user_id     who: any text
        item_id     what: any text
        rating      how much, above 0: stars, seconds watched; 1 where all you know is "chosen"
        timestamp   when, in whole seconds since 1970-01-01 00:00 UTC

    Each pair of a user and an item is there once: of several, keep the first or the last.

    Args:
        path: of the file.

    Returns:
        Interactions; ids are kept as text.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if there is no line of data, a column is missing, or a value is empty,
            malformed, out of range or twice there; says the file, the line and the value.
    """
    path = Path(path)
    table = read_csv(path, COLUMNS)
    if table.empty:
        raise ValueError(f"{path} has a header, but no line below it: there is nothing to learn")
    rating, when = table["rating"], table["timestamp"]
    require(
        (rating > 0) & np.isfinite(rating),
        path,
        lambda line: f"rating is {rating[line]:g}, not a number above 0",
    )
    require(
        when.between(0, YEAR_2100),
        path,
        lambda line: (
            f"timestamp is {when[line]}, not between 1970 and 2100 in seconds; if it is in "
            "milliseconds, divide by 1,000"
        ),
    )
    require(
        ~table.duplicated(["user_id", "item_id"]),
        path,
        lambda line: (
            f"user '{table['user_id'][line]}' has item '{table['item_id'][line]}' "
            "for the second time"
        ),
    )
    return Interactions.from_ratings(table)
