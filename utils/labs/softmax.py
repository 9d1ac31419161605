"""Lesson 04: a query among a few movies of two dimensions, and what the softmax makes of it."""

from collections.abc import Sequence

import ipywidgets
import numpy as np

from utils.labs.frame.lab import Lab
from utils.labs.frame.stage import let_move
from utils.plots import BLUE, GRAY, ORANGE, figure

REACH = 3.5  # how far the plane is drawn


def softmax_lab(V: np.ndarray, names: Sequence[str]) -> Lab:
    """Turn and stretch ψ; see every p̂, and log p̂ as the gap between a dot product and log Z.

    Args:
        V: (n_items, 2) floats.
        names: n_items str.

    Returns:
        Lab.

    Raises:
        ValueError: if V is not of two dimensions, or has not a row for each name.
    """
    V = np.asarray(V, float)
    if V.shape != (len(names), 2):
        raise ValueError(f"V has shape {V.shape}; for {len(names)} names it must be two columns")
    fig, parts = _empty_figure(V, names)

    def draw(angle, length, temperature):
        psi = length * np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
        scores = V @ psi / temperature
        log_Z = scores.max() + np.log(np.exp(scores - scores.max()).sum())
        _update(parts, psi, scores, log_Z)
        return _caption(names, scores, log_Z, psi), []

    controls = {
        "angle": ipywidgets.IntSlider(30, -180, 180, 5, description="Angle of ψ, °"),
        "length": ipywidgets.FloatSlider(2, max=3, step=0.1, description="Length of ψ"),
        "temperature": ipywidgets.FloatSlider(1, min=0.2, max=3, step=0.1, description="τ"),
    }
    return Lab(fig, draw, controls)


def _empty_figure(V, names):
    fig, (plane, bars, split) = figure(width=8, height=3, n_columns=3)
    for v, name in zip(V, names, strict=True):
        plane.plot([0, v[0]], [0, v[1]], color=GRAY)
        plane.annotate(name, v, fontsize=8, ha="center", va="bottom")
    (arrow,) = plane.plot([0, 1], [0, 1], "o-", color=ORANGE, lw=3, markevery=[1])
    plane.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", title="ψ among the V")
    places = np.arange(len(names))
    p_hat = bars.barh(places, np.ones(len(names)), color=BLUE)
    bars.set(xlim=(0, 1), title="p̂")
    bars.set_yticks(places, names)
    dots = split.barh(places, np.ones(len(names)), color=GRAY)
    line = split.axvline(0, color=ORANGE, ls="--", lw=2)
    split.set(xlim=(-12, 16), title="⟨ψ, V⟩/τ, and log Z dashed")
    split.set_yticks([])
    for ax in (bars, split):
        ax.invert_yaxis()
    let_move(arrow, *p_hat, *dots, line, split.xaxis)
    return fig, (arrow, p_hat, dots, line, split)


def _update(parts, psi, scores, log_Z):
    arrow, p_hat, dots, line, split = parts
    arrow.set_data([0, psi[0]], [0, psi[1]])
    for bar, width in zip(p_hat, np.exp(scores - log_Z), strict=True):
        bar.set_width(width)
    for bar, width in zip(dots, scores, strict=True):
        bar.set_width(width)
    line.set_xdata([log_Z, log_Z])
    split.set_xlim(min(scores.min(), 0) - 1, max(log_Z, 0) + 1)


def _caption(names, scores, log_Z, psi):
    best = int(scores.argmax())
    return (
        f"ψ = ({psi[0]:.2f}, {psi[1]:.2f}). log Z is {log_Z:.2f} for every movie. {names[best]} "
        f"has the largest dot product over τ, {scores[best]:.2f}, so log p̂ = {scores[best]:.2f} − "
        f"{log_Z:.2f} = {scores[best] - log_Z:.2f}, and p̂ = {np.exp(scores[best] - log_Z):.2f}."
    )
