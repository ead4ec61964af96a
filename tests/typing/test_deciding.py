"""Random bursts of clicks and keys into every form of the full screen, on a real terminal: who has
not seen what is read back does not send it, and casts no ballot.

``BURSTS`` says how many (``make torture``: 500 over six sizes), ``BURST_SEED`` which ones.
"""

from __future__ import annotations

import re
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.typing.sending import BURSTS, SEED, SLOWEST, WALKED, Burst, typist
from tui_voter.fullscreen.type_ahead import BURST

pytestmark = pytest.mark.slow

SIZES: Final = ((40, 12), (80, 16), (80, 24), (100, 30), (120, 40), (200, 50))
SLOWEST_CLICK: Final = 0.4
"""Seconds between the presses of a double click, at most."""
STILL: Final = 0.7
"""Seconds without a frame after which what a burst has led to stands."""
HELD_UP: Final = BURST - SLOWEST
"""Seconds that anything may be sent too late: what this machine has pulled apart is no burst."""
KEYS: Final = ("\r", "\r", " ", "\x1b[B", "\x1b[A", "1", "2", "\t", "a", "s", "y", "\x13", "\x1b[F")


@pytest.mark.timeout(WALKED + 10 * BURSTS)
def test_no_burst_of_clicks_and_keys_decides_anything(tmp_path: Path) -> None:
    chance = Random(SEED)  # noqa: S311 not a secret
    decided, read_back, held_up = [], 0, []
    with typist("deciding", tmp_path, columns=100) as it:
        for number, size in zip(range(BURSTS), cycle(SIZES), strict=False):
            it.wait_for(number)
            it.terminal.resize(*size)
            it.terminal.linger_until_still(STILL / 2)
            burst = planned(it.terminal.screen, chance, size)
            latest = it.send(burst)
            it.terminal.linger_until_still(STILL)
            last = it.terminal.screen
            it.end()
            title, *came = it.note(number)
            read_back += "read back" in came
            if "passed" in came and latest > HELD_UP:
                held_up.append(number)
            elif "passed" in came:
                decided.append(f"{number}, {title}, {size}: {came}, {latest}, {burst}\n{last}")
    print(f"{read_back} of {BURSTS} were read back; held up by the machine: {held_up}")  # noqa: T201
    assert len(held_up) < BURSTS / 2, "too busy a machine to send bursts from"
    assert not decided, f"{len(decided)} of {BURSTS} bursts\n" + "\n".join(decided)


def planned(screen: str, chance: Random, size: tuple[int, int]) -> Burst:
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
