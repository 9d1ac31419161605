"""The callback that keeps vectors: each epoch once, as it was then."""

import numpy as np
import pytest

from utils.base.backend import keras
from utils.models.record_epochs import RecordEpochs


def one_number():
    """A model that learns a single number by plain descent."""
    model = keras.Sequential([keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.25), "mse")
    model.build((None, 1))
    return model


def weights_of(model):
    return keras.ops.convert_to_tensor(model.layers[0].kernel)


@pytest.mark.parametrize(("every", "kept"), [(1, [0, 1, 2, 3]), (2, [0, 2, 3]), (9, [0, 3])])
def test_each_epoch_is_kept_as_it_was(every, kept):
    recorder, model = RecordEpochs(weights_of, every), one_number()
    one = np.ones((1, 1))
    model.fit(one, one, epochs=3, verbose=0, callbacks=[recorder])
    # The gradient of (w − 1)² is 2 (w − 1): with a rate of 1/4, half of the way each time.
    assert list(recorder.vectors) == [f"epoch {n}" for n in kept]
    found = [float(vectors[0, 0]) for vectors in recorder.vectors.values()]
    assert found == pytest.approx([1 - 0.5**n for n in kept])


def test_none_of_no_epochs_can_be_kept():
    with pytest.raises(ValueError, match="every is 0"):
        RecordEpochs(weights_of, 0)
