"""Keras and what it computes with, imported once and without what they write to stderr.

That is TensorFlow. A process that sets KERAS_BACKEND to another one before it imports this, as the
workers of lesson 10 do, never loads TensorFlow: `tf` is None there.

TensorFlow's C++ side logs before any setting of ours can reach it, so stderr is turned away at
the level of the file descriptor while it loads. Import from here before importing Keras directly.
"""

import contextlib
import os
import sys
from typing import Any

# TensorFlow and Keras read these when they are first imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
if os.environ["KERAS_BACKEND"] == "tensorflow":
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")


@contextlib.contextmanager
def _stderr_discarded():
    sys.stderr.flush()
    saved = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)


with _stderr_discarded():
    import keras

    if keras.config.backend() == "tensorflow":
        import tensorflow as tf
    else:
        tf = None

Tensor = Any  # of NumPy, TensorFlow or Keras: what keras.ops take, with the shape in the docstring

__all__ = ["Tensor", "keras", "tf"]
