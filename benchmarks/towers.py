"""Two towers: training beside TensorFlow Recommenders, and at the size of MovieLens-1M.

What is counted is pairs learned from: a query and a movie that it watched, once for each time
that a step of training looks at them.
"""

import operator
import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.comparison import course_data
from benchmarks.peers import ask_peer, peer_python
from utils.data.histories import hide_part
from utils.data.interactions import Interactions
from utils.data.splits import random_split, time_split
from utils.evaluation.lists import evaluate
from utils.models.two_tower import N_PAIRS, train_two_tower
from utils.simulation.service import simulate

PEER = "tensorflow-recommenders==0.7.7"
BESIDE = "tf-keras==2.21.0", "tensorflow==2.21.0"
VARIABLES = {"TF_USE_LEGACY_KERAS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
EPOCHS, BATCH = 25, 64
USERS, VIDEOS, WATCHES = 6_000, 4_000, 1_450_000  # 1 M pairs: some watch a video again
LEAST_SPEEDUP, LEAST_GAIN, MOST_SECONDS = 5, 2, 30


@dataclass(frozen=True)
class Run:
    """One training.

    Attributes:
        model: a recommender.
        n_pairs: how many pairs it learned from.
        seconds: from the histories to the trained model.
    """

    model: object
    n_pairs: int
    seconds: float

    @property
    def speed(self):
        """Pairs a second."""
        return self.n_pairs / self.seconds


class Acquaintance:
    """Scores by the peer's vectors: who asks is the user of training with this very history.

    Args:
        train: Interactions that the vectors were learned from.
        U, V: (n_users, dim) and (n_items, dim) floats.
    """

    def __init__(self, train, U, V):
        self.watched = train.matrix().astype(bool).astype(np.float32)
        self.lengths = np.sqrt(np.diff(self.watched.indptr))
        self.U, self.V = U, V

    def score(self, histories):
        """(B, n_items) floats ⟨U_i, V_j⟩."""
        shared = (histories.astype(bool).astype(np.float32) @ self.watched.T).toarray()
        users = (shared / self.lengths).argmax(axis=1)  # the largest cosine is that with oneself
        return self.U[users] @ self.V.T


def count_pairs(histories, epochs, most=np.inf):
    """How many pairs our training looks at, if batches that are left over are like the others.

    Args:
        histories: (n_users, n_items) CSR.
        epochs: in each, every user hides a half of their history, and those are the pairs.
        most: how many a step looks at; what a batch has beyond it is left out.
    """
    users, _, targets = hide_part(histories, n_draws=epochs)
    n_steps = epochs * max(1, len(users) // epochs // BATCH)
    n_batches = -(-len(users) // BATCH)
    return round(n_steps * min(most, targets.nnz / n_batches))


def run_ours(train, movies, epochs=EPOCHS, loss="full"):
    """Run of the course's TwoTower."""
    histories = train.matrix()
    start = time.perf_counter()
    model = train_two_tower(histories, movies, epochs=epochs, batch_size=BATCH, loss=loss)
    seconds = time.perf_counter() - start
    most = np.inf if loss == "full" else N_PAIRS
    return Run(model, count_pairs(histories, epochs, most), seconds)


def run_peer(train, movies, with_metrics):
    """Run of the peer."""
    arrays = {
        "user_ids": train.user_ids.astype(str),
        "titles": movies["title"].to_numpy(str),
        "users": train.users,
        "items": train.items,
    }
    python = peer_python("recommenders", PEER, *BESIDE)
    made = ask_peer(python, "recommenders_peer.py", arrays, with_metrics, **VARIABLES)
    model = Acquaintance(train, made["U"], made["V"])
    return Run(model, int(made["n_pairs"]), float(made["seconds"]))


def judged(value, reaches, aim):
    """The value as text, which says so if it misses the aim; reaches is operator.ge or .le."""
    return f"{value:.2f}" if reaches(value, aim) else f"{value:.2f}, misses {aim}"


def peer_table(splits, runners):
    """Markdown: the first of the runners, on each split, and how much better than the others.

    Args:
        splits: list of Split.
        runners: dict of name → function of the training Interactions that gives a Run.
    """
    lines = [
        "| split | | pairs | training, s | pairs/s | ours / theirs | recall@20 | ours / theirs |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for split in splits:
        lines += peer_rows(split, {name: run(split.train) for name, run in runners.items()})
    return lines


def peer_rows(split, runs):
    """Markdown rows of one split; runs is a dict of name → Run, ours first."""
    recalls = [evaluate(run.model, split).per_user["recall"].mean() for run in runs.values()]
    ours, rows = next(iter(runs.values())), []
    for (name, run), recall in zip(runs.items(), recalls, strict=True):
        seconds, speedup, gain = f"{run.seconds:.2f}", "", ""
        if run is ours:
            seconds = judged(run.seconds, operator.le, MOST_SECONDS)
        else:
            speedup = judged(ours.speed / run.speed, operator.ge, LEAST_SPEEDUP)
            gain = judged(recalls[0] / recall, operator.ge, LEAST_GAIN)
        rows.append(
            f"| {split.name} | {name} | {run.n_pairs:,} | {seconds} | {run.speed:,.0f}"
            f" | {speedup} | {recall:.3f} | {gain} |"
        )
    return rows


def simulated_service():
    """(Interactions, movies): topic and language stand for genres, months of upload for years."""
    service = simulate(USERS, VIDEOS, WATCHES)
    data = Interactions.from_ratings(service.ratings())
    videos = service.videos.iloc[data.item_ids]
    genres = [*zip("topic " + videos["topic"].astype(str), videos["language"], strict=True)]
    months = videos["upload_day"].to_numpy() // 30
    return data, pd.DataFrame({"title": "", "year": months, "genres": genres})


def epoch_table(data, movies):
    """Markdown: one epoch of each loss, from the histories to the model."""
    lines = [
        "| loss | users | videos | watched | pairs | one epoch, s |",
        "|---|---|---|---|---|---|",
    ]
    counts = f"{data.n_users:,} | {data.n_items:,} | {len(data):,}"
    for loss in ("full", "in-batch"):
        run = run_ours(data, movies, epochs=1, loss=loss)
        seconds = judged(run.seconds, operator.le, MOST_SECONDS)
        lines.append(f"| {loss} | {counts} | {run.n_pairs:,} | {seconds} |")
    return lines


def section():
    """Markdown lines."""
    data, movies = course_data()
    runners = {
        "this course's TwoTower": lambda train: run_ours(train, movies),
        PEER: lambda train: run_peer(train, movies, with_metrics=False),
        f"{PEER}, measured in training": lambda train: run_peer(train, movies, with_metrics=True),
    }
    return [
        "## Two towers",
        "",
        "MovieLens small. A pair is a query and a movie that it watched, counted as often as a "
        f"step learns from it: in ours, the hidden half of each history in {EPOCHS} epochs; in "
        "theirs, every rating in 3. Ours compares a query with all movies once for all its pairs, "
        "theirs each pair with the movies of its batch. Seconds are from the histories to the "
        "trained model. The peer follows its retrieval tutorial: ids and titles looked up in 32 "
        "dimensions, Adagrad 0.1, batches of 8,192; the tutorial also measures top-K accuracy in "
        "every step of training.",
        "",
        *peer_table([random_split(data), time_split(data)], runners),
        "",
        f"Aims: {LEAST_SPEEDUP} times the pairs/s, {LEAST_GAIN} times the recall, and our training "
        f"in {MOST_SECONDS} s; what misses its aim says so.",
        "",
        "One epoch at the size of MovieLens-1M, simulated, from the histories to the model: each "
        f"history hides a half; in-batch learns from {N_PAIRS:,} pairs of each batch of {BATCH} "
        f"histories. Aim: {MOST_SECONDS} s.",
        "",
        *epoch_table(*simulated_service()),
    ]
