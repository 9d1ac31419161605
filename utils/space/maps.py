"""Two ways to draw many dimensions on a plane."""

from collections.abc import Callable

import numpy as np
from openTSNE import TSNE
from sklearn.decomposition import PCA

from utils.base.seed import SEED

SMALL, LARGE, FAR = 1e-12, 1e12, 100  # beyond, the squares of float32 numbers lose their digits
EARLY, LATE = 250, 500  # iterations that push clusters apart, and that place their points
TOLD_EVERY = 25  # iterations
EXACT_BELOW = 1000  # rows: for fewer, every pair counts in a twinkling
Told = Callable[[float], object]


def _in_range(vectors):
    """(vectors, scale): moved and divided where float32 would lose the digits of distances."""
    middle = vectors.mean(axis=0, dtype=float)
    reach, spread = np.abs(vectors).max(), np.abs(vectors - middle).max()
    if not spread or (SMALL < reach < LARGE and reach < FAR * spread):
        return vectors, 1.0
    return ((vectors - middle) / spread).astype(np.float32), spread


def pca(vectors: np.ndarray, told: Told | None = None) -> np.ndarray:
    """The plane in which the vectors spread most.

    Args:
        vectors: (n, dim) float32.
        told: called with the share that is done: here, 1 at the end.

    Returns:
        (n, 2) float32; zeros where there is nothing to spread.

    Source: Pearson 1901, "On lines and planes of closest fit to systems of points in space".
    """
    n_components = min(2, *vectors.shape)
    xy = np.zeros((len(vectors), 2), np.float32)
    if len(vectors) > 1 and np.ptp(vectors, axis=0).any():  # of equal points, it would be 0 / 0
        vectors, scale = _in_range(vectors)
        xy[:, :n_components] = scale * PCA(n_components, random_state=SEED).fit_transform(vectors)
    if told:
        told(1.0)
    return xy


def t_sne(vectors: np.ndarray, told: Told | None = None) -> np.ndarray:
    """Close neighbors kept close, from where the PCA has them.

    Args:
        vectors: (n, dim) float32.
        told: called, now and then, with the share of the work that is done, in (0, 1].

    Returns:
        (n, 2) float32; that of the PCA for fewer than four.

    Source: van der Maaten and Hinton 2008, "Visualizing data using t-SNE"; Linderman et al. 2019,
        "Fast interpolation-based t-SNE", which is why large spaces take a time that grows with n.
    """
    if len(vectors) < 4:
        return pca(vectors)
    vectors, _ = _in_range(vectors)
    start = pca(vectors)
    if not start.any():
        return start
    fit = TSNE(
        perplexity=min(30, (len(vectors) - 1) / 3),
        initialization=start / max(start[:, 0].std(), 1e-12) * 1e-4,
        early_exaggeration_iter=EARLY,
        n_iter=LATE,
        neighbors="exact" if len(vectors) < EXACT_BELOW else "auto",
        n_jobs=1,  # its threads wait for each other: on a shared processor two are slower than one
        random_state=SEED,
        callbacks=_Steps(told) if told else None,
        callbacks_every_iters=TOLD_EVERY,
    )
    return np.asarray(fit.fit(vectors), np.float32)


class _Steps:
    """Counts the steps of both phases, each of which begins at 1 again."""

    def __init__(self, told):
        self.told, self.done = told, 0

    def __call__(self, iteration, error, embedding):
        self.done += TOLD_EVERY
        self.told(self.done / (EARLY + LATE))


MAPS = {"pca": pca, "t-sne": t_sne}
