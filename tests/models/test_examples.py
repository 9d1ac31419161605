"""From histories to examples, from examples to a model: with which counts, rows and batches."""

import numpy as np
import pandas as pd
import pytest

from tests.tools.crowds import crowd
from tests.tools.towers import MOVIES
from utils.base.backend import keras
from utils.data.histories import hide_part
from utils.models import examples
from utils.models.examples import train_on_examples, train_on_histories
from utils.models.softmax_dnn import train_softmax_dnn
from utils.models.two_tower import LOSSES, train_two_tower

HISTORIES = crowd(10, 12, seed=0).matrix()
TABLE = pd.DataFrame({"age": np.arange(10.0)})


class Recorder:
    """In place of a model and its training: remembers what both were given."""

    def __init__(self, monkeypatch):
        monkeypatch.setattr(examples, "fit", self.fit)

    def make(self, features, counts, **settings):
        self.features, self.counts, self.settings = features, counts, settings
        return self

    def fit(self, model, batches, **how):
        self.batches, self.how = [*batches], how


def test_a_model_is_made_of_features_and_the_counts_of_the_targets(monkeypatch):
    recorder = Recorder(monkeypatch)
    _, inputs, targets = hide_part(HISTORIES)
    targets.data[:] = 0  # what is stored counts, whatever its value
    model = train_on_examples(
        recorder.make, inputs, targets, TABLE, ["age"], epochs=2, batch_size=4, seed=7, dim=3
    )
    assert model is recorder
    assert recorder.features.dense == {"age": (4.5, np.std(np.arange(10.0)))}
    assert np.array_equal(recorder.counts, np.bincount(targets.indices, minlength=12))
    assert recorder.settings == {"seed": 7, "dim": 3}
    assert (recorder.how["epochs"], recorder.how["decay"], recorder.how["seed"]) == (2, True, 7)
    assert sum(y.nrows().numpy() for _, y in recorder.batches) == 10


def test_each_epoch_divides_every_history_anew(monkeypatch):
    recorder = Recorder(monkeypatch)
    train_on_histories(recorder.make, HISTORIES, TABLE, ["age"], epochs=3, batch_size=5)
    assert recorder.how["steps_per_epoch"] == 2
    ages = np.concatenate([x["dense"].numpy()[:, 0] for x, _ in recorder.batches])
    assert np.array_equal(np.unique(ages.round(4), return_counts=True)[1], [3] * 10)


@pytest.mark.parametrize("loss", [None, *LOSSES], ids=str)
def test_a_second_training_in_one_process_gives_the_numbers_of_the_first(loss):
    def scores():
        settings = {"epochs": 2, "batch_size": 3, "dim": 2, "seed": 5, "hidden": (3,)}
        if loss is None:
            model = train_softmax_dnn(HISTORIES, TABLE, ["age"], **settings)
        else:
            model = train_two_tower(HISTORIES, MOVIES, TABLE, ["age"], loss=loss, **settings)
        return model.score(HISTORIES, TABLE)

    first = scores()
    keras.utils.set_random_seed(99)  # what else a reader runs in between
    assert np.array_equal(scores(), first)
