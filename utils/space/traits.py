"""What rows of a table can have in common, and what some of them have more often than all."""

import re

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

MOST_LEVELS = 40  # of a text column; with more it is a text to read, and its words are looked at
WORD = re.compile(r"[^\W\d_]{2,}")
COMMON = (
    "a an and at by for from in is it its of on or the to with de la le les el un une der die das "
    "und et ii iii iv you my me your no not"
)
COMMON_WORDS = set(WORD.findall(COMMON))
SURPRISING = 6.63  # chi-squared of one degree of freedom at 1 %


def traits(table: pd.DataFrame, label: str) -> tuple[csr_array, np.ndarray]:
    """Which row has which trait: "genres: Drama", "decade: 1990s", "word: star".

    A column of many different numbers, of dates or of long texts has none.

    Args:
        table: DataFrame of n rows.
        label: the column that says what a row is; its words are traits.

    Returns:
        ((n, m) bool matrix, (m,) names).
    """
    columns = table.drop(columns=label)
    pairs = [_traits_of(str(name), values) for name, values in columns.items()]
    pairs.append(_words(table[label]))
    named = pd.concat([p.reset_index(drop=True) for p in pairs], keys=range(len(pairs)))
    named = named.droplevel(0)
    codes, names = pd.factorize(named["trait"], sort=True)
    rows = named["row"].to_numpy(int)
    matrix = csr_array((np.ones(len(rows), int), (rows, codes)), shape=(len(table), len(names)))
    return matrix > 0, np.asarray(names, object)


def _pairs(rows, said):
    return pd.DataFrame({"row": rows, "trait": pd.Series(said, dtype=object)})


def _traits_of(name, values):
    """(row, trait) of a column."""
    values = values.reset_index(drop=True)
    values = values.map(_classes, na_action="ignore").explode()
    said = values.dropna()
    if name == "year" and pd.api.types.is_numeric_dtype(said.dtype):
        name, said = "decade", (said // 10 * 10).astype(int).astype(str) + "s"
    said = f"{name}: " + said.astype(str)
    return _pairs(said.index, said.tolist()) if said.nunique() <= MOST_LEVELS else _pairs([], [])


def _classes(cell):
    """Classes that a cell holds: of a collection its members, of "Drama|War" two."""
    if isinstance(cell, (list, tuple, set, frozenset)):
        return [one for one in cell if one]
    return cell.split("|") if isinstance(cell, str) else cell


def _words(labels):
    found = labels.reset_index(drop=True).astype(str).str.casefold().map(WORD.findall)
    words = found.map(lambda all_: sorted(set(all_) - COMMON_WORDS)).explode().dropna()
    return _pairs(words.index, ("word: " + words.astype(str)).tolist())


def surprise(own: np.ndarray, m: int, share: np.ndarray) -> np.ndarray:
    """How unlike chance it is that `own` of m rows have what a share of all rows has.

    Args:
        own: (t,) counts.
        m: rows.
        share: (t,) floats in (0, 1].

    Returns:
        (t,) log-likelihood ratios, ≥ 0; chi-squared of one degree of freedom if only chance acts.

    Source: Dunning 1993, "Accurate methods for the statistics of surprise and coincidence".
    """

    def term(count, expected):
        ratio = np.divide(
            count, expected, out=np.ones(len(own)), where=(count > 0) & (expected > 0)
        )
        return count * np.log(ratio)

    return 2 * (term(own, m * share) + term(m - own, m * (1 - share)))


def most_surprising(has: csr_array, rows: np.ndarray, share: np.ndarray) -> int | None:
    """The trait that is most over-represented among rows; None if chance explains all.

    Args:
        has: (n, m) of traits.
        rows: (r,) rows.
        share: (m,) of each trait its share of all rows.
    """
    own = np.asarray(has[rows].sum(axis=0)).ravel()
    score = np.where((own >= 2) & (own > len(rows) * share), surprise(own, len(rows), share), 0)
    best = int(score.argmax()) if len(score) else 0
    return best if len(score) and score[best] > SURPRISING else None
