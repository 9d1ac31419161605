"""Read what the explorer's payload packs, as its JavaScript reads it."""

import numpy as np


def array(data, reference):
    """The numbers that a reference names in a block of bytes."""
    kind = np.dtype(reference["type"]).newbyteorder("<")
    return np.frombuffer(data, kind, reference["length"], reference["offset"])
