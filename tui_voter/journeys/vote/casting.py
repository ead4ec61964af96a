"""A ballot is cast, and nothing is said to be done before the program has seen it for itself."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from tui_voter.contract import shapes
from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalMisbehaved,
    PortalRefused,
    PortalUnreachable,
)
from tui_voter.dialogue import FieldError, Notice, Refused
from tui_voter.journeys.shared.refusals import Words, portal_failed
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm
from tui_voter.journeys.vote.code import VotingCode
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.journeys.vote.papers import Paper
from tui_voter.journeys.vote.urn import Cast, find, look, receipt_of
from tui_voter.messages import gettext as _
from tui_voter.sealing.ballot import Sealed, seal_ballot
from tui_voter.sealing.codes import credential
from tui_voter.sealing.receipt import Receipt


class Casting:
    """One ballot paper on its way. All that was sent for it is kept: a lost answer may have been a
    yes."""

    def __init__(self, session: Session, paper: Paper, code: VotingCode, keeping: Keeping) -> None:
        self._session = session
        self._paper = paper
        self.code = code
        self._keeping = keeping
        self._ballots: dict[tuple[str, int], Sealed] = {}
        self._sent: list[Sealed] = []

    async def seal(self, choice: int) -> Sealed:
        """The ballot for an answer: the same, with its tracking number, each time that the voter
        comes back to it."""
        key = credential(self.code.data.reveal())
        if (key, choice) not in self._ballots:
            made = await asyncio.to_thread(seal_ballot, self._paper.election, key, choice)
            self._ballots[key, choice] = made
        return self._ballots[key, choice]

    @property
    def origin(self) -> str:
        """That of the portal that has the ballot box."""
        return self._keeping.origin

    def throw_away(self, opened: Sealed) -> None:
        """Nobody may cast it: another takes its place."""
        self._ballots = {of: each for of, each in self._ballots.items() if each is not opened}

    def may_be_in_the_urn(self, sealed: Sealed) -> bool:
        return sealed in self._sent

    def wait(self, sealed: Sealed | None) -> None:
        """``sealed`` is to be cast by the voter, whom the program asks before it is left; None does
        no longer. What has been sent may be in the ballot box: of that nothing is said."""
        if sealed is None or self.may_be_in_the_urn(sealed):
            self._session.losses.pop(self, None)
        else:
            not_cast = Notice(_("Your ballot has not been cast."), _("not cast"))
            self._session.losses[self] = lambda: not_cast

    async def send(self, sealed: Sealed) -> Cast | Alarm:
        """Cast the ballot, the same bytes each time. Raises Refused."""
        if sealed not in self._sent:
            await self._keeping.note(self._paper.election, sealed.tracker)
            self._sent.append(sealed)
            self.wait(sealed)
        try:
            receipt = await self._cast(sealed)
        except PortalRefused as refused:
            if refused.code is ErrorCode.ALREADY_VOTED:
                return await self._found_before(refused)
            if refused.code is ErrorCode.INTERNAL:
                return await self._after_loss(sealed)
            raise portal_failed(refused, here=_here()) from refused
        except (PortalUnreachable, PortalMisbehaved):
            return await self._after_loss(sealed)
        except PortalError as error:
            raise portal_failed(error) from error
        return await self._verified(sealed, receipt_of(receipt))

    async def _cast(self, sealed: Sealed) -> shapes.Receipt:
        session, paper = self._session, self._paper

        async def cast() -> shapes.Receipt:
            return await session.do(
                lambda token: session.portal.cast(
                    token, paper.ballot_id, self.code.verifier, sealed.text.decode()
                )
            )

        try:
            return await cast()
        except PortalRefused as refused:
            if refused.code is not ErrorCode.CODE_NEEDED:
                raise
        await self.code.give(session)  # the voter had to sign in again: it is a new session
        return await cast()

    # --- What is true after an answer was lost

    async def _after_loss(self, sealed: Sealed) -> Cast | Alarm:
        """Ask the portal what has happened, and say it. Raises Refused."""
        found: shapes.FoundBallot | None = None
        in_urn: bool | None = None
        in_register: bool | None = None
        with suppress(PortalError):
            found = await find(self._session, self._paper.election.uuid, sealed.tracker)
            in_urn = found is not None
        with suppress(PortalError):
            booth = await self._session.do(self._session.portal.booth)
            in_register = any(
                each.voted for each in booth.ballots if each.ballot_id == self._paper.ballot_id
            )
        state = _("In the ballot box: {urn}. In the register of voters: {register}.").format(
            urn=_told(in_urn), register=_told(in_register)
        )
        if found is not None:
            lost = _("The portal’s answer was lost on the way.")
            return await self._verified(sealed, receipt_of(found.receipt), f"{lost} {state}")
        if in_urn is False and in_register:
            says = _("You have already voted in this election, elsewhere. {state}")
            raise Refused(FieldError("", says.format(state=state), _("already voted")), ends=True)
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

    async def _found_before(self, refused: PortalRefused) -> Cast | Alarm:
        """The voter stands in the register: by a ballot that was sent from here, if its answer was
        lost, or from elsewhere. Raises Refused."""
        for sealed in self._sent:
            try:
                found = await find(self._session, self._paper.election.uuid, sealed.tracker)
            except PortalError as error:
                raise portal_failed(error) from error
            if found is not None:
                news = _("A ballot that you sent before had arrived: that one counts.")
                return await self._verified(sealed, receipt_of(found.receipt), news)
        raise portal_failed(refused, here=_here()) from refused

    async def _verified(self, sealed: Sealed, receipt: Receipt, news: str = "") -> Cast | Alarm:
        seen = await look(
            self._session, self._paper.election, sealed.tracker, receipt, sealed.text, news
        )
        if isinstance(seen, Cast):
            text = seen.receipt.text.decode()
            await self._keeping.note(self._paper.election, sealed.tracker, text)
        return seen


def _told(is_there: bool | None) -> str:
    return {True: _("yes"), False: _("no"), None: _("not known")}[is_there]


def _here() -> Words:
    return {
        ErrorCode.VOTE_CLOSED: (
            _("The vote is not open, or no longer is: this ballot has not been cast."),
            _("not cast"),
        ),
    }
