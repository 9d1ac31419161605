"""Small MovieLens archives in each format, and a real web server that hands them out."""

import contextlib
import hashlib
import io
import threading
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from utils.data.movielens import EDITIONS

RATINGS_CSV = """userId,movieId,rating,timestamp
1,10,4.5,1000000000
1,30,0.5,1000000060
2,10,5.0,1000000120
"""
MOVIES_CSV = """movieId,title,genres
10,"Amélie (Fabuleux destin d'Amélie Poulain, Le) (2001)",Comedy|Romance
20,,Drama
30,NA,(no genres listed)
"""
CSV = {"ratings.csv": RATINGS_CSV.encode(), "movies.csv": MOVIES_CSV.encode()}

U_ITEM = """10|Misérables, Les (1995)|01-Jan-1995||http://example.org/10|0|1|1
20|unknown||||1|0|0
30|"Quoted" Film (1994)|01-Jan-1994||http://example.org/30|0|0|1
"""
ML_100K = {
    "u.data": b"1\t10\t4\t874965758\n1\t30\t1\t874965759\n2\t10\t5\t874965760\n",
    "u.item": U_ITEM.encode("latin-1"),
    "u.user": b"1|24|M|technician|05711\n2|53|F|other|T8H1N\n",
    "u.genre": b"unknown|0\nDrama|1\nMusical|2\n\n",
}

MOVIES_DAT = """10::Mission: Impossible (1996)::Action|Drama
20::Á köldum klaka (Cold Fever) (1994)::Comedy
30::"Quoted" Film (1994)::Drama
"""
ML_1M = {
    "ratings.dat": b"1::10::4::978300760\n1::30::1::978300761\n2::10::5::978300762\n",
    "movies.dat": MOVIES_DAT.encode("latin-1"),
    "users.dat": b"1::F::1::10::05711\n2::M::56::16::70072\n",
}

LATEST = "latest-small"
FILES = {LATEST: CSV, "25m": CSV, "32m": CSV, "100k": ML_100K, "1m": ML_1M}


def zipped(name, files):
    """A zip archive as bytes, with the files in a folder of the given name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(f"{name}/{file}", content)
    return buffer.getvalue()


def unpack(root, files):
    """Write the files into a new folder."""
    root.mkdir(parents=True)
    for name, content in files.items():
        (root / name).write_bytes(content)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests.append(self.path)
        if self.path not in self.server.bodies:
            return self.send_error(404)
        promised, body = self.server.bodies[self.path]
        self.send_response(200)
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Keep quiet."""


class Server(ThreadingHTTPServer):
    """Serves bytes on loopback and remembers what was asked for."""

    def __init__(self, ssl_context=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies, self.requests = {}, []
        self.scheme = "https" if ssl_context else "http"
        if ssl_context:
            self.socket = ssl_context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def offer(self, file, body, promised=None):
        """Serve body at a URL, which is returned; `promised` is a wrong length to announce."""
        self.bodies[f"/{file}"] = (promised or len(body), body)
        return f"{self.scheme}://127.0.0.1:{self.server_port}/{file}"

    def handle_error(self, request, client_address):
        """A client that hangs up, as it does on an expired certificate, is no news."""


@contextlib.contextmanager
def serving(ssl_context=None):
    """Run a Server in a thread for the time of a `with` block."""
    with Server(ssl_context) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def described(name, url, md5=None):
    """An edition as the course describes it, except for the address and the checksum."""
    edition = EDITIONS[name]
    return replace(edition, archive=replace(edition.archive, url=url, md5=md5))


def offered(server, name, body, good=None, **how):
    """The same, served: body is what arrives, good what the checksum is for, if there is one."""
    md5 = good and hashlib.md5(good).hexdigest()
    return described(name, server.offer(f"ml-{name}.zip", body, **how), md5)
