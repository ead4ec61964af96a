"""Random bursts of keys, 0 to 30 ms apart, into every form of the full screen, on a real terminal.
Line by line, a burst answers no form: ``tests/linear/test_terminal.py``.

``BURSTS`` says how many (``make torture``: 500), ``BURST_SEED`` which ones.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.typing.sending import BURSTS, SEED, SLOWEST, WALKED, Burst, typist
from tui_voter.dialogue import LongTextField

pytestmark = pytest.mark.slow

LETTERS: Final = string.ascii_letters + string.digits + "éà-!.,"
HOME, DOWN, CTRL_S = "\x1b[H", "\x1b[B", "\x13"
HELD_UP: Final = 0.2
"""Seconds that a key may come too late: a burst with a pause for which this machine is to blame is
none, and a voter who has paused is led back to a refused answer."""


@pytest.mark.timeout(WALKED + 10 * BURSTS)
def test_no_character_of_a_burst_is_in_another_field(tmp_path: Path) -> None:
    chance = Random(SEED)  # noqa: S311 not a secret
    wrong: list[str] = []
    held_up: list[int] = []
    with typist("typing", tmp_path) as it:
        for number in range(BURSTS):
            it.wait_for(number)
            burst, belongs = planned(it.note(2 * number), chance)
            latest = it.send(burst)
            found = it.note(2 * number + 1, gives_up=latest > HELD_UP)
            lost = [
                f"{number}: {name} is {found.get(name)!r}, not {text!r}"
                for name, text in belongs.items()
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


def planned(
    fields: Sequence[tuple[str, str, Sequence[str]]], chance: Random
) -> tuple[Burst, dict[str, str]]:
    """A random answer to every field, as a voter or a password manager types it, and where each
    belongs. A field is its kind, its name, and the keys of what may be chosen."""
    keys: list[str] = []
    belongs: dict[str, str] = {}
    for kind, name, options in fields:
        last = name == fields[-1][1]
        if options:
            place = chance.randrange(min(len(options), 9))
            belongs[name] = options[place]
            keys += [HOME, *[DOWN] * place, "\r"]
            continue
        text = "".join(chance.choices(LETTERS, k=chance.randint(1, 14)))
        belongs[name] = text
        keys += text
        if kind == LongTextField.__name__:
            keys.append(CTRL_S if last else "\t")
        else:
            keys.append("\t" if not last and chance.random() < 0.2 else "\r")
    pace = chance.choice((0.0, 0.001, SLOWEST / 2, SLOWEST))
    return [(key, chance.uniform(0, pace)) for key in keys], belongs
