"""The progress of an import, on standard error: a bar on a terminal, otherwise plain lines."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mock_server.core.csv_files import STANDARD
from mock_server.voter_files.importer import Progress
from tui_voter.contract.environment import lines_chosen_by

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress


@contextmanager
def shown_on(stream: IO[str], path: Path) -> Iterator[Progress]:
    """The progress of importing a file: a bar on a terminal that may be overwritten, or else
    lines."""
    lines = Lines(stream, _size(path))
    if not stream.isatty() or lines_chosen_by():
        yield lines
        return
    from rich.console import Console  # loaded late: it takes long
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as RichProgress

    with RichProgress(
        BarColumn(bar_width=20),
        TextColumn("{task.description}", markup=False),
        console=Console(file=stream, highlight=False),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        yield Bar(lines, bar)


def _size(path: Path) -> int:
    """The size of the input in bytes; 0 if it is not known, as of a pipe."""
    try:
        found = os.fstat(sys.stdin.fileno()) if path == STANDARD else path.stat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


class Lines(Progress):
    """A line for each tenth of the file or, if the size is not known, for each tenfold number."""

    def __init__(self, stream: IO[str], size: int) -> None:
        self._stream = stream
        self.size = size
        self._start = time.monotonic()
        self._told = 0

    def read(self, voters: int, position: int) -> None:
        tenths = position * 10 // self.size if self.size else len(str(voters // 1000))
        if tenths > self._told:
            self._told = tenths
            self._stream.write(self.sentence(voters, position) + "\n")
            self._stream.flush()

    def writing(self, voters: int) -> None:
        text = _("{count} voters read; checking and writing them.").format(count=_figure(voters))
        self._stream.write(text + "\n")
        self._stream.flush()

    def sentence(self, voters: int, position: int) -> str:
        """The progress in a sentence: "45 %, 450 000 voters, 120 000 a second, 5 s left"."""
        seconds = max(time.monotonic() - self._start, 0.001)
        said = _("{count} voters, {rate} per second").format(
            count=_figure(voters), rate=_figure(round(voters / seconds))
        )
        if not self.size or not position:
            return said
        left = round(seconds * (self.size - position) / position)
        minutes, rest = divmod(max(left, 0), 60)
        return _("{percent}%, {said}, {left} left").format(
            percent=min(position * 100 // self.size, 100),
            said=said,
            left=f"{minutes} min {rest} s" if minutes else f"{rest} s",
        )


class Bar(Progress):
    """One line with a bar, which is overwritten."""

    def __init__(self, lines: Lines, bar: RichProgress) -> None:
        self._lines = lines
        self._bar = bar
        self._task = bar.add_task("", total=lines.size or None)

    def read(self, voters: int, position: int) -> None:
        told = self._lines.sentence(voters, position)
        self._bar.update(self._task, completed=position, description=told)

    def writing(self, voters: int) -> None:
        self._bar.stop()
        self._lines.writing(voters)


def _figure(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
