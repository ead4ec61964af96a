"""The name of a site, which the voter compares with the letter from the elections office."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tui_voter.dialogue import Dictation
from tui_voter.messages import gettext as _


def host_of(origin: str) -> str:
    """Return the host of an origin, with the port if it is not the usual one:
    "portail.exemple.fr"."""
    return urlsplit(origin).netloc


def host_to_compare(host: str) -> Dictation:
    """Return ``host`` with its spelling, for the voter to compare letter by letter."""
    return Dictation([(host, spelled(host))])


def spelled(host: str) -> str:
    """Return the spelling of ``host`` for listeners: "p o r t a i l, dot, f r, port 8443"."""
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
