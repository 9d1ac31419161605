"""A progress bar is for a terminal, or for a notebook that somebody sits before."""

import io
from types import SimpleNamespace

import pytest

from utils.base import watched


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "seen"), [(Terminal(), True), (io.StringIO(), False)])
def test_outside_a_notebook_a_terminal_watches_and_a_file_does_not(monkeypatch, stream, seen):
    monkeypatch.setattr(watched.sys, "stdout", stream)
    assert watched.interactive() is seen


@pytest.mark.parametrize("may_ask", [True, False])
def test_in_a_notebook_it_is_who_could_answer(monkeypatch, may_ask):
    shell = SimpleNamespace(kernel=SimpleNamespace(_allow_stdin=may_ask))
    monkeypatch.setattr(watched, "get_ipython", lambda: shell)
    assert watched.interactive() is may_ask
