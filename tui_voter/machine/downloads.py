"""The files of a program whose terminal is in a browser: what the voter saves, the browser
downloads. No file of the computer that the program runs on is read, written or named."""

from __future__ import annotations

from socket import socket
from threading import Lock

from tui_voter.contract.browser import Save, Saved, line, read
from tui_voter.contract.text import is_shown
from tui_voter.machine.files import FileFault, FileRefused
from tui_voter.messages import gettext as _


class Downloads:
    """The :class:`~tui_voter.machine.files.Files` of a browser, which is reached through
    ``portal``. There is one folder, that of its downloads; the browser itself numbers a name that
    is taken."""

    def __init__(self, portal: socket) -> None:
        self._portal = portal
        self._answers = portal.makefile("rb")
        self._turn = Lock()

    def first_line(self) -> bytes:
        """What the portal says before any file."""
        return self._answers.readline()

    def free_name(self, name: str) -> str:
        return name

    def folder(self) -> str:
        return _("Downloads")

    def within(self, typed: str, name: str) -> str:
        return name if typed.strip() == self.folder() else typed

    def write(self, name: str, content: str | bytes) -> str:
        named = name.strip()
        if "/" in named or "\\" in named:
            raise FileRefused(FileFault.NO_FOLDER)
        if not is_shown(named) or named.strip(".") == "":
            raise FileRefused(FileFault.BAD_NAME)
        data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        if not self._hand_over(Save(named, data)):
            raise FileRefused(FileFault.FAILED)
        return named

    def _hand_over(self, file: Save) -> bool:
        with self._turn:
            try:
                self._portal.sendall(line(file))
                return read(self._answers.readline(), Saved).done
            except (OSError, ValueError):  # the portal has gone
                return False
