"""Sealing and casting a ballot. The voter is told that it is cast only after the program has
checked that itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tui_voter.contract import vote
from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalMisbehaved,
    PortalRefused,
    PortalUnreachable,
)
from tui_voter.contract.vote import FoundBallot, Receipt, read_booth
from tui_voter.dialogue import FieldError, Refused
from tui_voter.journeys.shared.refusals import Words, portal_failed
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm, Trouble
from tui_voter.journeys.vote.code import VotingCode
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.journeys.vote.papers import Chosen, Paper, voted_in
from tui_voter.journeys.vote.urn import Cast, find, look, receipt_of
from tui_voter.messages import gettext as _
from tui_voter.sealing.ballot import Sealed, seal_ballot
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple


class Arrived(NamedTuple):
    """A ballot for which the portal gave a receipt. ``news`` tells the voter of an unusual
    delivery."""

    ballot: Chosen
    receipt: Receipt
    news: str = ""


class Casting:
    """Seals and sends the voter's ballots. Remembers every ballot sent, since a lost answer may
    have been a receipt."""

    def __init__(self, session: Session, keeping: Keeping) -> None:
        self._session = session
        self._keeping = keeping
        self._made: dict[tuple[str, Secret, int], Sealed] = {}
        self._sent: list[Chosen] = []

    @property
    def origin(self) -> str:
        """The address of the portal that keeps the ballot box."""
        return self._keeping.origin

    async def seal(self, paper: Paper, number: int, code: VotingCode) -> Chosen:
        """Seal a ballot for the answer of this number. With the same code and answer, returns the
        same ballot each time, so that its tracker does not change."""
        key = paper.election.fingerprint, code.credential, number
        if key not in self._made:
            credential = code.credential.reveal()
            made = await asyncio.to_thread(seal_ballot, paper.election, credential, number)
            self._made[key] = made
        return Chosen(paper, number, self._made[key])

    def discard(self, opened: Chosen) -> None:
        """Forget a ballot that was opened and must not be cast. The next one for its answer is
        new."""
        self._made = {key: made for key, made in self._made.items() if made is not opened.sealed}

    def may_be_in_the_urn(self, chosen: Chosen) -> bool:
        """Tell whether the ballot was sent, even if no answer came."""
        return any(sent.sealed is chosen.sealed for sent in self._sent)

    @contextmanager
    def awaiting(self, chosen: Chosen) -> Iterator[None]:
        """While this runs, a voter who quits is warned that the ballot has not been cast. There is
        no warning once it was sent, as it may be in the ballot box."""
        not_cast = _("Your ballot has not been cast.")
        losses = self._session.losses
        losses[self] = lambda: "" if self.may_be_in_the_urn(chosen) else not_cast
        try:
            yield
        finally:
            del losses[self]

    async def send(self, chosen: Chosen, code: VotingCode) -> Cast | Alarm:
        """Send the ballot, in the same bytes each time, and check that it is in the ballot box.
        Raises Refused."""
        if not self.may_be_in_the_urn(chosen):
            await self._keeping.note(chosen.paper.election, chosen.sealed.tracker)
            self._sent.append(chosen)
        arrived = await self._deliver(chosen, code)
        return arrived if isinstance(arrived, Alarm) else await self._look_at(arrived)

    async def find_sent(self, paper: Paper) -> Cast | Alarm | None:
        """Look for a ballot that was sent for this paper, and whose answer was lost. None if none
        is in the ballot box. Raises PortalError."""
        arrived = await self._sent_before(paper)
        return arrived and await self._look_at(arrived)

    async def _look_at(self, arrived: Arrived) -> Cast | Alarm:
        """Check a ballot that has a receipt, and look for it in the ballot box."""
        election, sealed = arrived.ballot.paper.election, arrived.ballot.sealed
        receipt = receipt_of(arrived.receipt)
        seen = await look(
            self._session, election, sealed.tracker, receipt, sealed.text, arrived.news
        )
        if isinstance(seen, Cast):
            await self._keeping.note(election, sealed.tracker, receipt.text.decode())
        return seen

    async def _deliver(self, chosen: Chosen, code: VotingCode) -> Arrived | Alarm:
        """Send the ballot; if no answer comes, find out what became of it. Raises Refused."""
        try:
            return Arrived(chosen, await self._cast(chosen, code))
        except PortalRefused as refused:
            if refused.code is ErrorCode.ALREADY_VOTED:
                return await self._voted_already(chosen)
            if refused.code is ErrorCode.INTERNAL:
                return await self._after_loss(chosen)
            raise portal_failed(refused, here=_words()) from refused
        except (PortalUnreachable, PortalMisbehaved):
            return await self._after_loss(chosen)
        except PortalError as error:
            raise portal_failed(error) from error

    async def _cast(self, chosen: Chosen, code: VotingCode) -> Receipt:
        session = self._session
        ballot_id, ballot = chosen.paper.ballot_id, chosen.sealed.text.decode()

        async def cast() -> Receipt:
            return await session.do(vote.cast, ballot_id, code.verifier, ballot)

        try:
            return await cast()
        except PortalRefused as refused:
            if refused.code is not ErrorCode.CODE_NEEDED:
                raise
        await code.give(session)  # the voter has signed in again: a new session
        return await cast()

    # --- After a lost answer

    async def _after_loss(self, chosen: Chosen) -> Arrived | Alarm:
        """Ask the portal what became of a ballot without a receipt. If it is not found, raises
        Refused with what the portal says."""
        found: FoundBallot | None = None
        in_urn: bool | None = None
        in_register: bool | None = None
        with suppress(PortalError):
            found = await self._find(chosen)
            in_urn = found is not None
        with suppress(PortalError):
            booth = await self._session.do(read_booth)
            in_register = chosen.paper.ballot_id in voted_in(booth)
        state = _("In the ballot box: {urn}. In the register of voters: {register}.").format(
            urn=_yes_or_no(in_urn), register=_yes_or_no(in_register)
        )
        if found is not None:
            lost = _("The portal’s answer was lost on the way.")
            return Arrived(chosen, found.receipt, f"{lost} {state}")
        if in_urn is False and in_register:
            return denied(chosen.paper, chosen.sealed.text.decode())
        if in_urn is False and in_register is False:
            says = _(
                "The portal did not answer. {state} Your ballot has not been cast: vote again, and "
                "the same ballot will be sent."
            )
        else:
            says = _(
                "The portal did not answer. {state} Vote again: the same ballot will be sent, and "
                "counts only once."
            )
        raise Refused(FieldError("", says.format(state=state), _("no answer")))

    async def _voted_already(self, chosen: Chosen) -> Arrived | Alarm:
        """Return the ballot by which the voter has voted already, if it was sent from here. Raises
        Refused if the portal cannot be asked."""
        try:
            arrived = await self._sent_before(chosen.paper)
        except PortalError as error:
            raise portal_failed(error) from error
        return arrived or denied(chosen.paper, chosen.sealed.text.decode())

    async def _sent_before(self, paper: Paper) -> Arrived | None:
        for sent in self._sent:
            if sent.paper.election == paper.election and (found := await self._find(sent)):
                news = _("A ballot that you sent before had arrived: that one counts.")
                return Arrived(sent, found.receipt, news)
        return None

    async def _find(self, sent: Chosen) -> FoundBallot | None:
        return await find(self._session, sent.paper.election.uuid, sent.sealed.tracker)


def denied(paper: Paper, evidence: str = "") -> Alarm:
    """Return the alarm for a paper that was to be filled in, and that no ballot from here fills."""
    return Alarm(Trouble.DENIED, paper.election.name, evidence)


def _yes_or_no(is_there: bool | None) -> str:
    return {True: _("yes"), False: _("no"), None: _("not known")}[is_there]


def _words() -> Words:
    return {
        ErrorCode.VOTE_CLOSED: (
            _("The vote is not open, or no longer is: this ballot has not been cast."),
            _("not cast"),
        )
    }
