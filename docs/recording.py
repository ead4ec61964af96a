"""Record the demo and a vote as they are seen, and as they are told: ``python -m docs.recording``.

The real program runs in a terminal, and a voter types at a reader's pace. What it writes becomes
``demo.cast`` (``asciinema play``); what it says line by line to one who does the same becomes
``demo.txt``. The vote's files are ``vote.cast`` and ``vote.txt``. Where ``termtosvg`` is installed
(PyPI: termtosvg-ng), it makes pictures that move of them: ``demo.svg`` and ``vote.svg``.
"""

from __future__ import annotations

import codecs
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tests.portal.captcha_solver import solve
from tests.terminal import PROGRAM, Terminal
from tests.voters import GOOD_PASSWORD, FullscreenVoter, LinearVoter
from tui_voter import messages
from tui_voter.audit.player import Reply, act, choose, fill, quit_, sees, take
from tui_voter.dialogue import SEND

FOLDER: Final = Path(__file__).with_name("recording")
SIZE: Final = (100, 30)
TIME: Final = r"^\d\d:\d\d:\d\d\.\d+ "
KEY: Final = 0.08
"""Seconds from one key to the next."""
STILL: Final = 0.3
"""Seconds without output after which a screen is whole."""


class Recorder(Terminal):
    """A terminal whose time is the reader's: it passes with keys and pauses, not while the
    program works."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._time = 0.0
        self._seen: list[tuple[float, str, str]] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        environment = {"COLORTERM": "truecolor"}  # else the picture would have a palette's colours
        super().__init__(command, columns=SIZE[0], rows=SIZE[1], environment=environment)

    def take_in(self, data: bytes) -> None:
        """What is read may end within a letter, whose other bytes come next."""
        super().take_in(data)
        self._seen.append((round(self._time, 2), "o", self._decoder.decode(data)))

    def type(self, text: str) -> None:
        """One key after the other, each seen before the next."""
        for key in [text] if text.startswith("\x1b") else text:
            self._time += KEY
            super().type(key)
            if key.isprintable() and len(text) > 1:
                self.read()

    def pause(self, seconds: float) -> Reply:
        def pass_by() -> None:
            self.linger_until_still(STILL)  # the reader has the whole screen before them
            self._time += seconds

        return act(pass_by)

    def save(self, file: Path) -> None:
        head = {"version": 2, "width": SIZE[0], "height": SIZE[1], "title": "tui-voter demo"}
        lines = [head, *self._seen]
        text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
        file.write_text(text, encoding="utf-8")


Script = Callable[[Callable[[float], Reply]], Sequence[Reply]]
"""What the voter does, given what makes a pause of so many seconds."""


def activation(pause: Callable[[float], Reply]) -> list[Reply]:
    """From the demo's welcome to the countdown, with time to read."""
    return [
        sees("Demonstration"),
        pause(4),
        fill(),
        sees("Mailbox of {address}"),
        pause(4),
        take("take_link"),
        sees("Create your password"),
        pause(2),
        fill(password=GOOD_PASSWORD, captcha=solve),
        sees("Choose your challenge question"),
        pause(3),
        fill(question="first-dish", answer="La blanquette"),
        pause(3),
        choose("send"),
        sees("Your account has been activated."),
        pause(3),
        take("home"),
        sees("Practical information"),
        pause(3),
        choose("vote"),
        sees("The vote opens in"),
        pause(4),
    ]


def vote(pause: Callable[[float], Reply]) -> list[Reply]:
    """From a voter's ballots to the receipt of the first one."""
    return [
        sees("Demonstration"),
        pause(3),
        fill(),
        sees("My ballots"),
        pause(3),
        choose("0"),
        sees("Candidates"),
        pause(3),
        choose("1"),
        sees("Tracking number"),
        pause(4),
        fill(),
        sees("Once cast, it is final."),
        pause(3),
        choose(SEND),
        sees("Voted: your ballot is in the ballot box."),
        pause(6),
    ]


def record(name: str, script: Script, *arguments: str) -> None:
    """Play ``script`` in both voices of the demo with these ``arguments``, and keep both."""
    command = (*PROGRAM, "--lang", "fr", "demo", *arguments)
    with Recorder(command) as terminal:
        FullscreenVoter(terminal).play(*script(terminal.pause))
        terminal.save(FOLDER / f"{name}.cast")
        terminal.process.terminate(force=True)
    told = FOLDER / f"{name}.txt"
    told.unlink(missing_ok=True)
    with Terminal((*command, "--linear", "--transcript", str(told))) as terminal:
        LinearVoter(terminal).play(*script(lambda _seconds: act(lambda: None)), quit_())
    lines = told.read_text(encoding="utf-8").splitlines()[1:]
    text = "".join(f"{re.sub(TIME, '', line)}\n" for line in lines)
    told.write_text(text, encoding="utf-8")
    told.chmod(0o644)
    if painter := shutil.which("termtosvg"):
        paint = (painter, "render", *(str(FOLDER / f"{name}.{kind}") for kind in ("cast", "svg")))
        subprocess.run(paint, check=True)  # noqa: S603 (its own files)


def main() -> None:
    messages.use("fr")
    FOLDER.mkdir(exist_ok=True)
    record("demo", activation)
    record("vote", vote, "--at", "ballot")


if __name__ == "__main__":
    os.environ["PATH"] = (
        f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # as installed
    )
    main()
