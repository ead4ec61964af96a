"""Reading and writing lines, and what Ctrl-C and Ctrl-D currently mean.

Answers are read without a thread and without blocking the event loop. On a terminal, an open
answer is edited and shown here (:mod:`~tui_voter.linear.line`); the terminal itself shows
nothing that is typed. An answer is only what was typed after its prompt stood there.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Final, TextIO

from tui_voter.dialogue import Quit
from tui_voter.letters import columns_of, decoded, encoded
from tui_voter.linear.line import LONGEST, Key, Keys, Line, as_typed
from tui_voter.linear.spelling import columns, harmless
from tui_voter.messages import gettext as _
from tui_voter.system import Echo, Source, write_whole
from tui_voter.transcript import MASK, Kind, Record, unrecorded

QUIET: Final = 0.05
"""Seconds: on a terminal, lines that follow within this time belong to the same paste.
No key can be pressed that soon after Enter."""

CALM: Final = 0.3
"""Seconds without a key after which nobody is typing: a password manager leaves some tens of
milliseconds between two keys, a typist who looks at nothing two hundred."""

HELD: Final = 1.0
"""Seconds that a text is held back at most, for what else is said at that moment."""

HEARD: Final = 1.0
"""Seconds that the cursor is left at least on what is waited for. A screen reader that has not told
it yet when more is said finds that in its place, and tells it twice."""

LONGEST_LETTER: Final = 4
"""Bytes of a letter, of which some may come later than others."""

MANY_LINES: Final = 2_000
"""Lines of one answer on a pipe: with each, all of it is looked at anew."""

BETWEEN_LOOKS: Final = 1.0
"""Seconds between two calls of the ``watch`` of :meth:`Terminal.read`."""

Watch = Callable[[], tuple[str, str] | None]


class Interrupted(Exception):
    """Ctrl-C at a prompt; or Ctrl-D there, which ``ends`` what is typed. ``begun`` is what stands
    on its line; a hidden line ``hides`` it."""

    def __init__(self, begun: str = "", *, hides: bool = False, ends: bool = False) -> None:
        super().__init__("Ctrl-D" if ends else "Ctrl-C")
        self.begun = begun
        self.hides = hides
        self.ends = ends


class Terminal:
    """The voter's keyboard and page: a terminal, a pipe or a file on each side.

    ``interrupted`` is what Ctrl-C does while nothing is being read. ``record`` is told every
    line that is put out.
    """

    def __init__(self, stdin: TextIO, stdout: TextIO, record: Record = unrecorded) -> None:
        stdout.flush()
        self._record = record
        self.confidential = False
        """What is put out now is for nobody but the voter."""
        self._is_masked = False  # in the record, since it is confidential
        self._has_confided = False
        self._in, self._out = stdin.fileno(), stdout.fileno()
        self._is_page_terminal: Final = os.isatty(self._out)
        self._is_in_window: Final = "VTE_VERSION" in os.environ  # of those that Orca reads
        self._held = bytearray()  # put out with what else is said now
        self._is_unended = False  # the line that the cursor stands on, where another is to follow
        self._in_encoding = _reading_encoding(stdin)
        self._out_encoding = stdout.encoding
        self._echo = Echo(self._in)
        self._source = Source(stdin, LONGEST)
        self._pending = bytearray()
        self._keys = Keys()
        self._line = Line()  # that is being typed
        self._ended = False
        self.is_gone = False
        """Nobody is there any more, which whoever read or wrote last was told by Quit."""
        self._dropped = False  # what stood on a hidden line
        self._ready: asyncio.Future[None] | None = None
        self._prompt: tuple[str, bool] | None = None  # while one stands: the text, hidden or not
        self.is_left = False
        """The cursor was left on a line that nobody answers: what is waited for."""
        self._left_at = -HEARD  # when, last
        self._stood_at = 0
        self.interrupted: Callable[[], None] = lambda: None
        self.asked: Callable[[], None] = lambda: None
        """Called once, when the first prompt stands."""

    @property
    def is_terminal(self) -> bool:
        return self._echo.is_terminal

    @property
    def shows_all(self) -> bool:
        """The terminal itself shows what is typed, a hidden answer as well."""
        return os.isatty(self._in) and not self.is_terminal

    @property
    def width(self) -> int:
        """Columns of the terminal that is written to; 0 where lines have no limit."""
        return columns_of(self._out)

    @property
    def is_read(self) -> bool:
        """A prompt stands and waits for the voter."""
        return self._prompt is not None

    @property
    def column(self) -> int:
        """Where the cursor stands on its row, or stood last; 0 where nobody sees it."""
        return self._line.column if self.is_read else self._stood_at

    # --- out

    def shown(self, text: str) -> str:
        """``text`` as :meth:`write` puts it out."""
        return encoded(harmless(text), self._out_encoding).decode(self._out_encoding)

    def write(self, text: str) -> None:
        """Put ``text`` out, in one piece with all that is written until the program waits: a
        screen reader reads a text again to which something is added while it is read. Raises Quit
        when nobody is there to read it."""
        if not self._held:
            asyncio.get_running_loop().call_later(HELD, self._put_out_later)
        *lines, prompt = self._put(text).split("\n")
        for kind, line in (*((Kind.SAID, line) for line in lines), (Kind.ASKED, prompt)):
            if line:
                self.record(kind, line)
        self._has_confided |= self.confidential

    def record(self, kind: Kind, text: str) -> None:
        """Tell the record; of what is confidential, only that there was something."""
        if not (self.confidential and self._is_masked):
            self._record(kind, MASK if self.confidential else text)
        self._is_masked = self.confidential

    def erase_confided(self) -> bool | None:
        """Erase the page, with what has scrolled out of sight, where something confidential stood
        on it; whether that is done, None where nothing has to be."""
        self.confidential = False
        if not (self._has_confided and self._is_page_terminal):
            return None
        if os.environ.get("TERM", "dumb") == "dumb":
            return False
        self._has_confided = False
        self._is_unended = self.is_left = False
        self._put_out()
        self._write(self._out, b"\x1b[H\x1b[2J\x1b[3J")
        return True

    def leave(self, text: str) -> None:
        """Leave the cursor on ``text``, a line, until there is more to say."""
        self.write(f"{text}\n")
        self._put_out()
        self.is_left, self._left_at = True, monotonic()
        self._stood_at = columns(text.rpartition("\n")[2]) if self._is_page_terminal else 0

    def _put(self, text: str) -> str:
        """Have ``text`` put out. On a terminal its last line ends when another follows: a braille
        display shows the line of the cursor, which would be an empty one until then."""
        data = encoded(harmless(text), self._out_encoding)
        end, self.is_left = self._end_of_line(), False
        self._is_unended = self._is_page_terminal and data.endswith(b"\n")
        self._held += end + (data[:-1] if self._is_unended else data)
        return data.decode(self._out_encoding)

    def _put_out_later(self) -> None:
        """The next one who writes or reads is told that nobody is there."""
        with contextlib.suppress(Quit):
            self._put_out()

    def _put_out(self) -> None:
        """Put out what is held. Raises Quit when nobody is there to read it."""
        held, self._held = self._held, bytearray()
        self._write(self._out, bytes(held))

    def _end_of_line(self) -> bytes:
        """What ends the line that the cursor stands on, where that is due."""
        end, self._is_unended = b"\n" if self._is_unended else b"", False
        return end

    def _write(self, out: int, data: bytes) -> None:
        """Put ``data`` out. Raises Quit when nobody is there to read it."""
        try:
            write_whole(out, data)
        except OSError as error:
            self.is_gone = True
            raise Quit from error

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
        begun: str = "",
    ) -> list[str]:
        """Put ``prompt`` out, and return the answer's lines: one, or those of one paste. Of the
        first, some may have been ``begun`` before.

        A paste cannot be told on a pipe: there it is one line, or with ``enough`` the lines
        until it is content, up to an empty line. ``whole`` waits for the end of a line that
        a paste has begun; what ``goes_on`` may be begun before its prompt stands, but not with
        an empty line alone: an Enter too many answers nothing. ``watch`` is called now and then;
        when it returns lines and a prompt, these are put out below the prompt that stands.
        Raises Quit at the end of input, and Interrupted on Ctrl-C or Ctrl-D.
        """
        if not goes_on:
            self._forget_typed()
        elif self.is_terminal and not whole and not await self._is_typed():
            self._pending.clear()
        self._echo.silence(hidden=hidden)
        self._prompt = (prompt, hidden)
        try:
            self.write(prompt)
            self._put_out()
            asked, self.asked = self.asked, lambda: None
            asked()
            if self.is_terminal:
                self._line = Line(
                    prompt,
                    hidden=hidden,
                    width=self.width,
                    spell=self.shown,
                    in_window=self._is_in_window,
                )
                lines = [await self._typed(prompt, watch, begun, pasted=bool(enough))]
                lines += await self._rest_of_paste(whole)
            else:
                lines = [await self._next_line()]
            if enough is not None and not self.is_terminal:
                with contextlib.suppress(EOFError):  # the end of input ends this answer as well
                    while lines[-1] and len(lines) < MANY_LINES and not enough("\n".join(lines)):
                        lines.append(await self._next_line())
            return lines
        except EOFError as end:
            raise Quit from end
        except Interrupted as cut:
            begun = "" if hidden else self._line.text
            hides = hidden and (self._echo.is_begun() or bool(self._line.text))
            raise Interrupted(begun, hides=hides, ends=cut.ends) from None
        finally:
            self._stood_at = self._line.column
            self._prompt = None
            self._line = Line()
            self._echo.silence()
            if not self.shows_all:
                self.write("\n")  # the voter's own was not shown

    async def _let_it_be_heard(self) -> None:
        """What is waited for, even where the wait is over; Ctrl-C goes on at once."""
        rest = self._left_at + HEARD - monotonic()
        if self._is_page_terminal and rest > 0:
            goes_on = asyncio.Event()
            with self.interrupted_by(goes_on.set), contextlib.suppress(TimeoutError):
                await asyncio.wait_for(goes_on.wait(), rest)

    async def _next_line(self) -> str:
        """A line of a pipe or a file."""
        while b"\n" not in self._pending and not self._ended:
            await self._take()
            if b"\n" not in self._pending:
                del self._pending[LONGEST:]
        if not self._pending:
            raise self._end()
        line, _newline, self._pending = self._pending.partition(b"\n")
        return as_typed(decoded(line[:LONGEST], self._in_encoding))

    async def _typed(
        self,
        prompt: str,
        watch: Watch | None,
        begun: str = "",
        *,
        pasted: bool = False,
    ) -> str:
        """A line from the keyboard, behind ``prompt``. Where a text is to be ``pasted``, what comes
        at once is shown when nothing follows: one line is, the first of several is not."""
        line = self._line
        for letter in begun:
            line.press(letter)
        self._show(line.behind(prompt) if begun else "")
        written = ""
        while True:
            typed, enter, rest = self._pending.partition(b"\n")
            at_once = pasted and (len(typed) > 1 or bool(written))
            text, self._pending = self._letters(typed, is_all=bool(enter or self._ended))
            for key in self._keys.read(text, is_all=bool(enter or self._ended)):
                if key is Key.END_OF_INPUT and not line.text:
                    self._pending = rest
                    raise Interrupted(ends=True)
                written += line.press(key)
            if enter:
                self._pending = rest
                if at_once and not rest:
                    await self._take(within=QUIET)
                if not (pasted and self._pending):
                    self._show(written)
                return line.text
            if at_once and await self._take(within=CALM):
                continue
            self._show(written)
            written = ""
            if self._ended:
                raise self._end()
            await self._take(watch=watch)

    def _end(self) -> Exception:
        """What an end of what is read stands for: a terminal that is still there, which takes a
        hidden line by itself, says so that Ctrl-D was pressed."""
        if not os.isatty(self._in):
            return EOFError()
        self._ended = False
        return Interrupted(ends=self.is_terminal)

    def _letters(self, typed: bytearray, *, is_all: bool) -> tuple[str, bytearray]:
        """What was typed, and the bytes of a letter that is not complete yet."""
        if not is_all:
            try:
                typed.decode(self._in_encoding)
            except UnicodeDecodeError as error:
                if error.end == len(typed) and len(typed) - error.start < LONGEST_LETTER:
                    begun = typed[error.start :]
                    return decoded(typed[: error.start], self._in_encoding), begun
        return decoded(typed, self._in_encoding), bytearray()

    def _show(self, text: str) -> None:
        """Let what is typed be seen where it is typed, whatever goes elsewhere."""
        if text:
            out = self._out if self._is_page_terminal else self._in
            self._put_out()
            self._write(out, self._end_of_line() + encoded(text, self._out_encoding))

    def _forget_typed(self) -> None:
        if self.is_terminal:
            self._pending.clear()
        self._echo.forget_typed()

    async def drop_typed(self) -> bool:
        """Drop what was typed before a prompt, up to where it pauses: the end of a paste would
        answer what it was not typed for. Whether that was more than Enter."""
        await self._let_it_be_heard()
        self._echo.silence()
        typed = self.is_terminal and await self._is_typed()
        while typed and await self._take(within=QUIET):
            self._pending.clear()
        self._forget_typed()
        return typed

    async def _is_typed(self) -> bool:
        """Whether more than Enter was typed."""
        while not self._pending.strip():
            if not await self._take(within=0):
                return False
        return True

    async def _rest_of_paste(self, whole: bool) -> list[str]:
        """The lines that come with the one before; of a ``whole`` text they are shown, and the
        last can be gone on with."""
        lines = []
        while (whole and self._pending) or await self._take(within=QUIET):
            if whole:
                self.write("\n")
                self._line = Line(width=self.width, spell=self.shown, in_window=self._is_in_window)
                try:
                    lines.append(await self._typed("", None))
                except Interrupted as cut:
                    if not cut.ends:
                        raise
            else:
                del self._pending[LONGEST:]
        lines += map(as_typed, decoded(self._pending, self._in_encoding).splitlines())
        self._pending.clear()
        return lines

    async def _take(
        self,
        *,
        within: float | None = None,
        watch: Watch | None = None,
    ) -> bool:
        """Receive something; False when nothing came ``within`` this time, or at the end."""
        if not await self._readable(within, watch):
            return False
        chunk = self._source.read()
        self.is_gone = self.is_gone or (not chunk and self.is_hung_up)
        self._ended = not chunk
        self._pending += chunk
        return bool(chunk)

    async def _readable(self, within: float | None, watch: Watch | None) -> bool:
        self._ready = ready = asyncio.get_running_loop().create_future()
        self._source.watch(ready)
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
            self._source.unwatch()
            self._ready = None

    def _interject(self, news: tuple[str, str] | None) -> None:
        if news is None:
            return
        text, prompt = news
        hidden = self._prompt is not None and self._prompt[1]
        self._prompt = (prompt, hidden)
        self.write(f"\n{text}{prompt}")
        self._show(self._line.behind(prompt))

    def is_half_typed(self) -> bool:
        """Whether an answer was begun."""
        return bool(self._pending or self._line.text)

    # --- signals

    def interrupt(self) -> None:
        """Ctrl-C: at a prompt it ends the reading, else it does what ``interrupted`` says."""
        if self._ready is None:
            self._left_at = -HEARD  # who ends a wait has heard what for
            self.interrupted()
        elif not self._ready.done():
            self._ready.set_exception(Interrupted())

    @contextlib.contextmanager
    def interrupted_by(self, handler: Callable[[], None]) -> Iterator[None]:
        """For the length of a ``with``, Ctrl-C means ``handler``."""
        before, self.interrupted = self.interrupted, handler
        try:
            yield
        finally:
            self.interrupted = before

    @property
    def is_hung_up(self) -> bool:
        """It was a terminal, and its window is closed now: the end of input may tell of that
        before the signal does."""
        return self.is_terminal and not os.isatty(self._in)

    def close(self) -> None:
        """Give the terminal back as it was. What stands on a hidden line is dropped."""
        if self._prompt is not None and self._prompt[1]:
            self._dropped = self._echo.is_begun()
        with contextlib.suppress(Quit):  # nobody is there to see it
            self._put("")
            self._put_out()
        self._echo.restore()

    def resume(self) -> None:
        """Go on after :meth:`close`: say again what is waited for."""
        if self._prompt is None:
            self._echo.silence()
            return
        prompt, hidden = self._prompt
        if self._dropped:
            self.write(f"{from_its_start()}\n")
            self._dropped = False
        self._echo.silence(hidden=hidden)
        self.write(prompt)
        self._show(self._line.behind(prompt))


def from_its_start() -> str:
    return _("Type this answer again from the beginning.")


def _reading_encoding(stream: TextIO) -> str:
    """The stream's encoding; where it knows ASCII only, what is beyond it is UTF-8 in truth."""
    return "utf-8" if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding
