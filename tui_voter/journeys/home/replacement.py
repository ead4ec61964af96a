"""*Réassorts*: the guide to another voting code, for a voter whose notice is lost or never came."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from tui_voter.contract.errors import PortalError
from tui_voter.contract.shapes import DocumentKind
from tui_voter.countdown import Phase
from tui_voter.dialogue import Dialogue
from tui_voter.journeys.home.documents import read_document
from tui_voter.journeys.shared.moments import moment, zone_of
from tui_voter.journeys.shared.refusals import not_sealed
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.booth import PollingBooth
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.replacement import ASK, replacing, vote_over
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.machine.files import Files


class ReplacementGuide:
    """What the election says of it, with the way to do it."""

    def __init__(
        self,
        dialogue: Dialogue,
        session: Session,
        countdown: VoteCountdown,
        files: Files,
        booth: PollingBooth,
    ) -> None:
        self._dialogue = dialogue
        self._session = session
        self._countdown = countdown
        self._files = files
        self._booth = booth

    async def visit(self) -> None:
        """Show the guide, and replace the code of who asks for it, which nobody does before the
        ballots are sealed, nor once the vote is over. Raises PortalError."""
        while True:
            impossible = await self._impossible()
            way = await read_document(
                self._dialogue,
                self._session.portal,
                self._countdown.election,
                self._files,
                DocumentKind.REISSUE_GUIDE,
                *([] if impossible else [replacing()]),
                now=impossible,
            )
            if way != ASK or await self._booth.replace_code():
                return

    async def _impossible(self) -> str:
        """Why no code is replaced now, told before a secret is asked for; "" where one is."""
        with suppress(PortalError):  # the guide is there to be read anyway
            if await self._booth.read() is None:
                is_early = self._countdown.phase is Phase.BEFORE
                return self._from_when() if is_early else not_sealed().text
        return vote_over() if self._countdown.phase is Phase.CLOSED else ""

    def _from_when(self) -> str:
        """When codes are replaced, at the latest: the seal comes before the vote opens."""
        election = self._countdown.election
        return _(
            "You can ask for a replacement voting code once the ballots have been sealed: on "
            "{opening} at the latest."
        ).format(opening=moment(election.opens_at, zone_of(election.time_zone)))
