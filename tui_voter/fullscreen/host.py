"""The interface of the program that the screens and the terminal use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tui_voter.dialogue import Heading, Role

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui_voter.fullscreen.pulse import Pulse
    from tui_voter.fullscreen.session import Session
    from tui_voter.fullscreen.type_ahead import TypeAhead
    from tui_voter.looks.themes import Look


class Host(Protocol):
    """The program as seen by its dialogue, its screens and its terminal."""

    heading: Heading
    brief: str
    """The heading's countdown in a few words, to the minute; "" without one."""
    look: Look
    """The current theme."""
    pulse: Pulse
    """The timer that updates the visible countdowns."""
    session: Session
    """The voter's session, which can be extended."""
    type_ahead: TypeAhead
    """The record of what was painted when, which finds keys typed too early."""

    async def bring(self, screen: Screen[None], *, on_top: bool) -> None:
        """Show ``screen``: on top of the one that is open, or in its place."""
        ...

    async def take_away(self, screen: Screen[None]) -> None:
        """Remove the answered question on top, so that the one below is shown again."""
        ...

    def head(self, heading: Heading) -> None:
        """Show ``heading`` at the top of every screen from now on."""
        ...

    def place_cursor(self) -> None:
        """Move the hardware cursor to where the voter is, when no frame has done so."""
        ...

    def on_background(self, dark: bool) -> None:
        """Adapt to the background that the terminal has reported."""
        ...

    def wear(self, name: str) -> None:
        """Show the theme of this name for now."""
        ...

    def close_themes(self, message: str = "") -> None:
        """Close the list of themes: the one that is kept is shown, and ``message``."""
        ...

    def show_questions(self) -> None:
        """Show the frequently asked questions over everything else."""
        ...

    def leave_by(self, role: Role) -> None:
        """Leave the program or the session, after a question if something would be lost."""
        ...

    def go(self, role: Role) -> None:
        """Leave the program or the session at once."""
        ...

    def leave_on(self, number: int) -> None:
        """Leave with the exit code of this signal; a second signal leaves without waiting."""
        ...

    def crash(self, error: BaseException) -> None:
        """End at once; the message is printed after the terminal has been restored."""
        ...
