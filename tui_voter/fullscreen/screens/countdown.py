"""The live countdown in large digits.

In the accessible theme it is a sentence without seconds, repainted once a minute, because a screen
reader would read every second aloud.
"""

from __future__ import annotations

from typing import cast

from textual import events
from textual.app import ComposeResult
from textual.widget import Widget

from tui_voter.countdown import Phase, Span
from tui_voter.dialogue import Countdown, CountdownView
from tui_voter.fullscreen.host import Host
from tui_voter.fullscreen.widgets.words import Words, balanced
from tui_voter.looks.big_numbers import HUGE, WIDE, BigNumbers, is_huge
from tui_voter.messages import gettext as _


class CountdownBlock(Widget):
    """One :class:`Countdown`, updated every second."""

    def __init__(self, countdown: Countdown) -> None:
        super().__init__()
        self._countdown = countdown
        self._heading = Words(classes="over")
        self._numbers = BigNumbers()
        self._plain = Words(classes="plain")
        self._lines = Words(classes="hours")
        self._seen: CountdownView | None = None

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._numbers
        yield self._plain
        yield self._lines

    def on_mount(self) -> None:
        self.app.app_resume_signal.subscribe(self, lambda _app: self._look())
        self._leave = self._host.pulse.follow(self._countdown, self._show)

    def on_unmount(self) -> None:
        self._leave()

    @property
    def _host(self) -> Host:
        return cast("Host", self.app)

    def on_resize(self, _event: events.Resize) -> None:
        """Use large digits where they fit, or else a line or two of text."""
        room = self.app.size.width >= 48 and self.app.size.height >= 16
        self.set_class(not room, "-plain")
        self._numbers.most = HUGE if is_huge(self.app.size) else WIDE
        self.restyle()

    def restyle(self) -> None:
        """Show everything anew after a change of theme or size."""
        self._seen = None
        self._look()

    def _look(self) -> None:
        self._show(self._countdown.view())

    def _show(self, view: CountdownView) -> None:
        before, self._seen = self._seen, view
        still = self._host.look.accessible
        if still and before is not None and _to_the_minute(view) == _to_the_minute(before):
            return  # the text without seconds is still the same
        self._heading.say(view.heading)
        self.set_class(view.left is None, "-over")
        self._numbers.show(view.parts)
        if still or self.has_class("-plain"):  # if hidden, this would cost a layout every second
            self._plain.say(_in_words(view, seconds=not still))
        width = self.size.width
        lines = [part for line in view.lines for part in line.split("\n")]
        rows = (row for line in lines for row in (balanced(line, width) if width else [line]))
        self._lines.say("\n".join(rows))


def _to_the_minute(view: CountdownView) -> tuple[Phase, Span | None]:
    return view.phase, view.left and view.left._replace(seconds=0)


def _in_words(view: CountdownView, *, seconds: bool) -> str:
    if not seconds and view.left is not None and not any(view.left[:-1]):
        return _("less than a minute")
    parts = view.parts if seconds else view.parts[:-1]
    space = "\N{NO-BREAK SPACE}" if seconds else " "  # so that no line begins with a unit
    return "  ".join(f"{number}{space}{unit}" for number, unit in parts)
