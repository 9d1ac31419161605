"""The benchmark of the towers: what is counted, who is recognized, and the tables."""

import operator
import sys

import numpy as np
import pandas as pd
import pytest

from benchmarks import peers, towers
from benchmarks.towers import (
    BATCH,
    Acquaintance,
    Run,
    count_pairs,
    epoch_table,
    judged,
    peer_table,
)
from tests.tools.crowds import crowd
from utils.data.histories import to_histories
from utils.data.splits import random_split, time_split
from utils.evaluation.lists import evaluate
from utils.models import examples
from utils.models.baselines import Popularity, Random

DOUBLE = """
import os, sys, numpy as np
given, made, times = sys.argv[1:]
np.savez(made, x=np.load(given)["x"] * int(times), told=os.environ["TOLD"])
"""


@pytest.fixture(scope="module")
def data():
    return crowd(3 * BATCH, 60, seed=0)  # no batch is left over


def cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_pairs_by_hand():
    histories = to_histories([[0, 1, 2, 3]] * BATCH, 10)  # each hides two of four
    assert count_pairs(histories, epochs=1) == 2 * BATCH
    assert count_pairs(histories, epochs=3) == 3 * 2 * BATCH
    assert count_pairs(histories, epochs=3, most=100) == 3 * 100


def test_pairs_are_those_that_training_is_fed(data, monkeypatch):
    fed = []

    def watched(model, batches, *, epochs, steps_per_epoch, **settings):
        steps = batches.repeat().take(epochs * steps_per_epoch)
        fed.extend(int(y.row_splits[-1]) for _, y in steps)

    monkeypatch.setattr(examples, "fit", watched)
    towers.run_ours(data, movies_of(data), epochs=4)
    assert sum(fed) == count_pairs(data.matrix(), epochs=4)


def test_who_asks_is_recognized_by_their_history(data):
    everyone = np.arange(data.n_users, dtype=float)[:, None]
    for split in (random_split(data), time_split(data)):
        model = Acquaintance(split.train, everyone, np.ones((data.n_items, 1)))
        assert np.array_equal(model.score(split.history)[:, 0], split.users)


def test_the_table_sets_the_first_beside_the_others(data):
    split = random_split(data)
    popularity = Popularity().fit(split.train)
    recall, other = (
        evaluate(model, split).per_user["recall"].mean() for model in (popularity, Random())
    )
    runners = {
        "ours": lambda train: Run(popularity, n_pairs=3000, seconds=2.0),
        "slow": lambda train: Run(Random(), n_pairs=300, seconds=1.0),
        "fast": lambda train: Run(popularity, n_pairs=1000, seconds=0.5),
    }
    ours, slow, fast = (cells(line) for line in peer_table([split], runners)[2:])
    assert ours == ["random", "ours", "3,000", "2.00", "1,500", "", f"{recall:.3f}", ""]
    assert slow[:6] == ["random", "slow", "300", "1.00", "300", "5.00"]
    assert slow[6] == f"{other:.3f}" and slow[7].startswith(f"{recall / other:.2f}")
    assert fast[4:] == ["2,000", "0.75, misses 5", f"{recall:.3f}", "1.00, misses 2"]


def test_what_misses_its_aim_says_so():
    assert judged(30, operator.le, 30) == "30.00"
    assert judged(31.5, operator.le, 30) == "31.50, misses 30"
    assert judged(1.75, operator.ge, 2) == "1.75, misses 2"


def movies_of(data):
    return pd.DataFrame({"title": "", "year": 2000, "genres": [("Drama",)] * data.n_items})


def test_an_epoch_of_each_loss_is_in_the_table(data, monkeypatch):
    monkeypatch.setattr(towers, "N_PAIRS", 10)
    full, in_batch = (cells(line) for line in epoch_table(data, movies_of(data))[2:])
    assert full[:4] == ["full", str(data.n_users), "60", f"{len(data):,}"]
    assert int(full[4].replace(",", "")) == count_pairs(data.matrix(), epochs=1)
    assert in_batch[4] == str(10 * 3)


# Peers


def test_a_script_gets_arrays_values_and_variables(tmp_path, monkeypatch):
    monkeypatch.setattr(peers, "ROOT", tmp_path)
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks/double.py").write_text(DOUBLE)
    made = peers.ask_peer(sys.executable, "double.py", {"x": np.arange(3)}, 2, TOLD="yes")
    assert made["x"].tolist() == [0, 2, 4] and made["told"] == "yes"


def test_an_environment_that_cannot_be_made_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(peers, "ROOT", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # as good as no network
    message = r"no no-such-package==1 in .*\.venv-bench.nothing, .* with a network"
    with pytest.raises(RuntimeError, match=message):
        peers.peer_python("nothing", "no-such-package==1")
    assert not (tmp_path / ".venv-bench/nothing/complete").exists()
