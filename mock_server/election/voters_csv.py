"""A file of voters: ``voters.csv`` of an election's folder, and what is imported and exported.

UTF-8, with a header; lines are read one by one, however many there are.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from gettext import gettext as _
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import IO, Final

import msgspec

from mock_server.core.addresses import is_address
from mock_server.core.errors import Fault
from mock_server.core.files import new_file, unreadable, unwritable
from mock_server.election.voters import Voter
from tui_voter.contract.languages import Language
from tui_voter.contract.limits import LONGEST_LINE
from tui_voter.contract.normal import normal_name
from tui_voter.contract.text import is_shown

COLUMNS: Final = (
    "identifier",
    "family_name",
    "first_name",
    "language",
    "affiliation",
    "body",
    "ballots",
)
"""The columns of the file. The identifier is the professional address, the ballots are ids with
spaces between them. Other columns are ignored."""

_FORMULA: Final = re.compile(r"\A(?='*[=+\-@＝＋－＠\t\r])")
_TAMED: Final = re.compile(r"\A'(?='*[=+\-@＝＋－＠\t\r])")
"""A cell that a spreadsheet would run as a formula, were it not for the apostrophe that is put
before it when it is written, and taken away when it is read."""

STANDARD: Final = Path("-")
"""Stands for standard input or output."""

_LONGEST: Final = {
    "family_name": 100,
    "first_name": 100,
    "affiliation": LONGEST_LINE,
    "body": LONGEST_LINE,
}
_MAY_BE_EMPTY: Final = ("body",)


# --- Reading --------------------------------------------------------------------------------


def read_voters(path: Path, languages: Sequence[Language], ballots: Set[str]) -> tuple[Voter, ...]:
    """All voters of the file, in its order and numbered by it from 1 on; ``ballots`` are the
    election's. Raises :class:`Fault` with the line's number."""
    voters: list[Voter] = []
    lines: dict[str, int] = {}
    with opened(path) as file:
        for line, voter in read_lines(file, path, languages, ballots):
            if isinstance(voter, Fault):
                raise voter
            if first := lines.get(voter.address_key):
                raise twice(path, line, first)
            lines[voter.address_key] = line
            voters.append(msgspec.structs.replace(voter, id=len(voters) + 1))
    if not voters:
        raise no_voter(path)
    return tuple(voters)


@contextmanager
def opened(path: Path) -> Iterator[TextIOWrapper[BufferedReader]]:
    """Open the file, or standard input. Raises :class:`Fault`, also for an error while reading
    it."""
    standard = path == STANDARD
    try:
        with (
            open(sys.stdin.fileno() if standard else path, "rb", closefd=not standard) as file,
            TextIOWrapper(file, encoding="utf-8-sig", newline="") as text,
        ):
            yield text
    except (OSError, UnicodeDecodeError) as exc:
        raise unreadable(path, exc) from exc


def read_lines(
    file: Iterable[str], path: Path, languages: Sequence[Language], ballots: Set[str]
) -> Iterator[tuple[int, Voter | Fault]]:
    """Each voter with the number of their line, or what is wrong with the line; reading continues
    after such a line, as far as there are lines. Raises :class:`Fault` for what is wrong with the
    whole file. ``path`` is the file's name."""
    reader = csv.reader(_without_nul(file, path), strict=True)
    try:
        header = next(reader, None)
        if header is None:
            raise Fault(_("{path} is empty.").format(path=path))
        places = _places(path, header)
        for cells in reader:
            if cells:  # no empty line
                line = reader.line_num
                if len(cells) == len(header):
                    values = [_TAMED.sub("", cells[place].strip()) for place in places]
                    yield line, _voter(path, line, values, languages, ballots)
                else:
                    yield line, _wrong_number(path, line)
    except csv.Error as exc:
        line = reader.line_num
        fault = _("{path} is not valid CSV on line {line}: {why}.")
        yield line, Fault(fault.format(path=path, line=line, why=exc))


def _wrong_number(path: Path, line: int) -> Fault:
    return Fault(
        _("{path}, line {line}: the number of columns is wrong.").format(path=path, line=line)
    )


def _without_nul(lines: Iterable[str], path: Path) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise Fault(
                _("{path}, line {line}: there is a NUL character; this is not a text file.").format(
                    path=path, line=number
                )
            )
        yield line


def _places(path: Path, header: Sequence[str]) -> list[int]:
    """The place of each column in a line."""
    for name in COLUMNS:
        if name not in header:
            raise Fault(_("{path}: the column {column} is missing.").format(path=path, column=name))
        if header.count(name) > 1:
            raise Fault(_("{path} has the column {column} twice.").format(path=path, column=name))
    return [header.index(name) for name in COLUMNS]


def _voter(
    path: Path,
    line: int,
    values: Sequence[str],
    languages: Sequence[Language],
    ballots: Set[str],
) -> Voter | Fault:
    texts = list(map(normal_name, values[:-1]))
    identifier, family_name, first_name, language, affiliation, body = texts
    names = values[-1]
    own_ballots = tuple(dict.fromkeys(names.split()))
    for ballot in own_ballots:
        if ballot not in ballots:
            return Fault(
                _("{path}, line {line}: there is no ballot {ballot}.").format(
                    path=path, line=line, ballot=ballot
                )
            )
    if wrong := _wrong_column(dict(zip(COLUMNS, [*texts, names], strict=True)), languages):
        return Fault(
            _("{path}, line {line}: the value of {column} is not valid.").format(
                path=path, line=line, column=wrong
            )
        )
    return Voter(
        address=identifier,
        family_name=family_name,
        first_name=first_name,
        language=Language(language),
        affiliation=affiliation,
        body=body,
        ballots=own_ballots,
    )


def _wrong_column(values: dict[str, str], languages: Sequence[Language]) -> str | None:
    if not is_address(values["identifier"]):
        return "identifier"
    if values["language"] not in languages:
        return "language"
    for name, longest in _LONGEST.items():
        value = values[name]
        if len(value) > longest or not is_shown(value) or not (value or name in _MAY_BE_EMPTY):
            return name
    return None if values["ballots"] else "ballots"


def twice(path: Path, line: int, first: int) -> Fault:
    return Fault(
        _("{path}, line {line}: this address is already on line {first}.").format(
            path=path, line=line, first=first
        )
    )


def no_voter(path: Path) -> Fault:
    return Fault(_("{path} contains no voters.").format(path=path))


# --- Writing --------------------------------------------------------------------------------


def write_voters(path: Path, voters: Iterable[Voter]) -> int:
    """Write voters in their order into a new file that only its owner can read, or to standard
    output. Returns their number. Raises :class:`Fault`; no file is left half written."""
    if path == STANDARD:
        text = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            return _write(text, voters)
        except BrokenPipeError:  # "| head" has stopped reading
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        finally:
            text.detach()
    try:
        file = new_file(path)
    except OSError as exc:
        raise unwritable(path, exc) from exc
    try:
        with TextIOWrapper(file, encoding="utf-8", newline="") as text:
            return _write(text, voters)
    except BaseException as exc:
        path.unlink(missing_ok=True)
        if isinstance(exc, OSError):
            raise unwritable(path, exc) from exc
        raise


def _write(file: IO[str], voters: Iterable[Voter]) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for voter in voters:
        cells = (
            voter.address,
            voter.family_name,
            voter.first_name,
            voter.language.value,
            voter.affiliation,
            voter.body,
            " ".join(voter.ballots),
        )
        writer.writerow(_FORMULA.sub("'", cell) for cell in cells)
        count += 1
    file.flush()
    return count
