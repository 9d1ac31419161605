"""Clusters of a space: found in all its dimensions, named by their table, each name checked."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.cluster import HDBSCAN
from sklearn.neighbors import NearestNeighbors

from utils.space.embedding_space import EmbeddingSpace
from utils.space.traits import most_surprising, traits

MOST = 12_000  # rows that are clustered themselves; each further row follows its nearest one
MOST_HELD = 500  # members of a cluster whose neighbors are looked at
NEIGHBORS = 10
OUTSIDE = -1


@dataclass(frozen=True)
class Clusters:
    """Groups of rows that lie close together in the space.

    Attributes:
        of: (n,) int, the cluster of each row; -1 in none.
        table: DataFrame, a row for each cluster, the largest first: `name`; `size`; `purity`, the
            share of members that have what the name says, counted on the half of the members that
            had no part in choosing the name; `overall`, the share of all rows that have it; `held`,
            the share of the members' 10 nearest in the space that are in the cluster, too; and
            `center`, the row that is nearest to the mean. Purity and overall are missing where
            nothing in the table sets the cluster apart: then it is named by its center.
    """

    of: np.ndarray
    table: pd.DataFrame

    def __len__(self):
        return len(self.table)

    def column(self) -> pd.Series:
        """(n,) str, the name of each row's cluster, None in none: a column that colors a map."""
        return (
            pd.Series([*self.table["name"], None], dtype=object)
            .iloc[self.of]
            .reset_index(drop=True)
        )


def clusters(
    space: EmbeddingSpace,
    min_size: int = 10,
    measure: str = "cosine",
    told: Callable[[float], object] | None = None,
) -> Clusters:
    """Find the clusters of a space by HDBSCAN, and name each by what it has more often than all.

    A map is not looked at. Of more than 12,000 rows evenly spaced ones are clustered, and each of
    the others follows the nearest of these.

    Args:
        space: EmbeddingSpace.
        min_size: rows that make a cluster, at least 2.
        measure: "cosine", where a row without direction is in no cluster; or "euclidean".
        told: called with the share of the work that is done.

    Raises:
        ValueError: if the measure is another, or min_size too small.

    Source: Campello, Moulavi and Sander 2013, "Density-based clustering based on hierarchical
        density estimates".
    """
    if measure not in ("cosine", "euclidean"):
        raise ValueError(f"clusters are found by cosine or euclidean, not by {measure!r}")
    if min_size < 2:
        raise ValueError(f"min_size is {min_size}: a cluster has at least 2 rows")
    points, rows = _points(space.vectors, measure)
    of = np.full(len(space), OUTSIDE)
    of[rows] = _grouped(points, min_size)
    of = _largest_first(of)
    table = _described(space, points, rows, of, told or (lambda share: None))
    return Clusters(of, table)


def _points(vectors, measure):
    """(points that are close where rows are, their rows): for the cosine of length 1."""
    if measure == "euclidean":
        return vectors.astype(float), np.arange(len(vectors))
    norms = np.linalg.norm(vectors.astype(float), axis=1)
    rows = np.flatnonzero(norms > 0)
    return vectors[rows] / norms[rows, None], rows


def _grouped(points, min_size):
    if len(points) < max(2 * min_size, 4):
        return np.full(len(points), OUTSIDE)
    step = -(-len(points) // MOST)
    few = points[::step]
    hdbscan = HDBSCAN(
        min_size, min_samples=min(3, len(few)), cluster_selection_method="leaf", copy=True
    )
    found = hdbscan.fit_predict(few)
    if step == 1:
        return found
    nearest = NearestNeighbors(n_neighbors=1).fit(few)
    return found[nearest.kneighbors(points, return_distance=False).ravel()]


def _largest_first(of):
    sizes = np.bincount(of[of >= 0], minlength=of.max(initial=OUTSIDE) + 1)
    place = np.empty(len(sizes) + 1, int)
    place[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    place[OUTSIDE] = OUTSIDE
    return place[of]


def _described(space, points, rows, of, told):
    has, names = traits(space.table, space.label)
    share = np.asarray(has.mean(axis=0)).ravel() if len(space) else np.zeros(len(names))
    index = NearestNeighbors(n_neighbors=min(NEIGHBORS + 1, max(len(rows), 1)))
    index = index.fit(points) if of.max(initial=OUTSIDE) >= 0 else None
    lines = []
    n_clusters = of.max(initial=OUTSIDE) + 1
    for cluster in range(n_clusters):
        told((1 + cluster / n_clusters) / 2)  # finding them takes about as long as looking at them
        members = np.flatnonzero(of == cluster)
        own = points[of[rows] == cluster]
        center = int(members[((own - own.mean(axis=0)) ** 2).sum(axis=1).argmin()])
        about = {"size": len(members), **_checked_name(has, names, share, members)}
        about["name"] = about["name"] or f"around {space.labels.iloc[center]}"
        lines.append({**about, "held": _held(index, own, of[rows], cluster), "center": center})
    columns = ["name", "size", "purity", "overall", "held", "center"]
    return _told_apart(pd.DataFrame(lines, columns=columns), space.labels)


def _checked_name(has, names, share, members):
    """A name that one half of the members suggests, and what the other half says of it."""
    trait = most_surprising(has, members[::2], share)
    others = members[1::2]
    purity = np.nan if trait is None else has[others][:, [trait]].sum() / len(others)
    if trait is None or not purity > share[trait]:
        return {"name": None, "purity": np.nan, "overall": np.nan}
    return {"name": names[trait], "purity": purity, "overall": float(share[trait])}


def _held(index, own, of, cluster):
    step = -(-len(own) // MOST_HELD)
    near = index.kneighbors(own[::step], return_distance=False)[:, 1:]
    return float((of[near] == cluster).mean()) if near.size else np.nan


def _told_apart(table, labels):
    """Clusters of one name also say around what they lie; then, by number."""
    twice = table["name"].duplicated(keep=False)
    centers = "; around " + labels.iloc[table["center"]].astype(str).to_numpy(object)
    table["name"] = table["name"].where(~twice, table["name"] + centers)
    again = table.groupby("name").cumcount()
    table["name"] += again.map(lambda at: f" ({at + 1})" if at else "")
    return table
