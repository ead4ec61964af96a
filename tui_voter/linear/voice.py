"""Say lines, put a question, wait: what all forms, menus and pages are told with."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from tui_voter.dialogue import Action, Form, Heading, Menu, Page, Quit, Step, no_time_limit
from tui_voter.linear.commands import SLASH, Command, find, help_lines
from tui_voter.linear.prompts import Remark, compose, step_words
from tui_voter.linear.terminal import Terminal
from tui_voter.messages import gettext as _

T = TypeVar("T")

_SENTENCE_END: Final = re.compile(r"(?<=[\w\u00a0)»”]{2}[.?!])[ \t]+(?=[A-ZÀ-ÖØ-Þ«“/])")

PATIENCE: Final = 3.0
"""Seconds after which a wait is said to last."""

Heard = str | Command | Action
"""An answer, or the command or action that the voter gave instead."""


class Abandoned(Exception):
    """The voter's Ctrl-C ended a wait; what was waited for was cancelled."""


class Scene:
    """What goes for every question of one form, menu or page."""

    __slots__ = ("actions", "can_go_back", "help", "step", "time_left", "title")

    def __init__(self, shown: Form[T] | Menu | Page) -> None:
        self.title = shown.title
        self.help = shown.help
        self.can_go_back = shown.can_go_back
        self.actions: Sequence[Action] = ()
        self.step: Step | None = None
        self.time_left = no_time_limit
        if not isinstance(shown, Menu):
            self.actions, self.step = shown.actions, shown.step
            self.time_left = shown.time_left

    def title_line(self) -> str:
        if self.step is None:
            return self.title
        return _("Step {step}. {title}").format(step=step_words(self.step), title=self.title)


class Question:
    """One prompt, and what belongs to it.

    ``purpose`` names what is asked for ("mot de passe"). A ``hidden`` answer is neither shown
    nor read as a command; a ``silent`` one is not shown. ``again`` is what the repeat
    command says. ``outcome`` is a sentence that should stand on the cursor's line. With
    ``enough``, an answer may take several lines, until it is content. ``news`` is asked now
    and then while the prompt stands; what it gives is said, and the prompt put anew.
    """

    __slots__ = (
        "again",
        "enough",
        "hidden",
        "news",
        "offered",
        "outcome",
        "purpose",
        "remark",
        "silent",
    )

    def __init__(
        self,
        purpose: str,
        *,
        again: Sequence[str] = (),
        remark: Remark | None = None,
        hidden: bool = False,
        silent: bool = False,
        offered: Sequence[Command] = (),
        outcome: str = "",
        enough: Callable[[str], bool] | None = None,
        news: Callable[[], Remark | None] | None = None,
    ) -> None:
        self.purpose = purpose
        self.again = again
        self.remark = remark
        self.hidden = hidden
        self.silent = silent
        self.offered = offered
        self.outcome = outcome
        self.enough = enough
        self.news = news


class Voice:
    """What is said and heard on one terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._heading = Heading()
        self._untold: list[str] = []
        self._prompt = ""

    def head(self, heading: Heading) -> None:
        """Say what is new in ``heading`` with what comes next."""
        told = set(self._heading_lines())
        self._heading = heading
        self._untold.extend(line for line in self._heading_lines() if line not in told)

    def notify(self, text: str) -> None:
        """Say ``text`` before what comes next."""
        self._untold.append(text)

    def say(self, *texts: str) -> None:
        """Each text on lines of its own, one sentence a line; empty texts are passed over."""
        for text in filter(None, texts):
            for line in _SENTENCE_END.sub("\n", text).split("\n"):
                self.terminal.write(f"{line.rstrip()}\n")

    def open(self, scene: Scene) -> None:
        """Begin a form, a menu or a page."""
        self._tell_untold()
        self.say(scene.title_line())

    async def hear(self, scene: Scene, question: Question) -> Heard:
        """Put the question until there is an answer, or a command that ends it."""
        remark = question.remark
        while True:
            self._tell_untold()
            lines = await self._read(scene, question, remark)
            if question.enough is None:
                if any(line.strip() for line in lines[1:]):
                    self.notify(_("Only the first line of what came was taken."))
                del lines[1:]
            text = "\n".join(lines).rstrip("\n")
            if question.hidden or not text.startswith(SLASH) or "\n" in text:
                return text
            command = find(text, question.offered, scene.actions)
            ends = isinstance(command, Action) or command in question.offered
            if command is not None and (ends or (command is Command.BACK and scene.can_go_back)):
                return command
            remark = self._obey(command, text, scene, question, remark)

    async def _read(self, scene: Scene, question: Question, remark: Remark | None) -> list[str]:
        def ask(remark: Remark | None) -> tuple[list[str], str]:
            above, self._prompt = compose(
                self.terminal.shown(question.purpose),
                scene.step,
                remark and Remark(*map(self.terminal.shown, remark)),
                self.terminal.shown(question.outcome),
                self._prompt,
            )
            return above, self._prompt

        def watch() -> tuple[str, str] | None:
            news = question.news and question.news()
            if not news:
                return None
            above, prompt = ask(news)
            return "".join(f"{line}\n" for line in above), prompt

        above, prompt = ask(remark)
        self.say(*above)
        enough = question.enough
        return await self.terminal.read(
            prompt,
            hidden=question.hidden or question.silent,
            enough=enough and (lambda text: text.startswith(SLASH) or enough(text)),
            watch=watch if question.news else None,
        )

    def _obey(
        self,
        command: Command | Action | None,
        text: str,
        scene: Scene,
        question: Question,
        remark: Remark | None,
    ) -> Remark | None:
        """Do what a command asks that leaves the question open; the next prompt's remark."""
        match command:
            case Command.QUIT:
                raise Quit
            case Command.HELP:
                self.say(*self._help(scene, question))
                return None
            case Command.REPEAT:
                self.say(*(question.again or [scene.title_line()]))
                return remark
            case Command.TIME:
                left = scene.time_left() or _("There is no time limit.")
                return Remark(left, _("time told above"))
            case Command.BACK:
                return Remark(_("There is no going back from here."), _("no going back"))
        return Remark(
            _("There is no command {name}. {help} tells those there are.").format(
                name=text.strip(), help=Command.HELP.word
            ),
            _("unknown command"),
        )

    def _help(self, scene: Scene, question: Question) -> Iterator[str]:
        if scene.help:
            yield scene.help
        yield _("Commands, each followed by Enter:")
        yield from help_lines(
            question.offered,
            scene.actions,
            can_go_back=scene.can_go_back,
            timed=scene.time_left is not no_time_limit,
        )
        yield _("At a hidden answer, an empty line leads to the commands.")
        yield from self._heading_lines()

    def _heading_lines(self) -> Iterable[str]:
        heading = self._heading
        if heading.election:
            yield heading.election
        if heading.host:
            yield _("Portal: {host}").format(host=heading.host)
        if heading.warning:
            yield heading.warning

    def _tell_untold(self) -> None:
        untold, self._untold = self._untold, []
        self.say(*untold)

    async def wait(self, work: Awaitable[T], busy: str = "") -> T:
        """The result of ``work``, which may itself speak. ``busy`` says what is going on.

        Ctrl-C cancels the work and raises :class:`Abandoned`; a second one leaves the
        program, should the work not end.
        """
        if busy:
            self.say(busy)
        task = asyncio.ensure_future(work)
        abandoned = False

        def abandon() -> None:
            nonlocal abandoned
            abandoned = True
            self.terminal.interrupted = leave
            task.cancel()

        leave = self.terminal.interrupted
        timer = asyncio.get_running_loop().call_later(PATIENCE, self._still_waiting)
        with self.terminal.interrupted_by(abandon):
            try:
                return await task
            except asyncio.CancelledError:
                if abandoned:
                    raise Abandoned from None
                raise
            finally:
                timer.cancel()

    def _still_waiting(self) -> None:
        if not self.terminal.is_read:
            self.say(_("This takes longer. Ctrl+C ends the wait; your answers are kept."))
