"""A folder as the portal prepares it, a board of rehearsal, and the urns of a small election."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec
import pytest

from mock_server.core.handover import (
    CODES,
    PORTAL,
    PREPARED,
    Codes,
    Prepared,
    PreparedBallot,
    PreparedVoter,
    log_file,
    read_as,
)
from mock_server.polling_board.cli import main
from tui_voter.contract.languages import Language
from tui_voter.sealing import codes
from tui_voter.sealing.archive import Archive
from tui_voter.sealing.ballot import read_ballot, seal_ballot
from tui_voter.sealing.election import Election, read_election
from tui_voter.sealing.paper import Paper, PaperList
from tui_voter.sealing.receipt import new_receipt_key, public_receipt_key
from tui_voter.sealing.replacements import replacement_line
from tui_voter.sealing.tally import add

LISTS = ("Liste A", "Liste B", "Vote blanc")
RECEIPT_KEY = new_receipt_key()
"""The portal's."""
CODE = re.compile(r"\b[2-9A-Z]{5}(?:-[2-9A-Z]{5}){4}\b")


def paper(name: str) -> Paper:
    """What voters are shown of the ballot of this name."""
    lists = tuple(PaperList(each, f"Syndicat de la {each}", (), "Votez.") for each in LISTS[:-1])
    return Paper(name, "Il y en a un.", 1, lists)


def prepare(folder: Path, rolls: Mapping[str, Sequence[int]], voters: int) -> Prepared:
    """``prepared.json`` of ballots by their names, and of so many voters."""
    prepared = Prepared(
        name="Élections d’essai",
        organiser="Académie d’Armorique",
        receipt_key=public_receipt_key(RECEIPT_KEY),
        ballots=tuple(
            PreparedBallot(
                id=name,
                question="Votre choix",
                blank=LISTS[-1],
                papers={Language.FR: paper(name)},
                voters=tuple(roll),
            )
            for name, roll in rolls.items()
        ),
        voters=tuple(
            PreparedVoter(
                number=number,
                name=f"Camille <{number}> Dumont",
                affiliation="Lycée des Neuf-Rochers",
                identifier=f"camille.{number}@ac-armorique.exemple",
            )
            for number in range(1, voters + 1)
        ),
    )
    folder.mkdir(exist_ok=True)
    (folder / PREPARED).write_bytes(msgspec.json.encode(prepared))
    return prepared


@dataclass
class Board:
    """A rehearsal's board with its folder. Its members are numbered from 1."""

    folder: Path
    passphrases: Path

    @classmethod
    def make(cls, folder: Path, members: int = 6) -> Self:
        folder.mkdir(exist_ok=True)
        passphrases = folder / "passphrases.txt"
        lines = [f"lanterne {number} orageuse sous la barque mauve\n" for number in range(members)]
        passphrases.write_text("".join(lines), encoding="utf-8")
        return cls(folder, passphrases)

    def run(self, *words: str | Path) -> int:
        return main(["--lang", "en", *map(str, words)])

    def keys(self, *more: str) -> int:
        return self.run("keys", self.folder, "--passphrases", self.passphrases, *more)

    def seal(self) -> int:
        return self.run("seal", self.folder)

    def key(self, owner: int) -> Path:
        (found,) = (self.folder / "keys").glob(f"{owner}-*.key")
        return found

    def share(self, owner: int, *urns: Path) -> int:
        return self.run("share", self.key(owner), *urns, "--passphrases", self.passphrases)

    def elections(self) -> list[Election]:
        files = (self.folder / "portal").glob("*.election.json")
        return sorted((read_election(file.read_bytes()) for file in files), key=lambda e: e.name)

    def code(self, number: int) -> str:
        (found,) = CODE.findall((self.folder / "notices" / f"{number:04}.txt").read_text("utf-8"))
        return str(found)

    def log(self, election: Election, *ballots: int) -> Path:
        """The log of a code replaced each time the urn had so many ballots, beside the urn."""
        lines = [(self.folder / PORTAL / log_file(election.uuid)).read_bytes()]
        for number, count in enumerate(ballots, 1):
            lines.append(replacement_line(RECEIPT_KEY, election, number, count, lines[-1]))
        path = self.folder / log_file(election.uuid)
        path.write_bytes(b"".join(lines))
        return path

    def urn(
        self,
        election: Election,
        choices: Mapping[int, int],
        *,
        closed: bool = True,
        from_reserve: int = 0,
    ) -> Path:
        """The archive of ballots by their voters' numbers, then of so many with codes of the
        reserve, as the portal would publish it, with a log that has no code replaced."""
        portal = self.folder / PORTAL
        reserve = read_as(portal / CODES, Codes).reserve[:from_reserve]
        cast = [(codes.read_code(self.code(number)), choice) for number, choice in choices.items()]
        cast += [(code, 0) for code in reserve]
        ballots = [seal_ballot(election, codes.credential(code), c).text for code, c in cast]
        archive = Archive(1_795_600_000)
        parts = [
            archive.setup(
                election.text,
                (portal / "trustees.json").read_bytes(),
                (portal / f"{election.uuid}.public_creds.json").read_bytes(),
            ),
            *(archive.ballot(text) for text in ballots),
        ]
        if closed:
            read = [read_ballot(text, election) for text in ballots]
            parts += [archive.end(), archive.tally(add(read, election))]
        path = self.folder / f"{election.uuid}.bel"
        path.write_bytes(b"".join(parts))
        self.log(election)
        return path


@pytest.fixture
def board(tmp_path: Path) -> Board:
    """It has its keys, and what the portal prepared: two ballots, four voters."""
    folder = tmp_path / "vote"
    prepare(folder, {"CSA": [1, 2, 3], "CAP": [3, 1]}, voters=4)
    board = Board.make(folder)
    assert board.keys() == 0
    return board


@pytest.fixture
def sealed(board: Board) -> Board:
    assert board.seal() == 0
    return board
