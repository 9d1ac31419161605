"""Questions made of the simulated log: no answer in a question, no user on both sides."""

import numpy as np
import pytest

from utils.evaluation.metrics import attained
from utils.simulation.questions import next_watch_queries, split_log
from utils.simulation.service import simulate


@pytest.fixture(scope="module")
def service():
    return simulate(n_users=200, n_items=60, n_events=6_000)


def test_users_are_on_one_side_only(service):
    train, test = split_log(service, 1_000)
    users = service.log["user"].to_numpy()
    assert len(np.intersect1d(users[train], users[test])) == 0
    assert len(np.unique(train)) == 1_000
    assert len(np.unique(users[test])) == len(test) == 40
    for row in test:
        assert row == np.flatnonzero(users == users[row])[-1]


def test_more_watches_than_there_are_is_named(service):
    with pytest.raises(ValueError, match="n_train is 9999999, but there are"):
        split_log(service, 9_999_999)


def test_a_history_is_what_the_same_user_watched_before(service):
    rows = np.array([5_000, 40, 3_000])
    queries = next_watch_queries(service, rows, n_back=7)
    for query, row in enumerate(rows):
        before = service.log.iloc[:row].query(f"user == {service.log['user'][row]}")["item"][-7:]
        target = service.log["item"][row]
        assert set(queries.histories[[query]].indices) == set(before) - {target}
        assert queries.targets[[query]].indices.tolist() == [target]
        assert queries.table["age"][query] == service.users["age"][service.log["user"][row]]


def test_no_target_is_in_its_own_history(service):
    train, _ = split_log(service, 2_000)
    queries = next_watch_queries(service, train)
    assert queries.histories.multiply(queries.targets).nnz == 0
    assert queries.histories.data.max() == 1


def test_the_truth_is_that_of_the_context(service):
    rows = np.array([5_500, 4_000])
    truth = next_watch_queries(service, rows).truth(service)
    log = service.log.iloc[4_000]
    by_hand = service.expected_watch_time(
        int(log["user"]),
        3,
        day=log["timestamp"] // 86_400,
        gap=log["gap"],
        previous_watch_time=log["previous_watch_time"],
    )
    assert truth[1, 3] == pytest.approx(by_hand, rel=1e-4)


def test_attained_by_hand():
    truth = np.array([[5.0, 3.0, 2.0], [1.0, 1.0, 8.0]])
    scores = np.array([[9.0, 1.0, 2.0], [3.0, 2.0, 1.0]])
    np.testing.assert_allclose(attained(scores, truth, k=2), [7 / 8, 2 / 9])
    np.testing.assert_allclose(attained(truth, truth, k=1), 1)
