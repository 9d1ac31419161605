"""A service that recommends over HTTP, and goes over to another version between two requests.

    POST /recommend  {"watched": [1, 260], "k": 10}    the best items, and which version says so
    POST /version    {"version": "0002-…"}             from the next request on, this one answers
    GET  /version                                      which one answers

It listens on this machine alone. Tornado, on which Jupyter itself runs, does the rest.
"""

import asyncio
import contextlib
import json
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from utils.serving.pair import Pair, Refused, choose_version, chosen_version

HOST = "127.0.0.1"
LARGEST = 1_000_000  # bytes of a request


class Deployment:
    """What all requests share: the folder of the versions, and the pair that answers now.

    Args:
        folder: of the versions.

    Raises:
        Refused: if the version that is chosen does not fit together.
    """

    def __init__(self, folder: str | Path):
        self.folder = Path(folder)
        self.turn = asyncio.Lock()  # one change of version after the other
        self.use(chosen_version(folder))

    def use(self, version: str) -> None:
        """Load a version, try it, and let it answer; if it is refused, nothing changes."""
        pair = Pair.load(self.folder, version)
        pair.recommend([], 1)  # the first answer takes longest: nobody waits for it
        choose_version(self.folder, version)
        self.pair = pair


class Told(HTTPError):
    """An error whose message goes to who asked."""

    def __init__(self, status: int, message: str):
        super().__init__(status)
        self.message = message


class Handler(RequestHandler):
    """JSON in, JSON out, and errors in words."""

    def initialize(self, deployment: Deployment) -> None:
        """Tornado hands over what the rules below name."""
        self.deployment = deployment

    def asked(self) -> dict:
        """The object that the request brings."""
        if self.request.headers.get("Content-Type", "").partition(";")[0] != "application/json":
            raise Told(415, "send Content-Type: application/json")  # no web page can, unasked
        try:
            asked = json.loads(self.request.body)
        except ValueError as error:
            raise Told(400, f"the request is no JSON ({error})") from None
        if not isinstance(asked, dict):
            raise Told(400, f"the request is a {type(asked).__name__}: send an object")
        return asked

    def write_error(self, status_code: int, exc_info: Any = None, **_: Any) -> None:
        """Answer {"error": …}; of errors of our own making, only that there was one."""
        error = exc_info[1] if exc_info else None
        self.write({"error": error.message if isinstance(error, Told) else self._reason})


class Recommend(Handler):
    """The best items for a history."""

    def post(self) -> None:
        """Answer a request with the version of this moment, whatever is chosen meanwhile."""
        asked, pair = self.asked(), self.deployment.pair
        watched, k = asked.get("watched"), asked.get("k", 10)
        if not isinstance(watched, list):
            raise Told(400, 'send {"watched": [item ids], "k": 10}')
        if type(k) is not int:
            raise Told(400, f"k is {k!r}: send a whole number")
        try:
            self.write({"version": pair.version, "items": pair.recommend(watched, k)})
        except ValueError as error:
            raise Told(400, str(error)) from None


class Version(Handler):
    """Which version answers."""

    def get(self) -> None:
        """Tell it."""
        self.write({"version": self.deployment.pair.version})

    async def post(self) -> None:
        """Change it. It is loaded beside the old one, in a thread, while the old one answers."""
        version = self.asked().get("version")
        try:
            async with self.deployment.turn:
                await IOLoop.current().run_in_executor(None, self.deployment.use, version)
        except Refused as error:
            raise Told(409, str(error)) from None
        self.get()


async def serve(folder: str | Path, port: int, while_stdin: bool) -> None:
    """Serve until SIGTERM, or Ctrl-C; prints the address when it is ready.

    Args:
        folder: of the versions.
        port: 0 for any that is free.
        while_stdin: whether to end when standard input is closed, as it is when the process at its
            other end is gone.

    Raises:
        Refused: as Deployment. OSError: if the port is taken.
    """
    given = {"deployment": Deployment(folder)}
    application = Application()
    application.add_handlers(  # no other name, lest a foreign page's name leads here
        r"127\.0\.0\.1|localhost",
        [("/recommend", Recommend, given), ("/version", Version, given)],
    )
    server = HTTPServer(application, max_body_size=LARGEST)
    sockets = bind_sockets(port, HOST)
    server.add_sockets(sockets)
    address = f"http://{HOST}:{sockets[0].getsockname()[1]}"
    print(json.dumps({"address": address, "version": given["deployment"].pair.version}), flush=True)
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows has no such signal
        loop.add_signal_handler(signal.SIGTERM, ended.set)
    if while_stdin:
        threading.Thread(target=_watch, args=(loop, ended), daemon=True).start()
    await ended.wait()
    server.stop()
    await server.close_all_connections()


def _watch(loop, ended):
    sys.stdin.read()
    loop.call_soon_threadsafe(ended.set)
