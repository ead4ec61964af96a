"""Ask for a line of text."""

from __future__ import annotations

from functools import partial
from typing import Any

from tui_voter.dialogue import Refused, TextField
from tui_voter.linear.commands import Command, pair, word_of
from tui_voter.linear.fields.base import FieldTalk, Given, too_long
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question
from tui_voter.messages import gettext as _


class TextTalk(FieldTalk[TextField[Any]]):
    """Asks for a line. Enter keeps an earlier answer; a command may leave the field empty."""

    async def prompt(self, remark: Remark | None) -> Given:
        lines: list[str] = self.kept_line()
        offered = [Command.ERASE] if self.kept and self._may_be_empty() else []
        if offered:
            lines.append(pair(word_of(Command.ERASE), _("leave it empty")))
        lead = lines
        while True:
            keeps = [_("{question} or Enter").format(question=name) for name in self.names]
            question = Question(
                [*(keeps if self.kept else ()), *self.names],
                where=self.where,
                again=partial(list, lines),
                lead=lead,
                remark=remark,
                offered=offered,
            )
            heard = await self._voice.asking.hear(self._scene, question)
            lead = []
            if heard is Command.ERASE:
                return ""
            if isinstance(heard, str) and len(heard) > self.field.limit:
                remark = too_long(heard, self.field.limit)
            else:
                return heard or self.kept

    def _may_be_empty(self) -> bool:
        """Whether an empty answer is allowed, which Enter alone cannot give if one is kept."""
        try:
            self.field.parse("")
        except Refused:
            return False
        return True

    def as_answer(self, text: str) -> str | None:
        return text[: self.field.limit]
