"""What a step of training costs at 10⁴, 10⁵ and 10⁶ items, beside tf.nn.sampled_softmax_loss."""

import time

import numpy as np

from utils.base.backend import keras, tf
from utils.base.seed import SEED
from utils.models.losses import softmax_loss
from utils.models.sampled_step import sampled_gradients

DIM, BATCH, N_SAMPLED, RATE = 32, 256, 1024, 0.1
SIZES = (10_000, 100_000, 1_000_000)
FULL_UP_TO = 100_000  # at 10⁶ the logits and their gradients would need about 8 GB
N_REPEATS = 15


def full_gradient(U, V, users, items, sampled, log_q):
    """(n_items, dim) gradient of the full softmax loss in V."""
    with tf.GradientTape() as tape:
        logits = tf.matmul(tf.gather(U, users), V, transpose_b=True)
        loss = tf.reduce_mean(softmax_loss(logits, users, items))
    return tape.gradient(loss, V)


def sampled_gradient(*arguments):
    """Gradient in V of the course's loss."""
    return sampled_gradients(*arguments)[1]


def peer_gradient(U, V, users, items, sampled, log_q):
    """Gradient in V of TensorFlow's loss, for the same negatives."""
    n_items = V.shape[0]
    expected = N_SAMPLED / n_items
    values = sampled, tf.fill([BATCH, 1], expected), tf.fill([N_SAMPLED], expected)
    with tf.GradientTape() as tape:
        losses = tf.nn.sampled_softmax_loss(
            V,
            tf.zeros(n_items),
            items[:, None],
            tf.gather(U, users),
            N_SAMPLED,
            n_items,
            sampled_values=values,
        )
        loss = tf.reduce_mean(losses)
    return tape.gradient(loss, V)


def descend(V, gradient):
    """Plain gradient descent: all rows of a dense gradient, the named rows of a sparse one."""
    if isinstance(gradient, tf.IndexedSlices):
        V.value.scatter_sub(tf.IndexedSlices(RATE * gradient.values, gradient.indices))
    else:
        V.value.assign_sub(RATE * gradient)


def by(name):
    """A function V → its update (V, gradient) by the Keras optimizer of that name."""

    def update_of(V):
        optimizer = keras.optimizers.get({"class_name": name, "config": {"learning_rate": RATE}})
        optimizer.build([V])
        return lambda V, gradient: optimizer.apply([gradient], [V])

    return update_of


ROWS = {
    "full softmax": (full_gradient, lambda V: descend),
    "sampled, scatter update": (sampled_gradient, lambda V: descend),
    "sampled, Keras SGD": (sampled_gradient, by("SGD")),
    "sampled, Keras Adagrad": (sampled_gradient, by("Adagrad")),
    "sampled, Keras Adam": (sampled_gradient, by("Adam")),
    "tf.nn.sampled_softmax_loss, scatter update": (peer_gradient, lambda V: descend),
}


def step_time(n_items, gradient_of, update_of, n_repeats=N_REPEATS):
    """The shortest time of a step on the item table, in milliseconds."""
    rng = np.random.default_rng(SEED)
    U = tf.Variable(rng.standard_normal((BATCH, DIM), np.float32))
    V = keras.Variable(0.1 * rng.standard_normal((n_items, DIM), np.float32))
    update = update_of(V)

    @tf.function(autograph=False)
    def step(*batch):
        update(V, gradient_of(U, V.value, *batch))

    seconds = []
    for _ in range(n_repeats + 1):
        items, sampled = (rng.integers(0, n_items, n, np.int32) for n in (BATCH, N_SAMPLED))
        log_q = np.full(n_items, -np.log(n_items), np.float32)
        users = np.arange(BATCH, dtype=np.int32)
        batch = [tf.constant(part) for part in (users, items, sampled, log_q)]
        start = time.perf_counter()
        step(*batch)
        seconds.append(time.perf_counter() - start)
    return 1000 * min(seconds[1:])  # the first one traces the graph


def scaling_table(sizes=SIZES):
    """Markdown rows: milliseconds a step for each size, and the last over the first."""
    lines = [
        "| | " + " | ".join(f"{n:,} items, ms" for n in sizes) + " | last / first |",
        "|---" * (len(sizes) + 2) + "|",
    ]
    for name, (gradient_of, update_of) in ROWS.items():
        fits = [n for n in sizes if gradient_of is not full_gradient or n <= FULL_UP_TO]
        times = [step_time(n, gradient_of, update_of) for n in fits]
        cells = [f"{ms:.1f}" for ms in times] + ["too large"] * (len(sizes) - len(fits))
        lines.append(f"| {name} | {' | '.join(cells)} | {times[-1] / times[0]:.2f} |")
    return lines


def section():
    """Markdown lines."""
    return [
        "## A step of training against the number of items",
        "",
        f"dim {DIM}, batch {BATCH}, {N_SAMPLED} negatives; the shortest of several.",
        "",
        *scaling_table(),
    ]
