"""What a cell displays, without a notebook."""

from contextlib import contextmanager

from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.capture import capture_output


@contextmanager
def shell():
    """An IPython that displays what it is told to."""
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def outputs(thing):
    """The outputs of a cell that ends with the thing, each with its data and metadata."""
    with shell(), capture_output() as captured:
        display(thing)
    return captured.outputs
