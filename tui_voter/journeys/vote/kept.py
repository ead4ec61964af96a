"""Receipts stored on this computer, with the voter's consent. A ballot's tracker is stored before
the ballot is sent, and looked up in the ballot box at the next sign-in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tui_voter.contract.errors import PortalError
from tui_voter.contract.typed import command
from tui_voter.dialogue import NO, YES, Dialogue, Menu, Notice, Opened, Option
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm, AlarmRaised
from tui_voter.journeys.vote.papers import Paper, sealed_booth, sealed_papers, voted_in
from tui_voter.journeys.vote.urn import find, look, receipt_of, trouble_with
from tui_voter.machine.receipts import KeepingFailed, KeptBallot, KeptBallots
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.sealing.election import Election
from tui_voter.sealing.errors import SealingError
from tui_voter.sealing.receipt import Receipt, read_receipt

T = TypeVar("T")


class Keeping:
    """The ballots of one voter that this computer stores; none without a ``store`` or an
    identifier."""

    def __init__(
        self, dialogue: Dialogue, store: KeptBallots | None, origin: str, identifier: str
    ) -> None:
        self._dialogue = dialogue
        self._store = store if identifier else None
        self.origin = origin
        self._identifier = identifier
        self._ballots: dict[str, KeptBallot] = {}
        self._wanted: bool | None = None

    async def begin(self) -> None:
        """Read what is stored. A voter with stored ballots has agreed to that before."""
        store = self._store
        if store is None:
            return
        kept = await self._in_thread(lambda: store.read(self.origin, self._identifier))
        self._ballots = {ballot.uuid: ballot for ballot in kept or ()}
        if self._ballots:
            self._wanted = True

    async def ask(self) -> None:
        """Ask once, before the first ballot is cast, whether to store receipts here."""
        if self._store is None or self._wanted is not None:
            return
        self._wanted = await self._dialogue.choose(_question()) == Opened(YES)

    def receipt(self, uuid: str) -> Receipt | None:
        """Return the stored receipt of a ballot that was cast in another visit."""
        kept = self._ballots.get(uuid)
        return _receipt(kept) if kept is not None else None

    async def note(self, election: Election, tracker: str, receipt: str = "") -> None:
        """Store a ballot, if the voter agreed: its tracker before it is sent, its receipt after."""
        if self._wanted:
            self._ballots[election.uuid] = KeptBallot(election.uuid, tracker, receipt)
            await self._write()

    async def look(self, session: Session) -> Alarm | None:
        """Check that the ballots cast before are still in the ballot box, and tell the voter.
        Returns an alarm if one is missing or altered."""
        if not self._ballots:
            return None
        try:
            return await self._look(session)
        except AlarmRaised as raised:
            return raised.alarm
        except PortalError:
            self._tell(_("The portal could not be asked about the ballots that you cast."))
        return None

    async def _look(self, session: Session) -> Alarm | None:
        count, missed = 0, False
        found: list[Paper] = []
        gone: list[tuple[Paper, bool]] = []
        shown = await _shown_papers(session)
        for uuid, kept in [*self._ballots.items()]:
            receipt = _receipt(kept)
            if uuid not in shown:
                trouble = await trouble_with(session, uuid, kept.tracker)
                if trouble is not None and receipt is not None:
                    return Alarm(trouble, uuid, kept.receipt)
                if trouble is not None:
                    self._tell(_not_shown(uuid))
                count += trouble is None
                continue
            paper, voted = shown[uuid]
            election = paper.election
            if receipt is None:
                there = await find(session, uuid, kept.tracker)
                if there is None:
                    gone.append((paper, voted))
                    del self._ballots[uuid]
                    continue
                receipt = receipt_of(there.receipt)
                self._ballots[uuid] = kept._replace(receipt=receipt.text.decode())
                found.append(paper)
            seen = await look(session, election, kept.tracker, receipt)
            if isinstance(seen, Alarm):
                return seen
            count += seen.is_read_back
            missed |= not seen.is_read_back
        if missed:
            self._tell(_("The portal could not be asked about the ballots that you cast."))
        if found or gone:
            await self._write()
        self._report(count, found, gone)
        return None

    def _report(
        self, count: int, found: Sequence[Paper], gone: Sequence[tuple[Paper, bool]]
    ) -> None:
        if count:
            self._tell(
                ngettext(
                    "Your ballot is still in the ballot box, unchanged.",
                    "Your {n} ballots are still in the ballot box, unchanged.",
                    count,
                ).format(n=count)
            )
        for paper in found:
            self._tell(
                _(
                    "{election}: your ballot had arrived when the program stopped. Its receipt has "
                    "been fetched: “Vote” shows it."
                ).format(election=paper.name)
            )
        for paper, voted in gone:
            says = (
                _(
                    "{election}: the ballot that you were sending from here did not arrive. You "
                    "are registered as having voted with another one."
                )
                if voted
                else _(
                    "{election}: the ballot that you were sending from here did not arrive. You "
                    "have not voted: choose “Vote”."
                )
            )
            self._tell(says.format(election=paper.name))

    async def _write(self) -> None:
        store, ballots = self._store, tuple(self._ballots.values())
        if store is not None:
            await self._in_thread(lambda: store.write(self.origin, self._identifier, ballots))

    async def _in_thread(self, act: Callable[[], T]) -> T | None:
        try:
            return await asyncio.to_thread(act)
        except KeepingFailed:
            self._wanted, self._store = False, None
            self._tell(_("Receipts cannot be kept on this computer: save each to a file instead."))
            return None

    def _tell(self, sentence: str) -> None:
        self._dialogue.notify(Notice(sentence))


def _receipt(kept: KeptBallot) -> Receipt | None:
    """Return a stored receipt; None if there is none yet, or it was altered."""
    try:
        return read_receipt(kept.receipt.encode())
    except SealingError:
        return None


async def _shown_papers(session: Session) -> Mapping[str, tuple[Paper, bool]]:
    """Return the voter's sealed papers by their elections' uuids, each with whether the voter has
    voted. Empty if the portal says that nothing is sealed, or shows no lists. Raises PortalError
    and AlarmRaised."""
    booth = await sealed_booth(session)
    if booth is None or (sealed := await sealed_papers(session, booth)) is None:
        return {}
    voted = voted_in(booth)
    return {paper.election.uuid: (paper, paper.ballot_id in voted) for paper in sealed.papers}


def _not_shown(uuid: str) -> str:
    return _(
        "Election {uuid}: the ballot that you were sending from here is not in the ballot box, and "
        "the portal does not show this election to you."
    ).format(uuid=uuid)


def _question() -> Menu:
    return Menu(
        title=_("Keep your receipts on this computer?"),
        place=_("Receipts"),
        text=[
            _(
                "The tracking number of each ballot is then written down before it is sent: the "
                "receipt can be fetched even if the program stops, and at each sign-in the program "
                "looks whether your ballots are still in the ballot box."
            ),
            _(
                "Anyone using this computer under your name can see that you voted, but not for "
                "whom."
            ),
        ],
        options=[
            Option(NO, _("No, keep nothing here")),
            Option(YES, _("Yes, keep my receipts here")),
        ],
        chosen=NO,
        help=_(
            "You can save each receipt to a file in any case. What is kept here is erased by:\n"
            "{command}"
        ).format(command=command("tui-voter", "forget")),
    )
