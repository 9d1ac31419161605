"""A bug that the course works around: when it is gone, a test says so."""

import json
import os
import subprocess
import sys

import pytest

from utils.scale.processes import free_port

FIT = """
import numpy as np, tensorflow as tf, keras
strategy = tf.distribute.MultiWorkerMirroredStrategy()
with strategy.scope():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
x = np.ones((64, 4), np.float32)
data = tf.data.Dataset.from_tensor_slices((x, x[:, :1])).repeat().batch(8)
model.fit(data, steps_per_epoch=4, epochs=2, verbose=0)
"""


@pytest.mark.full
def test_keras_fit_still_fails_on_many_tensorflow_workers():
    """keras issue 20585. If this fails, `fit` works there: tell lesson 10, and delete the test."""
    workers = [f"127.0.0.1:{free_port()}" for _ in range(2)]
    started = []
    for index in range(2):
        task = {"cluster": {"worker": workers}, "task": {"type": "worker", "index": index}}
        environment = {
            **os.environ,
            "TF_CONFIG": json.dumps(task),
            "CUDA_VISIBLE_DEVICES": "-1",
            "KERAS_BACKEND": "tensorflow",
        }
        command = [sys.executable, "-c", FIT]
        started.append(
            subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        )
    told = [worker.communicate(timeout=300)[1] for worker in started]
    assert all(worker.returncode for worker in started)
    assert "Error" in told[0]
