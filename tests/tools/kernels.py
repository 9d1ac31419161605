"""A lesson in a kernel that stops where a test wants to look."""

import ast
from contextlib import contextmanager

import nbformat
from nbclient import NotebookClient

from tools.notebooks import read

# Runs a source in a copy of the kernel's names; prints which assertion failed, or that none did.
TRY = """
def _course_try(source):
    import linecache
    from IPython.utils.capture import capture_output
    names = dict(get_ipython().user_ns)
    linecache.cache["<mutant>"] = (len(source), None, source.splitlines(True), "<mutant>")
    said = "no assertion failed"
    with capture_output():
        try:
            exec(compile(source, "<mutant>", "exec"), names)
        except AssertionError as error:
            import traceback
            frames = traceback.extract_tb(error.__traceback__)
            line = [frame.line for frame in frames if frame.filename == "<mutant>"][-1]
            said = f"AssertionError at: {line}" + (f" ({error})" if str(error) else "")
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
    print(said)
"""


class Lesson:
    """A notebook whose cells run one after the other in one kernel.

    Args:
        path: of the notebook.
    """

    def __init__(self, path):
        self.notebook, self.folder, self.at = read(path), path.parent, 0

    @contextmanager
    def started(self):
        """Its kernel, until the block ends."""
        client = NotebookClient(
            self.notebook, timeout=300, resources={"metadata": {"path": str(self.folder)}}
        )
        with client.setup_kernel():
            self.client = client
            yield self

    def run_to(self, number):
        """Run the cells before the one with this number that did not run yet."""
        for position in range(self.at, number):
            self.client.execute_cell(self.notebook.cells[position], position)
        self.at = max(self.at, number)

    def ask(self, source):
        """What a cell with this source prints; the notebook stays as it is."""
        cell = nbformat.v4.new_code_cell(source)
        self.client.execute_cell(cell, 0)
        return "".join(output.get("text", "") for output in cell.outputs).strip()

    def try_out(self, source):
        """Which assertion of the source fails, in a copy of the names that the kernel holds."""
        self.ask(TRY)
        return self.ask(f"_course_try({source!r})")


def claim_cells(path):
    """{claim: number of its cell} of a lesson, in order."""
    return {
        tag.removeprefix("claim-"): number
        for number, cell in enumerate(read(path).cells)
        for tag in cell.metadata.get("tags", [])
        if tag.startswith("claim-")
    }


def has_assertion(source):
    """Whether the source holds an assert statement."""
    return any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(source)))
