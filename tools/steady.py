"""Which cells print the same on every machine: nbval compares what these print with what is stored.

A cell is steady unless what it shows depends on a network's training, on a clock, on an index that
is built at random, or on something that a cell above made of these.
"""

import ast
import copy

TAG = "nbval-check-output"
UNSTEADY_MODULES = (  # what is imported from these
    "keras_rs",
    "time",
    "timeit",
    "utils.base.backend",
    "utils.base.setup",
    "utils.evaluation.comparison",
    "utils.explorer",
    "utils.exercises.engine",
    "utils.labs",
    "utils.models.blend",
    "utils.models.examples",
    "utils.models.fit",
    "utils.models.matrix_factorization",
    "utils.models.query_tower",
    "utils.models.sampled_step",
    "utils.models.softmax_dnn",
    "utils.models.two_tower",
    "utils.retrieval.item_index",
    "utils.scale",
    "utils.simulation.islands",
)
UNSTEADY_NAMES = {"display", "load_my_ratings", "MLPClassifier", "TSNE"}
STEADY_ANYWAY = {"exercise"}  # what a stub is bound to is the reference
UNSTEADY_TEXTS = ("t-sne", "perf_counter", "%%time", "tracemalloc")


def steady_cells(notebook):
    """Numbers of the cells whose text is the same on every machine, and that show some.

    Args:
        notebook: NotebookNode.

    Returns:
        List of int.
    """
    unsteady, steady = set(UNSTEADY_NAMES), []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        unsteady |= _imports_of(tree)
        if _depends(tree, cell.source, unsteady):
            unsteady |= _names(tree, ast.Store) | _changed(tree)
        elif _shows_text(cell):
            steady.append(number)
    return steady


def _imports_of(tree):
    """Names that unsteady modules bind."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            full = {
                alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names
            }
        elif isinstance(node, ast.Import):
            full = {(alias.asname or alias.name).split(".")[0]: alias.name for alias in node.names}
        else:
            continue
        names |= {name for name, path in full.items() if path.startswith(UNSTEADY_MODULES)}
    return names - STEADY_ANYWAY


def _depends(tree, source, unsteady):
    used = _names(_without_kept(tree), ast.Load)
    return bool(used & unsteady) or any(t in source for t in UNSTEADY_TEXTS)


def _without_kept(tree):
    """The syntax without what is called by kept(): its results are read from a file."""
    return _NoArguments().visit(copy.deepcopy(tree))


class _NoArguments(ast.NodeTransformer):
    def visit_Call(self, node):
        """kept("name", function) is kept()."""
        if isinstance(node.func, ast.Name) and node.func.id == "kept":
            return node.func
        return self.generic_visit(node)


def _names(tree, context):
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, context)}
    if context is ast.Store:
        names |= {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    return names


def _changed(tree):
    """Names whose parts are assigned or whose methods are called: they may hold something new."""
    parts = [n for n in ast.walk(tree) if isinstance(n, (ast.Subscript, ast.Attribute))]
    return {
        part.value.id
        for part in parts
        if isinstance(part.value, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def _shows_text(cell):
    return any("text" in o or "text/plain" in o.get("data", {}) for o in cell.outputs) and not any(
        "image/png" in output.get("data", {}) for output in cell.outputs
    )


def tag(notebook):
    """Give the steady cells their tag, and take it from the others, in place."""
    steady = steady_cells(notebook)
    for number, cell in enumerate(notebook.cells):
        kept = [t for t in cell.metadata.get("tags", []) if t != TAG]
        if number in steady:
            kept.append(TAG)
        if kept:
            cell.metadata["tags"] = kept
        else:
            cell.metadata.pop("tags", None)
