"""The live countdown: large digits, one number repainted at a time.

In the accessible theme it is a sentence without seconds, painted once a minute: a screen
reader would read each second aloud.
"""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.widget import Widget

from tui_voter.dialogue import Countdown, CountdownView
from tui_voter.fullscreen.pulse import Pulse
from tui_voter.fullscreen.screens.frame import Frame
from tui_voter.fullscreen.widgets.big_numbers import BigNumbers
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.messages import gettext as _


class CountdownBlock(Widget):
    """One :class:`Countdown`, shown as of now, every second."""

    def __init__(self, countdown: Countdown) -> None:
        super().__init__()
        self._pulse = Pulse(self, countdown, self._show)
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
        self.app.app_resume_signal.subscribe(self, lambda _app: self._pulse.look())
        self._pulse.start()

    def on_unmount(self) -> None:
        self._pulse.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Large digits where they fit; otherwise the same in a line or two of text."""
        room = event.size.width >= 48 and self.app.size.height >= 16
        self.set_class(not room, "-plain")
        self.dress()

    def dress(self) -> None:
        """The theme or the room has changed."""
        self._seen = None
        self._pulse.look()

    def _show(self, view: CountdownView) -> None:
        before, self._seen = self._seen, view
        still = isinstance(self.screen, Frame) and self.screen.host.accessible
        if still and before is not None and _to_the_minute(view) == _to_the_minute(before):
            return  # nothing that may be read aloud has changed
        self._heading.say(view.heading)
        self.set_class(not view.parts, "-over")
        self._numbers.show(view.parts)
        if still or self.has_class("-plain"):  # out of sight, it would cost a layout a second
            self._plain.say(_in_words(view, seconds=not still))
        self._lines.say("\n".join(view.lines))


def _to_the_minute(view: CountdownView) -> tuple[str, str, tuple[tuple[int, str], ...]]:
    return view.phase, view.heading, tuple(view.parts[:-1])


def _in_words(view: CountdownView, *, seconds: bool) -> str:
    parts = view.parts if seconds else view.parts[:-1]
    if view.parts and not seconds and not any(number for number, _unit in parts):
        return _("less than a minute")
    return "  ".join(f"{number} {unit}" for number, unit in parts)
