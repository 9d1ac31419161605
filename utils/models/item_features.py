"""What a network is told about an item, whatever its table holds, as a bag of tokens."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

from utils.data.checked import once

YEARS_AROUND = 2  # a movie also counts, in part, as one of the years next to its own
LEAST = 2  # a token that one movie alone has would be its id in disguise
N_STEPS = 10  # equally full, of a column of numbers
OF_MOVIES = ("title", "year", "genres")
NO_FEATURE = "item_id"


def item_tokens(title: str, year: Any, genres: Sequence[str]) -> list[str]:
    """What one item is told by, as "genre Comedy", "year 1995" and "word toy".

    Args:
        title: str; a year in parentheses at its end is no word.
        year: int, or missing. The years up to YEARS_AROUND away are tokens too, so that what is
            learned of one year helps the next.
        genres: sequence of str.

    Returns:
        List of different str.
    """
    name = re.sub(r"\(\d{4}[^()]*\)\s*$", "", title)
    around = range(-YEARS_AROUND, YEARS_AROUND + 1)
    tokens = [f"genre {genre}" for genre in genres]
    tokens += [] if pd.isna(year) else [f"year {year + step}" for step in around]
    tokens += [f"word {word}" for word in re.findall(r"\w+", name.lower())]
    return list(dict.fromkeys(tokens))


def column_tokens(column: str, cell: Any, bounds: np.ndarray | None = None) -> list[str]:
    """What a cell of any other column tells: "color red", "notes oaky", "price step 3".

    Args:
        column: its name.
        cell: text (as a whole, and each of its words), a bool, a number, several of these, or
            missing.
        bounds: ascending floats that part numbers into steps; None where it is no number. The
            steps next to a number's own are tokens too, as are the years next to a movie's.

    Returns:
        List of different str.

    Raises:
        ValueError: if the cell is something else; names the column and the value.
    """
    if isinstance(cell, Collection) and not isinstance(cell, str | bytes | dict):
        return list(dict.fromkeys(t for part in cell for t in column_tokens(column, part)))
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return []
    if bounds is not None:
        step = int(np.searchsorted(bounds, float(cell), side="right"))
        return [f"{column} step {near}" for near in (step - 1, step, step + 1)]
    if not isinstance(cell, str | bool | np.bool_ | int | float | np.number):
        raise ValueError(
            f"the column {column!r} of the items holds {cell!r}: give text, numbers, classes, or a "
            "list of these"
        )
    text = str(cell).lower()
    return list(dict.fromkeys(f"{column} {part}" for part in [text, *re.findall(r"\w+", text)]))


@dataclass(frozen=True)
class ItemFeatures:
    """The tokens that items of the training data share, and the catalog in their terms.

    Title, year and genres are read as `item_tokens` does, any other column but `item_id` as
    `column_tokens` does.

    Attributes:
        vocabulary: list of str; the code of a token is its place.
        catalog: for each item the ascending list of the codes of its tokens.
        bounds: dict of column → list of float, of every column of numbers.
    """

    vocabulary: list
    catalog: list
    bounds: dict = field(default_factory=dict)

    @classmethod
    def fit(cls, items: pd.DataFrame, known: np.ndarray) -> Self:
        """Learn the vocabulary from the items that training may look at.

        Args:
            items: DataFrame of n_items rows in the order of the item index, with any columns. None
                may be made from what is tested: a count of test ratings would give answers away.
            known: (n_items,) bool, False for an item that is kept for a test.

        Raises:
            ValueError: if there is not one `known` for each item, or a column is twice there or
                holds what is no text, number or class.
        """
        if len(items) != len(known):
            raise ValueError(f"{len(items)} items, but {len(known)} counts: give one for each")
        bounds = {
            str(name): _bounds(items[name], np.asarray(known, bool))
            for name in _others(items)
            if is_numeric_dtype(items[name].dtype)
            and not is_bool_dtype(items[name].dtype)
            or is_datetime64_any_dtype(items[name].dtype)
        }
        tokens = _tokens(items, bounds)
        counts = Counter(t for row, seen in zip(tokens, known, strict=True) if seen for t in row)
        vocabulary = sorted(token for token, n in counts.items() if n >= LEAST)
        return cls(vocabulary, _codes(tokens, vocabulary), bounds)

    def encode(self, items: pd.DataFrame) -> list[list[int]]:
        """The codes of any items, in the catalog or not.

        Args:
            items: DataFrame with the columns that are known of them; one that is not there says
                nothing.

        Returns:
            List of ascending lists of int; tokens that the vocabulary lacks say nothing.

        Raises:
            ValueError: as `fit`, for columns.
        """
        return _codes(_tokens(items, self.bounds), self.vocabulary)


def _others(items):
    names = once(list(items.columns), "the table of items")
    return [name for name in names if name not in (*OF_MOVIES, NO_FEATURE)]


def _numbers(values):
    if is_datetime64_any_dtype(values.dtype):
        days = values.dt.tz_localize(None) - pd.Timestamp("1970-01-01")
        return days.dt.total_seconds() / 86_400
    return values.astype("Float64").astype(float)


def _bounds(values, known):
    """Where the steps of a column of numbers end, as a list of float."""
    numbers = _numbers(values)[known].dropna()
    n_steps = min(N_STEPS, 1 + numbers.nunique() // 2)  # few values make few steps
    cuts = np.quantile(numbers, np.arange(1, n_steps) / n_steps) if len(numbers) else []
    return np.unique(cuts).tolist()


def _tokens(items, bounds):
    """For each row the list of its tokens."""
    rows = zip(*(_movie_column(items, name) for name in OF_MOVIES), strict=True)
    tokens = [item_tokens(*row) for row in rows]
    for name in _others(items):
        steps = bounds.get(str(name))
        cells = items[name] if steps is None else _numbers(items[name])
        for row, cell in zip(tokens, cells, strict=True):
            row += column_tokens(str(name), cell, steps)
    return tokens


def _movie_column(items, name):
    """Title, year or genres of each row as `item_tokens` wants them; nothing where none is."""
    if name not in items:
        return [{"title": "", "year": None, "genres": ()}[name]] * len(items)
    if name == "title":
        return ["" if pd.isna(title) else str(title) for title in items[name]]
    if name == "year":
        return items[name]
    return [_several(genres) for genres in items[name]]


def _several(genres):
    if isinstance(genres, str):
        return genres.split("|") if genres else ()
    return genres if isinstance(genres, Collection) else ()


def _codes(tokens, vocabulary):
    code = {token: place for place, token in enumerate(vocabulary)}
    return [sorted(code[token] for token in row if token in code) for row in tokens]
