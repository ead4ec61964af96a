"""CSV files as spreadsheets save them: what a file is written in is found in its beginning, and its
lines are read one by one, however many there are."""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from gettext import gettext as _
from io import BufferedReader, BytesIO, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import Final, NamedTuple

from mock_server.core.errors import Fault
from mock_server.core.files import check_regular, unreadable
from mock_server.core.findings import Findings, short

STANDARD: Final = Path("-")
"""Stands for standard input or output."""

_BEGINNING: Final = 1024 * 1024
"""How many bytes are looked at before the first line is read."""

_LONGEST_ROW: Final = 1024 * 1024
"""How many characters of a line are read at once: a longer one is no row, and is told as two."""

_UTF_8: Final = "utf-8-sig"
_COMMA: Final = ","
_UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Writing(NamedTuple):
    """What a file is written in."""

    encoding: str
    separator: str

    def told(self, path: Path) -> Iterator[str]:
        """The sentence that says so; none for UTF-8 with commas."""
        if self == (_UTF_8, _COMMA):
            return
        separators = {_COMMA: _("commas"), ";": _("semicolons"), "\t": _("tabs")}
        yield _("{path} was read as {encoding}, separated by {separators}.").format(
            path=path,
            encoding=self.encoding.removesuffix("-sig").replace("utf", "UTF"),
            separators=separators[self.separator],
        )


class CsvFile:
    """A file that is being read."""

    def __init__(self, path: Path, file: BufferedReader) -> None:
        """Read the header. Raises :class:`Fault`."""
        beginning = file.read(_BEGINNING)
        if not beginning:
            raise Fault(_("{path} is empty.").format(path=path))
        self.path = path
        self.writing = _writing(path, beginning)
        self._bytes = _Rejoined(beginning, file)
        text = TextIOWrapper(
            BufferedReader(self._bytes, _BEGINNING),
            encoding=self.writing.encoding,
            errors="replace",
            newline="",
        )
        lines = iter(partial(text.readline, _LONGEST_ROW), "")
        self._reader = csv.reader(lines, delimiter=self.writing.separator, strict=True)
        try:
            self.header = [name.strip() for name in next(self._reader, ())]
        except csv.Error as exc:
            raise Fault(_wrong_quotes(path, 1, self._reader.line_num)) from exc

    @property
    def position(self) -> int:
        """The number of bytes that were read."""
        return self._bytes.position

    def rows(self, findings: Findings) -> Iterator[tuple[int, list[str]]]:
        """Each row below the header that is not empty, with the number of its line. It has as many
        cells as the header; whatever is wrong with another one is among the findings."""
        path, reader, width = self.path, self._reader, len(self.header)
        last = reader.line_num
        while True:
            try:
                for cells in reader:
                    last = reader.line_num
                    if len(cells) == width and any(cells):
                        yield last, cells
                    elif any(cells):
                        findings.add(path, partial(_wrong_width, path, last, cells, width), last)
            except csv.Error:
                first, last = last + 1, reader.line_num
                findings.add(path, partial(_wrong_quotes, path, first, last), first)
            else:
                return


@contextmanager
def opened(path: Path, within: Path | None = None) -> Iterator[CsvFile]:
    """Open a regular file, in the folder ``within`` if one is named, or standard input. Raises
    :class:`Fault`, also for an error while reading it."""
    standard = path == STANDARD
    name = Path(_("standard input")) if standard else path
    if not standard:
        check_regular(path, within)
    try:
        with open(sys.stdin.fileno() if standard else path, "rb", closefd=not standard) as file:
            yield CsvFile(name, file)
    except OSError as exc:
        raise unreadable(name, exc) from exc


class _Rejoined(RawIOBase):
    """A stream from its beginning on, which was read from it already."""

    def __init__(self, beginning: bytes, rest: BufferedReader) -> None:
        self._beginning = BytesIO(beginning)
        self._rest = rest
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = self._beginning.readinto(buffer) or self._rest.readinto1(buffer)
        self.position += count
        return count


def _writing(path: Path, beginning: bytes) -> Writing:
    encoding = _encoding(beginning)
    header = beginning[:65536].decode(encoding, errors="replace").partition("\n")[0]
    if "\0" in header:
        raise Fault(
            _(
                "{path} is no text: save it in the spreadsheet program as a CSV file, best as “CSV "
                "UTF-8”."
            ).format(path=path)
        )
    return Writing(encoding, max(_COMMA, ";", "\t", key=header.count))


def _encoding(beginning: bytes) -> str:
    """UTF-16 has a mark. Where most of what is beyond ASCII is no UTF-8, it is Windows's encoding
    of Western Europe."""
    if beginning.startswith(_UTF_16_MARKS):
        return "utf-16"
    text = codecs.getincrementaldecoder(_UTF_8)("replace").decode(beginning)
    unread = text.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return "cp1252" if 2 * unread > beyond_ascii else _UTF_8


# --- What is wrong with a row -----------------------------------------------------------------


def _wrong_width(path: Path, line: int, cells: list[str], width: int) -> str:
    return _(
        "{path}, line {line}: from “{read}” on, the number of cells is {count}, not {width}: leave "
        "a cell empty, not out, and put one that has a separator in quotes."
    ).format(path=path, line=line, count=len(cells), read=short(cells[0]), width=width)


def _wrong_quotes(path: Path, first: int, last: int) -> str:
    where = _("lines {first} to {last}") if last > first else _("line {first}")
    return _(
        "{path}, {where}: the quotes are not right: put all of a cell in quotes or nothing, and "
        "write a quote inside twice."
    ).format(path=path, where=where.format(first=first, last=last))
