"""The bars of progress(): counted by hand."""

from utils.exercises.judge.definition import Exercise
from utils.exercises.overview import bars, exercises
from utils.exercises.progress import PASSED, Entry


def spec(key):
    return Exercise(key, f"Title of {key}", len, lambda seed: [], (), ())


LESSONS = {"01": [spec("a.f"), spec("a.g")], "02": [spec("bb.h")]}


def passed(key, **more):
    return {key: Entry(key, status=PASSED, **more)}


def test_nothing_met_is_an_empty_bar_and_leads_to_the_first():
    assert bars(LESSONS, {}) == [
        "lesson 01   ░░░░░░░░░░   0 of 2",
        "lesson 02   ░░░░░░░░░░   0 of 1",
        "0 of 3 passed. Go on in lesson 01, with a.f: Title of a.f.",
    ]


def test_one_of_two_is_half_a_bar_and_leads_to_the_next_open_one():
    first, second, total = bars(LESSONS, passed("a.f"))
    assert first == "lesson 01   █████░░░░░   1 of 2"
    assert second.endswith("0 of 1")
    assert total.startswith("1 of 3 passed. Go on in lesson 01, with a.g")


def test_all_passed_is_said():
    entries = passed("a.f") | passed("a.g") | passed("bb.h")
    assert bars(LESSONS, entries)[-1] == "3 of 3 passed. All of them!"


def test_a_line_says_status_day_hints_and_tries_in_columns():
    entries = passed("a.f", passed="2025-03-01T10:20:30", hints=1, tries=2)
    met, other = exercises([*LESSONS["01"][:1], *LESSONS["02"]], entries)
    assert met.startswith(f"a.f    {PASSED} on 2025-03-01 at 10:20, 1 hint, 2 tries ")
    assert other.startswith("bb.h   not met yet ")
    assert met.index("Title") == other.index("Title")
