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
from tui_voter.fullscreen.widgets.paper import Paper


class ReviewScreen(FormScreen):
    """One :class:`Form` without fields. Its card becomes an envelope once the voter has sent it."""

    CSS_PATH = ["form.tcss", "card.tcss", "review.tcss"]  # noqa: RUF012 - as in Textual
    has_title = False

    def __init__(self, form: Form[Any], earlier: Texts = NOTHING) -> None:
        super().__init__(form, earlier)
        self._paper = Paper(form.title, self.intro)
        """The card, on which the form's title stands."""
        self._above: Screen[Any] = self
        """The screen that was shown over this one last."""

    def compose_intro(self) -> Iterable[Any]:
        yield self._paper

    def on_screen_suspend(self) -> None:
        self._above = self.app.screen

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Seal the paper that the voter has sent in the last question."""
        above = self._above
        if isinstance(above, QuestionScreen) and above.has_sent:
            is_plain = self.host.look.accessible or self.has_class("-short")
            if self.under_way and can_move() and not is_plain:
                self._paper.seal()

    async def conclude(self, result: Any) -> None:
        try:
            await self._paper.until_sealed()
        finally:  # also where the voter stops the wait: it was sent
            self.answer(result)

    def show_outcome(self) -> None:
        self._paper.unseal()
        super().show_outcome()
