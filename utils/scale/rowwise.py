"""Adagrad for tables of embeddings: one number a row beside the row, where Adam keeps two rows.

Source: Mudigere et al. 2022, "Software-hardware co-design for fast and scalable training of deep
learning recommendation models", sec. 4.1.4 (row-wise sparse Adagrad); Duchi, Hazan, Singer 2011,
"Adaptive subgradient methods".
"""

from typing import Any

import jax
import jax.numpy as jnp

from utils.base.backend import Tensor, keras

ops = keras.ops

EPSILON = 1e-8
SEEN = "seen"  # how the names of what it keeps begin


class RowwiseAdagrad(keras.optimizers.Optimizer):
    """seen += mean(g²) of each row, row −= rate · g / √(seen + ε); Adagrad for what is no table.

    A row whose gradient is 0 keeps its very bits: without l2 these are all that a batch does not
    name.

    Args:
        learning_rate: the rate.
        tables: names of the variables that are tables.
        **settings: as of a Keras optimizer.
    """

    def __init__(self, learning_rate: float = 0.01, tables: tuple = ("E", "V"), **settings: Any):
        super().__init__(learning_rate=learning_rate, **settings)
        self.tables = tables

    def build(self, variables: list) -> None:
        """Make what is kept beside each variable: a number for each row, or for each number."""
        if self.built:
            return
        super().build(variables)
        self.seen = [
            self.add_variable(
                shape=variable.shape[:1] if variable.name in self.tables else variable.shape,
                initializer="zeros",
                name=f"{SEEN}_{variable.name}",
            )
            for variable in variables
        ]

    def update_step(self, gradient: Tensor, variable: Any, learning_rate: Any) -> None:
        """One step of one variable; Keras calls it."""
        seen = self.seen[self._get_variable_index(variable)]
        squares = ops.square(gradient)
        of_rows = seen.shape != variable.shape
        self.assign_add(seen, ops.mean(squares, axis=1) if of_rows else squares)
        scale = learning_rate * ops.rsqrt(seen + EPSILON)
        self.assign_sub(variable, (scale[:, None] if of_rows else scale) * gradient)

    def get_config(self) -> dict:
        """What Keras needs to build it again."""
        return {**super().get_config(), "tables": self.tables}


@jax.jit
def rowwise_adagrad(
    table: Tensor, seen: Tensor, rows: Tensor, gradients: Tensor, rate: float
) -> tuple[Tensor, Tensor]:
    """The same step where gradients come row by row; other rows are neither read nor written.

    Keras hands an optimizer the gradient of a whole table, mostly zeros. An engine that knows which
    rows a batch has looked up does not need that matrix.

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
