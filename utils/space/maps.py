"""Two ways to draw many dimensions on a plane."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from utils.base.seed import SEED

SMALL, LARGE, FAR = 1e-12, 1e12, 100  # beyond, the squares of float32 numbers lose their digits


def _in_range(vectors):
    """(vectors, scale): moved and divided where float32 would lose the digits of distances."""
    middle = vectors.mean(axis=0, dtype=float)
    reach, spread = np.abs(vectors).max(), np.abs(vectors - middle).max()
    if not spread or (SMALL < reach < LARGE and reach < FAR * spread):
        return vectors, 1.0
    return ((vectors - middle) / spread).astype(np.float32), spread


def pca(vectors: np.ndarray) -> np.ndarray:
    """The plane in which the vectors spread most.

    Args:
        vectors: (n, dim) float32.

    Returns:
        (n, 2) float32; zeros where there is nothing to spread.

    Source: Pearson 1901, "On lines and planes of closest fit to systems of points in space".
    """
    n_components = min(2, *vectors.shape)
    xy = np.zeros((len(vectors), 2), np.float32)
    if len(vectors) > 1 and np.ptp(vectors, axis=0).any():  # of equal points, it would be 0 / 0
        vectors, scale = _in_range(vectors)
        xy[:, :n_components] = scale * PCA(n_components, random_state=SEED).fit_transform(vectors)
    return xy


def t_sne(vectors: np.ndarray) -> np.ndarray:
    """Close neighbors kept close, from where the PCA has them.

    Args:
        vectors: (n, dim) float32.

    Returns:
        (n, 2) float32; that of the PCA for fewer than four.

    Source: van der Maaten and Hinton 2008, "Visualizing data using t-SNE".
    """
    if len(vectors) < 4:
        return pca(vectors)
    vectors, _ = _in_range(vectors)
    perplexity = min(30, (len(vectors) - 1) / 3)
    start = pca(vectors)
    start = start / max(start[:, 0].std(), 1e-12) * 1e-4
    tsne = TSNE(2, perplexity=perplexity, init=start, random_state=SEED)
    with threadpool_limits(1, "openmp"):  # its threads wait for each other: where the processor is
        return tsne.fit_transform(vectors).astype(np.float32)  # shared, two are slower than one


MAPS = {"pca": pca, "t-sne": t_sne}
