"""Where emails are delivered to: a mail server or a maildir, given by a URL.

::

    smtp://user@host:587     with STARTTLS; without, only to this computer
    smtps://user@host        with TLS from the first byte
    maildir:/path            a folder that mail programs read

The server's password is in the environment, never in an argument that others can see.
"""

from __future__ import annotations

import os
import re
import ssl
from gettext import gettext as _
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from mock_server.core.errors import Fault
from mock_server.mail.carrier import Carrier, MailServer

PASSWORD_VARIABLE: Final = "MOCK_PORTAL_SMTP_PASSWORD"  # noqa: S105 (a variable's name)

_PORTS: Final = {"smtp": 587, "smtps": 465}


def read_carriers(url: str, ca_file: Path | None, count: int) -> list[Carrier]:
    """The requested number of carriers. ``ca_file`` has the CA certificates to trust instead of the
    system's. Raises :class:`Fault`."""
    if url.startswith("maildir:"):
        from mock_server.mail.maildir import Maildir

        # Each mail is a file in one folder: one carrier is as fast as many.
        return [Maildir.open(Path(url.removeprefix("maildir:").removeprefix("//")))]
    from mock_server.mail.smtp import Smtp

    server = read_server(url, ca_file)
    return [Smtp(server) for _number in range(count)]


def read_server(url: str, ca_file: Path | None = None) -> MailServer:
    """The mail server that a URL names. Raises :class:`Fault`, whose sentence does not repeat the
    URL, as it may contain a password."""
    wrong = Fault(
        _(
            "A destination for emails is written smtp://user@host:587, smtps://user@host "
            "or maildir:/path."
        )
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise wrong from exc
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in _PORTS or not parts.hostname or rest or port == 0:
        raise wrong
    if not re.fullmatch(r"[0-9A-Za-z.:-]+", parts.hostname):
        raise wrong
    if parts.password is not None:
        raise Fault(
            _("The mail server’s password belongs in {name}, not on the command line.").format(
                name=PASSWORD_VARIABLE
            )
        )
    user = unquote(parts.username or "")
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if user and not password:
        raise Fault(
            _("The mail server’s password is missing: set it in {name}.").format(
                name=PASSWORD_VARIABLE
            )
        )
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme == "smtps",
        user=user,
        password=password if user else "",
        trust=_trust(ca_file),
    )


def _trust(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as exc:
        raise Fault(_("{path} contains no readable certificates.").format(path=ca_file)) from exc
