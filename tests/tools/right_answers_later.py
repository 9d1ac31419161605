"""Right answers to the exercises that are not the reference, as right_answers. Lessons 07 to 10."""

import itertools

import numpy as np
import scipy.special
import scipy.stats

from utils.base.backend import tf


def top_items(queries, items, k):
    rows = []
    for query in queries:
        scores = items @ query
        rows.append(sorted(range(len(items)), key=lambda j: (-scores[j], j))[:k])
    return np.array(rows)


def top_items_tensorflow(queries, items, k):
    """tf.math.top_k promises that of two equal elements the lower index comes first."""
    return tf.math.top_k(tf.matmul(queries, items, transpose_b=True), k).indices


def mips_augment(items):
    lengths = np.linalg.norm(items, axis=1, keepdims=True)
    return np.hstack([items, lengths.max() * np.sqrt(1 - (lengths / lengths.max()) ** 2)])


def recall_of(found, exact):
    pairs = zip(found.tolist(), exact.tolist(), strict=True)
    return [len(set(f) & set(e)) / len(e) for f, e in pairs]


def mmr(relevance, similarity, k, trade_off):
    left, chosen = list(range(len(relevance))), []
    while len(chosen) < k:

        def gain(i):
            closest = max((similarity[i][j] for j in chosen), default=0)
            return trade_off * relevance[i] - (1 - trade_off) * closest

        best = max(left, key=gain)
        left.remove(best)
        chosen.append(best)
    return chosen


def paired_interval(first, second):
    difference = np.asarray(first, float) - second
    error = scipy.stats.sem(difference)
    return difference.mean() + 1.96 * error * np.array([0, -1, 1])


def in_batch_softmax(psi, phi):
    logits = tf.matmul(psi, phi, transpose_b=True)
    labels = tf.range(tf.shape(logits)[0])
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


def in_batch_log_q(logits, counts, n_watches):
    corrected = logits.copy()
    for column, count in enumerate(counts):
        corrected[:, column] += np.log(n_watches) - np.log(count)
    return corrected


def accidental_hits(queries, items):
    hits = np.zeros((len(items), len(items)), bool)
    for a, b in itertools.permutations(range(len(items)), 2):
        hits[a, b] = items[a] == items[b] or queries[a] == queries[b]
    return hits


def phi(V, T, tokens, known):
    rows = []
    for row, mine, seen in zip(V, tokens, known, strict=True):
        h = T[mine].sum(axis=0) + (row if seen else 0)
        rows.append(h / np.sqrt(h @ h))
    return np.array(rows)


def not_dominated(values):
    rows = [tuple(row) for row in np.asarray(values).tolist()]

    def beats(a, b):
        return a != b and all(x >= y for x, y in zip(a, b, strict=True))

    return [not any(beats(other, row) for other in rows) for row in rows]


def training_bytes(n_rows, dim, n_looked_up):
    table = n_rows * dim * np.dtype("float32").itemsize
    return table + 2 * table + n_looked_up * dim * 4


def mean_over_processes(sums, weights):
    return sum(sums.tolist()) / sum(weights.tolist())


def loss_over_processes(psi, phi):
    queries, items = np.concatenate(psi), np.concatenate(phi)
    pairs = zip(queries, items, strict=True)
    return np.mean([scipy.special.logsumexp(items @ q) - q @ v for q, v in pairs])


def all_reduce_bytes(size, n_devices):
    part = size / n_devices
    return sum(part for _ in range(2) for _ in range(n_devices - 1) for _ in range(n_devices))


ALTERNATIVES = {
    "towers.in_batch_softmax": (in_batch_softmax,),
    "towers.in_batch_log_q": (in_batch_log_q,),
    "towers.accidental_hits": (accidental_hits,),
    "towers.phi": (phi,),
    "retrieval.top_items": (top_items, top_items_tensorflow),
    "retrieval.mips_augment": (mips_augment,),
    "retrieval.recall_of": (recall_of,),
    "retrieval.mmr": (mmr,),
    "ship.paired_interval": (paired_interval,),
    "ship.not_dominated": (not_dominated,),
    "scale.training_bytes": (training_bytes,),
    "scale.mean_over_processes": (mean_over_processes,),
    "scale.loss_over_processes": (loss_over_processes,),
    "scale.all_reduce_bytes": (all_reduce_bytes,),
}
