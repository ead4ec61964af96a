"""Mails put into a maildir: a folder with a file for each, which mail programs read.

A mail is written to ``tmp``, flushed to the disk and moved to ``new``: it is there as a whole
or not at all.
"""

from __future__ import annotations

import asyncio
import mailbox
from email.message import EmailMessage
from gettext import gettext as _
from pathlib import Path

from mock_server.core.errors import Fault, reason
from mock_server.mail.carrier import Unreachable


class Maildir:
    def __init__(self, folder: mailbox.Maildir) -> None:
        self._folder = folder

    @classmethod
    def open(cls, path: Path) -> Maildir:
        """The maildir at ``path``, made where there is nothing yet. Raises :class:`Fault`."""
        if path.exists() and not (path / "new").is_dir():
            raise Fault(_("{path} exists, but is not a maildir.").format(path=path))
        try:
            return cls(mailbox.Maildir(path))
        except OSError as exc:
            raise Fault(
                _("The maildir {path} cannot be used: {why}.").format(path=path, why=reason(exc))
            ) from exc

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> None:  # noqa: ARG002 (a carrier's signature)
        try:
            await asyncio.to_thread(self._folder.add, message)
        except OSError as exc:
            raise Unreachable(exc.strerror or type(exc).__name__) from exc

    async def rest(self) -> None:
        pass
