"""Judges an answer: runs it on the cases of its exercise and says what is wrong, and why."""

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from utils.base.seed import SEED
from utils.exercises.judge.answer import Answer, Judged
from utils.exercises.judge.compare import difference, same, shown
from utils.exercises.judge.definition import Exercise
from utils.exercises.judge.form import form, has_form
from utils.exercises.judge.gradients import differentiate
from utils.exercises.judge.sandbox import Outcome, run

NOT_ATTEMPTED, NOT_YET, PASSED = "not attempted", "not yet", "passed"
SECONDS = 3.5  # for all cases together; with the sandbox's grace, an answer is known within 5 s


@dataclass(frozen=True)
class Verdict:
    """What was found.

    Attributes:
        status: NOT_ATTEMPTED, NOT_YET or PASSED.
        explanation: what the learner reads.
        misconception: the key of the known wrong answer that it is, as in "sum_of_squares"; or "".
        got_to: how far an answer that did not pass came: "signature" (it takes other parameters),
            "raised" (or did not end), "ran", "misconception", "changed" (right, but an argument
            was changed), "gradient" (right, but not trainable); "" for the others.
        model: a value of the reference, where the answer's right one is of another type.
    """

    status: str
    explanation: str = ""
    misconception: str = ""
    got_to: str = ""
    model: object = None


@dataclass(frozen=True)
class Failure:
    """A case that went wrong: what the function got, what was expected, and what came of it."""

    arguments: tuple
    expected: object
    outcome: Outcome
    problem: str

    @property
    def stopped(self) -> bool:
        """Whether nothing was returned."""
        return self.outcome.error is not None or self.outcome.overdue


def check(exercise: Exercise, function: Callable) -> Verdict:
    """Judge a function of this process, as the lessons do. It runs in the sandbox.

    Args:
        exercise: an Exercise.
        function: any callable; it stays as it is.

    Returns:
        A Verdict.
    """
    return judge(exercise, Answer(function))


def judge(exercise: Exercise, answer: Judged, seed: int = SEED) -> Verdict:
    """Judge an answer, wherever it runs.

    Args:
        exercise: an Exercise.
        answer: an Answer, or what else is Judged, as a JailedAnswer is.
        seed: makes the random cases.

    Returns:
        A Verdict.
    """
    if answer.blank:
        return Verdict(NOT_ATTEMPTED)
    if not answer.takes(exercise.parameters):
        told = f"Keep its parameters as they were: {exercise.call}."
        return Verdict(NOT_YET, told, got_to="signature")
    cases = exercise.cases(seed)
    failures, unlike, left = _run_cases(exercise, answer, cases)
    if failures and failures[0].outcome.unwritten:
        return Verdict(NOT_ATTEMPTED)
    if failures:
        return _explained(exercise, failures)
    if exercise.trained:
        problem, left = _gradient_problem(exercise, answer, (cases[0], cases[-1]), left)
        if problem:
            return Verdict(NOT_YET, problem, got_to="gradient")
    return _passed(exercise, answer, cases[-1], unlike, left)


def _run_cases(exercise, answer, cases):
    """The cases that fail, the first right value of another type, and the seconds left."""
    failures, unlike, left = [], None, SECONDS
    for arguments in cases:
        expected = exercise.solution(*arguments)
        outcome = answer.call(arguments, left)
        left -= outcome.seconds
        problem = _problem(exercise, outcome, expected)
        if problem:
            failures.append(Failure(arguments, expected, outcome, problem))
        elif unlike is None and not has_form(outcome.value, expected):
            unlike = outcome.value, expected
        if outcome.overdue:
            break
    return failures, unlike, left


def _passed(exercise, answer, arguments, unlike, left):
    remarks, model = [], None
    if unlike:
        value, model = unlike
        if form(value) != form(model):
            remarks.append(f"It returns {form(value)}; the lesson gets it as {form(model)}.")
    if exercise.remark and isinstance(answer, Answer):
        largest = answer.largest_array(arguments, left).value
        remarks.append(exercise.remark(arguments, largest or 0))
    return Verdict(PASSED, "\n".join(filter(None, remarks)), model=model)


def _problem(exercise, outcome, expected):
    """What is wrong with the outcome, in a sentence; "" if nothing is."""
    if outcome.overdue or outcome.error is not None:
        return _stop_reason(outcome)
    wrong = difference(outcome.value, expected)
    if not wrong and outcome.changed:
        names = ", ".join(exercise.parameters[position] for position in outcome.changed)
        return f"The result is right, but it changed its argument {names}: work on a copy."
    return wrong


def _stop_reason(outcome):
    place = f" in {outcome.place}" if outcome.place else "."
    if outcome.overdue:
        reason = "Is there a loop without an end?"
        return f"It had not ended after {SECONDS:g} seconds, but was still{place}\n{reason}"
    message = textwrap.shorten(str(outcome.error), 200)
    return f"It stopped{place}\n{type(outcome.error).__name__}: {message}".removesuffix(": ")


def _explained(exercise, failures):
    """The misconception, if it is a known one, and the smallest case that shows it."""
    for wrong in exercise.misconceptions:
        shared = _shared(wrong, failures)
        if shared:
            told, key = _case(exercise, shared[0], inspect.getdoc(wrong)), wrong.__name__.strip("_")
            return Verdict(NOT_YET, told, key, "misconception")
    told = _case(exercise, failures[0], failures[0].problem)
    return Verdict(NOT_YET, told, got_to=_came_to(failures))


def _came_to(failures):
    if any(failure.stopped for failure in failures):
        return "raised"
    right = (same(f.outcome.value, f.expected) for f in failures)
    return "changed" if all(right) else "ran"


def _shared(wrong, failures):
    """The failures in which the wrong function gives the same; none if it ever differs."""
    shared = []
    for failure in failures:
        ours, theirs = run(wrong, failure.arguments, SECONDS), failure.outcome
        if ours.error is not None or failure.stopped:
            continue
        if ours.changed != theirs.changed or not same(ours.value, theirs.value):
            return []
        shared.append(failure)
    return shared


def _case(exercise, failure, problem):
    """What is wrong, and the case that shows it: inputs, expected, got."""
    lines = [problem, "The smallest case that shows it:"]
    lines += map(shown, exercise.parameters, failure.arguments)
    lines.append(shown("expected", failure.expected))
    if not failure.stopped:
        lines.append(shown("got     ", failure.outcome.value))
    printed = failure.outcome.printed.strip().splitlines()
    if printed:
        lines += ["It printed:", *printed[:5]]
    return "\n".join(lines)


def _gradient_problem(exercise, answer, cases, left):
    """What is wrong with the gradient of a function whose values are right, and the seconds left.

    Of the cases the first and the last are enough: tracing a loop takes time.
    """
    trained = tuple(exercise.parameters.index(name) for name in exercise.trained)
    for arguments in cases:
        right = differentiate(exercise.solution, arguments, trained).gradients
        outcome = answer.gradients(arguments, trained, left)
        left -= outcome.seconds
        problem = _wrong_gradient(exercise, arguments, right, outcome)
        if problem:
            return problem, left
    return "", left


def _wrong_gradient(exercise, arguments, right, outcome):
    if outcome.overdue or outcome.error is not None:
        return _not_trainable(exercise, _stop_reason(outcome))
    for name, expected, got in zip(exercise.trained, right, outcome.value, strict=True):
        if got is None:
            return _not_trainable(exercise, f"No gradient reaches {name}.")
        if not same(expected, got):
            problem = f"The values are right, but the gradient by {name} is not."
            return _case(exercise, Failure(arguments, expected, Outcome(got), problem), problem)
    return ""


def _not_trainable(exercise, reason):
    return (
        f"The values are right, but the lesson trains {' and '.join(exercise.trained)} with this "
        "function, and needs its gradient.\nNo gradient flows through NumPy: write it with "
        "keras.ops, with ops.sum for np.sum,\nops.take(x, i, axis=0) for x[i], and "
        f"ops.transpose(x) for x.T.\nUnder tf.function: {reason}"
    )
