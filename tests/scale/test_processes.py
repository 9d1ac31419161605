"""Who runs where, who is there, and who is not: without JAX."""

import os
import re
import subprocess
import sys
import threading

import pytest

from utils.base.paths import ROOT
from utils.scale.__main__ import _arguments
from utils.scale.processes import (
    PORT,
    free_port,
    how_it_ended,
    is_here,
    loopback_bytes,
    meet,
    read_hosts,
    wait_for,
    worker_environment,
)


def write(folder, text):
    path = folder / "hosts.txt"
    path.write_text(text)
    return path


def test_a_list_of_hosts(tmp_path):
    path = write(tmp_path, "# two processes here\n127.0.0.1:4000\n\nlocalhost  # the other\n")
    assert read_hosts(path) == (["127.0.0.1", "localhost"], "127.0.0.1:4000")
    assert read_hosts(write(tmp_path, "127.0.0.1"))[1] == f"127.0.0.1:{PORT}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# nobody\n", "names no host"),
        ("127.0.0.1\nlocalhost:80\n", "line 2: 'localhost:80': a port belongs to the first"),
        ("127.0.0.1:x\n", "line 1: '127.0.0.1:x'"),
        ("\nno-such-host.invalid\n", "line 2: the host 'no-such-host.invalid' has no address"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_with_its_line(tmp_path, text, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        read_hosts(write(tmp_path, text))


def test_the_line_for_slurm_in_the_page_on_clusters_makes_such_a_list(tmp_path):
    page = (ROOT / "utils/scale/CLUSTER.md").read_text()
    edit = re.search(r"\| (sed '[^']*') > hosts.txt", page)[1]
    made = subprocess.check_output(edit, shell=True, input="127.0.0.1\nlocalhost\n", text=True)
    assert read_hosts(write(tmp_path, made)) == (["127.0.0.1", "localhost"], "127.0.0.1:9911")


def programs(folder, **texts):
    """A PATH on which these shell scripts come first."""
    for name, text in texts.items():
        path = folder / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_the_script_for_slurm_starts_the_command_on_the_hosts_that_slurm_gives(
    tmp_path, monkeypatch
):
    page = (ROOT / "utils/scale/CLUSTER.md").read_text()
    script = re.search(r"^```\n(#!/bin/bash\n.*?)^```$", page, re.MULTILINE | re.DOTALL)[1]
    path = programs(
        tmp_path,
        scontrol='[ "$*" = "show hostnames two[1-2]" ] && printf "127.0.0.1\\nlocalhost\\n"',
        srun='printf "%s\\n" "$@"',
    )
    given = {"PATH": path, "SLURM_JOB_NODELIST": "two[1-2]", "EVENTS": "/e v", "RUN": "/run"}
    ran = subprocess.run(
        ["bash", "-eu", "-c", script], env=given, cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert read_hosts(tmp_path / "hosts.txt")[0] == ["127.0.0.1", "localhost"]
    kill, *module, _ = ran.stdout.partition("train\n")[0].split("\n")
    assert (kill, module) == ("--kill-on-bad-exit=1", ["python", "-m", "utils.scale"])
    words = ["train", *ran.stdout.partition("train\n")[2].splitlines()]
    monkeypatch.setattr(sys, "argv", ["utils.scale", *words])
    options = _arguments()
    assert (options.events, options.checkpoint, options.hosts) == ("/e v", "/run", "hosts.txt")


def test_the_line_for_a_cloud_asks_each_machine_once(tmp_path):
    page = (ROOT / "utils/scale/CLUSTER.md").read_text()
    line = re.search(r"^cut -d: .*$", page, re.MULTILINE)[0]
    write(tmp_path, "a:9911\nb\nb\n")
    told = subprocess.check_output(
        line, shell=True, cwd=tmp_path, text=True, env={"PATH": programs(tmp_path, ssh='echo "$1"')}
    )
    assert sorted(told.split()) == ["a", "b"]


def test_a_host_is_here_if_a_socket_can_have_its_address():
    assert is_here("127.0.0.1") and is_here("localhost")
    assert not is_here("192.0.2.1")  # kept for documentation, nobody's


def test_processes_wait_for_each_other():
    hosts, coordinator = ["127.0.0.1"] * 3, f"127.0.0.1:{free_port()}"
    others = [threading.Thread(target=meet, args=(coordinator, hosts, r, 20)) for r in (1, 2)]
    for other in others:
        other.start()
    meet(coordinator, hosts, 0, 20)
    for other in others:
        other.join(5)
        assert not other.is_alive()


def test_who_does_not_come_is_named():
    coordinator = f"127.0.0.1:{free_port()}"
    hosts = ["127.0.0.1", "localhost", "192.0.2.7"]
    here = threading.Thread(target=lambda: pytest.raises(ConnectionError, meet, *missing, 1))
    missing = coordinator, hosts, 1
    here.start()
    with pytest.raises(ConnectionError, match=r"no process of 192\.0\.2\.7 came to .* within 1 s"):
        meet(coordinator, hosts, 0, 1)
    here.join(10)
    with pytest.raises(ConnectionError, match=r"127\.0\.0\.1:\d+ did not answer within 0\.3 s"):
        meet(coordinator, hosts, 1, 0.3)


def process(code):
    return subprocess.Popen([sys.executable, "-c", code])


def test_if_one_fails_the_others_are_ended_at_once():
    workers = {0: process("import time; time.sleep(60)"), 1: process("raise SystemExit(3)")}
    assert wait_for(workers) == (1, 3)
    assert workers[0].returncode < 0
    assert wait_for({0: process("")}) is None


def test_an_end_in_words():
    assert how_it_ended(-9) == "was killed by SIGKILL"
    assert how_it_ended(2) == "ended with code 2"


def test_a_worker_computes_with_jax_and_several_with_one_thread_each(monkeypatch):
    monkeypatch.delenv("XLA_FLAGS", raising=False)
    alone, many = worker_environment(n_devices=8), worker_environment(n_here=2)
    assert alone["KERAS_BACKEND"] == many["KERAS_BACKEND"] == "jax"
    assert "device_count=8" in alone["XLA_FLAGS"] and many["OMP_NUM_THREADS"] == "1"


def test_bytes_of_the_loopback_interface_are_counted():
    before = loopback_bytes()
    if before is None:
        pytest.skip("this system does not tell them")
    test_processes_wait_for_each_other()
    assert loopback_bytes() > before
