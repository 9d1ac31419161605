"""Checks for lesson 10: bytes of memory and of the wire, and what must not change on N machines."""

import numpy as np

from utils.exercises.judge.definition import Exercise
from utils.scale.costs import all_reduce_bytes

# What training keeps in memory


def training_bytes(n_rows: int, dim: int, n_looked_up: int) -> int:
    """Bytes of a float32 table, of the two numbers that Adam keeps beside each of its numbers, and
    of the rows that a batch looks up, copied out of it.
    """
    return 4 * dim * (3 * n_rows + n_looked_up)


def _tables(seed):
    rng = np.random.default_rng(seed)
    cases = [(2, 4, 1), (9066, 32, 2304)]
    return cases + [tuple(int(n) for n in rng.integers(1, 1000, 3)) for _ in range(4)]


def _without_adam(n_rows, dim, n_looked_up):
    """These are the table and the looked-up rows. Adam keeps a running mean of the gradient and one
    of its square beside every number.
    """
    return 4 * dim * (n_rows + n_looked_up)


def _one_state(n_rows, dim, n_looked_up):
    """Adam keeps two numbers beside each one: the mean of the gradient, and that of its square."""
    return 4 * dim * (2 * n_rows + n_looked_up)


def _in_double(n_rows, dim, n_looked_up):
    """This counts 8 bytes a number. A float32 has 32 bits."""
    return 2 * training_bytes(n_rows, dim, n_looked_up)


def _numbers(n_rows, dim, n_looked_up):
    """These are numbers, not bytes: a float32 has four."""
    return dim * (3 * n_rows + n_looked_up)


def _whole_table_copied(n_rows, dim, n_looked_up):
    """A batch copies the rows that it looks up, not all rows."""
    return 4 * dim * 4 * n_rows


TRAINING_BYTES = Exercise(
    id="scale.training_bytes",
    title="What has to fit into memory?",
    reference=training_bytes,
    cases=_tables,
    hints=(
        "Count numbers first: how many in the table, how many that Adam keeps, how many copied?",
        "The table has n_rows · dim. Adam keeps two for each of them. The batch copies "
        "n_looked_up · dim. How many bytes has a float32?",
        "return 4 * dim * (n_rows + 2 * n_rows + ...)",
    ),
    misconceptions=(_without_adam, _one_state, _in_double, _numbers, _whole_table_copied),
)

# The mean of many machines


def mean_over_processes(sums: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weighted mean loss of a batch that is spread over N processes.

    sums is (N,), each process's Σ w_k loss_k; weights is (N,), each process's Σ w_k.
    """
    return sums.sum() / weights.sum()


def _uneven_parts(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([2.0, 9.0]), np.array([1.0, 3.0]))]
    for n, dtype in ((1, "float64"), (8, "float32"), (50, "float64")):
        weights = rng.uniform(0.5, 20, n)
        cases.append(((rng.uniform(1, 8, n) * weights).astype(dtype), weights.astype(dtype)))
    return cases


def _mean_of_means(sums, weights):
    """This is the mean of the processes' means. A process with few watches counts as much as one
    with many: divide once, by what all weigh together.
    """
    return (sums / weights).mean()


def _mean_of_sums(sums, weights):
    """This divides by the number of processes. The weights say how much there is to divide by."""
    return sums.mean()


def _sum_of_means(sums, weights):
    """This adds up the processes' means: with more machines, the loss would grow."""
    return (sums / weights).sum()


def _first_alone(sums, weights):
    """This is what the process of rank 0 sees of the batch."""
    return sums[0] / weights[0]


MEAN_OVER_PROCESSES = Exercise(
    id="scale.mean_over_processes",
    title="Is a mean of means the mean?",
    reference=mean_over_processes,
    cases=_uneven_parts,
    hints=(
        "One process has one example, the other has three. How much should each of the four count?",
        "Both the losses and the weights are sums, and sums may be added over processes. "
        "When do you divide?",
        "return sums.sum() / ...",
    ),
    misconceptions=(_mean_of_means, _mean_of_sums, _sum_of_means, _first_alone),
)

# Negatives of all machines


def loss_over_processes(psi: np.ndarray, phi: np.ndarray) -> float:
    """Mean of −log p̂ where each query chooses among the items of all N processes.

    psi and phi are (N, B, dim): psi[n, b] and phi[n, b] belong together.
    """
    dim = psi.shape[-1]
    logits = psi.reshape(-1, dim) @ phi.reshape(-1, dim).T
    largest = logits.max(axis=1)
    log_Z = largest + np.log(np.exp(logits - largest[:, None]).sum(axis=1))
    return (log_Z - np.diagonal(logits)).mean()


def _batches(seed):
    rng = np.random.default_rng(seed)
    cases = [(np.array([[[1.0, 0.0]], [[0.0, 2.0]]]), np.array([[[1.0, 1.0]], [[0.0, 1.0]]]))]
    for shape, dtype in (((1, 4, 3), "float64"), ((2, 3, 5), "float32"), ((4, 2, 3), "float64")):
        cases.append(tuple(rng.normal(0, 1, (2, *shape)).astype(dtype)))
    return cases


def _log_Z(logits):
    largest = logits.max(axis=-1, keepdims=True)
    return (largest + np.log(np.exp(logits - largest).sum(axis=-1, keepdims=True)))[..., 0]


def _own_negatives(psi, phi):
    """Each query chooses among its own process's items only: an easier exam, and a lower loss for
    the same towers. The items of all processes have to come together first.
    """
    logits = psi @ phi.transpose(0, 2, 1)
    return (_log_Z(logits) - np.diagonal(logits, axis1=1, axis2=2)).mean()


def _labels_from_zero(psi, phi):
    """Every process looks for its own items at the start of the list. Those of process n begin at
    place n · B.
    """
    n, size, dim = psi.shape
    logits = psi.reshape(-1, dim) @ phi.reshape(-1, dim).T
    return (_log_Z(logits) - logits[np.arange(n * size), np.tile(np.arange(size), n)]).mean()


def _down_the_columns(psi, phi):
    """Here each item chooses among the queries. It is the query that chooses."""
    return loss_over_processes(phi, psi)


def _summed(psi, phi):
    """This is the sum over the pairs; take their mean."""
    return loss_over_processes(psi, phi) * psi.shape[0] * psi.shape[1]


LOSS_OVER_PROCESSES = Exercise(
    id="scale.loss_over_processes",
    title="Whose negatives?",
    reference=loss_over_processes,
    cases=_batches,
    hints=(
        "What would one machine do with all the pairs? Which matrix would it look at?",
        "Put the N parts under each other: reshape(-1, dim). Then it is lesson 07's in-batch "
        "softmax, with N · B rows and columns.",
        "dim = psi.shape[-1]\n"
        "logits = psi.reshape(-1, dim) @ phi.reshape(-1, dim).T\n"
        "log_Z = np.log(np.exp(logits).sum(axis=1))\n"
        "return np.mean(log_Z - ...)",
    ),
    misconceptions=(_own_negatives, _labels_from_zero, _down_the_columns, _summed),
)

# What crosses the wire


def _sizes(seed):
    rng = np.random.default_rng(seed)
    cases = [(10, 2), (10, 4), (7, 1)]
    return cases + [(int(rng.integers(1, 10**9)), int(rng.integers(2, 65))) for _ in range(4)]


def _only_gathered(size, n_devices):
    """This is half of it: after the parts are summed, each device has only its part of the sum, and
    all of them have to learn the rest.
    """
    return (n_devices - 1) * size


def _each_to_each(size, n_devices):
    """Here everybody sends everything to everybody. A ring needs less: each device sends on a part
    of size / N at a time.
    """
    return n_devices * (n_devices - 1) * size


def _of_one_device(size, n_devices):
    """This is what one of the devices sends. Add up all of them."""
    return 2 * (n_devices - 1) * size / n_devices


def _to_itself(size, n_devices):
    """A device need not send to itself: N − 1 steps, not N. With one device nothing is sent."""
    return 2 * n_devices * size


ALL_REDUCE_BYTES = Exercise(
    id="scale.all_reduce_bytes",
    title="What crosses the wire?",
    reference=all_reduce_bytes,
    cases=_sizes,
    hints=(
        "In a ring of N, each device sends size / N to the next one in every step. How many steps "
        "until one device has the complete sum of one part?",
        "N − 1 steps to sum, and N − 1 more until all know all parts. In each of them N devices "
        "send size / N.",
        "return 2 * ... * n_devices * (size / n_devices)",
    ),
    misconceptions=(_only_gathered, _each_to_each, _of_one_device, _to_itself),
)

EXERCISES = {
    e.id: e for e in (TRAINING_BYTES, MEAN_OVER_PROCESSES, LOSS_OVER_PROCESSES, ALL_REDUCE_BYTES)
}
