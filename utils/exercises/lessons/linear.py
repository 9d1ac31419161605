"""Checks for lesson 01, the linear model: the weights of EASE."""

import numpy as np

from utils.exercises.judge.definition import Exercise


def ease_weights(X: np.ndarray, l2: float) -> np.ndarray:
    """The B that minimizes ‖X − XB‖² + λ‖B‖² with zeros on its diagonal.

    With P = (XᵀX + λI)⁻¹ it is B_ij = −P_ij / P_jj off the diagonal.
    """
    P = np.linalg.inv(X.T @ X + l2 * np.eye(X.shape[1]))
    B = -P / np.diag(P)
    np.fill_diagonal(B, 0)
    return B


def _who_watched_what(seed):
    """Fewer people than movies, and more; a movie that nobody watched is among them."""
    rng = np.random.default_rng(seed)
    cases = [(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]), 1.0)]
    for n_users, n_items, l2, dtype in ((1, 4, 0.5, "float32"), (9, 4, 2.0, "float64")):
        cases.append(((rng.random((n_users, n_items)) < 0.5).astype(dtype), l2))
    X = (rng.random((6, 15)) < 0.3).astype("float32")
    X[:, 3] = 0
    return [*cases, (X, 3.0)]


def _predicts_itself(X, l2):
    """This is ridge regression of each movie on all movies, itself among them: it learns to copy
    what it is given. The diagonal of B must be 0, and the other weights found under that rule.
    """
    return np.linalg.solve(X.T @ X + l2 * np.eye(X.shape[1]), X.T @ X)


def _diagonal_struck_out(X, l2):
    """The diagonal was struck out after the fit, but the other weights were fitted while each
    movie could still predict itself: take −P_ij / P_jj.
    """
    B = _predicts_itself(X, l2)
    np.fill_diagonal(B, 0)
    return B


def _diagonal_left(X, l2):
    """The diagonal is −1 here: a movie must have no say in its own prediction, so set it to 0."""
    P = np.linalg.inv(X.T @ X + l2 * np.eye(X.shape[1]))
    return -P / np.diag(P)


def _rows_divided(X, l2):
    """Each row is divided by its P_ii; column j belongs to the movie that is predicted, so divide
    it by P_jj.
    """
    return ease_weights(X, l2).T


def _sign_kept(X, l2):
    """The minus sign is missing: what is watched together must get positive weights."""
    return -ease_weights(X, l2)


EASE_WEIGHTS = Exercise(
    id="linear.ease_weights",
    title="Each movie predicted from all others",
    reference=ease_weights,
    cases=_who_watched_what,
    hints=(
        "XᵀX counts who watched both of two movies. Add l2 to its diagonal and invert it: that is "
        "P, (n_items, n_items). Which entry of P belongs to the movie that is predicted?",
        "B_ij = −P_ij / P_jj. np.diag(P) is a row of the P_jj, and dividing a matrix by a row "
        "divides each column by its entry. The diagonal of B is 0.",
        "P = np.linalg.inv(X.T @ X + l2 * np.eye(X.shape[1])); B = ...; "
        "np.fill_diagonal(B, 0); return B",
    ),
    misconceptions=(
        _predicts_itself,
        _diagonal_struck_out,
        _diagonal_left,
        _rows_divided,
        _sign_kept,
    ),
)

EXERCISES = {EASE_WEIGHTS.id: EASE_WEIGHTS}
