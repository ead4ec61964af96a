"""The email templates of an election's folder."""

from __future__ import annotations

import string
from gettext import gettext as _
from pathlib import Path
from typing import Final

import msgspec

from mock_server.core.errors import Fault
from mock_server.core.files import unreadable
from tui_voter.contract.text import is_shown

_NEWS: Final[dict[str, frozenset[str]]] = {
    "activation": frozenset({"vote"}),  # the invitation
    "new_link": frozenset(),  # another link, sent on request
    "already_active": frozenset({"vote"}),  # sent to an active account instead
    "confirmation": frozenset({"vote"}),  # of an activation
    "recovery": frozenset(),  # the link for a forgotten password
    "recovery_code": frozenset({"code"}),  # instead of the answer to the question
    "tries_spent": frozenset(),  # of such a link, by wrong answers or codes
    "password_changed": frozenset(),
    "question_changed": frozenset(),
    "replacement": frozenset({"code"}),  # the code that brings another voting code
    "code_replaced": frozenset(),
    "claim_received": frozenset({"number", "text"}),
    "claim_answered": frozenset({"number", "text", "answer", "state"}),
    "assistance_received": frozenset({"number", "text"}),
    "assistance_answered": frozenset({"number", "text", "answer"}),
}
"""The mail templates that an election must have, each with the placeholders that only this mail may
have. ``vote`` says when the vote takes place, as it stands when the mail is sent."""

KINDS: Final = tuple(_NEWS)

WITH_LINK: Final = ("activation", "new_link", "recovery")
SECRET: Final = (*WITH_LINK, "replacement", "recovery_code")
"""The mails that the outbox stores sealed."""

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

_IN_BODY_ALONE: Final = {"link", "code", "text", "answer", "vote"}
"""Placeholders that a subject may not have: it is one line, and is shown in every list of mails."""

_LONGEST: Final = 4000


class MailText(msgspec.Struct, frozen=True):
    """A mail template: the subject is the heading in its first line, the body is the rest.

    Both may contain placeholders in braces, such as ``{first_name}``.
    """

    subject: str
    body: str


def read_document(path: Path, kind: str) -> MailText:
    """Read and check a template. Raises :class:`Fault`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise unreadable(path, exc) from exc
    heading, _line_end, body = text.partition("\n")
    subject = heading.removeprefix("# ").strip()
    if not (heading.startswith("# ") and 0 < len(subject) <= 150 and is_shown(subject)):
        raise Fault(
            _("{path} must start with its subject, on a line like “# Subject”.").format(path=path)
        )
    if len(text) > _LONGEST:
        raise Fault(_("{path} is too long for an email.").format(path=path))
    unknown = _places(path, text) - _PLACES - _NEWS[kind]
    if unknown:
        raise Fault(
            _("{path} contains an unknown placeholder: {place}.").format(
                path=path, place="{" + min(unknown) + "}"
            )
        )
    if misplaced := _places(path, subject) & _IN_BODY_ALONE:
        raise Fault(
            _("{path}: the placeholder {place} is not allowed in a subject.").format(
                path=path, place="{" + min(misplaced) + "}"
            )
        )
    if (kind in WITH_LINK) != ("{link}" in body.splitlines()):
        raise Fault(
            _(
                "{path}: the placeholder {link} must be alone on a line, in emails that "
                "contain a link."
            ).format(path=path, link="{link}")
        )
    return MailText(subject, body.strip() + "\n")


def _places(path: Path, text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as exc:
        raise Fault(_("{path} contains an unmatched brace.").format(path=path)) from exc
