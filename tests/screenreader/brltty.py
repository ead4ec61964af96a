"""BRLTTY, the braille reader, on the Linux console.

The program runs in a terminal as in every other test. All that it writes is written to a
virtual console as well, one that nobody else uses and that need not be in front; BRLTTY
reads it as it reads any console. What forty cells show comes through BRLTTY's "virtual"
display, a socket.
"""

import fcntl
import os
import re
import shutil
import socket
import struct
import subprocess
import termios
import tty
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Final

from tests.screenreader.reader import ReadTerminal
from tests.terminal import END, PATIENCE

BRLTTY: Final = shutil.which("brltty") or ""
WITH_THE_TEST: Final = ("setpriv", "--pdeathsig", "KILL")
"""BRLTTY ends with the process that started it, however that ends."""
CONSOLES: Final = range(20, 60)
"""Virtual consoles that no login stands on."""
CELLS: Final = 40
ROWS, COLUMNS = 24, 80
AFTER_A_FRAME: Final = b"(?<=%b)" % re.escape(END)
MOVE: Final = re.compile(rb"\x1b\[\d+;\d+H")
UNCHANGED: Final = 0.5
"""Seconds after which a key of the display has shown the same text again."""


class BrailleTerminal(ReadTerminal):
    """A terminal whose screen is shown on a braille display, whose ``cells`` show this now;
    ``folder`` is for this reader alone."""

    reader: ClassVar[str] = "BRLTTY"

    def __init__(self, command: Sequence[str], folder: Path, **environment: str) -> None:
        self.entries = []
        self._unfinished = b""
        self._held = b""
        number, self._console = _free_console()
        self._display, self._reader = _start(folder, number)
        self.ear = self._display.fileno()
        own = {"TERM": "linux", **environment}
        super().__init__(tuple(command), columns=COLUMNS, rows=ROWS, environment=own)

    @property
    def cells(self) -> str:
        return self.entries[-1].text if self.entries else " " * CELLS

    def listen(self) -> None:
        self._unfinished += self._display.recv(65536)
        *lines, self._unfinished = self._unfinished.split(b"\n")
        for line in lines:
            if shown := re.fullmatch(r'Visual "(.*)"\r?', line.decode("utf-8", "replace")):
                self.told(_unescaped(shown[1]).ljust(CELLS))

    def pass_on(self, data: bytes) -> None:
        """A frame goes to the console in the pieces that the program wrote, each of which leaves
        the cursor where the whole does: a terminal between cuts it elsewhere."""
        self._held += data
        if self._is_painted:
            for frame in re.split(AFTER_A_FRAME, self._held):
                *_moves, home = [b"", *MOVE.findall(frame)]
                for piece in re.split(b"(?<=%b)" % re.escape(home), frame) if home else [frame]:
                    os.write(self._console, piece)
            self._held = b""

    @property
    def is_followed(self) -> bool:
        """The cells show the part of the cursor's row that the cursor is in."""
        start = self._screen.cursor.x // CELLS * CELLS
        return self.cells == self.row_of_the_cursor[start : start + CELLS].ljust(CELLS)

    def pan_up(self, rows: int) -> list[str]:
        """The ``rows`` above the cursor's, the upper first, as a finger finds them with the
        display's own keys; then the display is back at the cursor."""
        found: list[str] = []
        for _row in range(rows):
            left = self._press("LnUp")
            right = self._press("FWinRt")
            self._press("FWinLt")
            found.insert(0, left + right)
        self._press("Home")
        return found

    def _press(self, key: str) -> str:
        """What the cells show after a key of the display (BRLTTY's name of its command)."""
        before = len(self.entries)
        self._display.sendall(f"{key}\n".encode())
        self.holds_within(lambda: len(self.entries) > before, UNCHANGED)
        return self.cells

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self._reader.terminate()
        self._reader.wait(PATIENCE)
        self._display.close()
        os.write(self._console, b"\x1bc")
        os.close(self._console)


def _free_console() -> tuple[int, int]:
    """A virtual console for this test alone: its number, and its descriptor, locked."""
    for number in CONSOLES:
        console = os.open(f"/dev/tty{number}", os.O_RDWR | os.O_NOCTTY)
        try:
            fcntl.flock(console, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(console)
            continue
        tty.setraw(console)
        fcntl.ioctl(console, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.write(console, b"\x1bc\x1b%G")  # empty, and in UTF-8
        return number, console
    raise AssertionError("no virtual console is free")


def _start(folder: Path, console: int) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """BRLTTY before ``console``, and the display that it writes to, which listens, so that nobody
    has to ask whether BRLTTY is there yet."""
    address, log = folder / "display", folder / "log"
    with socket.socket(socket.AF_UNIX) as server, log.open("wb") as complaints:
        server.bind(str(address))
        server.listen()
        server.settimeout(PATIENCE)
        to_display = f"--braille-device=client:{address}"
        command = [*WITH_THE_TEST, BRLTTY, *_options(folder, console), to_display]
        reader = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=complaints, stderr=complaints
        )
        try:
            display, _peer = server.accept()
        except TimeoutError as error:
            reader.kill()
            said = f"{log.read_text()!r}, exit code {reader.wait()}"
            raise AssertionError(f"BRLTTY does not start: {said}") from error
        finally:
            address.unlink()
    display.sendall(f"cells {CELLS} 1\n".encode())
    return display, reader


def _options(folder: Path, console: int) -> Iterator[str]:
    yield from ("--no-daemon", "--stay-privileged", "--quiet", "--no-api")
    yield from ("--configuration-file=/dev/null", f"--preferences-file={folder / 'preferences'}")
    yield from (f"--writable-directory={folder}", f"--updatable-directory={folder}")
    yield from ("--screen-driver=lx", f"--screen-parameters=vt={console}")
    yield from ("--braille-driver=vr", "--speech-driver=no")


def _unescaped(text: str) -> str:
    sign = r"\\(?:X([0-9A-Fa-f]{2})|(.))"
    return re.sub(sign, lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
