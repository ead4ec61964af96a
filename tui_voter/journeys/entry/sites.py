"""The name of a site, as the voter compares it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tui_voter.dialogue import Dictation
from tui_voter.messages import gettext as _


def host_of(origin: str) -> str:
    """The part of an origin that the voter compares: "portail.exemple.fr", with the port
    where that is not the usual one."""
    return urlsplit(origin).netloc


def to_compare(host: str) -> Dictation:
    """``host`` as the voter is to compare it, letter by letter."""
    return Dictation([(host, spelled(host))])


def spelled(host: str) -> str:
    """``host`` letter by letter, for who hears it: "p o r t a i l, dot, f r, port 8443"."""
    site = urlsplit(f"//{host}")
    signs = {".": _("dot"), "-": _("hyphen"), ":": _("colon")}
    parts = [
        signs.get(part) or " ".join(part)
        for part in re.split("([.:-])", site.hostname or "")
        if part
    ]
    if site.port is not None:
        parts.append(_("port {number}").format(number=site.port))
    return _("Letter by letter: {letters}").format(letters=", ".join(parts))
