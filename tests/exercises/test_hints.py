"""Hints: the last one is code that runs, and what a lesson tells you to call is there."""

import ast
import itertools
import re

import pytest

from tools.notebooks import paths, read
from utils.exercises import engine
from utils.exercises.judge.check import PASSED, check

SPECS = {spec.id: spec for spec in engine.all_exercises()}
FILLED = {  # what belongs into the gaps of each last hint
    "start.score": ["u * v"],
    "ratings.rating_matrix": ["users", "items"],
    "ratings.mask_seen": ["-np.inf"],
    "ratings.recall_at_k": ["len(relevant)"],
    "ratings.ndcg_at_k": ["len(relevant)"],
    "linear.ease_weights": ["-P / np.diag(P)"],
    "mf.observed_mse": ["items", "ratings - predicted"],
    "mf.gravity": ["V.T @ V"],
    "mf.wals_step": ["'ij,ja,jb->iab', w, V, V"],
    "space.cosine": ["np.linalg.norm(queries, axis=1)", "np.linalg.norm(items, axis=1)"],
    "space.fold_in": ["V.shape[1]", "W.T @ values"],
    "space.list_overlap": ["top.ravel()"],
    "queries.history_embedding": ["mask.sum(axis=1, keepdims=True)"],
    "queries.without_target": ["~target"],
    "softmax.softmax": ["1"],
    "softmax.multi_hot": ["p.sum(axis=1, keepdims=True)"],
    "softmax.cross_entropy": ["1"],
    "softmax.log_Z": ["1"],
    "sampling.estimated_Z": ["1"],
    "sampling.corrected_logits": ["log_q"],
    "sampling.without_accidental_hits": ["sampled == positives[:, None]"],
    "towers.in_batch_softmax": ["log_p"],
    "towers.in_batch_log_q": ["counts / n_watches"],
    "towers.accidental_hits": ["queries[:, None] == queries"],
    "towers.phi": ["h"],
    "retrieval.top_items": ["'stable'", ":k"],
    "retrieval.mips_augment": ["squares.max()"],
    "retrieval.recall_of": ["e", "f"],
    "retrieval.mmr": ["closest"],
    "ship.paired_interval": [
        "len(difference)",
        "difference.mean() - reach",
        "difference.mean() + reach",
    ],
    "ship.not_dominated": ["better"],
    "scale.training_bytes": ["n_looked_up"],
    "scale.mean_over_processes": ["weights.sum()"],
    "scale.loss_over_processes": ["np.diag(logits)"],
    "scale.all_reduce_bytes": ["(n_devices - 1)"],
}


@pytest.fixture(params=SPECS.values(), ids=SPECS)
def spec(request):
    return request.param


def lesson_of(spec):
    number = engine.LESSONS[spec.id.partition(".")[0]]
    return next((path for path in paths() if path.name.startswith(number)), None)


def imports(spec):
    """The import lines of the lesson above the exercise; skips where the lesson has none of it."""
    path = lesson_of(spec)
    lines = []
    for cell in read(path).cells if path else ():
        if cell.cell_type != "code":
            continue
        if f'@exercise("{spec.id}")' in cell.source:
            return lines
        body = ast.parse(cell.source).body
        lines += [ast.unparse(n) for n in body if isinstance(n, (ast.Import, ast.ImportFrom))]
        lines += re.findall(r"^\w+ = keras\.\w+$", cell.source, re.M)
    pytest.skip(f"no lesson has {spec.id} yet")


def filled(hint, pieces):
    """The hint with its gaps filled, as the body of a function."""
    parts = hint.split("...")
    assert len(parts) == len(pieces) + 1, "FILLED has another number of gaps"
    text = "".join(map("".join, itertools.zip_longest(parts, pieces, fillvalue="")))
    return "\n    ".join(text.splitlines())


def test_the_last_hint_is_code_that_runs_in_its_lesson_and_is_right_when_filled_in(spec):
    body = filled(spec.hints[-1], FILLED[spec.id])
    scope = {}
    exec("\n".join(imports(spec)), scope)
    exec(f"def {spec.call}:\n    {body}", scope)
    verdict = check(spec, scope[spec.name])
    assert verdict.status == PASSED, verdict.explanation


def test_a_hint_names_no_module_that_its_lesson_has_not_imported(spec):
    scope = {}
    exec("\n".join(imports(spec)), scope)
    known = set(scope) | {n for h in spec.hints for n in re.findall(r"import (\w+)", h)}
    named = {m for hint in spec.hints for m in re.findall(r"(?<![\w.])(np|ops|sparse|tf)\.", hint)}
    assert named <= known


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_what_a_lesson_with_exercises_tells_you_to_call_is_imported_there(path):
    code = "\n".join(c.source for c in read(path).cells if c.cell_type == "code")
    if "@exercise(" not in code:
        pytest.skip("no exercise in this lesson")
    nodes = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.ImportFrom)]
    names = {a.name for n in nodes if n.module == "utils.exercises.engine" for a in n.names}
    assert {"exercise", "hint", "progress", "solution"} <= names


def test_hints_of_several_lines_start_on_a_line_of_their_own(monkeypatch, capsys):
    monkeypatch.setattr(engine, "_hints_shown", {"retrieval.mmr": 2})
    engine.hint("retrieval.mmr")
    assert capsys.readouterr().out.startswith("Hint 3 of 3:\nchosen = []\nfor _ in range(k):\n")


def test_the_gaps_of_every_last_hint_are_filled_above():
    assert FILLED.keys() == SPECS.keys()
