"""The audit again and again while every core is kept busy: it finds nothing, each time.

    python -m tests.audit.torture [--rounds N]

Then each seeded fault, which is found each time. Each round's exit code and last line are
printed; all that it said, where it failed.
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
COMMANDS: Final = {
    "audit": [sys.executable, "-m", "tui_voter", "audit"],
    "seeded faults": [sys.executable, "-m", "pytest", "-q", SEEDS],
}
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
    ended = 0
    with busy():
        for what, command in COMMANDS.items():
            for number in range(1, rounds + 1):
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                *_, last = done.stdout.splitlines() or [""]
                say(f"{what} {number} of {rounds}: exit {done.returncode}, {last}")
                if done.returncode:
                    say(done.stdout + done.stderr)
                    ended = 1
    return ended


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 the figures


if __name__ == "__main__":
    sys.exit(main())
