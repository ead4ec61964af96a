"""An election sealed for tests, as the polling board seals it: one trustee of one, and every code
known."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mock_server.core import handover
from mock_server.core.settings import Settings
from mock_server.polling_board.sealing import _codes, _seal_ballot
from mock_server.vote.loading import load_seal
from mock_server.vote.preparing import prepare
from tui_voter.sealing.ballot import Sealed, seal_ballot
from tui_voter.sealing.codes import credential, new_code, read_code, verifier
from tui_voter.sealing.election import Election, SealedElection, seal_of, seal_text
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

    def verifier(self, voter: int) -> str:
        return verifier(self.codes[voter], self.seal)

    def fill(self, ballot_id: str, voter: int, choice: int = 0) -> Sealed:
        """A ballot sealed with this voter's code."""
        return seal_ballot(self.elections[ballot_id], credential(self.codes[voter]), choice)


def seal(settings: Settings, folder: Path, in_reserve: int = RESERVE) -> TestSeal:
    """Prepare, seal and load: the portal may be serving meanwhile."""
    made = make_package(settings, folder, in_reserve)
    load_seal(settings, folder, lambda _sentence: None)
    return made


def make_package(settings: Settings, folder: Path, in_reserve: int = RESERVE) -> TestSeal:
    """Prepare and seal; the package is in ``folder / "portal"``, to be loaded, or broken first."""
    prepare(settings, folder, lambda _sentence: None)
    prepared = handover.read_as(folder / handover.PREPARED, handover.Prepared)
    item, (share,) = make_item(1, 1)
    text = trustees_text([item])
    trustees = read_trustees(text)
    codes = {voter.number: read_code(new_code()) for voter in prepared.voters}
    reserve = tuple(read_code(new_code()) for _number in range(in_reserve))
    sealed = [
        _seal_ballot(prepared, ballot, election_key(trustees), codes, reserve)
        for ballot in prepared.ballots
    ]
    files = {
        handover.TRUSTEES: text,
        handover.SEAL: seal_text(
            SealedElection.of(x.election.text, text, x.credentials) for x in sealed
        ),
    }
    the_seal = seal_of(files[handover.SEAL])
    files[handover.CODES] = _codes(codes, sealed, reserve, the_seal)
    for each in sealed:
        files[handover.election_file(each.election.uuid)] = each.election.text
        files[handover.credentials_file(each.election.uuid)] = each.credentials
        files[handover.log_file(each.election.uuid)] = each.reserve
    (folder / handover.PORTAL).mkdir(mode=0o700)
    for name, content in files.items():
        (folder / handover.PORTAL / name).write_bytes(content)
    ids = (ballot.id for ballot in prepared.ballots)
    elections = dict(zip(ids, (each.election for each in sealed), strict=True))
    return TestSeal(the_seal, elections, codes, reserve, trustees, share)
