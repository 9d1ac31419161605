"""Code that runs in a worker: a process with Keras on JAX, which this one may not have."""

import json
import subprocess
import sys
from typing import Any

from utils.base.paths import ROOT
from utils.scale.processes import worker_environment


def in_a_worker(code, *arguments, n_devices=1) -> Any:
    """What a worker with simulated devices prints in its last line, read as JSON."""
    code = "import json, sys\nfrom utils.scale.training import *\n" + code
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env=worker_environment(n_devices=n_devices),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
