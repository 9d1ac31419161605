"""What a piece of work needs of memory at its height."""

import gc
import tracemalloc
from collections.abc import Callable


def peak_megabytes(work: Callable[[], object]) -> float:
    """Megabytes that Python and NumPy hold at most, beyond what they held before.

    TensorFlow and faiss allocate on their own, and are not counted.
    """
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
