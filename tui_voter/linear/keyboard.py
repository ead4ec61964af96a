"""Read the voter's answers: edited lines and pastes, Ctrl-C and Ctrl-D.

Answers are read without a thread and without blocking the event loop. On a terminal,
:class:`~tui_voter.linear.line.Line` edits and shows the answer, and the terminal's own echo is off.
Only what is typed after a prompt was written answers it.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Final, TextIO

from tui_voter.dialogue import Quit
from tui_voter.letters import LATIN
from tui_voter.linear.line import LONGEST, Key, Keys, Line, as_typed
from tui_voter.linear.output import Output
from tui_voter.messages import gettext as _
from tui_voter.system import SUSPEND, Echo, Source, stop
from tui_voter.tuples import NamedTuple

QUIET: Final = 0.05
"""Seconds. On a terminal, input that follows Enter within this time belongs to the same paste: no
key can be pressed that soon."""

BETWEEN_LOOKS: Final = 1.0
"""Seconds between two calls of the ``watch`` of :meth:`Keyboard.read`. It says while a prompt
waits, not only after Enter, that a vote opens or a session ends."""

Watch = Callable[[], tuple[str, str] | None]
"""Returns the lines and the prompt to write below the waiting prompt; None if there is no news."""


class Typing(NamedTuple):
    """How an answer is typed."""

    secret: bool = False
    """Whether the answer is masked in a transcript."""
    hidden: bool = False
    """Whether nothing of the answer is shown."""
    enough: Callable[[str], bool] | None = None
    """For a pasted answer: on a pipe, lines are read until this accepts them."""
    text: bool = False
    """Whether all lines of a paste belong to the answer, and two slashes begin no command."""
    continues: bool = False
    """Whether this continues a text, so that a fast typist may have begun it before its prompt."""
    may_end: bool = False
    """Whether Ctrl-D ends the text, as an empty line does."""

    @property
    def is_one_line(self) -> bool:
        return self.enough is None and not self.text

    @property
    def is_masked(self) -> bool:
        """Whether the answer is masked in a transcript: a link is a secret, too."""
        return self.secret or self.enough is not None


ONE_LINE: Final = Typing()


class Interrupted(Exception):
    """The voter pressed Ctrl-C at a prompt, or Ctrl-D (``ends``). ``begun`` is the text on the
    line; ``hides`` says that a hidden line has some text."""

    def __init__(self, begun: str = "", *, hides: bool = False, ends: bool = False) -> None:
        super().__init__("Ctrl-D" if ends else "Ctrl-C")
        self.begun = begun
        self.hides = hides
        self.ends = ends


class Keyboard:
    """Reads what the voter types, from a terminal, a pipe or a file. ``output`` shows it."""

    def __init__(self, stdin: TextIO, output: Output) -> None:
        self._output = output
        self._fd = stdin.fileno()
        self._echo = Echo(self._fd)
        self.is_terminal: Final = self._echo.is_terminal
        self._source = Source(stdin, LONGEST)
        self._decoder = codecs.getincrementaldecoder(_encoding(stdin))(LATIN)
        self._is_in_window: Final = "VTE_VERSION" in os.environ  # there, Orca reads deleted letters
        self._pending = ""  # received, but not used yet
        self._keys = Keys()
        self._line = Line()  # the line being typed
        self._ended = False
        self._ready: asyncio.Future[None] | None = None
        self._prompt: str | None = None  # the prompt that waits for an answer
        self._hides_typing = False  # whether that answer is hidden
        self.on_ctrl_c: Callable[[], None] = lambda: None
        """Called at Ctrl-C while no prompt waits."""
        self.at_first_prompt: Callable[[], None] = lambda: None
        """Called once, at the first prompt: slow modules are loaded while the voter thinks."""

    @property
    def shows_all(self) -> bool:
        """Whether the terminal echoes everything that is typed, even a hidden answer."""
        return os.isatty(self._fd) and not self.is_terminal

    @property
    def is_asking(self) -> bool:
        """Whether a prompt waits for the voter."""
        return self._prompt is not None

    @property
    def is_half_typed(self) -> bool:
        """Whether the voter has begun to type an answer."""
        return bool(self._pending or self._line.text)

    @property
    def is_hung_up(self) -> bool:
        """Whether the terminal's window was closed: the end of input may arrive before the signal
        does."""
        return self.is_terminal and not os.isatty(self._fd)

    async def read(
        self,
        prompt: str,
        typing: Typing = ONE_LINE,
        *,
        watch: Watch | None = None,
        begun: str = "",
    ) -> list[str]:
        """Write ``prompt``, and return the answer's lines: one line, or all lines of a paste.
        ``begun`` is text that stands on the first line already.

        On a pipe, the answer is one line, or the lines until ``enough`` accepts them or one is
        empty. ``watch`` is called once a second. Raises Quit at the end of input, and Interrupted
        on Ctrl-C or Ctrl-D.
        """
        if not typing.continues:
            self._forget_typed()
        self._echo.silence(hidden=typing.hidden, asks=True)
        self._prompt, self._hides_typing = prompt, typing.hidden
        try:
            self._output.write(prompt)
            self._output.flush()
            at_first_prompt, self.at_first_prompt = self.at_first_prompt, lambda: None
            at_first_prompt()
            if not self.is_terminal:
                return await self._lines_of_pipe(typing.enough)
            self._line = self._new_line(prompt, hidden=typing.hidden)
            first = await self._edited(prompt, watch, begun, is_pasted=typing.enough is not None)
            return [first, *await self._rest_of_paste(is_text=typing.text)]
        except EOFError as end:
            raise Quit from end
        except Interrupted as cut:
            begun = "" if typing.hidden else self._line.text
            hides = typing.hidden and (self._echo.is_begun() or bool(self._line.text))
            raise Interrupted(begun, hides=hides, ends=cut.ends) from None
        finally:
            self._output.column = self._line.column
            self._prompt, self._hides_typing = None, False
            self._line = Line()
            self._echo.silence()
            if not self.shows_all:
                self._output.write("\n")  # the terminal did not echo the voter's Enter

    async def drop_typed(self) -> bool:
        """Drop what was typed before a prompt, until the typing pauses: it was not meant for this
        question. Returns whether it was more than Enter."""
        await self._let_wait_be_heard()
        if not self.is_terminal:
            return False
        self._echo.silence()
        while not self._pending.strip():
            if not await self._receive(within=0):
                return False
        while await self._receive(within=QUIET):
            self._pending = ""
        return True

    @contextlib.contextmanager
    def ctrl_c_calls(self, handler: Callable[[], None]) -> Iterator[None]:
        """Within a ``with``, Ctrl-C calls ``handler`` while no prompt waits."""
        before, self.on_ctrl_c = self.on_ctrl_c, handler
        try:
            yield
        finally:
            self.on_ctrl_c = before

    @contextlib.contextmanager
    def ctrl_c_sets(self) -> Iterator[asyncio.Event]:
        """Within a ``with``, Ctrl-C sets the event while no prompt waits."""
        event = asyncio.Event()
        with self.ctrl_c_calls(event.set):
            yield event

    def interrupt(self) -> None:
        """Ctrl-C was pressed: interrupt the waiting prompt, or else call ``on_ctrl_c``."""
        if self._ready is None:
            self.on_ctrl_c()
        elif not self._ready.done():
            self._ready.set_exception(Interrupted())

    def close(self) -> None:
        """Restore the terminal."""
        self._output.close()
        self._echo.restore()

    def pause(self, *, dropped: bool = False) -> None:
        """Restore the terminal, stop until the shell continues, and write the prompt again. The
        text of a hidden line is lost; ``dropped`` says that some was read already."""
        dropped |= self._hides_typing and self._echo.is_begun()
        self.close()
        stop()
        self._echo.silence(hidden=self._hides_typing, asks=self._prompt is not None)
        if self._prompt is not None:
            self._reprompt(f"{retype_answer()}\n" if dropped else "", self._prompt)

    # --- lines

    async def _lines_of_pipe(self, enough: Callable[[str], bool] | None) -> list[str]:
        lines = [await self._next_line()]
        with contextlib.suppress(EOFError):  # the end of input ends this answer as well
            while enough is not None and lines[-1] and not enough("\n".join(lines)):
                lines.append(await self._next_line())
        return lines

    async def _next_line(self) -> str:
        while "\n" not in self._pending and not self._ended:
            await self._receive()
            if "\n" not in self._pending:
                self._pending = self._pending[:LONGEST]
        if not self._pending:
            raise self._end()
        line, _newline, self._pending = self._pending.partition("\n")
        return as_typed(line[:LONGEST])

    async def _edited(
        self,
        prompt: str,
        watch: Watch | None = None,
        begun: str = "",
        *,
        is_pasted: bool = False,
    ) -> str:
        """Read a line typed after ``prompt``. A link that is pasted alone is shown in full, but not
        the first line of a pasted email, which nobody needs to hear."""
        line = self._line
        for letter in begun:
            line.press(letter)
        self._show(line.rewritten_after(prompt) if begun else "")
        unshown = ""
        while True:
            typed, enter, self._pending = self._pending.partition("\n")
            waits = is_pasted and (len(typed) > 1 or bool(unshown))
            for key in self._keys.read(typed, is_all=bool(enter or self._ended)):
                if key is Key.END_OF_INPUT and not line.text:
                    raise Interrupted(ends=True)
                unshown += line.press(key)
            if waits and not self._pending and await self._receive(within=QUIET) and not enter:
                continue
            if not (enter and is_pasted and self._pending):
                self._show(unshown)
            if enter:
                return line.text
            unshown = ""
            if self._ended:
                raise self._end()
            await self._receive(watch=watch)

    async def _rest_of_paste(self, *, is_text: bool) -> list[str]:
        """Read the further lines of a paste. Those of a text are shown, and the voter can continue
        the last one."""
        lines = []
        while (is_text and self._pending) or await self._receive(within=QUIET):
            if is_text:
                self._output.write("\n")
                self._line = self._new_line()
                try:
                    lines.append(await self._edited(""))
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

    def _reprompt(self, above: str, prompt: str) -> None:
        """Write the lines ``above``, then ``prompt`` with the text typed so far."""
        self._prompt = prompt
        self._output.write(f"{above}{prompt}")
        self._output.flush()
        self._show(self._line.rewritten_after(prompt))

    def _end(self) -> Exception:
        """The exception for the end of input. At a terminal that is still open, it means Ctrl-D on
        a hidden line, which the terminal edits itself."""
        if not os.isatty(self._fd):
            return EOFError()
        self._ended = False
        return Interrupted(ends=self.is_terminal)

    # --- input

    def _forget_typed(self) -> None:
        if self.is_terminal:
            self._pending = ""
            self._decoder.reset()
        self._echo.forget_typed()

    async def _let_wait_be_heard(self) -> None:
        """Give a screen reader time to read the line of a wait; Ctrl-C cuts that short."""
        if (rest := self._output.unheard_for()) > 0:
            with self.ctrl_c_sets() as goes_on, contextlib.suppress(TimeoutError):
                await asyncio.wait_for(goes_on.wait(), rest)

    async def _receive(self, *, within: float | None = None, watch: Watch | None = None) -> bool:
        """Receive some input. False if none came ``within`` so many seconds, or at its end."""
        if not await self._is_readable(within, watch):
            return False
        chunk = self._source.read()
        self._output.is_gone |= not chunk and self.is_hung_up
        self._ended = not chunk
        typed = self._decoder.decode(chunk, final=self._ended)
        if self.is_terminal and SUSPEND in typed:
            typed = self._pause_at(typed)
        self._pending += typed
        return bool(chunk)

    def _pause_at(self, typed: str) -> str:
        """Stop at the Ctrl-Z that was typed. Returns what else was ``typed``, of which a hidden
        line is dropped."""
        rest = typed.replace(SUSPEND, "")
        self.pause(dropped=self._hides_typing and bool(rest))
        return "" if self._hides_typing else rest

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
                    self._reprompt(f"\n{above}", prompt)
        finally:
            self._source.unwatch()
            self._ready = None


def retype_answer() -> str:
    return _("Type this answer again from the beginning.")


def _encoding(stream: TextIO) -> str:
    """The stream's encoding, but UTF-8 for ASCII: other characters are then UTF-8 in practice."""
    return "utf-8" if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding
