"""The voter's programs that run here for browsers: one a learner, each a process of its own.

No shell starts them, and nothing of the trainer's environment goes with them: home, preferences and
temporary files are in a folder that is deleted when the process has ended. What is secret is handed
over through a pair of sockets (:mod:`tui_voter.contract.browser`).
"""

from __future__ import annotations

import asyncio
import secrets
import site
import subprocess
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from socket import socket, socketpair
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from mock_server.core.posix import RESIZED, Terminal, usable_cores
from tui_voter.contract.browser import Begin, Save, Saved, line, read

AWAY: Final = 120.0
"""Seconds that a program waits for its browser: a page is loaded anew, a network comes back."""
SILENT: Final = 3600.0
"""Seconds after which a program ends in which nobody types."""
START: Final = 10.0
"""Seconds that a program has until others may begin in its turn."""
GRACE: Final = 5.0
"""Seconds that a program has to sign its voter out."""
LARGEST_FILE: Final = 64 * 2**20
"""The most bytes of a message from a program: a ballot box may be large."""
SHOW_ALL: Final = b"\x1a"
"""Ctrl+Z, at which the voter's program stops, if it can, and then shows its whole screen anew. It
cannot: its session has nothing else, and the system does not stop what nobody could continue."""


class Watcher(Protocol):
    """A browser that shows a program."""

    async def show(self, output: bytes) -> None: ...

    async def download(self, file: Save) -> None: ...

    async def part(self, *, ended: bool) -> None:
        """The program has ``ended``, or another browser shows it."""
        ...


class Programs:
    """The programs of a room that run now, each by the secret that its browser has."""

    def __init__(self, code: str) -> None:
        """``code`` is that of the room."""
        self._code = code
        self._running: dict[int, Program] = {}
        self._turns = asyncio.Semaphore(usable_cores())
        """Where many begin at once, the first ones need not wait for the last ones."""
        self._beginning: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        """Held while a program of the learner with this number ends and the next one begins."""
        self._is_closed = False

    async def begin(self, number: int, language: str, token: str) -> str:
        """Start the program of the learner with this number; an earlier one of theirs ends. Returns
        the secret for their browser, once there is something to see; one that shows nothing, if
        the room is closing."""
        async with self._beginning[number], self._turns:
            if (earlier := self._running.get(number)) is not None:
                await earlier.end()
            if self._is_closed:
                return ""
            program = Program(Begin(language, self._code, token), self._forget)
            self._running[number] = program
            await program.begun()
        return program.secret

    def find(self, secret: str) -> Program | None:
        for program in self._running.values():
            if secrets.compare_digest(program.secret.encode(), secret.encode()):
                return program
        return None

    async def close(self) -> None:
        """End them all; no other begins."""
        self._is_closed = True
        await asyncio.gather(*(program.end() for program in self._running.values()))

    def _forget(self, ended: Program) -> None:
        self._running = {
            number: program for number, program in self._running.items() if program is not ended
        }


class Program:
    """One learner's program, and the browser that shows it, if one does."""

    def __init__(self, begin: Begin, ended: Callable[[Program], None]) -> None:
        self.secret: Final = secrets.token_urlsafe(32)
        self._ended = ended
        self._watcher: Watcher | None = None
        self._shown = asyncio.Event()
        self._has_ended = False
        self._terminal = Terminal()
        self._folder = TemporaryDirectory(prefix="tui-voter-")
        self._socket, theirs = socketpair()
        with theirs:
            self._process = _start(self._terminal, theirs, Path(self._folder.name))
        self._terminal.hand_over()
        self._socket.sendall(line(begin))
        self._socket.setblocking(False)
        self._life = asyncio.create_task(self._live(), name="program")
        self._patience = asyncio.get_running_loop().call_later(AWAY, self._process.terminate)
        self._silence = asyncio.get_running_loop().call_later(SILENT, self._process.terminate)

    async def begun(self) -> None:
        """Wait until it has shown something, or has ended; a while at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(START):
                await self._shown.wait()

    async def watch(self, watcher: Watcher) -> None:
        """From now on this browser shows the program; another one that did so is told."""
        if self._has_ended:
            await _told(watcher.part(ended=True))
            return
        earlier, self._watcher = self._watcher, watcher
        self._patience.cancel()
        if earlier is not None:
            await _told(earlier.part(ended=False))
        if self._shown.is_set():
            await self._terminal.write(SHOW_ALL)

    def leave(self, watcher: Watcher) -> None:
        """This browser shows the program no more."""
        if self._watcher is watcher:
            self._watcher = None
            self._patience.cancel()
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(AWAY, self._process.terminate)

    async def type(self, keys: bytes) -> None:
        if self._has_ended:
            return
        self._silence.cancel()
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(SILENT, self._process.terminate)
        await self._terminal.write(keys)

    def resize(self, columns: int, rows: int) -> None:
        if not self._has_ended:
            self._terminal.resize(columns, rows)
            self._process.send_signal(RESIZED)

    async def end(self) -> None:
        """End the program, which signs its voter out first, if that does not take too long."""
        self._process.terminate()
        _ended, late = await asyncio.wait({self._life}, timeout=GRACE)
        if late:
            self._process.kill()
            self._life.cancel()  # it may wait for a browser that has gone to sleep
            await asyncio.wait(late)

    async def _live(self) -> None:
        files = asyncio.create_task(self._hand_on_files(), name="files")
        try:
            while output := await self._terminal.read():
                self._shown.set()
                if self._watcher is not None:
                    await _told(self._watcher.show(output))
        finally:
            self._has_ended = True
            self._shown.set()
            files.cancel()
            await asyncio.wait({files})
            await asyncio.to_thread(self._process.wait)  # it has closed its terminal
            self._patience.cancel()
            self._silence.cancel()
            self._terminal.close()
            self._folder.cleanup()
            self._ended(self)
            if self._watcher is not None:
                await _told(self._watcher.part(ended=True))

    async def _hand_on_files(self) -> None:
        reader, writer = await asyncio.open_connection(sock=self._socket, limit=LARGEST_FILE)
        try:
            while said := await reader.readline():
                file = read(said, Save)
                watcher = self._watcher
                done = watcher is not None and await _told(watcher.download(file))
                writer.write(line(Saved(done)))
        except (ValueError, OSError):  # it says too much, or has ended
            pass
        finally:
            writer.close()


def _start(terminal: Terminal, portal: socket, folder: Path) -> subprocess.Popen[bytes]:
    # -P: no module is imported from the current folder.
    command = [sys.executable, "-P", "-m", "tui_voter.in_browser", str(portal.fileno())]
    return subprocess.Popen(  # noqa: S603 our own interpreter and module
        command,
        stdin=terminal.theirs,
        stdout=terminal.theirs,
        stderr=terminal.theirs,
        pass_fds=[portal.fileno()],
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )


def _environment(folder: Path) -> dict[str, str]:
    places = ("HOME", "TMPDIR", *(f"XDG_{name}_HOME" for name in ("CONFIG", "DATA", "CACHE")))
    return {
        **dict.fromkeys((*places, "XDG_STATE_HOME", "XDG_RUNTIME_DIR"), str(folder)),
        "PYTHONUSERBASE": site.getuserbase(),  # where this program may be installed
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }


async def _told(telling: Awaitable[None]) -> bool:
    """Whether a browser was there to be told."""
    try:
        await telling
    except OSError:  # its connection has ended
        return False
    return True
