"""The layers of keras-rs that lesson 07 shows, beside what we compute; and the one that is silent.

Keras 3.15 wants Python ints for sizes.
"""

import keras_rs.layers as rs
import numpy as np
import pytest

from utils.base.backend import keras
from utils.models.losses import accidental_hits, in_batch_softmax_loss
from utils.space.similarity import top_k

RNG = np.random.default_rng(0)
PSI, PHI = RNG.normal(0, 1, (2, 6, 3)).astype(np.float32)
ITEMS = np.array([4, 1, 4, 2, 7, 1])
Q = np.array([0.5, 0.2, 0.5, 0.1, 0.05, 0.2], np.float32)


def test_the_correction_is_ours():
    corrected = rs.SamplingProbabilityCorrection()(PSI @ PHI.T, Q)
    log_p = np.diagonal(keras.ops.log_softmax(corrected))
    ours = in_batch_softmax_loss(PSI, PHI, np.arange(6), np.arange(6), np.log(Q))
    assert np.allclose(ours, -log_p, atol=1e-5)


def test_hard_negatives_are_the_best_scored_wrong_answers():
    logits = PSI @ PHI.T
    hard, labels = rs.HardNegativeMining(num_hard_negatives=2)(logits, np.eye(6, dtype=np.float32))
    for row, kept in enumerate(np.array(hard)):
        wrong = np.sort(np.delete(logits[row], row))[-2:]
        assert np.allclose(np.sort(kept), np.sort([*wrong, logits[row, row]]))
    assert np.allclose(np.sum(hard * labels, axis=1), np.diagonal(logits))


def test_brute_force_retrieval_finds_our_top_k():
    scores, items = rs.BruteForceRetrieval(PHI, k=3)(PSI)
    assert np.array_equal(items, top_k(PSI @ PHI.T, 3))
    assert np.allclose(scores, np.take_along_axis(PSI @ PHI.T, np.array(items), axis=1), atol=1e-6)


@pytest.mark.parametrize("items", [ITEMS, np.zeros(6, int)])
def test_removing_accidental_hits_removes_nothing_so_the_mask_stays_ours(items):
    """Once this fails, the layer works: the lesson and utils/models/losses.py can use it."""
    logits = PSI @ PHI.T
    theirs = rs.RemoveAccidentalHits()(logits, np.eye(6, dtype=np.float32), items)
    assert np.array_equal(theirs, logits)
    assert np.array(accidental_hits(np.arange(6), items)).any()
