"""The urn's archive: written, read, checked. Sections 7 and 8 of docs/protocol.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from mmap import mmap
from typing import Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from tui_voter.sealing import tally as tallies
from tui_voter.sealing.ballot import check_ballot, read_ballot, tracker
from tui_voter.sealing.credentials import read_public_creds
from tui_voter.sealing.election import Election, read_election
from tui_voter.sealing.errors import BadArchive, BadBallot, BadShare, NotCanonical, SealingError
from tui_voter.sealing.group import Point, b64_hash, canonical_json, canonical_reader, hash_bytes
from tui_voter.sealing.tally import Tally
from tui_voter.sealing.trustees import Trustees, election_key, read_trustees
from tui_voter.tuples import NamedTuple

BLOCK: Final = 512
FIRST: Final = "BELENIOS"
ROLL: Final = "roll"
"""The name under which an election has the hash of its roll of public credentials."""

Bytes = bytes | mmap
"""An archive in memory, or a large one in its file."""
Progress = Callable[[int, int], object]
"""Is told how many ballots and shares are checked, and how many there are."""


class Kind(StrEnum):
    SETUP = "Setup"
    BALLOT = "Ballot"
    END = "EndBallots"
    TALLY = "EncryptedTally"
    SHARE = "PartialDecryption"
    RESULT = "Result"


FILES: Final = {
    Kind.SETUP: 4,
    Kind.BALLOT: 1,
    Kind.END: 0,
    Kind.TALLY: 2,
    Kind.SHARE: 2,
    Kind.RESULT: 1,
}
"""The number of data files before an event of each kind; its payload is the last of them."""
NEXT: Final[dict[Kind | None, tuple[Kind, ...]]] = {
    None: (Kind.SETUP,),
    Kind.SETUP: (Kind.BALLOT, Kind.END),
    Kind.BALLOT: (Kind.BALLOT, Kind.END),
    Kind.END: (Kind.TALLY,),
    Kind.TALLY: (Kind.SHARE,),
    Kind.SHARE: (Kind.SHARE, Kind.RESULT),
    Kind.RESULT: (),
}


class Head(msgspec.Struct, frozen=True):
    version: Literal[1]
    timestamp: str


class Event(msgspec.Struct, frozen=True, kw_only=True):
    parent: str | UnsetType = UNSET
    height: int
    type: Kind
    payload: str | UnsetType = UNSET


class SetupData(msgspec.Struct, frozen=True):
    election: str
    trustees: str
    credentials: str


class TallyData(msgspec.Struct, frozen=True):
    num_tallied: int
    total_weight: int
    encrypted_tally: str


class ShareData(msgspec.Struct, frozen=True):
    owner: int
    payload: str


@dataclass
class Archive:
    """The writer of an archive. Each method returns the bytes to append; the same calls always
    return the same bytes.

    ``time``, the sealing's in seconds, stands in every header, so that no ballot's time is
    revealed. Section 7 of docs/protocol.md.
    """

    time: int
    parent: str | UnsetType = UNSET
    height: int = 0

    @classmethod
    def after(cls, data: Bytes) -> Archive:
        """The writer that continues where an archive ends."""
        archive = cls(sealing_time(data))
        for step in events(data):
            archive.parent, archive.height = step.hash, step.event.height + 1
        return archive

    def setup(self, election: bytes, trustees: bytes, credentials: bytes) -> bytes:
        files = (election, trustees, credentials)
        names = canonical_json(SetupData(*map(_hash, files)))
        first = _file(FIRST, canonical_json(Head(1, str(self.time))), self.time)
        return first + self._event(Kind.SETUP, *files, names)

    def ballot(self, text: bytes) -> bytes:
        return self._event(Kind.BALLOT, text)

    def skip_ballot(self, tracker: str, length: int) -> int:
        """Continue after a ballot that is known by its tracker and its length. Returns the number
        of bytes that it takes in the archive, headers included."""
        event = self._next(Kind.BALLOT, hash_bytes(tracker).hex())
        return _file_size(length) + _file_size(len(event))

    def end(self) -> bytes:
        return self._event(Kind.END)

    def tally(self, tally: Tally) -> bytes:
        described = TallyData(tally.count, tally.count, _hash(tally.text))
        return self._event(Kind.TALLY, tally.text, canonical_json(described))

    def share(self, owner: int, text: bytes) -> bytes:
        """Append a checked share, by the number of its owner."""
        return self._event(Kind.SHARE, text, canonical_json(ShareData(owner, _hash(text))))

    def result(self, votes: Iterable[int]) -> bytes:
        return self._event(Kind.RESULT, tallies.result_text(votes))

    def _event(self, kind: Kind, *files: bytes) -> bytes:
        event = self._next(kind, _hash(files[-1]) if files else UNSET)
        written = [_file(_data_name(file), file, self.time) for file in files]
        return b"".join([*written, _file(f"{self.parent}.event.json", event, self.time)])

    def _next(self, kind: Kind, payload: str | UnsetType) -> bytes:
        """The text of the next event, which becomes the parent of the one after it."""
        event = canonical_json(
            Event(parent=self.parent, height=self.height, type=kind, payload=payload)
        )
        self.parent, self.height = _hash(event), self.height + 1
        return event


class File(NamedTuple):
    name: str
    content: bytes


class Step(NamedTuple):
    """An event with the files that stand before it. ``hash`` is the next one's parent."""

    event: Event
    files: tuple[bytes, ...]
    hash: str


def read_files(data: Bytes) -> Iterator[File]:
    """The files of an archive, every byte of which must be as section 7 of docs/protocol.md
    says."""
    time, at = sealing_time(data), 0
    while at < len(data):
        name, content = _file_at(data, at)
        whole = _file(name, content, time)
        if data[at : at + len(whole)] != whole:
            raise BadArchive("header", name)
        yield File(name, content)
        at += len(whole)


_head_in: Final = canonical_reader(Head)


def sealing_time(data: Bytes) -> int:
    """The time in the archive's first file."""
    name, content = _file_at(data, 0)
    if name != FIRST:
        raise BadArchive("head", name)
    try:
        told = _head_in(content).timestamp
    except SealingError as error:
        raise BadArchive("head", name) from error
    if not re.fullmatch("0|[1-9][0-9]{0,9}", told, re.ASCII) or int(told) >= 8**11:
        raise BadArchive("head", name)
    return int(told)


def events(data: Bytes) -> Iterator[Step]:
    """The chain of events, each with its files; hashes, order and number are checked. Section 7."""
    parent: str | UnsetType = UNSET
    before: Kind | None = None
    height, held, seen = 0, list[bytes](), set[str]()
    for name, content in read_files(data):
        if name == FIRST and not seen:
            seen.add(name)
            continue
        digest, _, ending = name.partition(".")
        if digest != _hash(content):
            raise BadArchive("hash", name)
        if name in seen:
            raise BadArchive("twice", name)
        seen.add(name)
        if ending == "data.json":
            held.append(content)
            continue
        event = _event_of(name, content)
        payload = _hash(held[-1]) if held else UNSET
        if event.type not in NEXT[before] or len(held) != FILES[event.type]:
            raise BadArchive("order", name)
        if (event.parent, event.height, event.payload) != (parent, height, payload):
            raise BadArchive("chain", name)
        yield Step(event, tuple(held), digest)
        parent, height, before = digest, height + 1, event.type
        held.clear()
    if held or before is None:
        raise BadArchive("cut", str(len(data)))


class Setup(NamedTuple):
    """The sealed files that begin an archive; the ``roll`` is its public credentials."""

    election: Election
    trustees: Trustees
    roll: frozenset[str]


def setup_of(data: Bytes) -> Setup:
    """The setup of an archive, of which only the first event is checked."""
    return _setup(next(events(data)).files)


def trackers(data: Bytes) -> frozenset[str]:
    """The trackers of the ballots in an archive, whose chain is checked, but no proof."""
    return frozenset(
        tracker(step.files[0]) for step in events(data) if step.event.type == Kind.BALLOT
    )


def is_prefix(older: Bytes, newer: Bytes) -> bool:
    """Whether the newer snapshot of an urn begins with the older one, byte by byte."""
    return newer[: len(older)] == older[:]


@dataclass(frozen=True)
class Verdict:
    """The result of checking a valid archive."""

    election: Election
    trustees: Trustees
    roll: frozenset[str]
    """The public credentials of all who may vote."""
    credentials: tuple[str, ...]
    """The public credentials of the ballots, in the urn's order."""
    trackers: frozenset[str]
    tally: Tally
    """The sum of the ballots, added up here."""
    end: str
    """The hash of the event EndBallots, on which all ballots depend; "" before the urn is
    closed."""
    shares: tuple[int, ...]
    votes: tuple[int, ...] | None
    """The votes of each answer, once they are counted."""

    @property
    def ballots(self) -> int:
        return len(self.trackers)

    @property
    def ended(self) -> bool:
        return self.end != ""


def check(data: Bytes, progress: Progress = lambda _done, _all: None) -> Verdict:
    """Check everything that section 8 of docs/protocol.md lists. Raises
    :class:`.errors.BadArchive`.

    That is: chain and order, board, roll, each ballot and that its credential votes once, the sum,
    each share, and the count.
    """
    counted = (Kind.BALLOT, Kind.SHARE)
    to_check = sum(step.event.type in counted for step in events(data))
    steps = events(data)
    checking = _Checking(_setup(next(steps).files))
    progress(0, to_check)
    done = 0
    for step in steps:
        checking.take(step)
        if step.event.type in counted:
            done += 1
            progress(done, to_check)
    return checking.verdict()


_setup_in: Final = canonical_reader(SetupData)


def _setup(files: tuple[bytes, ...]) -> Setup:
    """The three files of the sealing, which must belong together."""
    election, trustees, roll, names = files
    with _named_faults(names):
        if _setup_in(names) != SetupData(*map(_hash, files[:3])):
            raise NotCanonical("setup")
    with _named_faults(election):
        the_election = read_election(election)
    with _named_faults(trustees):
        the_trustees = read_trustees(trustees)
        if election_key(the_trustees) != the_election.public_key:
            raise BadShare("election-key")
    if the_election.digests.get(ROLL, b64_hash(roll)) != b64_hash(roll):  # older: no hash
        raise BadArchive("roll", _data_name(roll))
    with _named_faults(roll):
        return Setup(the_election, the_trustees, frozenset(read_public_creds(roll)))


_share_in: Final = canonical_reader(ShareData)


class _Checking:
    """Checks an archive, event by event after the setup."""

    def __init__(self, setup: Setup) -> None:
        self.election, self.trustees, self.roll = setup
        self.owners = {owner.number: owner for owner in self.trustees.owners}
        self.tally = tallies.empty(self.election)
        self.voted: dict[str, None] = {}  # in the urn's order
        self.trackers: set[str] = set()
        self.end = ""
        self.factors: dict[int, tuple[Point, ...]] = {}
        self.votes: tuple[int, ...] | None = None

    def take(self, step: Step) -> None:
        match step.event.type, step.files:
            case Kind.BALLOT, (text,):
                with _named_faults(text):
                    self._ballot(text)
            case Kind.TALLY, (total, described):
                with _named_faults(total):
                    self._tally(total, described)
            case Kind.SHARE, (share, described):
                with _named_faults(share):
                    self._share(share, described)
            case Kind.RESULT, (result,):
                with _named_faults(result):
                    self.votes = tallies.counts(self.tally, self.factors, self.trustees)
                    if result != tallies.result_text(self.votes):
                        raise BadShare("result")
            case Kind.END, ():
                self.end = step.hash

    def _ballot(self, text: bytes) -> None:
        ballot = read_ballot(text, self.election)
        credential = ballot.credential.text
        if credential not in self.roll:
            raise BadBallot("not-in-the-roll")
        if credential in self.voted:
            raise BadBallot("voted-twice")
        check_ballot(ballot, self.election)
        self.voted[credential] = None
        self.trackers.add(tracker(text))
        self.tally = tallies.add([ballot], self.election, self.tally)

    def _tally(self, total: bytes, described: bytes) -> None:
        count = self.tally.count
        if total != self.tally.text:
            raise BadShare("not-the-sum")
        if described != canonical_json(TallyData(count, count, _hash(total))):
            raise BadShare("number")

    def _share(self, share: bytes, described: bytes) -> None:
        told = _share_in(described)
        if told.payload != _hash(share) or told.owner not in self.owners:
            raise BadShare("owner")
        if told.owner in self.factors:
            raise BadShare("twice")
        self.factors[told.owner] = tallies.check_share(
            share, self.owners[told.owner], self.tally, self.election
        )

    def verdict(self) -> Verdict:
        return Verdict(
            self.election,
            self.trustees,
            self.roll,
            tuple(self.voted),
            frozenset(self.trackers),
            self.tally,
            self.end,
            tuple(self.factors),
            self.votes,
        )


@contextmanager
def _named_faults(content: bytes) -> Iterator[None]:
    """Raise whatever is wrong in a file with the file's name."""
    try:
        yield
    except SealingError as error:
        raise BadArchive(error.reason, _data_name(content)) from error


_event_in: Final = canonical_reader(Event)


def _event_of(name: str, content: bytes) -> Event:
    try:
        return _event_in(content)
    except SealingError as error:
        raise BadArchive(error.reason, name) from error


def _file_at(data: Bytes, at: int) -> tuple[str, bytes]:
    """The name and the content of a file, by its header, which is checked by writing it again."""
    head = data[at : at + BLOCK]
    name = head[:100].rstrip(b"\0")
    size = re.fullmatch(rb"([0-7]{11})\0", head[124:136])
    if not re.fullmatch(rb"BELENIOS|[0-9a-f]{64}\.(data|event)\.json", name) or not size:
        raise BadArchive("header", f"at {at}")
    start, length = at + BLOCK, int(size[1], 8)
    if start + length > len(data):
        raise BadArchive("cut", name.decode())
    return name.decode(), data[start : start + length]


def _file(name: str, content: bytes, time: int) -> bytes:
    """A file with its header. Section 7 of docs/protocol.md."""
    head = bytearray(BLOCK)
    head[148:156] = b" " * 8
    for at, text in (
        (0, name),
        (100, "0000644"),
        (108, "0000000"),
        (116, "0000000"),
        (124, f"{len(content):011o}"),
        (136, f"{time:011o}"),
        (156, "0"),
    ):
        head[at : at + len(text)] = text.encode()
    head[148:156] = f"{sum(head):06o}\0 ".encode()
    return bytes(head) + content + bytes(-len(content) % BLOCK)


def _file_size(length: int) -> int:
    """The number of bytes of a file in the archive, with its header."""
    return BLOCK + -(-length // BLOCK) * BLOCK


def _data_name(content: bytes) -> str:
    return f"{_hash(content)}.data.json"


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()
