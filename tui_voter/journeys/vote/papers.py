"""The voter's ballot papers, held against the polling board's seal before anything of them is shown
or asked.

A paper is all that the voter is shown of a ballot and of its lists. What a portal shows outside the
booth while it denies that the election is sealed, and the ballots' names in claims, are its word
(docs/security.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from tui_voter.contract.errors import ErrorCode, PortalMisbehaved, PortalRefused
from tui_voter.contract.shapes import Ballot, Booth, CandidateList
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


class Choice(NamedTuple):
    """One of the answers on a paper: ``official`` as it was sealed, ``name`` in the voter's
    language, and the ``union`` of a list that is not named after it. The blank vote has no
    ``candidate_list``."""

    official: str
    name: str
    union: str = ""
    candidate_list: CandidateList | None = None

    @property
    def quoted(self) -> str:
        """The answer as it was sealed, in quotation marks where it is a list's name."""
        return _("“{name}”").format(name=self.official) if self.candidate_list else self.official

    @property
    def details(self) -> Sequence[str]:
        """What else helps to recognise it: a translation of its official name, and the union."""
        translated = self.name if self.name != self.official else ""
        if translated and self.candidate_list:
            translated = _("“{name}”").format(name=translated)
        return [*filter(None, [translated, self.union])]


class Paper(NamedTuple):
    """One sealed ballot paper; ``lists`` are all of its answers but the last, the blank vote."""

    ballot: Ballot
    election: Election
    lists: Sequence[CandidateList]

    @property
    def ballot_id(self) -> str:
        return self.ballot.id

    @property
    def name(self) -> str:
        """The election's name as the voter meets it everywhere else."""
        return self.ballot.name

    @property
    def choices(self) -> Sequence[Choice]:
        """All that can be chosen, in the order of the sealed ballot."""
        *official, blank = self.election.answers
        lists = [
            Choice(name, one.name, one.union if one.union != one.name else "", one)
            for name, one in zip(official, self.lists, strict=True)
        ]
        return [*lists, Choice(blank, _("Blank vote"))]


class Chosen(NamedTuple):
    """The voter's ballot on its way from the choice to the ballot box: ``sealed`` is the ballot for
    the answer of this ``number`` on the ``paper``, counted from 0."""

    paper: Paper
    number: int
    sealed: Sealed

    @property
    def choice(self) -> Choice:
        return self.paper.choices[self.number]


class Papers(NamedTuple):
    """What the polling board sealed; ``seal`` is the hash over all of it."""

    papers: Sequence[Paper]
    seal: str

    @property
    def short(self) -> str:
        """The seal as it stands on the voting notice."""
        return spoken(self.seal)

    def to_compare(self) -> list[Text]:
        """The sentence that tells the seal where no code is asked for beside it."""
        if not self.papers:
            return []
        says = _("Seal of this election: {seal}. Compare it with the one on your voting notice.")
        return [says.format(seal=self.short)]


def voted_in(booth: Booth) -> set[str]:
    """The ids of the ballots for which the register says that this voter has voted."""
    return {each.ballot_id for each in booth.ballots if each.voted}


async def papers_to_show(session: Session, countdown: VoteCountdown) -> Papers | None:
    """The voter's papers, once they are sealed and the lists published; None before, as there is
    nothing yet to hold them against. Raises PortalError and AlarmRaised."""
    if not session.seal and countdown.now() < countdown.election.lists_from:
        return None
    booth = await sealed_booth(session)
    return None if booth is None else await sealed_papers(session, booth)


async def sealed_booth(session: Session) -> Booth | None:
    """The voter's booth; None where nothing is sealed yet. Raises PortalError, and AlarmRaised
    where the portal says so and showed a seal in this visit before."""
    try:
        return await session.do(session.portal.booth)
    except PortalRefused as refused:
        if refused.code is not ErrorCode.NOT_SEALED:
            raise
        if session.seal:
            raise AlarmRaised(Alarm(Trouble.OTHER_SEAL, "", _seal(session.seal))) from refused
        return None


async def sealed_papers(session: Session, booth: Booth) -> Papers | None:
    """The ballots of the booth with their lists; None where the portal does not show the lists yet.
    The first seal of a session is the one that it believes. Raises PortalError, and AlarmRaised
    where the seal is another one, or the ballots are not what was sealed."""
    seal = seal_of(booth.seal.encode())
    session.seal = session.seal or seal
    if seal != session.seal:
        both = "\n".join(map(_seal, (session.seal, seal)))
        raise AlarmRaised(Alarm(Trouble.OTHER_SEAL, "", both))
    answered = await session.do(session.portal.ballots)
    known = {ballot.id: ballot for ballot in answered.ballots}
    if not {each.ballot_id for each in booth.ballots} <= known.keys():
        raise PortalMisbehaved("a sealed ballot that is none of the voter's")
    shown = [
        (known[each.ballot_id], await lists_of(session, each.ballot_id)) for each in booth.ballots
    ]
    if not all(lists for _ballot, lists in shown):
        return None
    return await asyncio.to_thread(_checked, booth, seal, shown)  # it loads libsodium


async def lists_of(session: Session, ballot_id: str) -> Sequence[CandidateList]:
    """A ballot's lists as the portal shows them. Raises PortalError."""
    answered = await session.do(lambda token: session.portal.candidate_lists(token, ballot_id))
    return answered.lists


def _seal(seal: str) -> str:
    return _("Seal: {seal}").format(seal=seal)


def _checked(
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
            told = [evidence, election.text.decode(), *official, text.text.decode()]
            raise AlarmRaised(Alarm(trouble, election.name, "\n".join(told)))
        papers.append(Paper(ballot, election, lists))
    return Papers(papers, seal)


def _is_sealed(text: printed.Paper, election: Election) -> bool:
    """Whether this text is the one that was sealed in the voter's language. An election that was
    sealed without digests of such texts has only its lists' official names."""
    digest = printed.paper_digest(election, language())
    return not digest or digest == text.digest
