"""What the kernel answers when a space is too large for the browser: who is nearest."""

from functools import cached_property

import numpy as np

from utils.explorer.payload import row_norms
from utils.space.embedding_space import EmbeddingSpace
from utils.space.fold_in import FoldIn
from utils.space.similarity import MEASURES, top_k

SPARE = 30  # candidates beyond k, among which float64 decides
CHUNK = 65_536  # rows that float64 takes at a time


class Answers:
    """Neighbors of anything that rows of one space, or ratings of them, make.

    All vectors are tried. For a million that takes as long as the message does, and unlike an index
    it is exact, needs no building, and heeds a filter.

    Args:
        space: EmbeddingSpace.
        rule: FoldIn; None where ratings make no vector.
    """

    def __init__(self, space: EmbeddingSpace, rule: FoldIn | None = None):
        self.vectors, self.rule = space.vectors, rule

    @cached_property
    def _norms(self):
        return row_norms(self.vectors)

    @cached_property
    def _gram(self):
        return (self.vectors.T @ self.vectors).astype(float)

    def nearest(self, question: dict, plus: np.ndarray, allowed: np.ndarray) -> dict | None:
        """The nearest to what a question names.

        Args:
            question: dict of `measure`, `k`, `minus` (rows), `mean` (bool: the mean of `plus`
                instead of the sum), `stars`: None, or the ratings of `plus`, one each, and
                `outside`: None, or a vector (dim,) that is asked for instead.
            plus: (m,) int rows.
            allowed: (n,) bool, which rows may be found.

        Returns:
            dict of `rows`, `scores` and `vector` (dim,), as lists; and with stars `terms`, how much
            each rating adds to each row's score. None if ratings make no vector here.
        """
        minus, stars, inverse = question["minus"], question["stars"], None
        if question.get("outside"):
            vector = np.array(question["outside"], float)
        elif stars:
            if not self.rule:
                return None
            vector, weighted, inverse = self._folded_in(plus, np.array(stars, float))
        else:
            vector = self.vectors[plus].sum(axis=0, dtype=float) - self.vectors[minus].sum(axis=0)
            vector /= len(plus) if question["mean"] else 1
        if not question["mean"]:
            allowed = allowed.copy()
            allowed[plus] = allowed[minus] = False
        rows, scores = self._best(vector, question["measure"], question["k"], allowed)
        answer = {"rows": rows.tolist(), "scores": scores.tolist(), "vector": vector.tolist()}
        if stars:
            answer["terms"] = (self.vectors[rows] @ inverse @ weighted.T).tolist()
        return answer

    def _folded_in(self, rated, stars):
        """u, its terms (m, dim) in b, and A⁻¹: u = A⁻¹ Σ terms, as FoldIn says."""
        rule, V = self.rule, self.vectors[rated].astype(float)
        inverse = np.linalg.inv(
            rule.unobserved * self._gram
            + (rule.weight - rule.unobserved) * V.T @ V
            + rule.l2 * np.eye(V.shape[1])
        )
        terms = (rule.weight * (stars - rule.offset) / rule.scale)[:, None] * V
        return inverse @ terms.sum(axis=0), terms, inverse

    def _best(self, vector, measure, k, allowed):
        """float32 finds the candidates, float64 their order; ties go to the lower row.

        Where the rounding of float32 may hide one who belongs among them, float64 scores all.
        """
        k = min(k, int(allowed.sum()))
        if not k:
            return np.empty(0, int), np.empty(0)
        candidates = self._candidates(vector, measure, k, allowed)
        items = self.vectors[candidates].astype(float)
        exact = MEASURES[measure](vector[None], items)[0]
        best = top_k(exact[None], k)[0]
        return candidates[best], exact[best]

    def _candidates(self, vector, measure, k, allowed):
        """Rows, ascending, among which the k best are."""
        n_allowed = int(allowed.sum())
        if n_allowed <= k + SPARE:
            return np.flatnonzero(allowed)
        with np.errstate(over="ignore", invalid="ignore"):
            rough = np.where(allowed, self._rough(vector.astype(np.float32), measure), -np.inf)
            error = self._error(vector, measure)
            if np.isfinite(rough[allowed]).all():
                found = top_k(rough[None], k + SPARE)[0]
                if rough[found[k - 1]] - rough[found[-1]] > 2 * error > 0:
                    return np.sort(found)
        scores = np.where(allowed, self._exact(vector, measure), -np.inf)
        return np.sort(top_k(scores[None], k)[0])

    def _rough(self, vector, measure):
        """(n,) float32 scores in the order of the measure, not of its size."""
        products = self.vectors @ vector
        if measure == "cosine":
            whole = self._norms > 0
            return np.divide(products, self._norms, out=np.zeros_like(products), where=whole)
        norms = self._norms.astype(np.float32)
        return products - norms**2 / 2 if measure == "euclidean" else products

    def _error(self, vector, measure):
        """How far a rough score is from the true one, at most: each product rounds, each sum."""
        longest, length = self._norms.max(), np.linalg.norm(vector)
        reach = {"cosine": 1, "dot": longest, "euclidean": longest}[measure] * length
        of_square = longest**2 if measure == "euclidean" else 0
        return (len(vector) + 2) * np.finfo(np.float32).eps * (reach + of_square)

    def _exact(self, vector, measure):
        """(n,) float64 scores, a chunk of rows at a time."""
        chunks = range(0, len(self.vectors), CHUNK)
        part = (self.vectors[at : at + CHUNK].astype(float) for at in chunks)
        return np.concatenate([MEASURES[measure](vector[None], rows)[0] for rows in part])


def reply(answers: list[Answers], question: dict, buffers: list) -> dict:
    """The message that answers a message.

    Args:
        answers: list of Answers, one for each space.
        question: dict as for `Answers.nearest`, with `id`, and `spaces`: which are asked.
        buffers: two of bytes: the rows `plus` as int32, and a bit for each row that is visible.

    Returns:
        dict of the same `id`, and `found`: an answer for each space that was asked.
    """
    plus = np.frombuffer(buffers[0], "<i4")
    n = len(answers[0].vectors)
    visible = np.unpackbits(np.frombuffer(buffers[1], np.uint8), count=n, bitorder="little")
    found = [answers[i].nearest(question, plus, visible.astype(bool)) for i in question["spaces"]]
    return {"type": "found", "id": question["id"], "found": found}
