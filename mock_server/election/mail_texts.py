"""The email templates of an election's folder."""

from __future__ import annotations

import string
from gettext import gettext as _
from pathlib import Path
from typing import Final

import msgspec

from mock_server.core.findings import Findings, listed, no_such
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
_LONGEST_SUBJECT: Final = 150


class MailText(msgspec.Struct, frozen=True):
    """A mail template: the subject is the heading in its first line, the body is the rest.

    Both may contain placeholders in braces, such as ``{first_name}``.
    """

    subject: str
    body: str


def read_document(path: Path, kind: str, findings: Findings) -> MailText:
    """Read and check a template. What is wrong with it is added to the findings; what was read is
    returned all the same."""
    text = findings.text_of(path)
    if text is None:
        return MailText("", "")
    heading, _line_end, body = text.partition("\n")
    subject = heading.removeprefix("# ").strip()
    is_subject = 0 < len(subject) <= _LONGEST_SUBJECT and is_shown(subject)
    if not (heading.startswith("# ") and is_subject):
        told = _("a mail starts with its subject, on a line like “# Subject”, up to {most} long.")
        findings.wrong(path, told.format(most=_LONGEST_SUBJECT), 1)
    if len(text) > _LONGEST:
        told = _("the text has {count} characters; possible: {most} at most.")
        findings.wrong(path, told.format(count=len(text), most=_LONGEST))
    known = sorted(_PLACES | _NEWS[kind])
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            places = _places(line)
        except ValueError:
            told = _("a brace is unmatched: one in the text itself is written twice.")
            findings.wrong(path, told, number)
            continue
        for place in sorted(places.difference(known)):
            what = _("there is no placeholder {place}").format(place=f"{{{place}}}")
            findings.wrong(path, no_such(what, place, known), number)
        if number == 1:
            for place in sorted(places & _IN_BODY_ALONE):
                told = _("the placeholder {place} can stand in the text alone, not in the subject.")
                findings.wrong(path, told.format(place=f"{{{place}}}"), number)
    has_link = "{link}" in body.splitlines()
    if kind in WITH_LINK and not has_link:
        findings.wrong(
            path, _("{link} is missing: it stands alone on a line.").format(link="{link}")
        )
    elif has_link and kind not in WITH_LINK:
        told = _("this mail has no link: {kinds} have one.").format(kinds=listed(WITH_LINK))
        findings.wrong(path, told)
    return MailText(subject, body.strip() + "\n")


def _places(text: str) -> set[str]:
    """The placeholders in a text. Raises ValueError where a brace is unmatched."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
