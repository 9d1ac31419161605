"""How long the simulated service takes and what memory: `python -m benchmarks.simulation`.

Each size is made in a process of its own, so that its peak is not that of an earlier one.
"""

import resource
import subprocess
import sys
import time

from utils.base.paths import ROOT
from utils.simulation.service import simulate

SIZES = ((10_000, 20_000, 1_000_000), (2_000, 1_000_000, 100_000))
N_RUNS = 3
PER_MB = 2**20 if sys.platform == "darwin" else 2**10  # ru_maxrss is in bytes there, else in kB


def measure(*sizes):
    """(shortest seconds, largest peak memory of the process in MB) of a few runs."""
    command = [sys.executable, "-m", "benchmarks.simulation", *map(str, sizes)]
    runs = [
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
        for _ in range(N_RUNS)
    ]
    seconds, memory = zip(*runs, strict=True)
    return min(map(float, seconds)), max(map(float, memory))


def simulation_table():
    """Markdown rows: sizes, seconds and peak memory."""
    lines = ["| users | videos | watches | s | peak memory, MB |", "|---|---|---|---|---|"]
    for sizes in SIZES:
        seconds, memory = measure(*sizes)
        counts = " | ".join(f"{n:,}" for n in sizes)
        lines.append(f"| {counts} | {seconds:.1f} | {memory:.0f} |")
    return lines


def main(*sizes):
    """Make one service of the given sizes and print seconds and megabytes; or print the table."""
    if not sizes:
        print("\n".join(simulation_table()))
        return
    start = time.perf_counter()
    simulate(*map(int, sizes))
    seconds = time.perf_counter() - start
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / PER_MB)


def section():
    """Markdown lines."""
    return ["## The simulated video service", "", *simulation_table()]


if __name__ == "__main__":
    main(*sys.argv[1:])
