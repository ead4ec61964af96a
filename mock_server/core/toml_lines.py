"""On which line of a TOML file each of its keys stands. The standard library's parser does not say
it; but of a valid file, it can say where each statement ends: no beginning of one is valid. Of a
file that is not valid it says the first fault alone: without the statement that has it, the next.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

Key = tuple[str | int, ...]
"""The way to a value: names, and numbers in arrays from 0 on, such as ``("ballots", 0, "id")``."""


_BEGINS: Final = re.compile(r"""\s*(?:\[[^,=]*$|[^\s#\[\]{},="']+\s*=)""")
_HEADER: Final = re.compile(r"\s*\[[^,=]*$")
"""How a line begins where a statement probably does, and where that is a table's header."""

_MOST_BROKEN: Final = 20
"""After so many faults, what follows is not looked at."""

_AT: Final = re.compile(r"at line (\d+)")


class Broken(NamedTuple):
    """A statement that is not valid: the ``line`` of its fault, counted from 1 on, the ``text``
    from that line on, and ``why`` in the parser's English."""

    line: int
    text: str
    why: str


def parsed(text: str) -> tuple[str, dict[str, Any], list[Broken]]:
    """A file with empty lines in place of what is not valid, what that contains, and the broken
    statements in their order."""
    lines = text.split("\n")
    broken: list[Broken] = []
    while True:
        sound = "\n".join(lines)
        try:
            return sound, tomllib.loads(sound), broken
        except tomllib.TOMLDecodeError as exc:
            first, end = _broken_in(lines)
            found = _AT.search(str(exc))
            at = int(found[1]) - 1 if found else first
            at = at if first <= at < end else first
            broken.append(Broken(at + 1, "\n".join(lines[at:end]), str(exc)))
            if len(broken) == _MOST_BROKEN:
                end = len(lines)
            lines[first:end] = [""] * (end - first)


def _broken_in(lines: list[str]) -> tuple[int, int]:
    """Where the first statement that is not valid begins, and where the next one does: of a table's
    header, the next header, as what stands below belongs to nothing else."""
    begin = [0, *(at for at, line in enumerate(lines) if at and _BEGINS.match(line))]
    after = bisect_left(begin, True, key=lambda at: not _is_valid("\n".join(lines[:at])))
    first = begin[after - 1]
    is_header = _HEADER.match(lines[first]) is not None
    rest = (at for at in begin[after:] if not is_header or _HEADER.match(lines[at]))
    return first, next(rest, len(lines))


def lines_of_keys(text: str) -> dict[Key, int]:
    """The line of each table, key and entry of an array in a valid file, counted from 1 on."""
    found: dict[Key, int] = {}
    tables: dict[Key, int] = {}
    here: Key = ()
    for first, lines in _statements(text):
        read = tomllib.loads("\n".join(lines))
        if lines[0].lstrip().startswith("["):
            here = _table(read, tables)
            for end in range(1, len(here) + 1):
                found.setdefault(here[:end], first)
        else:
            ends = _ends_of_entries(lines)
            for key, at in _keys_in(read, here, first, ends):
                found.setdefault(key, at)
    return found


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each header and each key with its value, with the number of the first."""
    lines: list[str] = []
    first = 1
    for number, line in enumerate(text.split("\n"), start=1):
        if not lines:
            first = number
            if not line.strip() or line.lstrip().startswith("#"):
                continue
        lines.append(line)
        if _is_valid("\n".join(lines)):
            yield first, lines
            lines = []


def _is_valid(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _table(header: dict[str, Any], tables: dict[Key, int]) -> Key:
    """The table that a header opens. ``tables`` counts those of each array of tables."""
    key: Key = ()
    value: Any = header
    while isinstance(value, dict) and value:
        ((name, value),) = value.items()
        key += (name,)
        if isinstance(value, list):  # [[...]]: one more
            tables[key] = tables.get(key, 0) + 1
            return (*key, tables[key] - 1)
        if key in tables:
            key += (tables[key] - 1,)
    return key


def _ends_of_entries(lines: list[str]) -> list[int]:
    """How many lines after a statement's first each entry of its array ends; none where the
    statement has one line."""
    ends: list[int] = []
    for count in range(1, len(lines)):
        try:
            read = tomllib.loads("\n".join([*lines[:count], "]"]))
        except tomllib.TOMLDecodeError:
            continue
        value: Any = read
        while isinstance(value, dict) and value:
            (value,) = value.values()
        if isinstance(value, list):
            ends += [count - 1] * (len(value) - len(ends))
    return ends


def _keys_in(value: Any, key: Key, line: int, ends: list[int]) -> Iterator[tuple[Key, int]]:
    entries: Any = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    for name, inner in entries:
        is_entry = isinstance(name, int) and name < len(ends)
        at = line + ends[name] if is_entry else line
        yield (*key, name), at
        yield from _keys_in(inner, (*key, name), at, [] if isinstance(value, list) else ends)
