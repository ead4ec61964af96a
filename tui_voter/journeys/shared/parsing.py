"""What the text in a field says, where several forms read it alike. Raises Refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from tui_voter.dialogue import FieldError, Refused
from tui_voter.messages import gettext as _

V = TypeVar("V")


def required(field: str, text: str, short: str = "") -> Callable[[str], str]:
    """What was typed, without blanks around it; ``text`` says what is wanted where that is
    nothing."""

    def parse(typed: str) -> str:
        if not (said := typed.strip()):
            raise Refused(FieldError(field, text, short or _("answer missing")))
        return said

    return parse


def one_of(field: str, values: Mapping[str, V], text: str, short: str = "") -> Callable[[str], V]:
    """The chosen one of ``values``, which have the options' keys; ``text`` says what is
    wanted where none is chosen."""

    def parse(key: str) -> V:
        if key not in values:
            raise Refused(FieldError(field, text, short or _("none chosen")))
        return values[key]

    return parse
