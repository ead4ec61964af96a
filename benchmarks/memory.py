"""Resident memory on the link form and on the password form, against a bare Textual app.

    python -m benchmarks.memory [--rounds N]

The program as it is started, so with all that it loads while the link is being read; Linux.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.figures import Subject
from benchmarks.keystroke import HIDDEN, UNJUDGED, drain
from benchmarks.programs import Running, subject

ROUNDS: Final = 5
SETTLED: Final = 3.0
"""Seconds in which imports come to rest."""
VISIT: Final = [sys.executable, "-m", "tui_voter", "--lang", "fr"]
GOALS: Final = {"link": 1.1, "password": 1.6}

SUBJECT: Final = Subject(
    "When it is measured, each program runs and shows its form; in the password's stand as many "
    "signs as were typed, and its strength is told."
)


def megabytes(command: Sequence[str], mark: bytes, typed: str = "") -> float:
    with Running(command) as program:
        program.wait_for(mark)
        drain(program, SETTLED)
        if typed:
            program.type(typed.encode())
            drain(program, 1.0)
            SUBJECT.check(program.screen.count(HIDDEN) == len(typed), program.screen)
            SUBJECT.check(UNJUDGED not in program.screen, program.screen)
        SUBJECT.check(program.paints and mark.decode() in program.screen, program.screen)
        status = Path(f"/proc/{program.process.pid}/status").read_text(encoding="ascii")
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    SUBJECT.check(match is not None, status)
    return int(match[1]) / 1024 if match else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = [
        (
            megabytes(subject("bare"), b"MARK"),
            megabytes(VISIT, b"Lien unique"),
            megabytes(subject("password_form", "meter"), b"MARK", "MotDePasse2026!"),
        )
        for _round in range(parser.parse_args().rounds)
    ]
    bare, link, password = (statistics.median(each) for each in zip(*rounds, strict=True))
    print(f"bare Textual {bare:.1f} MB, link form {link:.1f} MB, password form {password:.1f} MB")
    for name, value in (("link", link), ("password", password)):
        SUBJECT.note(f"client_rss_ratio_{name}", value / bare, "ratio", GOALS[name])


if __name__ == "__main__":
    main()
