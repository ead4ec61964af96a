"""A hidden answer, with what is needed of it and how strong it is."""

from __future__ import annotations

from collections.abc import Iterator

from tui_voter.dialogue import Action, SecretField, told
from tui_voter.linear.commands import SLASH, Command, find
from tui_voter.linear.fields.base import FieldTalk, Given, too_long
from tui_voter.linear.prompts import Remark
from tui_voter.linear.voice import Question, Scene, Voice, commands_only
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret


class SecretTalk(FieldTalk[SecretField]):
    """Neither shown nor read as a command; an empty line leads to the commands."""

    def __init__(self, voice: Voice, scene: Scene, field: SecretField) -> None:
        super().__init__(voice, scene, field)
        self.repeats = field.repeats

    def guidance(self) -> Iterator[str]:
        field = self.field
        if field.hint:
            yield told(field.hint)
        elif field.rules is not None:
            yield _("Needed: {rules}.").format(
                rules=", ".join(rule.text for rule in field.rules(Secret(), None))
            )
        if not field.repeats:
            yield _(
                "What you type is not shown, and is never taken for a command. For the "
                "commands, press Enter on an empty line."
            )

    async def told(self, answer: str | Secret) -> None:
        if self.field.strength is None or not isinstance(answer, Secret):
            return
        view = await self._voice.wait(self.field.strength(answer), _("Checking…"))
        self._voice.notify(
            _("Strength: {word}, {crack_time}. {advice}")
            .format(word=view.word, crack_time=view.crack_time, advice=view.advice)
            .rstrip()
        )

    async def put(self, remark: Remark | None) -> Given:
        doubted = ""
        while True:
            question = Question(self.names, hidden=True, remark=remark)
            heard = await self._voice.hear(self._scene, question)
            if not isinstance(heard, str):
                return heard
            if (
                heard != doubted
                and heard.startswith(SLASH)
                and find(heard, (), self._scene.actions)
            ):
                doubted = heard  # not an attempt: typed again, it is the answer after all
                remark = Remark(
                    _(
                        "This is the name of a command, but here it would be your answer. For "
                        "the commands, press Enter on an empty line; if you type the same word "
                        "again, it will be taken as your answer."
                    ),
                    _("command name"),
                )
                continue
            if heard and len(heard) <= self.field.limit:
                return Secret(heard)
            remark = too_long(heard, self.field.limit) if heard else None
            if not heard:
                instead = await self._commands_instead()
                if instead is not None:
                    return instead

    async def _commands_instead(self) -> Command | Action | None:
        """What a hidden answer cannot say: commands. None goes back to the hidden answer.

        Nothing is shown here either: after an Enter too many, a secret may be typed.
        """
        remark: Remark | None = Remark(
            _("Nothing was typed. Type a command, or press Enter to go back to the question."),
            _("empty"),
        )
        while True:
            question = Question(
                [*self._or_a_command()], where=self.where, remark=remark, silent=True
            )
            heard = await self._voice.hear(self._scene, question)
            if not isinstance(heard, str):
                return heard
            if not heard.strip():
                return None
            remark = commands_only()

    def _or_a_command(self) -> Iterator[str]:
        for name in self.names:
            yield _("{question}, command").format(question=name)
        yield f"{self.names[-1]}, {Command.HELP.word}"
