"""Every exercise: its blank, its solution, other right answers, and each wrong one we know."""

import functools
import inspect

import numpy as np
import pytest
from scipy import sparse

from tests.tools import right_answers, right_answers_later
from utils.base.backend import keras
from utils.base.seed import SEED
from utils.exercises import engine
from utils.exercises.judge.check import NOT_ATTEMPTED, NOT_YET, PASSED, check
from utils.exercises.judge.compare import as_array
from utils.exercises.judge.form import has_form

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
    assert check(EXERCISES[exercise_id], answer).status == PASSED


def test_every_exercise_has_another_right_answer():
    assert ALTERNATIVES.keys() == EXERCISES.keys()


CONTAINERS = {
    "list": lambda value: as_array(value).tolist(),
    "tuple": lambda value: tuple(as_array(value).tolist()),
    "dense": lambda value: np.array(as_array(value)),
    "float32": lambda value: as_array(value).astype("float32"),
    "matrix": lambda value: np.array(as_array(value)).view(np.matrix),
    "coo": lambda value: sparse.coo_array(as_array(value)),
    "csr": lambda value: sparse.csr_array(as_array(value)),
    "tensor": lambda value: ops.convert_to_tensor(as_array(value)),
}
FITS = {  # (container, dimensions) that hold a value of so many dimensions
    "list": (0, 1, 2),
    "tuple": (1, 2),
    "dense": (0, 1, 2),
    "float32": (0, 1, 2),
    "matrix": (2,),
    "coo": (1, 2),
    "csr": (1, 2),
    "tensor": (0, 1, 2),
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_what_passes_reaches_the_lesson_in_the_type_of_the_reference(spec, container, capsys):
    if spec.trained and container not in ("dense", "tensor"):
        pytest.skip("a gradient flows through tensors alone")
    expected = [spec.solution(*arguments) for arguments in spec.cases(SEED)]
    if np.ndim(as_array(expected[0])) not in FITS[container]:
        pytest.skip(f"no {container} holds such a value")

    @functools.wraps(spec.solution)
    def answer(*arguments):
        value = spec.solution(*arguments)
        symbolic = hasattr(value, "graph")
        return value if symbolic else CONTAINERS[container](value)

    in_lesson = engine.exercise(spec.id)(answer)
    assert capsys.readouterr().out.startswith(f"{spec.name}: passed.")
    for arguments, right in zip(spec.cases(SEED), expected, strict=True):
        got = in_lesson(*arguments)
        assert has_form(got, right), (type(got), type(right))
        np.testing.assert_allclose(as_array(got), as_array(right), 1e-4, 1e-5)


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
    cases = spec.cases(SEED)
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


def test_numpy_answers_are_welcome_where_the_lesson_does_not_train_with_them():
    def gravity(U, V):
        return np.mean((U @ V.T) ** 2)

    def observed_mse(U, V, users, items, ratings):
        return np.mean((ratings - (U @ V.T)[users, items]) ** 2)

    for answer in (gravity, observed_mse):
        verdict = check(EXERCISES[f"mf.{answer.__name__}"], answer)
        assert verdict.status == PASSED
        assert "it builds the whole N×M matrix: 24 MB" in verdict.explanation


def test_a_numpy_loss_is_right_but_cannot_be_trained():
    def in_batch_softmax(psi, phi):
        logits = np.asarray(psi) @ np.asarray(phi).T
        return -np.mean(np.diagonal(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))))

    verdict = check(EXERCISES["towers.in_batch_softmax"], in_batch_softmax)
    assert verdict.status == NOT_YET
    assert verdict.got_to == "gradient"
    assert verdict.explanation.startswith("The values are right, but the lesson trains psi and phi")
    assert "keras.ops" in verdict.explanation


def test_a_regularizer_forgotten_by_a_solver_that_then_fails_is_recognized():
    def fold_in(V, items, values, l2):
        W = V[items]
        return np.linalg.solve(W.T @ W, W.T @ values)

    assert "λ is forgotten" in check(EXERCISES["space.fold_in"], fold_in).explanation
