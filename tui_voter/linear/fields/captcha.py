"""A captcha question, and another one on request."""

from __future__ import annotations

from collections.abc import Iterator

from tui_voter.dialogue import CaptchaField, Refused
from tui_voter.linear.commands import Command, pair
from tui_voter.linear.fields.base import FieldTalk, Given, too_long
from tui_voter.linear.prompts import Remark
from tui_voter.linear.voice import Abandoned, Question, Scene, Voice, abandoned
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret


class CaptchaTalk(FieldTalk[CaptchaField]):
    """The question is said whenever it is a new one; its answer is typed anew each time."""

    def __init__(self, voice: Voice, scene: Scene, field: CaptchaField) -> None:
        super().__init__(voice, scene, field)
        self.question = field.question

    def guidance(self) -> Iterator[str]:
        yield from super().guidance()
        yield pair(Command.ANOTHER.word, _("another question"))

    def keep(self, answer: str | Secret) -> None:
        """Nothing is kept."""

    async def put(self, remark: Remark | None) -> Given:
        if not self.field.lasts():
            remark = await self._renew() or remark
        told = ""
        while True:
            lead, told = [self.question] if self.question != told else [], self.question
            question = Question(
                self.names,
                where=self.where,
                again=lambda: [self.question],
                lead=lead,
                remark=remark,
                offered={Command.ANOTHER: _("another question")},
            )
            heard = await self._voice.hear(self._scene, question)
            if heard is Command.ANOTHER:
                remark = await self._renew()
            elif not isinstance(heard, str) or len(heard) <= self.field.limit:
                return heard
            else:
                remark = too_long(heard, self.field.limit)

    async def _renew(self) -> Remark | None:
        try:
            self.question = await self._voice.wait(
                self.field.renew(), _("Fetching another question…")
            )
        except Refused as refusal:
            return Remark.of(refusal.errors[0])
        except Abandoned:
            return abandoned()
        return None
