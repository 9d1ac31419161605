"""How often an item comes in a stream, from how long ago it came: log q without a count of all.

Items come and go, and nobody knows how many there will be, so the memory is fixed: an item has a
slot by its hash. Two items in one slot look more frequent than they are; of several hashes, the one
that says "rarest" is right most often.

Source: Yi et al. 2019, "Sampling-bias-corrected neural modeling for large corpus item
recommendations", sec. 4, algorithms 2 and 3.
"""

import numpy as np
from numpy.typing import ArrayLike

from utils.base.seed import SEED

PRIME = (1 << 31) - 1


class StreamingLogQ:
    """The estimated chance that an item is in a batch.

    For each slot: A, the step when it was last seen, and B, the mean gap between two such steps,
    B ← (1 − α) B + α (t − A). The chance is 1 / B.

    Args:
        n_slots: of each hash.
        n_hashes: how many hashes.
        rate: α; the greater, the faster it forgets.
        first_gap: B of a slot that was never seen.
        seed: of the hashes.
    """

    def __init__(
        self,
        n_slots: int,
        n_hashes: int = 2,
        rate: float = 0.05,
        first_gap: float = 100.0,
        seed: int = SEED,
    ):
        rng = np.random.default_rng(seed)
        self.n_slots, self.rate, self.step = n_slots, rate, 0
        self.factors = rng.integers(1, PRIME, (n_hashes, 1))
        self.shifts = rng.integers(0, PRIME, (n_hashes, 1))
        self.last = np.zeros((n_hashes, n_slots))
        self.gap = np.full((n_hashes, n_slots), first_gap)

    def update(self, items: ArrayLike) -> None:
        """One batch has come.

        Args:
            items: (n,) int item ids, 0 or greater, of any size.
        """
        self.step += 1
        for slots, last, gap in zip(self._slots(items), self.last, self.gap, strict=True):
            once = np.unique(slots)
            gap[once] += self.rate * (self.step - last[once] - gap[once])
            last[once] = self.step

    def log_q(self, items: ArrayLike) -> np.ndarray:
        """(n,) float32, the log of the chance that a batch has each of these items."""
        gaps = np.take_along_axis(self.gap, self._slots(items), axis=1).max(axis=0)
        return -np.log(np.maximum(gaps, 1)).astype(np.float32)

    def _slots(self, items):
        """(n_hashes, n) int slots."""
        items = np.asarray(items, np.int64) % PRIME
        return (self.factors * items + self.shifts) % PRIME % self.n_slots
