"""Results of minutes: read where nothing changed, computed again where something did."""

import linecache

import numpy as np
import pandas as pd
import pytest

from tests.tools.closed import all_closed
from tests.tools.crowds import crowd
from utils.data.splits import random_split
from utils.evaluation.kept import kept

CELL = """
from utils.evaluation.lists import evaluate
from utils.models import losses
from utils.models.baselines import EASE

class Half(EASE):
    def score(self, histories):
        return FACTOR * super().score(histories)

def inner(times=1.0, rows=range(3)):
    unused = times
    return evaluate(Half(l2=100.0).fit(split.train), split).per_user["recall"]

def study():
    return {"recall": inner(), "years": movies["year"], "sum": losses.weighted_mean is not None}
"""
WORLD = {"split": random_split(crowd(40, 30, seed=0)), "FACTOR": 0.5}
WORLD |= {"movies": pd.DataFrame({"year": [1990, 2001]}), "unused": object()}


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """run(source, **names) → (what a notebook's study gives, whether it was computed)."""

    def run(source=CELL, **names):
        monkeypatch.setitem(linecache.cache, "<cell>", (0, None, source.splitlines(True), "<cell>"))
        world = {"__name__": "__main__", **WORLD, **names}
        exec(compile(source, "<cell>", "exec"), world)
        result = kept("study", world["study"], tmp_path)
        return result, "computing" in capsys.readouterr().out

    return run


def test_the_second_time_it_is_read(run, tmp_path):
    first, computed = run()
    assert computed and [path.name for path in tmp_path.iterdir()] == ["study.npz"]
    second, computed = run()
    assert not computed and first.keys() == second.keys() == {"recall", "years", "sum"}
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_layout_comments_and_names_that_it_does_not_use_change_nothing(run):
    run()
    assert not run(CELL.replace("def inner():", "# a comment\n\ndef inner():"))[1]
    assert not run(unused=1, another=2)[1]


@pytest.mark.parametrize(
    "changed",
    [
        {"source": CELL.replace("FACTOR * super", "2 * FACTOR * super")},
        {"source": CELL.replace("l2=100.0", "l2=200.0")},
        {"source": CELL.replace('["recall"]', '["ndcg"]')},
        {"source": CELL.replace("(EASE)", "(Popular)").replace("EASE", "EASE as Popular, EASE")},
        {"source": CELL.replace("times=1.0", "times=2.0")},
        {"FACTOR": 0.25},
        {"split": random_split(crowd(40, 30, seed=0), seed=1)},
        {"split": random_split(crowd(40, 30, seed=1))},
        {"movies": pd.DataFrame({"year": [1990, 2002]})},
    ],
)
def test_what_it_depends_on_makes_it_stale(run, changed):
    run()
    assert run(**changed)[1]
    assert not run(**changed)[1]


def test_code_of_utils_makes_it_stale(run, monkeypatch):
    run()
    monkeypatch.setattr("utils.evaluation.kept.code_behind", lambda *definitions: "other")
    assert run()[1]


def test_what_was_looked_at_in_between_is_no_change(run):
    run()
    assert WORLD["split"].train.item_counts.sum() > 0  # computed once, and held from then on
    assert not run()[1]


@pytest.mark.parametrize("damage", [lambda b: b[:-50], lambda b: b[:200] + b"!" + b[201:]])
def test_a_damaged_file_is_made_again(run, tmp_path, damage):
    run()
    path = tmp_path / "study.npz"
    path.write_bytes(damage(path.read_bytes()))
    with all_closed():
        assert run()[1]
    assert not run()[1]


def test_what_nobody_can_compare_is_named(run):
    with pytest.raises(TypeError, match="a Generator cannot be compared"):
        run(FACTOR=np.random.default_rng(0))
