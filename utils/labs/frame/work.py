"""What takes a lab longer than a moment: done aside, with a progress bar and a Stop button."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import ipywidgets

Report = Callable[[float], object]  # told the share that is done; may end the task there
MOMENT = 0.1  # seconds: what is done by then needs no bar
TICK = 0.05  # seconds between two moves of the bar
ASIDE = ThreadPoolExecutor(1)  # one task at a time, of whichever lab, so that none slows another


class Stopped(Exception):
    """Somebody stopped the task; its argument is the share that was done."""


class Worker(ipywidgets.HBox):
    """Runs one task at a time while the kernel goes on listening; out of sight in between.

    Attributes:
        bar: ipywidgets.HTML with a progress element.
        button: ipywidgets.Button that stops the task.
    """

    def __init__(self):
        self.bar, self.button = ipywidgets.HTML(), ipywidgets.Button(description="Stop")
        self.button.on_click(lambda _: self._stop.set())
        self._stop = threading.Event()
        super().__init__([self.bar, self.button], layout={"visibility": "hidden"})

    async def run(self, task: Callable[[Report], object], on_slow: Callable[[], object]) -> object:
        """What the task returns.

        Args:
            task: function that is called with `report` in a thread of its own, and calls
                report(share done) often: there it ends when it is stopped.
            on_slow: called without arguments if the task takes longer than a MOMENT.

        Raises:
            Stopped: if the button was pressed.
        """
        stop, share = threading.Event(), 0

        def report(done):
            """Note the share that is done; end the task here if it was stopped."""
            nonlocal share
            if stop.is_set():
                raise Stopped(done)
            share = done

        self._stop = stop
        future = asyncio.get_running_loop().run_in_executor(ASIDE, task, report)
        try:
            await asyncio.wait({future}, timeout=MOMENT)
            if not future.done():
                self.layout.visibility = "visible"
                on_slow()
            while not future.done():
                self.bar.value = f'<progress value="{share:.2f}" aria-label="progress"></progress>'
                await asyncio.wait({future}, timeout=TICK)
            return future.result()
        finally:
            stop.set()  # a task that nobody waits for any more ends at its next report
            future.cancel()
            self.layout.visibility = "hidden"
