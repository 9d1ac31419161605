"""The negatives lab: its pictures, its words, and what it tells of its progress."""

import numpy as np
import pytest

from utils.labs.frame.work import Stopped
from utils.labs.negatives import HARD, N_STEPS, NONE, UNIFORM, negatives_lab, path


def silent(share):
    """What nobody is told of the progress."""


def share(caption):
    return int(caption.partition("two islands ")[2].partition("%")[0])


def test_negatives_unfold_what_positives_alone_fold():
    lab = negatives_lab()
    folded = share(lab.caption)
    assert "no negatives" in lab.caption
    lab.controls["kind"].value = UNIFORM
    assert share(lab.caption) < folded / 2
    assert lab.caption.startswith(f"Step {N_STEPS}, negatives: 4, uniform.")


def test_all_kinds_start_from_one_place():
    starts = [path(silent, kind, 4)[0].tolist() for kind in (NONE, UNIFORM, HARD)]
    assert starts[0] == starts[1] == starts[2]


def test_each_movie_is_drawn_where_it_is():
    lab = negatives_lab()
    lab.controls["step"].value = 40
    drawn = np.vstack([line.get_xydata() for line in lab.figure.axes[0].lines[:6]])
    np.testing.assert_array_equal(drawn, path(silent, NONE, 4)[40])
    assert "Step 40" in lab.caption


def test_another_step_is_a_look_up_and_another_kind_a_run():
    lab = negatives_lab()
    lab.controls["step"].value = 40
    assert list(lab.prepared) == [(NONE, 4)]
    lab.controls["kind"].value = HARD
    assert list(lab.prepared) == [(NONE, 4), (HARD, 4)]


def test_a_run_reports_each_step_and_ends_where_it_is_told_to():
    shares = []
    path(shares.append, HARD, 1)
    np.testing.assert_allclose(shares, np.arange(N_STEPS) / N_STEPS)

    def stop(share):
        raise Stopped(share)

    with pytest.raises(Stopped):
        path(stop, UNIFORM, 1)
