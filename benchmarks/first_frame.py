"""Time to the first frame: a program against a bare Textual app, A B A B in ptys.

    python -m benchmarks.first_frame [--rounds N] [--mark TEXT] [-- COMMAND ...]

A frame stands once ``--mark`` is on the terminal. Without a command, the full-screen
front end shows a link form by itself.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pty import openpty
from select import select
from typing import Final

ROUNDS: Final = 15
TIMEOUT: Final = 20.0

BARE: Final = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("MARK")

Bare().run()
"""
FORM: Final = """
from tui_voter.dialogue import Form, LinkField, Step
from tui_voter.fullscreen.app import run

async def submit(answers):
    return answers

async def journey(dialogue):
    await dialogue.ask(Form(
        title="Open your voter space", step=Step(1, 4),
        intro=("Paste the link of the mail you have received, or the whole mail.",),
        fields=(LinkField(name="link", label="MARK", find=str.strip, hint="https://"),),
        submit=submit, submit_label="Open", busy="Opening",
    ))

raise SystemExit(run(journey))
"""
ENVIRONMENT: Final = {
    **{k: v for k, v in os.environ.items() if not k.startswith("TEXTUAL") and k != "NO_COLOR"},
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "COLUMNS": "80",
    "LINES": "24",
}


def first_frame(command: Sequence[str], mark: bytes) -> float:
    """Seconds from starting ``command`` until ``mark`` is on its terminal."""
    ours, theirs = openpty()
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    try:
        while mark not in seen:
            if not select([ours], [], [], TIMEOUT)[0]:
                raise SystemExit(f"{command[0]}: no {mark!r} within {TIMEOUT} s")
            try:
                seen += os.read(ours, 65_536)
            except OSError as error:
                raise SystemExit(f"{command[0]} ended without {mark!r}") from error
        return time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(ours)


def measure(command: Sequence[str], mark: bytes, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of the bare app and of ``command``, in turn, after one warm-up of each."""
    bare = [sys.executable, "-c", BARE]
    first_frame(bare, b"MARK")
    first_frame(command, mark)
    pairs = [(first_frame(bare, b"MARK"), first_frame(command, mark)) for _n in range(rounds)]
    return [a for a, _b in pairs], [b for _a, b in pairs]


def _line(name: str, seconds: Sequence[float]) -> str:
    low, _middle, high = statistics.quantiles(seconds, n=4)
    median = statistics.median(seconds)
    return f"{name:<12} {median * 1000:6.0f} ms   ({low * 1000:.0f} to {high * 1000:.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--mark", default="MARK", help="text that is in the first frame")
    parser.add_argument("command", nargs="*", help="the program; else a form by itself")
    options = parser.parse_args()
    command = options.command or [sys.executable, "-c", FORM]
    bare, ours = measure(command, options.mark.encode(), options.rounds)
    print(_line("bare Textual", bare))
    print(_line("this", ours))
    print(f"first_frame_ratio {statistics.median(ours) / statistics.median(bare):.2f}")


if __name__ == "__main__":
    main()
