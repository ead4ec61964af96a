"""Reading and writing lines, and what Ctrl-C currently means.

Answers are read without a thread and without blocking the event loop, in the terminal's
own line mode: its editing keys work, and so does whatever drives them. A terminal echoes
only while an open answer is being typed, and an answer is only what was typed after its
prompt stood there.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Final, TextIO

from tui_voter.dialogue import Quit
from tui_voter.letters import decoded, encoded
from tui_voter.linear.echo import Echo
from tui_voter.linear.spelling import as_typed, harmless
from tui_voter.transcript import Kind, Record, unrecorded

QUIET: Final = 0.05
"""Seconds: on a terminal, lines that follow within this time belong to the same paste.
No key can be pressed that soon after Enter."""

KEPT: Final = 65_536
"""Bytes of one answer that are looked at: a long mail, and an end to a flood."""

MANY_LINES: Final = 2_000
"""Lines of one answer on a pipe."""

BETWEEN_LOOKS: Final = 1.0
"""Seconds between two calls of the ``watch`` of :meth:`Terminal.read`."""

Watch = Callable[[], tuple[str, str] | None]


class Terminal:
    """The voter's keyboard and page: a terminal, a pipe or a file on each side.

    ``interrupted`` is what Ctrl-C does while nothing is being read. ``record`` is told every
    line that is put out.
    """

    def __init__(self, stdin: TextIO, stdout: TextIO, record: Record = unrecorded) -> None:
        stdout.flush()
        self.record = record
        self._in, self._out = stdin.fileno(), stdout.fileno()
        self._in_encoding = _reading_encoding(stdin)
        self._out_encoding = stdout.encoding
        self._echo = Echo(self._in)
        self._pending = bytearray()
        self._ended = False
        self._ready: asyncio.Future[None] | None = None
        self._prompt: tuple[str, bool] | None = None  # while one stands: the text, hidden or not
        self.interrupted: Callable[[], None] = lambda: None

    @property
    def is_terminal(self) -> bool:
        return self._echo.is_terminal

    @property
    def width(self) -> int:
        """Columns of the terminal that is written to; 0 where lines have no limit."""
        try:
            return os.get_terminal_size(self._out).columns
        except OSError:
            return 0

    @property
    def is_read(self) -> bool:
        """A prompt stands and waits for the voter."""
        return self._prompt is not None

    # --- out

    def shown(self, text: str) -> str:
        """``text`` as :meth:`write` puts it out."""
        return encoded(harmless(text), self._out_encoding).decode(self._out_encoding)

    def write(self, text: str) -> None:
        """Put ``text`` out at once. Raises Quit when nobody is there to read it."""
        data = encoded(harmless(text), self._out_encoding)
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._out, rest) :]
        except OSError as error:
            raise Quit from error
        *lines, prompt = data.decode(self._out_encoding).split("\n")
        for kind, line in (*((Kind.SAID, line) for line in lines), (Kind.ASKED, prompt)):
            if line:
                self.record(kind, line)

    # --- in

    async def read(
        self,
        prompt: str,
        *,
        hidden: bool = False,
        enough: Callable[[str], bool] | None = None,
        whole: bool = False,
        goes_on: bool = False,
        watch: Watch | None = None,
    ) -> list[str]:
        """Put ``prompt`` out and return the answer's lines: one, or those of one paste.

        A paste cannot be told on a pipe: there it is one line, or with ``enough`` the lines
        until it is content, up to an empty line. ``whole`` waits for the end of a line that
        a paste has begun; what ``goes_on`` may be begun before its prompt stands. ``watch``
        is called now and then; when it returns lines and a prompt, these are put out below
        the prompt that stands. Raises Quit at the end of input and on Ctrl-C.
        """
        if not goes_on:
            self._forget_typed()
        self._echo.show(not hidden)
        self._prompt = (prompt, hidden)
        ended_by_voter = False
        try:
            self.write(prompt)
            lines = [await self._line(watch)]
            ended_by_voter = True
            if self.is_terminal:
                lines += await self._rest_of_paste(whole)
            elif enough is not None:
                with contextlib.suppress(EOFError):  # the end of input ends this answer as well
                    while lines[-1] and len(lines) < MANY_LINES and not enough("\n".join(lines)):
                        lines.append(await self._line(None))
            return lines
        except EOFError as end:
            raise Quit from end
        finally:
            self._prompt = None
            self._echo.show(False)
            if hidden or not self.is_terminal or not ended_by_voter:
                self.write("\n")  # the voter's own was not shown

    async def _line(self, watch: Watch | None) -> str:
        while b"\n" not in self._pending and not self._ended:
            await self._take(watch=watch)
            if b"\n" not in self._pending:
                del self._pending[KEPT:]
        if not self._pending:
            raise EOFError
        line, _newline, rest = self._pending.partition(b"\n")
        self._pending = rest
        return as_typed(decoded(line[:KEPT], self._in_encoding))

    def _forget_typed(self) -> None:
        if self.is_terminal:
            self._pending.clear()
        self._echo.forget_typed()

    async def _rest_of_paste(self, whole: bool) -> list[str]:
        while await self._take(within=QUIET) or (whole and self._is_begun() and await self._take()):
            del self._pending[KEPT:]
        lines = decoded(self._pending, self._in_encoding).splitlines()
        self._pending.clear()
        return [as_typed(line) for line in lines]

    async def _take(
        self,
        *,
        within: float | None = None,
        watch: Watch | None = None,
    ) -> bool:
        """Receive something; False when nothing came ``within`` this time, or at the end."""
        if not await self._readable(within, watch):
            return False
        try:
            chunk = os.read(self._in, KEPT)
        except OSError:  # a terminal that was closed
            chunk = b""
        self._ended = not chunk
        self._pending += chunk
        return bool(chunk)

    async def _readable(self, within: float | None, watch: Watch | None) -> bool:
        loop = asyncio.get_running_loop()
        self._ready = ready = loop.create_future()
        try:
            loop.add_reader(self._in, _settle, ready)
        except PermissionError:
            return True  # a regular file: reading it never blocks
        try:
            while True:
                wait = within if watch is None else BETWEEN_LOOKS
                done, _running = await asyncio.wait({ready}, timeout=wait)
                if done:
                    ready.result()
                    return True
                if watch is None:
                    return False
                self._interject(watch())
        finally:
            loop.remove_reader(self._in)
            self._ready = None

    def _interject(self, news: tuple[str, str] | None) -> None:
        if news is None:
            return
        text, prompt = news
        self._prompt = (prompt, False)
        self.write(f"\n{text}{prompt}")

    def _is_begun(self) -> bool:
        """Whether a line stands without its end, and there is room for it."""
        if not self._pending or self._pending.endswith(b"\n"):
            return self._echo.half_typed()
        return len(self._pending) < KEPT

    def is_half_typed(self) -> bool:
        """Whether an answer was begun."""
        return bool(self._pending) or self._echo.half_typed()

    # --- signals

    def interrupt(self) -> None:
        """Ctrl-C: at a prompt it leaves the program, else it does what ``interrupted`` says."""
        if self._ready is None:
            self.interrupted()
        elif not self._ready.done():
            self._ready.set_exception(Quit())

    @contextlib.contextmanager
    def interrupted_by(self, handler: Callable[[], None]) -> Iterator[None]:
        """For the length of a ``with``, Ctrl-C means ``handler``."""
        before, self.interrupted = self.interrupted, handler
        try:
            yield
        finally:
            self.interrupted = before

    def close(self) -> None:
        """Give the terminal back as it was."""
        self._echo.restore()

    def resume(self) -> None:
        """Go on after :meth:`close`: say again what is waited for."""
        if self._prompt is None:
            self._echo.show(False)
            return
        prompt, hidden = self._prompt
        self._echo.show(not hidden)
        self.write(prompt)


def _settle(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def _reading_encoding(stream: TextIO) -> str:
    """The stream's encoding; where it knows ASCII only, what is beyond it is UTF-8 in truth."""
    return "utf-8" if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding
