"""Which driver the terminal gets: our own, or without POSIX one of Textual's."""

from __future__ import annotations

from textual.driver import Driver

from tui_voter.system import IS_POSIX


def own_driver() -> type[Driver] | None:
    """Our own, or None: then Textual chooses one of its own."""
    if not IS_POSIX:
        return None
    from tui_voter.fullscreen.terminal.driver import TerminalDriver  # late: needs termios

    return TerminalDriver
