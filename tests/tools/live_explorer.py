"""The explorer in JupyterLab, as the browser tests handle it."""

import time

from tools.jupyterlab import show_cell

READY = ".course-explorer[data-ready=true]"


RUN = """async cells => {
    const { shell, commands } = window.jupyterapp;
    const { content } = shell.currentWidget;
    for (const text of cells) {
        content.activeCellIndex = content.widgets.findIndex(
            cell => cell.model.sharedModel.source.includes(text));
        content.deselectAll();
        await commands.execute('notebook:run-cell');
    }
}"""


def kernel_says(page):
    page.evaluate(RUN, ["print("])
    return show_cell(page, "print(").locator(".jp-OutputArea-output").last.inner_text().strip()


def wait_until_kernel_says(page, expected):
    """Ask until what the page tells the kernel, in its own time, has come."""
    deadline = time.monotonic() + 30
    while (said := kernel_says(page)) != expected and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert said == expected


def run_again(page, times):
    """Run the cell that shows the explorer, and wait for it, so many times."""
    for _ in range(times):
        page.evaluate("ready => { document.querySelector(ready).dataset.old = ''; }", READY)
        page.evaluate(RUN, ["explorer ="])
        page.wait_for_selector(f"{READY}:not([data-old])")


def heap(page):
    """Bytes of JavaScript that are alive."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"]
