"""Codes that the portal sends by email: how they are read, and how long they are valid."""

from __future__ import annotations

import re

from tui_voter.countdown import elapsed_seconds
from tui_voter.dialogue import FieldError, Refused
from tui_voter.journeys.shared.moments import short_time
from tui_voter.messages import gettext as _

FIELD = "mailed"


def read_code(typed: str, digits: int) -> str:
    """Return the digits of a typed code. Raises :class:`Refused` if their number is not
    ``digits``."""
    code = re.sub(r"[\s\u2010-\u2015-]", "", typed)
    if not re.fullmatch(f"[0-9]{{{digits}}}", code):
        says = _("The emailed code has {n} digits; no attempt was used.")
        raise Refused(FieldError(FIELD, says.format(n=digits), _("not a code")))
    return code


def find_code(mail: str) -> str:
    """Return the code in an email, where it has a line of its own; "" if there is none."""
    found = re.search(r"(?m)^[0-9]{3,}(?: [0-9]{3,})+$", mail)
    return found[0] if found else ""


def validity(until: float, over: str) -> str:
    """Return how long a code is still valid, given the elapsed time ``until`` which it is; ``over``
    after that."""
    left = until - elapsed_seconds()
    if left <= 0:
        return over
    return _("The emailed code is valid for another {time}.").format(time=short_time(left))
