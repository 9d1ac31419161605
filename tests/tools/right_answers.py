"""Right answers to the exercises of lessons 00 to 06 that are not the reference."""

import itertools

import numpy as np
import scipy.special
import sklearn.linear_model
import sklearn.metrics

from utils.base.backend import keras, tf

ops = keras.ops


def score(u, v):
    total = 0.0
    for a, b in zip(u, v, strict=True):
        total += float(a) * float(b)
    return total


def score_tensorflow(u, v):
    return tf.tensordot(u, v, axes=1)


def rating_matrix(users, items, ratings, n_users, n_items):
    matrix = np.zeros((n_users, n_items))
    for user, item, rating in zip(users, items, ratings, strict=True):
        matrix[user, item] = rating
    return matrix


def rating_matrix_tensorflow(users, items, ratings, n_users, n_items):
    return tf.scatter_nd(np.stack([users, items], axis=1), ratings, (n_users, n_items))


def mask_seen(scores, seen):
    masked = scores.copy()
    masked[seen] = -np.inf
    return masked


def mask_seen_tensorflow(scores, seen):
    return tf.where(seen, tf.constant(-np.inf, scores.dtype), scores)


def recall_at_k(top, relevant):
    return len(set(top) & set(relevant)) / len(relevant)


def ndcg_at_k(top, relevant):
    """In a loop, with the natural logarithm: the base cancels."""
    dcg = sum(1 / np.log(rank + 1) for rank, item in enumerate(top, 1) if item in relevant)
    n_ideal = min(len(top), len(relevant))
    return dcg / sum(1 / np.log(rank + 1) for rank in range(1, n_ideal + 1))


def ease_weights(X, l2):
    """One regression for each movie, on all the others."""
    n_items = X.shape[1]
    B = np.zeros((n_items, n_items))
    for item in range(n_items):
        others = np.delete(np.arange(n_items), item)
        ridge = sklearn.linear_model.Ridge(alpha=l2, fit_intercept=False)
        B[others, item] = ridge.fit(X[:, others], X[:, item]).coef_
    return B


def ease_weights_tensorflow(X, l2):
    P = tf.linalg.inv(tf.matmul(X, X, transpose_a=True) + l2 * tf.eye(X.shape[1], dtype=X.dtype))
    return tf.linalg.set_diag(-P / tf.linalg.diag_part(P), tf.zeros(X.shape[1], X.dtype))


def observed_mse(U, V, users, items, ratings):
    total = 0.0
    for user, item, rating in zip(users, items, ratings, strict=True):
        total += (rating - ops.sum(U[user] * V[item])) ** 2
    return total / len(users)


@tf.function
def observed_mse_tensorflow(U, V, users, items, ratings):
    predicted = tf.reduce_sum(tf.gather(U, users) * tf.gather(V, items), axis=1)
    return tf.reduce_mean(tf.math.squared_difference(predicted, ratings))


def gravity(U, V):
    pairs = itertools.product(range(U.shape[0]), range(V.shape[0]))
    return sum(ops.sum(U[i] * V[j]) ** 2 for i, j in pairs) / (U.shape[0] * V.shape[0])


def gravity_tensorflow(U, V):
    return tf.einsum("ia,ib,ja,jb->", U, U, V, V) / (U.shape[0] * V.shape[0])


def wals_step(V, observed, w_observed, w_zero, l2):
    """One user after the other, as a stack of weighted equations."""
    n_items, dim = V.shape
    rows = []
    for seen in observed:
        root = np.sqrt(np.where(seen, w_observed, w_zero))
        equations = np.vstack([root[:, None] * V, np.sqrt(l2) * np.eye(dim)])
        rows.append(np.linalg.lstsq(equations, np.append(root * seen, np.zeros(dim)))[0])
    return np.array(rows)


def cosine(queries, items):
    return sklearn.metrics.pairwise.cosine_similarity(queries, items)


def cosine_tensorflow(queries, items):
    norms = tf.tensordot(tf.norm(queries, axis=1), tf.norm(items, axis=1), axes=0)
    return tf.math.divide_no_nan(tf.matmul(queries, items, transpose_b=True), norms)


def fold_in(V, items, values, l2):
    return sklearn.linear_model.Ridge(alpha=l2, fit_intercept=False).fit(V[items], values).coef_


def list_overlap(top):
    pairs = itertools.combinations([set(row) for row in top], 2)
    return np.mean([len(one & other) for one, other in pairs]) / top.shape[1]


def history_embedding(E, history, mask):
    rows = []
    for items, real in zip(history, mask, strict=True):
        rows.append(E[items[real]].mean(axis=0) if real.any() else np.zeros(E.shape[1]))
    return np.array(rows)


def history_embedding_tensorflow(E, history, mask):
    weights = tf.cast(mask, E.dtype)
    total = tf.einsum("bmd,bm->bd", tf.gather(E, history), weights)
    return tf.math.divide_no_nan(total, tf.reduce_sum(weights, axis=1, keepdims=True))


def without_target(history, target):
    left = history.copy()
    left[target] = False
    return left


def softmax(logits):
    return scipy.special.softmax(logits, axis=1)


def softmax_keras(logits):
    return ops.softmax(logits, axis=1)


def multi_hot(queries, items, n_queries, n_items):
    p = np.zeros((n_queries, n_items))
    for query, item in zip(queries, items, strict=True):
        p[query, item] = 1 / np.sum(queries == query)
    return p


def cross_entropy(logits, p):
    return ops.mean(ops.categorical_crossentropy(p, logits, from_logits=True))


def cross_entropy_tensorflow(logits, p):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(p, logits))


def log_Z(psi, V):
    return scipy.special.logsumexp(psi @ V.T, axis=1)


def log_Z_tensorflow(psi, V):
    return tf.reduce_logsumexp(tf.matmul(psi, V, transpose_b=True), axis=1)


def estimated_Z(logits, q):
    return np.exp(logits - np.log(q)).sum(axis=1) / len(q)


def corrected_logits(logits, log_q):
    return np.log(np.exp(logits) / np.exp(log_q))


def without_accidental_hits(logits, sampled, positives):
    masked = logits.copy()
    for row, positive in enumerate(positives):
        masked[row, sampled == positive] = -np.inf
    return masked


ALTERNATIVES = {
    "start.score": (score, score_tensorflow),
    "ratings.rating_matrix": (rating_matrix, rating_matrix_tensorflow),
    "ratings.mask_seen": (mask_seen, mask_seen_tensorflow),
    "ratings.recall_at_k": (recall_at_k,),
    "ratings.ndcg_at_k": (ndcg_at_k,),
    "linear.ease_weights": (ease_weights, ease_weights_tensorflow),
    "mf.observed_mse": (observed_mse, observed_mse_tensorflow),
    "mf.gravity": (gravity, gravity_tensorflow),
    "mf.wals_step": (wals_step,),
    "space.cosine": (cosine, cosine_tensorflow),
    "space.fold_in": (fold_in,),
    "space.list_overlap": (list_overlap,),
    "queries.history_embedding": (history_embedding, history_embedding_tensorflow),
    "queries.without_target": (without_target,),
    "softmax.softmax": (softmax, softmax_keras),
    "softmax.multi_hot": (multi_hot,),
    "softmax.cross_entropy": (cross_entropy, cross_entropy_tensorflow),
    "softmax.log_Z": (log_Z, log_Z_tensorflow),
    "sampling.estimated_Z": (estimated_Z,),
    "sampling.corrected_logits": (corrected_logits,),
    "sampling.without_accidental_hits": (without_accidental_hits,),
}
