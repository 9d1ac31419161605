"""Maps that were made are kept on disk: the same vectors are not mapped twice."""

from pathlib import Path

import numpy as np

from utils.base.files import replacing
from utils.base.fingerprint import code_behind, fingerprint
from utils.base.paths import DOWNLOADS
from utils.space.maps import MAPS, Told

FOLDER = DOWNLOADS / "maps"


def stored_map(
    vectors: np.ndarray, method: str, folder: Path | None = None, told: Told | None = None
) -> np.ndarray:
    """The map of some vectors, from disk if the same code made it of the same vectors before.

    Args:
        vectors: (n, dim) float32.
        method: a name in MAPS.
        folder: where maps are kept; None for data/downloads/maps.
        told: called with the share of the work that is done.

    Returns:
        (n, 2) float32.
    """
    make = MAPS[method]
    name = fingerprint(code_behind(make), np.ascontiguousarray(vectors))
    file = (folder or FOLDER) / f"{method}-{name}.npy"
    try:
        return np.load(file)
    except (OSError, ValueError, EOFError):  # there is none, or it is damaged: it is made again
        xy = make(vectors, told)
    with replacing(file) as new:
        np.save(new, xy)
    return xy
