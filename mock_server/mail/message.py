"""An email message: text and HTML with the same content (RFC 5322, RFC 2045).

The HTML is made of the text: paragraphs, numbered steps, and the link as a link. It loads
nothing, sets no colours, and says its language.
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import Final

from mock_server.mail.outbox import Entry

_LINK: Final = re.compile(r"https?://\S+")
_STEP: Final = re.compile(r"\d+\. (.+)")

_PAGE: Final = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body style="max-width: 40em; line-height: 1.5; overflow-wrap: anywhere">
{body}
</body>
</html>
"""


def message(entry: Entry, election: str, portal_made_at: datetime) -> EmailMessage:
    """The message of a mail. ``election`` is the sender's name. The same entry of the same portal
    makes the same message with the same Message-ID, however often it is sent."""
    mail = entry.mail
    made = EmailMessage(policy=SMTP)
    # The policy encodes headers, and refuses line breaks in them.
    made["From"] = Address(election, addr_spec=mail.sender)
    made["To"] = Address(addr_spec=mail.recipient)
    made["Subject"] = mail.subject
    made["Date"] = entry.queued_at
    made["Message-ID"] = _message_id(entry, portal_made_at)
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in return
    made.set_content(mail.body)
    made.add_alternative(_html(entry), subtype="html")
    made["Content-Language"] = entry.language.value  # of the whole, once it has its parts
    return made


def _message_id(entry: Entry, portal_made_at: datetime) -> str:
    """A Message-ID that stays the same, differs from other portals', and does not tell how many
    mails there were."""
    name = f"{portal_made_at.isoformat()} {entry.id} {entry.mail.recipient}"
    host = entry.mail.sender.rpartition("@")[2]
    return f"<{uuid.uuid5(uuid.NAMESPACE_OID, name)}@{host}>"


def _html(entry: Entry) -> str:
    return _PAGE.format(
        language=entry.language.value,
        subject=escape(entry.mail.subject),
        body=body_as_html(entry),
    )


def body_as_html(entry: Entry) -> str:
    """The body's paragraphs as HTML. Only the portal's own link becomes a link, not an address that
    a voter or the office has written."""
    paragraphs = re.split(r"\n\s*\n", entry.mail.body.strip())
    return "\n".join(_paragraph(text.splitlines(), entry.has_link) for text in paragraphs)


def _paragraph(lines: list[str], has_link: bool) -> str:
    steps = [_STEP.fullmatch(line) for line in lines]
    if all(steps):
        start = lines[0].partition(".")[0]
        items = "".join(f"<li>{escape(step[1])}</li>" for step in steps if step)
        return f'<ol start="{start}">{items}</ol>' if int(start) != 1 else f"<ol>{items}</ol>"
    return "<p>" + "<br>\n".join(_line(line, has_link) for line in lines) + "</p>"


def _line(line: str, has_link: bool) -> str:
    text = escape(line)
    return f'<a href="{text}">{text}</a>' if has_link and _LINK.fullmatch(line) else text
