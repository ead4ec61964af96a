"""The replacement for :mod:`.posix` on other systems. A terminal is read line by line as it gives
them, and shows what is typed; a thread reads, since the event loop cannot; Ctrl-C is the only
signal."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping
from io import RawIOBase
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    import asyncio  # slow to load, and not needed before a loop runs

IS_POSIX: Final = False
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Echo:
    """The echo of a terminal, which cannot be changed here."""

    is_terminal: Final = False

    def __init__(self, fd: int) -> None:
        pass

    def silence(self, *, hidden: bool = False, asks: bool = False) -> None:
        pass

    def is_begun(self) -> bool:
        return False

    def restore(self) -> None:
        pass

    def forget_typed(self) -> None:
        pass


def write_whole(fd: int, data: bytes) -> None:
    """Write ``data``. Raises OSError if nobody is there to read it."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


class Source:
    """Reads ``stream`` while the event loop runs, ``most`` bytes at a time."""

    def __init__(self, stream: TextIO, most: int) -> None:
        buffer: Any = stream.buffer
        self._raw: RawIOBase = buffer.raw  # a thread that waits in the buffer would hold its lock
        self._most = most
        self._is_reading = False
        self._read: bytes | None = None
        self._ready: asyncio.Future[None] | None = None

    def watch(self, ready: asyncio.Future[None]) -> None:
        """Complete ``ready`` once something can be read."""
        self._ready = ready
        if self._read is not None:
            ready.set_result(None)
        elif not self._is_reading:
            self._is_reading = True
            Thread(
                target=self._read_once, args=[ready.get_loop()], name="reader", daemon=True
            ).start()

    def unwatch(self) -> None:
        self._ready = None

    def read(self) -> bytes:
        """The bytes that came; b"" at the end."""
        read, self._read = self._read or b"", None
        return read

    def _read_once(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            read = self._raw.read(self._most) or b""
        except (OSError, ValueError):  # the stream was closed
            read = b""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(self._take, read)

    def _take(self, read: bytes) -> None:
        self._is_reading, self._read = False, read
        if self._ready is not None and not self._ready.done():
            self._ready.set_result(None)


def listen(
    loop: asyncio.AbstractEventLoop,
    ends: Mapping[int, Callable[[], object]],
    stop: Callable[[], object] | None = None,  # noqa: ARG001 (nothing asks for it here)
) -> None:
    """Do what ``ends`` says when a signal would end the program."""
    for number in _SIGNALS:
        if number in ends:
            signal.signal(number, _passing_on(loop, ends[number]))


def _passing_on(
    loop: asyncio.AbstractEventLoop, act: Callable[[], object]
) -> Callable[[int, object], None]:
    def heed(number: int, frame: object) -> None:  # noqa: ARG001 (a handler's signature)
        if loop.is_closed():
            raise KeyboardInterrupt
        loop.call_soon_threadsafe(act)

    return heed


def stop() -> None:
    """There is no shell to go back to meanwhile."""


def elapsed_seconds() -> float:
    """Seconds on a clock that nobody sets."""
    return time.monotonic()


def in_turn(folder: Path) -> contextlib.AbstractContextManager[object]:  # noqa: ARG001 (as there)
    """There are no turns here."""
    return contextlib.nullcontext()


def write_no_core() -> None:
    """No core is written here."""
