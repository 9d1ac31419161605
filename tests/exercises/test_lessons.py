"""Every exercise: its blank, its solution, other right answers, and each wrong one we know."""

import functools
import inspect

import numpy as np
import pytest

from tests.tools import right_answers, right_answers_later
from utils.base.backend import keras
from utils.exercises import engine
from utils.exercises.judge.check import NOT_ATTEMPTED, NOT_YET, PASSED, check

ops = keras.ops
ALTERNATIVES = right_answers.ALTERNATIVES | right_answers_later.ALTERNATIVES
EXERCISES = {spec.id: spec for spec in engine.all_exercises()}
MISCONCEPTIONS = [
    pytest.param(spec, wrong, id=spec.id + wrong.__name__)
    for spec in EXERCISES.values()
    for wrong in spec.misconceptions
]


@pytest.fixture(params=EXERCISES.values(), ids=EXERCISES)
def spec(request):
    return request.param


# Blank, solved, other right answers, wrong


@pytest.mark.parametrize(
    ("exercise_id", "answer"),
    [(key, answer) for key, answers in ALTERNATIVES.items() for answer in answers],
)
def test_another_right_answer_passes(exercise_id, answer):
    verdict = check(EXERCISES[exercise_id], answer)
    assert (verdict.status, verdict.explanation) == (PASSED, "")


def test_every_exercise_has_another_right_answer():
    assert ALTERNATIVES.keys() == EXERCISES.keys()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_an_answer_in_either_precision_passes(spec, dtype):
    @functools.wraps(spec.solution)
    def answer(*arguments):
        value = spec.solution(*arguments)
        return value.astype(dtype) if hasattr(value, "astype") else ops.cast(value, dtype)

    assert check(spec, answer).status == PASSED


def test_the_blank_is_not_attempted(spec):
    scope = {}
    exec(f'def blank({", ".join(spec.parameters)}):\n    """What to do."""\n    ...', scope)
    assert check(spec, scope["blank"]).status == NOT_ATTEMPTED


def test_the_printed_solution_passes_by_itself(spec, capsys):
    engine.solution(spec.id)
    scope = {}
    exec(capsys.readouterr().out, scope)
    verdict = check(spec, scope[spec.name])
    assert (verdict.status, verdict.explanation) == (PASSED, "")


@pytest.mark.parametrize(("spec", "wrong"), MISCONCEPTIONS)
def test_a_known_wrong_answer_is_told_what_it_is(spec, wrong):
    verdict = check(spec, wrong)
    assert verdict.status == NOT_YET
    told = verdict.explanation.split("\nThe smallest case that shows it:")[0]
    assert told == inspect.getdoc(wrong)


def test_every_exercise_names_three_misconceptions_and_gives_three_hints(spec):
    messages = {inspect.getdoc(wrong) for wrong in spec.misconceptions}
    assert len(messages) == len(spec.misconceptions) >= 3
    assert len(set(spec.hints)) == 3


def test_cases_are_of_several_sizes_and_precisions_and_the_smallest_is_first(spec):
    cases = spec.cases()
    sizes = [sum(np.size(argument) for argument in case) for case in cases]
    assert len(cases) >= 3
    assert sizes[0] == min(sizes) or sizes[0] <= 15
    dtypes = {a.dtype.kind + str(a.itemsize) for c in cases for a in c if hasattr(a, "dtype")}
    assert {"f4", "f8"} <= dtypes or not any(kind.startswith("f") for kind in dtypes)


# What single checks promise


def test_the_whole_matrix_is_right_but_told_its_memory():
    def gravity(U, V):
        return ops.mean(ops.square(ops.matmul(U, ops.transpose(V))))

    def observed_mse(U, V, users, items, ratings):
        scores = ops.reshape(ops.matmul(U, ops.transpose(V)), (-1,))
        return ops.mean(ops.square(ratings - ops.take(scores, users * V.shape[0] + items)))

    for answer in (gravity, observed_mse):
        verdict = check(EXERCISES[f"mf.{answer.__name__}"], answer)
        assert verdict.status == PASSED
        assert "24 MB" in verdict.explanation
        assert "68,000 MB" in verdict.explanation


def test_a_numpy_loss_is_right_but_cannot_be_trained():
    def gravity(U, V):
        return np.mean((U @ V.T) ** 2)

    verdict = check(EXERCISES["mf.gravity"], gravity)
    assert verdict.status == NOT_YET
    assert verdict.explanation.startswith("The values are right, but the lesson trains U and V")
    assert "keras.ops" in verdict.explanation


def test_a_regularizer_forgotten_by_a_solver_that_then_fails_is_recognized():
    def fold_in(V, items, values, l2):
        W = V[items]
        return np.linalg.solve(W.T @ W, W.T @ values)

    assert "λ is forgotten" in check(EXERCISES["space.fold_in"], fold_in).explanation
