"""Lesson 02: a small table of ratings, rebuilt from U and V while the sliders move."""

from collections.abc import Sequence

import ipywidgets
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from utils.base.seed import SEED
from utils.labs.frame.lab import Lab
from utils.labs.frame.stage import let_move
from utils.plots import NumberGrid, figure

STEPS = (0, 1, 3, 10, 30, 100, 300)
RATE = 0.02
STARS = (0, 5)


def factorization_lab(A: np.ndarray, users: Sequence[str], movies: Sequence[str]) -> Lab:
    """Sliders for what the loss asks for, above the table that comes out.

    The loss is Σ_Ω (A_ij − ⟨U_i, V_j⟩)² + λ_g Σ_ij ⟨U_i, V_j⟩² + λ (Σ_i ‖U_i‖² + Σ_j ‖V_j‖²).

    Args:
        A: (n_users, n_items) floats, in stars; NaN where there is no rating.
        users, movies: what to call the rows and the columns, strings.

    Returns:
        Lab.

    Raises:
        ValueError: if the names do not fit the table, or nothing in it is rated.
    """
    A = np.asarray(A, float)
    if A.shape != (len(users), len(movies)):
        raise ValueError(
            f"the table has shape {A.shape}, but there are names for {len(users)} users and "
            f"{len(movies)} movies: give one name a row and one a column"
        )
    if np.isnan(A).all():
        raise ValueError("no cell of the table is rated: leave NaN only where a rating is missing")

    fig, grid = _empty_table(A, users, movies)
    notes = np.where(np.isnan(A), "", [[f"\nrated {rating:g}" for rating in row] for row in A])

    def draw(**settings):
        U, V = factorize(A, **settings)
        scores = U @ V.T
        grid.show(scores, notes)
        return _caption(A, scores, **settings), []

    return Lab(fig, draw, _controls(max_dim=min(A.shape)))


def factorize(
    A: np.ndarray, dim: int, l2: float, gravity: float, steps: int, method: str
) -> tuple[np.ndarray, np.ndarray]:
    """U and V after some steps from one random start.

    Args:
        A: (n_users, n_items) floats, NaN where there is no rating.
        dim, l2, gravity: of the loss above.
        steps: of gradient descent, or of WALS (there one step solves for V, then for U).
        method: "gradient descent" or "WALS".

    Returns:
        (n_users, dim) and (n_items, dim) floats.
    """
    rng = np.random.default_rng(SEED)
    U, V = (rng.normal(0, 0.5, (n, dim)) for n in A.shape)
    observed, A = ~np.isnan(A), np.nan_to_num(A)
    for _ in range(steps):
        if method == "WALS":
            V = _solve(A.T, observed.T, U, l2, gravity)
            U = _solve(A, observed, V, l2, gravity)
        else:
            scores = U @ V.T
            pull = observed * (scores - A) + gravity * scores
            U, V = U - RATE * (pull @ V + l2 * U), V - RATE * (pull.T @ U + l2 * V)
    return U, V


def _solve(A, observed, V, l2, gravity):
    """The best U for this V; a trace of L2 stays where a row has too few ratings for one answer."""
    ridge = max(l2, 1e-6) * np.eye(V.shape[1])
    weighted = (observed + gravity)[:, None, :] * V.T  # (n_users, dim, n_items)
    return np.linalg.solve(weighted @ V + ridge, (A @ V)[:, :, None])[:, :, 0]


def _controls(max_dim):
    return {
        "dim": ipywidgets.IntSlider(2, 1, max_dim, description="Dimensions"),
        "l2": ipywidgets.FloatSlider(0, max=2, step=0.1, description="L2"),
        "gravity": ipywidgets.FloatSlider(0, max=1, step=0.05, description="Gravity"),
        "steps": ipywidgets.SelectionSlider(options=STEPS, value=300, description="Steps"),
        "method": ipywidgets.Dropdown(options=["gradient descent", "WALS"], description="Method"),
    }


def _empty_table(A, users, movies):
    fig, ax = figure(width=6, height=3)
    grid = NumberGrid(ax, ~np.isnan(A), *STARS)
    ax.set_xticks(range(len(movies)), movies)
    ax.set_yticks(range(len(users)), users)
    let_move(grid.image, *ax.patches, *grid.texts.values())
    return fig, grid


def _caption(A, scores, dim, l2, gravity, steps, method):
    observed = ~np.isnan(A)
    miss = np.abs(scores - A)[observed].mean()
    words = (
        f"{steps} steps of {method}, {dim} dimensions, L2 {l2:g}, gravity {gravity:g}. "
        f"The {observed.sum()} rated cells, outlined, are missed by {miss:.2f} stars on average"
    )
    if observed.all():
        return f"{words}."
    groups = groups_of(observed)
    between = ~observed & (groups[: len(A), None] != groups[len(A) :])
    parts = {"empty ones between the groups": between, "empty ones": ~observed & ~between}
    told = [_range(name, scores[cells]) for name, cells in parts.items() if cells.any()]
    return f"{words}; {'; '.join(told)}."


def _range(name, scores):
    low, high = (round(value, 1) + 0.0 for value in (scores.min(), scores.max()))  # no −0.0
    away = np.abs(scores).mean()
    return f"the {len(scores)} {name} get {low} to {high} stars, on average {away:.2f} from zero"


def groups_of(observed: np.ndarray) -> np.ndarray:
    """Which rows and columns hang together by cells that are observed.

    Args:
        observed: (n_users, n_items) bool.

    Returns:
        (n_users + n_items,) int: the group of each row, then of each column.
    """
    n_users = len(observed)
    users, items = np.nonzero(observed)
    n_all = sum(observed.shape)
    graph = coo_array((np.ones(len(users)), (users, n_users + items)), shape=(n_all, n_all))
    return connected_components(graph, directed=False)[1]
