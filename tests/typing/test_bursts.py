"""Random bursts of keys and clicks into every form of the full screen, on a real terminal. Line by
line, a burst answers no form: ``tests/linear/test_terminal.py``.

``BURSTS`` says how many (``make torture``: 500), ``BURST_SEED`` which ones. What this machine has
pulled apart is no burst: who has paused is led back to a refused answer, and has seen what is read
back.
"""

import json
import os
import re
import select
import signal
import string
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Final

import pexpect
import pytest

from tests.terminal import PATIENCE, Terminal
from tui_voter.dialogue import LongTextField
from tui_voter.fullscreen.type_ahead import BURST

BURSTS: Final = int(os.environ.get("BURSTS", "6"))
SEED: Final = int(os.environ.get("BURST_SEED") or Random().randrange(10**6))  # noqa: S311 printed
SLOWEST: Final = 0.03
"""Seconds between two keys, at most, and between a key and a click."""
WALKED: Final = 120.0
"""Seconds until a program has walked through all journeys and asks its first form: a limit for
failures, not a measure."""

Burst = Sequence[tuple[str, float]]
"""What the terminal sends, each with the seconds before it."""


pytestmark = [pytest.mark.slow, pytest.mark.timeout(WALKED + 20 * BURSTS)]

LETTERS: Final = string.ascii_letters + string.digits + "éà-!.,"
HOME, DOWN, CTRL_S = "\x1b[H", "\x1b[B", "\x13"
KEYS: Final = ("\r", "\r", " ", DOWN, "\x1b[A", "1", "2", "\t", "a", "s", "y", CTRL_S, "\x1b[F")
SIZES: Final = ((40, 12), (80, 16), (80, 24), (100, 30), (120, 40), (200, 50))
SLOWEST_CLICK: Final = 0.4
"""Seconds between the presses of a double click, at most."""
STILL: Final = 0.7
"""Seconds without a frame after which what a burst has led to stands."""
LATE_KEY, LATE_CLICK = 0.2, BURST - SLOWEST
"""Seconds that a key, or anything behind which something is decided, may be sent too late."""


class Typist:
    """Who sends the bursts, and reads what the program has noted of them."""

    def __init__(self, terminal: Terminal, notes: Path) -> None:
        self.terminal = terminal
        self._notes = notes
        self._read_notes = 0

    def wait_for(self, burst: str) -> None:
        """Until its form stands."""
        begins = f"\x1b]2;{burst}.\x07".encode()
        self.terminal.wait_until(lambda: begins in self.terminal.written, burst)

    def send(self, burst: Burst) -> float:
        """Each after its time, reading what is shown meanwhile; without any time between them in
        one go. By how many seconds the latest came too late."""
        if not any(gap for _sent, gap in burst):
            self.terminal.type("".join(sent for sent, _gap in burst))
            return 0.0
        latest = 0.0
        for sent, gap in burst:
            until = time.monotonic() + gap
            while (left := until - time.monotonic()) > 0:
                self._read(left)
            self.terminal.type(sent)
            latest = max(latest, time.monotonic() - until)
        return latest

    def note(self, *, gives_up: bool = False) -> Any:
        """The next note; the burst is ended if none comes and it ``gives_up``."""
        limit = time.monotonic() + PATIENCE
        while True:
            lines = self._notes.read_text().splitlines() if self._notes.exists() else []
            if len(lines) > self._read_notes:
                self._read_notes += 1
                return json.loads(lines[self._read_notes - 1])
            if time.monotonic() > limit:
                assert gives_up, f"no note comes:\n{self.terminal.screen}"
                self.end()
                limit, gives_up = time.monotonic() + PATIENCE, False
            self._read(0.02)

    def end(self) -> None:
        """The burst is over."""
        self.terminal.process.kill(signal.SIGUSR1)

    def _read(self, seconds: float) -> None:
        if select.select([self.terminal.process.child_fd], [], [], seconds)[0]:
            with suppress(pexpect.EOF):  # it was the last one
                self.terminal.read()


class Tally:
    """What went wrong, and the bursts that the machine held up."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.held_up: list[int] = []

    def add(self, number: int, wrong: Sequence[str], *, is_late: bool) -> None:
        if wrong and is_late:
            self.held_up.append(number)
        else:
            self.wrong += wrong

    def check(self) -> None:
        print(f"Held up by the machine: {self.held_up}")  # noqa: T201
        assert len(self.held_up) < BURSTS / 2, "too busy a machine to send bursts from"
        assert not self.wrong, f"of {BURSTS} bursts:\n" + "\n".join(self.wrong)


def test_no_character_of_a_burst_is_in_another_field_and_none_decides_anything(
    tmp_path: Path,
) -> None:
    """Who has not seen what is read back does not send it, and casts no ballot. One program, which
    has walked through all journeys, asks for both."""
    print(f"BURST_SEED={SEED} BURSTS={BURSTS}")  # noqa: T201
    notes = tmp_path / "notes"
    command = (sys.executable, "-m", "tests.typing.program", str(SEED), str(BURSTS), str(notes))
    with Terminal(command, patience=WALKED) as terminal:
        it = Typist(terminal, notes)
        for tally in (type_answers(it), click_and_type(it)):
            tally.check()


def type_answers(it: Typist) -> Tally:
    chance, tally = Random(SEED), Tally()  # noqa: S311 not a secret
    for number in range(BURSTS):
        it.wait_for(f"Typing {number}")
        burst, belongs = planned_answers(it.note(), chance)
        is_late = it.send(burst) > LATE_KEY
        found = it.note(gives_up=is_late)
        lost = [
            f"{number}: {name} is {found.get(name)!r}, not {text!r}"
            for name, text in belongs.items()
            if not _is_there(text, found.get(name))
        ]
        tally.add(number, lost, is_late=is_late)
    return tally


def click_and_type(it: Typist) -> Tally:
    chance, tally, read_back = Random(SEED), Tally(), 0  # noqa: S311 not a secret
    for number, size in zip(range(BURSTS), cycle(SIZES), strict=False):
        it.wait_for(f"Deciding {number}")
        it.terminal.resize(*size)
        it.terminal.linger_until_still(STILL / 2)
        burst = planned_clicks(it.terminal.screen, chance, size)
        latest = it.send(burst)
        it.terminal.linger_until_still(STILL)
        last = it.terminal.screen
        it.end()
        title, *came = it.note()
        read_back += "read back" in came
        told = f"{number}, {title}, {size}: {came}, {latest}, {burst}\n{last}"
        tally.add(number, [told] * ("passed" in came), is_late=latest > LATE_CLICK)
    print(f"{read_back} of {BURSTS} were read back")  # noqa: T201
    return tally


def _is_there(text: str, found: str | None) -> bool:
    return found is not None and (found == text or bool(text and found.startswith(f"{text}\n")))


def planned_answers(
    fields: Sequence[tuple[str, str, Sequence[str], int]], chance: Random
) -> tuple[Burst, dict[str, str]]:
    """A random answer to every field, as a voter or a password manager types it, and where each
    belongs. A field is its kind, its name, the keys of what may be chosen, and the most characters
    that it takes."""
    keys: list[str] = []
    belongs: dict[str, str] = {}
    for kind, name, options, limit in fields:
        last = name == fields[-1][1]
        if options:
            place = chance.randrange(min(len(options), 9))
            belongs[name] = options[place]
            keys += [HOME, *[DOWN] * place, "\r"]
            continue
        text = "".join(chance.choices(LETTERS, k=chance.randint(1, min(14, limit))))
        belongs[name] = text
        keys += text
        if kind == LongTextField.__name__:
            keys.append(CTRL_S if last else "\t")
        else:
            keys.append("\t" if not last and chance.random() < 0.2 else "\r")
    pace = chance.choice((0.0, 0.001, SLOWEST / 2, SLOWEST))
    return [(key, chance.uniform(0, pace)) for key in keys], belongs


def planned_clicks(screen: str, chance: Random, size: tuple[int, int]) -> Burst:
    """Clicks on the button and where something may come to stand, and keys, in any order."""
    columns, rows = size
    lines = screen.split("\n")
    places = [
        (m.start() + 3, y) for y, line in enumerate(lines) for m in [re.search(r"\[ \S", line)] if m
    ]
    anywhere = [y for y in range(rows) if "quit" not in lines[y]]
    button = places[-1] if places else (columns // 2, rows - 3)
    if chance.random() < 0.5:
        apart = chance.choice((0.0, SLOWEST, SLOWEST_CLICK / 2, SLOWEST_CLICK))
        presses = chance.randint(2, 4)
        return [(_click(*button), chance.uniform(apart / 2, apart)) for _press in range(presses)]
    pace = chance.choice((0.0, 0.001, SLOWEST / 2, SLOWEST))
    sent = []
    for _each in range(chance.randint(3, 16)):
        what = chance.random()
        if what < 0.3:
            sent.append(_click(*button))
        elif what < 0.5:
            sent.append(_click(chance.randrange(columns), chance.choice(anywhere)))
        else:
            sent.append(chance.choice(KEYS))
    return [(each, chance.uniform(0, pace)) for each in sent]


def _click(x: int, y: int) -> str:
    return f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m"
