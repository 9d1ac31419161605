"""A still picture of a space: what a stored notebook shows where nothing runs."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from utils.explorer.description import Description
from utils.plots import BLUE, figure

MOST_DISCS = 30_000  # with more points, their density is shown
BINS = (400, 225)
HALO = [withStroke(linewidth=2, foreground="white")]

N_LABELS = 12
MOST_LETTERS = 28


def still(described: Description) -> Figure:
    """The map that is seen first, as discs or as density, with its most popular rows named."""
    _, space = described.shown
    xy = space.map(_kind(space))
    fig, ax = figure(8, 4.5)
    if len(space) > MOST_DISCS:
        ax.hist2d(*xy.T, BINS, cmap="Blues", norm=LogNorm(vmin=0.1))  # so that one point is seen
    else:
        size = max(1, min(30, 8000 / max(1, len(space))))
        ax.scatter(*xy.T, s=size, c=BLUE, alpha=0.5, linewidths=0)
    ax.set(xticks=[], yticks=[])
    for row in _named(described):
        title = _plain(described.labels.iloc[row])
        ax.annotate(title, xy[row], fontsize=8, ha="center", path_effects=HALO)
    return fig


def words(described: Description) -> str:
    """What the picture shows, for whoever does not see it."""
    name, space = described.shown
    titles = [_plain(described.labels.iloc[row]) for row in _named(described)[:5]]
    among = f" Named on it are, among others: {'; '.join(titles)}." if titles else ""
    map_of = f"Map of {len(described)} {described.noun} by {_kind(space)}, {name}."
    return f"{map_of}{among} Run the cell to explore it."


def _kind(space):
    return next(iter(reversed(space.maps)), "pca")


def _named(described):
    _, space = described.shown
    return _spread(space.map(_kind(space)), _order(described))


def _order(described):
    if described.popularity is None:
        return np.arange(len(described))
    popularity = described.table[described.popularity].fillna(0).to_numpy(float)
    return np.argsort(-popularity, kind="stable")


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
