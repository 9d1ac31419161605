"""The negatives lab of lesson 06: choose what is drawn as a negative, see the space unfold."""

from itertools import count

import ipywidgets
import numpy as np

from utils.labs.frame.lab import Lab
from utils.labs.frame.stage import let_move
from utils.labs.frame.work import Report
from utils.plots import GRAY, STYLE, figure
from utils.simulation.islands import close_share, drawn_by, hardest, islands, no_negatives, unfold

NONE, UNIFORM, POPULAR, HARD = "none", "uniform", "by popularity", "hardest of 8"
N_STEPS = 100
MARKERS = "osD^vP"  # one an island, beside its color


def path(report: Report, kind: str, number: int) -> np.ndarray:
    """(N_STEPS + 1, n_items, 2) floats: where the movies are after each step of training.

    Args:
        report: called before each step with the share of them that is done.
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
    steps = count()

    def draw(rng, logits):
        report(next(steps) / N_STEPS)
        return draws[kind](rng, logits)

    return unfold(users, items, draw, n_steps=N_STEPS)


def negatives_lab() -> Lab:
    """The Lab: kind and number of negatives, and a step of training; 101 steps a run."""
    island = islands()[2]
    fig, dots = _empty_disk(island)

    def draw(V, kind, number, step):
        for name, points in enumerate(dots):
            points.set_data(*V[step][island == name].T)
        strangers, neighbors = close_share(V[step], island)
        negatives = "no negatives" if kind == NONE else f"negatives: {number}, {kind}"
        words = (
            f"Step {step}, {negatives}. Of pairs of movies from two islands {strangers:.0%} lie "
            f"close, of pairs from one island {neighbors:.0%}."
        )
        return words, []

    controls = {
        "kind": ipywidgets.Dropdown(
            options=(NONE, UNIFORM, POPULAR, HARD), description="Negatives"
        ),
        "number": ipywidgets.SelectionSlider(options=(1, 4, 16), value=4, description="How many"),
        "step": ipywidgets.IntSlider(N_STEPS, 0, N_STEPS, 5, description="Step"),
    }
    return Lab(fig, draw, controls, prepare=path, needs=("kind", "number"))


def _empty_disk(island):
    """A figure, and for each island the artist that holds its movies."""
    fig, ax = figure(3.2, 3.2)
    colors = STYLE["axes.prop_cycle"].by_key()["color"]
    dots = [
        ax.plot([], [], marker, color=color, ms=5, mec="white", mew=0.3)[0]
        for color, marker in zip(colors, MARKERS, strict=True)
    ]
    let_move(*dots)
    rim = np.linspace(0, 2 * np.pi, 200)
    ax.plot(np.cos(rim), np.sin(rim), color=GRAY, lw=0.5, zorder=0)
    ax.set(aspect="equal", xticks=[], yticks=[], xlim=(-1.1, 1.1), ylim=(-1.1, 1.1))
    ax.spines[:].set_visible(False)
    return fig, dots
