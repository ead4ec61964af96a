"""How each kind of field is asked: the lines above its prompt, and what its answer is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tui_voter.dialogue import (
    Action,
    CaptchaField,
    ChoiceField,
    Field,
    LinkField,
    LongTextField,
    Refused,
    SecretField,
    TextField,
)
from tui_voter.linear.choices import Choice
from tui_voter.linear.commands import SLASH, Command, action_lines, find, pair
from tui_voter.linear.prompts import Remark
from tui_voter.linear.terminal import KEPT
from tui_voter.linear.voice import Abandoned, Question, Scene, Voice, abandoned
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

START: Final = 40
"""Characters of a kept link or long text that are said."""

Given = str | Secret | Command | Action
"""An answer, or the command or action that the voter gave instead."""


class FieldTalk:
    """One field of a form, asked as often as it takes.

    ``value`` is the answer that Enter alone keeps, and of a long text what there is of it;
    ``question`` the captcha's, which may be replaced; ``was_asked`` turns true at the first
    asking.
    """

    def __init__(self, voice: Voice, scene: Scene, field: Field) -> None:
        self.field = field
        self.value = ""
        if isinstance(field, TextField | LongTextField | LinkField | ChoiceField):
            self.value = field.value
        self.question = field.question if isinstance(field, CaptchaField) else ""
        self._voice = voice
        self._scene = scene
        self.was_asked = False
        self.is_last = False
        """The form is submitted with its answer."""

    async def ask(self, remark: Remark | None = None) -> Given:
        """The answer. ``remark`` says what is wrong with the one before."""
        first, self.was_asked = not self.was_asked, True
        if first:
            self._voice.say(*self._guidance())
        field = self.field
        if isinstance(field, ChoiceField):
            return await self._ask_choice(field, remark)
        if isinstance(field, SecretField):
            return await self._ask_secret(field, remark)
        if isinstance(field, CaptchaField):
            return await self._ask_captcha(field, remark)
        if isinstance(field, LinkField):
            return await self._ask_link(field, remark)
        if isinstance(field, LongTextField):
            return await self._ask_long_text(field, remark)
        return await self._ask_text(field, remark)

    def keep(self, value: str | Secret) -> None:
        """Its answer so far, which Enter alone keeps; a captcha's and a secret are typed anew."""
        if isinstance(value, str) and not isinstance(self.field, CaptchaField):
            self.value = value

    def _guidance(self) -> Iterator[str]:
        """What is said once, before any error."""
        field = self.field
        if field.hint:
            yield field.hint
        elif isinstance(field, SecretField) and field.rules is not None:
            yield _("Needed: {rules}.").format(
                rules=", ".join(rule.text for rule in field.rules(Secret()))
            )
        if isinstance(field, SecretField) and not field.repeats:
            yield _(
                "What you type is not shown, and is never taken for a command. For the "
                "commands, press Enter on an empty line."
            )
        if isinstance(field, LinkField) and not self._voice.terminal.is_terminal:
            yield _("If it is not a link, end with an empty line.")
        if isinstance(field, LongTextField):
            yield _(
                "Up to {limit} characters, on one or more lines; an empty line ends the text."
            ).format(limit=field.limit)
            yield _("To start a line with a slash, type two.")
        if isinstance(field, CaptchaField):
            yield pair(Command.ANOTHER.word, _("another question"))

    def _again(self, *lines: str) -> list[str]:
        """What the repeat command says."""
        return [
            self._scene.title_line(),
            *self._scene.intro,
            *self._guidance(),
            *lines,
            *action_lines(self._scene.actions),
        ]

    async def _ask_choice(self, field: ChoiceField, remark: Remark | None) -> Given:
        choice = Choice(
            self._voice,
            self._scene,
            field.label,
            field.options,
            chosen=self.value,
            before=self._again(),
        )
        return await choice.hold(remark=remark)

    async def _ask_text(self, field: Field, remark: Remark | None) -> Given:
        limit = field.limit if isinstance(field, TextField) else 0
        lines, offered = self._kept_line(), {}
        if self.value:
            offered = {Command.REDO: _("erase it")}
            lines.append(pair(Command.REDO.word, _("erase it")))
        lead = "\n".join(lines)
        while True:
            question = Question(
                field.label, again=self._again(*lines), lead=lead, remark=remark, offered=offered
            )
            heard = await self._voice.hear(self._scene, question)
            lead = ""
            if heard is Command.REDO:
                self.value, lines, offered = "", [], {}
                remark = Remark(
                    _("It has been erased: press Enter to leave it empty."), _("erased")
                )
                continue
            if heard == "" and self.value:
                return self.value
            if not isinstance(heard, str) or len(heard) <= limit:
                return heard
            remark = _too_long(heard, limit)

    async def _ask_long_text(self, field: LongTextField, remark: Remark | None) -> Given:
        """Line after line until an empty one; a paste is taken whole."""
        self._voice.say(*self._kept_line())
        text = ""
        while True:
            heard = await self._voice.hear(self._scene, self._next_line(field, text, remark))
            remark = None
            if heard is Command.REDO:
                text = self.value = ""
                remark = Remark(_("The text has been erased."), _("text erased"))
            elif not isinstance(heard, str):
                return heard
            elif not heard.strip():
                return self.value
            else:
                longer = (
                    f"{text}\n{_without_its_slash(heard)}" if text else _without_its_slash(heard)
                )
                if len(longer) <= field.limit:
                    text = self.value = longer
                else:
                    remark = _not_taken(longer, field.limit)

    def _next_line(self, field: LongTextField, text: str, remark: Remark | None) -> Question:
        """Ask for the line after ``text``."""
        number = text.count("\n") + 2
        return Question(
            self._end_of_text().format(number=number) if text else field.label,
            again=self._again(*([self.value] if self.value else [])),
            remark=remark,
            offered={Command.REDO: _("start the text again")} if self.value else {},
            text=True,
            goes_on=bool(text),
        )

    def _end_of_text(self) -> str:
        """What an empty line does is said on the line itself: it may send the whole form."""
        if self.is_last:
            return _("line {number}, empty to send")
        return _("line {number}, empty to end")

    async def _ask_link(self, field: LinkField, remark: Remark | None) -> Given:
        lines = self._kept_line()
        question = Question(
            field.label,
            again=self._again(*lines),
            lead="\n".join(lines),
            remark=remark,
            enough=lambda text: len(text) > KEPT // 2 or bool(field.find(text)),
        )
        heard = await self._voice.hear(self._scene, question)
        if not isinstance(heard, str):
            return heard
        pasted = heard[:KEPT].strip()
        return (field.find(pasted) or pasted)[: field.limit] or self.value

    async def _ask_secret(self, field: SecretField, remark: Remark | None) -> Given:
        doubted = ""
        while True:
            question = Question(field.label, hidden=True, remark=remark)
            heard = await self._voice.hear(self._scene, question)
            if not isinstance(heard, str):
                return heard
            if (
                heard != doubted
                and heard.startswith(SLASH)
                and find(heard, (), self._scene.actions)
            ):
                doubted = heard  # and not a try: the same once more is the answer after all
                remark = Remark(
                    _(
                        "This is the name of a command, but here it would be your answer. For "
                        "the commands, press Enter on an empty line; if you type the same word "
                        "again, it will be taken as your answer."
                    ),
                    _("command name"),
                )
                continue
            if heard and len(heard) <= field.limit:
                return Secret(heard)
            remark = _too_long(heard, field.limit) if heard else None
            if not heard:
                instead = await self._commands_instead()
                if instead is not None:
                    return instead

    async def _commands_instead(self) -> Command | Action | None:
        """What a hidden answer cannot say: commands. None goes back to the hidden answer.

        Nothing is shown here either: after an Enter too many, a secret may be typed.
        """
        remark: Remark | None = Remark(_("Nothing was typed."), _("empty"))
        while True:
            question = Question(
                _("Enter or a command"), again=self._again(), remark=remark, silent=True
            )
            heard = await self._voice.hear(self._scene, question)
            if not isinstance(heard, str):
                return heard
            if not heard.strip():
                return None
            remark = Remark(
                _("Type a command, or press Enter to go back to the question."), _("commands only")
            )

    async def _ask_captcha(self, field: CaptchaField, remark: Remark | None) -> Given:
        told = ""
        while True:
            lead, told = self.question if self.question != told else "", self.question
            question = Question(
                field.label,
                again=self._again(told),
                lead=lead,
                remark=remark,
                offered={Command.ANOTHER: _("another question")},
            )
            heard = await self._voice.hear(self._scene, question)
            if heard is Command.ANOTHER:
                remark = await self._renew(field)
            elif not isinstance(heard, str) or len(heard) <= field.limit:
                return heard
            else:
                remark = _too_long(heard, field.limit)

    async def _renew(self, field: CaptchaField) -> Remark | None:
        try:
            self.question = await self._voice.wait(field.renew())
        except Refused as refusal:
            return Remark.of(refusal.errors[0])
        except Abandoned:
            return abandoned()
        return None

    def _kept_line(self) -> list[str]:
        if not self.value:
            return []
        kept = " ".join(self.value.split())
        # A link is a secret: its start tells which one it is.
        if isinstance(self.field, LinkField | LongTextField) and len(kept) > START:
            kept = f"{kept[:START]}…"
        if isinstance(self.field, LongTextField):
            return [
                _("Enter to keep your text of {count} characters: {start}").format(
                    count=len(self.value), start=kept
                )
            ]
        return [_("Enter to keep: {answer}").format(answer=kept)]


def _without_its_slash(line: str) -> str:
    """What was typed, without the slash that tells a line's own one from a command's."""
    return line[1:] if line.startswith(SLASH * 2) and "\n" not in line else line


def _not_taken(text: str, limit: int) -> Remark:
    return Remark(
        _(
            "This was not added: the text would have {length} characters, and the limit is {limit}."
        ).format(length=len(text), limit=limit),
        _("too long, {limit} max").format(limit=limit),
    )


def _too_long(answer: str, limit: int) -> Remark:
    return Remark(
        _("Too long: {length} characters, {limit} at most.").format(
            length=len(answer), limit=limit
        ),
        _("too long, {limit} max").format(limit=limit),
    )
