"""The parts of the linear voice, connected to one terminal."""

from __future__ import annotations

from typing import TextIO

from tui_voter.linear.asking import Asking
from tui_voter.linear.countdowns import TimeLimits
from tui_voter.linear.keyboard import Keyboard
from tui_voter.linear.output import Output
from tui_voter.linear.telling import Telling
from tui_voter.linear.waiting import Waiting
from tui_voter.transcript import Record, unrecorded


class Voice:
    """The parts by which forms, menus, listings and pages tell, ask and wait. ``record`` is called
    with every line that is written, and with every answer."""

    def __init__(self, stdin: TextIO, stdout: TextIO, record: Record = unrecorded) -> None:
        self.output = Output(stdout, record)
        self.keyboard = Keyboard(stdin, self.output)
        self.telling = Telling(self.output)
        self.waiting = Waiting(self.keyboard, self.output, self.telling)
        self.limits = TimeLimits(self.telling, self.waiting)
        self.asking = Asking(self.keyboard, self.output, self.telling, self.waiting, self.limits)
