"""A worker of the studies prints what its study gives, and a victim dies when a file appears."""

import json
import signal
import subprocess
import sys
import threading

from utils.scale import study_worker


def test_what_a_study_gives_is_printed_with_the_bytes_of_the_interface(monkeypatch, capsys):
    monkeypatch.setattr(
        study_worker, "wals", lambda rank, n, folder: {"told": [rank, n, folder.is_dir()]}
    )
    study_worker.answer("wals", 1, 0)
    told = json.loads(capsys.readouterr().out)
    assert told["told"] == [0, 1, True]
    assert told["lo_bytes"] is None or told["lo_bytes"] >= 0


def test_a_process_is_killed_when_the_file_is_there_and_not_before(tmp_path):
    victim = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    waiting = threading.Thread(
        target=study_worker._kill_when, args=(tmp_path / "now", victim.pid), daemon=True
    )
    waiting.start()
    assert victim.poll() is None
    (tmp_path / "now").touch()
    waiting.join(timeout=30)
    assert victim.wait(timeout=30) == -signal.SIGKILL
    victim.stdin.close()
