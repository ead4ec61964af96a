"""The interface of the program that the screens and the terminal use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from tui_voter.dialogue import Countdown, CountdownView, Heading

if TYPE_CHECKING:
    from textual.screen import Screen


class Host(Protocol):
    """The program as its dialogue, its screens and its terminal see it."""

    heading: Heading
    brief: str
    """What the heading's countdown says in the corner, to the minute."""
    no_color: bool
    """The voter wants no colours, in whatever look."""

    @property
    def accessible(self) -> bool:
        """Whether the theme is the one for screen readers and braille displays."""
        ...

    @property
    def colourless(self) -> bool:
        """Only the terminal's own colours are used."""
        ...

    @property
    def clicked_since(self) -> float:
        """When the mouse was pressed first of the presses, a double click say, to which the latest
        one belongs."""
        ...

    async def bring(self, screen: Screen[None], *, on_top: bool) -> None:
        """Show ``screen``: above the one that is open, or in its place."""
        ...

    async def take_away(self, screen: Screen[None]) -> None:
        """Remove the question on top, which was answered; the one below is shown again."""
        ...

    def follow(
        self, countdown: Countdown, look: Callable[[CountdownView], None]
    ) -> Callable[[], None]:
        """Call ``look`` with what ``countdown`` shows: now, every second, and when the portal
        has set its clock; until what is returned is called."""
        ...

    def head(self, heading: Heading) -> None:
        """Show ``heading`` above every screen from now on."""
        ...

    def extend_session(self) -> None:
        """Get more time for the session, if there is one, and say what came of it."""
        ...

    def sign_out(self) -> None:
        """End the session, where the voter says so when they are told what that loses."""
        ...

    def drop_burst(self) -> None:
        """Drop what the voter has typed ahead of what is shown now, and tell them."""
        ...

    def place_cursor(self) -> None:
        """Move the hardware cursor to where the voter is, where no frame has done so."""
        ...

    def on_background(self, dark: bool) -> None:
        """The terminal reported its background."""
        ...

    def leave_on(self, number: int) -> None:
        """A signal: leave with its exit code; a second one does not wait any longer."""
        ...

    def crash(self, error: BaseException) -> None:
        """End immediately; the message is written once the terminal has been restored."""
        ...
