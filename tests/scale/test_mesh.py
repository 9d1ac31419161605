"""Which device keeps which row."""

import pytest

from tests.tools.jax_worker import in_a_worker

pytest.importorskip("jax", reason="make scale installs it")

LAYOUTS = """
from utils.scale import mesh

class Model:
    def __init__(self):
        ones = keras.initializers.Ones()
        self.trainable_variables = [
            keras.Variable(ones, shape=(128, 4), name="E"),
            keras.Variable(ones, shape=(128, 4), name="dense"),
        ]

told = {"rounded": [mesh.rounded(n, 8) for n in (1, 8, 9)], "heartbeat": mesh.HEARTBEAT}
for sharded in (False, True):
    told["devices"] = mesh.distribute(sharded)
    told[str(sharded)] = mesh.bytes_by_variable(Model())
for wrong in (lambda: mesh.rounded(0, 8), lambda: mesh.check_divisible("rows", 9, 8)):
    try:
        wrong()
    except ValueError as error:
        told.setdefault("errors", []).append(str(error))
mesh.check_divisible("rows", 16, 8)
print(json.dumps(told))
"""


def test_eight_devices_keep_all_rows_or_an_eighth_and_what_they_cannot_divide_is_named():
    told = in_a_worker(LAYOUTS, n_devices=8)
    assert told["devices"] == 8
    assert told["rounded"] == [8, 8, 16]
    assert told["heartbeat"] <= 10
    whole = 128 * 4 * 4
    assert told["False"] == {"E": [whole, whole], "dense": [whole, whole]}
    assert told["True"] == {"E": [whole, whole // 8], "dense": [whole, whole]}
    assert told["errors"] == [
        "0 rows on 8 devices: both must be at least 1",
        "9 rows cannot be divided evenly among 8 devices: make it 16",
    ]
