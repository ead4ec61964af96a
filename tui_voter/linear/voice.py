"""Say lines, ask a question, wait: the basis of all forms, menus and pages."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import starmap
from operator import itemgetter
from typing import Final, TypeVar

from tui_voter.dialogue import (
    Action,
    Countdown,
    Form,
    Heading,
    Listing,
    Menu,
    Notice,
    Page,
    Quit,
    Role,
    SignOut,
    Step,
    Text,
    TimeWatch,
    Verbatim,
    already_asking,
    no_time_limit,
    told,
    unfinished,
)
from tui_voter.linear.commands import (
    SLASH,
    TIMED,
    Command,
    find,
    help_lines,
    here,
    pair,
)
from tui_voter.linear.countdowns import Timekeeper
from tui_voter.linear.prompts import PLACE, Remark, capital, clear_of, compose, step_words
from tui_voter.linear.spelling import broken, columns
from tui_voter.linear.spoken import Entry, saying, spoken
from tui_voter.linear.terminal import Interrupted, Terminal, from_its_start
from tui_voter.messages import gettext as _
from tui_voter.transcript import MASK, Kind

T = TypeVar("T")

_SENTENCE_END: Final = re.compile(r"(?<=[\w\u00a0)»”]{2}[.?!])[ \t]+(?=[A-ZÀ-ÖØ-Þ«“/])")
_NUMBER: Final = re.compile(r"\d+\. ")

APART: Final = " · "
"""Between parts of a text that are lines of their own."""

HESITATION: Final = 1.0
"""Seconds without a prompt after which the cursor's line says what is waited for."""

SCREENFUL: Final = 20
"""Lines that leave little of what was on the screen. A reader that compares it with the one before
says nothing of a prompt that stood there already."""

PATIENCE: Final = 3.0
"""Seconds after which a wait is said to last."""

Heard = str | Command | Action
"""An answer, or the command or action that the voter gave instead."""


class Abandoned(Exception):
    """The voter ended a wait with Ctrl-C; what was waited for was cancelled."""


class Scene:
    """What goes for every question of one form, menu, listing or page."""

    def __init__(self, shown: Form[T] | Menu | Listing | Page) -> None:
        self.title = shown.title
        self.place = shown.place or _short(shown.title)
        self.help = shown.help
        self.can_go_back = shown.can_go_back
        self.actions = shown.actions
        has_numbers = isinstance(shown, Menu | Page) or (
            isinstance(shown, Form) and not shown.fields
        )
        self.worded: Sequence[Action] = () if has_numbers else shown.actions
        """Those that are taken by a word."""
        self.step: Step | None = shown.step if isinstance(shown, Form | Page) else None
        self.time_left = no_time_limit
        self.unsent: Callable[[], bool] = bool  # nothing is
        self.failure: Text = ""  # what went wrong last with it as a whole
        self.wait: Text = ""  # how long to, behind what was refused
        self.texts: Sequence[Text] = shown.intro if isinstance(shown, Form | Listing) else ()
        """What is told above it."""
        if isinstance(shown, Form) and shown.step is not None:
            self.place = step_words(shown.step)
        self.names_itself = isinstance(shown, Form) and bool(shown.fields)
        """Every prompt tells where the voter is, so that a title would tell it twice."""
        self.confidential = False
        if not isinstance(shown, Listing):
            self.time_left, self.confidential = shown.time_left, shown.confidential
        if isinstance(shown, Form | Page):
            self.step = shown.step

    @property
    def intro(self) -> Sequence[str]:
        return [told(text) for text in self.texts]

    def news_since(self, before: Scene | None) -> Sequence[str]:
        """What is told above it and was not above the place ``before``, from which the voter
        came."""
        known = before.texts if before is not None else ()
        return [told(text) for text in self.texts if text not in known]

    def wait_for(self, remark: Remark | None) -> None:
        """Keep what tells how long there is to wait, as it is by then."""
        if remark is not None and not isinstance(remark.says, str):
            self.wait = remark.says

    def goes_on_from(self, before: Scene | None) -> bool:
        """It is a later step under the title of the one before."""
        if before is None or before.step is None or self.step is None:
            return False
        return self.title == before.title and self.step > before.step


@dataclass(eq=False, repr=False)
class Question:
    """One prompt, and what belongs to it.

    ``purposes`` name what is asked for and what is typed or pressed ("question défi, 1 à 3"), the
    same thing in several lengths, the longest first. A ``hidden`` answer is not shown, unless the
    voter has asked to have it ``in_sight``; where
    ``words`` are no answer, a command needs no slash. ``where`` is what the repeat command says of
    the place (its title, where none is given), ``again`` what it says of the question; ``enter``
    is the line that tells what Enter alone does, ``hints`` are what the help command says behind
    it, ``help`` what it says in place of the scene's. ``asks`` is
    said right above every prompt: the question itself, where the prompt does not hold it.
    ``offered`` are the commands that end this question. ``lead`` is said once, right above the
    first prompt: what came of the answer before comes first. With ``enough``, an answer may take
    several lines, until it is content. ``text`` asks for a piece of a longer text: all lines of a
    paste are taken, and two slashes are no command; from the second piece on (``goes_on``) the
    voter may have begun to type, and where it ``may_end``, Ctrl-D ends it as an empty line does.
    ``news`` is asked now and then while the prompt stands; what it gives is said, and the prompt
    put anew.
    """

    purposes: Sequence[str]
    _: KW_ONLY
    where: Callable[[], Sequence[str]] = tuple
    again: Callable[[], Sequence[str]] = tuple
    enter: str = ""
    hints: Sequence[str] = ()
    help: Text | None = None
    asks: Sequence[str] = ()
    remark: Remark | None = None
    hidden: bool = False
    in_sight: bool = False
    words: bool = True
    offered: Collection[Command] = ()
    lead: Sequence[str] = ()
    enough: Callable[[str], bool] | None = None
    text: bool = False
    goes_on: bool = False
    may_end: bool = False
    news: Callable[[], Remark | None] | None = None
    is_helped: bool = False
    """Its help was told last, so that the next one is for everywhere."""

    def heard_as(self, text: str, actions: Sequence[Action]) -> Command | Action | None:
        """The command that ``text`` is, None where it is an answer."""
        if not self.words:
            return find(text, (*TIMED, *self.offered), actions)
        if not self.reads_as_command(text):
            return None
        if self.hidden:
            return find(text, ())
        return find(text, (*TIMED, *self.offered), actions)

    def reads_as_command(self, text: str) -> bool:
        """Whether ``text`` begins as a command does: a path has more than one slash."""
        if not text.startswith(SLASH) or "\n" in text:
            return False
        return SLASH not in text.removeprefix(SLASH)

    def masks(self, text: str) -> bool:
        """Whether ``text`` may be a secret: what was typed unseen, and a link."""
        if self.enough is not None:
            return not self.reads_as_command(text)
        return self.hidden


class Voice:
    """What is said and heard on one terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._heading = Heading()
        self._scene: Scene | None = None
        self._came_from: Scene | None = None
        self._timekeeper: Timekeeper | None = None
        self._session: TimeWatch | None = None
        self._untold: list[Text] = []
        self._outcome: Remark | None = None  # whose core the next prompt tells
        self._prompt = ""
        self._said_since = 0  # lines
        self._seen: list[str] = []  # prompts that are perhaps still on the screen
        self._asked: Scene | None = None  # which asked that
        self._awaited: list[str] = []  # what is waited for, the innermost last
        self._timers: Sequence[asyncio.TimerHandle] = ()
        self._filled_in: list[Scene] = []  # the forms that stand open, one above the other
        self._signing_out = False  # the voter is asked whether to sign out
        self._warned = False  # the voter was asked whether to leave, and has said nothing since
        self._knows_help = False  # was told of it in this visit
        self.goes_home = False
        """The voter wants to be back at the home, past all that leads back to it."""

    def head(self, heading: Heading) -> None:
        """Announce what is new in ``heading`` with the next output."""
        known = {*self._heading_lines(), *(self._scene.intro if self._scene else ())}
        before, self._heading = self._heading, heading
        self._untold += [line for line in self._heading_lines() if line not in known]
        if heading.countdown != before.countdown:
            self._keep_time(heading.countdown)
        if heading.session != before.session:
            self._session = heading.session and TimeWatch(heading.session)

    def _keep_time(self, countdown: Countdown | None) -> None:
        if self._timekeeper is not None:
            self._timekeeper.close()
        self._timekeeper = countdown and Timekeeper(countdown)

    def notify(self, text: Text) -> None:
        """Say ``text`` before the next output."""
        self._untold.append(text)

    def keep_outcome(self, outcome: Remark) -> None:
        """Say an outcome before the next output, where its core is not all of it, and that in the
        next prompt."""
        if capital(outcome.short) != told(outcome.says).rstrip("."):
            self._untold.append(outcome.says)
        self._outcome = outcome

    def say(self, *texts: str) -> None:
        """Each text on lines of its own, one sentence a line; empty texts are passed over.

        A terminal would break a long line within a word, and a screen reader speak two halves.
        """
        width = self.terminal.width
        for text in filter(None, texts):
            for line in sentences(text):
                parts = [*broken(line, width)]
                self._said_since += len(parts)
                self.terminal.write("".join(f"{part}\n" for part in parts))

    def tell_commands(self, offered: Collection[Command], actions: Sequence[Action] = ()) -> None:
        """Say which words are taken here beside those that work everywhere."""
        if words := here(offered, actions):
            self.say(_("Commands: {list}").format(list=", ".join(words)))

    def close(self) -> None:
        """Say what is still pending: nothing else will come."""
        self.tell()

    def open(self, scene: Scene, *, is_known: bool = False) -> None:
        """Begin a form, a menu, a listing or a page. Its title is not said where every prompt tells
        the same, nor where the step before told it, or the voter comes back to it."""
        goes_on = scene.goes_on_from(self._scene)
        self._came_from = self._scene
        self._turn_to(scene)
        self.tell()
        if not (goes_on or is_known or scene.names_itself):
            self.say(scene.title)

    def news_of(self, scene: Scene) -> Iterator[str]:
        """What is told above ``scene`` as it is opened, without what the heading told, as the
        portal's address, and what the place told from which the voter came."""
        known = set(self._heading_lines())
        for text in scene.news_since(self._came_from):
            parts = text.split(APART) if type(text) is str else [text]
            yield from (part for part in parts if part not in known)

    def _turn_to(self, scene: Scene) -> None:
        self._scene = scene
        self.terminal.confidential = scene.confidential

    def confide(self, scene: Scene) -> None:
        """``scene`` shows from now on what is for nobody but the voter."""
        scene.confidential = self.terminal.confidential = True

    def come_back(self, scene: Scene) -> None:
        """Say where the voter is, when something else was shown over ``scene`` meanwhile."""
        if scene is not self._scene:
            self._turn_to(scene)
            self.tell()
            self.say(saying(_("Back at: {title}"), title=scene.title))

    @contextlib.contextmanager
    def filling_in(self, scene: Scene) -> Iterator[None]:
        """For the length of a ``with``, a form is open."""
        self._filled_in.append(scene)
        try:
            yield
        finally:
            self._filled_in.remove(scene)

    async def hear(self, scene: Scene, question: Question) -> Heard:
        """Ask until there is an answer, or a command that ends the question."""
        self.come_back(scene)
        outcome, self._outcome = self._outcome, None
        remark, lead, begun = question.remark, question.lead, ""
        wrong = remark or outcome
        if outcome is not None and remark is None:
            remark = outcome._replace(says="")  # it is said before
        scene.wait_for(wrong)
        while True:
            try:
                if not question.goes_on and await self.terminal.drop_typed():
                    remark = self._too_early(remark)
                self.tell()
                self._tell_of_help()
                remark = self._with_time(question, remark)
                lines = await self._read(scene, question, remark, lead, begun)
            except Interrupted as cut:
                if not (cut.ends and question.may_end):
                    remark = self._leave(is_begun=bool(cut.begun) or cut.hides, by_end=cut.ends)
                    if cut.hides:
                        self.notify(from_its_start())
                    lead, begun = (), cut.begun
                    continue
                lines = [""]
            lead, begun = (), ""
            if question.enough is None and not question.text:
                if any(line.strip() for line in lines[1:]):
                    self.terminal.record(Kind.TYPED, MASK)  # a mail has a link in it, say
                    remark = wrong = several_lines()
                    continue
                del lines[1:]
            text = "\n".join(lines).rstrip("\n")
            command = question.heard_as(text, scene.worded)
            is_secret = bool(text) and question.masks(text) and command is None
            self.terminal.record(Kind.TYPED, MASK if is_secret else text)
            self._warned = self._warned and command is Command.QUIT
            if command is None and (question.hidden or not question.reads_as_command(text)):
                return text
            done = await self._do(command, scene, question, wrong)
            if isinstance(done, Command | Action):
                return done
            remark = done
            wrong = wrong or remark

    async def _do(
        self,
        command: Command | Action | None,
        scene: Scene,
        question: Question,
        wrong: Remark | None,
    ) -> Command | Action | Remark | None:
        """Carry out a ``command``: what ends the question by it, or else the next prompt's remark.
        ``wrong`` is what went wrong with the answer, or else with a command."""
        if command is Command.SAVE:
            command = Role.SAVE.among(scene.actions) or command
        if command is Command.SIGN_OUT:
            command = Role.SIGN_OUT.among(scene.actions) or command
        if command is Command.HOME and scene.can_go_back and self._session is not None:
            self.goes_home, command = True, Command.BACK
        if isinstance(command, Action) or (command is not None and command in question.offered):
            return command
        match command:
            case Command.BACK if scene.can_go_back:
                return command
            case Command.TIME:
                return await self.time(scene)
            case Command.EXTEND:
                return await self.extend(scene)
            case Command.SIGN_OUT if self._signing_out:
                return Remark(already_asking(), _("being asked"))
            case Command.SIGN_OUT if self._heading.sign_out is not None:
                await self._sign_out(self._heading.sign_out)
                self.come_back(scene)
                return None
        return self._obey(command, scene, question, wrong)

    def _tell_of_help(self) -> None:
        """Once in a visit."""
        if not self._knows_help:
            self._knows_help = True
            self.say(pair(_("Help"), Command.HELP.word))

    def _too_early(self, remark: Remark | None) -> Remark:
        """That what was typed before the question answers nothing."""
        ignored = _("Typed too early: ignored.")
        if remark is not None:
            self.notify(ignored)
            return remark
        return Remark(ignored, _("typed too early"), _("too early"))

    def _with_time(self, question: Question, remark: Remark | None) -> Remark | None:
        """The end of the session or the time until the vote, where that is due and the next
        prompt can hold it."""
        if (soon := self._session_ends(question)) is not None:
            if remark is None:
                return soon
            self.say(soon.text)
        news = self._timekeeper and self._timekeeper.news()
        if not news or question.news is not None:  # which tells it anyway
            return remark
        if remark is None:
            return news
        self.say(news.text)
        return remark

    def tell_time_due(self) -> None:
        """Say before a text of several parts what would stand behind its first one: the vote has
        turned, or a milestone has passed."""
        if self._timekeeper is not None and (news := self._timekeeper.news()):
            self.notify(news.text)

    def _session_ends(self, question: Question) -> Remark | None:
        """That the session ends soon, once, and how it goes on."""
        if self._session is None or not self._session.due():
            return None
        told = self._session.limit.told
        extend = pair(Command.EXTEND.word, _("extend the session"))
        if question.hidden:
            return Remark(told, _("session ends soon"), _("expiring"))
        return Remark(lambda: f"{told()} {extend}", _("session ends soon"), _("expiring"))

    async def extend(self, scene: Scene) -> Remark:
        """More time for the session; the voter may have to sign in again."""
        if self._session is None:
            none = _("There is no session to extend: one begins when you sign in.")
            return Remark(none, _("no session"))
        try:
            outcome = await self.wait(
                self._session.limit.extend(), _("Asking the portal for more time…")
            )
        except Abandoned:
            return abandoned()
        self.come_back(scene)
        return Remark(outcome.text, outcome.short)

    async def _sign_out(self, may: Callable[[str], Awaitable[bool]]) -> None:
        """Raises SignOut, unless the voter would rather stay when they hear what that loses."""
        self._signing_out = True
        try:
            if await may(self._unsent()):
                raise SignOut
        finally:
            self._signing_out = False

    def _unsent(self) -> str:
        """The title of the first form that stands open with something typed into it; "" where there
        is none."""
        return next((scene.title for scene in self._filled_in if scene.unsent()), "")

    async def time(self, scene: Scene) -> Remark:
        """The time left for what is asked, for the session, and until the vote: what ends first
        is said first, and stands on the cursor's line."""
        if self._timekeeper is not None:
            await self.keep_in_step(self._timekeeper.countdown)
        ends: list[tuple[float, Remark]] = []
        if self._session is not None:
            session = self._session.limit
            brief = session.brief()
            told_so = Remark(session.told, _("session {time}").format(time=brief), brief)
            ends.append((session.left(), told_so))
        if self._timekeeper is not None:
            ends.append((self._timekeeper.left(), self._timekeeper.time()))
        known = [remark for _left, remark in sorted(ends, key=itemgetter(0))]
        texts = {remark.text for remark in known}  # a place may name the vote's as its own
        own = [each for each in (told(scene.wait), scene.time_left()) if each and each not in texts]
        limits = [*(Remark(each, _("time above")) for each in own), *known]
        if not limits:
            return Remark(_("There is no time limit."), _("no time limit"), _("no limit"))
        if len(limits) == 1:
            return limits[0]
        self.say(*(limit.text for limit in limits))
        return limits[0]._replace(says="")  # it was said

    def asks_anew(self) -> None:
        """What is asked next is not what was asked last, though its prompt may read so."""
        self._asked = None

    async def keep_in_step(self, countdown: Countdown) -> None:
        """Ask the portal for its time, when that is due; Ctrl-C goes on without."""
        if countdown.sync_due():
            with contextlib.suppress(Abandoned):
                await self.wait(countdown.sync(), _("Asking the portal for the time…"))

    async def _read(
        self,
        scene: Scene,
        question: Question,
        remark: Remark | None,
        lead: Sequence[str],
        begun: str,
    ) -> list[str]:
        def ask(remark: Remark | None) -> tuple[list[str], str]:
            replaced = self._said_since >= SCREENFUL
            above, self._prompt = compose(
                self._heard(scene.place),
                [*map(self._heard, question.purposes)],
                remark and Remark(*map(self._heard, (remark.text, remark.short, remark.brief))),
                self._prompt,
                is_again=self._asked is scene,
                seen=self._seen if replaced else (),
                column=self.terminal.column,
            )
            self._asked = scene
            self._said_since = 0
            self._seen = [*(() if replaced else self._seen), self._prompt]
            return above, self._prompt

        def watch() -> tuple[str, str] | None:
            if self._timekeeper is not None:
                self._timekeeper.keep_in_step()
            news = question.news and question.news()
            if not news and not self.terminal.is_half_typed():
                news = self._session_ends(question)
            if not news:
                return None
            above, prompt = ask(news)
            return "".join(f"{line}\n" for line in above), prompt

        above, prompt = ask(remark)
        self.say(*above, *lead, *question.asks)
        enough = question.enough
        try:
            return await self.terminal.read(
                prompt,
                hidden=question.hidden and not question.in_sight,
                enough=enough and (lambda text: text.startswith(SLASH) or enough(text)),
                whole=question.text,
                goes_on=question.goes_on,
                watch=watch if question.news or self._timekeeper or self._session else None,
                begun=begun,
            )
        finally:
            self._count_patience()

    def _heard(self, text: str) -> Verbatim:
        """``text`` as a part of a prompt."""
        return Verbatim(self.terminal.shown(spoken(text)))

    def _obey(
        self,
        command: Command | Action | None,
        scene: Scene,
        question: Question,
        wrong: Remark | None,
    ) -> Remark | None:
        """Do what a command asks that leaves the question open; the next prompt's remark."""
        match command:
            case Command.QUIT:
                return self._leave()
            case Command.HELP:
                self.say(*self._help(scene, question))
                return None
            case Command.REPEAT:
                self.say(*(question.where() or [scene.title]))
                if wrong and wrong.says is not scene.failure:
                    self.say(wrong.text)
                self.say(told(scene.failure))
                self.say(*question.again())
                return None
            case Command.SAVE:
                return Remark(_("There is nothing to save here."), _("nothing to save"))
            case Command.SIGN_OUT:
                return Remark(_("You are not signed in."), _("not signed in"))
            case Command.HOME if self._session is None:
                return Remark(_("The home page opens once you have signed in."), _("not here"))
            case Command.HOME | Command.BACK:
                never = _("You cannot go back from here. {quit} leaves the program.")
                return Remark(never.format(quit=Command.QUIT.word), _("not here"))
        none = _("No such command here. {help} lists them.").format(help=Command.HELP.word)
        return Remark(none, _("unknown"))

    def _leave(self, *, is_begun: bool = False, by_end: bool = False) -> Remark:
        """The question of a voter who leaves, once, where that loses something. Raises Quit."""
        loss = self._heading.loss()
        shorts = [loss.short] if loss is not None else []
        if is_begun or self._unsent():
            loss = Notice(unfinished())
            shorts = [_("not finished"), _("unsent")]
        if self._warned or loss is None:
            raise Quit
        self._warned = True
        return Remark(
            _("{loss} To leave all the same, type {quit} or press {key}.").format(
                loss=loss.text, quit=Command.QUIT.word, key="Ctrl+D" if by_end else "Ctrl+C"
            ),
            *shorts,
        )

    def _help(self, scene: Scene, question: Question) -> Iterator[str]:
        """This place alone; asked for again, the help desk and the words that work everywhere."""
        question.is_helped = not question.is_helped
        if question.is_helped:
            yield question.enter
            yield from question.hints
            worded = () if question.hidden else scene.worded  # any word may be the answer there
            yield from starmap(pair, here(question.offered, worded).items())
            yield scene.help if question.help is None else told(question.help)
            yield _("{help} again: the rest.").format(help=Command.HELP.word)
            return
        yield self._heading.help_desk
        yield _("Commands everywhere:")
        yield from help_lines(
            can_go_back=scene.can_go_back,
            saves=Role.SAVE.among(scene.actions) is not None,
            timed=self.is_timed(scene) and not question.hidden,
            extends=self._session is not None and not question.hidden,
            home=self._session is not None and scene.can_go_back,
            signs_out=self._heading.sign_out is not None,
        )

    def is_timed(self, scene: Scene) -> bool:
        """Whether something ends by itself."""
        return scene.time_left is not no_time_limit or bool(self._timekeeper or self._session)

    @property
    def has_session(self) -> bool:
        """Whether there is a session, which ends by itself and can be extended."""
        return self._session is not None

    def _heading_lines(self) -> Iterable[str]:
        heading = self._heading
        portal = heading.host and _("Portal: {host}").format(host=heading.host)
        return filter(None, (portal, heading.short_warning or heading.warning))

    def tell(self) -> None:
        """Say what was to come with what comes next."""
        untold, self._untold = self._untold, []
        self.say(*map(told, untold))

    async def wait(self, work: Awaitable[T], busy: str, *, at_once: bool = False) -> T:
        """The result of ``work``, which may itself speak. ``busy`` says what is going on: it
        stands on the cursor's line meanwhile, ``at_once`` or as soon as the work lasts, but not
        before what the work begins by asking, which may be whether to do it at all.

        Ctrl-C cancels the work and raises :class:`Abandoned`; a second one leaves the
        program, should the work not end.
        """
        task = asyncio.ensure_future(work)
        abandoned = False

        def abandon() -> None:
            nonlocal abandoned
            abandoned = True
            self.terminal.interrupted = leave
            task.cancel()

        leave = self.terminal.interrupted
        self._awaited.append(busy)
        if at_once:  # behind the first step of the task
            asyncio.get_running_loop().call_soon(self._say_what_is_done, self._scene, busy)
        self._count_patience()
        with self.terminal.interrupted_by(abandon):
            try:
                return await task
            except asyncio.CancelledError:
                if abandoned:
                    raise Abandoned from None
                raise
            finally:
                self._awaited.pop()
                self._count_patience()

    def _say_what_is_done(self, begun_at: Scene | None, busy: str) -> None:
        if self._scene is begun_at:
            self._leave_on(busy)

    def _count_patience(self) -> None:
        """From now on, until something is asked."""
        for timer in self._timers:
            timer.cancel()
        later = asyncio.get_running_loop().call_later
        self._timers = (
            later(HESITATION, self._say_that_it_waits),
            later(PATIENCE, self._say_that_it_lasts),
        )

    def _say_that_it_waits(self) -> None:
        if not self.terminal.is_read and not self.terminal.is_left:
            self._leave_on(self._what_is_awaited())

    def _say_that_it_lasts(self) -> None:
        if self.terminal.is_read:
            return
        lasts = _("One more moment.")
        if self._awaited:
            lasts = _("One more moment; Ctrl+C stops.")
        with contextlib.suppress(Quit):
            self.say(lasts)
        self._leave_on(self._what_is_awaited())

    def _what_is_awaited(self) -> str:
        return self._awaited[-1] if self._awaited else _("Waiting for the portal…")

    def _leave_on(self, text: str) -> None:
        """Leave the cursor behind ``text``, which no reader is to take for typed letters."""
        *lines, last = broken(text, self.terminal.width)
        last = clear_of(last, self.terminal.column)[: self.terminal.width or None]
        with contextlib.suppress(Quit):  # nobody reads it; what comes next will find out
            self.terminal.leave("\n".join([*lines, last]))


def several_lines() -> Remark:
    """A paste where one line is taken: no line of it can be told to be the answer."""
    return Remark(
        _("You pasted several lines where one is expected: nothing was used."),
        _("several lines"),
        _("paste"),
    )


def _short(title: str) -> str:
    """``title`` where it is short enough for a prompt."""
    title = title.rstrip(".")
    return title if columns(title) <= PLACE else ""


def abandoned() -> Remark:
    """The remark after the voter ended a wait."""
    return Remark(_("Waiting was stopped; nothing is lost."), _("stopped"))


def sentences(text: str) -> list[Verbatim]:
    """The lines of ``text`` as they are said, one sentence each; the number of a list's line is
    none, and an entry is one whole."""
    lines = []
    if isinstance(text, Entry):
        return [Verbatim(line.rstrip()) for line in text.split("\n")]
    apart = [text] if isinstance(text, Verbatim) else text.split(APART)
    for line in "\n".join(map(spoken, apart)).split("\n"):
        number = _NUMBER.match(line)
        start = number.end() if number else 0
        lines += (line[:start] + _SENTENCE_END.sub("\n", line[start:])).split("\n")
    return [Verbatim(line.rstrip()) for line in lines]
