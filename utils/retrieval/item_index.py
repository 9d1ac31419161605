"""Approximate indexes of item vectors (faiss) behind one interface, and their files."""

import copy
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import ArrayLike

from utils.base.checks import check_k, finite_rows
from utils.base.files import load_arrays, replacing
from utils.retrieval.exact import mips_augment, mips_augment_queries
from utils.retrieval.index_kinds import KINDS, build_index, learned_centers, search_parameters

FORMAT = 1  # of the files that save() writes


class ItemIndex:
    """Item vectors, arranged so that the largest inner products are found without trying all.

    - "flat" tries all.
    - "ivf" puts each vector into the list of the nearest of 2 √n centers, and looks into the
      `effort` lists closest to the query (nprobe).
    - "ivfpq" does the same, and keeps of each vector a byte for 4 numbers: what it finds is best
      ranked again by the vectors themselves.
    - "hnsw" links each vector to its neighbors on several levels, and walks from node to node with
      the `effort` best so far in hand (ef).

    Args:
        items: (n_items, dim) floats; row = item index.
        kind: "flat", "ivf", "ivfpq" or "hnsw".
        augmented: whether to arrange the vectors by the distance after `mips_augment` instead of
            by the inner product itself. The exact answer is the same, an approximate one is not.

    Raises:
        ValueError: if there are no items, too few for an "ivfpq", one is not finite, or the kind
            is unknown.

    Source: Douze et al. 2024, "The Faiss library"; Jégou, Douze, Schmid 2011, "Product quantization
        for nearest neighbor search", secs. 2-4; Malkov and Yashunin 2018, "Efficient
        and robust approximate nearest neighbor search using hierarchical navigable small world
        graphs". Used in lesson 08.
    """

    def __init__(self, items: np.ndarray, kind: str = "ivf", augmented: bool = False):
        if kind not in KINDS:
            raise ValueError(f"unknown kind of index {kind!r}: choose one of {', '.join(KINDS)}")
        items = finite_rows("items", items)
        self.kind, self.dim, self.augmented = kind, items.shape[1], augmented
        self.longest = float(np.linalg.norm(items, axis=1).max())
        self._index = build_index(mips_augment(items) if augmented else items, kind, augmented)

    def __len__(self):
        return self._index.ntotal

    def search(
        self,
        queries: np.ndarray,
        k: int,
        effort: int | None = None,
        allowed: ArrayLike | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """The k best items found for each query.

        Args:
            queries: (B, dim) floats.
            k: how many, 1 ≤ k ≤ n_items.
            effort: int ≥ 1, nprobe of an "ivf" or ef of an "hnsw"; None for the default.
            allowed: (n,) int indices of the items that may be found; None for all.

        Returns:
            (indices, scores): (B, k) int64 and float32 ⟨q, v⟩, best first; -1 and -inf where fewer
            than k were found.

        Raises:
            ValueError: if k or the effort is out of range, the dimension differs, or a query is
                not finite.
        """
        queries = finite_rows("queries", queries, self.dim)
        check_k(k, len(self))
        parameters = search_parameters(self.kind, effort, allowed)
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
        lists, links = statistics.indexIVF_stats, statistics.hnsw_stats
        counter = {"ivf": lists, "ivfpq": lists, "hnsw": links}.get(self.kind)
        before = counter.ndis if counter else 0
        self.search(queries, k, effort)
        if counter is None:
            return float(len(self))
        n_centers = self._index.nlist if self.kind.startswith("ivf") else 0
        return (counter.ndis - before) / len(queries) + n_centers

    def emptied(self) -> Self:
        """An index with the same centers and codes and no vectors, to be filled elsewhere."""
        self._can("be filled in parts", ("ivf", "ivfpq"))
        other = copy.copy(self)
        other._index = faiss.clone_index(self._index)
        other._index.reset()
        return other

    def add(self, items: np.ndarray, indices: ArrayLike) -> None:
        """Put more vectors in, without arranging the others anew.

        Args:
            items: (n, dim) floats.
            indices: (n,) int, their item indices, not in the index so far.

        Raises:
            ValueError: if the index is augmented or an "hnsw", an index is there already or twice,
                or a vector is not finite.
        """
        self._can("grow", ("flat", "ivf", "ivfpq"))
        items, indices = finite_rows("items", items, self.dim), np.asarray(indices, np.int64)
        known, n = np.unique(np.concatenate([self._indices(), indices]), return_counts=True)
        if (n > 1).any():
            raise ValueError(f"item {known[np.argmax(n > 1)]} is in the index already, or twice")
        self._index.add_with_ids(items, indices)

    def remove(self, indices: ArrayLike) -> None:
        """Take items out; the others keep their indices.

        Raises:
            ValueError: naming the first item that is not in the index, or if it is an "hnsw".
        """
        self._can("forget", ("flat", "ivf", "ivfpq"))
        indices = np.asarray(indices, np.int64)
        missing = np.setdiff1d(indices, self._indices())
        if len(missing):
            raise ValueError(f"item {missing[0]} is not in the index")
        self._index.remove_ids(indices)

    def merge(self, other: "ItemIndex") -> None:
        """Take in all vectors of another index with the same centers; it is empty afterwards.

        Raises:
            ValueError: if the two were not filled from one `emptied`, or both have an item.
        """
        self._can("be merged", ("ivf", "ivfpq"))
        both = np.intersect1d(self._indices(), other._indices())
        if len(both):
            raise ValueError(f"item {both[0]} is in both indexes")
        same = self.kind == other.kind and np.array_equal(
            learned_centers(self._index), learned_centers(other._index)
        )
        if not same:
            raise ValueError("the indexes have different centers: fill both from one emptied()")
        self._index.merge_from(other._index, 0)

    def bytes_a_vector(self) -> int:
        """Bytes that an "ivf" or "ivfpq" keeps for one vector, its index included."""
        self._can("tell", ("ivf", "ivfpq"))
        return self._index.code_size + 8

    def _can(self, do, kinds):
        if self.kind not in kinds or self.augmented:
            kind = f"augmented {self.kind}" if self.augmented else self.kind
            raise ValueError(f"an index of kind {kind!r} cannot {do}: take {' or '.join(kinds)}")

    def _indices(self):
        """The item indices that are in the index, in no order."""
        if self.kind == "flat":
            return faiss.vector_to_array(self._index.id_map)
        lists = self._index.invlists
        ids = [faiss.rev_swig_ptr(lists.get_ids(i), lists.list_size(i)) for i in range(lists.nlist)]
        return np.concatenate(ids)

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
