"""A portal that answers after a while: the voter knows what is waited for, all the time."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

from tests.portal_process import RunningPortal
from tests.screenreader.conftest import READERS, Reader, Start
from tests.screenreader.criteria import NOT_BLANK, Stop, Visit
from tests.screenreader.figures import held_against
from tests.screenreader.reader import bare
from tests.terminal import IN_LINES, PROGRAM
from tests.visit.scene import Scene
from tui_voter import messages
from tui_voter.messages import gettext as _

WAIT: Final = 14.0
"""Seconds of the portal's silence; the program gives up after 15."""
PATIENCE: Final = 5.0


@contextmanager
def silent(portal: RunningPortal, seconds: float) -> Iterator[None]:
    """A portal that takes requests and answers them ``seconds`` later."""
    os.kill(portal.process.pid, signal.SIGSTOP)
    timer = threading.Timer(seconds, os.kill, (portal.process.pid, signal.SIGCONT))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        os.kill(portal.process.pid, signal.SIGCONT)


@pytest.mark.parametrize("reader", READERS)
def test_what_is_waited_for_is_told_as_long_as_it_lasts(
    start: Start, scene: Scene, reader: Reader
) -> None:
    messages.use("fr")
    known = f"--portal={scene.portal.url}"
    terminal = start(reader, *PROGRAM, known, "--lang=fr", *IN_LINES)
    terminal.wait_to_hear(r"lien unique\s: $")
    terminal.type(scene.link)
    terminal.wait_to_hear(scene.link[-9:])
    during: list[str] = []

    def is_over() -> bool:
        during[:] = [entry.text for entry in terminal.entries[before:]]
        return "2 sur 4" in " ".join(during)

    with silent(scene.portal, WAIT):
        before = len(terminal.entries)
        terminal.type("\r")
        terminal.wait_to_hear(_("Opening the link…"))
        assert terminal.follow(PATIENCE)
        line = terminal.row_of_the_cursor.rstrip()
        assert terminal.holds_within(is_over, WAIT + PATIENCE), during
    assert bare(_("Opening the link…")) in bare(" ".join(during)), during
    is_braille = terminal.reader == "BRLTTY"
    assert bare(_("One more moment; Ctrl+C stops.")) in bare(" ".join(during)) or is_braille
    visit = Visit("wait", terminal.reader, "fr")
    visit.stops = [Stop(line, cells=text, seconds=WAIT) for text in during if is_braille]
    held_against([NOT_BLANK], visit)
    terminal.wait_to_hear(r"2 sur 4, mot de passe\s: $")
