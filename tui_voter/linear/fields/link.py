"""A link, found in whatever is pasted."""

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
    """Lines are taken until a link is found in them. A kept link is a secret: only its start
    is said, which tells which one it is."""

    _given = ""  # last

    async def put(self, remark: Remark | None) -> Given:
        if not self.is_taken(self.value):
            self.value = ""
        lines = self.kept_line()
        if self.value and self._given not in ("", self.value):  # both may begin alike
            earlier = _("Enter to keep the earlier link, not the one typed last: {answer}")
            lines = [saying(earlier, answer=Verbatim(start_of(self.value)))]
        keeps = [_("{question} or Enter").format(question=name) for name in self.names]
        question = Question(
            [*(keeps if self.value else ()), *self.names],
            typing=Typing(enough=self._is_enough),
            where=self.where,
            again=lambda: lines,
            lead=lines,
            remark=remark,
        )
        heard = await self._voice.asking.hear(self._scene, question)
        if not isinstance(heard, str):
            return heard
        self._given = self.instead(heard[:LONGEST].strip()) or self.value
        return self._given

    def instead(self, text: str) -> str:
        return (self.field.find(text) or text)[: self.field.limit]

    def _is_enough(self, text: str) -> bool:
        is_command = text.startswith(SLASH)
        return is_command or len(text) > LONGEST // 2 or bool(self.field.find(text))

    def kept_line(self) -> list[str]:
        if not self.value:
            return []
        return [keeps(start_of(self.value))]
