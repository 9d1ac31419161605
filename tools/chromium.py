"""A Chromium for the browser tests: the one that is there, or one installed now.

python -m tools.chromium      prints where it is
"""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = (
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = [  # no sandbox, so that it starts as root; and nothing that calls home
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoChromium(Exception):
    """There is no Chromium and none could be installed; the message says what to do."""


def find(names=NAMES):
    """Path of the first browser in `names` that starts, or of Playwright's own; None without."""
    candidates = [shutil.which(name) for name in names]
    with sync_playwright() as playwright:
        candidates.append(playwright.chromium.executable_path)
    return next((path for path in candidates if path and _starts(path)), None)


def _starts(path):
    """Whether the program runs: on some systems the command only tells how to install it."""
    if not Path(path).exists():
        return False
    return subprocess.run([path, "--version"], capture_output=True).returncode == 0


@cache
def find_or_install():
    """Path of a Chromium that starts; looked for once.

    Raises:
        NoChromium: there is none, and neither Debian nor Playwright gave one.
    """
    path = find()
    for install in (_install_from_debian, _install_from_playwright):
        if path is None:
            install()
            path = find()
    if path is None:
        raise NoChromium(
            "The browser tests need Chromium or Chrome, and none could be installed. Install it "
            "(Debian: sudo apt install chromium), or let Playwright bring its own: "
            f"{sys.executable} -m playwright install chromium"
        )
    return path


@contextmanager
def launched(*flags):
    """A headless browser of Playwright, closed after.

    Args:
        flags: beside FLAGS.

    Raises:
        NoChromium: as find_or_install.
    """
    path = find_or_install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        browser.close()


def _install_from_debian():
    if shutil.which("apt-get") and os.getuid() == 0:
        print("Installing Chromium from Debian", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
            subprocess.run(
                ["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL, check=False
            )


def _install_from_playwright():
    print("Installing Chromium from Playwright", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    try:
        print("The browser tests use", find_or_install())
    except NoChromium as error:
        sys.exit(str(error))
