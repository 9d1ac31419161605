"""WALS on many machines: each solves for a part of the rows, and what it needs lies in files.

A half-step needs, for a row, the row's own observations and all embeddings of the other side. So
the observations are cut into shards once, by users and by items; and after each half-step the new
embeddings are one file that every worker maps into memory. Nothing is sent but file names: if a
worker dies, another one does its part again from the same files, with the same result.

Source: Hu, Koren, Volinsky 2008, "Collaborative filtering for implicit feedback datasets", sec. 4;
Zhou et al. 2008, "Large-scale parallel collaborative filtering for the Netflix prize", sec. 4.
Taught in lesson 10.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from scipy.sparse import csr_array, load_npz, save_npz

from utils.base.files import replacing
from utils.models.wals import WALS, rows_by_length, solve_rows


def write_row_shards(matrix: csr_array, folder: str | Path, name: str, n_shards: int) -> list[str]:
    """Cut a matrix into files of consecutive rows.

    Args:
        matrix: (n_rows, n_columns) CSR.
        folder: a path; made if need be.
        name: how the files' names begin.
        n_shards: how many, at most one a row.

    Returns:
        List of str, the paths in the order of the rows.

    Raises:
        ValueError: if there are fewer rows than shards.
    """
    if not 1 <= n_shards <= matrix.shape[0]:
        raise ValueError(f"{matrix.shape[0]} rows cannot be cut into {n_shards} shards")
    paths = []
    for number, rows in enumerate(np.array_split(np.arange(matrix.shape[0]), n_shards)):
        path = Path(folder) / f"{name}-{number:05}.npz"
        with replacing(path) as file:
            save_npz(file, matrix[rows[0] : rows[-1] + 1], compressed=False)
        paths.append(str(path))
    return paths


def shard_half_step(
    shard: str | Path, embeddings: str | Path, weight: float, l2: float
) -> np.ndarray:
    """The best embeddings of the rows of one shard, all columns' embeddings fixed.

    Args:
        shard: path of a file of write_row_shards.
        embeddings: path of the (n_columns, dim) .npy file of the other side.
        weight, l2: as of WALS.

    Returns:
        (n, dim) float32.

    Raises:
        FileNotFoundError: naming the file that is missing. ValueError: naming the shard, if it is
            damaged or has another number of columns.
    """
    try:
        with open(shard, "rb") as file:  # opened here, because NumPy leaves a damaged one open
            rows = load_npz(file)
    except (ValueError, EOFError, KeyError, OSError, BadZipFile) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise ValueError(f"{shard} is damaged ({error}): write the shards again") from None
    V = np.load(embeddings, mmap_mode="r")
    if rows.shape[1] != len(V):
        raise ValueError(f"{shard} has {rows.shape[1]} columns, and {embeddings} {len(V)} rows")
    return solve_rows(rows_by_length(rows), rows.shape[0], V, weight, l2)


def fit_on_shards(
    client: Any,
    folder: str | Path,
    user_shards: Sequence[str],
    item_shards: Sequence[str],
    wals: WALS,
) -> WALS:
    """WALS.fit on a cluster: the same U and V.

    The embeddings stay in `folder`, a file for each half-step: with the same folder and settings,
    half-steps that are there already are not done again.

    Args:
        client: dask.distributed.Client of a cluster whose workers see the files.
        folder: for the embeddings.
        user_shards, item_shards: paths from write_row_shards, of the matrix and of its transpose.
        wals: WALS with the settings; it gets U and V.

    Returns:
        WALS.
    """
    n_users = sum(load_npz(shard).shape[0] for shard in user_shards)
    start = np.random.default_rng(wals.seed).normal(0, 0.1, (n_users, wals.dim))
    file = _written(Path(folder) / "U-00000.npy", lambda: start.astype(np.float32))
    for step in range(1, wals.n_iterations + 1):
        for side, shards in (("V", item_shards), ("U", user_shards)):
            path = Path(folder) / f"{side}-{step:05}.npy"
            file = _written(path, _side(client, shards, file, wals))
            setattr(wals, side, np.load(file))
    return wals


def _side(client, shards, other, wals: WALS):
    def solve():
        parts = client.map(
            shard_half_step, shards, embeddings=other, weight=wals.weight, l2=wals.l2, pure=False
        )
        return np.vstack(client.gather(parts))

    return solve


def _written(path, make):
    if not path.exists():
        with replacing(path) as file:
            np.save(file, make())
    return str(path)
