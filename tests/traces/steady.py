"""What would be otherwise each time: chance, time, and the names of folders.

Chance begins anew, and alike, with each visit (:func:`begin`), so that captchas, codes and tracking
numbers are the same each time, and so is each line that is broken to fit a screen. A long token or
hash is painted over with "#", as many as it has characters: which one it is depends on how often
the portal has drawn before. The folder of a visit has its name from the system: what tells it tells
of :data:`HOME` instead. Nothing is said because something has lasted, and no timer runs.
"""

from __future__ import annotations

import os
import random
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Final

from mock_server.polling_board.cli import main as polling_board
from mock_server.training import rehearsal
from tui_voter.audit.machine import Disk
from tui_voter.fullscreen import journey_task, pulse, session
from tui_voter.fullscreen.app import forget_textual_settings
from tui_voter.fullscreen.screens import background_task
from tui_voter.linear import waiting

HOME: Final = "/home/camille"
NEVER: Final = 3_600.0
"""Seconds: no visit lasts so long."""
_RANDOM: Final = re.compile(
    r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}\b"  # a voting code: the database chooses among them
    r"|(?<=/activation/)\S+|(?<=/recovery/)\S+"
    r"|(?=[\w+-]*[A-Z])(?=[\w+-]*[a-z])(?=[\w+-]*\d)[\w+-]{16,}"
)


def begin(what: str) -> None:
    """Let all that this process draws from now on depend on ``what`` begins."""
    chance = random.Random(what)  # noqa: S311 nothing secret
    random._urandom = chance.randbytes  # type: ignore[attr-defined] # that of ``secrets`` as well


def prepare() -> None:
    """Let neither a busy machine nor an idle one show in a trace, and chance be that of this
    process alone: the polling board works in it, too, which has one of its own in a demo. A program
    is told by its bare name, wherever this one is installed."""
    forget_textual_settings()
    journey_task.FIRST_WORD = session.INTERVAL = pulse.TICK = NEVER  # type: ignore[misc]
    background_task.SOON = background_task.LONG = NEVER  # type: ignore[misc]
    waiting.HESITATION = waiting.PATIENCE = NEVER  # type: ignore[misc]
    for module in [*sys.modules.values()]:
        if hasattr(module, "elapsed_seconds"):
            vars(module)["elapsed_seconds"] = float  # always zero

    def board(say: Callable[[str], None], *words: str | Path) -> None:
        with redirect_stdout(StringIO()) as said:
            assert not polling_board([*map(str, words)])
        say(said.getvalue())

    rehearsal._board = board
    os.environ["PATH"] += os.pathsep + str(Path(sys.executable).parent)


def at_home(files: Disk, folder: str) -> None:
    """Let ``files`` tell that what was saved in ``folder`` is in :data:`HOME`."""
    write = files.write
    files.folder = lambda: HOME  # type: ignore[method-assign]
    files.write = lambda name, text: write(name, text).replace(folder, HOME)  # type: ignore[method-assign]


def steady(row: str) -> str:
    """A row of a screen, or a line, without what only looks random."""
    return _RANDOM.sub(lambda found: "#" * len(found[0]), row).rstrip()
