"""Matrix factorization: WALS beside the package implicit, and predicting stars."""

import time

from benchmarks.peers import ask_peer, peer_python
from utils.data.interactions import Interactions
from utils.data.movielens import load_movielens
from utils.data.splits import random_split
from utils.evaluation.lists import evaluate
from utils.evaluation.metrics import rmse
from utils.models.fit import fit
from utils.models.matrix_factorization import MatrixFactorization
from utils.models.wals import WALS

PEER = "implicit==0.7.3"
SETTINGS = {"dim": 32, "weight": 5.0, "l2": 15.0, "n_iterations": 15}


def run_peer(train, use_cg):
    """(WALS with the peer's item factors, its seconds): so both fold in and score alike."""
    made = ask_peer(
        peer_python("implicit", PEER),
        "implicit_peer.py",
        {"users": train.users, "items": train.items, "shape": (train.n_users, train.n_items)},
        *SETTINGS.values(),
        use_cg,
        OPENBLAS_NUM_THREADS="1",
    )
    model = WALS(**SETTINGS)
    model.V = made["V"]
    return model, float(made["seconds"])


def run_ours(train):
    """(fitted WALS, the shortest of three times in seconds)."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        model = WALS(**SETTINGS).fit(train)
        seconds.append(time.perf_counter() - start)
    return model, min(seconds)


def wals_table(split):
    """Markdown rows: recall, NDCG and seconds of ours and of the peer's two solvers."""
    ours, seconds = run_ours(split.train)
    rows = [("this course's WALS", ours, seconds)]
    rows += [
        (f"{PEER}, {name}", *run_peer(split.train, use_cg))
        for name, use_cg in (("Cholesky", False), ("conjugate gradients", True))
    ]
    lines = ["| | recall@20 | NDCG@20 | fit, s | ours / peer |", "|---|---|---|---|---|"]
    for name, model, its_seconds in rows:
        means = evaluate(model, split).per_user.mean()
        lines.append(
            f"| {name} | {means['recall']:.4f} | {means['ndcg']:.4f} | {its_seconds:.2f}"
            f" | {seconds / its_seconds:.2f} |"
        )
    return lines


def rating_table(split):
    """Markdown rows: RMSE of the biases alone and of the biased factorization."""
    train, target = split.train, split.target.tocoo()
    users, items = split.users[target.coords[0]], target.coords[1]
    lines = ["| | RMSE in stars | 95 % interval | fit, s |", "|---|---|---|---|"]
    for name, dim, l2 in (("biases alone", 0, 0.02), ("biased MF, 64 dimensions", 64, 0.1)):
        model = MatrixFactorization(
            train.n_users, train.n_items, dim=dim, mean=train.ratings.mean(), l2=l2
        )
        start = time.perf_counter()
        fit(model, (train.users, train.items), train.ratings, epochs=30, learning_rate=0.002)
        seconds = time.perf_counter() - start
        estimate, low, high = rmse(model.predict_ratings(users, items), target.data, users)
        lines.append(f"| {name} | {estimate:.4f} | {low:.3f} – {high:.3f} | {seconds:.1f} |")
    return lines


def section():
    """Markdown lines: both tables."""
    split = random_split(Interactions.from_ratings(load_movielens().ratings))
    settings = ", ".join(f"{name} {value:g}" for name, value in SETTINGS.items())
    return [
        "## Weighted alternating least squares",
        "",
        f"Random split, MovieLens small. Settings of all rows: {settings}.",
        "",
        *wals_table(split),
        "",
        "## Predicting stars",
        "",
        *rating_table(split),
    ]
