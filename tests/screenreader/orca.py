"""Orca, the speech reader of Linux desktops, before a terminal window that nobody sees.

Each test has a desktop of its own (:mod:`tests.screenreader.desktop`). Keys come by its X
server, as from a keyboard: Orca hears them too, and what it says depends on the latest one.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import ClassVar, Final, Self

from tests.screenreader.desktop import AT_SPI, BUS, DISPLAY, ORCA, SEEN, WINDOW, WITH_THIS_PROGRAM
from tests.screenreader.reader import bare
from tests.screenreader.speaking import STARTED, SpeakingTerminal
from tests.screenreader.window import TYPED
from tests.terminal import PATIENCE

NEEDED: Final = {ORCA: "orca", AT_SPI: "at-spi2-core", "Xvfb": "xvfb", "dbus-daemon": "dbus"} | {
    name: name for name in ("openbox", "xfce4-terminal", "xdotool")
}
MISSING: Final = [package for program, package in NEEDED.items() if not shutil.which(program)]
"""Packages that are not installed here."""
NAMES: Final = (
    {"\t": "Tab", "\r": "Return", "\x1b": "Escape", "\x7f": "BackSpace", "\x1b[Z": "shift+Tab"}
    | {"\x1b[A": "Up", "\x1b[B": "Down", "\x1b[C": "Right", "\x1b[D": "Left"}
    | {"\x1b[1;5C": "ctrl+Right", "\x1b[1;5D": "ctrl+Left", "\x1b[H": "Home", "\x1b[F": "End"}
    | {"\x1b[3~": "Delete", "\x1b[5~": "Prior", "\x1b[6~": "Next"}
    | {f"\x1bO{letter}": f"F{at}" for at, letter in enumerate("PQRS", start=1)}
    | {f"\x1b[{number}~": f"F{at}" for at, number in enumerate((15, 17, 18, 19, 20), start=5)}
    | {"\x1b[24~": "F12"}
)
"""The X server's names of keys, by what terminals send for them."""
A_KEY: Final = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])?|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+")
OPENED: Final = 90.0
"""Seconds until there is a desktop with a window: a limit for failures. Where many are started at
once on few processors, each takes half a minute."""
OTHER: Final = "Elsewhere"
"""The name of another window."""
BETWEEN: Final = "20"
"""Milliseconds between two letters."""
FULL_SCREEN: Final = b"\x1b[?1049h"
"""What a program writes that takes the whole window for itself."""
TRIES: Final = 3
"""Times that letters are typed which the window loses."""
ARRIVED: Final = 5.0
"""Seconds within which letters come through the window, or are lost."""
ECHOED: Final = 0.4
"""Seconds without a word after which nothing more is told of what was typed."""


class OrcaTerminal(SpeakingTerminal):
    """A terminal window whose program Orca reads aloud, in a ``folder`` for this reader alone."""

    reader: ClassVar[str] = "Orca"

    def __init__(self, command: Sequence[str], folder: Path, **environment: str) -> None:
        self._display = self._bus = ""
        self._seen = ""  # since the latest keys
        self._arrived = b""  # in the window, of the letters that were typed latest
        self._folder = folder
        home, runtime = folder / "home", folder / "runtime"
        home.mkdir()
        runtime.mkdir(mode=0o700)
        own = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
        own |= {"PYTHONPATH": str(Path(__file__).parents[2])}
        desktop = (sys.executable, "-m", "tests.screenreader.desktop", str(folder), *command)
        super().__init__(desktop, folder, environment | own)

    def note(self, kind: str, text: str) -> None:
        if kind == SEEN:
            self._seen += text
        elif kind == TYPED:
            self._arrived += bytes.fromhex(text)
        elif kind == DISPLAY:
            self._display = text
        elif kind == BUS:
            self._bus = text
        else:
            if kind == STARTED:
                self.entries.clear()
            super().note(kind, text)

    def __enter__(self) -> Self:
        """The window is open, and Orca has told it: what it says from now on is of the program."""
        if not self.holds_within(lambda: bool(self._inner), OPENED):
            log, said = (self._folder / "log").read_text(), [entry.text for entry in self.entries]
            self.__exit__(None, None, None)
            raise AssertionError(f"the window does not open; Orca said {said}, and there is\n{log}")
        return self

    def promise_frames(self) -> None:
        """The window answers for itself."""

    def paste(self, text: str) -> None:
        """Typed: this desktop has no clipboard."""
        self.type(text)

    def type(self, text: str) -> None:
        self._answered, self._written_before = len(self.entries), len(self.transcript)
        typed = self._seen = ""
        for key in A_KEY.findall(text):
            if typed:
                self._hear_out(typed)
            typed = "" if key in NAMES else key
            if key in NAMES:
                self._do("key", NAMES[key])
            elif len(key) == 1 and key < " ":
                self._do("key", f"ctrl+{chr(ord(key) + 96)}")
            else:
                self._type(key)

    def _hear_out(self, typed: str) -> None:
        """As who listens to what they have typed. Orca names keys at once, and looks at the window
        when no more come: who goes on before it has looked, hears the answer to that twice. It
        does not follow the terminal of a full screen, which answers for itself."""
        if FULL_SCREEN not in self.written and not self.hides:
            self.holds_within(lambda: bare(typed) in bare(self._seen), PATIENCE)
        while self.rest(ECHOED):
            pass

    def _type(self, text: str) -> None:
        """Letters. What the window has lost one of is typed anew: on a busy machine it takes no
        notice of one key in fifty that has no place on an American keyboard, whatever runs in
        it. (A capital with an accent arrives as a small letter: so xdotool types it.)"""
        for _try in range(TRIES):
            self._arrived = b""
            self._do("type", "--delay", BETWEEN, "--", text)
            if self.holds_within(lambda: text.casefold() in self._letters.casefold(), ARRIVED):
                return
            lost, self._arrived = self._letters, b""
            for _letter in lost:
                self._do("key", NAMES["\x7f"])
            deleted = partial(lambda count: self._arrived.count(b"\x7f") >= count, len(lost))
            self.holds_within(deleted, ARRIVED)
        raise AssertionError(f"of {text!r} the window has passed on {lost!r}")

    @property
    def _letters(self) -> str:
        return "".join(filter(str.isprintable, self._arrived.decode("utf-8", "replace")))

    @contextmanager
    def another_window(self) -> Iterator[None]:
        """Another terminal window is in front, and is closed."""
        own = {"DISPLAY": self._display, "DBUS_SESSION_BUS_ADDRESS": self._bus, "NO_AT_BRIDGE": "0"}
        own |= {"XDG_RUNTIME_DIR": str(self._folder / "runtime")}
        own |= {"HOME": str(self._folder / "home")}
        other = ("xfce4-terminal", *WINDOW, "--title", OTHER, "-x", "sleep", "1000")
        with (self._folder / "log").open("ab") as log:
            window = subprocess.Popen(
                [*WITH_THIS_PROGRAM, *other], stdout=log, stderr=log, env={**os.environ, **own}
            )
        try:
            yield
        finally:
            window.terminate()
            window.wait()

    def _do(self, *what: str) -> None:
        environment = {**os.environ, "DISPLAY": self._display}
        subprocess.run(["xdotool", *what], check=True, env=environment)
