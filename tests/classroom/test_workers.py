"""The trusted side of the workers: nonsense from a worker ends it, never the grader."""

import os
import signal
import struct
import subprocess
import sys

import numpy as np
import pytest

from utils.classroom import wire
from utils.classroom.submission import Source
from utils.classroom.workers import Gone, JailedAnswer, Worker

TOLD = {
    **{"value": 0.5, "error": None, "text": "", "place": "", "changed": [], "printed": ""},
    **{"overdue": False, "unwritten": False, "seconds": 0.25, "blank": False, "takes": True},
}
SOURCE = Source("a.f", "a.ipynb", 3, "f", "def f(x):\n    return x", [(1, 2, "y = 4")])


class Owner:
    """What a worker's zygote does at its end."""

    def __init__(self, process):
        self.process = process

    def reap(self, pid):
        return self.process.wait()


@pytest.fixture
def played():
    """(bytes that a worker writes) -> the Worker, a real process that this side reads and ends."""
    made = []

    def play(*messages):
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        made.append((process, (theirs_in, theirs_out)))
        for message in (wire.pack({"jail": []}), *messages):
            os.write(theirs_out, message)
        return Worker(process.pid, ours_in, ours_out, Owner(process))

    yield play
    for process, handles in made:
        for handle in handles:
            os.close(handle)
        assert process.poll() == -signal.SIGKILL  # each test ends its worker, or this side did


def answer(worker):
    return JailedAnswer(worker, SOURCE, ("x",), 1)


def test_an_answer_knows_what_its_worker_tells(played):
    gradients = {**TOLD, "value": (np.ones(2), None)}
    worker = played(*(wire.pack(told) for told in (TOLD, {**TOLD, "changed": [0, 99]}, gradients)))
    jailed = answer(worker)
    assert (jailed.blank, jailed.takes(("x",))) == (False, True)
    outcome = jailed.call((1.0,), 1)
    assert (outcome.value, outcome.seconds, outcome.changed) == (0.5, 0.25, (0,))
    assert jailed.gradients((1.0, 2), (0, 1), 1).value[1] is None
    assert worker.close() == -signal.SIGKILL
    assert worker.close() == 0  # there is no more to end


def test_an_error_comes_by_its_name_and_text_alone(played):
    worker = played(wire.pack(TOLD), wire.pack({**TOLD, "error": "no name", "text": "t"}))
    error = answer(worker).call((1.0,), 1).error
    assert (type(error).__name__, str(error)) == ("Error", "t")
    worker.close()


@pytest.mark.parametrize(
    "lie",
    [
        {"seconds": float("nan")}, {"seconds": -1.0}, {"seconds": "soon"}, {"changed": 3},
        {"overdue": np.ones(2)}, {"seconds": float("inf")},
    ],
)  # fmt: skip
def test_a_reply_that_makes_no_sense_is_said_to_make_none(played, lie):
    worker = played(wire.pack({**TOLD, **lie}))
    with pytest.raises(Gone, match="made no sense"):
        answer(worker)
    worker.close()


def test_a_number_of_seconds_that_no_float_holds_makes_none_either(played):
    head = b'{"seconds": {"is": "json", "value": 1%s}}' % (b"0" * 400)
    whole = wire.pack({name: value for name, value in TOLD.items() if name != "seconds"})
    n_head, _ = struct.unpack("<II", whole[:8])
    both = whole[8 : 8 + n_head - 1] + b", " + head[1:]
    worker = played(struct.pack("<II", len(both), 0) + both)
    with pytest.raises(Gone, match="made no sense"):
        answer(worker)
    worker.close()


def test_gradients_that_are_none_are_named(played):
    worker = played(wire.pack(TOLD), wire.pack({**TOLD, "value": 3.0}))
    with pytest.raises(Gone, match="answered for its gradients with something else"):
        answer(worker).gradients((1.0,), (0,), 1)
    worker.close()


def test_bytes_that_are_no_message_end_the_worker(played):
    worker = played(b"print" * 9)
    with pytest.raises(Gone, match="wrote into the pipe of the grader"):
        worker.ask(5, do="call")
    assert worker.pid is None


def test_a_worker_that_says_nothing_is_ended_when_it_is_late(played):
    with pytest.raises(Gone, match="was ended from outside"):
        played().ask(0.05, do="call")


def test_a_worker_that_ends_is_told_by_its_signal(workers):
    worker = workers.start()
    os.kill(worker.pid, signal.SIGTERM)
    with pytest.raises(Gone, match=r"ended its whole process \(SIG(TERM|KILL)\)"):
        worker.ask(20, do="call", arguments=[], seconds=1)
