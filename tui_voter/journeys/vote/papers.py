"""The voter's ballot papers, held against the polling board's seal before anything is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from tui_voter.contract.shapes import Booth, CandidateList
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm, AlarmRaised, Trouble
from tui_voter.messages import gettext as _
from tui_voter.sealing.codes import spoken
from tui_voter.sealing.election import Election, read_election, read_seal, seal_of
from tui_voter.sealing.errors import SealingError


class Paper(NamedTuple):
    """One sealed ballot paper; ``lists`` are all of its answers but the last, the blank vote."""

    ballot_id: str
    election: Election
    lists: Sequence[CandidateList]
    translated: str = ""

    @property
    def name(self) -> str:
        """That of the election, as the voter meets it everywhere else."""
        return self.translated or self.election.name

    def list_of(self, choice: int) -> CandidateList | None:
        """The list of an answer; None for the blank vote."""
        return self.lists[choice] if choice < len(self.lists) else None


class Papers(NamedTuple):
    """What the polling board sealed; ``seal`` is the hash over all of it."""

    papers: Sequence[Paper]
    seal: str

    @property
    def short(self) -> str:
        """The seal as it stands on the voting notice."""
        return spoken(self.seal)


async def sealed_papers(session: Session, booth: Booth) -> Papers:
    """The ballots of the booth with their lists. Raises PortalError, and AlarmRaised where they
    are not what was sealed."""
    lists = [await _lists(session, each.ballot_id) for each in booth.ballots]
    return await asyncio.to_thread(_checked, booth, lists)  # it loads libsodium


async def _lists(session: Session, ballot_id: str) -> Sequence[CandidateList]:
    answered = await session.do(lambda token: session.portal.candidate_lists(token, ballot_id))
    return answered.lists


def _checked(booth: Booth, lists: Sequence[Sequence[CandidateList]]) -> Papers:
    papers = []
    seal = seal_of(booth.seal.encode())
    evidence = _("Seal: {seal}").format(seal=seal)
    try:
        sealed = {part.election for part in read_seal(booth.seal.encode())}
        elections = [read_election(each.election.encode()) for each in booth.ballots]
    except SealingError as error:
        evidence += f"\n{error.reason}"
        raise AlarmRaised(Alarm(Trouble.UNREADABLE, "", evidence)) from error
    for each, election, published in zip(booth.ballots, elections, lists, strict=True):
        trouble = None
        if election.fingerprint not in sealed:
            trouble = Trouble.NOT_SEALED
        elif list(election.answers[:-1]) != [one.official or one.name for one in published]:
            trouble = Trouble.OTHER_LISTS
        if trouble is not None:
            evidence = "\n".join(
                [evidence, election.text.decode(), *(one.name for one in published)]
            )
            raise AlarmRaised(Alarm(trouble, election.name, evidence))
        papers.append(Paper(each.ballot_id, election, published, each.name))
    return Papers(papers, seal)
