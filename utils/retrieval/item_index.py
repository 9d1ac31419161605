"""Approximate indexes of item vectors (faiss) behind one interface, and their files."""

from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np

from utils.base.checks import check_k, finite_rows
from utils.base.files import load_arrays, replacing
from utils.base.seed import SEED
from utils.retrieval.exact import mips_augment, mips_augment_queries

KINDS = ("flat", "hnsw", "ivf")
DEFAULT_EFFORT = {"flat": None, "hnsw": 128, "ivf": 32}
HNSW_LINKS, HNSW_BUILD_EFFORT = 16, 60
LISTS_PER_ROOT = 2  # an IVF has 2 √n lists …
POINTS_PER_LIST = 40  # … and places each by this many vectors; faiss asks for at least 39
FORMAT = 1  # of the files that save() writes


class ItemIndex:
    """Item vectors, arranged so that the largest inner products are found without trying all.

    - "flat" tries all.
    - "ivf" puts each vector into the list of the nearest of 2 √n centers, and looks into the
      `effort` lists closest to the query (nprobe).
    - "hnsw" links each vector to its neighbors on several levels, and walks from node to node with
      the `effort` best so far in hand (ef).

    Args:
        items: (n_items, dim) floats; row = item index.
        kind: "flat", "ivf" or "hnsw".
        augmented: whether to arrange the vectors by the distance after `mips_augment` instead of
            by the inner product itself. The exact answer is the same, an approximate one is not.

    Raises:
        ValueError: if there are no items, one is not finite, or the kind is unknown.

    Source: Douze et al. 2024, "The Faiss library"; Jégou, Douze, Schmid 2011, "Product quantization
        for nearest neighbor search", sec. 4 (inverted lists); Malkov and Yashunin 2018, "Efficient
        and robust approximate nearest neighbor search using hierarchical navigable small world
        graphs". Used in lesson 08.
    """

    def __init__(self, items: np.ndarray, kind: str = "ivf", augmented: bool = False):
        if kind not in KINDS:
            raise ValueError(f"unknown kind of index {kind!r}: choose one of {', '.join(KINDS)}")
        items = finite_rows("items", items)
        self.kind, self.dim, self.augmented = kind, items.shape[1], augmented
        self.longest = float(np.linalg.norm(items, axis=1).max())
        self._index = _build(mips_augment(items) if augmented else items, kind, augmented)

    def __len__(self):
        return self._index.ntotal

    def search(
        self, queries: np.ndarray, k: int, effort: int | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """The k best items found for each query.

        Args:
            queries: (B, dim) floats.
            k: how many, 1 ≤ k ≤ n_items.
            effort: int ≥ 1, nprobe of an "ivf" or ef of an "hnsw"; None for the default.

        Returns:
            (indices, scores): (B, k) int64 and float32 ⟨q, v⟩, best first; -1 and -inf where fewer
            than k were found.

        Raises:
            ValueError: if k or the effort is out of range, the dimension differs, or a query is
                not finite.
        """
        queries = finite_rows("queries", queries, self.dim)
        check_k(k, len(self))
        parameters = _effort(self.kind, effort)
        if self.augmented:
            indices, scores = self._search_by_distance(queries, k, parameters)
        else:
            scores, indices = self._index.search(queries, k, params=parameters)
        return indices, np.where(indices < 0, np.float32(-np.inf), scores)

    def _search_by_distance(self, queries, k, parameters):
        # At the items' own scale the squared distances lose fewest digits.
        lengths = np.linalg.norm(queries, axis=1, keepdims=True)
        usable = (lengths > 0) & (self.longest > 0)
        scales = np.divide(self.longest, lengths, out=np.ones_like(lengths), where=usable)
        asked = mips_augment_queries(queries * scales)
        squares, indices = self._index.search(asked, k, params=parameters)
        scores = ((lengths * scales) ** 2 + self.longest**2 - squares) / (2 * scales)
        return indices, scores

    def n_compared(self, queries: np.ndarray, k: int, effort: int | None = None) -> float:
        """With how many vectors a query is compared, on average; the centers of an "ivf" count.

        Unlike time, it is the same on every machine. Arguments and Raises: as of search.

        Returns:
            float.
        """
        statistics: Any = faiss.cvar
        counter = {"ivf": statistics.indexIVF_stats, "hnsw": statistics.hnsw_stats}.get(self.kind)
        before = counter.ndis if counter else 0
        self.search(queries, k, effort)
        if counter is None:
            return float(len(self))
        n_centers = self._index.nlist if self.kind == "ivf" else 0
        return (counter.ndis - before) / len(queries) + n_centers

    def save(self, path: str | Path, made_by: str) -> None:
        """Write the index, and which model made its vectors, into one file.

        Args:
            path: a file name ending in .npz.
            made_by: str, as from `fingerprint`.
        """
        with replacing(path) as file:
            np.savez(
                file,
                format=FORMAT,
                made_by=made_by,
                kind=self.kind,
                dim=self.dim,
                augmented=self.augmented,
                longest=self.longest,
                index=faiss.serialize_index(self._index),
            )

    @classmethod
    def load(cls, path: str | Path, made_by: str) -> Self:
        """The index that save() wrote, if it belongs to the model that will make the queries.

        Args:
            path: a file name.
            made_by: str, `fingerprint` of the model that the queries will come from.

        Raises:
            FileNotFoundError: if there is no such file.
            ValueError: if it is damaged, of another format, or made by another model.
        """
        stored = load_arrays(path, "build the index again")
        if stored.get("format") != FORMAT:
            found = stored.get("format", "none")
            raise ValueError(
                f"{path} has the format {found}, and this code reads format {FORMAT}: "
                "build the index again"
            )
        if str(stored["made_by"]) != made_by:
            raise ValueError(
                f"{Path(path).name} holds vectors made by {stored['made_by']}, but the queries "
                f"come from {made_by}: their inner products mean nothing. Embed the items again "
                "with the present model, or load the model that made them"
            )
        index = cls.__new__(cls)
        index.kind, index.dim = str(stored["kind"]), int(stored["dim"])
        index.augmented, index.longest = bool(stored["augmented"]), float(stored["longest"])
        index._index = faiss.deserialize_index(stored["index"])
        return index


def _build(vectors, kind, augmented):
    n, dim = vectors.shape
    metric = faiss.METRIC_L2 if augmented else faiss.METRIC_INNER_PRODUCT
    flat = faiss.IndexFlat(dim, metric)
    if kind == "flat":
        index = flat
    elif kind == "hnsw":
        index = faiss.IndexHNSWFlat(dim, HNSW_LINKS, metric)
        index.hnsw.efConstruction = HNSW_BUILD_EFFORT
    else:
        n_lists = max(1, min(int(LISTS_PER_ROOT * n**0.5), n // POINTS_PER_LIST))
        index = faiss.IndexIVFFlat(flat, dim, n_lists, metric)
        index.cp.seed, index.cp.max_points_per_centroid = SEED, POINTS_PER_LIST
        index.cp.min_points_per_centroid = 1  # with fewer, it would write a warning to stderr
        index.train(vectors)
    index.add(vectors)
    return index


def _effort(kind, effort):
    if kind == "flat":
        return None
    effort = DEFAULT_EFFORT[kind] if effort is None else effort
    if effort < 1:
        raise ValueError(f"effort is {effort}: it must be at least 1")
    if kind == "hnsw":
        return faiss.SearchParametersHNSW(efSearch=effort)
    return faiss.SearchParametersIVF(nprobe=effort)
