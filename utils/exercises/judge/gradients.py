"""Differentiates an answer the way the lesson trains it: with TensorFlow, in graph mode."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Trace:
    """What a graph of the function tells.

    Attributes:
        gradients: for each trained argument an array, or None if no gradient reaches it.
        largest: the number of elements of the largest tensor in the graph, gradients included.
    """

    gradients: tuple
    largest: int


def differentiate(function: Callable, arguments: tuple, trained: tuple[int, ...]) -> Trace:
    """Trace the function with tf.function and differentiate it.

    Args:
        function: gives a scalar.
        arguments: tuple of arrays and numbers.
        trained: positions of the arguments to differentiate by. They become symbolic tensors;
            the others stay what they are, as constants of the graph.

    Returns:
        A Trace.
    """
    from utils.base.backend import tf  # here, because only lessons that train need TensorFlow

    def step(*tensors):
        full = list(arguments)
        for position, tensor in zip(trained, tensors, strict=True):
            full[position] = tensor
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            value = tf.convert_to_tensor(function(*full))
        return tape.gradient(value, tensors)

    tensors = [tf.constant(arguments[position]) for position in trained]
    # Keras, too, traces the step of its fit() without AutoGraph.
    graph = tf.function(step, autograph=False).get_concrete_function(*tensors)
    operations = graph.graph.get_operations()
    sizes = [output.shape.num_elements() or 0 for op in operations for output in op.outputs]
    gradients = (g if g is None else np.asarray(tf.convert_to_tensor(g)) for g in graph(*tensors))
    return Trace(tuple(gradients), max(sizes))
