"""Work that takes long, in a process of its own: it says how far it is, and can be stopped.

Started as a module, this is that process: work comes in by stdin, what is told goes out by stdout.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from threading import Thread

from utils.base.paths import ROOT


class Job:
    """A function at work in another process.

    Args:
        work: a public function of a module; called with the arguments, and with `told`, a function
            that takes the share that is done.
        arguments: for it; what can be pickled.
        told, done, failed: called, in a thread, with a share in (0, 1]; with the result; with a
            text that says what went wrong. After stop() none is called.
    """

    def __init__(
        self,
        work: Callable,
        arguments: tuple,
        told: Callable[[float], object],
        done: Callable[[object], object],
        failed: Callable[[str], object],
    ):
        self._heard = {"told": told, "done": done, "failed": failed}
        self._stopped = False
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "utils.explorer.jobs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._thread = Thread(target=self._listen, args=(work, arguments), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the work, at once."""
        self._stopped = True
        self._process.kill()

    def wait(self) -> None:
        """Until it is done, has failed or was stopped."""
        self._thread.join()

    def _listen(self, work, arguments):
        kind = "told"
        try:
            pickle.dump((work, arguments), self._process.stdin)
            self._process.stdin.close()
            while kind == "told":
                kind, what = pickle.load(self._process.stdout)
                if not self._stopped:
                    self._heard[kind](what)
        except (EOFError, OSError, pickle.UnpicklingError):
            if not self._stopped:
                self._heard["failed"]("the process that worked on it ended: too little memory?")
        finally:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()


def _serve():
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer

    def tell(kind, what):
        pickle.dump((kind, what), answers)
        answers.flush()

    work, arguments = pickle.load(sys.stdin.buffer)
    try:
        result = work(*arguments, told=lambda share: tell("told", share))
    except Exception as error:  # whatever it is, it is said
        tell("failed", f"{type(error).__name__}: {error}")
    else:
        tell("done", result)


if __name__ == "__main__":
    _serve()
