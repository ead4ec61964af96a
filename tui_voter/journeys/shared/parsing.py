"""Parsers shared by several forms. They raise Refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from tui_voter.dialogue import FieldError, Refused
from tui_voter.messages import gettext as _

V = TypeVar("V")


def required(field: str, text: str, short: str = "") -> Callable[[str], str]:
    """Return a parser that strips the text, and refuses an empty one with the error ``text``."""

    def parse(typed: str) -> str:
        if not (said := typed.strip()):
            raise Refused(FieldError(field, text, short or _("answer missing")))
        return said

    return parse


def one_of(field: str, values: Mapping[str, V], text: str, short: str = "") -> Callable[[str], V]:
    """Return a parser that finds the chosen option in ``values``, by its key, and refuses an empty
    choice with the error ``text``."""

    def parse(key: str) -> V:
        if key not in values:
            raise Refused(FieldError(field, text, short or _("none chosen")))
        return values[key]

    return parse
