"""The questions of the quizzes: each can be asked, or is refused by name."""

import pytest

from utils.labs.questions import QUIZZES, load_questions

LESSONS = sorted(path.stem for path in QUIZZES.glob("*.toml"))
GOOD = """
[[question]]
kind = "one"
text = "Which is it?"
[[question.option]]
text = "this"
right = true
why = "Because."
[[question.option]]
text = "that"
right = false
why = "It is not."
"""
NUMBER = """
[[question]]
kind = "number"
text = "How many?"
answer = 3
tolerance = 0.5
why = "Count."
"""


def load(tmp_path, text):
    (tmp_path / "99.toml").write_text(text, encoding="utf-8")
    return load_questions("99", tmp_path)


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_quiz_has_five_to_eight_questions(lesson):
    assert 5 <= len(load_questions(lesson)) <= 8


def test_a_good_file_by_hand(tmp_path):
    first, second = load(tmp_path, GOOD + NUMBER)
    assert [(o.text, o.right) for o in first.options] == [("this", True), ("that", False)]
    assert (second.answer, second.tolerance, second.why) == (3, 0.5, "Count.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("false", "true"), "no option is wrong"),
        (GOOD.replace("true", "false"), "one option must be right, here are 0"),
        (GOOD.replace('"It is not."', '""'), "an option has no `why`"),
        (GOOD.replace('"that"', '"this"'), "two options say the same"),
        (GOOD.replace('kind = "one"', 'kind = "two"'), "kind 'two' is none of one, several"),
        (GOOD.replace("why", "reason"), "99.toml, question 1, an option: .*reason"),
        (NUMBER.replace("0.5", "0"), "its tolerance must be above 0"),
        (NUMBER.replace('why = "Count."', ""), "it has no `why`"),
        (NUMBER + 'colour = "red"', "99.toml, question 1: .*colour"),
        ('[[question]]\nkind = "order"\ntext = "?"\nwhy = "."\nitems = ["a", "a", "b"]', "differ"),
        ("kind = ", "holds no"),
        ("", "holds no"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        load(tmp_path, text)


def test_a_lesson_without_a_quiz_is_told_which_have_one(tmp_path):
    load(tmp_path, GOOD)
    with pytest.raises(ValueError, match="no quiz for lesson '42'; there are: 99"):
        load_questions("42", tmp_path)
