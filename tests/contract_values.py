"""An honest value of each type of the contract, made up from what the type asks."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

MOMENT = "2026-12-01T07:00:00Z"
OWN = {"time_zone": "Europe/Paris"}
"""By a field's name, what its type does not tell."""
PLAIN = tuple(letter * length for letter in "01A" for length in (8, 14, 15, 16, 32, 43, 64, 128))
"""Texts that most patterns take."""


def made_up(kind: Any) -> Any:
    """A value of ``kind``, a type of the contract, as JSON can say it."""
    return _made_up(msgspec.inspect.type_info(kind))


@cache
def matching(pattern: str, least: int) -> str:
    """The simplest text of this pattern and at least this length."""
    for text in PLAIN:
        if len(text) >= least and re.search(pattern, text):
            return text
    from hypothesis import find, strategies  # late: few values need it, and it is slow

    return find(strategies.from_regex(pattern), lambda text: len(text) >= least)


def _made_up(kind: msgspec.inspect.Type) -> Any:
    match kind:
        case msgspec.inspect.StructType(fields=fields):
            return {
                field.encode_name: OWN.get(field.name) or _made_up(field.type) for field in fields
            }
        case msgspec.inspect.StrType(pattern=str(pattern), min_length=least):
            return matching(pattern, least or 0)
        case msgspec.inspect.StrType():
            return "x@ac-armorique.exemple"
        case msgspec.inspect.LiteralType(values=values):
            return values[0]
        case msgspec.inspect.EnumType(cls=cls):
            return next(iter(cls)).value
        case msgspec.inspect.IntType(ge=least):
            return (least or 0) + 1
        case msgspec.inspect.BoolType():
            return True
        case msgspec.inspect.DateTimeType():
            return MOMENT
        case msgspec.inspect.UnionType(types=types):
            return _made_up(next(each for each in types if each != msgspec.inspect.NoneType()))
        case msgspec.inspect.VarTupleType(item_type=item):
            return [_made_up(item)]
        case msgspec.inspect.NoneType():
            return None
    raise AssertionError(f"nothing is made up of {kind}")
