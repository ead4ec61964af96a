"""The interface of the program that the screens and the terminal use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tui_voter.dialogue import Heading

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui_voter.fullscreen.pulse import Pulse
    from tui_voter.fullscreen.session import Session
    from tui_voter.fullscreen.themes import Look
    from tui_voter.fullscreen.type_ahead import TypeAhead


class Host(Protocol):
    """The program as its dialogue, its screens and its terminal see it."""

    heading: Heading
    brief: str
    """What the heading's countdown says in the corner, to the minute."""
    look: Look
    """The theme that the screen has."""
    pulse: Pulse
    """What counts the visible countdowns down."""
    session: Session
    """The session, which can be extended or ended."""
    type_ahead: TypeAhead
    """What the voter typed or clicked before they had seen what it would answer."""

    async def bring(self, screen: Screen[None], *, on_top: bool) -> None:
        """Show ``screen``: above the one that is open, or in its place."""
        ...

    async def take_away(self, screen: Screen[None]) -> None:
        """Remove the question on top, which was answered; the one below is shown again."""
        ...

    def head(self, heading: Heading) -> None:
        """Show ``heading`` above every screen from now on."""
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
