"""A still picture of a space: what a stored notebook shows where nothing runs."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.patheffects import withStroke

from utils.plots import BLUE, figure

MOST_DISCS = 30_000  # with more points, their density is shown
BINS = (400, 225)
HALO = [withStroke(linewidth=2, foreground="white")]

N_LABELS = 12
MOST_LETTERS = 28


def still(space, popularity):
    """The map of a space, as discs or as density, with the titles of its most popular rows.

    Args:
        space: EmbeddingSpace.
        popularity: a column of its table, or one that is not there.

    Returns:
        Figure.
    """
    xy = space.map(_kind(space))
    fig, ax = figure(8, 4.5)
    if len(space) > MOST_DISCS:
        ax.hist2d(*xy.T, BINS, cmap="Blues", norm=LogNorm(vmin=0.1))  # so that one point is seen
    else:
        size = max(1, min(30, 8000 / max(1, len(space))))
        ax.scatter(*xy.T, s=size, c=BLUE, alpha=0.5, linewidths=0)
    ax.set(xticks=[], yticks=[])
    for row in _named(space, popularity):
        title = _plain(space.table["title"].iloc[row])
        ax.annotate(title, xy[row], fontsize=8, ha="center", path_effects=HALO)
    return fig


def words(space, name, popularity, noun):
    """What the picture shows, for whoever does not see it.

    Args:
        space, popularity: as for `still`.
        name: what the space is called.
        noun: what its rows are.

    Returns:
        str.
    """
    titles = [_plain(space.table["title"].iloc[row]) for row in _named(space, popularity)[:5]]
    among = f" Named on it are, among others: {'; '.join(titles)}." if titles else ""
    map_of = f"Map of {len(space)} {noun} by {_kind(space)}, {name}."
    return f"{map_of}{among} Run the cell to explore it."


def _kind(space):
    return next(iter(reversed(space.maps)), "pca")


def _named(space, popularity):
    return _spread(space.map(_kind(space)), _order(space, popularity))


def _order(space, popularity):
    if popularity in space.table:
        return np.argsort(-space.table[popularity].fillna(0).to_numpy(float), kind="stable")
    return np.arange(len(space))


def _spread(xy, order):
    """The first rows whose labels do not cover each other."""
    size = np.ptp(xy, axis=0) if len(xy) else np.ones(2)
    gap = np.where(size > 0, size, 1) * [0.22, 0.06]
    chosen = []
    for row in order[:500]:
        apart = all((np.abs(xy[row] - xy[other]) > gap).any() for other in chosen)
        if apart and len(chosen) < N_LABELS:
            chosen.append(int(row))
    return chosen


def _plain(title):
    """Short, and without what matplotlib would read as a formula."""
    text = " ".join(str(title).split()) or "(no title)"
    text = text[: MOST_LETTERS - 1] + "…" if len(text) > MOST_LETTERS else text
    return text.replace("$", r"\$")
