"""The machines lab of lesson 10: users, items, numbers, optimizer, link; what a step then costs."""

import ipywidgets
import numpy as np
import pandas as pd

from utils.labs.frame.lab import Lab
from utils.labs.frame.stage import let_move
from utils.plots import BLUE, GRAY, GREEN, ORANGE, figure
from utils.scale.costs import (
    NUMBERS_A_ROW,
    exchanged_step_bytes,
    n_machines,
    optimizer_bytes,
    replicated_step_bytes,
    sharded_step_bytes,
    table_bytes,
)

MEMORY = 400e9  # bytes of a machine that are free for tables
WAYS = ("all keep everything", "divided, as XLA does", "divided, all-to-all")


def costs_at_scale(
    n_users: int,
    n_items: int,
    dim: int,
    optimizer: str,
    n: int,
    batch_size: int,
    width: int,
    link: float,
) -> tuple[int, int, np.ndarray]:
    """What training towers costs, by the formulas of utils/scale/costs.py.

    Args:
        n_users, n_items: rows of the two tables; 0 users where a user is told by the history.
        dim: numbers of an embedding.
        optimizer: a key of NUMBERS_A_ROW.
        n: machines.
        batch_size: examples of all machines together.
        width: items of a history.
        link: bytes a second that a machine sends.

    Returns:
        (bytes of tables and optimizer, machines that hold them, (3,) seconds that a step waits for
        the wire, in the order of WAYS).
    """
    rows = n_users + n_items
    memory = table_bytes(rows, dim) + optimizer_bytes(rows, dim, optimizer)
    looked_up = batch_size * (width + 1 + (n_users > 0))
    sent = np.array(
        [
            replicated_step_bytes([table_bytes(rows, dim)], n),
            sharded_step_bytes(looked_up, dim, n),
            exchanged_step_bytes(looked_up, dim, n),
        ]
    )
    return memory, n_machines(memory, MEMORY), sent / n / link


def machines_lab() -> Lab:
    """The Lab: every control moves the same three bars."""
    fig, ax = figure(6, 2.4)
    bars = ax.barh(WAYS, [1, 1, 1], color=[BLUE, ORANGE, GREEN])
    texts = [ax.text(0, i, "", va="center") for i in range(3)]
    let_move(*bars, *texts)
    ax.set(xscale="log", xlim=(1e-5, 1e4), xlabel="seconds a step waits for the wire")
    # Bars move, so they are drawn last: what they meet lies below them in every picture.
    ax.axvline(1, color=GRAY, lw=1, ls=":", zorder=0)
    ax.spines["left"].set_zorder(0)
    ax.invert_yaxis()

    def draw(users, items, dim, optimizer, n, link):
        memory, needed, seconds = costs_at_scale(
            users, items, dim, optimizer, n, 65_536, 50, link * 1e9 / 8
        )
        for bar, text, time in zip(bars, texts, seconds, strict=True):
            bar.set_width(max(time, 1e-5))
            text.set(x=max(time, 1e-5) * 1.2, text=_time(time))
        words = (
            f"{users + items:,.0f} rows and their {optimizer} take {memory / 1e12:.3g} TB: "
            f"{needed} of machines with 400 GB. On {n} machines a step waits "
            + ", ".join(f"{_time(s)} ({way})" for way, s in zip(WAYS, seconds, strict=True))
            + ". The last is a formula only."
        )
        return words, [pd.DataFrame({"way": WAYS, "a step": [_time(s) for s in seconds]})]

    def slider(options, value, description):
        return ipywidgets.SelectionSlider(options=options, value=value, description=description)

    powers = [(f"{10**p:,}", 10**p) for p in range(4, 10)]
    controls = {
        "users": slider([("none", 0), *powers], 10**9, "Users"),
        "items": slider(powers, 10**8, "Items"),
        "dim": slider((16, 32, 64, 128, 256), 128, "Numbers"),
        "optimizer": ipywidgets.Dropdown(
            options=list(NUMBERS_A_ROW), value="adam", description="Optimizer"
        ),
        "n": slider((2, 8, 64, 512), 64, "Machines"),
        "link": slider((1, 10, 100, 400), 100, "Gbit/s"),
    }
    return Lab(fig, draw, controls)


def _time(seconds):
    return f"{seconds:.3g} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"
