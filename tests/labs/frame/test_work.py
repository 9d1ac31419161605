"""A task done aside: its result, its progress, its end."""

import asyncio
import threading

import pytest

from utils.labs.frame.work import Stopped, Worker


def test_what_the_task_returns_comes_back_and_nothing_is_shown_of_a_quick_one():
    worker, slow = Worker(), []
    assert asyncio.run(worker.run(lambda report: 7, lambda: slow.append(True))) == 7
    assert slow == [] and worker.layout.visibility == "hidden"


def test_a_task_that_is_stopped_ends_at_its_next_report_and_says_how_far_it_was():
    worker, begun, go_on = Worker(), threading.Event(), threading.Event()

    def task(report):
        report(0.25)
        begun.set()
        assert go_on.wait(20)
        report(0.5)
        raise AssertionError("it went on")

    async def session():
        running = asyncio.ensure_future(worker.run(task, lambda: None))
        await asyncio.to_thread(begun.wait, 20)
        worker.button.click()
        go_on.set()
        with pytest.raises(Stopped) as stopped:
            await running
        assert stopped.value.args == (0.5,)

    asyncio.run(session())


def test_an_error_of_the_task_comes_through():
    def task(report):
        raise ZeroDivisionError("by hand")

    with pytest.raises(ZeroDivisionError, match="by hand"):
        asyncio.run(Worker().run(task, lambda: None))
