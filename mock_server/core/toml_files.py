"""The TOML files of a folder: read into structs, with a sentence about what is wrong with one."""

from __future__ import annotations

import re
import tomllib
from gettext import gettext as _
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from mock_server.core.errors import Fault
from mock_server.core.files import unreadable

T = TypeVar("T")


class TomlTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a file. An unknown key in it is an error."""


def read_toml(path: Path, shape: type[T]) -> T:
    """Read a file as one table of this shape. Raises :class:`Fault`."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as exc:
        raise unreadable(path, exc) from exc
    except tomllib.TOMLDecodeError as exc:
        raise Fault(_("{path} is not valid TOML: {why}.").format(path=path, why=exc)) from exc
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as exc:
        raise _fault_of(path, str(exc)) from exc


_MISSING: Final = re.compile(r"missing required field `([^`]+)`")
_UNKNOWN: Final = re.compile(r"contains unknown field `([^`]+)`")
_UNQUOTED: Final = re.compile(r"Expected `str`, got `(?:datetime|date|time|int|float|bool)`")
_WHERE: Final = re.compile(r"`\$\.?([^`]*)`$")


def _fault_of(path: Path, message: str) -> Fault:
    """msgspec's message as a sentence that names the key."""
    where = _WHERE.search(message)
    outer = where.group(1) if where else ""
    if missing := _MISSING.search(message):
        key = f"{outer}.{missing.group(1)}".strip(".")
        return Fault(_("{path}: the key {key} is missing.").format(path=path, key=key))
    if unknown := _UNKNOWN.search(message):
        key = f"{outer}.{unknown.group(1)}".strip(".")
        return Fault(_("{path} has an unknown key: {key}.").format(path=path, key=key))
    if _UNQUOTED.search(message):
        return Fault(
            _("{path}: the value of {key} must be written in quotes.").format(path=path, key=outer)
        )
    return bad_value(path, outer)


def bad_value(path: Path, key: str) -> Fault:
    return Fault(_("{path}: the value of {key} is not valid.").format(path=path, key=key))
