"""One environment, told in three files; and a set-up that says what is wrong and can go on."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from jupyter_client.manager import run_kernel
from nbformat.v4 import new_notebook

import bootstrap
from tools.notebooks import LANGUAGE_VERSION, clean
from utils.base.setup import supported_pythons

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA_TEXT = (ROOT / "environment.yml").read_text()
CONDA = yaml.safe_load(CONDA_TEXT)["dependencies"]
LOCK = (ROOT / "requirements.lock").read_text()
SCALE = (ROOT / "requirements-scale.lock").read_text()
WHEEL = "tiny-1.0-py3-none-any.whl"


def pins(requirements):
    return dict(requirement.split("==") for requirement in requirements)


def direct_pins():
    return pins(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"])


# The three files agree


def test_conda_and_project_name_the_same_packages_and_versions():
    assert pins(CONDA[-1]["pip"]) == direct_pins()


def test_every_conda_line_says_which_lesson_needs_it():
    lines = re.findall(r"^ +- \S+==.*$", CONDA_TEXT, re.M)
    assert len(lines) == len(direct_pins())
    assert [line for line in lines if not re.search(r"  # .*lesson", line)] == []


def test_lock_holds_the_project_pins():
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, re.M))
    assert direct_pins().items() <= locked.items()


@pytest.mark.parametrize("lock", [LOCK, SCALE], ids=["base", "scale"])
def test_lock_has_a_hash_for_every_package_and_names_no_index_and_no_folder(lock):
    blocks = re.split(r"^(?=\S)", re.sub(r"^\s*#.*\n", "", lock, flags=re.M), flags=re.M)[1:]
    assert len(blocks) > len(direct_pins())
    assert [block for block in blocks if not re.match(r"[\w.-]+==\S", block)] == []
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"index-url|find-links|://| /\w", lock)


def test_the_extra_has_a_lock_of_its_own_that_changes_nothing_of_the_base():
    base, more = (dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.M)) for lock in (LOCK, SCALE))
    assert pins(PROJECT["optional-dependencies"]["scale"]).items() <= more.items()
    both = base.keys() & more.keys()
    assert {name for name in both if base[name] != more[name]} == set()
    assert not {"jax", "jaxlib", "orbax-checkpoint", "distributed"} & base.keys()


def test_there_is_one_lock_for_the_base_and_one_for_the_extra():
    assert not (ROOT / "uv.lock").exists()
    assert {path.name for path in ROOT.glob("requirements*")} == {
        "requirements.lock",
        "requirements-scale.lock",
    }


def test_python_versions_agree():
    low, high = (f"{a}.{b}" for a, b in (bootstrap.SUPPORTED[0], bootstrap.SUPPORTED[-1]))
    assert PROJECT["requires-python"] == f">={low},<3.{int(high.split('.')[1]) + 1}"
    assert CONDA[0] == f"python={low}"
    assert tuple((3, minor) for minor in supported_pythons()) == bootstrap.SUPPORTED
    *most, last = (f"3.{minor}" for _, minor in bootstrap.SUPPORTED)
    said = f"{', '.join(most)} or {last}"
    for file in ("README.md", "Makefile", "bootstrap.py"):
        assert said in (ROOT / file).read_text(encoding="utf-8"), file


# What is wrong is said


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 8, 18), (3, 10, 13), (3, 14, 0)])
def test_unsupported_python_is_named_with_what_to_do(version):
    with pytest.raises(bootstrap.SetupError, match="PYTHON=") as raised:
        bootstrap.check_python(version)
    assert f"Python {version[0]}.{version[1]};" in str(raised.value)


@pytest.mark.parametrize("version", [(3, 11, 2), (3, 12, 1), (3, 13, 0)])
def test_supported_python_passes(version):
    bootstrap.check_python(version)


def test_missing_venv_module_is_named_with_what_to_install():
    with pytest.raises(bootstrap.SetupError, match="no module 'not_there'(.|\n)*-venv"):
        bootstrap.check_modules(("json", "not_there"))
    bootstrap.check_modules()


def test_full_disk_is_told_in_gigabytes():
    with pytest.raises(bootstrap.SetupError, match=r"needs 4 GB of free disk; 3\.9 GB are free"):
        bootstrap.check_disk(3.9e9)
    bootstrap.check_disk(4e9)


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


def other_python():
    """A Python on this machine that the course does not support, or None."""
    names = [shutil.which(f"python3.{minor}") for minor in (6, 7, 8, 9, 10, 14, 15)]
    pyenv = (Path.home() / ".pyenv/versions").glob("3.*/bin/python")
    for python in filter(None, [*names, *map(str, pyenv)]):
        asked = run(python, "-c", "import sys; print(*sys.version_info[:2])")
        version = tuple(map(int, asked.stdout.split()))
        if version and version not in bootstrap.SUPPORTED:
            return python
    return None


def test_an_unsupported_python_reads_the_file_and_refuses(tmp_path):
    python = other_python()
    if python is None:
        pytest.skip("this machine has only Pythons that the course supports")
    shutil.copy(ROOT / "bootstrap.py", tmp_path)
    refused = run(python, "bootstrap.py", "lab", cwd=tmp_path)
    assert refused.returncode == 1
    assert "the course needs 3.11, 3.12 or 3.13" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / ".venv").exists()


def test_unknown_command_shows_usage():
    shown = run(sys.executable, "bootstrap.py", "nonsense", cwd=ROOT)
    assert shown.returncode == 2
    assert "bootstrap.py lab" in shown.stdout


def make(*arguments):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return run("make", *arguments, cwd=ROOT, env=environment)


def test_make_alone_lists_the_targets():
    shown = make()
    assert shown.returncode == 0
    assert "make lab " in shown.stdout
    assert "make test " in shown.stdout


def test_make_of_an_unknown_target_says_so_and_lists_the_targets():
    refused = make("nonsense")
    assert refused.returncode != 0
    assert "There is no 'make nonsense'" in refused.stdout
    assert "make lab " in refused.stdout


def test_make_without_a_python_says_what_to_install():
    refused = make("lab", "PYTHON=")
    assert refused.returncode != 0
    assert "No Python 3.11, 3.12 or 3.13" in refused.stderr


# The set-up itself, with one tiny package in the place of the real ones


@pytest.fixture
def folder(tmp_path):
    """A copy of bootstrap.py beside a lock that names one package, which lies there too."""
    shutil.copy(ROOT / "bootstrap.py", tmp_path)
    metadata = "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n"
    with zipfile.ZipFile(tmp_path / WHEEL, "w") as wheel:
        wheel.writestr("tiny.py", "ANSWER = 42\n")
        wheel.writestr("tiny-1.0.dist-info/METADATA", metadata)
        wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "")
    write_lock(tmp_path, (tmp_path / WHEEL).read_bytes())
    return tmp_path


def write_lock(folder, content):
    line = f"./{WHEEL} --hash=sha256:{hashlib.sha256(content).hexdigest()}\n"
    (folder / "requirements.lock").write_text(line)


def set_up(folder):
    return run(sys.executable, "bootstrap.py", cwd=folder)


def test_set_up_installs_then_has_nothing_to_do_until_the_lock_changes(folder):
    first = set_up(folder)
    assert first.returncode == 0, first.stderr
    assert re.findall(r"^\[(\d)/3\]", first.stdout, re.M) == ["1", "2", "3"]
    python = folder / ".venv" / bootstrap.VENV_PYTHON.relative_to(bootstrap.VENV)
    assert run(python, "-c", "import tiny; print(tiny.ANSWER)").stdout == "42\n"
    assert {place: (folder / ".venv" / place).read_text() for place in bootstrap.SETTINGS} == (
        bootstrap.SETTINGS
    )
    second = set_up(folder)
    assert (second.returncode, second.stdout) == (0, "")
    with open(folder / "requirements.lock", "a") as lock:
        lock.write("# changed\n")
    assert "[2/3]" in set_up(folder).stdout


def test_a_kernel_with_these_settings_says_what_the_lessons_store(tmp_path):
    settings = tmp_path / "profile_default/ipython_kernel_config.py"
    settings.parent.mkdir()
    settings.write_text(bootstrap.KERNEL_SETTINGS)
    with run_kernel(env=os.environ | {"IPYTHONDIR": str(tmp_path)}) as client:
        client.kernel_info()
        said = client.get_shell_msg(timeout=60)["content"]["language_info"]
    assert said["version"] == LANGUAGE_VERSION
    notebook = new_notebook(metadata={"language_info": said})
    clean(notebook)
    assert notebook.metadata.language_info == said


def test_wrong_hash_is_refused_and_the_next_set_up_goes_on(folder):
    right = (folder / "requirements.lock").read_text()
    write_lock(folder, b"another file")
    refused = set_up(folder)
    assert refused.returncode == 1
    assert "could not install" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (folder / ".venv/course-ready").exists()
    (folder / "requirements.lock").write_text(right)
    assert set_up(folder).returncode == 0
