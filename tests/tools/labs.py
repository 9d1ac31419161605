"""One lab of each kind, on small data."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from tests.tools.towers import HISTORIES, MOVIES, trained
from tests.tools.vectors import vectors
from utils.data.my_ratings import no_ratings, with_rating
from utils.labs.capacity import capacity_lab
from utils.labs.factorization import factorization_lab
from utils.labs.index import index_lab
from utils.labs.invented_movie import invented_movie_lab
from utils.labs.machines import machines_lab
from utils.labs.negatives import negatives_lab
from utils.labs.neighbors import neighbors_lab
from utils.labs.ratings import ratings_lab
from utils.labs.reranking import reranking_lab
from utils.labs.softmax import softmax_lab
from utils.retrieval.item_index import ItemIndex
from utils.space.embedding_space import EmbeddingSpace

TABLE = pd.DataFrame({"title": list("abcdef"), "ratings": range(1, 7), "item_id": range(6)})
SPACE = EmbeddingSpace(np.random.default_rng(0).normal(size=(6, 3)), TABLE)
STARS = np.where(np.eye(3), 4.0, np.nan)


class Mirror:
    """Scores a movie by the stars of the one before it; the first by those of the last."""

    def score(self, histories):
        return np.roll(histories.toarray(), 1, axis=1)


def _index(path):
    items, queries = vectors(2000, 8), vectors(20, 8, seed=1)
    indexes = {"all": ItemIndex(items, "flat"), "graph": ItemIndex(items, "hnsw")}
    return index_lab(indexes, items, queries)


def _reranking(path):
    scores = np.random.default_rng(0).normal(size=(12, 90))
    kinds = np.eye(5)[np.arange(90) % 5]
    hidden = csr_array((np.argsort(np.argsort(-scores)) % 7 == 1).astype(float))
    titles = np.array([f"<b>{n}</b>" for n in range(90)])
    return reranking_lab(scores, kinds, 1950.0 + np.arange(90) // 2, titles, hidden)


def _ratings(path):
    return ratings_lab(SPACE, Mirror(), with_rating(no_ratings(), 3, 5), path)


def _invented(path):
    return invented_movie_lab(trained(), HISTORIES, MOVIES, "Mine", 1990, ("Comedy",))


# Of each lab, a function of where ratings are kept.
LABS = {
    "factorization": lambda path: factorization_lab(STARS, list("abc"), list("xyz")),
    "neighbors": lambda path: neighbors_lab(SPACE, "a"),
    "ratings": _ratings,
    "softmax": lambda path: softmax_lab(np.eye(4, 2), list("abcd")),
    "capacity": lambda path: capacity_lab(),
    "negatives": lambda path: negatives_lab(),
    "index": _index,
    "reranking": _reranking,
    "invented_movie": _invented,
    "machines": lambda path: machines_lab(),
}
