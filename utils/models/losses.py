"""The objectives that the lessons minimize, in keras.ops, so that gradients flow through them."""

import numpy as np

from utils.base.backend import Tensor, keras

ops = keras.ops


def observed_mse(U: Tensor, V: Tensor, users: Tensor, items: Tensor, ratings: Tensor) -> Tensor:
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


def gravity(U: Tensor, V: Tensor) -> Tensor:
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


def log_softmax(logits: Tensor) -> Tensor:
    """log p̂_j = logits_j − log Z, with Z = Σ_k exp(logits_k). Used in lesson 04.

    The largest logit is subtracted first: p̂ ignores a constant added to all, and no exp overflows.

    Args:
        logits: (B, n) floats; -inf marks what cannot be chosen, not a whole row.

    Returns:
        (B, n) floats ≤ 0.
    """
    shifted = logits - ops.max(logits, axis=1, keepdims=True)
    return shifted - ops.log(ops.sum(ops.exp(shifted), axis=1, keepdims=True))


def cross_entropy(logits: Tensor, p: Tensor) -> Tensor:
    """Mean over the queries of −Σ_j p_j log p̂_j. Its gradient in the logits is (p̂ − p) / B.

    Args:
        logits: (B, n) floats, not yet a softmax.
        p: (B, n) floats, the distribution that p̂ should be.

    Returns:
        A scalar.
    """
    log_p_hat = logits - ops.logsumexp(logits, axis=1, keepdims=True)
    return -ops.mean(ops.sum(ops.multiply(p, log_p_hat), axis=1))


def softmax_loss(logits: Tensor, queries: Tensor, items: Tensor) -> Tensor:
    """Cross-entropy of each query against its multi-hot p, which is never formed.

    −Σ_j p_j log p̂_j is the mean of −log p̂_j over what the query watched. Used in lesson 04.

    Args:
        logits: (B, n_items) floats.
        queries, items: (n_pairs,) int: query queries[k] watched item items[k].

    Returns:
        (B,) floats; 0 for a query that watched nothing.

    Source: Covington, Adams, Sargin 2016, "Deep neural networks for YouTube recommendations",
        sec. 3.1.
    """
    n_queries, n_items = ops.shape(logits)
    cells = ops.cast(queries, "int64") * n_items + ops.cast(items, "int64")
    log_p = ops.take(ops.reshape(log_softmax(logits), (-1,)), cells)
    total = ops.segment_sum(-log_p, queries, num_segments=n_queries)
    n_watched = ops.segment_sum(ops.ones_like(log_p), queries, num_segments=n_queries)
    return total / ops.maximum(n_watched, 1)


def without_accidental_hits(logits: Tensor, sampled: Tensor, positives: Tensor) -> Tensor:
    """The logits, with -inf where a sampled "negative" is the query's own positive.

    Args:
        logits: (B, S) floats of the sampled items.
        sampled: (S,) int item indices.
        positives: (B,) int item index that each query watched.

    Returns:
        (B, S) floats.
    """
    return ops.where(sampled[None, :] == positives[:, None], -np.inf, logits)


def sampled_softmax_loss(
    positive_logits: Tensor, logits: Tensor, positives: Tensor, sampled: Tensor, log_q: Tensor
) -> Tensor:
    """−log of the chance that, of a positive and S sampled items, the positive is the one watched.

    Each candidate's logit is corrected by −log q, the positive's too: what an item owes to being
    drawn often is taken out wherever it stands. Then the least mean loss is that of the full
    softmax, for any S. With the positive left as it is, against samples corrected by −log(S q),
    the sum estimates Z without bias, and yet the optimum is flatter than the truth, as log Ẑ errs
    low. A sampled copy of the positive is left out: that sharpens the optimum, and more with more
    copies, so it fits catalogs where they are rare. Used in lesson 06.

    Args:
        positive_logits: (B,) floats.
        logits: (B, S) floats of the sampled items, the same for all queries.
        positives: (B,) int item indices.
        sampled: (S,) int item indices, drawn with replacement.
        log_q: (n_items,) floats, for every item the log of the chance that one draw gives it.

    Returns:
        (B,) floats.

    Source: Yi et al. 2019, "Sampling-bias-corrected neural modeling for large corpus item
        recommendations", sec. 3 (the positive too); Bengio and Senécal 2008, "Adaptive importance
        sampling to accelerate training of a neural probabilistic language model" (Ẑ); Jean et al.
        2015, "On using very large target vocabulary for neural machine translation", sec. 3.
    """
    positive_logits = positive_logits - ops.take(log_q, positives)
    others = without_accidental_hits(logits - ops.take(log_q, sampled), sampled, positives)
    return -log_softmax(ops.concatenate([positive_logits[:, None], others], axis=1))[:, 0]


def accidental_hits(queries: Tensor, items: Tensor) -> Tensor:
    """Where the item of another pair of the batch is no negative. Taught in lesson 07.

    Pair k's item is no negative of pair b if it is b's item as well, or if both are of one query:
    then b's query watched it.

    Args:
        queries: (B,) int, who watched, for each pair of the batch.
        items: (B,) int, what.

    Returns:
        (B, B) bool; False on the diagonal.
    """
    same_item = items[:, None] == items[None, :]
    same_query = queries[:, None] == queries[None, :]
    own = ops.eye(ops.shape(items)[0], dtype="bool")
    return (same_item | same_query) & ~own


def in_batch_softmax_loss(
    psi: Tensor, phi: Tensor, queries: Tensor, items: Tensor, log_q: Tensor
) -> Tensor:
    """−log p̂ of each pair's item among the items of its batch. Taught in lesson 07.

    The form of sampled_softmax_loss, with the other pairs' items as the sample: an item is in the
    batch as often as it is watched, so log q is subtracted, from the positive too; accidental
    hits are no negatives.

    Args:
        psi: (B, dim) float query embeddings.
        phi: (B, dim) float embeddings of the item that each query watched.
        queries, items: (B,) int index of the query, and of its item.
        log_q: (B,) floats, the log of the item's share of all watches.

    Returns:
        (B,) floats.

    Source: Yi et al. 2019, "Sampling-bias-corrected neural modeling for large corpus item
        recommendations", sec. 3.
    """
    logits = ops.matmul(psi, ops.transpose(phi)) - log_q
    others = ops.where(accidental_hits(queries, items), -np.inf, logits)
    return -ops.diagonal(log_softmax(others))


def pairwise_loss(positive_logits: Tensor, negative_logits: Tensor) -> Tensor:
    """−log σ(s⁺ − s⁻): what was watched should score higher than what was not.

    Args:
        positive_logits, negative_logits: (B,) floats: one item that each query watched, and
            another.

    Returns:
        (B,) floats.

    Source: Rendle et al. 2009, "BPR: Bayesian personalized ranking from implicit feedback".
    """
    return ops.softplus(negative_logits - positive_logits)


def weighted_mean(losses: Tensor, weights: Tensor) -> Tensor:
    """Σ w_k loss_k / Σ w_k, a scalar; both are (B,) floats."""
    return ops.sum(weights * losses) / ops.sum(weights)
