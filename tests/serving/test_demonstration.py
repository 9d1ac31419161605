"""The demonstration for teachers: its blocks run in their order, as they stand."""

import re
import subprocess
import sys

import pytest

from utils.base.paths import ROOT


@pytest.mark.full
def test_the_blocks_run_as_they_stand():
    text = (ROOT / "teaching" / "serving.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    code = "import matplotlib\nmatplotlib.use('Agg')\n" + "\n".join(blocks)
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "notebooks", capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert " 0 failed" in run.stdout and "is refused" in run.stdout
