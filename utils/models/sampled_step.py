"""One step of training against sampled negatives, which touches the rows it drew and no others."""

from collections.abc import Callable

from utils.base.backend import Tensor, tf
from utils.models.losses import sampled_softmax_loss


def sampled_gradients(
    U: Tensor,
    V: Tensor,
    users: Tensor,
    items: Tensor,
    sampled: Tensor,
    log_q: Tensor,
    loss: Callable = sampled_softmax_loss,
) -> tuple[Tensor, Tensor]:
    """Gradients of the mean loss in the two tables, as the rows that were looked up.

    Args:
        U, V: tf.Variable (n_users, dim) and (n_items, dim) float32.
        users, items: (B,) int32: users[k] watched items[k].
        sampled: (S,) int32, the items drawn as negatives, the same for all pairs.
        log_q: (n_items,) float32, for every item the log of the chance that one draw gives it.
        loss: takes (B,) positive logits, (B, S) logits, items, sampled and log_q, as
            sampled_softmax_loss does; returns (B,) losses.

    Returns:
        (gradient in U, gradient in V): tf.IndexedSlices of B and of B + S rows. A row that was
        looked up twice is in it twice; the parts add up. Taught in lesson 06.
    """
    with tf.GradientTape() as tape:
        psi, phi, others = tf.gather(U, users), tf.gather(V, items), tf.gather(V, sampled)
        logits = tf.matmul(psi, others, transpose_b=True)
        positive_logits = tf.reduce_sum(psi * phi, axis=1)
        mean = tf.reduce_mean(loss(positive_logits, logits, items, sampled, log_q))
    return tape.gradient(mean, (U, V))


@tf.function(autograph=False)
def sampled_step(
    U: Tensor,
    V: Tensor,
    users: Tensor,
    items: Tensor,
    sampled: Tensor,
    log_q: Tensor,
    rate: Tensor,
    loss: Callable = sampled_softmax_loss,
) -> None:
    """One step of gradient descent that reads and writes the rows of the batch only.

    Args:
        U, V, users, items, sampled, log_q, loss: as of sampled_gradients.
        rate: scalar float32 tensor, the learning rate. Taught in lesson 06.
    """
    gradients = sampled_gradients(U, V, users, items, sampled, log_q, loss)
    for table, gradient in zip((U, V), gradients, strict=True):
        table.scatter_sub(tf.IndexedSlices(rate * gradient.values, gradient.indices))
