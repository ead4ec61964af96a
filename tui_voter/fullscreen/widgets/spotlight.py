"""What matters now, large: the countdown, and the option of a menu that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, cast

from textual import events
from textual.containers import Horizontal

from tui_voter.dialogue import Countdown, CountdownView
from tui_voter.fullscreen.host import Host
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.looks.big_numbers import SMALL, WIDE, BigNumbers, Scale

ROOMY: Final = 28
"""The rows of a screen on which the figures may be higher than the smallest ones."""


class Lead(Button, can_focus=False):
    """The option, drawn as a button. The options have the focus, and this is one of them."""


class Spotlight(Horizontal):
    """A card that is as wide as the page."""

    def __init__(
        self, countdown: Countdown, label: str, name: str, *, taken: Callable[[], None]
    ) -> None:
        """``label`` and ``name`` are the option's; ``taken`` is called when it is clicked."""
        super().__init__(classes="spotlight")
        self._countdown = countdown
        self._taken = taken
        self._numbers = BigNumbers()
        self._numbers.most = SMALL
        self.lead = Lead(label, name=name)
        """The option's button."""

    def compose(self) -> Iterable[Any]:
        yield self._numbers
        yield self.lead

    def on_mount(self) -> None:
        self._leave = cast("Host", self.app).pulse.follow(self._countdown, self._show)

    def on_unmount(self) -> None:
        self._leave()

    def on_resize(self, _event: events.Resize) -> None:
        self._numbers.most = _scale(self.app.size.height)

    def _show(self, view: CountdownView) -> None:
        self.border_title = view.heading
        self.set_class(view.left is None, "-over")
        self._numbers.show(view.parts)

    def mark(self, *, current: bool) -> None:
        """Show whether Enter takes the option."""
        self.lead.set_class(current, "-current")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._taken()


def rows_of_spotlight(height: int) -> int:
    """The rows that the card takes on a screen of this ``height``, with the blank one below it."""
    scale = _scale(height)
    return scale.rows + scale.blank + 4  # the units, two edges, and the blank row


def _scale(height: int) -> Scale:
    return WIDE if height >= ROOMY else SMALL
