"""The jailed side, asked over its pipes as the grader asks it."""

import numpy as np
import pytest

CODE = "\n\ndef f(x):\n    x[0] = k\n    print('p')\n    return x * k"
HOW = {"text": CODE, "name": "f", "parameters": ["x"], "seconds": 5, "cell": 4}


@pytest.fixture
def worker(jailed):
    started = jailed.start()
    yield started
    started.close()


def define(worker, **changed):
    needs = [[2, 1, "k = 3"]]
    return worker.ask(30, do="define", **{**HOW, "needs": needs, **changed})


def test_a_function_is_defined_with_what_it_needs_and_called(worker):
    told = define(worker)
    assert (told["error"], told["blank"], told["takes"]) == (None, False, True)
    told = worker.ask(30, do="call", arguments=[np.array([1.0, 2.0])], seconds=5)
    assert told["value"].tolist() == [9, 6]
    assert (told["changed"], told["printed"], told["overdue"]) == ([0], "p\n", False)


def test_other_parameters_and_blanks_are_told(worker):
    assert define(worker, parameters=["x", "y"])["takes"] is False
    assert define(worker, text="def f(x):\n    ...")["blank"] is True


def test_an_error_is_told_with_its_line_in_the_cell(worker):
    define(worker)
    told = worker.ask(30, do="call", arguments=["abc"], seconds=5)
    assert told["error"] == "TypeError"
    assert told["place"] == "line 4: `x[0] = k`"
    assert define(worker, needs=[[2, 7, "1 / 0"]])["error"] == "ZeroDivisionError"


def test_an_exception_that_cannot_say_what_it_is_says_nothing(worker):
    text = "class E(Exception):\n    def __str__(self):\n        raise self\ndef f(x):\n    raise E"
    define(worker, text=text)
    told = worker.ask(30, do="call", arguments=[1], seconds=5)
    assert (told["error"], told["text"]) == ("E", "")


def test_a_list_comes_as_an_array_and_too_much_comes_as_its_size(worker):
    define(
        worker, text="def f(x):\n    import numpy as np\n    return [x, x] if x else np.zeros(9**8)"
    )
    assert worker.ask(30, do="call", arguments=[1], seconds=5)["value"].tolist() == [1, 1]
    assert worker.ask(60, do="call", arguments=[0], seconds=30)["value"] == "344,373,768 bytes"
