"""Continuous integration calls the same Makefile as everybody else, on every Python we support."""

import json
import re
from pathlib import Path

import pytest
import yaml

import bootstrap

ROOT = Path(__file__).resolve().parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
ACTIONS = {"actions/checkout", "actions/setup-python"}
PAGES = {"actions/configure-pages", "actions/upload-pages-artifact", "actions/deploy-pages"}


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_targets_of_the_makefile_and_nothing_else(path):
    commands = [step["run"] for step in steps(read(path)) if "run" in step]
    assert commands
    for command in commands:
        target = re.fullmatch(r"make ([a-z-]+)(?: PYTHON=python)?", command)
        assert target, f"{command!r} is not a call of make"
        assert re.search(rf"^{target[1]}:", MAKEFILE, re.M), f"there is no target {target[1]}"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_uses_no_action_beyond_the_known_ones(path):
    used = {step["uses"].partition("@")[0] for step in steps(read(path)) if "uses" in step}
    assert used <= ACTIONS | PAGES


def test_the_whole_test_runs_on_every_supported_python():
    matrix = read(ROOT / ".github/workflows/test.yml")["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == [f"{major}.{minor}" for major, minor in bootstrap.SUPPORTED]


def test_windows_and_macos_get_a_smoke_run():
    matrix = read(ROOT / ".github/workflows/test.yml")["jobs"]["smoke"]["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["system"]} == {"windows", "macos"}


def test_the_hooks_before_a_commit_run_what_make_runs():
    hooks = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert {repo["repo"] for repo in hooks} == {"local"}
    entries = [hook["entry"] for repo in hooks for hook in repo["hooks"]]
    assert all(re.search(rf"^{entry.removeprefix('make ')}:", MAKEFILE, re.M) for entry in entries)


def test_the_citation_names_the_version_of_the_project():
    citation = read(ROOT / "CITATION.cff")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(rf'^version = "{re.escape(citation["version"])}"$', project, re.M)
    assert f"## {citation['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_dev_container_sets_up_as_everybody_does_on_a_supported_python():
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    assert container["postCreateCommand"] == "make setup"
    version = re.search(r"python:\d+-(\d+)\.(\d+)-", container["image"])
    assert tuple(map(int, version.groups())) in bootstrap.SUPPORTED
