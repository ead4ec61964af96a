"""The files that are checked. They come from anywhere: none is believed to be what it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from stat import S_ISREG
from typing import Final

from tui_voter.contract.typed import command
from tui_voter.messages import gettext as _
from tui_voter.messages import language_option
from tui_voter.sealing.archive import FIRST
from tui_voter.sealing.replacements import log_beside
from tui_voter.tuples import NamedTuple
from tui_voter.verifying.outcomes import Unusable
from tui_voter.verifying.progress import told_if_long

LARGEST_PAPER: Final = 1_048_576
"""Bytes of a receipt or an opened ballot, at most."""
LARGEST_LOG: Final = 64 * 1_048_576
"""Bytes of a log of replaced codes, at most: of a ballot box the client takes no more either."""


def read_paper(name: str, whisper: Callable[[str], None]) -> bytes:
    """A receipt or an opened ballot, whichever it is. ``whisper`` is told where it is waited for,
    as from a pipe. Raises Unusable."""
    waits = _("Still waiting for the content of {file}. Ctrl+C stops.").format(file=name)
    try:
        with told_if_long(whisper, waits), Path(name).open("rb") as file:
            data = file.read(LARGEST_PAPER + 1)
    except OSError as error:
        raise _unreadable(name, error) from error
    if _is_urn(data):
        raise Unusable(
            _("{file} is a ballot box. To check it: {command}").format(
                file=name, command=command("tui-voter", "verify", "--urn", name, *language_option())
            )
        )
    return data


@contextmanager
def urn_in(name: str) -> Iterator[mmap]:
    """The archive in a file, however large. Raises Unusable."""
    path = Path(name)
    try:
        if not path.is_dir() and not S_ISREG(path.stat().st_mode):
            raise _no_file(name)
        with path.open("rb") as file:
            urn = mmap(file.fileno(), 0, access=ACCESS_READ)
    except FileNotFoundError as error:
        raise Unusable(
            _(
                "There is no file {file}. Download the ballot box from the portal’s page of "
                "results, and type this command in its folder."
            ).format(file=name)
        ) from error
    except OSError as error:
        raise _unreadable(name, error) from error
    except ValueError as error:  # nothing in it
        raise _no_urn(name) from error
    with urn:
        if not _is_urn(urn[: len(FIRST)]):
            raise _no_urn(name)
        yield urn


class Box(NamedTuple):
    """A ballot box in its file, and the ``log`` of replaced codes in the file beside it, None where
    there is none."""

    urn: mmap
    log: bytes | None
    log_name: str


@contextmanager
def box_in(name: str) -> Iterator[Box]:
    """A ballot box, however large, with its log. Raises Unusable."""
    with urn_in(name) as urn:
        log = log_beside(Path(name))
        yield Box(urn, _read_log(log), str(log))


def _read_log(path: Path) -> bytes | None:
    """The log's bytes; None where there is no regular file of that name."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            data = file.read(LARGEST_LOG + 1)
    except OSError as error:
        raise _unreadable(str(path), error) from error
    if len(data) > LARGEST_LOG:
        raise Unusable(_("{file} is too large for a log of replaced codes.").format(file=path))
    return data


def _is_urn(data: bytes) -> bool:
    return data.startswith(FIRST.encode())


def _no_urn(name: str) -> Unusable:
    return Unusable(
        _(
            "{file} is not a ballot box: download it again from the portal’s page of results."
        ).format(file=name)
    )


def _no_file(name: str) -> Unusable:
    """A ballot box must be a regular file: it is read several times, and in parts."""
    return Unusable(
        _("{file} is a pipe or a device: save the ballot box to a file, and name that one.").format(
            file=name
        )
    )


def _unreadable(name: str, error: OSError) -> Unusable:
    said = {
        FileNotFoundError: _("There is no file {file}: check its name and its folder."),
        IsADirectoryError: _("{file} is a folder: name a file in it."),
        PermissionError: _("You are not allowed to read {file}."),
    }
    other = _("{file} could not be read.")
    return Unusable(said.get(type(error), other).format(file=name))
