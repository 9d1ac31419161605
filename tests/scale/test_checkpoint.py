"""A state saved by two devices goes on with one, two or four, and by the same steps."""

import numpy as np
import pytest

from tests.tools.jax_worker import in_a_worker

pytest.importorskip("orbax", reason="make scale installs it")

TRAINED = """
from utils.scale.checkpoint import OtherModel

class Plain(keras.Model):
    def __init__(self, rows=64):
        super().__init__()
        self.E = self.add_weight(shape=(rows, 4), initializer="ones", name="E")

    def call(self, x):
        return keras.ops.sum(keras.ops.take(self.E, x, axis=0), axis=-1)

def made(rows=64):
    model = Plain(rows)
    model.compile(keras.optimizers.Adam(0.1), "mse")
    model.optimizer.build(model.trainable_variables)
    return model

distribute(sharded=True)
folder, last, kept = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
model, checkpoints, losses = made(), Checkpoints(folder, kept), {}
first = checkpoints.restore(model)
rng = np.random.default_rng(0)
batches = rng.integers(0, 64, (8, 8, 1)), rng.normal(size=(8, 8, 1)).astype("float32")
for step in range(first, last):
    losses[step] = float(model.train_on_batch(batches[0][step], batches[1][step]))
    if kept > 1:
        checkpoints.save(step + 1, model)
told = {"first": first, "losses": losses, "steps": checkpoints.steps()}
try:
    checkpoints.restore(made(rows=128))
except OtherModel as error:
    told["other"] = str(error)
print(json.dumps(told))
"""


def test_saved_on_two_resumed_on_one_two_and_four(tmp_path):
    whole = in_a_worker(TRAINED, tmp_path / "whole", 8, 9, n_devices=2)["losses"]
    begun = in_a_worker(TRAINED, tmp_path / "saved", 4, 2, n_devices=2)
    assert begun["first"] == 0
    assert begun["steps"] == [3, 4], "the last two are kept"
    assert "of another model: model 000 E is [64, 4] there and [128, 4] here" in begun["other"]
    for n_devices in (1, 2, 4):
        resumed = in_a_worker(TRAINED, tmp_path / "saved", 8, 1, n_devices=n_devices)
        assert resumed["first"] == 4
        both = begun["losses"] | resumed["losses"]
        assert np.allclose([both[s] for s in whole], list(whole.values()), atol=1e-5)
