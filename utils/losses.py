"""The objectives that the lessons minimize, in keras.ops, so that gradients flow through them."""

from utils.backend import keras

ops = keras.ops


def observed_mse(U, V, users, items, ratings):
    """Mean of (A_ij − ⟨U_i, V_j⟩)² over the observed pairs. Taught in lesson 02.

    Args:
        U: (n_users, dim) float embeddings.
        V: (n_items, dim) float embeddings.
        users: (n,) int user index of each observed pair, in any order.
        items: (n,) int item index of each observed pair.
        ratings: (n,) float values A_ij.

    Returns:
        A scalar. The (n_users, n_items) matrix is never formed.

    Source: Koren, Bell, Volinsky 2009, "Matrix factorization techniques", eq. 2.
    """
    predicted = ops.sum(ops.take(U, users, axis=0) * ops.take(V, items, axis=0), axis=1)
    return ops.mean(ops.square(ratings - predicted))


def gravity(U, V):
    """Mean of ⟨U_i, V_j⟩² over all pairs, observed or not. Taught in lesson 02.

    Σ_ij ⟨U_i, V_j⟩² = ⟨UᵀU, VᵀV⟩, the sum of the entrywise product of two (dim, dim) matrices:
    O((n_users + n_items) dim²) instead of O(n_users n_items dim).

    Args:
        U: (n_users, dim) float embeddings.
        V: (n_items, dim) float embeddings.

    Returns:
        A scalar.

    Source: Krichene et al. 2019, "Efficient training on very large corpora via Gramian
        estimation", sec. 2.
    """
    gram_U = ops.matmul(ops.transpose(U), U)
    gram_V = ops.matmul(ops.transpose(V), V)
    return ops.sum(gram_U * gram_V) / (U.shape[0] * V.shape[0])


def l2_penalty(*parameters):
    """Sum over the tensors of the mean squared length of their rows.

    Args:
        *parameters: (n, dim) or (n,) float tensors; a vector counts as n rows of one number.

    Returns:
        A scalar.
    """
    return sum(ops.sum(ops.square(p)) / p.shape[0] for p in parameters)
