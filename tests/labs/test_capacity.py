"""The capacity lab: a network that you size learns one curve."""

import numpy as np
import pytest

from utils.labs.capacity import capacity_lab, predict, seen_people, train, true_taste
from utils.labs.frame.work import Stopped


def silent(share):
    """What nobody is told of the progress."""


def test_without_hidden_layers_the_network_is_a_line():
    weights = train(*seen_people(), silent, depth=0, width=8, dropout=0)
    outputs = predict(weights, np.array([-1.0, 0.0, 1.0]))
    assert outputs[1] == pytest.approx((outputs[0] + outputs[2]) / 2)


def test_a_larger_network_fits_better_and_comes_closer_to_the_truth_up_to_a_point():
    age, taste = seen_people()
    grid = np.linspace(-1, 1, 81)
    fits, truths = [], []
    for depth, width in ((0, 1), (1, 8), (2, 8), (3, 32)):
        weights = train(age, taste, silent, depth, width, 0)
        fits.append(np.mean((predict(weights, age) - taste) ** 2))
        truths.append(np.mean((predict(weights, grid) - true_taste(grid)) ** 2))
    assert np.all(np.diff(fits) < 0)
    assert truths[2] < truths[0] / 2
    assert truths[3] > truths[2]


def test_training_reports_its_progress_and_ends_where_it_is_told_to():
    shares = []
    train(*seen_people(), shares.append, depth=1, width=2, dropout=0)
    assert len(shares) == 300 and shares[-1] == 1 and np.all(np.diff(shares) > 0)

    def stop(share):
        raise Stopped(share)

    with pytest.raises(Stopped):
        train(*seen_people(), stop, depth=1, width=2, dropout=0)


def test_dropout_brings_the_largest_network_closer_to_the_truth():
    age, taste = seen_people()
    grid = np.linspace(-1, 1, 81)
    without, with_it = (
        np.mean((predict(train(age, taste, silent, 3, 32, dropout), grid) - true_taste(grid)) ** 2)
        for dropout in (0, 0.3)
    )
    assert with_it < without


def test_the_capacity_lab_counts_the_weights_by_hand():
    lab = capacity_lab()
    lab.controls["depth"].value, lab.controls["width"].value = 2, 4
    assert f"{(4 + 4) + (16 + 4) + (4 + 1)} weights" in lab.caption
