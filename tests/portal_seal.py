"""An election sealed for tests, as the polling board would: one trustee of one, and every code
known.

::

    sealed = seal(settings, tmp_path / "board")
    ballot = sealed.fill("csa-national", voter_number, choice=0)
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from mock_server.core.handover import (
    CODES,
    PORTAL,
    PREPARED,
    SEAL,
    TRUSTEES,
    Codes,
    Prepared,
    credentials_file,
    election_file,
    log_file,
    read_as,
)
from mock_server.core.settings import Settings
from mock_server.vote.loading import load_seal
from mock_server.vote.preparing import prepare
from tui_voter.sealing.archive import ROLL
from tui_voter.sealing.ballot import Sealed, seal_ballot
from tui_voter.sealing.codes import binding, credential, new_code, read_code, verifier
from tui_voter.sealing.credentials import public_creds_text, public_key
from tui_voter.sealing.election import (
    Election,
    SealedElection,
    new_election,
    new_uuid,
    seal_of,
    seal_text,
)
from tui_voter.sealing.group import b64_hash
from tui_voter.sealing.replacements import RESERVE as RESERVED
from tui_voter.sealing.replacements import reserve_digest, reserve_line
from tui_voter.sealing.trustees import (
    Trustees,
    election_key,
    make_item,
    read_trustees,
    trustees_text,
)

RESERVE: Final = 5


@dataclass
class TestSeal:
    """What the board knows, and forgets in earnest: codes (their 20 symbols) by voter's number,
    and the share of the one trustee."""

    __test__ = False

    seal: str
    elections: dict[str, Election]
    codes: dict[int, str]
    reserve: tuple[str, ...]
    trustees: Trustees
    share: int
    files: dict[str, bytes] = field(default_factory=dict)

    def verifier(self, voter: int) -> str:
        return verifier(self.codes[voter], self.seal)

    def fill(self, ballot_id: str, voter: int, choice: int = 0) -> Sealed:
        """A ballot sealed with this voter's code."""
        return seal_ballot(self.elections[ballot_id], credential(self.codes[voter]), choice)


def bound_to(code: str, seal: str, election: Election) -> str:
    return binding(verifier(code, seal), public_key(credential(code), election.uuid))


def seal(settings: Settings, folder: Path, in_reserve: int = RESERVE) -> TestSeal:
    """Prepare, seal and load: the portal may be serving meanwhile."""
    made = make_package(settings, folder, in_reserve)
    load_seal(settings, folder, lambda _sentence: None)
    return made


def make_package(settings: Settings, folder: Path, in_reserve: int = RESERVE) -> TestSeal:
    """Prepare and seal; the package is in ``folder / "portal"``, to be loaded, or broken first."""
    prepare(settings, folder, lambda _sentence: None)
    prepared = read_as(folder / PREPARED, Prepared)
    item, (share,) = make_item(1, 1)
    trustees = trustees_text([item])
    key = election_key(read_trustees(trustees))
    codes = {voter.number: read_code(new_code()) for voter in prepared.voters}
    reserve = tuple(read_code(new_code()) for _number in range(in_reserve))
    elections, files, parts = {}, {TRUSTEES: trustees}, []
    for ballot in prepared.ballots:
        uuid = new_uuid()
        line = reserve_line(uuid, (public_key(credential(code), uuid) for code in reserve))
        roll = [*(codes[number] for number in ballot.voters), *reserve]
        credentials = public_creds_text(public_key(credential(code), uuid) for code in roll)
        election = new_election(
            ballot.name,
            ballot.answers,
            question=ballot.question,
            description=prepared.name,
            receipt_key=prepared.receipt_key,
            public_key=key,
            authority=prepared.organiser,
            digests={
                **{language: paper.digest for language, paper in ballot.papers.items()},
                ROLL: b64_hash(credentials),
                RESERVED: reserve_digest(line),
            },
            uuid=uuid,
        )
        elections[ballot.id] = election
        files[election_file(election.uuid)] = election.text
        files[credentials_file(election.uuid)] = credentials
        files[log_file(election.uuid)] = line
        parts.append(SealedElection.of(election.text, trustees, credentials))
    files[SEAL] = seal_text(parts)
    the_seal = seal_of(files[SEAL])
    verifiers = tuple(
        (number, hashlib.sha256(verifier(code, the_seal).encode()).hexdigest())
        for number, code in codes.items()
    )
    bindings = {
        elections[ballot.id].uuid: tuple(
            (number, bound_to(codes[number], the_seal, elections[ballot.id]))
            for number in ballot.voters
        )
        for ballot in prepared.ballots
    }
    files[CODES] = msgspec.json.encode(
        Codes(verifiers=verifiers, bindings=bindings, reserve=reserve)
    )
    (folder / PORTAL).mkdir(mode=0o700)
    for name, content in files.items():
        (folder / PORTAL / name).write_bytes(content)
    return TestSeal(the_seal, elections, codes, reserve, read_trustees(trustees), share, files)
