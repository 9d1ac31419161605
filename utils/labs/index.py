"""Lesson 08: how much an approximate index looks at, and how much it finds."""

import time

import ipywidgets
import numpy as np
import pandas as pd

from utils.labs.frame.lab import Lab
from utils.labs.frame.stage import let_move
from utils.labs.frame.work import Report
from utils.plots import BLUE, GRAY, GREEN, ORANGE, PURPLE, figure
from utils.retrieval.exact import exact_top_k, recall_of
from utils.retrieval.item_index import ItemIndex

EFFORTS = tuple(2**n for n in range(11))
KS = (1, 10, 100)
GOAL = 0.95
COLORS = (ORANGE, BLUE, GREEN, PURPLE)


def index_lab(indexes: dict[str, ItemIndex], items: np.ndarray, queries: np.ndarray) -> Lab:
    """Recall against the share of the items that a query is compared with.

    Each curve is measured when it is first asked for, and stays in the picture.

    Args:
        indexes: dict of name → ItemIndex of the items, at most four.
        items: (n_items, dim) floats, at least 100 items.
        queries: (B, dim) floats.

    Returns:
        Lab with the controls index, k and effort.
    """
    exact, _ = exact_top_k(queries, items, max(KS))
    fig, lines, star = _empty_figure(indexes, len(items))
    curves = {}

    def measure(report, index, k):
        return curve(report, indexes[index], queries, exact[:, :k])

    def draw(points, index, k, effort):
        curves[index, k] = points
        for name, line in lines.items():
            shown = curves.get((name, k), points.iloc[:0])
            line.set_data(shown["compared"], shown["recall"])
        _name_what_is_drawn(fig.axes[0], lines.values(), star)
        now = points.loc[effort]
        star.set_data([now["compared"]], [now["recall"]])
        words = (
            f"{index}, effort {effort}: a query is compared with {now['compared']:.2%} of "
            f"the {len(items):,} items and waits {now['ms']:.2f} ms. Of its true best {k}, "
            f"{now['recall']:.3f} are found."
        )
        return words, [_cheapest(curves)]

    controls = {
        "index": ipywidgets.Dropdown(options=list(indexes), description="Index"),
        "k": ipywidgets.SelectionSlider(options=KS, value=max(KS), description="k"),
        "effort": ipywidgets.SelectionSlider(options=EFFORTS, value=32, description="Effort"),
    }
    return Lab(fig, draw, controls, prepare=measure, needs=("index", "k"))


def curve(report: Report, index: ItemIndex, queries: np.ndarray, exact: np.ndarray) -> pd.DataFrame:
    """What each of the EFFORTS costs and finds.

    Args:
        report: called before each of them with the share that is done.
        index: ItemIndex.
        queries: (B, dim) floats.
        exact: (B, k) int, from exact_top_k.

    Returns:
        DataFrame indexed by effort: `compared`, the share of the items; `ms`, the median wait of
        a query that comes alone; `recall` of the exact lists.
    """
    k, rows = exact.shape[1], []
    for n_done, effort in enumerate(EFFORTS):
        report(n_done / len(EFFORTS))
        found, waits = [], []
        for query in queries:
            start = time.perf_counter()
            found.append(index.search(query[None], k, effort)[0][0])
            waits.append(1000 * (time.perf_counter() - start))
        compared = index.n_compared(queries, k, effort) / len(index)
        rows.append((compared, np.median(waits), recall_of(np.array(found), exact).mean()))
    return pd.DataFrame(rows, pd.Index(EFFORTS), ["compared", "ms", "recall"])


def _cheapest(curves):
    """For each curve, the least effort that reaches the GOAL."""
    rows = []
    for (name, k), points in curves.items():
        enough = points[points["recall"] >= GOAL]
        cost = ("none", "", "")
        if len(enough):
            cost = (
                enough.index[0],
                f"{enough['compared'].iloc[0]:.2%}",
                enough["ms"].iloc[0],
            )
        rows.append((name, k, *cost))
    return pd.DataFrame(rows, columns=["index", "k", f"effort for {GOAL}", "compared", "ms"])


def _empty_figure(names, n_items):
    fig, ax = figure(width=5)
    lines = {
        name: ax.plot([], [], "o-", ms=4, color=color, label=name)[0]
        for name, color in zip(names, COLORS, strict=False)
    }
    (star,) = ax.plot([], [], "k*", ms=15, mec="white", label="this setting")
    let_move(*lines.values(), star)
    ax.axhline(GOAL, color=GRAY, lw=0.5)
    ax.set(xscale="log", xlim=(10 / n_items, 2), ylim=(0, 1.05))
    ax.set(xlabel="share of the items compared", ylabel="recall of the best k")
    ax.xaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
    return fig, lines, star


def _name_what_is_drawn(ax, lines, star):
    """A legend of the curves that have points, and of the mark."""
    drawn = [line for line in lines if len(line.get_xdata())]
    let_move(ax.legend(handles=[*drawn, star], loc="lower right"))
