"""Mails put into a maildir: a folder with a file for each mail, which mail programs read.

A mail is written to ``tmp``, flushed to the disk and moved to ``new``, so that it is there as a
whole or not at all. Only its owner can read it, as it contains a link.
"""

from __future__ import annotations

import asyncio
import os
from email.message import EmailMessage
from email.policy import default
from gettext import gettext as _
from pathlib import Path
from time import time_ns
from uuid import uuid4

from mock_server.core.errors import Fault
from mock_server.core.files import new_file, own_folder
from mock_server.mail.carrier import Unreachable


class Maildir:
    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def open(cls, path: Path) -> Maildir:
        """The maildir at ``path``, which is made if there is nothing yet. Raises :class:`Fault`."""
        if path.exists() and not (path / "new").is_dir():
            raise Fault(_("{path} exists, but is not a maildir.").format(path=path))
        for folder in (path, *(path / name for name in ("tmp", "new", "cur"))):
            own_folder(folder, may_exist=True)
        return cls(path)

    async def ready(self) -> None:
        pass

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> None:  # noqa: ARG002 (a carrier's signature)
        try:
            await asyncio.to_thread(self._put, message.as_bytes(policy=default))
        except OSError as exc:
            raise Unreachable(exc.strerror or type(exc).__name__) from exc

    def _put(self, content: bytes) -> None:
        name = f"{time_ns()}.{uuid4().hex}"
        draft = self._path / "tmp" / name
        with new_file(draft) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._path / "new" / name)

    async def rest(self) -> None:
        pass
