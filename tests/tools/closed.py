"""Whether files are closed again, also where reading them fails."""

import gc
import warnings
from contextlib import contextmanager


@contextmanager
def all_closed():
    """What is opened within is closed within, or AssertionError says what was left to chance."""
    gc.collect()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        yield
        gc.collect()
    left = [str(w.message) for w in caught if issubclass(w.category, ResourceWarning)]
    assert left == []
