"""The choice of the terminal driver: our own on POSIX systems, Textual's on others."""

from __future__ import annotations

from textual.driver import Driver

from tui_voter.system import IS_POSIX


def own_driver() -> type[Driver] | None:
    """Our own driver, or None to let Textual choose one of its own."""
    if not IS_POSIX:
        return None
    from tui_voter.fullscreen.terminal.driver import TerminalDriver  # late: needs termios

    return TerminalDriver
