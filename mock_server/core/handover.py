"""The files that portal and polling board hand each other, since neither may import the other.

The portal prepares; the board seals, and later makes shares. Both read strictly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from mock_server.core.errors import Fault
from mock_server.core.files import new_file, read_bytes, unwritable
from tui_voter.contract.languages import Language
from tui_voter.contract.rules import SMALL_ROLL
from tui_voter.sealing.paper import Paper

PREPARED: Final = "prepared.json"
PORTAL: Final = "portal"
"""The folder of the portal's package, within the election's folder."""
SEAL: Final = "seal.json"
TRUSTEES: Final = "trustees.json"
CODES: Final = "codes.json"

T = TypeVar("T", bound=msgspec.Struct)

Line = Annotated[str, Meta(min_length=1, max_length=1000)]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class PreparedVoter(_Strict, frozen=True, kw_only=True):
    """A voter, for whom ``number`` stands in this file alone."""

    number: int
    name: Line
    affiliation: str
    identifier: Line


class PreparedBallot(_Strict, frozen=True, kw_only=True):
    """A ballot. ``papers`` are all that a voter is shown of it, in each language of the election;
    the names in the first language are the official ones."""

    id: Line
    question: Line
    blank: Line
    papers: Annotated[dict[Language, Paper], Meta(min_length=1)]
    voters: tuple[int, ...]

    @property
    def _official(self) -> Paper:
        return next(iter(self.papers.values()))

    @property
    def name(self) -> str:
        return self._official.name

    @property
    def answers(self) -> tuple[str, ...]:
        """The lists in their official order, then the blank vote."""
        return (*(one.name for one in self._official.lists), self.blank)


class Prepared(_Strict, frozen=True, kw_only=True):
    """What the portal tells the board: the ballots, and who votes in them."""

    format: Literal["tui-voter prepared 2"] = "tui-voter prepared 2"
    name: Line
    organiser: Line
    receipt_key: Hash
    ballots: Annotated[tuple[PreparedBallot, ...], Meta(min_length=1)]
    voters: tuple[PreparedVoter, ...]


class Codes(_Strict, frozen=True, kw_only=True):
    """What the board tells the portal about the voting codes. For each voter, by number, it gives
    the hash of the code's verifier, and for each ballot, by its uuid, the binding of the verifier
    to the voter's credential. Of each code in the reserve it gives the 20 symbols."""

    format: Literal["tui-voter codes 2"] = "tui-voter codes 2"
    verifiers: tuple[tuple[int, Hash], ...]
    bindings: dict[str, tuple[tuple[int, Hash], ...]]
    reserve: tuple[str, ...]


class ShareFile(_Strict, frozen=True, kw_only=True):
    """A board member's share of the count of one ballot; ``share`` is its text, which is
    published."""

    format: Literal["tui-voter share 1"] = "tui-voter share 1"
    uuid: Line
    owner: int
    share: str


def small_rolls(ballots: Iterable[PreparedBallot]) -> Iterator[str]:
    """A sentence for each roll of a single voter, and one for all others that are small."""
    sizes = [(ballot.name, len(ballot.voters)) for ballot in ballots]
    for name in (name for name, voters in sizes if voters == 1):
        yield _(
            "WARNING: only 1 voter is on the roll of {ballot}: whoever sees the result knows this "
            "voter’s choice, so let this voter vote in a larger ballot if you can."
        ).format(ballot=name)
    small = [name for name, voters in sizes if 1 < voters < SMALL_ROLL]
    if small:
        yield ngettext(
            "WARNING: fewer than {least} voters are on the roll of {ballots}; of so few ballots "
            "the result can reveal votes, so let these voters vote in a larger ballot if you can.",
            "WARNING: fewer than {least} voters are on each roll of {ballots}; of so few ballots "
            "the result can reveal votes, so let these voters vote in a larger ballot if you can.",
            len(small),
        ).format(least=SMALL_ROLL, ballots=", ".join(small))


_LARGEST: Final = 2**30
"""The most bytes of a file that is handed over: a line for each of a million voters."""


def election_file(uuid: str) -> str:
    return f"{uuid}.election.json"


def credentials_file(uuid: str) -> str:
    return f"{uuid}.public_creds.json"


def log_file(uuid: str) -> str:
    """The log of replaced codes as the board begins it: with the line about the reserve alone."""
    return f"{uuid}.log"


def read_file(path: Path) -> bytes:
    """The content of a file. Raises :class:`.Fault`."""
    return read_bytes(path, most=_LARGEST)


def read_as(path: Path, kind: type[T]) -> T:
    """What a file contains. Raises :class:`.Fault` if that is not of the expected kind."""
    try:
        return msgspec.json.decode(read_file(path), type=kind)
    except (msgspec.MsgspecError, ValueError) as exc:
        raise Fault(
            _("{path} is not the file that belongs here, or it is damaged.").format(path=path)
        ) from exc


def write_new(path: Path, content: bytes) -> None:
    """Write a new file. Raises :class:`.Fault` if there is such a file."""
    try:
        with new_file(path) as file:
            file.write(content)
    except OSError as exc:
        raise unwritable(path, exc) from exc
