"""The negatives lab of lesson 05: choose what is drawn as a negative, see the space unfold."""

from functools import lru_cache

import ipywidgets
import numpy as np

from utils.folding import close_share, drawn_by, hardest, islands, no_negatives, unfold
from utils.playgrounds.frame import Playground
from utils.plots import STYLE, figure

NONE, UNIFORM, POPULAR, HARD = "none", "uniform", "by popularity", "hardest of 8"
N_STEPS = 100
MARKERS = "osD^vP"  # one an island, beside its color


@lru_cache
def path(kind, number):
    """(N_STEPS + 1, n_items, 2) floats: where the movies are after each step of training.

    Args:
        kind: one of NONE, UNIFORM, POPULAR, HARD.
        number: negatives for each watched pair.
    """
    users, items, island = islands()
    n_items = len(island)
    draws = {
        NONE: no_negatives,
        UNIFORM: drawn_by(np.full(n_items, 1 / n_items), number),
        POPULAR: drawn_by(np.bincount(items, minlength=n_items) / len(items), number),
        HARD: hardest(number),
    }
    return unfold(users, items, draws[kind], n_steps=N_STEPS)


def draw(kind, number, step):
    """(Figure, words) of the movies after `step` steps; arguments as of path."""
    island = islands()[2]
    V = path(kind, number)[step]
    fig, ax = figure(3.2, 3.2)
    colors = STYLE["axes.prop_cycle"].by_key()["color"]
    for name, (color, marker) in enumerate(zip(colors, MARKERS, strict=True)):
        ax.scatter(*V[island == name].T, s=26, color=color, marker=marker, alpha=0.7)
    rim = np.linspace(0, 2 * np.pi, 200)
    ax.plot(np.cos(rim), np.sin(rim), color="0.85", lw=1, zorder=0)
    ax.set(aspect="equal", xticks=[], yticks=[], xlim=(-1.1, 1.1), ylim=(-1.1, 1.1))
    ax.spines[:].set_visible(False)
    strangers, neighbors = close_share(V, island)
    negatives = "no negatives" if kind == NONE else f"negatives: {number}, {kind}"
    return fig, (
        f"Step {step}, {negatives}. Of pairs of movies from two islands {strangers:.0%} lie close, "
        f"of pairs from one island {neighbors:.0%}."
    )


def negatives_lab():
    """The Playground: kind and number of negatives, and a step of training; 101 steps a run."""
    controls = {
        "kind": ipywidgets.Dropdown(
            options=(NONE, UNIFORM, POPULAR, HARD), description="negatives"
        ),
        "number": ipywidgets.SelectionSlider(options=(1, 4, 16), value=4, description="how many"),
        "step": ipywidgets.IntSlider(N_STEPS, 0, N_STEPS, 5, description="step"),
    }
    return Playground(draw, controls)
