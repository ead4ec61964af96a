"""A ballot is cast, and nothing is said to be done before the program has seen it for itself."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple

from tui_voter.contract import shapes
from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalMisbehaved,
    PortalRefused,
    PortalUnreachable,
)
from tui_voter.dialogue import FieldError, Refused
from tui_voter.journeys.shared.refusals import Words, portal_failed
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm, Trouble
from tui_voter.journeys.vote.code import VotingCode
from tui_voter.journeys.vote.papers import Paper
from tui_voter.messages import gettext as _
from tui_voter.sealing.ballot import Sealed
from tui_voter.sealing.errors import SealingError
from tui_voter.sealing.receipt import Receipt, check_receipt


class Look(StrEnum):
    """What the program saw for itself of a ballot that has a receipt."""

    IDENTICAL = "identical"
    NOT_YET = "not_yet"
    """The portal did not answer."""


class Cast(NamedTuple):
    """A ballot in the ballot box. ``news`` is what the voter should know of how it came there."""

    paper: Paper
    receipt: Receipt
    look: Look
    news: str = ""


class Casting:
    """One ballot paper on its way. All that was sent for it is kept: a lost answer may have been a
    yes."""

    def __init__(self, session: Session, paper: Paper, code: VotingCode) -> None:
        self._session = session
        self._paper = paper
        self._code = code
        self._sent: list[Sealed] = []

    def may_be_in_the_urn(self, sealed: Sealed) -> bool:
        return sealed in self._sent

    async def send(self, sealed: Sealed) -> Cast | Alarm:
        """Cast the ballot, the same bytes each time. Raises Refused."""
        if sealed not in self._sent:
            self._sent.append(sealed)
        try:
            receipt = await self._cast(sealed)
        except PortalRefused as refused:
            if refused.code in (ErrorCode.ALREADY_VOTED, ErrorCode.CODE_SPENT):
                return await self._found_before(refused)
            if refused.code is ErrorCode.INTERNAL:
                return await self._after_loss(sealed)
            raise portal_failed(refused, here=_here()) from refused
        except (PortalUnreachable, PortalMisbehaved):
            return await self._after_loss(sealed)
        except PortalError as error:
            raise portal_failed(error) from error
        return await self._verified(sealed, receipt)

    async def look_again(self, cast: Cast) -> Cast | Alarm:
        """See once more whether the ballot is in the ballot box."""
        sealed = next(one for one in self._sent if one.tracker == cast.receipt.tracker)
        return await self._seen(sealed, cast.receipt, cast.news)

    async def _cast(self, sealed: Sealed) -> shapes.Receipt:
        session, paper = self._session, self._paper

        async def cast() -> shapes.Receipt:
            return await session.do(
                lambda token: session.portal.cast(token, paper.ballot_id, sealed.text.decode())
            )

        try:
            return await cast()
        except PortalRefused as refused:
            if refused.code is not ErrorCode.CODE_NEEDED:
                raise
        await self._code.give(session)  # the voter had to sign in again: it is a new session
        return await cast()

    # --- What is true after an answer was lost

    async def _after_loss(self, sealed: Sealed) -> Cast | Alarm:
        """Ask the portal what has happened, and say it. Raises Refused."""
        found: shapes.FoundBallot | None = None
        in_urn: bool | None = None
        in_register: bool | None = None
        with suppress(PortalError):
            found = await self._find(sealed)
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
            return await self._verified(sealed, found.receipt, f"{lost} {state}")
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
                found = await self._find(sealed)
            except PortalError as error:
                raise portal_failed(error) from error
            if found is not None:
                news = _("A ballot that you sent before had arrived: that one counts.")
                return await self._verified(sealed, found.receipt, news)
        raise portal_failed(refused, here=_here()) from refused

    async def _find(self, sealed: Sealed) -> shapes.FoundBallot | None:
        try:
            return await self._session.portal.find_ballot(self._paper.election.uuid, sealed.tracker)
        except PortalRefused as refused:
            if refused.code is ErrorCode.NOT_FOUND:
                return None
            raise

    # --- What the program checks for itself

    async def _verified(self, sealed: Sealed, told: shapes.Receipt, news: str = "") -> Cast | Alarm:
        receipt = Receipt(
            "tui-voter receipt 1", told.uuid, told.election_hash, told.tracker, told.signature
        )
        if receipt.tracker != sealed.tracker:
            return self._alarm(Trouble.OTHER_TRACKER, sealed, receipt)
        try:
            check_receipt(receipt, self._paper.election)
        except SealingError:
            return self._alarm(Trouble.BAD_SIGNATURE, sealed, receipt)
        return await self._seen(sealed, receipt, news)

    async def _seen(self, sealed: Sealed, receipt: Receipt, news: str) -> Cast | Alarm:
        try:
            found = await self._find(sealed)
        except PortalError:
            return Cast(self._paper, receipt, Look.NOT_YET, news)
        if found is None:
            return self._alarm(Trouble.GONE, sealed, receipt)
        if found.ballot.encode() != sealed.text:
            return self._alarm(Trouble.ALTERED, sealed, receipt)
        return Cast(self._paper, receipt, Look.IDENTICAL, news)

    def _alarm(self, trouble: Trouble, sealed: Sealed, receipt: Receipt) -> Alarm:
        evidence = "\n\n".join([receipt.text.decode(), sealed.text.decode()])
        return Alarm(trouble, self._paper.name, evidence)


def _told(is_there: bool | None) -> str:
    return {True: _("yes"), False: _("no"), None: _("not known")}[is_there]


def _here() -> Words:
    return {
        ErrorCode.VOTE_CLOSED: (
            _("The vote is not open, or no longer is: this ballot has not been cast."),
            _("not cast"),
        ),
    }
