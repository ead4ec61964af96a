"""Codes that the portal mails, to be typed here: how they are read, and for how long they last."""

from __future__ import annotations

import re

from tui_voter.countdown import elapsed_seconds
from tui_voter.dialogue import FieldError, Refused
from tui_voter.journeys.shared.moments import short_time
from tui_voter.messages import gettext as _

FIELD = "mailed"


def read_code(typed: str, digits: int) -> str:
    """The digits of a code, without spaces and dashes. Raises :class:`Refused` where there are not
    as many as that."""
    code = re.sub(r"[\s\u2010-\u2015-]", "", typed)
    if not re.fullmatch(f"[0-9]{{{digits}}}", code):
        says = _("The emailed code has {n} digits; no attempt was used.")
        raise Refused(FieldError(FIELD, says.format(n=digits), _("not a code")))
    return code


def find_code(mail: str) -> str:
    """The code of a mail, which has a line of its own there; "" where there is none."""
    found = re.search(r"(?m)^[0-9]{3,}(?: [0-9]{3,})+$", mail)
    return found[0] if found else ""


def validity(until: float, over: str) -> str:
    """How much is left until ``until``, of the time that has elapsed; ``over`` once it is past."""
    left = until - elapsed_seconds()
    if left <= 0:
        return over
    return _("The emailed code is valid for another {time}.").format(time=short_time(left))
