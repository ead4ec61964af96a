"""*Je vote*: the seal, the voting code, and the voter's ballots, one after the other."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tui_voter.contract.errors import PortalError, PortalMisbehaved, PortalRefused
from tui_voter.contract.shapes import Booth
from tui_voter.countdown import Phase
from tui_voter.dialogue import BACK, Dialogue, Left, Menu, Notice, Option
from tui_voter.journeys.shared.foreign import sealed_names
from tui_voter.journeys.shared.refusals import failed_on_the_way
from tui_voter.journeys.shared.saving import SAVE, save_action
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm, sound
from tui_voter.journeys.vote.casting import Casting
from tui_voter.journeys.vote.choice import vote_on
from tui_voter.journeys.vote.code import VotingCode, ask_code
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.journeys.vote.papers import Paper, Papers, is_unsealed, sealed_papers
from tui_voter.journeys.vote.receipts import Receipts, no_receipt, saving
from tui_voter.journeys.vote.replacement import Replacement
from tui_voter.journeys.vote.urn import Cast, look
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

if TYPE_CHECKING:
    from tui_voter.machine.files import Files


PATIENCE: Final = 1.0
"""Seconds for which the home waits for what it can do without."""


class PollingBooth:
    """The voter's way through their ballots, which they may leave and take up again."""

    def __init__(
        self,
        dialogue: Dialogue,
        session: Session,
        countdown: VoteCountdown,
        files: Files,
        keeping: Keeping,
    ) -> None:
        self._dialogue = dialogue
        self._session = session
        self._countdown = countdown
        self._files = files
        self._keeping = keeping
        self._code: VotingCode | None = None
        self._has_new_code = False
        self._castings: dict[Paper, Casting] = {}
        self._receipts = Receipts(dialogue, session, files, keeping)
        self._names_told = False
        self.to_do: int | None = None
        """Ballots to cast, once the portal told."""
        self._has_voted = False
        session.to_cast = self._to_cast

    async def learn(self) -> None:
        """What is left to a voter who has just come in, unless the portal is slow to tell."""
        if self._countdown.phase in (Phase.OPEN, Phase.GRACE):
            with suppress(PortalError, TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self.read(renews=False)

    def tell_what_is_left(self) -> None:
        """How many ballots, to a voter who comes back; nothing where that is not known."""
        if self.to_do and self._countdown.phase in (Phase.OPEN, Phase.GRACE):
            self._dialogue.notify(Notice(self._remaining(self.to_do)))

    async def learn_hours(self) -> None:
        """Until when this voter may vote: who signed in before the closing has more time. Raises
        PortalError and AlarmRaised."""
        try:
            await self.read()
        except PortalRefused as refused:
            if not is_unsealed(self._session, refused):
                raise

    async def replace_code(self) -> bool:
        """Whether the voter has another code now, which is asked for from then on. Raises
        PortalError."""
        is_replaced = await Replacement(self._dialogue, self._session, self._countdown).make()
        if is_replaced:
            self._code, self._has_new_code = None, True
        return is_replaced

    async def visit(self) -> bool:
        """From the seal to the last ballot that the voter casts now; False where nothing is
        sealed, which is told. Raises PortalError and AlarmRaised."""
        try:
            booth = await self.read()
        except PortalRefused as refused:
            if not is_unsealed(self._session, refused):
                raise
            self._dialogue.notify(failed_on_the_way(refused))
            return False
        papers = await sealed_papers(self._session, booth)
        if papers is None:
            raise PortalMisbehaved("a booth without lists")
        if papers.papers:
            await self._go_on(papers, booth)
        else:
            self._dialogue.notify(
                Notice(_("You are not registered to vote in any election of this portal."))
            )
        return True

    async def read(self, *, renews: bool = True) -> Booth:
        """What is sealed, and until when this voter may vote; ``renews`` as for a session's acts.
        Raises PortalError."""
        booth = await self._session.do(self._session.portal.booth, renews=renews)
        self._countdown.lasts_until(booth.until)
        self.to_do = sum(not each.voted for each in booth.ballots)
        self._has_voted = self.to_do < len(booth.ballots)
        return booth

    async def _go_on(self, papers: Papers, booth: Booth) -> None:
        """The board of ballots, until the voter leaves it."""
        chosen = ""
        while True:
            voted = {each.ballot_id for each in booth.ballots if each.voted}
            to_do = [paper for paper in papers.papers if paper.ballot_id not in voted]
            if to_do and self._code is None:
                self._code = await self._ask_code(papers)
                if self._code is None:
                    break
                await self._keeping.ask()
            if not to_do:
                self._code = None
            chosen = await self._dialogue.choose(self._board(papers, voted, chosen))
            if chosen == BACK:
                break
            if chosen == SAVE:
                await self._receipts.save_all()
                continue
            paper = papers.papers[int(chosen)]
            if paper.ballot_id in voted:
                await self._show_again(paper)
            elif self._code is not None:
                await self._vote(paper, self._code)
            booth = await self.read()
        if to_do:
            self._dialogue.notify(Notice(self._remaining(len(to_do))))

    async def _ask_code(self, papers: Papers) -> VotingCode | None:
        """The voter's code, or another that they get in place of it; None when they go back."""
        while True:
            answer = await ask_code(
                self._dialogue,
                self._session,
                self._countdown,
                papers.seal,
                papers.short,
                is_new=self._has_new_code,
            )
            if not isinstance(answer, Left):
                return answer
            if answer.to == BACK:
                return None
            await self.replace_code()

    def _board(self, papers: Papers, voted: set[str], chosen: str) -> Menu:
        """The ballots with their states. The voter stands on the ``chosen`` one, or on the first
        that is to do once they have voted there."""
        unsaved = self._receipts.unsaved
        left = [
            str(place) for place, paper in enumerate(papers.papers) if paper.ballot_id not in voted
        ]
        to_do = len(left)
        are_sealed = any(paper.name == paper.election.name for paper in papers.papers)
        names = []
        if are_sealed and not self._names_told:  # once is enough for a visit
            names = sealed_names(self._countdown.election)
            self._names_told = True
        return Menu(
            title=_("My ballots"),
            place=_("Ballots"),
            text=[
                *names,
                self._remaining(to_do) if to_do else self._all_done(),
            ],
            options=[
                Option(str(place), self._named(paper, voted))
                for place, paper in enumerate(papers.papers)
            ],
            chosen=chosen if chosen in left or not left else left[0],
            actions=[save_action(saving(len(unsaved)))] * bool(unsaved),
            help=_(
                "Choose a ballot to vote, in any order. You can leave and come back until the vote "
                "closes. Once a ballot has been cast, this program no longer shows what you chose, "
                "and nobody can read it in the ballot box."
            ),
            time_left=lambda: self._countdown.view().spoken,
        )

    def _named(self, paper: Paper, voted: set[str]) -> str:
        """A ballot, with its state once it is cast: how many are not is told above."""
        if paper.ballot_id not in voted:
            return paper.name
        is_lost = paper.ballot_id in self._receipts.unsaved
        state = _("voted, receipt not saved") if is_lost else _("voted")
        return _("{election}: {state}").format(election=paper.name, state=state)

    def _all_done(self) -> str:
        """That nothing is left to cast, and what is left to save."""
        unsaved = len(self._receipts.unsaved)
        if not unsaved:
            return _("You have voted in all of your elections. You can sign out.")
        return ngettext(
            "You have voted in all of your elections. {n} receipt is not saved: save it before you "
            "sign out, as it cannot be given again.",
            "You have voted in all of your elections. {n} receipts are not saved: save them before "
            "you sign out, as they cannot be given again.",
            unsaved,
        ).format(n=unsaved)

    def _remaining(self, to_do: int) -> str:
        """How many ballots; and until when, where the vote has closed for the others."""
        count = _count(to_do)
        is_closed = self._countdown.phase is Phase.GRACE
        return f"{count} {self._countdown.until()}" if is_closed else count

    def _to_cast(self) -> Notice | None:
        """From the code to the last ballot, or the close, leaving the program asks first."""
        has_begun = self._code is not None or self._has_voted
        if not self.to_do or not has_begun or self._countdown.phase is Phase.CLOSED:
            return None
        return Notice(_count(self.to_do), _("ballots to cast"))

    async def _vote(self, paper: Paper, code: VotingCode) -> None:
        casting = self._castings.setdefault(
            paper, Casting(self._session, paper, code, self._keeping)
        )
        casting.code = code
        outcome = await vote_on(self._dialogue, self._countdown, self._files, paper, casting)
        if isinstance(outcome, Cast):
            self._receipts.keep(paper, outcome)
            self.to_do = self.to_do and self.to_do - 1
            await self._show_again(paper)
        elif outcome is not None:
            await self._sound(outcome)

    async def _show_again(self, paper: Paper) -> None:
        """The receipt of a ballot that was cast."""
        seen: Cast | Alarm | None = self._receipts.of(paper)
        if seen is None and (receipt := self._keeping.receipt(paper.election.uuid)) is not None:
            seen = await look(self._session, paper.election, receipt.tracker, receipt)
        if isinstance(seen, Cast):
            alarm = await self._receipts.show(paper, seen)
        else:
            alarm = seen
        if alarm is not None:
            await self._sound(alarm)
        elif seen is None:
            self._dialogue.notify(no_receipt(paper))

    async def _sound(self, alarm: Alarm) -> None:
        await sound(self._dialogue, self._files, self._countdown.election, alarm)


def _count(to_do: int) -> str:
    return ngettext(
        "You still have {n} ballot to cast.", "You still have {n} ballots to cast.", to_do
    ).format(n=to_do)
