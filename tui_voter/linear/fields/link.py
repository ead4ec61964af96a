"""Ask for a link, and find it in whatever is pasted."""

from __future__ import annotations

from typing import Any

from tui_voter.dialogue import LinkField, Verbatim
from tui_voter.linear.commands import SLASH
from tui_voter.linear.fields.base import FieldTalk, Given, keeps, start_of
from tui_voter.linear.keyboard import Typing
from tui_voter.linear.line import LONGEST
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question
from tui_voter.linear.spoken import saying
from tui_voter.messages import gettext as _


class LinkTalk(FieldTalk[LinkField[Any]]):
    """Asks for a link: reads lines until one contains it. A kept link is a secret, so that only
    its start is said, enough to recognise it."""

    async def prompt(self, remark: Remark | None) -> Given:
        lines = self.kept_line()
        if self.filling.keeps_earlier(self.field.name):  # their starts may be the same
            earlier = _("Enter to keep the earlier link, not the one typed last: {answer}")
            lines = [saying(earlier, answer=Verbatim(start_of(self.kept)))]
        keeps = [_("{question} or Enter").format(question=name) for name in self.names]
        question = Question(
            [*(keeps if self.kept else ()), *self.names],
            typing=Typing(enough=self._is_enough),
            where=self.where,
            again=lambda: lines,
            lead=lines,
            remark=remark,
        )
        heard = await self._voice.asking.hear(self._scene, question)
        if not isinstance(heard, str):
            return heard
        return self.as_answer(heard[:LONGEST].strip()) or self.kept

    def as_answer(self, text: str) -> str:
        return (self.field.find(text) or text)[: self.field.limit]

    def _is_enough(self, text: str) -> bool:
        is_command = text.startswith(SLASH)
        return is_command or len(text) > LONGEST // 2 or bool(self.field.find(text))

    def kept_line(self) -> list[str]:
        return [keeps(start_of(self.kept))] if self.kept else []
