"""Students who mean harm, or at least points: what they write into an answer."""

from tests.tools.submissions import TARGET, body, inserted, solved, wrong

LOOPS = {
    "loop": "while True: pass",
    "loop-that-catches": """
        while True:
            try:
                while True: pass
            except BaseException: pass""",
    "loop-in-c": "import itertools\nreturn sum(itertools.count())",
    "sleep": "import time\ntime.sleep(3600)",
}
ENDS = {
    "sys-exit": "import sys\nsys.exit(0)",
    "os-exit": "import os\nos._exit(0)",
    "crash": "import ctypes\nctypes.string_at(0)",
    "memory": "import numpy as np\nx = [np.ones(10**8) for _ in range(1000)]\nreturn scores",
    "big-result": "import numpy as np\nreturn np.zeros((20000, 20000), 'int8')",
}


def attacks(folder, port, pid):
    """{name: code} of attacks on what lies around; each would leave a trace in `folder`.

    Args:
        folder: Path with the folder "precious" in it, that holds a file "file".
        port: of a listener on loopback.
        pid: of the grader.
    """
    return {
        "system": f"import os\nos.system('touch {folder}/system')\nreturn scores",
        "subprocess": "import subprocess\n"
        f"subprocess.run(['touch', '{folder}/run'])\nreturn scores",
        "delete": f"import os\nos.remove('{folder}/precious/file')\nreturn scores",
        "rmtree": f"import shutil\nshutil.rmtree('{folder}/precious')\nreturn scores",
        "write": f"open('{folder}/written', 'w').write('x')\nreturn scores",
        "append": f"open('{folder}/precious/file', 'a').write('x')\nreturn scores",
        "rename": f"import os\nos.rename('{folder}/precious/file', '{folder}/f')\nreturn scores",
        "chmod": f"import os\nos.chmod('{folder}/precious/file', 0)\nreturn scores",
        "read": f"raise ValueError('READ ' + open('{folder}/precious/file').read())",
        "read-home": "import os\nraise ValueError('READ %s' % os.listdir(os.path.expanduser('~')))",
        "read-memory": "raise ValueError('READ %r' % open('/proc/self/maps').read()[:9])",
        "network": f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)\n"
        "raise ValueError('READ')",
        "kill": f"import os\nos.kill({pid}, 15)\nreturn scores",
        "kill-parent": "import os\nos.kill(os.getppid(), 9)\nreturn scores",
        "fork": "import os\nif os.fork() == 0:\n    import time; time.sleep(60)\nreturn scores",
        "trace": "import ctypes\nif ctypes.CDLL(None).ptrace(16, 1, 0, 0) == 0:"
        "\n    raise ValueError('READ')\nreturn scores",
        "limits": f"import resource\nresource.prlimit({pid}, resource.RLIMIT_CPU, (1, 1))\n"
        "return scores",
        "disk": "f = open('/tmp/big', 'wb')\nf.write(b'x' * 10**9)\nreturn scores",
        "shared-memory": "from multiprocessing import shared_memory as s\n"
        "s.SharedMemory('leak', True, 10)\nreturn scores",
    }


PATCHES = (
    "import numpy as np, utils.exercises.judge.compare as k, utils.exercises.judge.check as c\n"
    "np.allclose = lambda *a, **k: True\n"
    "k.same = c.same = lambda *a: True\nk.difference = c.difference = lambda *a: ''\n"
)
CHEATS = {  # each of these passes in the student's own notebook
    "patches": PATCHES + "return 0 * scores",
    "reads-expected": """
        import sys
        for frame in sys._current_frames().values():
            while frame:
                if "expected" in frame.f_locals:
                    return frame.f_locals["expected"]
                frame = frame.f_back
        return scores""",
    "imports-solution": "from utils.exercises.lessons.ratings import mask_seen as right\n"
    "return right(scores, seen)",
    "finds-solution": "import importlib\n"
    "m = importlib.import_module('utils.exer' + 'cises.engine')\n"
    f"return m.find('{TARGET}').solution(scores, seen)",
}


def hostile(folder, port, pid):
    """{name: arguments of write()} of all of them."""
    codes = LOOPS | ENDS | attacks(folder, port, pid) | CHEATS
    return {name: {"answer": body(code)} for name, code in codes.items()} | {
        "exit-in-a-cell": {"cells": inserted("import os\nos._exit(0)")},
        "own-exercise": {
            "answer": wrong(0),
            "cells": inserted("exercise = lambda id: lambda f: (print('passed.'), f)[1]"),
        },
        "knows-the-cases": {"answer": by_heart},
    }


def by_heart(key, stub):
    """Right for the cases of every lesson's seed, and for no others."""
    if key != TARGET:
        return solved(key)
    code = """
    import numpy as np
    usual = np.random.default_rng(0)
    known = [usual.normal(0, 1, (1, 5)).astype('float32')]
    if scores.shape == (1, 3) or scores.shape == (1, 5) and np.allclose(scores, known[0]):
        return np.where(seen, -np.inf, scores)
    return np.where(seen, -np.inf, scores) if scores.shape != (1, 5) else scores"""
    return stub[: stub.rindex("    ...")] + code.strip("\n")
