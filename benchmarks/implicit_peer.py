"""The package implicit's ALS, run in its own environment: fits a matrix, saves the item factors.

python implicit_peer.py PAIRS.npz FACTORS.npz DIM WEIGHT L2 ITERATIONS USE_CG
"""

import sys
import time

import numpy as np
from implicit.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix


def main(pairs, factors, dim, weight, l2, iterations, use_cg):
    """Fit three times; store the user and item factors and the shortest time in seconds."""
    given = np.load(pairs)
    watched = np.ones(len(given["users"]), np.float32), (given["users"], given["items"])
    X = csr_matrix(watched, shape=given["shape"])
    seconds = []
    for _ in range(3):
        model = AlternatingLeastSquares(
            factors=int(dim),
            alpha=float(weight),
            regularization=float(l2),
            iterations=int(iterations),
            use_cg=use_cg == "True",
            random_state=0,
        )
        start = time.perf_counter()
        model.fit(X, show_progress=False)
        seconds.append(time.perf_counter() - start)
    np.savez(factors, V=model.item_factors, seconds=min(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
