"""Vectors in files of arrays: NumPy, safetensors, and the embedding layers of Keras models."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from safetensors import SafetensorError, safe_open

from utils.space.formats.choosing import Found, Source, Wanted, choose

DAMAGED = (ValueError, EOFError, OSError, KeyError, zipfile.BadZipFile, SafetensorError)


def read_npy(path: Path, vectors: Wanted = None) -> Found:
    """A matrix of NumPy, left on disk and mapped into memory."""
    try:
        return Found(_matrix(np.load(path, mmap_mode="r", allow_pickle=False), path))
    except DAMAGED as error:
        raise ValueError(_damaged(path, error)) from None


def read_npz(path: Path, vectors: Wanted = None) -> Found:
    """One matrix of an archive of NumPy; arrays of as many texts or numbers are its table."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except DAMAGED as error:
        raise ValueError(_damaged(path, error)) from None
    return from_arrays(arrays, vectors, path)


def from_arrays(arrays: Mapping[str, ArrayLike], wanted: Wanted, source: Source) -> Found:
    """One matrix of a dict of arrays, and the arrays of as many values beside it as its table.

    Raises:
        ValueError: as `choose`.
    """
    found = {name: np.asarray(array) for name, array in arrays.items()}
    shapes = {n: a.shape for n, a in found.items() if a.ndim == 2 and a.dtype.kind in "fiu"}
    name = choose(shapes, wanted, source)
    matrix = found.pop(name)
    beside = {n: a for n, a in found.items() if a.shape == matrix.shape[:1]}
    table = pd.DataFrame({n: a.tolist() for n, a in beside.items()}) if beside else None
    return Found(matrix, table, [] if wanted else [f"vectors: {name!r}"])


def is_safetensors(path: Path) -> bool:
    """Whether a file begins as safetensors do: the length of a header, and the header."""
    with path.open("rb") as file:
        head = file.read(9)
    length = int.from_bytes(head[:8], "little")
    return head[8:] == b"{" and length < path.stat().st_size


def read_safetensors(path: Path, vectors: Wanted = None) -> Found:
    """One matrix of a safetensors file; the others are not read."""
    try:
        with safe_open(path, framework="np") as file:
            shapes = {name: file.get_slice(name).get_shape() for name in file.keys()}  # noqa: SIM118
            shapes = {name: shape for name, shape in shapes.items() if len(shape) == 2}
            name = choose(shapes, vectors, path)
            matrix = file.get_tensor(name)
    except SafetensorError as error:
        raise ValueError(_damaged(path, error)) from None
    except TypeError:
        raise ValueError(
            f"{path}: {name!r} holds bfloat16, which NumPy lacks: save float32"
        ) from None
    return Found(matrix, None, [] if vectors else [f"vectors: {name!r}"])


def read_keras(path: Path, vectors: Wanted = None) -> Found:
    """The table of an Embedding layer of a model that Keras saved, by the layer's name."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = _embedding_names(json.loads(archive.read("config.json")))
            weights = h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r")
    except DAMAGED as error:
        raise ValueError(_damaged(path, error)) from None
    with weights:
        layers = _matrices(weights)
        embeddings = {name: array for name, array in layers.items() if name in names} or layers
        name = choose({n: a.shape for n, a in embeddings.items()}, vectors, path)
        return Found(embeddings[name][:], None, [] if vectors else [f"vectors: the layer {name!r}"])


def _embedding_names(config):
    """Names of all Embedding layers, however deep in the configuration of a model."""
    if isinstance(config, list):
        return {name for part in config for name in _embedding_names(part)}
    if not isinstance(config, dict):
        return set()
    names = {name for part in config.values() for name in _embedding_names(part)}
    if config.get("class_name") == "Embedding":
        names.add(config.get("config", {}).get("name"))
    return names


def _matrices(weights):
    """Name of the layer → its one matrix."""
    found = {}

    def visit(path, node):
        if isinstance(node, h5py.Dataset) and node.ndim == 2:
            group = node.parent
            name = group.attrs.get("name") or path.split("/")[-3]
            found[name.decode() if isinstance(name, bytes) else name] = node

    weights.visititems(visit)
    return found


def _matrix(array, source):
    if array.ndim != 2 or array.dtype.kind not in "fiu":
        raise ValueError(f"an array of shape {array.shape} and type {array.dtype} is no matrix")
    return array


def _damaged(path, error):
    return f"{path} cannot be read ({error}): it is damaged, cut off, or no matrix of numbers"
