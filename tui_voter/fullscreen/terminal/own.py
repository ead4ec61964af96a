"""What our own driver does beyond Textual's, as the program sees it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Event

from textual.message import Message


class KeyTaken(Message):
    """Bubbles up behind a key; once at the top, the key has done its work."""

    def __init__(self, taken: Event) -> None:
        super().__init__()
        self.taken = taken


class OwnDriver(ABC):
    """What our own driver can do besides."""

    @abstractmethod
    def show_cursor(self, shown: bool) -> None:
        """Let the hardware cursor be seen, by a screen reader above all."""

    @abstractmethod
    def restore_now(self) -> None:
        """Give the terminal back without the help of the event loop."""
