"""A matrix and what its rows are, as an EmbeddingSpace."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from utils.space.embedding_space import EmbeddingSpace

USUAL_LABELS = ("title", "name", "label", "word", "token", "text")


def space_of(
    vectors: np.ndarray, table: pd.DataFrame | Sequence[str], label: str | None = None
) -> tuple[EmbeddingSpace, str]:
    """The space of a matrix, and the column of its table that says what a row is.

    Args:
        vectors: (n, dim) floats.
        table: DataFrame of n rows; or n labels.
        label: the column; None for the first of USUAL_LABELS that is there, else for the text of
            which fewest repeat, else for the numbers of the rows.

    Raises:
        ValueError: if there is no such column, or as EmbeddingSpace.
    """
    if not isinstance(table, pd.DataFrame):
        table = pd.DataFrame({"label": list(table)})
    column = _guess(table) if label is None else label
    if column is None:
        table = table.assign(title=[f"row {row}" for row in range(len(table))])
        column = "title"
    elif column not in table:
        known = ", ".join(map(repr, table.columns))
        raise ValueError(f"the label is the column {column!r}, but the columns are {known}")
    if "title" not in table:
        table = table.assign(title=table[column].astype(str))
    return EmbeddingSpace(vectors, table), column


def spaces_of(
    vectors: np.ndarray | Mapping[str, np.ndarray], table, label: str | None = None
) -> tuple[EmbeddingSpace | dict[str, EmbeddingSpace], str]:
    """As space_of, for one matrix or for several by name, all of the same rows."""
    if not isinstance(vectors, Mapping):
        return space_of(vectors, table, label)
    found = {name: space_of(matrix, table, label) for name, matrix in vectors.items()}
    if not found:
        raise ValueError("there is no matrix to explore: give at least one")
    return {name: space for name, (space, _) in found.items()}, next(iter(found.values()))[1]


def _guess(table):
    """The name of the column that is most likely meant; None if none is of text."""
    named = {str(name).lower(): name for name in reversed(table.columns)}
    usual = [named[name] for name in USUAL_LABELS if name in named]
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name].dtype)]
    return next(iter(usual), None) or max(
        texts, key=lambda name: table[name].nunique(), default=None
    )
