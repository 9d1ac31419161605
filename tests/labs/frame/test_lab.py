"""The frame of the labs: picture and words follow the controls, slow work can be stopped."""

import asyncio
import re
import threading

import ipywidgets
import pandas as pd
import pytest

from tests.tools.displayed import outputs
from utils.labs.frame.lab import TEXT, Lab, Manners
from utils.labs.frame.stage import let_move
from utils.plots import figure


def slider(value=3):
    return ipywidgets.IntSlider(value, 0, 9, description="height")


def one_bar(prepare=None):
    """A bar as high as the slider says, or as `prepare` makes of that."""
    fig, ax = figure()
    (bar,) = ax.bar([0], [1])
    ax.set_ylim(0, 9)
    let_move(bar)

    def draw(*prepared, height):
        bar.set_height(prepared[0] if prepared else height)
        return f"One bar, height {bar.get_height()} < 9.", [pd.DataFrame({"<b>": [height]})]

    needs = ("height",) if prepare else ()
    return Lab(fig, draw, {"height": slider()}, prepare=prepare, needs=needs)


def test_a_move_redraws_picture_words_and_table():
    lab = one_bar()
    before = lab.picture.value
    lab.controls["height"].value = 5
    assert lab.picture.value != before
    assert lab.caption == "One bar, height 5 < 9."
    assert "height 5 &lt; 9" in lab.words.value
    assert 'alt="One bar, height 5 &lt; 9."' in lab.picture.value
    assert "<td>5</td>" in lab.beside.value
    assert '<th scope="col" style="text-align: left">&lt;b&gt;</th>' in lab.beside.value


def test_a_stored_notebook_keeps_the_picture_apart_from_the_view_and_its_alternative():
    live, picture = outputs(one_bar())
    assert "application/vnd.jupyter.widget-view+json" in live.data
    assert live.data["text/plain"] == TEXT and "image/png" not in live.data
    assert "application/vnd.jupyter.widget-view+json" not in picture.data
    assert '<img src="data:image/png;base64,' in picture.data["text/html"]
    words = "One bar, height 3 < 9."
    assert picture.data["text/plain"] == picture.metadata["image/png"]["alt"] == words


def test_the_picture_that_is_stored_is_the_one_that_is_seen():
    lab = one_bar()
    first = outputs(lab)[1].data
    lab.controls["height"].value = 7
    then = outputs(lab)[1].data
    assert then["image/png"] != first["image/png"] and "height 7" in then["text/plain"]
    assert "<td>7</td>" in then["text/html"]


def test_what_a_front_end_needs_to_load_the_widget_is_passed_on(monkeypatch):
    view = "application/vnd.jupyter.widget-view+json"
    needed = {view: {"colab": {"custom_widget_manager": {"url": "manager.js"}}}}
    monkeypatch.setattr(Manners, "_repr_mimebundle_", lambda self: ({}, needed))
    assert outputs(one_bar())[0].metadata == needed


# What takes longer


def test_what_was_prepared_once_is_kept():
    asked = []
    lab = one_bar(lambda report, height: asked.append(height) or height / 2)
    for height in (4, 3, 4):
        lab.controls["height"].value = height
    assert asked == [3, 4]
    assert lab.caption.startswith("One bar, height 2.0")


class Slow:
    """Work that waits for the test at each of its ten steps, the first call aside."""

    def __init__(self):
        self.step, self.ended, self.n_calls = threading.Semaphore(0), [], 0

    def __call__(self, report, height):
        self.n_calls += 1
        try:
            for done in range(10 if self.n_calls > 1 else 0):
                report(done / 10)
                assert self.step.acquire(timeout=20)
        finally:
            self.ended.append(height)
        return height


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def lab(slow):
    return one_bar(slow)


async def until(condition):
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come to pass in ten seconds")


def is_working(lab):
    return lab.worker.layout.visibility == "visible"


def share(lab):
    return float(re.search(r'<progress value="([\d.]+)"', lab.worker.bar.value)[1])


async def start(lab, slow, height, n_steps):
    """Ask for a height, wait for the bar, and let some steps be done."""
    lab.controls["height"].value = height
    await until(lambda: is_working(lab))
    for _ in range(n_steps):
        slow.step.release()
    await until(lambda: share(lab) == n_steps / 10)


def test_slow_work_shows_its_progress_and_then_its_picture(lab, slow):
    async def session():
        before = lab.picture.value
        await start(lab, slow, 5, n_steps=4)
        assert lab.words.value == "Working; the picture is still the one before."
        assert lab.picture.value == before
        slow.step.release(6)
        await until(lambda: not is_working(lab))
        assert lab.caption == "One bar, height 5 < 9." and lab.picture.value != before

    asyncio.run(session())


def test_stop_ends_the_work_and_leaves_the_picture(lab, slow):
    async def session():
        before = lab.picture.value
        await start(lab, slow, 5, n_steps=3)
        lab.worker.button.click()
        slow.step.release()
        await until(lambda: not is_working(lab))
        assert slow.ended == [3, 5]
        assert lab.picture.value == before and lab.caption == "One bar, height 3 < 9."
        assert lab.words.value == (
            "Stopped at 40%; the picture is still the one before: One bar, height 3 &lt; 9."
        )
        await start(lab, slow, 6, n_steps=0)
        slow.step.release(10)
        await until(lambda: not is_working(lab))
        assert lab.caption == "One bar, height 6 < 9."

    asyncio.run(session())


def test_a_newer_move_ends_the_work_for_the_older(lab, slow):
    async def session():
        await start(lab, slow, 5, n_steps=2)
        lab.controls["height"].value = 3  # known: shown at once
        assert lab.caption == "One bar, height 3 < 9."
        await until(lambda: not is_working(lab))
        slow.step.release()
        await until(lambda: slow.ended == [3, 5])
        assert (5,) not in lab.prepared
        assert lab.words.value == "One bar, height 3 &lt; 9."

    asyncio.run(session())


def test_work_that_is_done_in_a_moment_shows_no_bar():
    seen = []
    lab = one_bar(lambda report, height: height)
    lab.worker.layout.observe(lambda change: seen.append(change.new), names="visibility")

    async def session():
        lab.controls["height"].value = 5
        await until(lambda: lab.caption == "One bar, height 5 < 9.")

    asyncio.run(session())
    assert "visible" not in seen


def test_an_error_in_the_work_is_told_and_raised():
    def broken(report, height):
        if height > 3:
            raise ZeroDivisionError("by hand")
        return height

    lab = one_bar(broken)

    async def session():
        lab.controls["height"].value = 5
        with pytest.raises(ZeroDivisionError, match="by hand"):
            await lab._task

    asyncio.run(session())
    assert lab.words.value.startswith("Failed: by hand; the picture is still the one before: One")
    assert not is_working(lab) and lab.caption == "One bar, height 3 < 9."
