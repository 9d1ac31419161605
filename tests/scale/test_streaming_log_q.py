"""log q of a stream: by hand, and on the simulated service, where what is popular drifts."""

import numpy as np
import pytest

from utils.scale.streaming_log_q import StreamingLogQ
from utils.simulation.service import simulate


def test_an_item_of_every_third_batch_has_a_chance_of_a_third():
    estimate = StreamingLogQ(1000, rate=0.1)
    for step in range(300):
        estimate.update([7, 7] if step % 3 == 0 else [8])
    assert np.exp(estimate.log_q([7])[0]) == pytest.approx(1 / 3, abs=0.01)


def test_the_gap_by_hand():
    estimate = StreamingLogQ(50, n_hashes=1, rate=0.5, first_gap=4.0)
    estimate.update([3])  # B = 0.5 · 4 + 0.5 · 1
    estimate.update([])
    estimate.update([3])  # B = 0.5 · 2.5 + 0.5 · 2
    assert estimate.log_q([3])[0] == pytest.approx(-np.log(2.25))


def test_more_hashes_help_where_slots_are_few():
    rng = np.random.default_rng(0)
    chances = rng.permutation(1 / np.arange(1, 501))
    errors = []
    for n_hashes in (1, 3):
        estimate = StreamingLogQ(300, n_hashes, rate=0.02)
        for _ in range(800):
            estimate.update(np.flatnonzero(rng.random(500) < chances))
        errors.append(np.mean(np.abs(estimate.log_q(np.arange(500)) - np.log(chances))))
    assert errors[1] < 0.95 * errors[0]


def test_ids_of_any_size_have_a_slot():
    estimate = StreamingLogQ(10)
    estimate.update([2**62, 0])
    assert np.isfinite(estimate.log_q([2**62, 5])).all()


def test_where_popularity_drifts_it_beats_counting_everything():
    log = simulate(n_users=2000, n_items=1000, n_events=400_000, seed=0).log["item"].to_numpy()
    batches = np.split(log[: len(log) // 200 * 200], len(log) // 200)
    estimate, counts = StreamingLogQ(4000, rate=0.1), np.ones(1000)
    for batch in batches[:-100]:
        estimate.update(batch)
        counts += np.bincount(batch, minlength=1000)
    coming = np.mean([np.isin(np.arange(1000), batch) for batch in batches[-100:]], axis=0)
    common = np.flatnonzero(coming > 0.1)
    truth = np.log(coming[common])
    all_time = np.log(1 - (1 - counts[common] / counts.sum()) ** 200)
    assert len(common) > 100
    assert np.abs(estimate.log_q(common) - truth).mean() < 0.9 * np.abs(all_time - truth).mean()
