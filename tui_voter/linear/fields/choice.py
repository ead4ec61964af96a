"""One of several options, by its number."""

from __future__ import annotations

from typing import Any

from tui_voter.dialogue import ChoiceField
from tui_voter.linear.choices import Choice
from tui_voter.linear.fields.base import FieldTalk, Given
from tui_voter.linear.prompts import Remark


class ChoiceTalk(FieldTalk[ChoiceField[Any]]):
    """The options, ten at a time."""

    _was_put = False

    async def prompt(self, remark: Remark | None) -> Given:
        if self._was_put or self.field is not self.filling.form.fields[0]:
            self._voice.telling.say(self.field.label)  # at first, the form's words stand above it
        self._was_put = True
        choice = Choice(
            self._voice,
            self._scene,
            self.names,
            self.field.options,
            chosen=self.kept,
            before=self.where,
        )
        return await choice.run(remark=remark)
