"""The full screen on a real pseudo-terminal: pastes, signals, crashes, the cursor."""

import os
import pty
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

import pytest

from tests.terminal import Terminal
from tests.ways import some

pytestmark = pytest.mark.slow

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")


@contextmanager
def terminal(*story: str, sees: str, **environment: str) -> Iterator[Terminal]:
    command = (sys.executable, "-m", "tests.fullscreen.program", *story)
    environment = {"COLORTERM": "truecolor", **environment}
    with Terminal(command, columns=80, rows=24, environment=environment) as voter:
        voter.wait_for(sees)
        yield voter


def assert_restored(written: bytes) -> None:
    """After the last frame, everything that was turned on is off."""
    for sequence in RESTORED:
        on = sequence[:-1] + (b"l" if sequence.endswith(b"h") else b"h")
        assert written.rfind(sequence) > written.rfind(on), sequence


def test_a_hostile_paste_never_submits_and_enter_still_does() -> None:
    with terminal("link", sees="Lien unique") as voter:
        traps = ("\x1b[201~\r", "\r\n\r", "x\x1b\r\x1b[13u\r\x1b[201~\r\r")
        for number, trap in enumerate(traps):
            voter.paste(f"{trap}Bonjour\rhttps://portail.exemple.fr/{number}\r{trap}")
            voter.wait_for(f"https://portail.exemple.fr/{number}")
        voter.type("\x1b[H+")  # to the start, and a sign: the form is still there
        voter.wait_for(r"\+https://portail")
        assert "Submitted" not in voter.screen
        voter.type("\x1b[H\x1b[3~\r")
        voter.wait_for("Submitted")
        voter.type("\r")
        assert voter.wait_for_exit() == 0
        assert_restored(voter.written)


@pytest.mark.parametrize("stall", some(0.06, of=[0, 0.06, 0.2, 0.5]))
def test_the_rest_of_a_paste_that_comes_late_submits_nothing(stall: float) -> None:
    with terminal("link", sees="Lien unique") as voter:
        voter.type("\x1b[200~https://portail.exemple.fr/1\x1b[201~")
        sleep(stall)  # of the line, which is what is tested
        voter.type("\r https://portail.exemple.fr/2\x1b[201~")
        sleep(0.5)  # nothing follows: the paste has ended, on a busy computer too
        voter.type("\x1b[H+")
        voter.wait_for(r"\+https://portail|Submitted")
        assert "Submitted" not in voter.screen
        voter.type("\x1b[H\x1b[3~\r")
        voter.wait_for("Submitted")


@pytest.mark.parametrize("number", some(signal.SIGTERM, signal.SIGHUP, of=SIGNALS))
def test_a_signal_restores_the_terminal_after_the_journey_cleaned_up(number: int) -> None:
    with terminal("cleanup", sees="Lien unique") as voter:
        os.kill(voter.process.pid, number)
        assert voter.wait_for_exit() == 128 + number
        assert_restored(voter.written)
        assert b"cleaned up" in voter.written


@pytest.mark.parametrize("size", [{}, {"COLUMNS": "80", "LINES": "24"}], ids=["unknown", "known"])
def test_a_terminal_that_is_closed_ends_the_program(size: dict[str, str]) -> None:
    """Without a signal too: it was no controlling terminal; and where nobody knows its size, of
    which what looks for it guesses one, then another."""
    known = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fullscreen.program", "link"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=known | {"TERM": "xterm-256color"} | size,
        start_new_session=True,
    )
    os.close(theirs)
    written = b""
    while b"Lien unique" not in written:
        written += os.read(ours, 65536)
    os.close(ours)
    assert process.wait(20) == 128 + signal.SIGHUP


def test_quitting_is_clean_and_the_terminal_is_given_back_as_it_was() -> None:
    """A terminal that ends lines itself would hand each row of a frame on for itself."""
    oflag = 1
    with terminal("cleanup", sees="Lien unique") as voter:
        assert not termios.tcgetattr(voter.process.child_fd)[oflag] & termios.OPOST
        voter.type("\x03")
        assert voter.wait_for_exit() == 1
        assert b"cleaned up" in voter.written
        assert_restored(voter.written)
        assert termios.tcgetattr(voter.process.child_fd)[oflag] & termios.OPOST


def test_ctrl_z_gives_the_terminal_back_and_goes_on_where_it_was() -> None:
    with terminal("secret", AS_A_SHELL="1", sees="Password") as voter:
        voter.type("abc")
        voter.wait_for("•{3}")
        voter.type("\x1a")
        voter.wait_for("Stopped")
        assert_restored(voter.written[: voter.written.rindex(b"Stopped")])
        voter._screen.reset()  # as a terminal's other screen is
        voter.type("\r")
        voter.wait_for("•{3}")
        voter.type("def")
        voter.wait_for("•{6}")
        voter.type("\x11\x11")
        assert voter.wait_for_exit() == 1
        assert_restored(voter.written)


@pytest.mark.parametrize(
    ("theme", "term", "told"),
    [
        *(("accessible", "xterm-256color", True), ("accessible", "linux", False)),
        ("visual", "xterm-256color", False),
    ],
)
def test_who_has_a_screen_reader_that_is_told_nothing_here_is_told_of_the_lines(
    theme: str, term: str, told: bool
) -> None:
    with terminal("question", theme, TERM=term, sees="Activer mon compte") as voter:
        assert ("start again with --linear" in " ".join(voter.screen.split())) == told
        voter.type("\x11\x11")
        assert voter.wait_for_exit() == 1


def test_a_light_terminal_gets_the_light_look() -> None:
    with terminal("link", sees="Lien unique") as voter:
        assert b"\x1b]11;?" in voter.written
        assert b"48;2;255;255;255m" not in voter.written
        voter.type("\x1b]11;rgb:ffff/ffff/ffff\x07")
        while b"48;2;255;255;255m" not in voter.written:
            voter.read_on("white")
        assert "rgb" not in voter.screen
        voter.type("\x11")
        assert voter.wait_for_exit() == 1


def test_the_hardware_cursor_stands_where_the_voter_is() -> None:
    with terminal(
        "question", "accessible", TERM="linux", sees="Activer mon compte"
    ) as voter:  # a window has a notice first
        assert b"\x1b[?25h\x1b[2 q" in voter.written
        for key, row in (
            *(("", "( ) Quel était le nom"), ("\x1b[B\x1b[B", "(x) Dans quelle ville")),
            *(("\t", "Réponse"), ("Lyon", "Lyon"), ("\t", "[ Activer mon compte ]")),
            ("\x1b[Z\x1b[Z", "(x) Dans quelle ville"),
        ):
            voter.type(key)
            voter.wait_for_cursor(row)
        assert not voter._screen.cursor.hidden
        for blinking in (b"\x1b[?12h", b"\x1b[1 q"):
            assert blinking not in voter.written
        voter.type("\x11\x11")
        assert voter.wait_for_exit() == 1


def test_without_colours_none_reaches_the_terminal_nor_is_any_asked_about() -> None:
    with terminal("question", NO_COLOR="1", sees="Activer mon compte") as voter:
        for sequence in re.findall(rb"\x1b\[([\d;:]*)m", voter.written):
            assert {*re.split(rb"[;:]", sequence)} <= {b"", b"0", b"1", b"4", b"7"}, sequence
        assert not re.search(rb"\x1b\](4|1\d);", voter.written)
