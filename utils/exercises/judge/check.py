"""Judges an answer: runs it on the cases of its exercise and says what is wrong, and why."""

import dis
import inspect
import textwrap
from dataclasses import dataclass

from utils.exercises.judge.compare import difference, same, shown
from utils.exercises.judge.gradients import differentiate
from utils.exercises.judge.sandbox import Outcome, run

NOT_ATTEMPTED, NOT_YET, PASSED = "not attempted", "not yet", "passed"
SECONDS = 3.5  # for all cases together; with the sandbox's grace, an answer is known within 5 s


@dataclass(frozen=True)
class Verdict:
    """A status (NOT_ATTEMPTED, NOT_YET or PASSED), and the explanation that the learner reads."""

    status: str
    explanation: str = ""


@dataclass(frozen=True)
class Failure:
    """A case that went wrong: what the function got, what was expected, and what came of it."""

    arguments: tuple
    expected: object
    outcome: Outcome
    problem: str


def check(exercise, function):
    """Judge a function as an answer to the exercise.

    Args:
        exercise: an Exercise.
        function: any callable. It runs in the sandbox, and stays as it is.

    Returns:
        A Verdict.
    """
    if _is_blank(function):
        return Verdict(NOT_ATTEMPTED)
    if not _takes(function, exercise.parameters):
        return Verdict(NOT_YET, f"Keep its parameters as they were: {exercise.call}.")
    failures, left = _failures(exercise, function)
    if failures and _says_not_implemented(function, failures[0].outcome.error):
        return Verdict(NOT_ATTEMPTED)
    if failures:
        return Verdict(NOT_YET, _explanation(exercise, failures))
    if exercise.trained:
        return _check_gradients(exercise, function, left)
    return Verdict(PASSED)


def _is_blank(function):
    """Whether the body does nothing: a docstring and `...`, or `pass`."""
    code = getattr(function, "__code__", None)
    steps = list(dis.get_instructions(code)) if code else []
    constants = [step.argval for step in steps if "CONST" in step.opname]
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    return constants == [None] and {step.opname for step in steps} <= idle


def _takes(function, parameters):
    """Whether the function can be called as the lesson calls it, by position or by name."""
    try:
        signature = inspect.signature(function)
        signature.bind(*parameters)
    except TypeError:
        return False
    return tuple(signature.parameters)[: len(parameters)] == parameters


def _says_not_implemented(function, error):
    """Whether the function itself raised NotImplementedError; libraries do, for other reasons."""
    if not isinstance(error, NotImplementedError):
        return False
    innermost = inspect.getinnerframes(error.__traceback__)[-1]
    return innermost.frame.f_code is getattr(function, "__code__", None)


def _failures(exercise, function):
    """The cases that the function fails, and the seconds that are left of its time."""
    failures, left = [], SECONDS
    for arguments in exercise.cases():
        expected = exercise.solution(*arguments)
        outcome = run(function, arguments, left)
        left -= outcome.seconds
        problem = _problem(exercise, outcome, expected)
        if problem:
            failures.append(Failure(arguments, expected, outcome, problem))
        if outcome.overdue:
            break
    return failures, left


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


def _explanation(exercise, failures):
    """The misconception, if it is a known one, and the smallest case that shows it."""
    for wrong in exercise.misconceptions:
        shared = _shared(wrong, failures)
        if shared:
            return _case(exercise, shared[0], inspect.getdoc(wrong))
    return _case(exercise, failures[0], failures[0].problem)


def _shared(wrong, failures):
    """The failures in which the wrong function gives the same; none if it ever differs."""
    shared = []
    for failure in failures:
        ours, theirs = run(wrong, failure.arguments, SECONDS), failure.outcome
        if ours.error is not None or theirs.error is not None or theirs.overdue:
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
    if failure.outcome.error is None and not failure.outcome.overdue:
        lines.append(shown("got     ", failure.outcome.value))
    printed = failure.outcome.printed.strip().splitlines()
    if printed:
        lines += ["It printed:", *printed[:5]]
    return "\n".join(lines)


def _check_gradients(exercise, function, left):
    """Differentiate a function whose values are right, and compare with the reference."""
    trained = tuple(exercise.parameters.index(name) for name in exercise.trained)
    cases = exercise.cases()
    for arguments in (cases[0], cases[-1]):  # tracing a loop takes time
        right = differentiate(exercise.solution, arguments, trained).gradients
        outcome = run(
            lambda *copies: differentiate(function, copies, trained), arguments, left, function
        )
        left -= outcome.seconds
        problem = _gradient_problem(exercise, arguments, right, outcome)
        if problem:
            return Verdict(NOT_YET, problem)
    remark = exercise.remark(arguments, outcome.value.largest) if exercise.remark else ""
    return Verdict(PASSED, remark)


def _gradient_problem(exercise, arguments, right, outcome):
    if outcome.overdue or outcome.error is not None:
        return _not_trainable(exercise, _stop_reason(outcome))
    for name, expected, got in zip(exercise.trained, right, outcome.value.gradients, strict=True):
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
