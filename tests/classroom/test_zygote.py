"""The process that forks workers: each is fresh, jailed and bare of the grader's surroundings."""

import os

CODE = "def f(x):\n    import {0}\n    return {1}"


def asked(worker, module, value):
    about = {"needs": [], "cell": 1, "name": "f", "parameters": ["x"], "seconds": 5}
    worker.ask(30, do="define", text=CODE.format(module, value), **about)
    return worker.ask(30, do="call", arguments=[0], seconds=5)["value"]


def test_workers_are_processes_of_their_own_and_know_nothing_of_each_other(jailed):
    first, second = jailed.start(), jailed.start()
    assert first.pid != second.pid
    assert asked(first, "builtins", "setattr(builtins, 'mine', 7) or builtins.mine") == 7
    assert asked(second, "builtins", "hasattr(builtins, 'mine')") == False  # noqa: E712
    assert first.close() == second.close() == -9


def test_a_worker_finds_little_in_its_environment(jailed, monkeypatch):
    monkeypatch.setenv("TOKEN", "of the teacher")
    worker = jailed.start()
    assert asked(worker, "os", "sorted(os.environ)") is not None
    assert asked(worker, "os", "'TOKEN' in os.environ or len(os.environ)") == 4
    assert asked(worker, "sys", "len(sys.argv)") == 1
    assert asked(worker, "os", "os.getsid(0) == os.getpid()") == True  # noqa: E712
    worker.close()
    assert os.environ["TOKEN"]


def test_libraries_are_there_before_a_worker_is_forked(jailed):
    worker = jailed.start()
    assert asked(worker, "sys", "'pandas' in sys.modules and 'scipy.stats' in sys.modules") == True  # noqa: E712
    assert asked(worker, "sys", "any('lessons' in name for name in sys.modules)") == False  # noqa: E712
    worker.close()
