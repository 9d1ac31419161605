"""JavaScript packages that only tests use, installed once beside pytest's cache."""

import shutil
import subprocess

import pytest

PACKAGES = {"axe-core": "4.14.1", "typescript": "5.9.3"}


def npm_package(name, cache):
    """Folder of a package, installed at the first call.

    Args:
        name: a key of PACKAGES.
        cache: pytest's `request.config.cache`.

    Returns:
        Path. Without npm or its registry the test that asks is skipped, with the reason.
    """
    folder = cache.mkdir("npm")
    place = folder / "node_modules" / name
    if not (place / "package.json").exists():
        if not shutil.which("npm"):
            pytest.skip(f"needs npm to install {name}")
        wanted = [f"{package}@{version}" for package, version in PACKAGES.items()]
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save"]
        command = ["npm", "install", "--prefix", str(folder), *flags, *wanted]
        result = subprocess.run(command, capture_output=True, text=True, timeout=180)
        if result.returncode:
            pytest.skip(f"npm could not install {name}: {result.stderr.strip()[-300:]}")
    return place
