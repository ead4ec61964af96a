"""Say lines, ask a question, wait: the basis of all forms, menus and pages."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from operator import itemgetter
from typing import Final, Protocol, TypeVar

from tui_voter.dialogue import (
    OUTDATED,
    SIGN_OUT,
    Action,
    Countdown,
    Detailed,
    Form,
    Heading,
    Hint,
    Listing,
    Menu,
    Notice,
    Page,
    Places,
    Quit,
    SecretField,
    SignOut,
    Step,
    Text,
    TimeWatch,
    Verbatim,
    never,
    no_time_limit,
    told,
)
from tui_voter.linear.commands import SLASH, Command, find, help_lines, here, nearest, pair, works
from tui_voter.linear.countdowns import Timekeeper
from tui_voter.linear.one_key import OneKey
from tui_voter.linear.prompts import PLACE, Remark, capital, compose, step_words
from tui_voter.linear.spelling import broken, columns
from tui_voter.linear.spoken import Entry, saying, spoken
from tui_voter.linear.terminal import Interrupted, Terminal, from_its_start
from tui_voter.linear.verbosity import Level, Verbosity, in_full, level_of
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret
from tui_voter.transcript import MASK, Kind

T = TypeVar("T")

_SENTENCE_END: Final = re.compile(r"(?<=[\w\u00a0)»”]{2}[.?!])[ \t]+(?=[A-ZÀ-ÖØ-Þ«“/])")
_NUMBER: Final = re.compile(r"\d+\. ")

APART: Final = " · "
"""Between parts of a text that are lines of their own."""

_LINK: Final = re.compile(r"://|\n")
"""A link, or a text of several lines, which may be a mail with one."""

HESITATION: Final = 1.0
"""Seconds without a prompt after which the cursor's line says what is waited for."""

SCREENFUL: Final = 20
"""Lines that leave little of what was on the screen. A reader that compares it with the one before
says nothing of a prompt that stood there already."""

PATIENCE: Final = 3.0
"""Seconds after which a wait is said to last."""

WAYS_BACK: Final = (Command.BACK, Command.HOME)
"""Commands of which it is enough to hear once that they lead nowhere here: it is no part of what is
repeated."""

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
        self.is_home = isinstance(shown, Menu) and shown.is_home
        self.actions = shown.actions
        self.step: Step | None = None
        self.time_left = no_time_limit
        self.outdated = shown.outdated if isinstance(shown, Menu | Page) else never
        self.untold: Sequence[Action] = ()  # which the question says by itself how to take
        self.unsent: Callable[[], bool] = bool  # nothing is
        self.failure: Text = ""  # what went wrong last with it as a whole
        self.wait: Text = ""  # how long to, behind what was refused
        self.was_begun = False
        """The voter may have begun to answer what is asked next: it belongs together with what
        was answered last."""
        self.to_follow = 0
        """How many answers are asked for behind the next one: lines that follow it are theirs."""
        self.hides = isinstance(shown, Form) and any(
            isinstance(asked, SecretField) for asked in shown.fields
        )
        self.texts: Sequence[Text] = shown.intro if isinstance(shown, Form | Listing) else ()
        """What is told above it."""
        if isinstance(shown, Form) and shown.step is not None:
            self.place = step_words(shown.step)
        self.is_answered = isinstance(shown, Form) and bool(shown.fields)
        """Something is typed into it, and what that is stands in every prompt."""
        self.confidential = False
        if not isinstance(shown, Listing):
            self.step, self.time_left = shown.step, shown.time_left
            self.confidential = shown.confidential

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

    def title_line(self) -> str:
        """The title with the step, which a form's prompts tell as well."""
        if self.step is None:
            return self.title
        step = step_words(self.step)
        line = saying(_("Step {step}. {title}"), step=step, title=self.title)
        return Detailed(line, self.title) if self.place == step else line


@dataclass(eq=False, repr=False)
class Question:
    """One prompt, and what belongs to it.

    ``purposes`` name what is asked for and what is typed or pressed ("question défi, 1 à 3"), the
    same thing in several lengths, the longest first. A ``hidden`` answer is neither shown nor read
    as a command, but for one that is ``doubted``: the command's name that was typed before, which
    Enter alone confirms; ``wrong`` is what was wrong before that. One that may be a command is not
    shown either where there is ``no_command``: what is told of one that begins as a command does
    and is none; a command's name is doubted there as well, but for those that are ``offered``.
    ``where`` is what the repeat command says of the place (its title, where none is given),
    ``again`` what it says of the question, ``hints`` are what the help command says first, ``help``
    what it says in place of the scene's. ``asks`` is said right above every prompt: the question
    itself, where the prompt does not hold it. ``offered`` are the commands that end this question,
    with their meanings; of those that lead nowhere just now, ``spent`` tells why. ``lead`` is said
    once, right above the first prompt: what came of the answer before comes first. With ``enough``,
    an answer may take several lines, until it is content. ``text`` asks for a piece of a longer
    text: all lines of a paste are taken, and two slashes are no command; from the second piece on
    (``goes_on``) the voter may have begun to type, and where it ``may_end``, Ctrl-D ends it as an
    empty line does. The answers to what is ``recalled`` by a name are kept for the arrows of this
    visit's other questions of that name. Where the voter wishes so, one of the ``keys`` answers
    without Enter. ``news`` is asked now and then while the prompt stands; what it gives is said,
    and the prompt put anew. Where it ``leads_on``, whoever cannot go back is told so.
    """

    purposes: Sequence[str]
    _: KW_ONLY
    where: Callable[[], Sequence[str]] = tuple
    again: Callable[[], Sequence[str]] = tuple
    hints: Sequence[str] = ()
    help: Text | None = None
    asks: Sequence[str] = ()
    remark: Remark | None = None
    hidden: bool = False
    doubted: str = ""
    wrong: Remark | None = None
    no_command: Remark | None = None
    offered: Mapping[Command, str] = field(default_factory=dict)
    spent: Mapping[Command, Remark] = field(default_factory=dict)
    lead: Sequence[str] = ()
    enough: Callable[[str], bool] | None = None
    text: bool = False
    goes_on: bool = False
    may_end: bool = False
    recalled: str = ""
    keys: Collection[str] = ()
    leads_on: bool = False
    news: Callable[[], Remark | None] | None = None

    def is_answered_by(self, text: str) -> bool:
        """Whether ``text`` is an answer, and no command: a path has more than one slash."""
        if self.hidden or not text.startswith(SLASH) or "\n" in text:
            return True
        return SLASH in text.removeprefix(SLASH)

    @property
    def is_unseen(self) -> bool:
        return self.hidden or self.no_command is not None

    def command_in(self, text: str) -> str:
        """What ``text`` asks for as a command; "" where it is an answer."""
        if not text:
            return self.doubted
        return "" if self.is_answered_by(text) else text

    def answers_alone(self, text: str) -> bool:
        """Whether ``text`` is an answer behind which others may follow. Hidden, an empty line is
        none: what comes with it is meant."""
        return self.is_answered_by(text) and not (self.hidden and not text)

    def masks(self, text: str) -> bool:
        """Whether ``text`` may be a secret: what was typed unseen, and a link."""
        if self.enough is not None:
            return self.is_answered_by(text)
        return self.is_unseen


class Expecting(Protocol):
    """What is asked next, which may be answered before."""

    def expect_at(self, question: Question) -> None:
        """Have ``question``, which comes before, take an answer as it is typed here."""

    def early(self, text: str) -> str | Secret | None:
        """The answer that ``text`` is, which was typed there; None where it is none."""


class Voice:
    """What is said and heard on one terminal."""

    def __init__(
        self,
        terminal: Terminal,
        verbosity: Verbosity,
        one_key: OneKey | None = None,
        places: Mapping[str, Places] | None = None,
    ) -> None:
        """``places`` are where actions are offered, by their words: the voter may not have been
        there yet."""
        self.terminal = terminal
        self.verbosity = verbosity
        self._one_key = one_key or OneKey()
        self._heading = Heading()
        self._scene: Scene | None = None
        self._came_from: Scene | None = None
        self._timekeeper: Timekeeper | None = None
        self._session: TimeWatch | None = None
        self._untold: list[str] = []
        self._untold_time = ""  # which stands behind the title of where it is told
        self._outcomes: list[Remark] = []
        self._behind: list[str] = []  # notices that came after an outcome
        self._prompt = ""
        self._said_since = 0  # lines
        self._seen: list[str] = []  # prompts that are perhaps still on the screen
        self._asked: Scene | None = None  # which asked that
        self._answers: dict[str, list[str]] = {}  # that the arrows bring back, by what was asked
        self._awaited: list[str] = []  # what is waited for, the innermost last
        self._timers: Sequence[asyncio.TimerHandle] = ()
        self._filled_in: list[Scene] = []  # the forms that stand open, one above the other
        self._signing_out = False  # the voter is asked whether to sign out
        self._warned = False  # the voter was asked whether to leave, and has said nothing since
        self._places = places or {}
        self._met: dict[Action, tuple[str, str]] = {}  # place and title where each was last
        self._knows_help = False  # was told of it in this visit
        self.goes_home = False
        """The voter wants to be back at the home, past all that leads back to it."""

    def head(self, heading: Heading) -> None:
        """Announce what is new in ``heading`` with the next output."""
        told = {*self._heading_lines(), *(self._scene.intro if self._scene else ())}
        before, self._heading = self._heading, heading
        self._untold.extend(line for line in self._heading_lines() if line not in told)
        if heading.countdown != before.countdown:
            self._keep_time(heading.countdown)
        if heading.session != before.session:
            self._session = heading.session and TimeWatch(heading.session)

    def _keep_time(self, countdown: Countdown | None) -> None:
        if self._timekeeper is not None:
            self._timekeeper.close()
        self._timekeeper = countdown and Timekeeper(countdown)
        if self._timekeeper is not None:
            time = self._timekeeper.time()
            self._untold_time = Detailed(time.text, self._timekeeper.about())

    def notify(self, text: str) -> None:
        """Say ``text`` before the next output."""
        self._untold.append(text)

    def keep_outcome(self, outcome: Remark) -> None:
        """Keep an outcome, which waits for Enter before the next output."""
        self._outcomes.append(outcome)

    def keep_notice(self, text: str) -> None:
        """Say ``text`` before the next output, behind the outcomes that came before it."""
        (self._behind if self._outcomes else self._untold).append(text)

    async def tell_outcomes(
        self, actions: Sequence[Action], first: Expecting | None = None
    ) -> Action | str | Secret | None:
        """Show each outcome on the cursor's line, until Enter. The ``actions`` of what follows are
        at hand already, and the answer to what it asks ``first``, which an outcome may call for:
        what was given there, None where what follows is to be shown. What asks nothing first takes
        no answer: nobody chooses in a list that was not told. The way home leads on."""
        taken: Action | str | Secret | None = None
        time, self._untold_time = self._untold_time, ""  # of where the voter comes then
        while self._outcomes:
            outcome = self._outcomes.pop(0)
            page = Page(
                title=outcome.text,
                place=capital(outcome.short),
                blocks=(),
                actions=actions,
                can_go_back=False,
            )
            scene = Scene(page)
            self._turn_to(scene)
            question = Question(
                [_("Enter to continue"), _("Enter")],
                where=outcome.lines,
                lead=[outcome.text],
                leads_on=True,
            )
            if self._session is not None:
                question.offered = {Command.HOME: _("return to the home")}
            if first is not None:
                first.expect_at(question)
            scene.wait_for(outcome)
            while heard := await self.hear(scene, question):
                if heard is Command.HOME:
                    self.goes_home = True
                    break
                if isinstance(heard, str):
                    taken = first.early(heard) if first is not None else None
                elif isinstance(heard, Action):
                    taken = heard
                if taken is not None:
                    break
                question.remark = not_understood()
        self._untold_time = time
        self._untold, self._behind = [*self._untold, *self._behind], []
        return taken

    def say(self, *texts: str) -> None:
        """Each text as much of it as is wanted, on lines of its own, one sentence a line; empty
        texts are passed over.

        A terminal would break a long line within a word, and a screen reader speak two halves.
        """
        width = self.terminal.width
        for text in filter(None, map(self.verbosity.said, texts)):
            for line in sentences(text):
                parts = [*broken(line, width)]
                self._said_since += len(parts)
                self.terminal.write("".join(f"{part}\n" for part in parts))

    def tell_commands(
        self,
        commands: Iterable[tuple[str, str]],
        *,
        kind: type[Detailed] = Hint,
        aloud: bool = True,
    ) -> None:
        """Say which commands there are, with their meanings where everything is said. They are
        one hint: whoever hears of some of them takes these for all. Those of ``kind`` Detailed
        are said each time, at least in short. Those that are told elsewhere are not said
        ``aloud``."""
        meanings = dict(commands)
        if meanings:
            words = _("Commands: {list}").format(list=", ".join(meanings))
            told = kind("\n".join(pair(*each) for each in meanings.items()), words)
            if aloud:
                self.say(told)
            else:
                self.verbosity.said(told)

    def close(self) -> None:
        """Say what is still pending: nothing else will come."""
        self._untold[:0] = [outcome.text for outcome in self._outcomes]
        self._untold += self._behind
        self.tell()

    def open(self, scene: Scene) -> None:
        """Begin a form, a menu, a listing or a page. Its title is not said in brief where every
        prompt tells the same, nor where the step before told it."""
        goes_on = scene.goes_on_from(self._scene)
        self._came_from = self._scene
        self._turn_to(scene)
        time, self._untold_time = self._untold_time, ""
        self.tell()
        if not goes_on and not (scene.is_answered and self.verbosity.level is Level.BRIEF):
            self.say(scene.title_line())
        self.say(time)

    def news_of(self, scene: Scene) -> Iterator[str]:
        """What is told above ``scene`` as it is opened, without what the heading told, as the
        portal's address, and what the place told from which the voter came."""
        told = set(self._heading_lines())
        for text in scene.news_since(self._came_from):
            parts = text.split(APART) if type(text) is str else [text]
            yield from (part for part in parts if part not in told)

    def _turn_to(self, scene: Scene) -> None:
        self._scene = scene
        self.terminal.confidential = scene.confidential

    def come_back(self, scene: Scene) -> None:
        """Say where the voter is, when something else was shown over ``scene`` meanwhile."""
        if scene is not self._scene:
            self._turn_to(scene)
            self.tell()
            self.say(saying(_("Back at: {title}"), title=scene.title_line()))

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
        self._met |= dict.fromkeys(scene.actions, _names(scene))
        self._tell_of_help(question)
        scene.wait_for(question.remark)
        remark, lead, begun = question.remark, question.lead, ""
        wrong = question.wrong if question.doubted else remark
        while True:
            if not (question.goes_on or scene.was_begun) and await self.terminal.drop_typed():
                remark = self._too_early(remark)
            self.tell()
            remark = self._with_time(question, remark)
            try:
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
            is_confirmed = lines[1:2] == [""] and self._may_be_command(question, lines[0])
            if question.enough is None and not question.text:
                while question.hidden and lines[1:] and not lines[0]:
                    del lines[0]
                if any(line.strip() for line in lines[1:]):
                    self.terminal.record(Kind.TYPED, MASK)  # a mail has a link in it, say
                    remark = wrong = several_lines()
                    question.doubted = ""
                    continue
                del lines[1:]
            text = "\n".join(lines).rstrip("\n")
            self.terminal.record(Kind.TYPED, MASK if text and question.masks(text) else text)
            if self._warned and text.startswith(SLASH):  # as it was told to leave by
                is_confirmed |= find(text, (), ()) is Command.QUIT
            asked_for = text if is_confirmed else question.command_in(text)
            command = find(asked_for, question.offered, scene.actions) if asked_for else None
            if command is Command.SIGN_OUT:
                command = _way_out(scene) or command
            self._warned = self._warned and command is Command.QUIT
            if text and not is_confirmed and self._is_doubtful(question, text):
                question.doubted, remark = text, perhaps_a_command()
                continue
            if not asked_for:
                self._put_to_use()
                self._remember(scene, question, text)
                return text
            question.doubted = ""
            if command is Command.HOME and scene.can_go_back and self._session is not None:
                self.goes_home, command = True, Command.BACK
            ends = isinstance(command, Action) or command in question.offered
            if command is not None and (ends or (command is Command.BACK and scene.can_go_back)):
                self._put_to_use()
                return command
            if command is Command.TIME:
                remark = await self._time(scene)
            elif command is Command.EXTEND:
                remark = await self._extend(scene)
            elif command is Command.SIGN_OUT and self._signing_out:
                remark = Remark(_("You are being asked whether to sign out."), _("being asked"))
            elif command is Command.SIGN_OUT and self._heading.sign_out is not None:
                await self._sign_out(self._heading.sign_out)
                if scene.outdated():
                    return Action(OUTDATED, "", "")
                self.come_back(scene)
                remark = None
            else:
                remark = self._obey(command, asked_for, scene, question, wrong)
                if command not in WAYS_BACK:
                    wrong = wrong or remark

    def _tell_of_help(self, question: Question) -> None:
        """Once in a visit, as soon as help can be asked for."""
        if not (question.hidden or self._knows_help):
            self._knows_help = True
            self.say(Hint(pair(Command.HELP.word, _("what you can do here"))))

    def _put_to_use(self) -> None:
        """The voter went on, and so knows how."""
        if trouble := self.verbosity.put_to_use():
            self.notify(trouble)

    def _remember(self, scene: Scene, question: Question, text: str) -> None:
        """Keep an answer for the arrows; no number of a line, nor a link, which may be a secret
        wherever it was pasted."""
        is_words = text.strip() and not text.strip().isdecimal()
        if question.recalled and not scene.confidential and is_words and not _LINK.search(text):
            kept = self._answers.setdefault(question.recalled, [])
            kept[:] = [*(each for each in kept if each != text), text]

    def _too_early(self, remark: Remark | None) -> Remark:
        """That what was typed before the question answers nothing."""
        ignored = _("What you typed before this was asked has been ignored.")
        if remark is not None:
            self.notify(ignored)
            return remark
        return Remark(ignored, _("typed too early"), _("too early"))

    def _with_time(self, question: Question, remark: Remark | None) -> Remark | None:
        """The end of the session or the time until the vote, where that is due and the next
        prompt can hold it."""
        if (soon := self._session_ends()) is not None:
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

    def _session_ends(self) -> Remark | None:
        """That the session ends soon, once, and how it goes on."""
        if self._session is None or not self._session.due():
            return None
        told = self._session.limit.told
        extend = pair(Command.EXTEND.word, _("extend the session"))
        return Remark(lambda: f"{told()} {extend}", _("session ends soon"), _("expiring"))

    async def _extend(self, scene: Scene) -> Remark:
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
        return next((in_full(scene.title) for scene in self._filled_in if scene.unsent()), "")

    async def _time(self, scene: Scene) -> Remark:
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
                news = self._session_ends()
            if not news:
                return None
            above, prompt = ask(news)
            return "".join(f"{line}\n" for line in above), prompt

        def leaves(text: str) -> bool:
            return question.answers_alone(text) and not self._may_be_command(question, text)

        above, prompt = ask(remark)
        self.say(*above, *lead, *question.asks)
        enough = question.enough
        one_line = enough is None and not question.text
        was_begun, scene.was_begun = scene.was_begun, False
        try:
            return await self.terminal.read(
                prompt,
                hidden=question.is_unseen,
                enough=enough and (lambda text: text.startswith(SLASH) or enough(text)),
                whole=question.text,
                goes_on=question.goes_on or was_begun,
                leaves=leaves if scene.to_follow and one_line else None,
                to_follow=scene.to_follow,
                watch=watch if question.news or self._timekeeper or self._session else None,
                begun=begun,
                earlier=self._answers.get(question.recalled, ()),
                keys=question.keys if self.takes_one_key else (),
            )
        finally:
            self._count_patience()

    def _heard(self, text: str) -> Verbatim:
        """``text`` as a part of a prompt."""
        return Verbatim(self.terminal.shown(spoken(text)))

    def _obey(
        self,
        command: Command | Action | None,
        text: str,
        scene: Scene,
        question: Question,
        wrong: Remark | None,
    ) -> Remark | None:
        """Do what a command asks that leaves the question open; the next prompt's remark.
        ``wrong`` is what went wrong: with the answer, or else with a command."""
        match command:
            case Command.QUIT:
                return self._leave()
            case Command.HELP:
                self.say(*self._help(scene, question))
                return None
            case Command.REPEAT:
                self.say(*map(in_full, question.where() or [scene.title_line()]))
                if wrong and wrong.says is not scene.failure:
                    self.say(wrong.text)
                self.say(told(scene.failure))
                self.say(*map(in_full, question.again()))
                return None
            case Command.DETAILS:
                return self._change_details(text)
            case Command.ONE_KEY:
                return self._switch_one_key()
            case Command.SIGN_OUT:
                return Remark(_("You are not signed in."), _("not signed in"))
            case Command.HOME if self._session is None:
                return Remark(_("There is a home once you are signed in."), _("not here"))
            case Command.HOME if scene.is_home:
                return Remark(_("You are at the home already."), _("already home"))
            case Command.HOME | Command.BACK:
                never = _("You cannot go back from here. {quit} leaves the program.")
                if question.leads_on:
                    never = _("You cannot go back from here. Enter leads on.")
                return Remark(never.format(quit=Command.QUIT.word), _("not here"))
        if question.no_command is not None:  # it may be a secret that begins with a slash
            return question.no_command
        name = Verbatim(text.strip())
        match self.command_anywhere(text):
            case Command() as elsewhere:
                return question.spent.get(elsewhere) or Remark(
                    works(elsewhere, name), _("not here")
                )
            case Action() as action:
                at = saying(self._where_works(action, scene), name=name)
                back = [pair(Command.BACK.word, _("go back"))] * scene.can_go_back
                return Remark(" ".join([at, *back]), _("not here"))
        none = _("There is no command {name} here. {help} lists the commands.")
        if of_here := [word for word, _meaning in here(question.offered, scene.actions)]:
            none = _("There is no command {name} here. Here: {list}. {help} lists them all.")
        if near := nearest(text, question.offered, scene.actions):
            none = _("There is no command {name} here. Did you mean {near}?")
        words = {"list": ", ".join(of_here), "near": near, "help": Command.HELP.word}
        return Remark(saying(none, name=name, **words), _("unknown"))

    def _where_works(self, action: Action, scene: Scene) -> str:
        """The sentence that names places which are not this one: those that the voter can come to
        as they are, signed in or not."""
        here = {*_names(scene)}
        known = self._places.get(action.word, Places())
        outside = known.outside if self._session is None else ()
        named = [name for name in (*known.inside, *outside) if name not in here]
        if not any(known):
            named = [name for name in self._met.get(action, ()) if name not in here][:1]
        if not named and known.outside and self._session is not None:
            before = saying(
                _("{name} works only before you sign in, at: {place}."),
                name="{name}",
                place=", ".join(known.outside),
            )
            return " ".join(filter(None, [before, known.instead]))
        if not named:
            return _("{name} is not possible here at the moment.")
        return saying(_("{name} works at: {place}."), name="{name}", place=", ".join(named))

    def _may_be_command(self, question: Question, text: str) -> bool:
        """Whether ``text``, typed unseen, is a command's name, which one more Enter confirms."""
        return question.is_unseen and self.command_anywhere(text) is not None

    def _is_doubtful(self, question: Question, text: str) -> bool:
        """Whether ``text``, typed where Enter alone keeps a hidden answer, needs one more Enter as
        it would need where that answer is typed: all commands but those of the question do, which
        are told right above it."""
        its_own = find(text, question.offered, ()) in question.offered
        return (
            question.no_command is not None and not its_own and self._may_be_command(question, text)
        )

    def command_anywhere(self, text: str) -> Command | Action | None:
        """What ``text`` asks for at some place, here or elsewhere."""
        others = (Action(word, word, word) for word in self._places)
        actions = (*self._met, *others)
        return find(text, tuple(Command), actions) if text.startswith(SLASH) else None

    def _change_details(self, text: str) -> Remark:
        """The level that the command names, from now on; else what it is, and what it could be."""
        wanted = text.strip().partition(" ")[2]
        level = level_of(wanted.strip())
        if level is not None and (trouble := self.verbosity.change(level)):
            self.notify(trouble)
        now = self.verbosity.level.word
        told = [_("Level of detail: {level}.").format(level=now)]
        if wanted.strip() and level is None:
            none = _("There is no level “{name}”.")
            told.insert(0, saying(none, name=Verbatim(wanted.strip())))
        if level is None:
            ways = [f"{Command.DETAILS.word} {one.word}" for one in Level]
            told.append(_("To change it: {ways}.").format(ways=", ".join(ways)))
        return Remark(" ".join(told), _("details: {level}").format(level=now), now)

    @property
    def takes_one_key(self) -> bool:
        """A choice of few is answered by one key; what comes as a whole line has its Enter."""
        return self._one_key.is_on and self.terminal.is_terminal

    def _switch_one_key(self) -> Remark:
        if trouble := self._one_key.switch():
            self.notify(trouble)
        if self._one_key.is_on:
            return Remark(
                _(
                    "One key answers a choice of up to nine lines, without Enter. What cannot be "
                    "undone, and everything else, still ends with Enter. {command}: back to Enter"
                ).format(command=Command.ONE_KEY.word),
                _("one key"),
            )
        return Remark(_("Every answer ends with Enter."), _("with Enter"))

    def _leave(self, *, is_begun: bool = False, by_end: bool = False) -> Remark:
        """The question of a voter who leaves, once, where that loses something. Raises Quit."""
        loss = self._heading.loss()
        shorts = [loss.short] if loss is not None else []
        if is_begun or self._unsent():
            loss = Notice(_unfinished())
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
        yield in_full(scene.title_line())
        yield from question.hints
        if of_here := [pair(*each) for each in here(question.offered, scene.actions)]:
            yield _("Commands here, each followed by Enter:")
            yield from of_here
        yield scene.help if question.help is None else in_full(told(question.help))
        yield _("Commands everywhere:") if of_here else _("Commands, each followed by Enter:")
        yield from help_lines(
            question.offered,
            can_go_back=scene.can_go_back,
            timed=scene.time_left is not no_time_limit or bool(self._timekeeper or self._session),
            extends=self._session is not None,
            signs_out=self._heading.sign_out is not None and _way_out(scene) is None,
        )
        if scene.hides and question.help is None:
            yield _("When the answer is hidden, type the command, then press Enter twice.")
        yield from map(in_full, self._heading_lines())
        yield self._heading.help_desk

    def _heading_lines(self) -> Iterable[str]:
        heading = self._heading
        portal = heading.host and _("Portal: {host}").format(host=heading.host)
        warning = Detailed(heading.warning, heading.short_warning or heading.warning)
        return filter(None, (Detailed(heading.election, ""), portal, warning))

    def tell(self) -> None:
        """Say what was to come with what comes next."""
        untold, self._untold = [*self._untold, self._untold_time], []
        self._untold_time = ""
        self.say(*untold)

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
        lasts = _("This is taking longer.")
        if self._awaited:
            lasts = _("This is taking longer. Press Ctrl+C to stop waiting; nothing is lost.")
        with contextlib.suppress(Quit):
            self.say(lasts)
        self._leave_on(self._what_is_awaited())

    def _what_is_awaited(self) -> str:
        return self._awaited[-1] if self._awaited else _("Waiting for the portal…")

    def _leave_on(self, text: str) -> None:
        with contextlib.suppress(Quit):  # nobody reads it; what comes next will find out
            self.terminal.leave("\n".join(broken(text, self.terminal.width)))


def _unfinished() -> str:
    return _("You have not finished: what you typed would be lost.")


def _way_out(scene: Scene) -> Action | None:
    """The action of a place that signs out by itself, as the home does."""
    return next((action for action in scene.actions if action.name == SIGN_OUT), None)


def not_understood() -> Remark:
    """An answer where only Enter and commands are taken."""
    return Remark(
        _("No answer is expected here. {help} lists the commands.").format(help=Command.HELP.word),
        _("not understood"),
        _("ignored"),
    )


def _names(scene: Scene) -> tuple[str, str]:
    """What a place is called in its prompts, and the general part of its title, in which places
    differ that are called the same."""
    title = in_full(scene.title).partition(":")[0].rstrip(". \u00a0")
    return scene.place or title, title


def perhaps_a_command() -> Remark:
    """What was typed unseen may be meant as a command: Enter alone says so."""
    return Remark(
        _("This is the name of a command: press Enter to carry it out, or type your answer."),
        _("Enter: command"),
        _("command"),
    )


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
