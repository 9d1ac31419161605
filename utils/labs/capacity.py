"""Lesson 05: a small network learns one curve; how deep, how wide, how much dropout?"""

from functools import partial

import ipywidgets
import numpy as np

from utils.base.seed import SEED
from utils.labs.frame.lab import Lab
from utils.labs.frame.stage import let_move
from utils.labs.frame.work import Report
from utils.plots import BLUE, GRAY, ORANGE, figure

Weights = list[tuple[np.ndarray, np.ndarray]]  # of each layer (W, b)
STEPS, RATE = 300, 0.02
N_SEEN, NOISE = 40, 0.3


def capacity_lab() -> Lab:
    """Depth, width and dropout of a network that learns a taste over age from 40 noisy people.

    Returns:
        Lab.
    """
    age, taste = seen_people()
    grid = np.linspace(-1, 1, 81)
    fig, fitted, title = _empty_figure(age, taste, grid)

    def draw(weights, depth, width, dropout):
        fitted.set_ydata(predict(weights, grid))
        errors = [
            np.mean((predict(weights, at) - goal) ** 2)
            for at, goal in ((age, taste), (grid, true_taste(grid)))
        ]
        n_weights = sum(W.size + b.size for W, b in weights)
        title.set_text(f"{n_weights} weights")
        words = (
            f"{depth} hidden layer{'s' * (depth != 1)} of {width}, dropout {dropout:g}: "
            f"{n_weights} weights. Squared error on the 40 people it saw {errors[0]:.3f}, "
            f"from the truth {errors[1]:.3f}."
        )
        return words, []

    controls = {
        "depth": ipywidgets.IntSlider(1, 0, 3, description="Hidden layers"),
        "width": ipywidgets.SelectionSlider(
            options=(1, 2, 4, 8, 16, 32), value=8, description="Width"
        ),
        "dropout": ipywidgets.FloatSlider(0, max=0.5, step=0.1, description="Dropout"),
    }
    prepare = partial(train, age, taste)
    return Lab(fig, draw, controls, prepare=prepare, needs=tuple(controls))


def true_taste(age: np.ndarray) -> np.ndarray:
    """Two bumps over age: (n,) floats for ages from −1 to 1."""
    return np.exp(-(((age + 0.5) / 0.2) ** 2)) + 0.6 * np.exp(-(((age - 0.5) / 0.15) ** 2))


def seen_people() -> tuple[np.ndarray, np.ndarray]:
    """(ages, noisy tastes) of the people to learn from, two (N_SEEN,) float arrays."""
    rng = np.random.default_rng(SEED)
    age = np.sort(rng.uniform(-1, 1, N_SEEN))
    return age, true_taste(age) + rng.normal(0, NOISE, N_SEEN)


def train(
    x: np.ndarray, y: np.ndarray, report: Report, depth: int, width: int, dropout: float
) -> Weights:
    """Weights [(W, b), …] of a ReLU network after STEPS steps of Adam on the mean squared error.

    Args:
        x, y: (n,) floats.
        report: called after each step with the share of them that is done.
        depth: hidden layers; 0 is a straight line.
        width: numbers in each of them.
        dropout: share of hidden numbers that a step leaves out.

    Source: Kingma and Ba 2015, "Adam"; Srivastava et al. 2014, "Dropout".
    """
    rng = np.random.default_rng(SEED)
    sizes = [1, *[width] * depth, 1]
    layers = [
        [rng.normal(0, np.sqrt(2 / n), (n, m)), rng.uniform(-1, 1, m) * (m > 1)]
        for n, m in zip(sizes[:-1], sizes[1:], strict=True)
    ]
    parameters = [part for layer in layers for part in layer]
    mean, square = ([np.zeros_like(p) for p in parameters] for _ in range(2))
    for step in range(1, STEPS + 1):
        for p, m, s, g in zip(
            parameters, mean, square, _gradients(layers, x, y, dropout, rng), strict=True
        ):
            m += 0.1 * (g - m)
            s += 0.001 * (g * g - s)
            p -= RATE * (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
        report(step / STEPS)
    return [(W, b) for W, b in layers]


def predict(weights: Weights, x: np.ndarray) -> np.ndarray:
    """(n,) outputs of the network for (n,) inputs, with nothing dropped."""
    h = x[:, None]
    for W, b in weights[:-1]:
        h = np.maximum(h @ W + b, 0)
    W, b = weights[-1]
    return (h @ W + b)[:, 0]


def _gradients(layers, x, y, dropout, rng):
    """Gradients of W and b of each layer in turn, by backpropagation."""
    inputs, kept = [x[:, None]], []
    for W, b in layers[:-1]:
        h = np.maximum(inputs[-1] @ W + b, 0)
        kept.append((rng.random(h.shape) >= dropout) / (1 - dropout))
        inputs.append(h * kept[-1])
    W, b = layers[-1]
    error = 2 * (inputs[-1] @ W + b - y[:, None]) / len(x)
    gradients = []
    for (W, _), h, mask in zip(layers[::-1], inputs[::-1], [*kept[::-1], None], strict=True):
        gradients = [h.T @ error, error.sum(axis=0), *gradients]
        if mask is not None:
            error = (error @ W.T) * mask * (h > 0)
    return gradients


def _empty_figure(age, taste, grid):
    fig, ax = figure(height=3)
    ax.scatter(age, taste, s=12, color=GRAY, label="people it saw")
    ax.plot(grid, true_taste(grid), ":", color=BLUE, label="truth")
    (fitted,) = ax.plot(grid, grid, color=ORANGE, label="network")
    ax.set(xlabel="age, scaled", ylabel="taste", ylim=(-1, 2))
    ax.legend(ncols=3, loc="upper right")
    title = ax.set_title(" ")
    let_move(fitted, title)
    return fig, fitted, title
