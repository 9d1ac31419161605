"""Whether a progress bar has anybody to look at it."""

import sys

from IPython import get_ipython


def interactive() -> bool:
    """Whether somebody is watching: a terminal, or a notebook that could answer a question.

    A notebook that is executed by a program has no one to ask, and is kept free of progress bars.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return sys.stdout.isatty()
    return bool(getattr(kernel, "_allow_stdin", False))
