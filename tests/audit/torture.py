"""The audit again and again while every core is kept busy: it finds nothing, each time.

    python -m tests.audit.torture [--rounds N]

Then each seeded fault, which is found each time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

ROUNDS: Final = 10
SEEDS: Final = "tests/audit/test_seeded_faults.py"
BUSY: Final = (sys.executable, "-c", "while True: pass")


@contextmanager
def busy() -> Iterator[None]:
    """A loop without end on each core."""
    loops = [subprocess.Popen(BUSY) for _core in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    commands = {
        "without a fault": [sys.executable, "-m", "tui_voter", "audit"],
        "all seeds found": [sys.executable, "-m", "pytest", "-q", SEEDS],
    }
    with busy():
        for name, command in commands.items():
            ended = [subprocess.run(command, check=False).returncode for _round in range(rounds)]
            print(f"{name}: {ended.count(0)} of {rounds}", flush=True)  # noqa: T201 the figures
            if any(ended):
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
