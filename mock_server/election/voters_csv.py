"""A file of voters: ``voters.csv`` of an election's folder, and what is imported and exported.

It is read as a spreadsheet program may save it, and written in UTF-8 with commas.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import partial
from gettext import gettext as _
from gettext import ngettext
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Final, NamedTuple

import msgspec

from mock_server.core.addresses import is_address
from mock_server.core.csv_files import STANDARD, CsvFile, opened
from mock_server.core.errors import Fault
from mock_server.core.files import new_file, unwritable
from mock_server.core.findings import Findings, Words, no_such, short
from mock_server.core.languages import catalogue
from mock_server.election.rolls import folded
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

_LONGEST_NAME: Final = 100
_MAY_BE_EMPTY: Final = "body"
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
_MAYBE_LOST: Final = "?"
"""What another program may have written into a name, for a sign that it lost."""


# --- Reading --------------------------------------------------------------------------------


class Roll(NamedTuple):
    """The voters of a file, in its order and numbered by it from 1 on."""

    voters: tuple[Voter, ...]
    remarks: tuple[str, ...]
    """Sentences about the file that tell no mistake: what it is written in, unless that is UTF-8
    with commas, and signs of names that may be lost."""


def read_voters(
    path: Path, languages: Sequence[Language], ballots: Set[str] | None, findings: Findings
) -> Roll:
    """Read a whole file; ``ballots`` are the election's, None if they are not known. Whatever is
    wrong with it is among the findings."""
    voters: list[Voter] = []
    lines: dict[str, int] = {}
    before = findings.count
    try:
        with opened(path, findings.within) as file:
            findings.remarks += file.writing.told(path)
            for line, voter in read_lines(file, languages, ballots, findings):
                if first := lines.get(voter.address_key):
                    findings.add(path, partial(twice, path, line, first), line)
                else:
                    lines[voter.address_key] = line
                    voters.append(msgspec.structs.replace(voter, id=len(voters) + 1))
        if not voters and findings.count == before:
            raise no_voter(path)
    except Fault as fault:
        findings.add(path, partial(str, fault))
    return Roll(tuple(voters), tuple(findings.remarks))


def read_lines(
    file: CsvFile, languages: Sequence[Language], ballots: Set[str] | None, findings: Findings
) -> Iterator[tuple[int, Voter]]:
    """Each voter with the number of their line. Whatever is wrong with a line is among the
    findings, and so is a column that is not there: then no line is read. Signs that may be lost are
    remarked on at the end."""
    path, places = file.path, _places(file, findings)
    maybe_lost, first = 0, ("", 0)
    for line, cells in file.rows(findings) if places else ():
        values = [_TAMED.sub("", cells[place].strip()) for place in places]
        texts = list(map(normal_name, values[:-1]))
        for name in texts[1:3]:
            if _MAYBE_LOST in name:
                maybe_lost, first = maybe_lost + 1, first if maybe_lost else (name, line)
        own_ballots = tuple(dict.fromkeys(values[-1].split()))
        if mistakes := list(_mistakes(texts, own_ballots, languages, ballots)):
            for column, words in mistakes:
                findings.add(path, partial(_in_column, path, line, column, words), line)
        else:
            yield line, _voter(texts, own_ballots)
    if maybe_lost:
        findings.remarks.append(_lost(path, maybe_lost, *first))


def _places(file: CsvFile, findings: Findings) -> list[int]:
    """The place of each column in a line; none if one is not there once."""
    header, path = file.header, file.path
    wrong = [column for column in COLUMNS if header.count(column) != 1]
    for column in wrong:
        told = _twice_there if column in header else _missing
        findings.add(path, partial(told, path, column, header), 1)
    return [] if wrong else [header.index(column) for column in COLUMNS]


def _voter(texts: Sequence[str], ballots: tuple[str, ...]) -> Voter:
    identifier, family_name, first_name, language, affiliation, body = texts
    return Voter(
        address=identifier,
        family_name=family_name,
        first_name=first_name,
        language=Language(language),
        affiliation=affiliation,
        body=body,
        ballots=ballots,
    )


def _mistakes(
    texts: Sequence[str],
    own: Sequence[str],
    languages: Sequence[Language],
    ballots: Set[str] | None,
) -> Iterator[tuple[str, Words]]:
    """Each column that has a mistake, and which."""
    identifier, family_name, first_name, language, affiliation, body = texts
    if not is_address(identifier):
        yield "identifier", partial(_no_address, identifier)
    if language not in languages:
        yield "language", partial(_impossible, language, languages)
    for column, text, longest in (
        ("family_name", family_name, _LONGEST_NAME),
        ("first_name", first_name, _LONGEST_NAME),
        ("affiliation", affiliation, LONGEST_LINE),
        ("body", body, LONGEST_LINE),
    ):
        if not text and column != _MAY_BE_EMPTY:
            yield column, _empty
        if len(text) > longest:
            yield column, partial(_too_long, text, longest)
        if not is_shown(text) or _LOST in text:
            yield column, partial(_not_shown, text)
    if not own:
        yield "ballots", partial(_impossible, "", ballots or ())
    for ballot in own:
        if ballots is not None and ballot not in ballots:
            yield "ballots", partial(_impossible, ballot, ballots)


# --- What is wrong with a file ----------------------------------------------------------------


def _missing(path: Path, column: str, header: Sequence[str]) -> str:
    if meant := next((name for name in header if folded(name) in _headings(column)), ""):
        told = _("{path}, line 1: the column “{read}” must be called {column}.")
        return told.format(path=path, column=column, read=short(meant))
    told = _("{path}, line 1: the column {column} is missing; these are there: {read}.")
    return told.format(path=path, column=column, read=short(", ".join(header), LONGEST_LINE))


def _headings(column: str) -> set[str]:
    """What people call a column, in every language, folded."""
    found: set[str] = set()
    for language in Language:
        _ = catalogue(language).gettext
        named = {
            "identifier": _("email, email address, address, mail"),
            "family_name": _("last name, surname, family name, name"),
            "first_name": _("first name, given name, forename"),
            "language": _("language, speaks"),
            "affiliation": _("place of work, workplace, school"),
            "body": _("corps, grade"),
            "ballots": _("ballot, elections, votes in"),
        }
        found |= {folded(name) for name in named[column].split(",")}
    return found


def _twice_there(path: Path, column: str, _header: Sequence[str]) -> str:
    told = _("{path}, line 1: the column {column} is there twice: take one away.")
    return told.format(path=path, column=column)


def _in_column(path: Path, line: int, column: str, words: Words) -> str:
    return _("{path}, line {line}, {column}: {mistake}").format(
        path=path, line=line, column=column, mistake=words()
    )


def _empty() -> str:
    return _("it is empty, and every voter needs one.")


def _no_address(read: str) -> str:
    if not read:
        return _empty()
    return _("“{read}” is no email address: write it as name@school.example.").format(
        read=short(read)
    )


def _impossible(read: str, possible: Iterable[str]) -> str:
    what = _("“{read}” is not possible") if read else _("it is empty")
    return no_such(what.format(read=short(read)), read, sorted(possible))


def _too_long(read: str, longest: int) -> str:
    return _("“{read}” has {count} characters, and {longest} are possible.").format(
        read=short(read), count=len(read), longest=longest
    )


def _not_shown(read: str) -> str:
    return _(
        "“{read}” has a sign that is lost or not shown: type the text anew, or save the file as "
        "UTF-8."
    ).format(read=short(read))


def _lost(path: Path, count: int, read: str, line: int) -> str:
    return ngettext(
        "{path}, line {line}: “{read}” may have lost a sign.",
        "{path}: {count} names may have lost a sign; the first is on line {line}: “{read}”.",
        count,
    ).format(path=path, count=count, read=short(read), line=line)


def twice(path: Path, line: int, first: int) -> str:
    told = _("{path}, line {line}: this address is already on line {first}; keep one of the two.")
    return told.format(path=path, line=line, first=first)


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
