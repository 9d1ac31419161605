"""The text of a function that a reader pastes."""

import inspect

from utils.exercises.printed import printed, without_types
from utils.models.losses import cross_entropy


def test_types_are_cut_out_and_everything_else_stays():
    source = (
        "def f(\n    ü: 'a, b' = 1,  # note: this\n    *rest: int,\n"
        "    k: dict[str, int] | None = None,\n) -> tuple[int, int]:\n"
        "    x: int = 3\n    return {1: 2}"
    )
    assert without_types(source) == (
        "def f(\n    ü = 1,  # note: this\n    *rest,\n    k = None,\n"
        "):\n    x: int = 3\n    return {1: 2}"
    )


def test_a_printed_function_runs_by_itself_and_gives_the_same():
    scope = {}
    exec(printed(cross_entropy), scope)
    function = scope["cross_entropy"]
    assert all(
        p.annotation is inspect.Parameter.empty
        for p in inspect.signature(function).parameters.values()
    )
    logits, p = [[0.0, 1.0]], [[0.5, 0.5]]
    assert float(function(logits, p)) == float(cross_entropy(logits, p))
