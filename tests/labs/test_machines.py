"""The machines lab: the numbers of its formulas, worked by hand, and the words that tell them."""

import numpy as np
import pytest

from utils.labs.machines import costs_at_scale, machines_lab

BILLION = {"dim": 128, "optimizer": "adam", "n": 64, "batch_size": 65_536, "width": 50}
LINK = 100e9 / 8


def test_a_billion_users():
    memory, needed, seconds = costs_at_scale(10**9, 10**8, **BILLION, link=LINK)
    rows = 11 * 10**8
    assert memory == rows * 128 * 4 * 3
    assert needed == 5
    assert seconds[0] == pytest.approx(2 * 63 * rows * 512 / 64 / LINK)
    assert seconds[1] == pytest.approx(63 * 65_536 * 52 * (3 * 512 + 4) / 64 / LINK)
    assert seconds[2] == pytest.approx(63 / 64 * 65_536 * 52 * (8 + 2 * 512) / 64 / LINK)
    assert np.round(seconds, 4).tolist() == [88.704, 0.4133, 0.0043]


def test_without_users_a_batch_looks_up_fewer_rows_too():
    memory, needed, _ = costs_at_scale(0, 10**8, **BILLION, link=LINK)
    assert (memory, needed) == (10**8 * 128 * 12, 1)


def test_every_control_moves_the_words():
    lab = machines_lab()
    assert "1.69 TB: 5 of machines" in lab.caption
    assert "88.7 s (all keep everything), 413 ms (divided, as XLA does)" in lab.caption
    for name, value in (("users", 0), ("dim", 16), ("optimizer", "sgd"), ("n", 8), ("link", 400)):
        before = lab.caption
        lab.controls[name].value = value
        assert lab.caption != before
