"""What lesson 10 shows where nothing can be measured: complete, and within its claims."""

import json

import pytest

from utils.scale import studies
from utils.scale.costs import in_batch_bytes, replicated_step_bytes, sharded_step_bytes


@pytest.fixture
def stored(monkeypatch):
    monkeypatch.setattr(studies, "is_installed", lambda: False)
    return {study.__name__: studies.measured(study) for study in studies.STUDIES}


def test_each_study_is_stored_and_nothing_else(stored):
    assert stored == json.loads(studies.STORED.read_text())


def test_where_all_is_installed_a_study_runs_in_a_folder_of_its_own(monkeypatch):
    monkeypatch.setattr(studies, "is_installed", lambda: True)
    told = studies.measured(lambda folder: {"folder": folder, "there": folder.is_dir()})
    assert told["there"]
    assert not told["folder"].exists()


def test_two_processes_and_a_resumed_one_have_the_losses_of_one(stored):
    alone, runs = stored["one_process"]["losses"], stored["two_processes"]
    both = runs["two"] | runs["resumed"]
    assert both.keys() == alone.keys()
    assert runs["resumed_at"] == studies.KILLED_AFTER
    assert max(abs(both[step] - alone[step]) for step in alone) < 1e-5


def test_bytes_on_the_wire_lie_on_the_formulas_lines(stored):
    rows = stored["on_the_wire"]["rows"]
    assert {row["sharded"] for row in rows} == {False, True}
    for row in rows:
        whole = replicated_step_bytes([row["table_bytes"]], 2)
        tables = sharded_step_bytes(row["looked_up"], 32, 2) if row["sharded"] else whole
        formula = tables + in_batch_bytes(256, 32, 2)
        assert 1 < row["measured"] / formula < 1.08, "a little more: headers, signs of life"


def test_the_others_hold_what_the_lesson_says_of_them(stored):
    wals, events = stored["wals_with_a_death"], stored["one_pass"]
    assert wals["killed"] == 1
    assert wals["same_bits"]
    assert events["each_once"]
    assert events["grown"] < 0.6 * events["bytes"]
    assert len(stored["on_eight_devices"]["rows"]) == 4
