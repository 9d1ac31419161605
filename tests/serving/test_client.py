"""The other side of the service: what is said when nobody answers, and how load is measured."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.tools.served import ITEMS, model
from utils.serving.client import Load, NoAnswer, ServerProcess, ask
from utils.serving.pair import INDEX, publish


class Slow(BaseHTTPRequestHandler):
    """Answers the first request after half a second, the fifth with an error, others at once."""

    turn = threading.Lock()
    n = 0

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        with Slow.turn:
            Slow.n += 1
            if Slow.n == 1:
                time.sleep(0.5)
            status = 500 if Slow.n == 5 else 200
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b'{"version": "v"}' if status == 200 else b"broken")

    def log_message(self, *_):
        pass


@pytest.fixture
def slow():
    Slow.n = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_requests_come_when_they_are_due_and_those_that_wait_count_their_waiting(slow):
    with Load(slow, [[1]], rate=20) as load:
        time.sleep(0.8)
    answers = load.answers
    assert answers["second"].tolist() == pytest.approx([n / 20 for n in range(len(answers))])
    assert 10 <= len(answers) <= 17
    # nobody is answered in the first half second, and the one that was due at 0.3 waits 0.2 of it
    assert answers["milliseconds"][0] > 450 and answers["milliseconds"][6] > 150
    assert (answers["status"] == 500).sum() == 1
    assert (answers["version"] == "").sum() == 1


def test_an_error_of_the_server_is_told_as_it_is(slow):
    Slow.n = 4
    with pytest.raises(NoAnswer, match="broken") as refused:
        ask(slow, "/recommend", {})
    assert refused.value.status == 500


def test_who_asks_nobody_is_told(tmp_path):
    publish(tmp_path, model(), ITEMS)
    with ServerProcess(tmp_path) as process:
        address = process.address
    with pytest.raises(NoAnswer, match="does not answer") as nobody:
        ask(address, "/version")
    assert nobody.value.status == 0
    with Load(address, [[1]], rate=50) as load:
        time.sleep(0.1)
    assert (load.answers["status"] == 0).all() and (load.answers["version"] == "").all()


def test_a_server_that_cannot_start_says_why(tmp_path):
    with pytest.raises(RuntimeError, match="holds no version: publish makes one"):
        ServerProcess(tmp_path / "nothing")
    version = publish(tmp_path, model(), ITEMS)
    (tmp_path / version / INDEX).unlink()
    with pytest.raises(RuntimeError, match=f"version {version} is refused.*index.npz") as refused:
        ServerProcess(tmp_path)
    assert "Traceback" not in str(refused.value)
