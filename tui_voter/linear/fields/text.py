"""A line of text."""

from __future__ import annotations

from functools import partial
from typing import Any

from tui_voter.dialogue import TextField
from tui_voter.linear.commands import Command, pair
from tui_voter.linear.fields.base import FieldTalk, Given, too_long
from tui_voter.linear.prompts import Remark
from tui_voter.linear.voice import Question
from tui_voter.messages import gettext as _


class TextTalk(FieldTalk[TextField[Any]]):
    """Asked in one line, kept by Enter, erased by a command."""

    async def put(self, remark: Remark | None) -> Given:
        if not self.is_taken(self.value):
            self.value = ""
        lines, offered = self.kept_line(), {}
        if self.value:
            offered = {Command.REDO: _("type another answer")}
            lines.append(pair(Command.REDO.word, _("type another answer")))
        lead = lines
        while True:
            keeps = [_("{question} or Enter").format(question=name) for name in self.names]
            question = Question(
                [*(keeps if self.value else ()), *self.names],
                where=self.where,
                again=partial(list, lines),
                lead=lead,
                remark=remark,
                offered=offered,
                recalled=self.field.label,
            )
            heard = await self._voice.hear(self._scene, question)
            lead = []
            if heard is Command.REDO:
                self.value, lines, offered = "", [], {}
                remark = Remark(
                    _("Type another answer, or press Enter to leave it empty."),
                    _("another answer"),
                )
            elif isinstance(heard, str) and len(heard) > self.field.limit:
                remark = too_long(heard, self.field.limit)
            else:
                return heard or self.value

    def early(self, text: str) -> str | None:
        return text if self.field.is_mailed and len(text) <= self.field.limit else None

    def instead(self, text: str) -> str | None:
        return text[: self.field.limit]
