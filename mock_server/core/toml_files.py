"""The TOML files of a folder, read key by key: all that is wrong with one is told, each with its
line, what was read there, and what is possible."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Generic, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta

from mock_server.core.findings import Findings, listed, nearest, no_such
from mock_server.core.toml_lines import Broken, Key, lines_of_keys, parsed

T = TypeVar("T")


class TomlTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a file. An unknown key in it is an error."""


# --- What a text must be, beyond a text ---------------------------------------------------------


@dataclass(frozen=True)
class _Written:
    is_valid: Callable[[str], bool]
    possible: Callable[[], str]
    known: Callable[[], Iterable[str]]


_WRITTEN: Final = "written"


def written(
    is_valid: Callable[[str], bool],
    possible: Callable[[], str],
    known: Callable[[], Iterable[str]] = tuple,
) -> Meta:
    """Says of a key's type which texts are valid, and in words which are possible; where these are
    ``known``, the nearest is named."""
    return Meta(extra={_WRITTEN: _Written(is_valid, possible, known)})


# --- A file -------------------------------------------------------------------------------------


class TomlFile(Generic[T]):
    """A file that is to have the shape of one table, faulty or not. Whatever is wrong with its
    shape is among the findings as soon as it is made."""

    def __init__(self, path: Path, shape: type[T], findings: Findings) -> None:
        self._path = path
        self._shape = shape
        self._findings = findings
        self._told: set[Key] = set()
        self.is_broken = True
        """Whether the file is not TOML: then the rest of it was read."""
        self._text = ""
        self.table = Table(self, (), {})
        text = findings.text_of(path)
        if text is None:
            return
        self._text, raw, broken = parsed(text)
        self.is_broken = bool(broken)
        for each in broken:
            findings.wrong(path, _not_toml(each), each.line)
        self.table = Table(self, (), raw)
        self._check(raw, shape, ())

    def whole(self) -> T | None:
        """The whole file, unless something was wrong with it."""
        return (
            None if self._told or self.is_broken else msgspec.convert(self.table.raw, self._shape)
        )

    def wrong(self, key: Key, what: str) -> None:
        """Tell what is wrong with a key, unless it was told of the key or of a table around it."""
        if not any(key[:end] in self._told for end in range(len(key) + 1)):
            self._told.add(key)
            self._findings.wrong(self._path, what, self._line_of(key))

    def is_sound(self, key: Key) -> bool:
        """Whether nothing is wrong with a key, nor with what is in it or around it."""
        return not any(told[: len(key)] == key or key[: len(told)] == told for told in self._told)

    def _line_of(self, key: Key) -> int:
        """The line of a key; of the table around it, where there is no such key; 0 for the file."""
        lengths = range(len(key), 0, -1)
        return next((self._lines[key[:end]] for end in lengths if key[:end] in self._lines), 0)

    @cached_property
    def _lines(self) -> dict[Key, int]:
        return lines_of_keys(self._text)

    def _check(self, value: Any, kind: Any, key: Key) -> None:
        bare, marks = _parts(kind)
        if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
            self._check_keys(value, bare, key)
        elif get_origin(bare) is dict:
            if self._is_a(Annotated[dict[str, Any], Meta(), *marks], value, kind, key):
                name_kind, value_kind = get_args(bare)
                for name, inner in value.items():
                    if _is_valid(name, name_kind):
                        self._check(inner, value_kind, (*key, name))
                    else:
                        self._unknown((*key, name), [item.value for item in name_kind])
        elif get_origin(bare) is tuple:
            if self._is_a(Annotated[list[Any], Meta(), *marks], value, kind, key):
                for number, item in enumerate(value):
                    self._check(item, get_args(bare)[0], (*key, number))
        elif self._is_a(kind, value, kind, key):
            rule = _rule(marks)
            if rule and not rule.is_valid(value):
                near = nearest(value, rule.known())
                self.wrong(key, _wrong_value(key, value, kind, near))

    def _check_keys(self, value: Any, shape: type[msgspec.Struct], key: Key) -> None:
        if not self._is_a(dict[str, Any], value, shape, key):
            return
        fields = _fields(shape)
        unknown = [name for name in value if name not in fields]
        for name in unknown:
            self._unknown((*key, name), fields)
        meant = {nearest(name, fields) for name in unknown}
        for name, field in fields.items():
            if name in value:
                self._check(value[name], field.type, (*key, name))
            elif field.required and name not in meant and not self.is_broken:
                # or else an unknown key says it, or what is no TOML
                text = _("the key {key} is missing; possible: {possible}.")
                told = text.format(key=in_words((*key, name)), possible=_possible(field.type))
                self.wrong((*key, name), told)

    def _unknown(self, key: Key, known: Iterable[str]) -> None:
        what = _("there is no key {key}").format(key=in_words(key))
        self.wrong(key, no_such(what, str(key[-1]), known))

    def _is_a(self, kind: Any, value: Any, shown_as: Any, key: Key) -> bool:
        if valid := _is_valid(value, kind):
            return valid
        self.wrong(key, _wrong_value(key, value, shown_as))
        return False


class Table:
    """A table of a file, as it was read: of a faulty one, what is sound can be asked for."""

    def __init__(self, file: TomlFile[Any], key: Key, raw: Mapping[str, Any]) -> None:
        self._file = file
        self._key = key
        self.raw = raw

    def get(self, name: str, kind: type[T]) -> T | None:
        """The value of a key; None if there is none, or something is wrong with it."""
        if name not in self.raw or not self._file.is_sound((*self._key, name)):
            return None
        return msgspec.convert(self.raw[name], kind)

    def names_in(self, name: str) -> list[str]:
        """The keys of a table in this one, sound or not."""
        inner = self.raw.get(name)
        return list(inner) if isinstance(inner, dict) else []

    def tables(self, name: str) -> list[Table]:
        """The tables of an array in this one, sound or not."""
        array = self.raw.get(name)
        return [
            Table(self._file, (*self._key, name, number), item)
            for number, item in enumerate(array if isinstance(array, list) else ())
            if isinstance(item, dict)
        ]

    def wrong(self, within: Key, what: str, **values: object) -> None:
        """Tell what is wrong with a key in this table, which ``{key}`` stands for in ``what``."""
        key = (*self._key, *within)
        self._file.wrong(key, what.format(key=in_words(key), **values))


def in_words(key: Key) -> str:
    """A key as it is told: ``ballots[0].texts.fr.name``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)[1:]


# --- Types --------------------------------------------------------------------------------------


def _parts(kind: Any) -> tuple[Any, list[Meta]]:
    """A type, and what is marked about it. No value in a file is None."""
    if get_origin(kind) is UnionType:
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is Annotated:
        bare, *marks = get_args(kind)
        return bare, marks
    return kind, []


def _rule(marks: Iterable[Meta]) -> _Written | None:
    return next((mark.extra[_WRITTEN] for mark in marks if mark.extra), None)


@lru_cache(None)
def _fields(shape: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.encode_name: field for field in msgspec.structs.fields(shape)}


def _is_valid(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


# --- Words --------------------------------------------------------------------------------------

_LONGEST: Final = 60

_CURLY: Final = re.compile(r"[=\[,{]\s*[“”„‘’«»]|[“”„‘’«»]\s*(?:[,\]}#]|$)", re.MULTILINE)
"""A typographic quote where a text begins or ends."""

_TWICE: Final = re.compile("[Tt]wice|[Oo]verwrite|[Rr]edefine|[Dd]uplicate|immutable")
"""How the standard library's parser says that a key or a table was there already."""


def _not_toml(broken: Broken) -> str:
    """What is wrong with a statement that is not TOML."""
    told = _("this is not valid TOML: {why}. The line reads: {read}")
    read = _shortened(broken.text.split("\n", 1)[0].strip())
    return told.format(why=_why(broken), read=read)


def _why(broken: Broken) -> str:
    text = broken.text.strip()
    if _CURLY.search(text):
        return _('it has typographic quotes, and TOML wants straight ones, "like this"')
    if _TWICE.search(broken.why):
        return _("this key or table is in the file already")
    if text.startswith("["):
        return _("the name of a table stands in brackets, alone on its line")
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        return _("a key, “=” and a value belong here")
    if not value.strip():
        return _("there is no value after “=”")
    if value.strip()[0] in "\"'[{":
        return _("a quote or a bracket is missing, or something is left over behind the value")
    return _("a text stands in quotes; a number, true and false stand without")


def _wrong_value(key: Key, value: Any, kind: Any, near: str | None = None) -> str:
    text = _("{key} is {read}; possible: {possible}.")
    if near is not None:
        text = _("{key} is {read}; the nearest is {nearest}. Possible: {possible}.")
    return text.format(
        key=in_words(key), read=as_read(value), nearest=_quoted(near), possible=_possible(kind)
    )


def as_read(value: Any) -> str:
    """A value as it stands in the file, in short."""
    if isinstance(value, dict):
        return _("a table") if value else "{}"
    if isinstance(value, list) and value:
        return ngettext("a list of {count}", "a list of {count}", len(value)).format(
            count=len(value)
        )
    if isinstance(value, str):
        return _quoted(_shortened(value))
    return json.dumps(value, default=str).strip('"')


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _quoted(text: str | None) -> str:
    return json.dumps(text, ensure_ascii=False)


def _possible(kind: Any) -> str:
    """What can stand for a value of this type, in words."""
    bare, marks = _parts(kind)
    if rule := _rule(marks):
        return rule.possible()
    low = next((mark.ge for mark in marks if mark.ge is not None), None)
    high = next((mark.le for mark in marks if mark.le is not None), None)
    shortest = next((mark.min_length for mark in marks if mark.min_length is not None), None)
    longest = next((mark.max_length for mark in marks if mark.max_length is not None), None)
    if bare is bool:
        return "true, false"
    if bare is int and high is not None:
        return _("a whole number from {low} to {high}").format(low=low, high=high)
    if bare is int:
        return _("a whole number from {low} on").format(low=low)
    if isinstance(bare, type) and issubclass(bare, Enum):
        return listed(_quoted(item.value) for item in bare)
    if get_origin(bare) is tuple:
        inner = _parts(get_args(bare)[0])[0]
        if issubclass(inner, Enum):
            return _("a list of one or more of {items}").format(items=_possible(inner))
        return _("from {low} to {most} tables").format(low=shortest or 0, most=longest)
    if bare is str and longest is not None:
        return _("a text in quotes, of 1 to {most} characters").format(most=longest)
    if bare is str:
        return _("a text in quotes")
    names: Iterable[str] = _fields(bare) if isinstance(bare, type) else get_args(bare)[0]
    return _("a table with {keys}").format(keys=listed(names))
