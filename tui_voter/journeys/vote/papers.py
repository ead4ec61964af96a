"""The voter's ballot papers, checked against the polling board's seal before they are shown.

A paper is everything that the voter sees of a ballot and its lists. Not covered by the seal are
what a portal shows outside the booth while it denies that anything is sealed, and the names of
ballots in claims (docs/security.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tui_voter.contract.ballots import Ballot, CandidateList, read_ballots, read_candidate_lists
from tui_voter.contract.errors import ErrorCode, PortalMisbehaved, PortalRefused
from tui_voter.contract.vote import Booth, read_booth
from tui_voter.dialogue import Text
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm, AlarmRaised, Trouble
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.messages import gettext as _
from tui_voter.messages import language
from tui_voter.sealing import paper as printed
from tui_voter.sealing.ballot import Sealed
from tui_voter.sealing.codes import spoken
from tui_voter.sealing.election import Election, read_election, read_seal, seal_of
from tui_voter.sealing.errors import SealingError
from tui_voter.tuples import NamedTuple


class Choice(NamedTuple):
    """One answer on a paper: ``official`` is its sealed text, ``name`` the one in the voter's
    language, ``union`` the union of a list that is not named after it. The blank vote has no
    ``candidate_list``."""

    official: str
    name: str
    union: str = ""
    candidate_list: CandidateList | None = None

    @property
    def quoted(self) -> str:
        """The sealed text, in quotation marks if it is the name of a list."""
        return _("“{name}”").format(name=self.official) if self.candidate_list else self.official

    @property
    def details(self) -> Sequence[str]:
        """The translation of the sealed text and the union, if they differ from it."""
        translated = self.name if self.name != self.official else ""
        if translated and self.candidate_list:
            translated = _("“{name}”").format(name=translated)
        return [*filter(None, [translated, self.union])]


class Paper(NamedTuple):
    """One sealed ballot paper. The last answer is the blank vote; ``lists`` are all the others."""

    ballot: Ballot
    election: Election
    lists: Sequence[CandidateList]

    @property
    def ballot_id(self) -> str:
        return self.ballot.id

    @property
    def name(self) -> str:
        """The election's name in the voter's language."""
        return self.ballot.name

    @property
    def choices(self) -> Sequence[Choice]:
        """The answers, in the order of the sealed ballot."""
        *official, blank = self.election.answers
        lists = [
            Choice(name, one.name, one.union if one.union != one.name else "", one)
            for name, one in zip(official, self.lists, strict=True)
        ]
        return [*lists, Choice(blank, _("Blank vote"))]


class Chosen(NamedTuple):
    """The voter's choice on its way to the ballot box: ``sealed`` is the encrypted ballot for the
    answer of this ``number`` on the ``paper``, counted from 0."""

    paper: Paper
    number: int
    sealed: Sealed

    @property
    def choice(self) -> Choice:
        return self.paper.choices[self.number]


class Papers(NamedTuple):
    """All papers that the polling board sealed; ``seal`` is the hash over all of them."""

    papers: Sequence[Paper]
    seal: str

    @property
    def short(self) -> str:
        """The seal as it is printed on the voting notice."""
        return spoken(self.seal)

    def seal_to_compare(self) -> list[Text]:
        """Return the sentence that shows the seal, for pages that do not ask for the code beside
        it."""
        if not self.papers:
            return []
        says = _("Seal of this election: {seal}. Compare it with the one on your voting notice.")
        return [says.format(seal=self.short)]


def voted_in(booth: Booth) -> set[str]:
    """Return the ids of the ballots on which this voter has voted, according to the register."""
    return {each.ballot_id for each in booth.ballots if each.voted}


async def papers_to_show(session: Session, countdown: VoteCountdown) -> Papers | None:
    """Return the voter's papers once they are sealed and the lists are published; None before, as
    there is no seal to check them against. Raises PortalError and AlarmRaised."""
    if not session.seal and countdown.now() < countdown.election.lists_from:
        return None
    booth = await sealed_booth(session)
    return None if booth is None else await sealed_papers(session, booth)


async def sealed_booth(session: Session) -> Booth | None:
    """Fetch the voter's booth; None if nothing is sealed yet. Raises PortalError, and AlarmRaised
    if the portal showed a seal earlier in this visit."""
    try:
        return await session.do(read_booth)
    except PortalRefused as refused:
        if refused.code is not ErrorCode.NOT_SEALED:
            raise
        if session.seal:
            raise AlarmRaised(Alarm(Trouble.OTHER_SEAL, "", _seal(session.seal))) from refused
        return None


async def sealed_papers(session: Session, booth: Booth) -> Papers | None:
    """Check the booth's ballots and lists against the seal; None if the portal does not show the
    lists yet. The first seal of a session is the one that counts. Raises PortalError, and
    AlarmRaised for another seal or altered ballots."""
    seal = seal_of(booth.seal.encode())
    session.seal = session.seal or seal
    if seal != session.seal:
        both = "\n".join(map(_seal, (session.seal, seal)))
        raise AlarmRaised(Alarm(Trouble.OTHER_SEAL, "", both))
    answered = await session.do(read_ballots)
    known = {ballot.id: ballot for ballot in answered.ballots}
    if not {each.ballot_id for each in booth.ballots} <= known.keys():
        raise PortalMisbehaved("a sealed ballot that is none of the voter's")
    shown = [
        (known[each.ballot_id], await lists_of(session, each.ballot_id)) for each in booth.ballots
    ]
    if not all(lists for _ballot, lists in shown):
        return None
    return await asyncio.to_thread(_check_seals, booth, seal, shown)  # the check loads libsodium


async def lists_of(session: Session, ballot_id: str) -> Sequence[CandidateList]:
    """Fetch a ballot's lists. Raises PortalError."""
    answered = await session.do(read_candidate_lists, ballot_id)
    return answered.lists


def _seal(seal: str) -> str:
    return _("Seal: {seal}").format(seal=seal)


def _check_seals(
    booth: Booth, seal: str, shown: Sequence[tuple[Ballot, Sequence[CandidateList]]]
) -> Papers:
    papers = []
    evidence = _seal(seal)
    try:
        sealed = {part.election for part in read_seal(booth.seal.encode())}
        elections = [read_election(each.election.encode()) for each in booth.ballots]
    except SealingError as error:
        evidence += f"\n{error.reason}"
        raise AlarmRaised(Alarm(Trouble.UNREADABLE, "", evidence)) from error
    for election, (ballot, lists) in zip(elections, shown, strict=True):
        official = [one.official or one.name for one in lists]
        text = printed.Paper.of(ballot, lists)
        trouble = None
        if election.fingerprint not in sealed:
            trouble = Trouble.NOT_SEALED
        elif official != list(election.answers[:-1]) or not _is_sealed(text, election):
            trouble = Trouble.OTHER_LISTS
        if trouble is not None:
            details = [evidence, election.text.decode(), *official, text.text.decode()]
            raise AlarmRaised(Alarm(trouble, election.name, "\n".join(details)))
        papers.append(Paper(ballot, election, lists))
    return Papers(papers, seal)


def _is_sealed(text: printed.Paper, election: Election) -> bool:
    """Tell whether this text was sealed in the voter's language. An election sealed without digests
    of its texts is checked by the official names of its lists only."""
    digest = printed.paper_digest(election, language())
    return not digest or digest == text.digest
