"""A tab of a real browser onto the voter's program. The emulator of the tests is shown what the
browser is sent; what is typed goes through the browser's own keyboard and clipboard."""

import json
import re
from contextlib import suppress
from time import monotonic

import pexpect
import pyte
from playwright.sync_api import Error, Page, WebSocket
from playwright.sync_api import TimeoutError as Late

from tests.terminal import PATIENCE, Terminal
from tests.voters import DELETE, DOWN, ENTER, ESCAPE, FUNCTION_KEYS, HOME, PAGE_DOWN, TAB, UP

KEYS = {
    ENTER: "Enter",
    ESCAPE: "Escape",
    TAB: "Tab",
    DELETE: "Delete",
    HOME: "Home",
    UP: "ArrowUp",
    DOWN: "ArrowDown",
    PAGE_DOWN: "PageDown",
    **{typed: f"F{number}" for number, typed in FUNCTION_KEYS.items()},
}
"""The names of keys, by what a terminal sends for them."""
_A_KEY = re.compile("|".join(map(re.escape, sorted(KEYS, key=len, reverse=True))) + "|[\0-\x1f]")
STILL = 0.05
"""Seconds without output after which a frame is whole."""


class Tab(Terminal):
    def __init__(self, page: Page) -> None:
        self._patience = PATIENCE
        self._screen = pyte.Screen(80, 24)  # until the browser has said its size
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        self._typed = False
        self._page = page
        self._shown: list[bytes] = []
        self._socket: WebSocket | None = None
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        self._socket = socket
        socket.on("framesent", self._note_size)
        socket.on("framereceived", self._note)

    def _note_size(self, sent: str | bytes) -> None:
        if isinstance(sent, str):
            size = json.loads(sent)
            self._screen.resize(size["rows"], size["columns"])

    def _note(self, received: str | bytes) -> None:
        if isinstance(received, bytes):  # else a file, which the browser downloads
            self._shown.append(received)

    def read(self) -> None:
        """Wait for the next output, and take in all that comes with it: without its marks, a frame
        ends where nothing comes any more."""
        self._read(self._patience)
        with suppress(pexpect.TIMEOUT, pexpect.EOF):
            while True:
                self._read(STILL)

    def _read(self, patience: float) -> None:
        assert self._socket is not None
        if not self._shown:
            if self._socket.is_closed():
                raise pexpect.EOF("the connection is closed")
            try:
                self._socket.wait_for_event("framereceived", timeout=1000 * patience)
            except Late as late:
                raise pexpect.TIMEOUT("nothing is shown") from late
            except Error as closed:
                raise pexpect.EOF("the connection is closed") from closed
        shown, self._shown = self._shown, []
        self.take_in(b"".join(shown))

    def promise_frames(self) -> None:
        """The browser's own terminal answers."""

    def type(self, text: str) -> None:
        self._typed = True
        place = 0
        for key in _A_KEY.finditer(text):
            self._page.keyboard.type(text[place : key.start()])
            name = KEYS.get(key[0]) or f"Control+{chr(ord(key[0]) | 0x60)}"
            self._page.keyboard.press(name)
            place = key.end()
        self._page.keyboard.type(text[place:])

    def paste(self, text: str) -> None:
        """What was copied in another tab."""
        assert self._page.evaluate("navigator.clipboard.readText()") == text
        self._page.keyboard.press("Control+v")

    def linger(self, seconds: float) -> None:
        end = monotonic() + seconds
        with suppress(pexpect.TIMEOUT):
            while (left := end - monotonic()) > 0:
                self._read(left)

    def wait_for_exit(self) -> int:
        """The page says that the program has ended."""
        with suppress(pexpect.EOF):
            while True:
                self.read()
        self._page.get_by_role("status").filter(visible=True).wait_for()
        return 0
