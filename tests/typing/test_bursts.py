"""Random bursts of keys, 0 to 30 ms apart, into every form of the full screen, on a real terminal.
Line by line, a burst answers no form: ``tests/linear/test_terminal.py``.

``BURSTS`` says how many (``make torture``: 500), ``BURST_SEED`` which ones.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from random import Random

import pexpect
import pytest

from tests.terminal import Terminal
from tests.typing.forms import WALKED, Burst, burst

pytestmark = pytest.mark.slow

BURSTS = int(os.environ.get("BURSTS", "6"))
SEED = int(os.environ.get("BURST_SEED") or Random().randrange(10**6))  # noqa: S311 printed below
HELD_UP = 0.2
"""Seconds that a key may come too late: a burst with a pause for which this machine is to blame is
none, and a voter who has paused is led back to a refused answer."""


@pytest.mark.timeout(WALKED + 10 * BURSTS)
def test_no_character_of_a_burst_is_in_another_field(tmp_path: Path) -> None:
    print(f"BURST_SEED={SEED} BURSTS={BURSTS}")  # noqa: T201
    submitted = tmp_path / "submitted"
    command = (sys.executable, "-m", "tests.typing.program")
    chance = Random(SEED)  # noqa: S311 not a secret
    wrong: list[str] = []
    held_up: list[int] = []
    arguments = (str(SEED), str(BURSTS), str(submitted))
    with Terminal((*command, *arguments), columns=80, patience=WALKED) as voter:
        for number in range(BURSTS):
            voter.wait_for(rf"Burst {number}\.")
            asked = json.loads(submitted.with_suffix(".asked").read_text().splitlines()[number])
            planned = burst(asked, chance)
            latest = _type(voter, planned)
            found = _submission(voter, submitted, number, gives_up=latest > HELD_UP)
            lost = [
                f"{number}: {name} is {found.get(name)!r}, not {text!r}"
                for name, text in planned.belongs.items()
                if not _is_there(text, found.get(name))
            ]
            if lost and latest > HELD_UP:
                held_up.append(number)
            else:
                wrong += lost
    print(f"Held up by the machine: {held_up}")  # noqa: T201
    assert len(held_up) < BURSTS / 2, "too busy a machine to send bursts from"
    assert not wrong, f"{len(wrong)} of {BURSTS} bursts\n" + "\n".join(wrong)


def _is_there(text: str, found: str | None) -> bool:
    return found is not None and (found == text or bool(text and found.startswith(f"{text}\n")))


def _type(voter: Terminal, planned: Burst) -> float:
    """Key by key, each after its time, reading what is shown meanwhile; without any time between
    them in one go. By how many seconds a key came too late."""
    if not any(gap for _key, gap in planned.keys):
        voter.type("".join(key for key, _gap in planned.keys))
        return 0.0
    latest = 0.0
    for key, gap in planned.keys:
        until = time.monotonic() + gap
        while (left := until - time.monotonic()) > 0:
            if select.select([voter.process.child_fd], [], [], left)[0]:
                try:
                    voter.read()
                except pexpect.EOF:  # submitted during the last pause; what it got is looked at
                    return latest
        voter.type(key)
        latest = max(latest, time.monotonic() - until)
    return latest


def _submission(voter: Terminal, file: Path, number: int, *, gives_up: bool) -> dict[str, str]:
    """What the form of this number was submitted with; nothing, where that ``gives_up``."""
    limit = time.monotonic() + 20
    while True:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) > number:
            return dict(json.loads(lines[number]))
        if time.monotonic() > limit and gives_up:
            voter.process.kill(signal.SIGUSR1)
            limit, gives_up = time.monotonic() + 20, False
        if time.monotonic() > limit:
            raise AssertionError(f"burst {number} was not submitted:\n{voter.screen}")
        if select.select([voter.process.child_fd], [], [], 0.02)[0]:
            voter.read()
