"""Set up the course in .venv from requirements.lock, every package checked against its hash.

    python bootstrap.py                   set up; at once where that is done already
    python bootstrap.py lab [OPTIONS]     set up, then open JupyterLab at the first lesson

`make` calls this file. Where there is no make, as on Windows: py -3.11 bootstrap.py lab
Standard library only, in a syntax that an old Python can read, so that it can be told it is old.
"""

import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "course-ready"
FIRST_LESSON = "notebooks/00_start_here.ipynb"

SUPPORTED = ((3, 11), (3, 12), (3, 13))
DISK_NEEDED = 4e9  # bytes: 3.2 GB installed, and the downloads beside it
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}
}
# JupyterLab writes what the kernel says of its language into every notebook that it opens. With
# the version of Python in it, an untouched lesson would ask to be saved under any other version.
KERNEL_SETTINGS = """\
from ipykernel.ipkernel import IPythonKernel

IPythonKernel.language_info["version"] = "3"
"""
# What JupyterLab prints is made by nbconvert, whose own page cuts long lines off at the margin.
EXPORT_SETTINGS = {
    "HTMLExporter": {"template_name": "course"},
    "SlidesExporter": {"template_name": "reveal"},
}
PRINT_TEMPLATE = """\
{% extends "lab/index.html.j2" %}
{% block html_head_css %}
{{ super() }}
<style>
@media print {
  body pre { font-size: 7.5pt !important; line-height: 1.3 !important; }
  body pre { white-space: pre-wrap !important; overflow-wrap: anywhere; }
  .jp-RenderedHTMLCommon table { font-size: 7pt; }
  .jp-RenderedHTMLCommon :is(th, td) { padding: 0.2em 0.4em; }
}
</style>
{% endblock %}
"""
TEMPLATE = "share/jupyter/nbconvert/templates/course"
SETTINGS = {  # in .venv
    "share/jupyter/lab/settings/overrides.json": json.dumps(LAB_SETTINGS, indent=2) + "\n",
    "etc/ipython/ipython_kernel_config.py": KERNEL_SETTINGS,
    "etc/jupyter/jupyter_config.json": json.dumps(EXPORT_SETTINGS, indent=2) + "\n",
    TEMPLATE + "/conf.json": json.dumps({"base_template": "lab"}) + "\n",
    TEMPLATE + "/index.html.j2": PRINT_TEMPLATE,
}


class SetupError(Exception):
    """The set-up cannot go on; the message says why, and what to do."""


def check_python(version):
    """Raise SetupError unless `version` (a tuple that starts with major, minor) is supported."""
    if tuple(version[:2]) not in SUPPORTED:
        raise SetupError(
            f"This is Python {version[0]}.{version[1]}; the course needs 3.11, 3.12 or 3.13.\n"
            "Install one of these, or say where it is: make lab PYTHON=/path/to/python3.11\n"
            "(on Windows: py -3.11 bootstrap.py lab)"
        )


def check_modules(names=("ensurepip", "venv")):
    """Raise SetupError if Python came without its module for virtual environments."""
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
            raise SetupError(
                f"{sys.executable} has no module '{name}', which makes virtual environments.\n"
                f"On Debian and Ubuntu: sudo apt install {package}"
            ) from None


def check_disk(free):
    """Raise SetupError if fewer than DISK_NEEDED of the `free` bytes are there."""
    if free < DISK_NEEDED:
        raise SetupError(
            f"The first set-up needs {DISK_NEEDED / 1e9:.0f} GB of free disk; "
            f"{free / 1e9:.1f} GB are free at {ROOT}.\n"
            "Make room, or move this folder to a larger disk."
        )


def venv_version():
    """The version of the Python in .venv, such as "3.11.7"; None if it is missing or broken."""
    ask = "import platform; print(platform.python_version())"
    try:
        return subprocess.check_output([str(VENV_PYTHON), "-c", ask]).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def fingerprint():
    """What a finished set-up consists of, as text: it changes when one would come out different."""
    wanted = LOCK.read_bytes() + json.dumps(SETTINGS).encode()
    return f"{hashlib.sha256(wanted).hexdigest()} Python {venv_version()}\n"


def is_ready():
    """Whether the last set-up ran to its end, and nothing it depends on has changed since."""
    return STAMP.exists() and STAMP.read_text() == fingerprint()


def make_venv():
    """Make .venv or mend it; one that was made by another version of Python is made anew."""
    existing = venv_version()
    same = existing and existing.split(".")[:2] == [str(part) for part in sys.version_info[:2]]
    clear = [] if same else ["--clear"]
    if subprocess.call([sys.executable, "-m", "venv"] + clear + [str(VENV)]):
        raise SetupError(f"Python could not make {VENV}: see its message above.")


def install():
    """Install exactly what the lock names; pip skips what is there and refuses a wrong hash."""
    options = ["--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
    command = [str(VENV_PYTHON), "-m", "pip", "install"] + options + ["-r", str(LOCK)]
    if subprocess.call(command, cwd=str(ROOT)):
        raise SetupError(
            "pip could not install the packages; what it says above is the reason. Often it is:\n"
            "  - no network, or a proxy that pip is not told of (set HTTPS_PROXY);\n"
            "  - a full disk;\n"
            "  - no TensorFlow for this machine (32-bit Python, a Mac with an Intel processor).\n"
            "Then run the same command again: it goes on from here."
        )


def write_settings():
    """Defaults for this environment: JupyterLab looks for no news and no updates, its kernels call
    their language Python 3 whichever version it is, and what it prints fits the paper."""
    for place, text in SETTINGS.items():
        path = VENV / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def set_up():
    """Bring .venv to what requirements.lock says. The stamp comes last, so a broken-off set-up
    is resumed by the next one."""
    if is_ready():
        return
    check_python(sys.version_info)
    check_modules()
    if not STAMP.exists():
        check_disk(shutil.disk_usage(str(ROOT)).free)
    else:
        STAMP.unlink()
    say("[1/3] Making the virtual environment .venv with " + sys.executable)
    make_venv()
    wanted = fingerprint()  # before installing: the lock may change while pip works
    n_packages = sum(line[:1].isalnum() for line in LOCK.read_text().splitlines())
    say(f"[2/3] Installing the {n_packages} packages of requirements.lock: some minutes")
    install()
    say("[3/3] Writing JupyterLab's settings: no news, no look for updates, whole lines on paper")
    write_settings()
    STAMP.write_text(wanted)
    say("Ready.")


def open_lab(options):
    """Serve JupyterLab on this machine only, until the user ends it; returns its exit code."""
    command = [str(VENV_PYTHON), "-m", "jupyter", "lab", "--ip=127.0.0.1"]
    command.append(f"--ServerApp.root_dir={ROOT}")
    command.append(f"--LabApp.default_url=/lab/tree/{FIRST_LESSON}")
    if hasattr(os, "getuid") and os.getuid() == 0:
        command.append("--allow-root")
    say(f"Opening JupyterLab at {FIRST_LESSON}; Ctrl-C twice ends it.")
    server = subprocess.Popen(command + options, cwd=str(ROOT))
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            pass  # Jupyter got it too, and asks the user


def say(line):
    print(line, flush=True)


def main(arguments):
    """Do what the command line asks; returns the exit code."""
    if arguments and arguments[0] != "lab":
        say(__doc__)
        return 2
    try:
        set_up()
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on from here.", file=sys.stderr)
        return 130
    return open_lab(arguments[1:]) if arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
