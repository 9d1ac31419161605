"""Checks for lesson 02: the loss over what was observed, gravity, one half-step of WALS."""

import numpy as np

from utils.exercises.judge.definition import Exercise

SHAPES = (  # n_users, n_items, dim, observed pairs; in the last N·M is by far the largest size
    (1, 6, 2, 3, "float32"),
    (5, 4, 3, 1, "float64"),
    (7, 4, 2, 12, "float64"),
    (5, 7, 2, 3, "float32"),
)


def _embeddings(rng, n_users, n_items, dim, dtype):
    return (rng.normal(0.3, 1, (n, dim)).astype(dtype) for n in (n_users, n_items))


def observed_mse(
    U: np.ndarray, V: np.ndarray, users: np.ndarray, items: np.ndarray, ratings: np.ndarray
) -> float:
    """Mean of (A_ij − ⟨U_i, V_j⟩)² over the observed pairs; the N×M matrix is never formed."""
    predicted = (U[users] * V[items]).sum(axis=1)
    return ((ratings - predicted) ** 2).mean()


def _observed_pairs(seed):
    rng = np.random.default_rng(seed)
    U, V = np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 3.0]])
    cases = [(U, V, np.array([1, 0]), np.array([1, 0]), np.array([4.0, 5.0]))]
    for n_users, n_items, dim, n, dtype in SHAPES:
        U, V = _embeddings(rng, n_users, n_items, dim, dtype)
        users, items = np.divmod(rng.choice(n_users * n_items, n, replace=False), n_items)
        cases.append((U, V, users, items, rng.integers(1, 11, n).astype(dtype) / 2))
    return cases


def _mean_over_all_cells(U, V, users, items, ratings):
    """This is the mean over all N·M cells; the loss is over the observed ones."""
    errors = ratings - (U[users] * V[items]).sum(axis=1)
    return (errors**2).sum() / (len(U) * len(V))


def _zeros_as_ratings(U, V, users, items, ratings):
    """This takes every cell that nobody rated for a rating of 0; leave those cells out."""
    A = np.zeros((len(U), len(V)), ratings.dtype)
    A[users, items] = ratings
    return ((A - U @ V.T) ** 2).mean()


def _sum_of_squares(U, V, users, items, ratings):
    """This is the sum of the squared errors; the loss is their mean."""
    return ((ratings - (U[users] * V[items]).sum(axis=1)) ** 2).sum()


def _root_mean_square(U, V, users, items, ratings):
    """This is the root of the mean squared error (RMSE); the loss has no root."""
    return np.sqrt(((ratings - (U[users] * V[items]).sum(axis=1)) ** 2).mean())


def _whole_matrix(arguments, largest):
    """What UVᵀ costs, if the answer builds it: if one of its tensors is as large as that."""
    U, V = arguments[:2]
    if largest < len(U) * len(V):
        return ""
    here, large = 4 * 671 * 9066 / 1e6, 4 * 200_000 * 85_000 / 1e6
    return (
        f"Right, but it builds the whole N×M matrix: {here:.0f} MB in float32 for 671 × 9,066,\n"
        f"and {large:,.0f} MB for 200,000 × 85,000. The hints show a way around it."
    )


OBSERVED_MSE = Exercise(
    id="mf.observed_mse",
    title="The loss over the observed ratings",
    reference=observed_mse,
    cases=_observed_pairs,
    hints=(
        "Observed pair t is user users[t] and movie items[t]. You need one prediction for each "
        "observed pair, and none for the others.",
        "U[users] gives the row of U for each observed pair, (n, dim). With the same for V, the "
        "dot product of row with row is a product and a sum over axis 1.",
        "predicted = (U[users] * V[...]).sum(axis=1); return ((...) ** 2).mean()",
    ),
    misconceptions=(_mean_over_all_cells, _zeros_as_ratings, _sum_of_squares, _root_mean_square),
    remark=_whole_matrix,
)


def gravity(U: np.ndarray, V: np.ndarray) -> float:
    """Mean of ⟨U_i, V_j⟩² over all pairs, as ⟨UᵀU, VᵀV⟩ / (N·M): O((N + M) d²)."""
    return ((U.T @ U) * (V.T @ V)).sum() / (len(U) * len(V))


def _two_embeddings(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 3.0]]))]
    for n_users, n_items, dim, _, dtype in SHAPES:
        cases.append(tuple(_embeddings(rng, n_users, n_items, dim, dtype)))
    return cases


def _product_of_mean_norms(U, V):
    """This multiplies the mean squared lengths: it ignores the angles between users and movies."""
    return (U**2).sum(axis=1).mean() * (V**2).sum(axis=1).mean()


def _sum_over_pairs(U, V):
    """This is the sum over all pairs; gravity is their mean: divide by N·M."""
    return ((U @ V.T) ** 2).sum()


def _square_of_the_mean(U, V):
    """This is the square of the mean score, where positive and negative scores cancel.
    Square each score, then take the mean.
    """
    return (U @ V.T).mean() ** 2


def _matrix_product_of_grams(U, V):
    """This sums the matrix product of UᵀU and VᵀV; ⟨UᵀU, VᵀV⟩ multiplies entry by entry."""
    return (U.T @ U @ V.T @ V).sum() / (len(U) * len(V))


GRAVITY = Exercise(
    id="mf.gravity",
    title="Gravity without the N×M matrix",
    reference=gravity,
    cases=_two_embeddings,
    hints=(
        "Write ⟨U_i, V_j⟩² as a double sum over dimensions a and b of U_ia V_ja U_ib V_jb. "
        "Which factors depend on i alone, and which on j alone?",
        "The sum over i of U_ia U_ib is entry (a, b) of UᵀU, and the same goes for V. Both are "
        "(dim, dim): multiply them entry by entry and sum.",
        "gram_U = U.T @ U; gram_V = ...; return (gram_U * gram_V).sum() / (len(U) * len(V))",
    ),
    misconceptions=(
        _product_of_mean_norms,
        _sum_over_pairs,
        _square_of_the_mean,
        _matrix_product_of_grams,
    ),
    remark=_whole_matrix,
)


def wals_step(
    V: np.ndarray, observed: np.ndarray, w_observed: float, w_zero: float, l2: float
) -> np.ndarray:
    """The U that minimizes Σ_ij w_ij (p_ij − ⟨U_i, V_j⟩)² + λ Σ_i ‖U_i‖², V being fixed.

    p is 1 and w is w_observed where `observed` is True; p is 0 and w is w_zero elsewhere.
    Row i solves (Σ_j w_ij V_j V_jᵀ + λI) U_i = Σ_j w_ij p_ij V_j.
    """
    w = np.where(observed, w_observed, w_zero)
    A = np.einsum("ij,ja,jb->iab", w, V, V) + l2 * np.eye(V.shape[1])
    b = (w * observed) @ V
    return np.linalg.solve(A, b[:, :, None])[:, :, 0]


def _half_steps(seed):
    """Someone who watched nothing is among them, and more movies than dimensions always are."""
    rng = np.random.default_rng(seed)
    V = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    cases = [(V, np.array([[True, False, False]]), 2.0, 0.5, 1.0)]
    for n_users, n_items, dim, dtype in ((1, 6, 2, "float32"), (4, 7, 3, "float64")):
        V = rng.normal(0, 1, (n_items, dim)).astype(dtype)
        observed = rng.random((n_users, n_items)) < 0.4
        observed[-1] = n_users == 1
        cases.append((V, observed, 5.0, 0.5, 2.0))
    return cases


def _step(V, w, target, l2):
    A = np.einsum("ij,ja,jb->iab", w, V, V) + l2 * np.eye(V.shape[1])
    return np.linalg.solve(A, (target @ V)[:, :, None])[:, :, 0]


def _without_l2(V, observed, w_observed, w_zero, l2):
    """λ is forgotten: add l2 to the diagonal of every user's (dim, dim) matrix."""
    w = np.where(observed, w_observed, w_zero)
    return _step(V, w, w * observed, 0)


def _zeros_ignored(V, observed, w_observed, w_zero, l2):
    """Only the observed movies are in the sum on the left. The others count too, with w_zero:
    they are what pulls scores for unwatched movies down.
    """
    w = np.where(observed, w_observed, 0.0)
    return _step(V, w, w, l2)


def _right_side_unweighted(V, observed, w_observed, w_zero, l2):
    """The right side lacks its weight: it is the sum of w_observed · V_j over what was watched."""
    return _step(V, np.where(observed, w_observed, w_zero), 1.0 * observed, l2)


def _one_weight_for_all(V, observed, w_observed, w_zero, l2):
    """All pairs have the weight w_zero on the left; the observed ones must have w_observed."""
    return _step(V, np.full(observed.shape, w_zero), w_observed * observed, l2)


WALS_STEP = Exercise(
    id="mf.wals_step",
    title="One half-step of WALS",
    reference=wals_step,
    cases=_half_steps,
    hints=(
        "With V fixed, each user is a least-squares problem of their own. Set the gradient by U_i "
        "to zero: what is the matrix, and what is the right side?",
        "(Σ_j w_ij V_j V_jᵀ + λI) U_i = Σ_j w_ij p_ij V_j, where w_ij = w_observed or w_zero. "
        "np.einsum('ij,ja,jb->iab', w, V, V) makes the first sum for all users at once.",
        "w = np.where(observed, w_observed, w_zero); A = np.einsum(...) + l2 * np.eye(V.shape[1]); "
        "b = (w * observed) @ V; return np.linalg.solve(A, b[:, :, None])[:, :, 0]",
    ),
    misconceptions=(_without_l2, _zeros_ignored, _right_side_unweighted, _one_weight_for_all),
)

EXERCISES = {e.id: e for e in (OBSERVED_MSE, GRAVITY, WALS_STEP)}
