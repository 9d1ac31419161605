"""A still picture of a view: what a stored notebook shows where nothing runs."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from utils.explorer.coloring import Coloring, coloring
from utils.explorer.description import Description
from utils.plots import BLUE, figure
from utils.space.embedding_space import EmbeddingSpace

MOST_DISCS = 30_000  # with more points, their density is shown
BINS = (400, 225)
HALO = [withStroke(linewidth=2, foreground="white")]
OPACITY, FAINT = 0.5, 0.08

N_LABELS = 12
MOST_LETTERS = 28
SEEN = ("color", "selection")  # the parts of a view that the picture shows, beside the map


def seen(view: dict) -> list:
    """What the picture shows of a view: another picture is due when this changes."""
    space = {key: view.get("left", {}).get(key) for key in ("space", "layout")}
    return [space, *(view.get(key) for key in SEEN)]


def still(described: Description, view: dict | None = None) -> Figure:
    """The map of a view, as discs or as density, with its most popular rows named.

    Args:
        described: what is shown.
        view: dict as EmbeddingExplorer.view; of it the map, the color and the selection count.
    """
    view = view or {}
    _, space, kind = _shown(described, view)
    xy = space.map(kind)
    fig, ax = figure(8, 4.5)
    if len(space) > MOST_DISCS:
        ax.hist2d(*xy.T, BINS, cmap="Blues", norm=LogNorm(vmin=0.1))  # so that one point is seen
    elif len(space):
        _discs(ax, xy, coloring(described, view.get("color")), view)
    ax.set(xticks=[], yticks=[])
    for row in _named(described, xy):
        title = _plain(described.labels.iloc[row])
        ax.annotate(title, xy[row], fontsize=8, ha="center", path_effects=HALO)
    return fig


def _discs(ax, xy, colors: Coloring | None, view):
    size = max(1, min(30, 8000 / max(1, len(xy))))
    chosen = np.isin(np.arange(len(xy)), view.get("selection") or np.arange(len(xy)))
    opacity = np.where(chosen, OPACITY, FAINT)
    if colors is None:
        ax.scatter(*xy.T, s=size, c=BLUE, alpha=opacity, linewidths=0)
        return
    for level, (name, color) in enumerate(colors.levels):
        of = colors.of == level
        if not of.any():
            continue
        ax.scatter(*xy[of].T, s=size, color=color, alpha=opacity[of], linewidths=0, label=name)
    ax.legend(title=_plain(colors.name), loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8)


def words(described: Description, view: dict | None = None) -> str:
    """What the picture shows, for whoever does not see it."""
    view = view or {}
    name, space, kind = _shown(described, view)
    titles = [_plain(described.labels.iloc[row]) for row in _named(described, space.map(kind))[:5]]
    among = f" Named on it are, among others: {'; '.join(titles)}." if titles else ""
    colors = coloring(described, view.get("color")) if len(space) <= MOST_DISCS else None
    colored = f", colored by {colors.name}" if colors else ""
    map_of = f"Map of {len(described)} {described.noun} by {kind}, {name}{colored}."
    return f"{map_of}{among} Run the cell to explore it."


def _shown(described, view) -> tuple[str, EmbeddingSpace, str]:
    """Name of the space, the space, and which map of it; what is no map is shown as the usual."""
    name, space = described.shown
    left = view.get("left") or {}
    spaces = list(described.spaces.items())
    if 0 <= left.get("space", -1) < len(spaces):
        name, space = spaces[left["space"]]
    usual = next(iter(reversed(space.maps)), "pca")
    return name, space, left["layout"] if left.get("layout") in space.maps else usual


def _named(described, xy):
    return _spread(xy, _order(described))


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
