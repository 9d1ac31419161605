"""The table of lesson 09: trained once, read back, trained again where something changed."""

import shutil
from functools import partial

import numpy as np
import pandas as pd
import pytest

from tests.tools.closed import all_closed
from tests.tools.crowds import crowd
from utils.base.fingerprint import code_behind
from utils.base.paths import ROOT
from utils.data.interactions import Interactions
from utils.data.movielens import load_movielens
from utils.data.splits import random_split
from utils.evaluation.comparison import (
    CONTENDERS,
    RERUNS,
    SPLITS,
    Contender,
    compare_models,
    costs_table,
    count_numbers,
    file_of,
    fitted,
    request_milliseconds,
)
from utils.evaluation.lists import evaluate
from utils.evaluation.ranking import NOTHING, rank
from utils.models.baselines import EASE, Popularity
from utils.models.blend import Blend
from utils.models.item_features import ItemFeatures
from utils.models.matrix_factorization import MatrixFactorization
from utils.models.query_features import QueryFeatures
from utils.models.softmax_dnn import SoftmaxDNN
from utils.models.two_tower import TwoTower
from utils.models.wals import WALS

NOTHING_KNOWN, ONES = QueryFeatures(250, {}, {}), np.ones(250)
SMALL = {"popularity": Contender(fitted, Popularity), "EASE, weak": Contender(fitted, EASE)}


@pytest.fixture(scope="module")
def small():
    """(interactions, movies) of 60 users and 250 movies."""
    data = crowd(60, 250, seed=0)
    movies = pd.DataFrame({"title": "?", "year": 2000, "genres": [("Drama",)] * data.n_items})
    return data, movies


@pytest.fixture(scope="module")
def course():
    movielens = load_movielens()
    data = Interactions.from_ratings(movielens.ratings)
    return data, movielens.movies_of(data.item_ids)


def announced(capsys):
    return [line.split(":")[0] for line in capsys.readouterr().out.splitlines() if "again" in line]


def test_lists_are_those_of_an_evaluation(small, tmp_path):
    results = compare_models(*small, SMALL, tmp_path)
    for make_split in SPLITS:
        split = make_split(small[0])
        expected = evaluate(EASE().fit(split.train), split)
        got = results["EASE, weak"].evaluations[split.name]
        assert np.array_equal(got.top, expected.top)
        pd.testing.assert_frame_equal(got.per_user, expected.per_user)


def test_the_second_time_lists_are_read(small, tmp_path, capsys):
    first = compare_models(*small, SMALL, tmp_path)
    assert announced(capsys) == list(SMALL)
    second = compare_models(*small, SMALL, tmp_path)
    assert announced(capsys) == []
    assert costs_table(first).equals(costs_table(second))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ease-weak.npz", "popularity.npz"]


def test_only_what_is_stale_is_trained_again(small, tmp_path, capsys):
    compare_models(*small, SMALL, tmp_path)
    capsys.readouterr()
    changed = SMALL | {"EASE, weak": Contender(fitted, EASE, {"l2": 10.0})}
    compare_models(*small, changed, tmp_path)
    assert announced(capsys) == ["EASE, weak"]


class Ten(Popularity):
    """Has an opinion on ten items, and recommends no others."""

    def score(self, histories):
        return np.where(np.arange(histories.shape[1]) < 10, super().score(histories), -np.inf)


def test_a_list_that_is_not_full_comes_back_as_such(small, tmp_path):
    results = compare_models(*small, {"ten": Contender(fitted, Ten)}, tmp_path)
    split = random_split(small[0])
    expected = rank(Ten().fit(split.train), split)
    assert (expected == NOTHING).any()
    assert np.array_equal(results["ten"].evaluations["random"].top, expected)


@pytest.mark.parametrize(
    ("edited", "stale"),
    [
        ("models/two_tower.py", {"two towers"}),
        ("models/wals.py", {"MF (WALS)", "MF (SGD)"}),  # the latter folds in by rows_by_length
        ("models/query_tower.py", {"softmax DNN", "two towers", "DNN + EASE"}),
        ("evaluation/metrics.py", set()),
    ],
)
def test_an_edit_makes_stale_what_uses_it_and_no_more(small, tmp_path, monkeypatch, edited, stale):
    before = {name: contender.key(*small) for name, contender in CONTENDERS.items()}
    shutil.copytree(ROOT / "utils", tmp_path / "utils")
    path = tmp_path / "utils" / edited
    path.write_text(path.read_text().replace(" + ", " - "))
    behind = partial(code_behind, root=tmp_path)
    monkeypatch.setattr("utils.evaluation.comparison.code_behind", behind)
    after = {name: contender.key(*small) for name, contender in CONTENDERS.items()}
    assert {name for name in CONTENDERS if before[name] != after[name]} == stale


def test_other_data_and_other_movies_are_other_keys(small):
    data, movies = small
    contender = SMALL["popularity"]
    keys = {
        contender.key(data, movies),
        contender.key(data.where(np.arange(len(data)) > 0), movies),
        contender.key(data, movies.assign(year=2001)),
        SMALL["EASE, weak"].key(data, movies),
    }
    assert len(keys) == 4


@pytest.mark.parametrize("damage", [lambda b: b[:-50], lambda b: b[:300] + b"!" + b[301:]])
def test_a_damaged_file_is_made_again(small, tmp_path, capsys, damage):
    expected = compare_models(*small, SMALL, tmp_path)
    path = file_of("popularity", tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    capsys.readouterr()
    with all_closed():
        results = compare_models(*small, SMALL, tmp_path)
    assert announced(capsys) == ["popularity"]
    for split, evaluation in results["popularity"].evaluations.items():
        assert np.array_equal(evaluation.top, expected["popularity"].evaluations[split].top)


def test_a_blend_holds_what_its_parts_hold(small):
    parts = WALS(dim=3, n_iterations=1).fit(small[0]), Popularity().fit(small[0])
    assert count_numbers(Blend(*parts, weight=2.0)) == sum(map(count_numbers, parts))


def test_reruns_differ_in_the_seed_alone():
    assert len(RERUNS) == 4
    for name, contender in RERUNS.items():
        first, _, seed = name.partition(", seed ")
        assert contender.settings == {**CONTENDERS[first].settings, "seed": int(seed)}
        assert contender.make is CONTENDERS[first].make


def test_numbers_of_a_model_by_hand(small):
    data = small[0]
    model = WALS(dim=3, n_iterations=1).fit(data)
    assert count_numbers(model) == 3 * (data.n_users + data.n_items)
    assert count_numbers(Popularity().fit(data)) == data.n_items


@pytest.mark.parametrize(
    ("make", "arguments", "item_side"),
    [
        (MatrixFactorization, (60, 250), "embeddings"),
        (SoftmaxDNN, (NOTHING_KNOWN, ONES), "item_embeddings"),
        (TwoTower, (NOTHING_KNOWN, ItemFeatures([], [[]] * 250), ONES), "item_embeddings"),
    ],
)
def test_a_request_pays_for_the_query_alone(small, make, arguments, item_side, monkeypatch):
    asked, compute = [], getattr(make, item_side)
    monkeypatch.setattr(make, item_side, lambda self: asked.append(self) or compute(self))
    assert request_milliseconds(make(*arguments, dim=2), random_split(small[0])) > 0
    assert len(asked) == 1


ALL = CONTENDERS | RERUNS


@pytest.mark.parametrize("name", ALL)
def test_the_stored_lists_belong_to_this_code(course, name):
    with np.load(file_of(name)) as stored:
        key = str(stored["key"])
    assert key == ALL[name].key(*course), "run `python -m benchmarks.comparison`"


def test_no_stored_lists_are_left_of_a_model_that_is_gone():
    files = {file_of(name) for name in ALL}
    assert set(file_of("random").parent.iterdir()) == files


def test_stored_lists_are_small():
    assert sum(file_of(name).stat().st_size for name in ALL) < 1_200_000


def test_stored_lists_of_popularity_and_ease_are_those_made_now(course):
    results = compare_models(*course)
    for make_split in SPLITS[:2]:
        split = make_split(course[0])
        for name, make in (("popularity", Popularity), ("EASE", EASE)):
            now = evaluate(make().fit(split.train), split)
            assert np.mean(now.top == results[name].evaluations[split.name].top) > 0.99
