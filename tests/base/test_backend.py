"""Keras comes with TensorFlow, quietly, and what is written to stderr later still arrives."""

import subprocess
import sys

from utils.base.backend import keras, tf
from utils.base.paths import ROOT


def test_keras_runs_on_tensorflow_without_a_gpu():
    assert keras.backend.backend() == "tensorflow"
    assert tf.config.list_physical_devices("GPU") == []


def test_loading_is_silent_and_a_warning_afterwards_is_not():
    code = "import sys; import utils.base.backend; sys.stderr.write('a warning')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "a warning")
