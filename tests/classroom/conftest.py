"""One process that starts jailed workers, for all tests of grading."""

import pytest

from utils.classroom import jail
from utils.classroom.run import jail_of
from utils.classroom.workers import Workers


@pytest.fixture(scope="session")
def workers():
    with Workers(unsafe=True) as started:
        yield started


@pytest.fixture(scope="session")
def parts(workers):
    """What the jail holds on this machine."""
    return jail_of(workers)


@pytest.fixture(scope="session")
def jailed(workers, parts):
    """Workers whose jail holds; where it does not, the tests of what it holds say so and stop."""
    if not jail.holds(parts):
        pytest.skip(f"this machine's jail is not whole ({parts}): no attack was tried")
    return workers
