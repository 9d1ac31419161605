"""Adagrad for tables of embeddings: one number a row beside the row, and only the batch's rows.

Source: Mudigere et al. 2022, "Software-hardware co-design for fast and scalable training of deep
learning recommendation models", sec. 4.1.4 (row-wise sparse Adagrad); Duchi, Hazan, Singer 2011,
"Adaptive subgradient methods".
"""

import jax
import jax.numpy as jnp

EPSILON = 1e-8


@jax.jit
def rowwise_adagrad(
    table: jax.Array, seen: jax.Array, rows: jax.Array, gradients: jax.Array, rate: float
) -> tuple[jax.Array, jax.Array]:
    """One step on the rows that a batch names; all others are neither read nor written.

    With g the sum of a row's gradients: seen += mean(g²), row −= rate · g / √(seen + ε).

    Args:
        table: (n_rows, dim) floats.
        seen: (n_rows,) floats, the sum so far; zeros at the start.
        rows: (n,) int row of each gradient; a row may be named often, and −1 is padding.
        gradients: (n, dim) floats.
        rate: the learning rate.

    Returns:
        (table, seen) after the step.
    """
    n_rows = table.shape[0]
    named = jnp.where(rows < 0, n_rows, rows)  # out of range, so that it is dropped
    unique, places = jnp.unique(named, size=rows.shape[0], fill_value=n_rows, return_inverse=True)
    total = jnp.zeros_like(gradients).at[places.ravel()].add(gradients)
    seen = seen.at[unique].add(jnp.mean(total**2, axis=1), mode="drop")
    scale = rate / jnp.sqrt(seen.at[unique].get(mode="fill", fill_value=1.0) + EPSILON)
    return table.at[unique].add(-scale[:, None] * total, mode="drop"), seen
