"""A line of text."""

from __future__ import annotations

from functools import partial
from typing import Any

from tui_voter.dialogue import Refused, TextField
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
        if self.value and self._may_be_empty():
            offered = {Command.REDO: _("leave it empty")}
            lines.append(pair(Command.REDO.word, _("leave it empty")))
        elif self.value:  # simply typed over
            offered = {Command.REDO: _("type another answer")}
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

    def _may_be_empty(self) -> bool:
        """Whether an empty line is an answer, which Enter alone does not give where one is kept."""
        try:
            self.field.parse("")
        except Refused:
            return False
        return True

    def early(self, text: str) -> str | None:
        return text if self.field.is_mailed and len(text) <= self.field.limit else None

    def instead(self, text: str) -> str | None:
        return text[: self.field.limit]
