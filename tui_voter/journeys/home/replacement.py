"""*Réassorts*: the guide to replacement voting codes, for a voter without their notice."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from tui_voter.contract.election import DocumentKind
from tui_voter.contract.errors import PortalError
from tui_voter.countdown import Phase
from tui_voter.dialogue import Dialogue, Took
from tui_voter.journeys.home.documents import show_document
from tui_voter.journeys.shared.moments import moment, zone_of
from tui_voter.journeys.shared.refusals import not_sealed
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.booth import PollingBooth
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.replacement import ASK, replace_action, vote_over
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.machine.files import Files


class ReplacementGuide:
    """The election's guide to replacement codes, with the action that asks for one."""

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
        """Show the guide, and replace the code of a voter who asks for that, if it is possible now.
        Raises PortalError."""
        while True:
            impossible = await self._impossible()
            way = await show_document(
                self._dialogue,
                self._session.portal,
                self._countdown.election,
                self._files,
                DocumentKind.REISSUE_GUIDE,
                *([] if impossible else [replace_action()]),
                now=impossible,
            )
            if way != Took(ASK) or await self._booth.replace_code():
                return

    async def _impossible(self) -> str:
        """Return why no code can be replaced now, before the voter is asked for a secret; "" if it
        can."""
        with suppress(PortalError):  # the guide is shown anyway
            if await self._booth.read() is None:
                is_early = self._countdown.phase is Phase.BEFORE
                return self._from_when() if is_early else not_sealed().text
        return vote_over() if self._countdown.phase is Phase.CLOSED else ""

    def _from_when(self) -> str:
        """Return when codes can be replaced: at the latest when the vote opens, as the seal comes
        first."""
        election = self._countdown.election
        return _(
            "You can ask for a replacement voting code once the ballots have been sealed: on "
            "{opening} at the latest."
        ).format(opening=moment(election.opens_at, zone_of(election.time_zone)))
