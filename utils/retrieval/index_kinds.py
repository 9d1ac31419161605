"""The kinds of faiss index that the course uses: how they are made and asked."""

from typing import Any

import faiss
import numpy as np
from numpy.typing import ArrayLike

from utils.base.seed import SEED

KINDS = ("flat", "hnsw", "ivf", "ivfpq")
DEFAULT_EFFORT = {"hnsw": 128, "ivf": 32, "ivfpq": 32}
HNSW_LINKS, HNSW_BUILD_EFFORT = 16, 60
LISTS_PER_ROOT = 2  # an IVF has 2 √n lists …
PQ_CODES = 256  # that each part of a vector of an "ivfpq" is told by one of, in one byte
PQ_PART = 4  # numbers of a vector that one byte stands for, at least
POINTS_PER_LIST = 40  # … and places each by this many vectors; faiss asks for at least 39


def build_index(vectors: np.ndarray, kind: str, augmented: bool) -> Any:
    """A faiss index of these vectors.

    Args:
        vectors: (n, dim) float32.
        kind: one of KINDS.
        augmented: whether it goes by distance instead of the inner product.

    Raises:
        ValueError: if there are too few vectors for the kind.
    """
    n, dim = vectors.shape
    metric = faiss.METRIC_L2 if augmented else faiss.METRIC_INNER_PRODUCT
    flat = faiss.IndexFlat(dim, metric)
    if kind == "flat":
        index = faiss.IndexIDMap2(flat)
        index.add_with_ids(vectors, np.arange(n))
        flat.this.disown()  # the map owns it now
        index.own_fields = True
        return index
    if kind == "hnsw":
        index = faiss.IndexHNSWFlat(dim, HNSW_LINKS, metric)
        index.hnsw.efConstruction = HNSW_BUILD_EFFORT
    else:
        index = _with_lists(flat, n, dim, metric, coded=kind == "ivfpq")
        index.train(vectors)
    index.add(vectors)
    return index


def _with_lists(centers, n, dim, metric, coded):
    n_lists = max(1, min(int(LISTS_PER_ROOT * n**0.5), n // POINTS_PER_LIST))
    if not coded:
        index = faiss.IndexIVFFlat(centers, dim, n_lists, metric)
    elif n < PQ_CODES:
        raise ValueError(f"an 'ivfpq' needs at least {PQ_CODES} items, and there are {n}: take ivf")
    else:
        n_parts = max(m for m in range(1, dim + 1) if dim % m == 0 and PQ_PART * m <= max(dim, 4))
        index = faiss.IndexIVFPQ(centers, dim, n_lists, n_parts, 8, metric)
        index.pq.cp.seed, index.pq.cp.min_points_per_centroid = SEED, 1
    index.cp.seed, index.cp.max_points_per_centroid = SEED, POINTS_PER_LIST
    index.cp.min_points_per_centroid = 1  # with fewer, it would write a warning to stderr
    return index


def learned_centers(index: Any) -> np.ndarray:
    """What an index with lists has learned, as one array: its centers, and the codes' centers."""
    centers = index.quantizer.reconstruct_n(0, index.nlist).ravel()
    if not hasattr(index, "pq"):
        return centers
    return np.concatenate([centers, faiss.vector_to_array(index.pq.centroids)])


def search_parameters(kind: str, effort: int | None, allowed: ArrayLike | None) -> Any:
    """What faiss is to be told with a search; arguments and errors as of ItemIndex.search."""
    chosen = {} if allowed is None else {"sel": faiss.IDSelectorBatch(np.asarray(allowed, int))}
    if kind == "flat":
        return faiss.SearchParameters(**chosen)
    effort = DEFAULT_EFFORT[kind] if effort is None else effort
    if effort < 1:
        raise ValueError(f"effort is {effort}: it must be at least 1")
    if kind == "hnsw":
        return faiss.SearchParametersHNSW(efSearch=effort, **chosen)
    return faiss.SearchParametersIVF(nprobe=effort, **chosen)
