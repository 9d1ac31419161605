"""Keras and TensorFlow, imported once and without the lines they write to stderr on the way.

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
    import tensorflow as tf

Tensor = Any  # of NumPy, TensorFlow or Keras: what keras.ops take, with the shape in the docstring

__all__ = ["Tensor", "keras", "tf"]
