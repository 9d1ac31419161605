"""Your own data: who chose what, how much and when, from one file."""

from pathlib import Path

import numpy as np
import pandas as pd

from utils.data.checked import require, require_once
from utils.data.interactions import Interactions
from utils.data.kinds import kind_of
from utils.data.parquet import parquet_names, read_parquet
from utils.data.tables import column_names, read_csv
from utils.data.text import header_of

NAMES = {  # ours → what a column may be called; the second are MovieLens' own names
    "user_id": ("user_id", "userId"),
    "item_id": ("item_id", "movieId", "itemId"),
    "rating": ("rating",),
    "timestamp": ("timestamp",),
}
OPTIONAL = "rating"
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
YEAR_2100 = 4_102_444_800


def load_interactions(path: str | Path) -> Interactions:
    """Read interactions from a table with a header: CSV in UTF-8, also as .gz or .zip, or Parquet.

    The columns, in any order (more do not matter):

        user_id     who: any text; may be called userId
        item_id     what: any text; may be called itemId or movieId
        rating      how much, above 0: stars, seconds watched. Without such a column, as in a log
                    of clicks, each row is a 1: "chosen"
        timestamp   when: whole seconds since 1970-01-01 00:00 UTC, or dates as ISO 8601 writes
                    them, 2024-05-31 or 2024-05-31T18:30:00+02:00 (UTC where no zone is given)

    Values are parted by commas, semicolons or tabs; what was found is printed if it is not plain.
    Each pair of a user and an item is there once: of several, keep the first or the last, or add
    them up in `rating`.

    Args:
        path: of the file.

    Returns:
        Interactions; ids are kept as text.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file is of another kind, there is no line of data, a column is missing
            or twice there, or a value is empty, malformed, out of range or twice there; says the
            file, the line and the value.
    """
    path = Path(path)
    table = _read(path)
    if table.empty:
        raise ValueError(f"{path} has a header, but no line below it: there is nothing to learn")
    rating = table["rating"]
    require(
        (rating > 0) & np.isfinite(rating),
        path,
        lambda line: (
            f"rating is {rating[line]:g}, not a number above 0. Leave out rows that say 'not "
            "chosen' or 'not liked'"
        ),
    )
    table["timestamp"] = _seconds(table["timestamp"], path)
    require_once(
        table,
        ["user_id", "item_id"],
        path,
        lambda row: f"user '{row['user_id']}' has item '{row['item_id']}'",
    )
    return Interactions.from_ratings(table)


def _read(path):
    """The table under our names, with a rating of 1 where there is none, and times as text."""
    is_parquet = kind_of(path) == "parquet"
    sep = "," if is_parquet else _separator(path)
    names = parquet_names(path) if is_parquet else column_names(path, sep)
    ours = {theirs: name for name in NAMES for theirs in _called(name, names, path)}
    dtypes = {theirs: "float32" if name == OPTIONAL else "str" for theirs, name in ours.items()}
    table = read_parquet(path, dtypes) if is_parquet else read_csv(path, dtypes, sep)
    table = table.rename(columns=ours)
    if OPTIONAL not in table:
        print(f"{path.name}: no column rating, so every row counts as chosen, with a rating of 1")
        table[OPTIONAL] = np.float32(1)
    return table


def _separator(path):
    """What parts the names in the header, by how many of ours it brings out."""
    header = header_of(path)
    known = {called for names in NAMES.values() for called in names}

    def n_known(sep):
        return sum(name.strip(' "') in known for name in header.split(sep))

    found = max(SEPARATORS, key=n_known)  # of equals the first, the comma
    if found != ",":
        print(f"{path.name}: values are parted by {SEPARATORS[found]}")
    return found


def _called(name, names, path):
    """What the file calls a column of ours, as a list of one; it may be empty for a rating."""
    found = [candidate for candidate in NAMES[name] if candidate in names]
    if len(found) > 1:
        raise ValueError(f"{path} has {' and '.join(found)}: rename the one you do not mean")
    return found or ([] if name == OPTIONAL else [name])


def _seconds(values, path):
    """Times as int64 seconds since 1970, from whole seconds or ISO dates as text."""
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.notna().mean() > 0.5:
        require(
            numbers % 1 == 0,
            path,
            lambda line: f"timestamp is '{values[line]}', where most are whole seconds since 1970",
        )
        _refuse_digits_of_dates(numbers, path)
    else:
        dates = pd.to_datetime(values, format="ISO8601", utc=True, errors="coerce")
        require(
            dates.notna() & numbers.isna(),
            path,
            lambda line: (
                f"timestamp is '{values[line]}', neither whole seconds since 1970 nor a date such "
                "as 2024-05-31 or 2024-05-31T18:30:00Z"
            ),
        )
        numbers = dates.dt.tz_localize(None).astype("datetime64[s]").astype("int64")
        print(f"{path.name}: times are dates, taken as UTC where they name no zone")
    require(
        numbers.between(0, YEAR_2100),
        path,
        lambda line: (
            f"timestamp is {values[line]}, not between 1970 and 2100 in seconds; if it is in "
            "milliseconds, divide by 1,000"
        ),
    )
    return numbers.astype("int64")


def _refuse_digits_of_dates(numbers, path):
    """20240531 is a day and 2024 a year to their writer, and seconds of 1970 to us."""
    if numbers.between(1900, 2100).all():
        raise ValueError(f"{path}: timestamp is {numbers.iloc[0]:.0f}, like a year: write a date")
    if not numbers.between(1970_01_01, 2100_12_31).all():
        return
    dates = pd.to_datetime(numbers.astype("int64").astype("str"), format="%Y%m%d", errors="coerce")
    if dates.notna().all():
        shown = numbers.iloc[0]
        raise ValueError(f"{path}: timestamp is {shown:.0f}, like a date: write it as 2024-05-31")
