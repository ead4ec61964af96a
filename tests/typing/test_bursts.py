"""Random bursts of keys, 0 to 30 ms apart, into every form in both voices, on a real terminal.

``BURSTS`` says how many (``make torture``: 500 for each voice), ``BURST_SEED`` which ones.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from pathlib import Path
from random import Random

import pexpect
import pytest

from tests.terminal import Terminal
from tests.typing.forms import Burst, burst

pytestmark = pytest.mark.slow

BURSTS = int(os.environ.get("BURSTS", "12"))
SEED = int(os.environ.get("BURST_SEED") or Random().randrange(10**6))  # noqa: S311 printed below


@pytest.mark.timeout(60 + 10 * BURSTS)
@pytest.mark.parametrize("voice", ["fullscreen", "linear"])
def test_no_character_of_a_burst_is_in_another_field(voice: str, tmp_path: Path) -> None:
    print(f"BURST_SEED={SEED} BURSTS={BURSTS}, {voice}")  # noqa: T201
    submitted = tmp_path / "submitted"
    command = (sys.executable, "-m", "tests.typing.program", voice)
    chance = Random(f"{SEED}, {voice}")  # noqa: S311 not a secret
    wrong: list[str] = []
    with Terminal((*command, str(SEED), str(BURSTS), str(submitted)), columns=80) as voter:
        for number in range(BURSTS):
            _wait_for_form(voter, voice, number)
            asked = json.loads(submitted.with_suffix(".asked").read_text().splitlines()[number])
            planned = burst(asked, chance, linear=voice == "linear")
            _type(voter, planned)
            found = _submission(voter, submitted, number)
            wrong += [
                f"{number}: {name} is {found[name]!r}, not {text!r}"
                for name, text in planned.belongs.items()
                if found[name] != text and not (text and found[name].startswith(text + "\n"))
            ]
    assert not wrong, f"{len(wrong)} of {BURSTS} bursts\n" + "\n".join(wrong)


def _wait_for_form(voter: Terminal, voice: str, number: int) -> None:
    if voice == "linear":
        voter.wait_to_hear(rf"Burst {number}\..*: $")
    else:
        voter.wait_for(rf"Burst {number}\.")


def _type(voter: Terminal, planned: Burst) -> None:
    """Key by key, each after its time, reading what is shown meanwhile; without any time between
    them in one go."""
    if not any(gap for _key, gap in planned.keys):
        voter.type("".join(key for key, _gap in planned.keys))
        return
    for key, gap in planned.keys:
        until = time.monotonic() + gap
        while (left := until - time.monotonic()) > 0:
            if select.select([voter.process.child_fd], [], [], left)[0]:
                try:
                    voter.read()
                except pexpect.EOF:  # submitted during the last pause; what it got is looked at
                    return
        voter.type(key)


def _submission(voter: Terminal, file: Path, number: int) -> dict[str, str]:
    """What the form of this number was submitted with."""
    limit = time.monotonic() + 20
    while True:
        lines = file.read_text().splitlines() if file.exists() else []
        if len(lines) > number:
            return dict(json.loads(lines[number]))
        if time.monotonic() > limit:
            raise AssertionError(f"burst {number} was not submitted:\n{voter.screen}")
        if select.select([voter.process.child_fd], [], [], 0.02)[0]:
            voter.read()
