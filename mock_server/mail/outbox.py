"""The outbox: which emails are due, who delivers them, and the results.

An email is claimed by postponing it, in a separate transaction, so that no other process finds
it due. It is delivered outside any transaction and marked as sent afterwards. If the process
dies in between, the email is due again when the lease expires: it may come twice then, with the
same Message-ID, but it is never lost.

A mail with a link or a code is kept sealed under the portal's key, sent or not: whoever has the
database alone opens no account with it.

All times here are real ones: the portal's clock may be set to any time, and mails go out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from gettext import gettext as _
from typing import Final

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select, update

from mock_server.core.addresses import address_key
from mock_server.core.errors import Fault
from mock_server.core.terminal import shown
from mock_server.db import schema
from mock_server.election.mail_texts import SECRET, WITH_LINK
from mock_server.election.troubles import bounced, kept_back
from mock_server.security.credentials import PortalKey
from tui_voter.contract.languages import Language

LEASE: Final = timedelta(minutes=3)
"""How long a claimed mail is left alone; no delivery takes that long (:mod:`.smtp`)."""

_LONGEST_FAILURE: Final = 300

_PURPOSE: Final = "mail"

AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The time at which a new mail is due: it is past, whatever the portal's clock shows."""


class OtherKey(Fault):
    """A mail was sealed under another key than the one at hand."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "There are emails that were queued with another key file than this one: give "
                "theirs with --key-file."
            )
        )


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to be written to the outbox, or read from it."""

    sender: str
    recipient: str
    subject: str
    body: str

    def __repr__(self) -> str:
        return "Mail(...)"  # its body may carry a link


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as the outbox stores it: its body is to be :meth:`unsealed`."""

    id: int
    is_decoy: bool
    """Whether the mail is addressed and delivered to nobody."""
    kind: str
    language: Language
    """The reader's language."""
    mail: Mail
    queued_at: datetime
    sent_at: datetime | None
    due_at: datetime
    """When the next try to deliver it is due."""
    tries: int
    """The number of tries so far."""
    failure: str
    """Why the latest try failed; "" if none did."""

    @property
    def has_link(self) -> bool:
        """Whether a line of the body is the portal's link. In other kinds of mails, such a line is
        somebody's text."""
        return self.kind in WITH_LINK

    def unsealed(self, key: PortalKey) -> Entry:
        """The entry with the body as its reader gets it. Raises :class:`OtherKey`."""
        # What an earlier program queued is in clear, and has lines.
        if self.kind not in SECRET or "\n" in self.mail.body:
            return self
        try:
            body = shown(key.unseal(_PURPOSE, self.mail.body))
        except ValueError as exc:
            raise OtherKey from exc
        return msgspec.structs.replace(self, mail=msgspec.structs.replace(self.mail, body=body))


def entry_of(row: RowMapping) -> Entry:
    """An entry from a row that holds the table's columns and the reader's language. It may quote
    voters: none of their characters may reach a terminal, a page or a mail as a control
    character."""
    return Entry(
        id=row["id"],
        is_decoy=row["voter_id"] is None,
        kind=row["kind"],
        language=Language(row["language"] or Language.FR),
        mail=Mail(
            sender=row["sender"],
            recipient=row["recipient"],
            subject=shown(row["subject"]),
            body=shown(row["body"]),
        ),
        queued_at=row["queued_at"],
        sent_at=row["sent_at"],
        due_at=row["due_at"],
        tries=row["tries"],
        failure=row["failure"],
    )


# --- Queueing and reading -------------------------------------------------------------------

_ENTRIES = select(schema.mail, schema.voter.c.language).join(
    schema.voter, schema.voter.c.id == schema.mail.c.voter_id
)


def sealed(mail: Mail, key: PortalKey) -> Mail:
    """A mail in the form in which the outbox stores it: the body is sealed if it has a link or a
    code."""
    return msgspec.structs.replace(mail, body=key.seal(_PURPOSE, mail.body))


def queue(tx: Connection, mail: Mail, *, voter_id: int | None, kind: str, now: datetime) -> None:
    """Put a mail into the outbox. A mail to nobody (``voter_id=None``) is a decoy."""
    tx.execute(
        insert(schema.mail),
        {
            "voter_id": voter_id,
            "kind": kind,
            "sender": mail.sender,
            "recipient": mail.recipient,
            "subject": mail.subject,
            "body": mail.body,
            "queued_at": now,
            "due_at": AT_ONCE,
            "tries": 0,
            "failure": "",
        },
    )


def newest_with_link(found: Iterable[Entry], key: PortalKey) -> dict[str, str]:
    """The text of the newest mail with a link, by the address it goes to. Mails are given oldest
    first."""
    return {
        entry.mail.recipient: entry.unsealed(key).mail.body for entry in found if entry.has_link
    }


def arrived(
    tx: Connection, now: datetime, address: str | None = None, *, after: int = 0
) -> list[Entry]:
    """The mails to one address, or to all, oldest first: those numbered above ``after``. What a
    trainer keeps back is not among them."""
    query = _ENTRIES.where(schema.mail.c.id > after, ~kept_back()).order_by(schema.mail.c.id)
    if address is not None:
        query = query.where(schema.voter.c.address_key == address_key(address))
    return [entry_of(row) for row in tx.execute(query, {"now": now}).mappings()]


# --- Delivering -----------------------------------------------------------------------------

_WAITING: Final = schema.mail.c.sent_at.is_(None)
_NEXT = select(func.min(schema.mail.c.due_at)).where(_WAITING)
_DUE = (
    select(schema.mail, schema.voter.c.language)
    .outerjoin(schema.voter, schema.voter.c.id == schema.mail.c.voter_id)  # decoys as well
    .where(
        _WAITING,
        schema.mail.c.due_at <= bindparam("now", type_=schema.Instant),
        ~kept_back(),
    )
    .order_by(schema.mail.c.due_at)  # each mail is tried once before any is tried again
    .limit(bindparam("most"))
    .with_for_update(of=schema.mail, skip_locked=True)
)
_CLAIM = (
    update(schema.mail)
    .where(schema.mail.c.id == bindparam("mail"))
    .values(due_at=bindparam("until"), tries=schema.mail.c.tries + 1)
)
_SENT = (
    update(schema.mail)
    .where(schema.mail.c.id == bindparam("mail"))
    .values(sent_at=bindparam("now"), failure="")
)
_FAILED = (
    update(schema.mail)
    .where(
        schema.mail.c.id == bindparam("mail"),
        schema.mail.c.sent_at.is_(None),
        schema.mail.c.tries == bindparam("own_try"),  # another process may have claimed it since
    )
    .values(due_at=bindparam("again_at"), failure=bindparam("why"))
)
_ALL_WAITING = _ENTRIES.where(_WAITING).order_by(schema.mail.c.id)
_FAILURES = _ALL_WAITING.where(schema.mail.c.failure != "")
_BOUNCED = _ENTRIES.where(bounced()).order_by(schema.mail.c.id)


def next_due(tx: Connection) -> datetime | None:
    """When the next mail is due; None if no mail waits."""
    due: datetime | None = tx.execute(_NEXT).scalar_one()
    return due


def claim(tx: Connection, *, due_by: datetime, now: datetime, most: int) -> list[Entry]:
    """Claim up to ``most`` mails that are due, for the length of the lease from now on."""
    rows = tx.execute(_DUE, {"now": due_by, "most": most}).mappings().all()
    if rows:
        tx.execute(_CLAIM, [{"mail": row["id"], "until": now + LEASE} for row in rows])
    return [entry_of(row) for row in rows]


def mark_sent(tx: Connection, entry: Entry, now: datetime) -> None:
    tx.execute(_SENT, {"mail": entry.id, "now": now})


def mark_failed(tx: Connection, entry: Entry, why: str, again_at: datetime) -> None:
    tx.execute(
        _FAILED,
        {
            "mail": entry.id,
            "own_try": entry.tries + 1,
            "why": why[:_LONGEST_FAILURE],
            "again_at": again_at,
        },
    )


def waiting(tx: Connection) -> list[Entry]:
    """The mails that were not delivered so far, oldest first."""
    return [entry_of(row) for row in tx.execute(_ALL_WAITING).mappings()]


def failures(tx: Connection) -> list[Entry]:
    """The mails that wait because their delivery failed, oldest first."""
    return [entry_of(row) for row in tx.execute(_FAILURES).mappings()]


def bounces(tx: Connection) -> list[Entry]:
    """The mails that came back because a trainer filled their readers' mailboxes, oldest first.
    None is delivered later."""
    return [entry_of(row) for row in tx.execute(_BOUNCED).mappings()]
