"""Random bursts of clicks and keys into every form of the full screen, on a real terminal: who has
not seen what is read back does not send it, and casts no ballot.

``BURSTS`` says how many (``make torture``: 500 over six sizes), ``BURST_SEED`` which ones.
"""

from __future__ import annotations

import json
import os
import re
import select
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Final

import pexpect
import pytest

from tests.terminal import PATIENCE, Terminal
from tests.typing.forms import WALKED
from tui_voter.fullscreen.type_ahead import BURST

pytestmark = pytest.mark.slow

SIZES: Final = ((40, 12), (80, 16), (80, 24), (100, 30), (120, 40), (200, 50))
BURSTS: Final = int(os.environ.get("BURSTS", "6"))
"""At these sizes in turn."""
SEED: Final = int(os.environ.get("BURST_SEED") or Random().randrange(10**6))  # noqa: S311 printed
SLOWEST_KEY: Final = 0.03
"""Seconds between two keys of a burst, at most, and between a key and a click."""
SLOWEST_CLICK: Final = 0.4
"""Seconds between the presses of a double click, at most."""
STILL: Final = 0.7
"""Seconds without a frame after which what a burst has led to stands."""
HELD_UP: Final = BURST - SLOWEST_KEY
"""Seconds that anything may be sent too late: what this machine has pulled apart is no burst."""
KEYS: Final = ("\r", "\r", " ", "\x1b[B", "\x1b[A", "1", "2", "\t", "a", "s", "y", "\x13", "\x1b[F")

Burst = Sequence[tuple[str, float]]
"""What the terminal sends, each with the seconds before it."""


@pytest.mark.timeout(WALKED + 10 * BURSTS)
def test_no_burst_of_clicks_and_keys_decides_anything(tmp_path: Path) -> None:
    print(f"BURST_SEED={SEED} BURSTS={BURSTS}")  # noqa: T201
    outcomes = tmp_path / "outcomes"
    command = (sys.executable, "-m", "tests.typing.deciding")
    chance = Random(SEED)  # noqa: S311 not a secret
    decided, read_back, held_up = [], 0, []
    with Terminal((*command, str(SEED), str(BURSTS), str(outcomes)), patience=WALKED) as it:
        for number, size in zip(range(BURSTS), cycle(SIZES), strict=False):
            _wait_for_form(it, number, size)
            planned = _burst(it.screen, chance, size)
            latest = _send(it, planned)
            it.linger_until_still(STILL)
            last = it.screen
            it.process.kill(signal.SIGUSR1)
            title, *came = _outcome(it, outcomes, number)
            read_back += "read back" in came
            if "passed" not in came:
                continue
            if latest > HELD_UP:
                held_up.append(number)
            else:
                decided.append(f"{number}, {title}, {size}: {came}, {latest}, {planned}\n{last}")
    print(f"{read_back} of {BURSTS} were read back; held up by the machine: {held_up}")  # noqa: T201
    assert len(held_up) < BURSTS / 2, "too busy a machine to send bursts from"
    assert not decided, f"{len(decided)} of {BURSTS} bursts\n" + "\n".join(decided)


def _wait_for_form(voter: Terminal, number: int, size: tuple[int, int]) -> None:
    """Until the next form stands on a screen of this size."""
    begins = f"\x1b]2;Burst {number}.\x07".encode()
    voter.wait_until(lambda: begins in voter.written, f"burst {number}")
    voter.resize(*size)
    voter.linger_until_still(STILL / 2)


def _burst(screen: str, chance: Random, size: tuple[int, int]) -> Burst:
    """Clicks on the button and where something may come to stand, and keys, in any order."""
    columns, rows = size
    lines = screen.split("\n")
    places = [
        (m.start() + 3, y) for y, line in enumerate(lines) for m in [re.search(r"\[ \S", line)] if m
    ]
    anywhere = [y for y in range(rows) if "quit" not in lines[y]]
    button = places[-1] if places else (columns // 2, rows - 3)
    if chance.random() < 0.5:
        apart = chance.choice((0.0, SLOWEST_KEY, SLOWEST_CLICK / 2, SLOWEST_CLICK))
        presses = chance.randint(2, 4)
        return [(_click(*button), chance.uniform(apart / 2, apart)) for _press in range(presses)]
    pace = chance.choice((0.0, 0.001, SLOWEST_KEY / 2, SLOWEST_KEY))
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


def _send(voter: Terminal, planned: Burst) -> float:
    """By how many seconds the latest of it came too late."""
    latest = 0.0
    for sent, gap in planned:
        until = time.monotonic() + gap
        while (left := until - time.monotonic()) > 0:
            if select.select([voter.process.child_fd], [], [], left)[0]:
                voter.read()
        voter.type(sent)
        latest = max(latest, time.monotonic() - until)
    return latest


def _outcome(voter: Terminal, file: Path, number: int) -> list[str]:
    """The form's title, and what came of it."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) > number:
            return list(json.loads(lines[number]))
        if select.select([voter.process.child_fd], [], [], 0.02)[0]:
            with suppress(pexpect.EOF):  # it was the last one
                voter.read()
    raise AssertionError(f"burst {number} does not end:\n{voter.screen}")
