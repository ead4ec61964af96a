"""A hidden answer, with what is needed of it and how strong it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tui_voter.dialogue import Detailed, Hint, SecretField, told
from tui_voter.linear.commands import SLASH, Command, here, nearest, pair, reads_as_command
from tui_voter.linear.fields.base import FieldTalk, Given, too_long
from tui_voter.linear.prompts import Remark, small
from tui_voter.linear.verbosity import Level
from tui_voter.linear.voice import Question, Scene, Voice, not_understood, perhaps_a_command
from tui_voter.messages import gettext as _
from tui_voter.secret import NO_SECRET, Secret


class SecretTalk(FieldTalk[SecretField]):
    """Neither shown nor read as a command: a command's name is one once Enter alone confirms it."""

    def __init__(self, voice: Voice, scene: Scene, field: SecretField) -> None:
        super().__init__(voice, scene, field)
        self.repeats = field.repeats
        self._kept = field.value
        self._aside = NO_SECRET  # what was kept until another was typed, which may be refused
        self._was_proposed = False
        self._is_earlier = False  # it is kept again, in place of what was typed last

    @property
    def names(self) -> list[str]:
        """One that repeats another says so in short too: "password again"."""
        label, *briefs = super().names
        again = [_("{answer} again").format(answer=self.repeated)] if self.repeated else []
        return [label, *again, *briefs]

    def guidance(self) -> Iterator[str]:
        field = self.field
        if field.hint:
            yield told(field.hint)
        elif field.rules is not None:
            needed = [rule.text for rule in field.rules(Secret(), None)]
            short = [one.short if isinstance(one, Detailed) else one for one in needed]
            sentence = _("Needed: {rules}.")
            yield Detailed(
                *(sentence.format(rules=self._listed(rules)) for rules in (needed, short))
            )
        if self._voice.terminal.shows_all:
            yield _("This terminal shows what you type: make sure that nobody else can read it.")
        if self._kept:
            return  # there, Enter does something else
        for_a_command = _for_a_command()
        if self._voice.terminal.shows_all:
            yield Hint(" ".join([_("It is taken as your answer."), for_a_command]), for_a_command)
        elif self._tells_all and not field.repeats:
            hidden = _("What you type is not shown, and is taken as your answer.")
            yield Hint(" ".join([hidden, for_a_command]))
        elif not field.repeats:  # known for these commands alone: others are news
            yield Hint(self._commands_in_short() or for_a_command)

    def _commands_in_short(self, *, goes_back: bool = False) -> str:
        """Which are not simply typed here, with how they are taken; "" where there are none."""
        actions = self._scene.actions if self._tells_all else self._scene.untold
        words = [word for word, _meaning in here(self.own_commands(), actions)]
        if words and goes_back:
            words.append(Command.BACK.word)
        return _then_enter_twice(words)

    def _all_commands(self) -> str:
        """All of this place, for who typed nothing; "" where there are none."""
        meanings = dict(here(self.own_commands(), self._scene.actions))
        if not meanings:
            return ""
        lines = [*(pair(*each) for each in meanings.items()), _for_a_command()]
        return Hint("\n".join(lines), _then_enter_twice([*meanings]))

    def _reminder(self) -> str:
        """What may help out, said behind what was wrong, and the way back, which that may call
        for; "" for who has just had it."""
        is_wanted = (self._scene.untold or self._tells_all) and not self._was_proposed
        return self._commands_in_short(goes_back=self._scene.can_go_back) if is_wanted else ""

    @property
    def tells_actions(self) -> bool:
        is_shown = self._voice.terminal.shows_all
        return not (self._kept or self.repeats or is_shown or self._tells_all)

    @property
    def _tells_all(self) -> bool:
        return self._voice.verbosity.level is Level.LEARNING

    def _listed(self, rules: Sequence[str]) -> str:
        """The strength first, apart: what is an alternative to the other rules is none to it."""
        if self.field.strength is None:
            return ", ".join(rules)
        *others, strength = rules
        return _("{list}; {phrase}").format(list=strength, phrase=", ".join(others))

    @property
    def takes_commands(self) -> bool:
        """Otherwise they are told where nothing is typed, and on request."""
        return self._tells_all and not self.field.repeats

    def own_commands(self) -> Mapping[Command, str]:
        offered = {Command.PROPOSE: _("propose a phrase")} if self.field.propose else {}
        return {Command.REDO: _("type both again"), **offered} if self.repeats else offered

    async def told(self, answer: str | Secret) -> None:
        if self.field.strength is None or not isinstance(answer, Secret):
            return
        view = await self._voice.wait(self.field.strength(answer), _("Checking…"))
        self._voice.notify(
            _("Strength: {word}, {crack_time}. {advice}")
            .format(word=view.word, crack_time=view.crack_time, advice=view.advice)
            .rstrip()
        )

    def expect_at(self, question: Question) -> None:
        if self.field.is_mailed:
            question.no_command = not_understood()

    def early(self, text: str) -> Secret | None:
        mailed = self.field.is_mailed  # of one that is chosen, it is yet to be told what it must be
        return Secret(text) if mailed and len(text) <= self.field.limit else None

    def keep(self, answer: str | Secret) -> None:
        if isinstance(answer, Secret):
            self._kept, self._aside, self._is_earlier = answer, NO_SECRET, False

    def set_aside(self) -> None:
        self._kept, self._aside = NO_SECRET, self._kept or self._aside

    def doubt(self, refused: str | Secret) -> None:
        """The one that was set aside for it is kept again."""
        self._kept, self._aside = self._aside, NO_SECRET
        if isinstance(refused, Secret) and self.field.equal(self._kept, refused):
            self._kept = NO_SECRET
        self._is_earlier = bool(self._kept)

    @property
    def kept(self) -> Secret:
        return self._kept

    async def put(self, remark: Remark | None) -> Given:
        if self._kept:
            given = await self._kept_or_instead(remark)
            if given is not None:
                return given
            remark = None
        return await self._type(remark)

    async def _type(self, remark: Remark | None) -> Given:
        doubted, typed, wrong = "", "", remark
        lead = [self._reminder()] if remark else []
        while True:
            question = Question(
                self.names,
                hidden=True,
                doubted=doubted,
                wrong=wrong,
                where=self.where,
                remark=remark,
                lead=lead,
                asks=[self.question],
                offered=self.own_commands(),
            )
            heard = await self._voice.hear(self._scene, question)
            is_sure = bool(typed) and heard == typed and question.doubted == doubted
            doubted, typed, remark, lead = "", "", None, []
            if heard is Command.PROPOSE and self.field.propose:
                self._was_proposed = True
                await self.field.propose()
            elif not isinstance(heard, str):
                return heard
            elif not heard:
                remark = wrong = self._required()
                lead = [self._all_commands()]
            elif not is_sure and self._voice.command_anywhere(heard):
                doubted, typed, remark = heard, heard, self._perhaps_a_command()
            elif not is_sure and (near := self._nearly(heard)):
                doubted, typed, remark = near, heard, self._perhaps_a_command(near)
            elif self.field.is_code and heard.startswith(SLASH):
                remark = wrong = Remark(
                    _("There is no such command here, and no code begins with a slash."),
                    _("unknown"),
                )
                lead = [self._reminder()]
            elif not is_sure and reads_as_command(heard):
                typed, remark, lead = heard, _no_such_command(), [self._reminder()]
            elif len(heard) > self.field.limit:
                remark = wrong = too_long(heard, self.field.limit)
            else:
                return Secret(heard)

    def _perhaps_a_command(self, near: str = "") -> Remark:
        """What was typed is the name of a command, or a slip of what is ``near``."""
        remark = perhaps_a_command()
        says = remark.text
        if near:
            says = _("Did you mean {near}? Press Enter to carry it out, or type your answer.")
            says = says.format(near=near)
        if self.field.is_code:  # which it can never be
            return remark._replace(says=says)
        once_more = _("Typed once more, this name will be your answer.")
        return remark._replace(says=f"{says} {once_more}")

    def _nearly(self, heard: str) -> str:
        """The command of this place that was mistyped, perhaps; "" for none."""
        if not heard.startswith(SLASH):
            return ""
        return nearest(heard, self.own_commands(), self._scene.actions)

    def _required(self) -> Remark:
        """That an answer is needed, where nothing was typed."""
        required = _("An answer is required: {label}.").format(label=small(self.field.label))
        return Remark(required, _("empty"))

    async def _kept_or_instead(self, remark: Remark | None) -> Given | None:
        """What was typed before, kept by Enter; another answer, or what a command says instead.
        None where another one is to be typed hidden, as a first one is."""
        redo = pair(Command.REDO.word, _("type another answer"))
        lead = [self._or_keep()]
        while True:
            question = Question(
                [_("{question} or Enter").format(question=name) for name in self.names],
                where=self.where,
                again=lambda: lead,
                lead=lead if remark is None or self._is_earlier else (),
                asks=[self.question],
                remark=remark,
                no_command=Remark(
                    " ".join([_("This is no command, and it was not used."), redo]), _("ignored")
                ),
                offered={**self.own_commands(), Command.REDO: _("type another answer")},
            )
            heard = await self._voice.hear(self._scene, question)
            if heard is Command.REDO:
                self.set_aside()
                return None
            if heard is Command.PROPOSE and self.field.propose:
                await self.field.propose()
                remark = None
                continue
            if not isinstance(heard, str):
                return heard
            if not heard:
                return self._kept
            if len(heard) <= self.field.limit:
                self.set_aside()  # typed anew, and so is what repeats it
                return Secret(heard)
            remark = too_long(heard, self.field.limit)

    def _or_keep(self) -> str:
        """What may be typed instead, and what Enter keeps."""
        if self.field.rules is None:
            if self._is_earlier:
                return _("Type another answer, or press Enter to keep your earlier one.")
            return _("Type another answer, or press Enter to keep yours.")
        if self._is_earlier:
            return _("Type another password, or press Enter to keep your earlier one.")
        return _("Type another password, or press Enter to keep yours.")


def _for_a_command() -> str:
    return _("For a command, type it, then press Enter twice.")


def _then_enter_twice(words: Sequence[str]) -> str:
    """The commands ``words`` with how they are taken; "" for none."""
    return _("Command, then Enter twice: {list}").format(list=", ".join(words)) if words else ""


def _no_such_command() -> Remark:
    """What was typed, which is not said, is like a command, and none of this place."""
    none = _("There is no such command here.")
    once_more = _("Typed once more, it will be your answer.")
    return Remark(f"{none} {once_more}", _("unknown"))
