"""Every model of the course on every split, and the lists they made, kept in small files.

A file belongs to the code, the data and the settings that made it: to what this one model uses of
utils, and no more. Where that has changed, the model is trained again, and a line says so. To add a
model, add a Contender.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import issparse

from utils.base.files import load_made_by, store_made_by
from utils.base.fingerprint import code_behind, fingerprint
from utils.base.paths import DATA
from utils.data.interactions import Interactions
from utils.data.splits import (
    Split,
    random_split,
    time_split,
    unseen_items_split,
    unseen_users_split,
)
from utils.evaluation.lists import measure_lists
from utils.evaluation.ranking import best_unseen, rank
from utils.models.baselines import EASE, ItemKNN, Popularity, Random
from utils.models.blend import train_blend
from utils.models.linear import EDLAE, Ridge
from utils.models.matrix_factorization import train_matrix_factorization
from utils.models.recommender import Recommender, scorer_of
from utils.models.softmax_dnn import train_softmax_dnn
from utils.models.two_tower import train_two_tower
from utils.models.wals import WALS

LISTS = DATA / "comparison"
SPLITS = (random_split, time_split, unseen_users_split, unseen_items_split)
K = 20
N_REQUESTS = 50
COSTS = ("seconds", "numbers", "milliseconds")


def fitted(
    make: Callable, interactions: Interactions, movies: pd.DataFrame, settings: dict[str, Any]
) -> Recommender:
    """A recommender with a fit of its own."""
    return make(**settings).fit(interactions)


def from_ratings(
    make: Callable, interactions: Interactions, movies: pd.DataFrame, settings: dict[str, Any]
) -> Recommender:
    """A recommender from a function of the ratings."""
    return make(interactions, **settings)


def from_histories(
    make: Callable, interactions: Interactions, movies: pd.DataFrame, settings: dict[str, Any]
) -> Recommender:
    """A recommender from a function of who watched what."""
    return make(interactions.matrix(), **settings)


def from_histories_and_movies(
    make: Callable, interactions: Interactions, movies: pd.DataFrame, settings: dict[str, Any]
) -> Recommender:
    """A recommender that also knows what the movies are."""
    return make(interactions.matrix(), movies, **settings)


@dataclass(frozen=True)
class Contender:
    """One row of the table.

    Attributes:
        feed: one of the functions above, called with make, the Interactions to learn from, the
            DataFrame of the movies in the order of the item index, and the settings.
        make: class or function of utils that makes the recommender.
        settings: dict of its arguments.
    """

    feed: Callable
    make: Callable
    settings: dict = field(default_factory=dict)

    def train(self, interactions: Interactions, movies: pd.DataFrame) -> Recommender:
        """The recommender, trained."""
        return self.feed(self.make, interactions, movies, self.settings)

    def key(self, interactions: Interactions, movies: pd.DataFrame) -> str:
        """Fingerprint of everything that its lists and costs depend on."""
        return fingerprint(
            code_behind(self.make, self.feed, _train_and_rank, list_splits),
            f"{self.make.__name__} {self.feed.__name__} {sorted(self.settings.items())}",
            interactions.users,
            interactions.items,
            interactions.ratings,
            interactions.timestamps,
            "\n".join(map(str, [tuple(movies), *movies.itertuples(index=False, name=None)])),
        )


CONTENDERS = {
    "random": Contender(fitted, Random),
    "popularity": Contender(fitted, Popularity),
    "item-kNN": Contender(fitted, ItemKNN),
    "ridge": Contender(fitted, Ridge, {"l2": 200.0}),
    "EASE": Contender(fitted, EASE),
    "EDLAE": Contender(fitted, EDLAE, {"l2": 200.0, "dropout": 0.5}),
    "MF (SGD)": Contender(from_ratings, train_matrix_factorization, {"dim": 64, "l2": 0.1}),
    "MF (WALS)": Contender(fitted, WALS, {"dim": 64, "weight": 5, "l2": 20, "n_iterations": 10}),
    "softmax DNN": Contender(from_histories, train_softmax_dnn),
    "two towers": Contender(from_histories_and_movies, train_two_tower),
    "DNN + EASE": Contender(from_ratings, train_blend),
}
RERUNS = {  # networks again, from other random starts
    f"{name}, seed {seed}": replace(CONTENDERS[name], settings={"seed": seed})
    for name in ("softmax DNN", "DNN + EASE")
    for seed in (1, 2)
}


@dataclass(frozen=True)
class Result:
    """What one contender did.

    Attributes:
        evaluations: dict of split name → Evaluation.
        seconds: CPU time to train, the shortest of the four.
        numbers: how many the trained model holds.
        milliseconds: CPU time to answer one query, the median of N_REQUESTS users.
    """

    evaluations: dict
    seconds: float
    numbers: int
    milliseconds: float


def list_splits(interactions: Interactions) -> list[Split]:
    """The four splits of the course."""
    return [split(interactions) for split in SPLITS]


def compare_models(
    interactions: Interactions,
    movies: pd.DataFrame,
    contenders: dict[str, Contender] = CONTENDERS,
    folder: Path = LISTS,
) -> dict[str, Result]:
    """The Result of every contender: from its file, or trained now if there is none that fits.

    Args:
        interactions: Interactions of everything.
        movies: DataFrame of n_items rows in the order of the item index: whatever is known of
            each, as title, year and genres, or any text, class or number.
        contenders: dict of name → Contender.
        folder: where the files are.

    Returns:
        Dict of name → Result.
    """
    splits = list_splits(interactions)
    results, trained = {}, []
    for name, contender in contenders.items():
        path = file_of(name, folder)
        key = contender.key(interactions, movies)
        stored = load_made_by(path, key)
        if stored is None:
            print(f"{name}: no lists for this code, data and settings, training it again …")
            stored = _train_and_rank(contender, splits, movies)
            store_made_by(path, key, stored)
            trained.append(name)
        evaluations = {s.name: measure_lists(stored[s.name].astype(int), s) for s in splits}
        results[name] = Result(evaluations, *(stored[cost].item() for cost in COSTS))
    print(f"{len(results) - len(trained)} of {len(results)} models: lists read from {folder.name}/")
    return results


def file_of(name: str, folder: Path = LISTS) -> Path:
    """Path of a contender's file."""
    return folder / (re.sub(r"\W+", "-", name.lower()).strip("-") + ".npz")


def _train_and_rank(contender, splits, movies):
    """Dict of arrays: a list of K for each query of each split, and the costs."""
    arrays, seconds = {}, []
    for split in reversed(splits):  # the model of the first split is the one to be measured
        start = time.process_time()
        model = contender.train(split.train, movies)
        seconds.append(time.process_time() - start)
        arrays[split.name] = rank(model, split, K).astype(np.min_scalar_type(-len(movies)))
    costs = min(seconds), count_numbers(model), request_milliseconds(model, splits[0])
    return arrays | dict(zip(COSTS, map(np.array, costs), strict=True))


def count_numbers(model: Recommender) -> int:
    """How many numbers a trained model holds, stored zeros of sparse matrices aside."""
    if hasattr(model, "count_params"):
        return model.count_params()
    parts: list[Any] = []
    for value in vars(model).values():
        parts += value if isinstance(value, tuple) else [value]
    inner = sum(count_numbers(part) for part in parts if hasattr(part, "score"))
    return inner + sum(p.nnz if issparse(p) else p.size for p in parts if hasattr(p, "shape"))


def request_milliseconds(model: Recommender, split: Split) -> float:
    """CPU milliseconds from one history to its K best items: median of some users, each at best.

    What a model can compute before anybody asks, its scorer() has computed before.
    """
    score = scorer_of(model)

    def answer(history):
        start = time.process_time()
        best_unseen(score(history), history, K)
        return time.process_time() - start

    queries = np.linspace(0, len(split.users) - 1, N_REQUESTS).astype(int)
    return 1e3 * median(min(answer(split.history[[q]]) for _ in range(3)) for q in queries)


def costs_table(results: dict[str, Result]) -> pd.DataFrame:
    """DataFrame: CPU seconds to train, numbers held, CPU ms a request; one row a model."""
    columns = {
        "training, CPU s": [round(r.seconds, 1) for r in results.values()],
        "numbers held": [f"{r.numbers:,}" for r in results.values()],
        "a request, CPU ms": [round(r.milliseconds, 2) for r in results.values()],
    }
    return pd.DataFrame(columns, index=list(results))
