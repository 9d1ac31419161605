"""Start a JupyterLab, and work in it through a Playwright page as a learner does."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("notebooks", "utils", "data")
NOT_COPIED = shutil.ignore_patterns(
    "__pycache__", ".ipynb_checkpoints", "downloads", "my_ratings.csv", "my_progress.jsonl"
)
START_SECONDS = 60
RUN_SECONDS = 300
IDLE = """n => {
    const panel = window.jupyterapp.shell.currentWidget;
    const cells = panel.content.widgets.slice(0, n ?? undefined);
    const code = cells.filter(cell => cell.model.type === 'code');
    const ran = code.every(cell => !cell.model.sharedModel.source.trim()
                                   || cell.model.executionCount !== null);
    const failed = code.some(cell => cell.model.outputs.toJSON().some(
        output => output.output_type === 'error'));
    return (ran || failed) && panel.sessionContext.session?.kernel?.status === 'idle';
}"""
FAILED = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code')
    .flatMap(cell => cell.model.outputs.toJSON())
    .filter(output => output.output_type === 'error')
    .map(output => output.ename + ': ' + output.evalue)"""
FIND = """text => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets;
    const index = cells.findIndex(cell => cell.model.sharedModel.source.includes(text));
    if (index < 0) throw new Error('no cell contains: ' + text);
    return index;
}"""
ACTIVATE = """index => {
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
}"""
SCROLL = """index => window.jupyterapp.shell.currentWidget.content.scrollToItem(index, 'start')"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab.

    Attributes:
        address: where it listens, such as "http://127.0.0.1:8899".
        token: its secret.
        folder: what it serves, a copy of the course.
    """

    address: str
    token: str
    folder: Path

    def url(self, path=""):
        """Address that opens `path`, a notebook in the folder, or Lab's start page."""
        place = f"/tree/{path}" if path else ""
        return f"{self.address}/lab{place}?reset&token={self.token}"


@contextmanager
def running_lab(folder, python=sys.executable, beside=None):
    """Copy the course to `folder`, serve it with settings of its own, and end the server after.

    Args:
        folder: an empty one.
        python: of the environment that has JupyterLab, and whose kernel runs.
        beside: environment variables of what the server serves beside it, such as Notebook 7.
    """
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
    shutil.copy(ROOT / "pyproject.toml", folder)
    lab = Lab(f"http://127.0.0.1:{_free_port()}", secrets.token_hex(16), folder)
    with open(folder / "lab.log", "w") as log:
        server = subprocess.Popen(
            _command(lab, python),
            env=_environment(folder) | (beside or {}),
            stdout=log,
            stderr=log,
            cwd=folder,
        )
        try:
            _wait_until_it_answers(lab, server)
            yield lab
        finally:
            server.terminate()
            server.wait(timeout=30)


def _command(lab, python):
    return [
        *(str(python), "-m", "jupyter", "lab", "--no-browser", "--allow-root"),
        "--ip=127.0.0.1",
        f"--port={lab.address.rsplit(':')[-1]}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={lab.token}",
        f"--ServerApp.root_dir={lab.folder}",
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
    ]


def _environment(folder):
    """The environment of a user who never started Jupyter before."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return {**os.environ, **{name: str(folder / ".home" / name.lower()) for name in names}}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(lab, server):
    for _ in range(START_SECONDS * 5):
        try:
            urllib.request.urlopen(f"{lab.address}/api", timeout=5).close()
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{(lab.folder / 'lab.log').read_text()}")


def end_kernels(lab):
    """Shut down every kernel that runs in the Lab."""
    for kernel in json.load(_ask(lab, "api/kernels")):
        _ask(lab, f"api/kernels/{kernel['id']}", "DELETE").close()


def _ask(lab, path, method="GET"):
    headers = {"Authorization": f"token {lab.token}"}
    request = urllib.request.Request(f"{lab.address}/{path}", headers=headers, method=method)
    return urllib.request.urlopen(request, timeout=60)


def open_lab(page, lab, path=""):
    """Open Lab, at the notebook `path` if one is given, and wait until it can be used."""
    _open(page, lab.url(path))
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    if path:
        _wait_for_kernel(page)


def open_notebook7(page, lab, path):
    """Open the notebook `path` in Notebook 7, which the server must have beside JupyterLab."""
    _open(page, f"{lab.address}/notebooks/{path}?token={lab.token}")
    _wait_for_kernel(page)


def _open(page, url):
    page.goto(url)
    page.wait_for_function("() => window.jupyterapp !== undefined", timeout=START_SECONDS * 1000)
    page.evaluate("() => window.jupyterapp.restored")


def _wait_for_kernel(page):
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.sessionContext"
        ".session?.kernel?.status === 'idle'",
        timeout=START_SECONDS * 1000,
    )


def run_all(page):
    """Clear what is stored, run all cells of the open notebook, and wait until they are done."""
    _run(page, "notebook:run-all-cells", None)


def run_through(page, text):
    """As run_all, but no further than the first cell whose source contains `text`."""
    after = page.evaluate(FIND, text) + 1
    page.evaluate(ACTIVATE, after)
    _run(page, "notebook:run-all-above", after)


def _run(page, command, n):
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.evaluate("command => { window.jupyterapp.commands.execute(command); }", command)
    page.wait_for_function(IDLE, arg=n, timeout=RUN_SECONDS * 1000)
    failed = page.evaluate(FAILED)
    assert failed == []


def show_cell(page, text):
    """Bring the first cell whose source contains `text` into view; returns its locator."""
    index = page.evaluate(FIND, text)
    page.evaluate(ACTIVATE, index)
    page.evaluate(SCROLL, index)
    cell = page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
    cell.wait_for()
    return cell
