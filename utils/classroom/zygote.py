"""Imports the libraries once, and forks a worker for each answer. Runs no student's line itself.

    python -m utils.classroom.zygote FD      FD is a Unix socket

A message is b"W" + pid, answered with the exit code of that worker; or JSON {"warm", "unsafe"}
with two pipes attached, answered with the pid of a new worker.
"""

import gc
import json
import os
import socket
import sys

from utils.classroom import jail, worker
from utils.classroom.bubblewrap import close_scratch
from utils.classroom.readable import readable_paths

LIBRARIES = ("scipy.sparse", "scipy.special", "scipy.stats", "pandas", "matplotlib.pyplot")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/", "MPLBACKEND": "agg"}


def main() -> None:
    """Serve until the grader closes the socket, or ends."""
    jail.die_with_parent()
    with_tensorflow = sys.argv[2] == "1"
    for name in LIBRARIES + (("utils.base.backend",) if with_tensorflow else ()):
        __import__(name)
    readable_paths()  # once for all workers
    close_scratch()
    gc.freeze()  # a collection in a worker would copy all pages of memory
    control = socket.socket(fileno=int(sys.argv[1]))
    control.send(b"ready")
    while True:
        data, pipes, _, _ = socket.recv_fds(control, 4096, 2)
        if not data:
            return
        if data.startswith(b"W"):
            _, status = os.waitpid(int(data[1:]), 0)
            control.send(str(os.waitstatus_to_exitcode(status)).encode())
        else:
            control.send(str(_fork(control, pipes, json.loads(data))).encode())


def _fork(control, pipes, options):
    pid = os.fork()
    if pid == 0:
        try:
            control.close()
            _become_worker(pipes, options)
        finally:
            os._exit(0)
    for pipe in pipes:
        os.close(pipe)
    return pid


def _become_worker(pipes, options):
    jail.die_with_parent()
    os.setsid()
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
    sys.argv = ["student"]
    incoming, outgoing = os.fdopen(pipes[0], "rb"), os.fdopen(pipes[1], "wb")
    worker.serve(incoming, outgoing, options["warm"], options["unsafe"])


if __name__ == "__main__":
    main()
