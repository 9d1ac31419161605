"""The one seed of the course: the same seed, the same machine, the same numbers."""

SEED = 0
