"""No answer of a terminal, and no size, ends the program in another way than is documented. How
answers are read: ``tests/fullscreen/test_keys.py``.

``ANSWERS`` says how many are made up (``make torture``: 10,000), ``ANSWERS_SEED`` which ones.
"""

import os
import signal
import sys
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.any_terminal.answers import answer, size
from tests.any_terminal.held import Held
from tests.terminal import PROGRAM
from tui_voter.fullscreen.terminal.paste import START

ANSWERS = int(os.environ.get("ANSWERS", "100"))
SEED = int(os.environ.get("ANSWERS_SEED") or Random().randrange(10**6))  # noqa: S311 printed below

FULLSCREEN: Final = (sys.executable, "-m", "tests.fullscreen.program")
VOICES: Final = {
    "fields": (*FULLSCREEN, "fields"),
    "claim": (*FULLSCREEN, "claim"),
    "question": (*FULLSCREEN, "question", "accessible"),
    "linear": (*PROGRAM, "--linear", "--lang", "en"),
    "home": (*FULLSCREEN, "home", "terminal"),
    "countdown": (*FULLSCREEN, "countdown"),
}
DOCUMENTED: Final = (0, 1, 128 + signal.SIGINT)
"""Exit codes of a program that came to its end, was left before that, or was interrupted again
while it ended."""
AT_ONCE: Final = 50
"""Answers that one program gets."""
ENDLESS: Final = 2.2
"""Seconds after which a paste without an end is taken as it is."""


@pytest.mark.slow
@pytest.mark.timeout(120 + ANSWERS)
def test_no_answer_ends_a_program(tmp_path: Path) -> None:
    """In both voices, at any size, which changes meanwhile: it goes on until it is left."""
    print(f"ANSWERS_SEED={SEED} ANSWERS={ANSWERS}")  # noqa: T201
    chance = Random(SEED)  # noqa: S311 not a secret
    voices = cycle(chance.sample([*VOICES], len(VOICES)))
    for number, voice in zip(range(0, ANSWERS, AT_ONCE), voices, strict=False):
        columns, rows = size(chance)
        is_linear = voice == "linear"
        sent = []
        with Held(VOICES[voice], tmp_path, columns, rows) as held:
            held.wait_for(b": " if is_linear else b"\x1b[?1049h")
            held.goes_on(0.2)  # a first frame may have nothing in it by which it is known
            for _answer in range(min(AT_ONCE, ANSWERS - number)):
                if chance.random() < 0.1:
                    held.resize(*size(chance))
                sent.append(answer(chance))
                if not held.send(sent[-1].encode("utf-8", "replace")):
                    break
                if START in sent[-1] and not is_linear:
                    held.goes_on(0.1)  # else all that follows belongs to that paste
            code = held.leave(b"\x03", 0.5) if is_linear else held.leave(b"\x11\x11", ENDLESS + 1)
        where = f"{voice} at {columns}x{rows}, {sent}\n{held.told[-2000:]}"
        assert not held.has_crashed, where
        assert code in DOCUMENTED, f"{code}: {where}"
    print(f"{ANSWERS} answers, to {-(-ANSWERS // AT_ONCE)} programs")  # noqa: T201
