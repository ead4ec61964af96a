"""A form that asks nothing: what is read back, on a card, before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import events
from textual.screen import Screen

from tui_voter.conversation.trail import NOTHING, Texts
from tui_voter.dialogue import Form
from tui_voter.fullscreen.motion import can_move
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.card import Card


class ReviewScreen(FormScreen):
    """One :class:`Form` without fields. Its card becomes an envelope once the voter has sent it."""

    CSS_PATH = ["form.tcss", "card.tcss", "review.tcss"]  # noqa: RUF012 - as in Textual
    has_card = True

    def __init__(self, form: Form[Any], earlier: Texts = NOTHING) -> None:
        super().__init__(form, earlier)
        self._card = Card(form.title, super().compose_intro())
        self._above: Screen[Any] = self
        """The screen that was shown over this one last."""

    def compose_intro(self) -> Iterable[Any]:
        yield self._card

    def on_screen_suspend(self) -> None:
        self._above = self.app.screen

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Seal the card that the voter has sent in the last question."""
        above = self._above
        if isinstance(above, QuestionScreen) and above.has_sent:
            is_plain = self.host.look.accessible or self.has_class("-short")
            if self.under_way and can_move() and not is_plain:
                self._card.seal()

    async def conclude(self, result: Any) -> None:
        try:
            await self._card.until_sealed()
        finally:  # also where the voter stops the wait: it was sent
            self.answer(result)

    def show_outcome(self) -> None:
        self._card.unseal()
        super().show_outcome()
