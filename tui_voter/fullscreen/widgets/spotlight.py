"""What matters now, large: the countdown, and the option of a menu that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, cast

from textual import events
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size

from tui_voter.countdown import Phase
from tui_voter.dialogue import Countdown, CountdownView
from tui_voter.fullscreen.host import Host
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.words import Words, balanced, wrapped
from tui_voter.looks.big_numbers import HUGE, SMALL, WIDE, BigNumbers, Scale, is_huge

ROOMY: Final = 28
"""The rows of a screen on which the figures may be higher than the smallest ones."""
BAR: Final = 3
"""The rows of the option's button where it stands below the figures."""
HOURS: Final = 4
"""The rows of the hours of the vote beside the figures."""


class Lead(Button, can_focus=False):
    """The option, drawn as a block of at least so many ``rows``; where it has none, like any other
    option. The options have the focus, and this is one of them."""

    rows = 1

    def _lines(self, width: int) -> list[Content]:
        if not self.rows:
            sign = "›" if self.has_class("-current") else " "
            first, *rest = wrapped(self.label, width - 3)
            return [Content(f" {sign} {first}"), *(Content(f"   {line}") for line in rest)]
        lines = [line.center(width) for line in balanced(self.label, width - 2)]
        blank = max(self.rows - len(lines), 0)
        above = [" " * width] * (blank // 2)
        return [*map(Content, [*above, *lines, *[" " * width] * (blank - len(above))])]


class Spotlight(Horizontal):
    """A card that is as wide as the page; where there is no room for it, two sentences, and the
    option below them."""

    def __init__(
        self, countdown: Countdown, label: str, name: str, *, taken: Callable[[], None]
    ) -> None:
        """``label`` and ``name`` are the option's; ``taken`` is called when it is clicked."""
        super().__init__(classes="spotlight")
        self._countdown = countdown
        self._taken = taken
        self._numbers = BigNumbers()
        self._plain = Words(classes="plain")
        self._hours = Words(classes="hours")
        self.lead = Lead(label, name=name)
        """The option's button."""

    def compose(self) -> Iterable[Any]:
        yield self._numbers
        yield self._plain
        with Vertical(classes="beside"):
            yield self.lead
            yield self._hours

    def on_mount(self) -> None:
        self._leave = cast("Host", self.app).pulse.follow(self._countdown, self._show)

    def on_unmount(self) -> None:
        self._leave()

    def on_resize(self, _event: events.Resize) -> None:
        self.fit(is_large=not self.has_class("-plain"))

    def fit(self, *, is_large: bool) -> None:
        """Adapt to the size of the screen; it ``is_large`` where a card has room."""
        scale = _scale(self.app.size)
        self._numbers.most = scale
        self.set_class(is_large and scale is HUGE, "-huge")
        self.set_class(not is_large, "-plain")
        lines = BAR if scale is HUGE else scale.rows - HOURS + 1
        self.lead.rows = max(lines, 1) if is_large else 0
        self.lead.refresh(layout=True)

    def _show(self, view: CountdownView) -> None:
        if self.has_class("-plain") and str(self._plain.content) == view.told:
            return  # a reader would speak each change
        self._plain.say(view.told)
        self._hours.say(view.hours)
        self.border_title = view.heading
        self.set_class(not view.parts, "-over")
        self.set_class(view.phase is Phase.BEFORE, "-before")
        self.set_class(view.phase in (Phase.OPEN, Phase.GRACE), "-open")
        self._numbers.show(view.parts)

    def mark(self, *, current: bool) -> None:
        """Show whether Enter takes the option."""
        self.lead.set_class(current, "-current")
        self.lead.refresh()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._taken()


def rows_of_spotlight(screen: Size) -> int:
    """The rows that the card takes on this ``screen``, with the blank one below it."""
    scale = _scale(screen)
    below = BAR + 2 if scale is HUGE else 0
    return max(scale.height, HOURS + 1) + below + 3  # two edges, and the blank row


def _scale(screen: Size) -> Scale:
    if is_huge(screen):
        return HUGE
    return WIDE if screen.height >= ROOMY else SMALL
