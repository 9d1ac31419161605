"""Every exercise: its blank, its solution, other right answers, and each wrong one we know."""

import functools
import inspect
import itertools

import numpy as np
import pytest
import sklearn.linear_model
import sklearn.metrics

from utils.backend import keras, tf
from utils.exercises import engine
from utils.exercises.check import NOT_ATTEMPTED, NOT_YET, PASSED, check

ops = keras.ops
EXERCISES = {spec.id: spec for spec in engine.all_exercises()}
MISCONCEPTIONS = [
    pytest.param(spec, wrong, id=spec.id + wrong.__name__)
    for spec in EXERCISES.values()
    for wrong in spec.misconceptions
]


@pytest.fixture(params=EXERCISES.values(), ids=EXERCISES)
def spec(request):
    return request.param


# Other right answers: loops, sets, other libraries


def score(u, v):
    total = 0.0
    for a, b in zip(u, v, strict=True):
        total += float(a) * float(b)
    return total


def score_tensorflow(u, v):
    return tf.tensordot(u, v, axes=1)


def rating_matrix(users, items, ratings, n_users, n_items):
    matrix = np.zeros((n_users, n_items))
    for user, item, rating in zip(users, items, ratings, strict=True):
        matrix[user, item] = rating
    return matrix


def rating_matrix_tensorflow(users, items, ratings, n_users, n_items):
    return tf.scatter_nd(np.stack([users, items], axis=1), ratings, (n_users, n_items))


def mask_seen(scores, seen):
    masked = scores.copy()
    masked[seen] = -np.inf
    return masked


def mask_seen_tensorflow(scores, seen):
    return tf.where(seen, tf.constant(-np.inf, scores.dtype), scores)


def recall_at_k(top, relevant):
    return len(set(top) & set(relevant)) / len(relevant)


def ndcg_at_k(top, relevant):
    """In a loop, with the natural logarithm: the base cancels."""
    dcg = sum(1 / np.log(rank + 1) for rank, item in enumerate(top, 1) if item in relevant)
    n_ideal = min(len(top), len(relevant))
    return dcg / sum(1 / np.log(rank + 1) for rank in range(1, n_ideal + 1))


def observed_mse(U, V, users, items, ratings):
    total = 0.0
    for user, item, rating in zip(users, items, ratings, strict=True):
        total += (rating - ops.sum(U[user] * V[item])) ** 2
    return total / len(users)


@tf.function
def observed_mse_tensorflow(U, V, users, items, ratings):
    predicted = tf.reduce_sum(tf.gather(U, users) * tf.gather(V, items), axis=1)
    return tf.reduce_mean(tf.math.squared_difference(predicted, ratings))


def gravity(U, V):
    pairs = itertools.product(range(U.shape[0]), range(V.shape[0]))
    return sum(ops.sum(U[i] * V[j]) ** 2 for i, j in pairs) / (U.shape[0] * V.shape[0])


def gravity_tensorflow(U, V):
    return tf.einsum("ia,ib,ja,jb->", U, U, V, V) / (U.shape[0] * V.shape[0])


def wals_step(V, observed, w_observed, w_zero, l2):
    """One user after the other, as a stack of weighted equations."""
    n_items, dim = V.shape
    rows = []
    for seen in observed:
        root = np.sqrt(np.where(seen, w_observed, w_zero))
        equations = np.vstack([root[:, None] * V, np.sqrt(l2) * np.eye(dim)])
        rows.append(np.linalg.lstsq(equations, np.append(root * seen, np.zeros(dim)))[0])
    return np.array(rows)


def cosine(queries, items):
    return sklearn.metrics.pairwise.cosine_similarity(queries, items)


def cosine_tensorflow(queries, items):
    norms = tf.tensordot(tf.norm(queries, axis=1), tf.norm(items, axis=1), axes=0)
    return tf.math.divide_no_nan(tf.matmul(queries, items, transpose_b=True), norms)


def fold_in(V, items, values, l2):
    return sklearn.linear_model.Ridge(alpha=l2, fit_intercept=False).fit(V[items], values).coef_


def list_overlap(top):
    pairs = itertools.combinations([set(row) for row in top], 2)
    return np.mean([len(one & other) for one, other in pairs]) / top.shape[1]


ALTERNATIVES = {
    "start.score": (score, score_tensorflow),
    "ratings.rating_matrix": (rating_matrix, rating_matrix_tensorflow),
    "ratings.mask_seen": (mask_seen, mask_seen_tensorflow),
    "ratings.recall_at_k": (recall_at_k,),
    "ratings.ndcg_at_k": (ndcg_at_k,),
    "mf.observed_mse": (observed_mse, observed_mse_tensorflow),
    "mf.gravity": (gravity, gravity_tensorflow),
    "mf.wals_step": (wals_step,),
    "space.cosine": (cosine, cosine_tensorflow),
    "space.fold_in": (fold_in,),
    "space.list_overlap": (list_overlap,),
}


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


# Blank, solved, wrong


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
