"""The interface of our own driver, beyond that of Textual's drivers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Event

from textual.message import Message


class KeyTaken(Message):
    """A message that bubbles up after a key: when it reaches the top, the key has been handled."""

    def __init__(self, taken: Event) -> None:
        super().__init__()
        self.taken = taken


class OwnDriver(ABC):
    """The methods that our own driver adds."""

    @abstractmethod
    def show_cursor(self, shown: bool) -> None:
        """Show or hide the hardware cursor, which screen readers follow."""

    @abstractmethod
    def pause(self) -> None:
        """Restore the terminal, stop the job until it is continued, and paint everything again."""

    @abstractmethod
    def restore_now(self) -> None:
        """Restore the terminal without the event loop."""
