"""Answers as they are typed: a line that is edited, a paste, and Ctrl-C and Ctrl-D.

Answers are read without a thread and without blocking the event loop. On a terminal, an open
answer is edited and shown by :class:`~tui_voter.linear.line.Line`; the terminal itself shows
nothing that is typed. An answer is only what was typed after its prompt was put out.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TextIO

from tui_voter.dialogue import Quit
from tui_voter.letters import LATIN
from tui_voter.linear.line import LONGEST, Key, Keys, Line, as_typed
from tui_voter.linear.output import Output
from tui_voter.messages import gettext as _
from tui_voter.system import Echo, Source

QUIET: Final = 0.05
"""Seconds: on a terminal, what follows within this time belongs to the same paste. No key can be
pressed that soon after Enter."""

BETWEEN_LOOKS: Final = 1.0
"""Seconds between two calls of the ``watch`` of :meth:`Keyboard.read`: that a vote opens or a
session ends is said while the prompt stands, and not after the next Enter only."""

Watch = Callable[[], tuple[str, str] | None]
"""The lines and the prompt to put out below the prompt that stands, None where there is no news."""


class Typing(NamedTuple):
    """How an answer is typed."""

    secret: bool = False
    """Nothing is a command there but the words that work everywhere."""
    hidden: bool = False
    """Nothing of it is shown."""
    enough: Callable[[str], bool] | None = None
    """It is pasted: on a pipe, its lines are taken until this is content."""
    text: bool = False
    """All lines of a paste belong to it, and two slashes begin no command."""
    goes_on: bool = False
    """A fast typist may have begun this line of a text before its prompt."""
    may_end: bool = False
    """Ctrl-D ends a text as an empty line does."""

    @property
    def is_one_line(self) -> bool:
        return self.enough is None and not self.text

    @property
    def is_masked(self) -> bool:
        """Whether no transcript keeps it: a link is a secret, too."""
        return self.secret or self.enough is not None


ONE_LINE: Final = Typing()


class Interrupted(Exception):
    """The voter pressed Ctrl-C at a prompt; or Ctrl-D, which ``ends`` what is typed. ``begun`` is
    what stands on the line; ``hides`` tells that something stands on a hidden one."""

    def __init__(self, begun: str = "", *, hides: bool = False, ends: bool = False) -> None:
        super().__init__("Ctrl-D" if ends else "Ctrl-C")
        self.begun = begun
        self.hides = hides
        self.ends = ends


class Keyboard:
    """What the voter types: on a terminal, or from a pipe or a file. ``output`` shows it."""

    def __init__(self, stdin: TextIO, output: Output) -> None:
        self._output = output
        self._fd = stdin.fileno()
        self._echo = Echo(self._fd)
        self.is_terminal: Final = self._echo.is_terminal
        self._source = Source(stdin, LONGEST)
        self._decoder = codecs.getincrementaldecoder(_encoding(stdin))(LATIN)
        self._is_in_window: Final = "VTE_VERSION" in os.environ  # there, Orca reads deleted letters
        self._pending = ""  # what was typed and not read yet
        self._keys = Keys()
        self._line = Line()  # the one that is being typed
        self._ended = False
        self._ready: asyncio.Future[None] | None = None
        self._prompt: str | None = None  # the one that stands
        self._is_hidden = False  # what is typed behind it
        self._has_dropped = False  # what stood on a hidden line at Ctrl-Z
        self.on_ctrl_c: Callable[[], None] = lambda: None
        """What Ctrl-C does while nothing is read."""
        self.at_first_prompt: Callable[[], None] = lambda: None
        """Called once: what is slow to load is loaded while the voter thinks."""

    @property
    def shows_all(self) -> bool:
        """Whether the terminal itself shows what is typed, a hidden answer as well."""
        return os.isatty(self._fd) and not self.is_terminal

    @property
    def is_read(self) -> bool:
        """Whether a prompt stands and waits for the voter."""
        return self._prompt is not None

    @property
    def is_half_typed(self) -> bool:
        """Whether an answer was begun."""
        return bool(self._pending or self._line.text)

    @property
    def is_hung_up(self) -> bool:
        """Whether it was a terminal whose window is closed now: the end of input may tell of that
        before the signal does."""
        return self.is_terminal and not os.isatty(self._fd)

    async def read(
        self,
        prompt: str,
        typing: Typing = ONE_LINE,
        *,
        watch: Watch | None = None,
        begun: str = "",
    ) -> list[str]:
        """Put ``prompt`` out, and return the answer's lines: one, or those of one paste. Of the
        first, some may have been ``begun`` before.

        A paste cannot be told on a pipe: there it is one line, or the lines up to ``enough`` or an
        empty one. ``watch`` is called now and then. Raises Quit at the end of input, and
        Interrupted on Ctrl-C or Ctrl-D.
        """
        if not typing.goes_on:
            self._forget_typed()
        self._echo.silence(hidden=typing.hidden)
        self._prompt, self._is_hidden = prompt, typing.hidden
        try:
            self._output.write(prompt)
            self._output.put_out()
            at_first_prompt, self.at_first_prompt = self.at_first_prompt, lambda: None
            at_first_prompt()
            if not self.is_terminal:
                return await self._lines_of_pipe(typing.enough)
            self._line = self._new_line(prompt, hidden=typing.hidden)
            first = await self._typed(prompt, watch, begun, is_pasted=typing.enough is not None)
            return [first, *await self._rest_of_paste(is_text=typing.text)]
        except EOFError as end:
            raise Quit from end
        except Interrupted as cut:
            begun = "" if typing.hidden else self._line.text
            hides = typing.hidden and (self._echo.is_begun() or bool(self._line.text))
            raise Interrupted(begun, hides=hides, ends=cut.ends) from None
        finally:
            self._output.column = self._line.column
            self._prompt, self._is_hidden = None, False
            self._line = Line()
            self._echo.silence()
            if not self.shows_all:
                self._output.write("\n")  # the voter's own was not shown

    async def drop_typed(self) -> bool:
        """Drop what was typed before a prompt, up to where it pauses: the end of a paste would
        answer what it was not typed for. Returns whether that was more than Enter."""
        await self._let_wait_be_heard()
        if not self.is_terminal:
            return False
        self._echo.silence()
        while not self._pending.strip():
            if not await self._take(within=0):
                return False
        while await self._take(within=QUIET):
            self._pending = ""
        return True

    @contextlib.contextmanager
    def ctrl_c_calls(self, handler: Callable[[], None]) -> Iterator[None]:
        """For the length of a ``with``, Ctrl-C calls ``handler`` while nothing is read."""
        before, self.on_ctrl_c = self.on_ctrl_c, handler
        try:
            yield
        finally:
            self.on_ctrl_c = before

    @contextlib.contextmanager
    def ctrl_c_sets(self) -> Iterator[asyncio.Event]:
        """For the length of a ``with``, Ctrl-C sets the event while nothing is read."""
        event = asyncio.Event()
        with self.ctrl_c_calls(event.set):
            yield event

    def interrupt(self) -> None:
        """Ctrl-C: end the reading at a prompt, and do what ``on_ctrl_c`` says elsewhere."""
        if self._ready is None:
            self.on_ctrl_c()
        elif not self._ready.done():
            self._ready.set_exception(Interrupted())

    def close(self) -> None:
        """Give the terminal back as it was. What stands on a hidden line is dropped."""
        self._has_dropped = self._is_hidden and self._echo.is_begun()
        self._output.close()
        self._echo.restore()

    def resume(self) -> None:
        """Go on after :meth:`close`: put the prompt out again."""
        self._echo.silence(hidden=self._is_hidden)
        if self._prompt is not None:
            self._prompt_anew(f"{from_its_start()}\n" if self._has_dropped else "", self._prompt)

    # --- lines

    async def _lines_of_pipe(self, enough: Callable[[str], bool] | None) -> list[str]:
        lines = [await self._next_line()]
        with contextlib.suppress(EOFError):  # the end of input ends this answer as well
            while enough is not None and lines[-1] and not enough("\n".join(lines)):
                lines.append(await self._next_line())
        return lines

    async def _next_line(self) -> str:
        while "\n" not in self._pending and not self._ended:
            await self._take()
            if "\n" not in self._pending:
                self._pending = self._pending[:LONGEST]
        if not self._pending:
            raise self._end()
        line, _newline, self._pending = self._pending.partition("\n")
        return as_typed(line[:LONGEST])

    async def _typed(
        self,
        prompt: str,
        watch: Watch | None = None,
        begun: str = "",
        *,
        is_pasted: bool = False,
    ) -> str:
        """A line from the keyboard, behind ``prompt``. Of a link that is pasted alone, the voter is
        shown all; of a mail around it, they need not hear the first line."""
        line = self._line
        for letter in begun:
            line.press(letter)
        self._show(line.behind(prompt) if begun else "")
        unshown = ""
        while True:
            typed, enter, self._pending = self._pending.partition("\n")
            waits = is_pasted and (len(typed) > 1 or bool(unshown))
            for key in self._keys.read(typed, is_all=bool(enter or self._ended)):
                if key is Key.END_OF_INPUT and not line.text:
                    raise Interrupted(ends=True)
                unshown += line.press(key)
            if waits and not self._pending and await self._take(within=QUIET) and not enter:
                continue
            if not (enter and is_pasted and self._pending):
                self._show(unshown)
            if enter:
                return line.text
            unshown = ""
            if self._ended:
                raise self._end()
            await self._take(watch=watch)

    async def _rest_of_paste(self, *, is_text: bool) -> list[str]:
        """The lines that come with the one before. Those of a text are shown, and its last one can
        be gone on with."""
        lines = []
        while (is_text and self._pending) or await self._take(within=QUIET):
            if is_text:
                self._output.write("\n")
                self._line = self._new_line()
                try:
                    lines.append(await self._typed(""))
                except Interrupted as cut:
                    if not cut.ends:
                        raise
            else:
                self._pending = self._pending[:LONGEST]
        lines += map(as_typed, self._pending.splitlines())
        self._pending = ""
        return lines

    def _new_line(self, prompt: str = "", *, hidden: bool = False) -> Line:
        return Line(
            prompt,
            hidden=hidden,
            width=self._output.width,
            spell=self._output.shown,
            in_window=self._is_in_window,
        )

    def _show(self, text: str) -> None:
        if text:
            self._output.echo(text, self._fd)

    def _prompt_anew(self, above: str, prompt: str) -> None:
        """Put ``prompt`` out with what is typed behind it, below the lines ``above``."""
        self._prompt = prompt
        self._output.write(f"{above}{prompt}")
        self._output.put_out()
        self._show(self._line.behind(prompt))

    def _end(self) -> Exception:
        """What the end of input means: at a terminal that is still there, which takes a hidden line
        by itself, that Ctrl-D was pressed."""
        if not os.isatty(self._fd):
            return EOFError()
        self._ended = False
        return Interrupted(ends=self.is_terminal)

    # --- what comes in

    def _forget_typed(self) -> None:
        if self.is_terminal:
            self._pending = ""
            self._decoder.reset()
        self._echo.forget_typed()

    async def _let_wait_be_heard(self) -> None:
        """Wait until a screen reader has read what was waited for; Ctrl-C goes on at once."""
        if (rest := self._output.unheard_for()) > 0:
            with self.ctrl_c_sets() as goes_on, contextlib.suppress(TimeoutError):
                await asyncio.wait_for(goes_on.wait(), rest)

    async def _take(self, *, within: float | None = None, watch: Watch | None = None) -> bool:
        """Receive something; False when nothing came ``within`` so many seconds, or at the end."""
        if not await self._is_readable(within, watch):
            return False
        chunk = self._source.read()
        self._output.is_gone |= not chunk and self.is_hung_up
        self._ended = not chunk
        self._pending += self._decoder.decode(chunk, final=self._ended)
        return bool(chunk)

    async def _is_readable(self, within: float | None, watch: Watch | None) -> bool:
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
                self._output.column = self._line.column
                if (news := watch()) is not None:
                    above, prompt = news
                    self._prompt_anew(f"\n{above}", prompt)
        finally:
            self._source.unwatch()
            self._ready = None


def from_its_start() -> str:
    return _("Type this answer again from the beginning.")


def _encoding(stream: TextIO) -> str:
    """The stream's encoding; where it knows ASCII only, what is beyond it is UTF-8 in truth."""
    return "utf-8" if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding
