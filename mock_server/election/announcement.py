"""What the portal says to all its voters: a sentence that stands until another takes its place."""

from __future__ import annotations

from gettext import gettext as _

from sqlalchemy import Connection, delete, insert, select

from mock_server.core.errors import Fault
from mock_server.db import schema
from tui_voter.contract.limits import LONGEST_LINE
from tui_voter.contract.text import shown

_READ = select(schema.announcement.c.text)


def read_announcement(tx: Connection) -> str:
    """The sentence; "" if nothing is said."""
    return tx.execute(_READ).scalar_one_or_none() or ""


def announce(tx: Connection, text: str) -> str:
    """Say a sentence to all, or with "" nothing more. Returns it as it is shown: in one line, and
    without signs that a terminal would act on. Raises :class:`Fault` if it is too long."""
    text = shown(" ".join(text.split()))
    if len(text) > LONGEST_LINE:
        raise Fault(
            _("A message to all has up to {most} characters, not {count}.").format(
                most=LONGEST_LINE, count=len(text)
            )
        )
    tx.execute(delete(schema.announcement))
    if text:
        tx.execute(insert(schema.announcement).values(id=1, text=text))
    return text


class Announced:
    """The sentence in a process that serves. Reading it does not query the database."""

    def __init__(self, text: str) -> None:
        self.text = text

    def follow(self, tx: Connection) -> None:
        """Read what stands in the database now."""
        self.text = read_announcement(tx)
