"""Mails: the election's templates, and the outbox in the database.

A mail is queued in the transaction of the act that it tells of, so neither exists
without the other. Nothing here sends: :mod:`.delivery` does where a portal is told to, and
the outbox is read with ``mock-portal mailbox`` wherever.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select

from mock_server import schema
from mock_server.addresses import address_key
from mock_server.faults import Fault, unreadable
from tui_voter.portal.api import Language

_NEWS: Final[dict[str, frozenset[str]]] = {
    "activation": frozenset(),  # the invitation
    "new_link": frozenset(),  # another link, sent on request
    "already_active": frozenset(),  # what an active account gets instead
    "confirmation": frozenset(),  # of an activation
    "recovery": frozenset(),  # the link for a forgotten password
    "tries_spent": frozenset(),  # of such a link, by wrong answers to the question
    "password_changed": frozenset(),
    "question_changed": frozenset(),
    "claim_received": frozenset({"number", "text"}),
    "claim_answered": frozenset({"number", "text", "answer", "state"}),
    "assistance_received": frozenset({"number", "text"}),
    "assistance_answered": frozenset({"number", "text", "answer"}),
}
"""The documents that an election must have, with the places that only they may name:
what is told in this mail alone."""

KINDS: Final = tuple(_NEWS)

_WITH_LINK: Final = ("activation", "new_link", "recovery")
_PLACES: Final = {
    "first_name",
    "family_name",
    "election",
    "organiser",
    "support",
    "opens_at",
    "closes_at",
    "expires_at",
    "link",
}
_IN_BODY_ALONE: Final = {"link", "text", "answer"}
"""A subject is one line, and stands in every list of mails."""

_LONGEST: Final = 4000

AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""When a mail is due: whatever time the portal's clock was set to when it was queued."""

_QUEUE = insert(schema.mail)
_ENTRIES = (
    select(schema.mail, schema.voter.c.language)
    .join(schema.voter, schema.voter.c.id == schema.mail.c.voter_id)
    .order_by(schema.mail.c.id)
)


class Document(msgspec.Struct, frozen=True):
    """A template: the subject is the heading of its first line, the body the rest.

    Both may name places in braces, such as ``{first_name}``.
    """

    subject: str
    body: str


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail in the outbox."""

    sender: str
    recipient: str
    subject: str
    body: str

    def __repr__(self) -> str:
        return "Mail(...)"  # its body may carry a link


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as the outbox keeps it. ``language`` is its reader's; ``failure`` says why the
    latest of the ``tries`` to hand it over failed, "" for none; ``due_at`` is the next one."""

    id: int
    kind: str
    language: Language
    mail: Mail
    queued_at: datetime
    sent_at: datetime | None
    due_at: datetime
    tries: int
    failure: str

    @property
    def has_link(self) -> bool:
        """Whether a line of its body is a link. Elsewhere such a line is somebody's text."""
        return self.kind in _WITH_LINK


def read_document(path: Path, kind: str) -> Document:
    """Read and check a template. Raises :class:`Fault`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise unreadable(path, exc) from exc
    heading, _line_end, body = text.partition("\n")
    subject = heading.removeprefix("# ").strip()
    if not (heading.startswith("# ") and 0 < len(subject) <= 150 and subject.isprintable()):
        raise Fault(
            _('{path} must start with its subject, on a line like "# Subject".').format(path=path)
        )
    if len(text) > _LONGEST:
        raise Fault(_("{path} is too long for a mail.").format(path=path))
    unknown = _places(path, text) - _PLACES - _NEWS[kind]
    if unknown:
        raise Fault(
            _("{path} names a place that is not known: {place}.").format(
                path=path, place="{" + min(unknown) + "}"
            )
        )
    if misplaced := _places(path, subject) & _IN_BODY_ALONE:
        raise Fault(
            _("{path}: the place {place} does not belong in a subject.").format(
                path=path, place="{" + min(misplaced) + "}"
            )
        )
    if (kind in _WITH_LINK) != ("{link}" in body.splitlines()):
        raise Fault(
            _("{path}: the place {link} belongs alone on a line, in mails with a link.").format(
                path=path, link="{link}"
            )
        )
    return Document(subject, body.strip() + "\n")


def _places(path: Path, text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as exc:
        raise Fault(_("{path} has a brace without its other half.").format(path=path)) from exc


def fill(document: Document, values: Mapping[str, str]) -> Document:
    """The document with its places filled; values are never read as templates."""
    return Document(document.subject.format_map(values), document.body.format_map(values))


def queue(tx: Connection, mail: Mail, *, voter_id: int | None, kind: str, now: datetime) -> None:
    """Put a mail into the outbox; nobody's (``voter_id=None``) is never sent."""
    tx.execute(
        _QUEUE,
        {
            "voter_id": voter_id,
            "kind": kind,
            "sender": mail.sender,
            "recipient": mail.recipient,
            "subject": mail.subject,
            "body": mail.body,
            "queued_at": now,
            "due_at": NEVER if voter_id is None else AT_ONCE,
            "tries": 0,
            "failure": "",
        },
    )


def mailbox(tx: Connection, address: str | None = None) -> list[tuple[datetime, Mail]]:
    """The mails to one address, or to all, oldest first, with the moment of each."""
    return [(entry.queued_at, entry.mail) for entry in entries(tx, address)]


def entries(tx: Connection, address: str | None = None, *, after: int = 0) -> list[Entry]:
    """The mails to one address, or to all, oldest first: those numbered above ``after``."""
    query = _ENTRIES.where(schema.mail.c.id > after)
    if address is not None:
        query = query.where(schema.voter.c.address_key == address_key(address))
    return [entry_of(row) for row in tx.execute(query).mappings()]


def entry_of(row: RowMapping) -> Entry:
    """An entry from a row that holds the table's columns and the reader's language."""
    return Entry(
        id=row["id"],
        kind=row["kind"],
        language=Language(row["language"]),
        mail=Mail(
            sender=row["sender"],
            recipient=row["recipient"],
            subject=row["subject"],
            body=row["body"],
        ),
        queued_at=row["queued_at"],
        sent_at=row["sent_at"],
        due_at=row["due_at"],
        tries=row["tries"],
        failure=row["failure"],
    )
