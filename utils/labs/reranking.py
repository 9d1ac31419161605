"""Lesson 08: a list made diverse and fresh, and what that costs."""

from collections.abc import Sequence
from functools import lru_cache

import ipywidgets
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import expit

from utils.labs.frame.lab import Lab
from utils.labs.frame.stage import let_move
from utils.plots import BLUE, GRAY, figure
from utils.retrieval.reranking import mmr, sameness, with_freshness
from utils.space.similarity import top_k

K = 10
N_CONSIDERED = 60  # the best of a person's candidates, among which the re-ranking chooses
STEPS = ("as scored", "diversity", "freshness", "both")
HALF_LIVES = (1, 2, 5, 10, 20)
MOST_FRESH = 4.0  # the end of the slider
CORNERS = ((1.0, 0.0, 1), (0.0, 0.0, 1), *((1.0, MOST_FRESH, years) for years in HALF_LIVES))
MEASURES = ("recall@10", "sameness", "mean year")


def reranking_lab(
    scores: np.ndarray,
    directions: np.ndarray,
    years: np.ndarray,
    titles: Sequence[str],
    hidden: csr_array,
) -> Lab:
    """One person's list before and after the re-ranking, and what that costs over all people.

    Args:
        scores, directions, years, hidden: as of Lists.
        titles: n_items str.

    Returns:
        Lab with the controls person, trade_off, weight and half_life.
    """
    lists = Lists(scores, directions, years, hidden)
    ranked = lru_cache(lists.ranked)
    fig, dots, texts = _empty_figure(lists.measures(ranked(1.0, 0.0, 1)))
    reached = [lists.measures(ranked(*corner))[2] for corner in CORNERS]
    fig.axes[-1].set_xlim(min(reached) - 0.5, max(reached) + 0.5)

    def draw(person, trade_off, weight, half_life):
        settings = ((1.0, 0.0), (trade_off, 0.0), (1.0, weight), (trade_off, weight))
        steps = [ranked(*pair, half_life if pair[1] else 1) for pair in settings]
        values = np.array([lists.measures(step) for step in steps])
        _update(dots, texts, values)
        before, after = steps[0][person], steps[-1][person]
        words = (
            f"λ {trade_off:g}, freshness {weight:g} that halves in {half_life} years: person "
            f"{person} gets {len(np.setdiff1d(after, before))} other movies. Over {len(scores)} "
            f"people: {_prices(values)}."
        )
        return words, [_table(titles, before, after)]

    controls = {
        "person": ipywidgets.IntSlider(0, 0, len(scores) - 1, description="Person"),
        "trade_off": ipywidgets.FloatSlider(0.7, min=0, max=1, step=0.05, description="λ"),
        "weight": ipywidgets.FloatSlider(
            2, min=0, max=MOST_FRESH, step=0.5, description="Freshness"
        ),
        "half_life": ipywidgets.SelectionSlider(
            options=HALF_LIVES, value=5, description="Half-life, years"
        ),
    }
    return Lab(fig, draw, controls)


class Lists:
    """The lists of some people, for any setting of the re-ranking.

    Args:
        scores: (B, n_items) floats, log odds of a watch; −inf where an item is no candidate.
        directions: (n_items, d) floats of length 1 or 0, whose dot product is the similarity.
        years: (n_items,) floats.
        hidden: (B, n_items) CSR, at least one item in each row: what should be found.
    """

    def __init__(
        self, scores: np.ndarray, directions: np.ndarray, years: np.ndarray, hidden: csr_array
    ):
        n_candidates = int(np.isfinite(scores).sum(axis=1).max())
        self.pool = top_k(scores, n_candidates)
        self.scores = np.take_along_axis(scores, self.pool, axis=1)
        self.directions, self.years = directions, years
        self.hidden = hidden.toarray() > 0

    def ranked(self, trade_off: float, weight: float, half_life: float) -> np.ndarray:
        """(B, K) int, best first: by MMR with λ = trade_off, after a bonus for the new."""
        ages = self.years.max() - self.years[self.pool]
        scores = with_freshness(self.scores, ages, half_life, weight)
        best = top_k(scores, N_CONSIDERED)
        chances = expit(np.take_along_axis(scores, best, axis=1))
        items = np.take_along_axis(self.pool, best, axis=1)
        picks = [
            mmr(chance / chance[0], self.directions[row] @ self.directions[row].T, K, trade_off)
            for chance, row in zip(chances, items, strict=True)
        ]
        return np.take_along_axis(items, np.array(picks), axis=1)

    def measures(self, lists: np.ndarray) -> tuple[float, float, float]:
        """(recall@K, sameness, mean year) of lists of these people, (B, K) int."""
        found = np.take_along_axis(self.hidden, lists, axis=1).sum(axis=1)
        recall = (found / self.hidden.sum(axis=1)).mean()
        return recall, sameness(lists, self.directions), self.years[lists].mean()


def _prices(values):
    """In words: each measure before and after, and by each of the two wishes alone."""
    before, diverse, fresh, after = ([f"{v[0]:.3f}", f"{v[1]:.3f}", f"{v[2]:.0f}"] for v in values)
    parts = [
        f"{name} {old} → {new} (diversity alone {one}, freshness alone {other})"
        for name, old, one, other, new in zip(MEASURES, before, diverse, fresh, after, strict=True)
    ]
    return "; ".join(parts)


def _table(titles, before, after):
    places = {item: place for place, item in enumerate(before, 1)}
    return pd.DataFrame(
        {
            "rank": range(1, K + 1),
            "as scored": [titles[item] for item in before],
            "re-ranked": [titles[item] for item in after],
            "its rank was": [places.get(item, "none") for item in after],
        }
    )


def _empty_figure(values):
    """Axes for each measure; a dot and its number for each of the STEPS."""
    fig, columns = figure(height=1.8, n_columns=len(MEASURES))
    rows = np.arange(len(STEPS))
    dots, texts = [], []
    for ax, name, value in zip(columns, MEASURES, values, strict=True):
        ax.axvline(value, color=GRAY, lw=0.5)
        dots += ax.plot([value] * len(rows), rows, "o", color=BLUE)
        beside = {"transform": ax.get_yaxis_transform(), "va": "center"}
        texts.append([ax.text(1.02, row, "0.000", **beside) for row in rows])
        let_move(dots[-1], *texts[-1])
        ax.set(title=name, xlim=(0, 1.3 * value), ylim=(len(rows) - 0.5, -0.5))
        ax.set_yticks([])
        ax.locator_params(axis="x", nbins=4)
    columns[0].set_yticks(rows, STEPS)
    return fig, dots, texts


def _update(dots, texts, values):
    for number, (line, labels) in enumerate(zip(dots, texts, strict=True)):
        line.set_xdata(values[:, number])
        for label, value in zip(labels, values[:, number], strict=True):
            label.set_text(f"{value:.0f}" if number == 2 else f"{value:.3f}")
