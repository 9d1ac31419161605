"""A real server process on loopback: answers, errors, a change under load, a way back."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from tests.tools.served import ITEMS, best, model
from utils.base.paths import ROOT
from utils.serving.client import Load, NoAnswer, ServerProcess, ask
from utils.serving.pair import INDEX, choose_version, publish

HISTORIES = [[1], [11, 51], [], [101, 201, 301]]


@pytest.fixture
def published(tmp_path):
    """(folder, older version, newer version), the older one chosen."""
    made = [publish(tmp_path, model(seed), ITEMS) for seed in (0, 1)]
    choose_version(tmp_path, made[0])
    return tmp_path, *made


@pytest.fixture
def server(published):
    with ServerProcess(published[0]) as process:
        yield process.address


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The address of a server whose version nobody changes."""
    folder = tmp_path_factory.mktemp("versions")
    publish(folder, model(), ITEMS)
    with ServerProcess(folder) as process:
        yield process.address


def recommended(address, watched, k=5):
    answer = ask(address, "/recommend", {"watched": watched, "k": k})
    return answer["version"], [item["item_id"] for item in answer["items"]]


def test_another_process_answers_as_the_model_would(published, server):
    for watched in ([1], [11, 51], [101, 201, 301]):
        assert recommended(server, watched) == (published[1], best(model(0), watched, 5))
    answer = ask(server, "/recommend", {"watched": []})
    assert len(answer["items"]) == 10
    assert answer["items"][0]["title"].startswith("Movie № ")


def test_versions_change_under_load_and_back_and_nobody_goes_unanswered(published, server):
    _, first, second = published
    with Load(server, HISTORIES, rate=50) as load:
        for version in (second, first, second):
            time.sleep(0.5)
            assert ask(server, "/version", {"version": version}) == {"version": version}
        time.sleep(0.5)
    answers = load.answers
    assert len(answers) >= 75
    assert (answers["status"] == 200).all()
    changes = answers["version"].ne(answers["version"].shift()).sum()
    assert set(answers["version"]) == {first, second}
    assert changes >= 4
    assert (answers["milliseconds"] > 0).all()
    assert recommended(server, [1]) == (second, best(model(1), [1], 5))


def test_a_pair_that_does_not_match_is_refused_by_name_and_the_old_one_goes_on(published, server):
    folder, first, second = published
    shutil.copy(folder / first / INDEX, folder / second / INDEX)
    with Load(server, HISTORIES, rate=50) as load:
        with pytest.raises(NoAnswer, match=f"version {second} is refused: index.npz") as refused:
            ask(server, "/version", {"version": second})
        with pytest.raises(NoAnswer, match="there is no version '0009-x'"):
            ask(server, "/version", {"version": "0009-x"})
        time.sleep(0.3)
    assert refused.value.status == 409
    assert (load.answers["status"] == 200).all() and set(load.answers["version"]) == {first}
    assert ask(server, "/version") == {"version": first}


def test_what_was_chosen_answers_after_a_new_start(published):
    folder, first, second = published
    with ServerProcess(folder) as process:
        assert ask(process.address, "/version") == {"version": first}
        ask(process.address, "/version", {"version": second})
    assert process.process.returncode == 0
    with ServerProcess(folder) as process:
        assert ask(process.address, "/version") == {"version": second}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"watched": [1, 2]}, "there is no item 2 in version 0001"),
        ({"watched": 1}, 'send {"watched": [item ids], "k": 10}'),
        ({}, 'send {"watched": [item ids], "k": 10}'),
        ({"watched": [], "k": "5"}, "k is '5': send a whole number"),
        ({"watched": [], "k": True}, "k is True: send a whole number"),
        ({"watched": [], "k": 201}, "k is 201: choose 1 ≤ k ≤ 200"),
        ([1], "the request is a list: send an object"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(asked, content, told):
    with pytest.raises(NoAnswer) as refused:
        ask(asked, "/recommend", content)
    assert refused.value.status == 400
    assert told in str(refused.value)


def send(address, data, **headers):
    """Status and body of a request of any kind."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(f"{address}/version", data, headers)
    opener = build_opener(ProxyHandler({}))
    opener.error = lambda protocol, request, response, *rest: response
    with opener.open(request) as answer:
        return answer.status, answer.read().decode()


def test_a_web_page_elsewhere_can_neither_change_the_version_nor_ask(asked):
    status, told = send(asked, b'{"version": "x"}', Content_Type="text/plain")
    assert status == 415 and "send Content-Type: application/json" in told
    status, _ = send(asked, None, Host="rebound.example")
    assert status == 404
    status, told = send(asked, b"{", Content_Type="application/json; charset=utf-8")
    assert status == 400 and "the request is no JSON" in told
    assert send(asked, None)[0] == 200


def test_a_request_that_is_too_large_is_not_read(asked):
    with pytest.raises(NoAnswer):  # 400, or a connection that is closed while one still sends
        ask(asked, "/recommend", {"watched": [1] * 1_000_000})
    assert ask(asked, "/recommend", {"watched": [1] * 10_000})["items"]


# The process


def command(folder, *options):
    return subprocess.Popen(
        [sys.executable, "-m", "utils.serving", str(folder), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_serves_until_it_is_told_to_end_and_a_port_that_is_taken_is_named(published):
    process = command(published[0])
    address = json.loads(process.stdout.readline())["address"]
    assert ask(address, "/version") == {"version": published[1]}
    second = command(published[0], "--port", address.rpartition(":")[2])
    assert "Address already in use" in second.communicate(timeout=60)[1]
    assert second.returncode == 2
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    process.communicate()


def test_the_server_loads_nothing_that_trains():
    code = (
        "import sys, utils.serving.server;"
        "print({'tensorflow', 'keras', 'jax', 'ipywidgets'} & set(sys.modules))"
    )
    told = subprocess.check_output([sys.executable, "-c", code], cwd=Path(ROOT), text=True)
    assert told.strip() == "set()"
