"""Ask a question until it is answered, and carry out commands meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import starmap
from typing import cast

from tui_voter.conversation.leaving import WAYS_OUT
from tui_voter.conversation.ways import Now, Way, find, missing, ways
from tui_voter.dialogue import (
    Action,
    Heading,
    Quit,
    Role,
    SignOut,
    Verbatim,
    told,
)
from tui_voter.linear.commands import TIMED, Said, help_lines, here, pair, word_of
from tui_voter.linear.countdowns import TimeLimits
from tui_voter.linear.keyboard import Interrupted, Keyboard, retype_answer
from tui_voter.linear.output import Output
from tui_voter.linear.prompts import Prompts, Remark
from tui_voter.linear.scene import Heard, Question, Scene
from tui_voter.linear.spoken import spoken
from tui_voter.linear.telling import Telling
from tui_voter.linear.waiting import Waiting
from tui_voter.messages import gettext as _
from tui_voter.transcript import MASK, Kind


class Asking:
    """Asks questions and carries out commands."""

    may_leave: Callable[[Heading, Role], Awaitable[bool]]
    """Whether the voter leaves by a role, after a question if something would be lost."""

    def __init__(
        self,
        keyboard: Keyboard,
        output: Output,
        telling: Telling,
        waiting: Waiting,
        limits: TimeLimits,
    ) -> None:
        self._keyboard = keyboard
        self._output = output
        self._telling = telling
        self._waiting = waiting
        self._limits = limits
        self._prompts = Prompts()
        self._helped_with: Question | None = None  # whose help was said; help again says the rest
        self._was_told_rest = False  # whether that was said; help again leads to the questions
        self._reads = False  # whether these are shown
        self._names_help = True  # whether the first prompt is still to name the help command
        self._is_leaving = False  # whether the voter is being asked that question
        self.goes_home = False
        """Whether the voter is on the way back to the home page."""

    def new_question(self) -> None:
        """Treat the next question as a new one, even if its prompt reads like the last."""
        self._prompts.new_question()

    async def hear(self, scene: Scene, question: Question) -> Heard:
        """Ask until there is an answer, or a command or action that ends the question."""
        self._telling.come_back(scene)
        outcome = self._telling.take_outcome()
        remark, lead, begun = question.remark, question.lead, ""
        wrong = remark or outcome
        told_last: Remark | None = None  # of the last command; after another one it may be untrue
        if outcome is not None and remark is None:
            remark = outcome._replace(says="")  # the sentence was said already
        if wrong is not None and not isinstance(wrong.says, str):
            scene.delay = wrong.says
        while True:
            if self.goes_home and scene.can_go_back:
                return Role.BACK
            self.goes_home = False
            try:
                lines = await self._read(scene, question, remark, lead, begun)
            except Interrupted as cut:
                if not (cut.ends and question.typing.may_end):
                    scene.is_begun = bool(cut.begun) or cut.hides
                    await self._leave_by(Role.QUIT, scene)
                    scene.is_begun = False
                    if cut.hides:
                        self._telling.notify(retype_answer())
                    remark, lead, begun = None, (), cut.begun
                    continue
                lines = [""]
            lead, begun = (), ""
            typing = question.typing
            if typing.is_one_line and any(line.strip() for line in lines[1:]):
                self._output.record(Kind.TYPED, MASK)  # an email may contain a link
                remark = wrong = _several_lines()
                continue
            text = lines[0] if typing.is_one_line else "\n".join(lines).rstrip("\n")
            command = question.command_in(text, scene.worded)
            is_answer = command is None and (question.slashes or not question.is_like_command(text))
            is_secret = is_answer and typing.is_masked and text
            self._output.record(Kind.TYPED, MASK if is_secret else text)
            if is_answer:
                return text
            done = await self._carry_out(command, scene, question, wrong or told_last)
            if isinstance(done, Said | Action):
                return done
            remark = done
            if command is not Role.REPEAT:
                told_last = remark

    # --- the prompt

    async def _read(
        self,
        scene: Scene,
        question: Question,
        remark: Remark | None,
        lead: Sequence[str],
        begun: str,
    ) -> list[str]:
        """Show the prompt, and read the answer's lines. Raises Interrupted."""

        def watch() -> tuple[str, str] | None:
            self._limits.keep_in_step()
            came: list[str] = []
            news = question.news and question.news()
            if not self._keyboard.is_half_typed:
                news = news or self._limits.session_ends(question)
                came = self._telling.take_pending()
            if not (news or came):
                return None
            above, prompt = self._compose(scene, question, news)
            return "".join(f"{line}\n" for line in [*came, *above]), prompt

        typing = question.typing
        is_early = not typing.continues and await self._keyboard.drop_typed()
        if is_early and remark is not None:
            self._telling.notify(_too_early().text)
        elif is_early:
            remark = _too_early()
        self._telling.flush_pending()
        if self._names_help:
            self._names_help = False
            self._telling.say(pair(_("Help"), word_of(Role.HELP)))
        remark = self._limits.remark_for(remark, question)
        above, prompt = self._compose(scene, question, remark)
        self._telling.say(*above, *lead, *question.asks)
        try:
            return await self._keyboard.read(
                prompt,
                typing,
                watch=watch if question.news or self._limits.has_any else None,
                begun=begun,
            )
        finally:
            self._waiting.begin()

    def _compose(
        self, scene: Scene, question: Question, remark: Remark | None
    ) -> tuple[list[str], str]:
        """The lines above a prompt, and the prompt."""
        lines, self._telling.lines = self._telling.lines, 0
        return self._prompts.compose(
            scene,
            self._shown(scene.place),
            [*map(self._shown, question.purposes)],
            remark and Remark(*map(self._shown, (remark.text, remark.short, remark.brief))),
            lines=lines,
            column=self._output.column,
        )

    def _shown(self, text: str) -> Verbatim:
        """``text`` as it appears in a prompt."""
        return Verbatim(self._output.shown(spoken(text)))

    # --- commands

    async def _carry_out(
        self,
        command: Said | Action | None,
        scene: Scene,
        question: Question,
        wrong: Remark | None,
    ) -> Said | Action | Remark | None:
        """Carry out ``command``. Returns what ends the question, or else the remark of its next
        prompt. ``wrong`` is the last error, which the repeat command says."""
        if isinstance(command, Action):
            return command
        if command is None or command in question.offered:
            return command or self._unknown()
        role = cast("Role", command)  # other commands are only known where they are offered
        way = find(role, self.offers(scene, question))
        if way is None:
            return self._not_here(role)
        if role in WAYS_OUT:
            return await self._leave_by(role, scene)
        if way.action is not None:
            return way.action
        match role:
            case Role.BACK:
                return role
            case Role.TIME:
                return await self._limits.time(scene)
            case Role.EXTEND:
                return await self._limits.extend(scene)
            case Role.HELP if self._was_told_rest and self._helped_with is question:
                await self._show_questions(scene)
            case Role.HELP:
                self._telling.say(*self._help(scene, question))
            case Role.REPEAT:
                self._telling.say(*(question.where() or [scene.title]))
                if wrong and wrong.says is not scene.failure:
                    self._telling.say(wrong.text)
                self._telling.say(told(scene.failure), *question.again())
        return None

    def offers(self, scene: Scene, question: Question | None = None) -> list[Way]:
        """What the voter can do at ``scene``, and at the ``question`` that is asked there."""
        narrowed = question is not None and Role.BACK in question.offered
        delayed = bool(told(scene.delay))
        now = Now(narrowed=narrowed, reopens=scene.reopens, delayed=delayed)
        return ways(scene.shown, self._telling.heading, now)

    def _not_here(self, role: Role) -> Remark:
        """The remark that there is nothing here that ``role`` stands for."""
        reason = missing(role, self._telling.heading, word_of(Role.QUIT))
        return self._unknown() if reason is None else Remark(reason.says, reason.short)

    def _unknown(self) -> Remark:
        none = _("No such command here. {help} lists them.").format(help=word_of(Role.HELP))
        return Remark(none, _("unknown"))

    def _help(self, scene: Scene, question: Question) -> Iterator[str]:
        """Help for this place; the second time, the help desk and the commands everywhere, and how
        to come to the frequently asked questions."""
        if self._helped_with is not question or self._was_told_rest:
            self._helped_with, self._was_told_rest = question, False
            yield from question.hints
            worded = () if question.slashes else scene.worded
            yield from starmap(pair, here(question.offered, worded).items())
            yield scene.help if question.help is None else told(question.help)
            yield _("{help} again: the rest.").format(help=word_of(Role.HELP))
            return
        yield self._telling.heading.help_desk
        yield _("Commands everywhere:")
        yield from help_lines(self.offers(scene, question), () if question.slashes else TIMED)
        if self._telling.heading.questions is None or self._reads:
            self._helped_with = None
            return
        self._was_told_rest = True
        yield _("{help} again: frequently asked questions.").format(help=word_of(Role.HELP))

    async def _show_questions(self, scene: Scene) -> None:
        """Show the frequently asked questions, and come back."""
        questions = self._telling.heading.questions
        self._helped_with, self._was_told_rest, self._reads = None, False, True
        try:
            if questions is not None:
                await questions()
        finally:
            self._reads = False
        self._telling.come_back(scene)

    # --- the ways out

    async def _leave_by(self, role: Role, scene: Scene) -> Role | None:
        """Leave by ``role``: raises Quit or SignOut, or returns the way back that leads home. If
        something would be lost, the voter is asked first; None if they would rather stay. Who wants
        to leave again while they are asked, leaves."""
        leaves = self._is_leaving
        if not leaves:
            self._is_leaving = True
            try:
                leaves = await self.may_leave(self._telling.heading, role)
            finally:
                self._is_leaving = False
        if not leaves:
            self._telling.come_back(scene)
            return None
        if role is Role.HOME:
            self.goes_home = True
            return Role.BACK
        raise SignOut if role is Role.SIGN_OUT else Quit


def _several_lines() -> Remark:
    """The remark on a paste of several lines, of which none is known to be the answer."""
    return Remark(
        _("You pasted several lines where one is expected: nothing was used."),
        _("several lines"),
        _("paste"),
    )


def _too_early() -> Remark:
    """The remark on text typed before its question."""
    return Remark(_("Typed too early: ignored."), _("typed too early"), _("too early"))
