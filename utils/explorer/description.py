"""What an explorer is asked to show, checked once: the widget, the page and the picture follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from utils.space.clusters import Clusters
from utils.space.embedding_space import EmbeddingSpace
from utils.space.fold_in import FoldIn
from utils.space.probes import Probe

MOST_BYTES = 32 * 2**20  # of vectors that a browser is given: 131,072 of 64 numbers
USUAL_POPULARITY = "ratings"
CLUSTER = "cluster"


@dataclass(frozen=True)
class Description:
    """Spaces over the same rows, and how they are to be shown.

    Attributes:
        spaces: dict of name → EmbeddingSpace over the same rows, of which the first two are shown
            side by side. One EmbeddingSpace alone is taken too, and called "space".
        popularity: the column of the table that counts how popular a row is; None for the column
            "ratings", if there is one and it holds numbers.
        fold_in: dict of name → FoldIn: how your ratings make your vector, where they make one. One
            FoldIn alone is taken for every space.
        axes: dict of name → (dim,) floats, directions of the first space; or → Probe, whose
            held-out score is shown beside the name.
        epochs: True if the spaces are one model at different times: then a slider moves the points.
        clusters: Clusters of the rows: a tab lists them, and a column of this name colors by them.
        noun: what the rows are, in the plural; None for what the first space calls them.
        most_bytes: of vectors that the browser is given. If they are more, they stay in the kernel,
            and the browser asks it for neighbors: then there are no axes and no page of its own.

    Raises:
        ValueError: if there is no space, the rows differ, an axis has another dimension, fold_in
            names no space, popularity names no column of numbers, or the clusters are of others.
    """

    spaces: Mapping[str, EmbeddingSpace]
    popularity: str | None = None
    fold_in: Mapping[str, FoldIn] = field(default_factory=dict)
    axes: Mapping[str, np.ndarray | Probe] = field(default_factory=dict)
    epochs: bool = False
    clusters: Clusters | None = None
    noun: str | None = None
    most_bytes: int = MOST_BYTES

    def __post_init__(self):
        """Bring each part into its one form, and check it against the others."""
        spaces = _by_name(self.spaces)
        _check_rows(spaces)
        rule = self.fold_in or {}
        rules = dict.fromkeys(spaces, rule) if isinstance(rule, FoldIn) else dict(rule)
        _check_rules(rules, spaces)
        self._set("spaces", spaces)
        self._set("fold_in", rules)
        self._set("axes", _checked_axes(self.axes or {}, self.first))
        self._set("noun", self.noun or self.first.noun)
        _check_clusters(self.clusters, self.first)
        self._set("popularity", _checked_popularity(self.popularity, self.table))

    def _set(self, name, value):
        object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.table)

    @property
    def first(self) -> EmbeddingSpace:
        """The space whose table is shown."""
        return next(iter(self.spaces.values()))

    @property
    def shown(self) -> tuple[str, EmbeddingSpace]:
        """Name and space of what is seen first: the latest time, else the first space."""
        return list(self.spaces.items())[-1 if self.epochs else 0]

    @property
    def table(self) -> pd.DataFrame:
        """The table that the spaces share."""
        return self.first.table

    @property
    def labels(self) -> pd.Series:
        """What each row is called."""
        return self.first.labels

    @property
    def label(self) -> str:
        """The column of the table that says what a row is."""
        return self.first.label

    @property
    def columns(self) -> pd.DataFrame:
        """The table without the labels; with the clusters, where there are some."""
        columns = self.table.drop(columns=self.label)
        if self.clusters is None:
            return columns
        named = self.clusters.column().map(lambda name: (name,) if name else ())  # however many
        return columns.assign(**{self.cluster_name: named})

    @property
    def cluster_name(self) -> str:
        """What the column of clusters is called: a column of the table keeps its name."""
        return CLUSTER if CLUSTER not in self.table else f"{CLUSTER} found"

    @cached_property
    def remote(self) -> bool:
        """Whether there are more vectors than a browser is given."""
        return sum(space.vectors.nbytes for space in self.spaces.values()) > self.most_bytes


def _by_name(spaces):
    """Dict of name → EmbeddingSpace, whatever was given."""
    if isinstance(spaces, EmbeddingSpace):
        return {"space": spaces}
    named = spaces if isinstance(spaces, Mapping) else {"": spaces}
    for space in named.values():
        if not isinstance(space, EmbeddingSpace):
            raise ValueError(
                f"a {type(space).__name__} is no EmbeddingSpace: give a matrix with its table or "
                "its labels, EmbeddingExplorer(vectors, labels), or open a file, open_space(file)"
            )
    names = list(map(str, named))
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two spaces would be called {twice.pop()!r}: give one another name")
    return dict(named)


def _check_rows(spaces):
    if not spaces:
        raise ValueError("there is no space to explore: give at least one")
    (first_name, first), *others = spaces.items()
    for name, space in others:
        if not space.labels.equals(first.labels):
            raise ValueError(
                f"the spaces {first_name!r} ({len(first)} rows) and {name!r} ({len(space)} rows) "
                "do not have the same titles in the same order: cut both to the rows they share"
            )


def _check_clusters(clusters, space):
    if clusters is not None and len(clusters.of) != len(space):
        raise ValueError(f"the clusters are of {len(clusters.of)} rows, the space of {len(space)}")


def _check_rules(rules, spaces):
    for name in rules:
        if name not in spaces:
            known = ", ".join(map(repr, spaces))
            raise ValueError(f"fold_in names {name!r}, but the spaces are called {known}")


def _checked_axes(axes, space):
    dim = space.vectors.shape[1]
    for name, axis in axes.items():
        vector = getattr(axis, "vector", axis)
        if np.shape(vector) != (dim,) or not np.isfinite(vector).all():
            raise ValueError(
                f"the axis {name!r} has shape {np.shape(vector)}: it must be "
                f"{dim} finite numbers, as many as the space has dimensions"
            )
    return dict(axes)


def _checked_popularity(name, table):
    """The name of a column of numbers; None if none was named and the usual one is none."""
    wanted = USUAL_POPULARITY if name is None else name
    if wanted in table and pd.api.types.is_numeric_dtype(table[wanted].dtype):
        return wanted
    if name is None:
        return None
    if name in table:
        raise ValueError(f"popularity is the column {name!r}, but it does not hold numbers")
    columns = ", ".join(map(repr, table.columns))
    raise ValueError(f"popularity is the column {name!r}, but the columns are {columns}")
