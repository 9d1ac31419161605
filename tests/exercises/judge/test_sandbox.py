"""The sandbox: what a learner's function may do, and the notebook lives on."""

import itertools
import os
import random
import signal
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from utils.exercises.judge import check, sandbox
from utils.exercises.judge.sandbox import run

LIMIT = 0.2  # seconds given to what never ends


def test_value_and_time_of_a_call():
    outcome = run(lambda x, y: x + y, (1, 2), 5)
    assert outcome.value == 3
    assert outcome.error is None
    assert not outcome.overdue
    assert 0 < outcome.seconds < 5


def test_arguments_are_copies_and_changes_are_told():
    def spoil(x, y, table):
        x[0] = 7
        table.clear()

    x, y, table = np.array([1.0, np.nan]), np.array([np.nan]), {"a": 1}
    assert run(spoil, (x, y, table), 5).changed == (0, 2)
    np.testing.assert_array_equal(x, [1, np.nan])
    assert table == {"a": 1}


def test_random_states_are_restored():
    def gamble():
        np.random.seed(3)
        random.seed(3)
        return np.random.random() + random.random()

    np.random.seed(0)
    random.seed(0)
    expected = np.random.random(), random.random()
    np.random.seed(0)
    random.seed(0)
    run(gamble, (), 5)
    assert (np.random.random(), random.random()) == expected


def test_what_is_printed_is_caught_and_its_beginning_kept(capsys):
    def talk():
        print("first")
        print("y" * 10**6)
        print("error", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        np.log(np.zeros(1))

    outcome = run(talk, (), 5)
    assert outcome.error is None
    assert outcome.printed.startswith("first\nyyy")
    assert len(outcome.printed) == sandbox.PRINTED
    assert capsys.readouterr() == ("", "")


def test_a_replaced_stdout_is_put_back():
    def replace():
        sys.stdout = None

    before = sys.stdout
    run(replace, (), 5)
    assert sys.stdout is before


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, GeneratorExit, ValueError])
def test_whatever_is_raised_is_survived(error):
    def leave():
        raise error("bye")

    outcome = run(leave, (), 5)
    assert isinstance(outcome.error, error)
    line = leave.__code__.co_firstlineno + 1
    assert outcome.place == f'line {line}: `raise error("bye")`'


@pytest.mark.parametrize("name", ["exit", "quit"])
def test_exit_ends_the_function_and_not_the_kernel(name):
    scope = {name: lambda: "would end the kernel"}
    exec(f"def leave():\n    {name}()", scope)
    kept = scope[name]
    assert isinstance(run(scope["leave"], (), 5).error, SystemExit)
    assert scope[name] is kept


def test_recursion_without_end_is_survived():
    def descend(n):
        return descend(n + 1)

    assert isinstance(run(descend, (0,), 5).error, RecursionError)


def ended(n_before):
    """Whether all threads but those of before end, given a moment."""
    patience = time.monotonic() + 10
    while threading.active_count() > n_before and time.monotonic() < patience:
        time.sleep(0.01)
    return threading.active_count() == n_before


def plain_loop():
    while True:
        pass


def loop_that_catches_exceptions():
    n = 0
    while True:
        try:
            n += 1
        except Exception:
            n = 0


def loop_that_catches_all():
    n = 0
    while True:
        try:
            n += 1
        except:  # noqa: E722
            n = 0


def loop_that_prints():
    for n in itertools.count():
        print("again", n)


def loop_of_sleeps():
    while True:
        time.sleep(0.01)


@pytest.mark.parametrize(
    "loop",
    [
        plain_loop,
        loop_that_catches_exceptions,
        loop_that_catches_all,
        loop_that_prints,
        loop_of_sleeps,
    ],
)
def test_an_endless_loop_is_stopped_and_placed(loop, capsys):
    threads = threading.active_count()
    outcome = run(loop, (), LIMIT)
    assert outcome.overdue
    first = loop.__code__.co_firstlineno
    assert int(outcome.place.split()[1].strip(":")) in range(first + 1, first + 8)
    assert ended(threads)
    assert capsys.readouterr() == ("", "")


def test_a_long_sleep_is_left_behind(capsys):
    def sleep():
        time.sleep(2)
        print("awake")

    threads = threading.active_count()
    outcome = run(sleep, (), LIMIT)
    assert outcome.overdue
    assert "time.sleep(2)" in outcome.place
    assert ended(threads)
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(os.name == "nt", reason="Jupyter interrupts by a signal on POSIX alone")
def test_interrupting_the_kernel_ends_the_function_too():
    def interrupt():
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        while True:
            pass

    threads, before = threading.active_count(), sys.stdout
    # As a kernel does before each cell: what a shell starts in the background ignores the signal.
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(interrupt, (), 5)
    finally:
        signal.signal(signal.SIGINT, kept)
    assert ended(threads)
    assert sys.stdout is before


def test_an_answer_is_judged_within_five_seconds():
    assert check.SECONDS + sandbox.GRACE <= 5


def test_a_source_may_stand_for_the_function():
    def answer():
        raise ValueError

    outcome = run(lambda: answer(), (), 5, source=answer)
    assert outcome.place == f"line {answer.__code__.co_firstlineno + 1}: `raise ValueError`"
