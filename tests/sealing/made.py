"""Whole elections made here, with all their secrets, for belenios-tool and for altering."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui_voter.sealing import codes, credentials, tally, trustees
from tui_voter.sealing.archive import ROLL, Archive
from tui_voter.sealing.ballot import Ballot, read_ballot, seal_ballot
from tui_voter.sealing.election import Election, new_election, new_uuid
from tui_voter.sealing.group import b64_hash
from tui_voter.sealing.paper import Paper, PaperList
from tui_voter.sealing.receipt import new_receipt_key, public_receipt_key
from tui_voter.sealing.replacements import RESERVE, replacement_line, reserve_digest, reserve_line
from tui_voter.sealing.trustees import Trustees

SEALED_AT = 1_795_600_000
QUORUM = (1, 3, 6)
"""One of the two officers, two of the four delegates."""
IN_RESERVE = 2
"""Codes, which are numbered behind those of the voters."""


@dataclass(repr=False)
class Made:
    """An election of as many voters as there are choices, who vote for them in their order; its
    roll and its reserve are sealed with it, unless it is ``of_before`` that was done."""

    choices: Sequence[int]
    answers: Sequence[str] = ("Liste A", "Liste B", "Liste C", "Vote blanc")
    of_before: bool = False
    codes: list[str] = field(init=False)
    shares: dict[int, int] = field(init=False)
    """Each member's secret by the owner's number."""
    receipt_key: bytes = field(init=False)
    election: Election = field(init=False)
    trustees: Trustees = field(init=False)
    roll: bytes = field(init=False)
    reserve: bytes = field(init=False)
    """The first line of the log."""
    ballots: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        officers, two = trustees.make_item(2, 1)
        delegates, four = trustees.make_item(4, 2)
        self.shares = dict(enumerate((*two, *four), 1))
        text = trustees.trustees_text([officers, delegates])
        self.trustees = trustees.read_trustees(text)
        self.receipt_key = new_receipt_key()
        self.codes = [codes.new_code() for _ in range(len(self.choices) + IN_RESERVE)]
        uuid = new_uuid()
        public = [
            credentials.public_key(self.credential(voter), uuid) for voter in range(len(self.codes))
        ]
        self.roll = credentials.public_creds_text(public)
        self.reserve = reserve_line(uuid, public[len(self.choices) :])
        digests = {
            **dict.fromkeys(("fr", "en"), self.paper.digest),
            ROLL: b64_hash(self.roll),
            RESERVE: reserve_digest(self.reserve),
        }
        self.election = new_election(
            "CSA de l’académie d’Armorique (fictif)",
            self.answers,
            question="Votre choix",
            description="Scrutin d’entraînement. Accusés de réception signés par",
            receipt_key=public_receipt_key(self.receipt_key),
            public_key=trustees.election_key(self.trustees),
            authority="Bureau de vote",
            digests={} if self.of_before else digests,
            uuid=uuid,
        )
        self.ballots = [self.ballot(voter, choice) for voter, choice in enumerate(self.choices)]

    @property
    def paper(self) -> Paper:
        """What its voters are shown, in each language."""
        names = self.answers[:-1]
        lists = tuple(PaperList(name, f"Syndicat {name}", (), "Votez.") for name in names)
        return Paper("CSA de l’académie d’Armorique (fictif)", "Il y en a un.", 1, lists)

    def credential(self, voter: int) -> str:
        return codes.credential(codes.read_code(self.codes[voter]))

    def ballot(self, voter: int, choice: int) -> bytes:
        return seal_ballot(self.election, self.credential(voter), choice).text

    def log(self, *ballots: int, key: bytes = b"") -> bytes:
        """The log of a code replaced each time the urn had so many ``ballots``; signed by another
        ``key`` than the portal's where one is given."""
        lines = [self.reserve]
        for number, count in enumerate(ballots, 1):
            signing = key or self.receipt_key
            lines.append(replacement_line(signing, self.election, number, count, lines[-1]))
        return b"".join(lines)

    def sum_of(self, ballots: Sequence[bytes]) -> tally.Tally:
        read: list[Ballot] = [read_ballot(text, self.election) for text in ballots]
        return tally.add(read, self.election)

    def open(self, ballots: Sequence[bytes] | None = None) -> bytes:
        """The archive while the vote is open."""
        archive = Archive(SEALED_AT)
        parts = [archive.setup(self.election.text, self.trustees.text, self.roll)]
        parts += map(archive.ballot, self.ballots if ballots is None else ballots)
        return b"".join(parts)

    def counted(
        self,
        *,
        quorum: Sequence[int] = QUORUM,
        ballots: Sequence[bytes] | None = None,
        summed: Sequence[bytes] | None = None,
        shares: dict[int, bytes] | None = None,
        votes: Sequence[int] | None = None,
    ) -> bytes:
        """The archive when counted; what is told otherwise than it is, is written as it is told."""
        cast = self.ballots if ballots is None else ballots
        total = self.sum_of(cast if summed is None else summed)
        made = {
            number: tally.share(self.shares[number], total, self.election) for number in quorum
        } | (shares or {})
        if votes is None:
            votes = tally.result(total, made, self.trustees, self.election)
        opened = self.open(cast)
        archive = Archive.after(opened)
        parts = [opened, archive.end(), archive.tally(total)]
        parts += [archive.share(number, text) for number, text in made.items()]
        parts.append(archive.result(votes))
        return b"".join(parts)
