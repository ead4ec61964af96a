"""The programs that are measured, each on a pseudo-terminal of 80 by 24."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from pty import openpty
from select import select
from types import TracebackType
from typing import Final, Self

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
        fields=(LinkField(parse=str, name="link", label="MARK", find=str.strip, hint="https://"),),
        submit=submit, submit_label="Open", busy="Opening",
    ))

raise SystemExit(run(journey))
"""
COUNTDOWN: Final = """
import sys
from datetime import UTC, datetime, timedelta

from tui_voter.countdown import PortalClock
from tui_voter.dialogue import Heading
from tui_voter.fullscreen.app import run
from tui_voter.journeys.shared.machine import Here
from tui_voter.journeys.vote.hours import VoteCountdown, watch
from tui_voter.contract.shapes import Election, Language, PasswordPolicy

now = datetime.now(UTC)
opens_at = now + timedelta(days=43, hours=22, minutes=38, seconds=7)
election = Election(
    name="MARK", organiser="Portal", opens_at=opens_at, closes_at=opens_at + timedelta(days=7),
    time_zone="Europe/Paris", portal_time=now, languages=(Language.FR,),
    policy=PasswordPolicy(), support="-", claims_until=opens_at, lists_from=now,
)

class Portal:
    async def election(self):
        return election

async def journey(dialogue):
    clock = PortalClock()
    clock.set(now, clock.elapsed())
    countdown = VoteCountdown(Portal(), election, Here(UTC, "UTC"), clock)
    dialogue.head(Heading("MARK", "portal.example", "", countdown.block()))
    await watch(dialogue, countdown)

raise SystemExit(run(journey, theme=sys.argv[1]))
"""
"""The live countdown of a signed-in voter, with the theme as its argument."""

MEASURED_FORM: Final = """
import sys
from dataclasses import replace

from tui_voter.dialogue import Form, Step
from tui_voter.fullscreen.app import run
from tui_voter.journeys.shared.passwords import NewPassword
from tui_voter.contract.shapes import PasswordPolicy
from tui_voter.machine.strength import meter, prepare

async def submit(answers):
    return answers

async def journey(dialogue):
    new = NewPassword(PasswordPolicy(), meter(("marie", "durand", "marie.durand@ac-exemple.fr")))
    fields = new.fields("MARK")
    if "meter" not in sys.argv:
        fields = (replace(fields[0], strength=None), *fields[1:])
    await dialogue.ask(Form(
        title="Create your password", step=Step(2, 4), fields=fields,
        submit=submit, submit_label="Open", busy="Opening",
    ))

raise SystemExit(run(journey, warm_up=prepare))
"""
"""The password's form; without "meter" as its argument, nothing measures the strength."""

ENVIRONMENT: Final = {
    **{k: v for k, v in os.environ.items() if not k.startswith("TEXTUAL") and k != "NO_COLOR"},
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "COLUMNS": "80",
    "LINES": "24",
}


def python(code: str, *arguments: str) -> list[str]:
    """The command that runs ``code``."""
    return [sys.executable, "-c", code, *arguments]


class Running:
    """A command on a terminal of its own, from ``started`` (seconds) until it is left."""

    def __init__(self, command: Sequence[str]) -> None:
        self._name = command[0]
        self._terminal, theirs = openpty()
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        os.close(theirs)
        self.written = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._terminal)

    def wait_for(self, mark: bytes) -> float:
        """Read until ``mark`` has been written; the seconds since the start."""
        while mark not in self.written:
            if not self.read(TIMEOUT):
                raise SystemExit(f"{self._name}: no {mark!r} within {TIMEOUT} s")
        return time.perf_counter() - self.started

    def read(self, seconds: float) -> bool:
        """Read what is written next; False when ``seconds`` pass without anything."""
        if not select([self._terminal], [], [], seconds)[0]:
            return False
        try:
            self.written += os.read(self._terminal, 65_536)
        except OSError as error:
            raise SystemExit(f"{self._name} ended:\n{self.written[-500:]!r}") from error
        return True

    def type(self, keys: bytes) -> None:
        os.write(self._terminal, keys)

    def cpu_seconds(self) -> float:
        """CPU time of all its threads so far (Linux)."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
