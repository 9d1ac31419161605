"""The islands: they fold without negatives, over many starts, and unfold with some."""

import numpy as np
import pytest

from utils.simulation.islands import (
    close_share,
    drawn_by,
    hardest,
    inside_disk,
    islands,
    no_negatives,
    unfold,
)

SEEDS = range(5)
UNIFORM = np.full(48, 1 / 48)


def final(draw, seed):
    users, items, island = islands(seed=seed)
    return unfold(users, items, draw, seed=seed)[-1], island


def strangers(draw):
    return [close_share(*final(draw, seed))[0] for seed in SEEDS]


def test_everybody_watches_different_movies_of_their_own_island():
    users, items, island = islands(n_users=(3, 2), n_items=5, n_watched=4)
    assert island.tolist() == [0] * 5 + [1] * 5
    assert len(set(zip(users, items, strict=True))) == len(users) == 5 * 4
    assert (island[items] == (users >= 3)).all()


def test_close_share_by_hand():
    V = np.array([[1, 0], [9, 1], [2, 0.1], [0, 3]])
    assert close_share(V, np.array([0, 0, 1, 1])) == (2 / 4, 1 / 2)


def test_only_vectors_outside_the_disk_are_cut():
    assert np.allclose(inside_disk(np.array([[3.0, 4.0], [0.3, 0.4]])), [[0.6, 0.8], [0.3, 0.4]])


def test_one_step_by_hand():
    # One user, one pair, positives only: V moves by rate · U, U by rate · V.
    users, items = np.array([0]), np.array([0])
    start = np.random.default_rng(3)
    U, V = start.normal(0, 0.2, (1, 2)), start.normal(0, 0.2, (1, 2))
    path = unfold(users, items, no_negatives, n_steps=1, rate=0.1, seed=3)
    assert np.allclose(path, [V, V + 0.1 * U])


def test_a_step_against_all_movies_follows_p_hat_minus_p():
    users, items = np.array([0, 0]), np.array([0, 2])
    start = np.random.default_rng(3)
    U, V = start.normal(0, 0.2, (1, 2)), start.normal(0, 0.2, (3, 2))
    others = np.array([[1, 2], [0, 1]])
    path = unfold(users, items, lambda rng, logits: others, n_steps=1, rate=0.1, seed=3)
    p_hat = np.exp(V @ U[0] / 0.2)
    p_hat /= p_hat.sum()
    error = 2 * p_hat - [1, 0, 1]
    assert np.allclose(path[1], V - 0.1 * error[:, None] * U)


def test_the_pair_itself_is_no_negative_of_its_own():
    users, items, _ = islands()
    itself = unfold(users, items, lambda rng, logits: items[:, None], n_steps=3)
    assert np.allclose(itself, itself[0])


def test_the_hardest_have_the_largest_logits():
    logits = np.array([[0.0, 5.0, 1.0, 2.0]])
    assert hardest(2, n_tried=50)(np.random.default_rng(0), logits).tolist() == [[1, 1]]


def test_space_folds_without_negatives_and_unfolds_with_them():
    folded, mended = strangers(no_negatives), strangers(drawn_by(UNIFORM, 4))
    assert np.mean(folded) > 0.1  # six random directions give 2 · 25.8° / 360° = 0.14
    assert max(mended) < 0.01


def test_hard_negatives_push_friends_apart_where_friends_are_drawn():
    _, alike = zip(*(close_share(*final(drawn_by(UNIFORM, 4), s)) for s in SEEDS), strict=True)
    _, torn = zip(*(close_share(*final(hardest(4), s)) for s in SEEDS), strict=True)
    assert max(torn) < min(alike)


@pytest.mark.parametrize("draw", [no_negatives, drawn_by(UNIFORM, 2), hardest(2)])
def test_vectors_stay_in_the_disk_and_a_seed_means_one_path(draw):
    V, _ = final(draw, 0)
    assert np.linalg.norm(V, axis=1).max() <= 1 + 1e-12
    assert np.array_equal(V, final(draw, 0)[0])
