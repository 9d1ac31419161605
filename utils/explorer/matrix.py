"""A matrix, or several, and what their rows are: as EmbeddingSpaces."""

from collections.abc import Mapping, Sequence, Set

import numpy as np
import pandas as pd

from utils.space.embedding_space import EmbeddingSpace, open_space


def spaces_of(
    vectors: np.ndarray | Mapping[str, np.ndarray],
    table: pd.DataFrame | Sequence[str],
    label: str | None = None,
    noun: str = "rows",
) -> EmbeddingSpace | dict[str, EmbeddingSpace]:
    """The space of a matrix and a table; or dict of name → space, of matrices of the same rows.

    Args:
        vectors: (n, dim) floats, or dict of name → such.
        table: DataFrame of n rows; or n labels.
        label: the column that says what a row is; None to guess, which is printed.
        noun: what the rows are, in the plural.

    Raises:
        ValueError: if there is no matrix, or as open_space.
    """
    if isinstance(table, str | Set | Mapping):
        kind = type(table).__name__
        raise ValueError(f"the labels are a {kind}, which is no list of a label for each row")
    if not isinstance(table, pd.DataFrame):
        table, label = pd.DataFrame({"label": list(table)}), "label"
    if not isinstance(vectors, Mapping):
        return open_space(_plain(vectors), label=label, table=table, noun=noun)
    spaces: dict[str, EmbeddingSpace] = {}
    for name, matrix in vectors.items():
        spaces[name] = open_space(_plain(matrix), label=label, table=table, noun=noun)
        label = spaces[name].label
    if not spaces:
        raise ValueError("there is no matrix to explore: give at least one")
    return spaces


def _plain(matrix):
    """A table's numbers as a matrix: its columns are dimensions, whatever they are called."""
    return matrix.to_numpy() if isinstance(matrix, pd.DataFrame) else matrix
