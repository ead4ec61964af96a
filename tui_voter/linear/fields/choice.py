"""Ask for one of several options, by its number."""

from __future__ import annotations

from typing import Any

from tui_voter.conversation.choosing import Choosing
from tui_voter.dialogue import ChoiceField
from tui_voter.linear.choices import Choice
from tui_voter.linear.fields.base import FieldTalk, Given
from tui_voter.linear.prompts import Remark


class ChoiceTalk(FieldTalk[ChoiceField[Any]]):
    """Asks for a choice: says the options, ten at a time, and takes a number."""

    _was_prompted = False

    async def prompt(self, remark: Remark | None) -> Given:
        if self._was_prompted or self.field is not self.filling.form.fields[0]:
            self._voice.telling.say(self.field.label)  # a first field has the form's intro above it
        self._was_prompted = True
        choosing = Choosing(self.field.options, chosen=self.kept)
        choice = Choice(
            self._voice, self._scene, self.names, choosing, keeps=True, before=self.where
        )
        return await choice.run(remark=remark)
