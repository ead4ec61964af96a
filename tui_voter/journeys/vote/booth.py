"""*Je vote*: the voter compares the seal, gives the voting code, and casts their ballots one by
one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tui_voter.contract.errors import PortalError, PortalMisbehaved
from tui_voter.contract.vote import Booth, read_booth
from tui_voter.countdown import Phase
from tui_voter.dialogue import (
    BACK,
    NO,
    YES,
    Back,
    Dialogue,
    Left,
    Menu,
    Notice,
    Opened,
    Option,
    Took,
)
from tui_voter.journeys.shared.foreign import sealed_names
from tui_voter.journeys.shared.refusals import not_sealed
from tui_voter.journeys.shared.rows import rows_of
from tui_voter.journeys.shared.saving import save_action
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.alarms import Alarm, Trouble, sound
from tui_voter.journeys.vote.casting import Casting, denied
from tui_voter.journeys.vote.choice import vote_on
from tui_voter.journeys.vote.code import CODE_FORM, VotingCode, ask_code
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.journeys.vote.papers import Paper, Papers, sealed_booth, sealed_papers, voted_in
from tui_voter.journeys.vote.receipts import Receipts, no_receipt, save_label
from tui_voter.journeys.vote.replacement import Replacement
from tui_voter.journeys.vote.urn import Cast, look
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

if TYPE_CHECKING:
    from tui_voter.journeys.shared.machine import Verify
    from tui_voter.machine.files import Files


BOARD: Final = "board"
PATIENCE: Final = 1.0
"""The seconds that the home page waits for the voter's booth, which it can do without."""


class PollingBooth:
    """The polling booth of one visit: the voter casts their ballots, and may leave and come
    back."""

    def __init__(
        self,
        dialogue: Dialogue,
        session: Session,
        countdown: VoteCountdown,
        files: Files,
        keeping: Keeping,
        verify: Verify,
    ) -> None:
        self._dialogue = dialogue
        self._session = session
        self._countdown = countdown
        self._files = files
        self._keeping = keeping
        self._code: VotingCode | None = None
        self._has_new_code = False
        self._casting = Casting(session, keeping)
        session.losses[self] = self._to_cast
        self._receipts = Receipts(dialogue, session, files, keeping, verify)
        self._names_told = False
        self.to_do: int | None = None
        """The number of ballots that the voter has yet to cast; None until the portal has told."""
        self._has_voted = False
        self._uncast: set[str] = set()
        """The ballots that the portal called uncast in this visit, and that were not sent since."""
        self._denied: set[str] = set()
        """The ballots that the portal calls cast, and the voter does not."""

    async def learn(self) -> None:
        """Ask the portal how many ballots the voter has yet to cast, unless it is slow."""
        if self._countdown.phase in (Phase.OPEN, Phase.GRACE):
            with suppress(PortalError, TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    booth = await self._session.do_once(read_booth)
                    self._update(booth)

    def tell_what_is_left(self) -> None:
        """Tell a returning voter how many ballots they have yet to cast, if that is known."""
        if self.to_do and self._countdown.phase in (Phase.OPEN, Phase.GRACE):
            self._dialogue.notify(Notice(self._remaining(self.to_do)))

    async def replace_code(self) -> bool:
        """Offer the voter a replacement code. Tells whether they have one now, which :meth:`visit`
        then asks for. Raises PortalError."""
        is_replaced = await Replacement(self._dialogue, self._session, self._countdown).make()
        if is_replaced:
            self._code, self._has_new_code = None, True
        return is_replaced

    async def visit(self) -> bool:
        """Let the voter cast their ballots until they leave. If nothing is sealed yet, tells the
        voter so and returns False. Raises PortalError and AlarmRaised."""
        booth = await self.read()
        if booth is None:
            self._dialogue.notify(not_sealed())
            return False
        papers = await sealed_papers(self._session, booth)
        if papers is None:
            raise PortalMisbehaved("a booth without lists")
        if papers.papers:
            await self._show_board(papers, booth)
        else:
            self._dialogue.notify(
                Notice(_("You are not registered to vote in any election of this portal."))
            )
        return True

    async def read(self) -> Booth | None:
        """Fetch the sealed ballots, which of them are cast, and until when this voter may vote: a
        voter who signed in before the closing has more time. None if nothing is sealed yet. Raises
        PortalError and AlarmRaised."""
        booth = await sealed_booth(self._session)
        if booth is not None:
            self._update(booth)
        return booth

    def _update(self, booth: Booth) -> None:
        self._countdown.lasts_until(booth.until)
        voted = len(voted_in(booth))
        self.to_do = len(booth.ballots) - voted
        self._uncast |= {each.ballot_id for each in booth.ballots if not each.voted}
        self._has_voted = voted > 0

    async def _show_board(self, papers: Papers, booth: Booth) -> None:
        """Show the menu of ballots until the voter leaves it."""
        rows = rows_of(papers.papers)
        while True:
            voted = voted_in(booth)
            await self._check_register(papers, voted)
            to_do = [key for key, paper in rows.items() if paper.ballot_id not in voted]
            if to_do and self._code is None:
                self._code = await self._ask_code(papers)
                if self._code is None:
                    break
                await self._keeping.ask()
            if not to_do:
                self._code = None
            match await self._dialogue.choose(self._board(rows, to_do)):
                case Opened(chosen):
                    if chosen not in to_do:
                        await self._show_again(rows[chosen])
                    elif self._code is not None:
                        await self._vote(rows[chosen], self._code)
                case Took():  # to save the receipts is the only action
                    await self._receipts.save_all()
                    continue
                case Back():
                    break
            booth = await self.read() or booth  # a seal that disappears raises an alarm
        if to_do:
            self._dialogue.notify(Notice(self._remaining(len(to_do))))

    async def _ask_code(self, papers: Papers) -> VotingCode | None:
        """Ask for the voting code, which the voter may have replaced first. None if they go
        back."""
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
            if answer is BACK:
                return None
            await self.replace_code()
            self._dialogue.kept.forget(CODE_FORM)

    def _board(self, papers: Mapping[str, Paper], to_do: Sequence[str]) -> Menu:
        """Make the menu of ballots; ``to_do`` are the keys of those not cast yet. After a vote, the
        first of them is chosen."""
        unsaved = self._receipts.unsaved
        are_sealed = any(paper.name == paper.election.name for paper in papers.values())
        names = []
        if are_sealed and not self._names_told:  # the notice is shown once in a visit
            names = sealed_names(self._countdown.election.languages[0])
            self._names_told = True
        return Menu(
            title=_("My ballots"),
            key=BOARD,
            place=_("Ballots"),
            text=[*names, self._remaining(len(to_do)) if to_do else self._all_done()],
            options=[
                Option(key, paper.name if key in to_do else self._with_state(paper))
                for key, paper in papers.items()
            ],
            chosen=to_do[0] if to_do else "",
            actions=[save_action(save_label(len(unsaved)))] * bool(unsaved),
            help=_(
                "Choose a ballot to vote, in any order. You can leave and come back until the vote "
                "closes. Once a ballot has been cast, this program no longer shows what you chose, "
                "and nobody can read it in the ballot box."
            ),
            time_left=self._countdown.spoken,
        )

    def _with_state(self, paper: Paper) -> str:
        """Return the label of a cast ballot, which says whether its receipt is saved."""
        is_lost = paper.ballot_id in self._receipts.unsaved
        state = _("voted, receipt not saved") if is_lost else _("voted")
        return _("{election}: {state}").format(election=paper.name, state=state)

    def _all_done(self) -> str:
        """Return the sentence that all ballots are cast, with the number of unsaved receipts."""
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
        """Return how many ballots are left to cast, and until when, if the vote has closed for
        others."""
        count = _count(to_do)
        is_closed = self._countdown.phase is Phase.GRACE
        return f"{count} {self._countdown.until()}" if is_closed else count

    def _to_cast(self) -> str:
        """Return the warning for a voter who gave their code and leaves with uncast ballots; ""
        for others."""
        has_begun = self._code is not None or self._has_voted
        if not self.to_do or not has_begun or self._countdown.phase is Phase.CLOSED:
            return ""
        return _count(self.to_do)

    async def _vote(self, paper: Paper, code: VotingCode) -> None:
        outcome = await vote_on(
            self._dialogue, self._countdown, self._files, paper, self._casting, code
        )
        if outcome is not None:
            self._uncast.discard(paper.ballot_id)
        if isinstance(outcome, Cast):
            self._receipts.keep(paper, outcome)
            self.to_do = self.to_do and self.to_do - 1
            self._dialogue.kept.forget(BOARD)  # the next ballot to cast is chosen
            await self._show_again(paper)
        elif outcome is not None:
            await self._sound(outcome, paper)

    async def _show_again(self, paper: Paper) -> None:
        """Show the receipt of a cast ballot, or say why there is none."""
        seen = self._receipts.of(paper) or await self._casting.find_sent(paper)
        if seen is None and (receipt := self._keeping.receipt(paper.election.uuid)) is not None:
            seen = await look(self._session, paper.election, receipt.tracker, receipt)
        if isinstance(seen, Cast):
            alarm = await self._receipts.show(paper, seen)
        else:
            alarm = seen
        if seen is None and paper.ballot_id in self._denied:
            alarm = denied(paper)
        if alarm is not None:
            await self._sound(alarm, paper)
        elif seen is None:
            self._dialogue.notify(no_receipt(paper))

    async def _check_register(self, papers: Papers, voted: set[str]) -> None:
        """Sound the alarm about each ballot that the portal calls cast and called uncast before,
        unless it was sent from here."""
        for paper in papers.papers:
            if paper.ballot_id in self._uncast & voted:
                self._uncast.discard(paper.ballot_id)
                seen = await self._casting.find_sent(paper) or denied(paper)
                if isinstance(seen, Alarm):
                    await self._sound(seen, paper)

    async def _sound(self, alarm: Alarm, paper: Paper) -> None:
        """Sound the alarm, unless the voter explains it by having voted elsewhere."""
        if alarm.trouble is Trouble.DENIED and paper.ballot_id not in self._denied:
            if await self._dialogue.choose(_elsewhere(paper)) == Opened(YES):
                self._dialogue.notify(no_receipt(paper))
                return
            self._denied.add(paper.ballot_id)
        await sound(self._dialogue, self._files, self._countdown.election, alarm)


def _elsewhere(paper: Paper) -> Menu:
    return Menu(
        title=_("Have you voted elsewhere?"),
        place=_("Vote"),
        text=[
            _(
                "{election}: the portal says that you have already voted. Earlier in this visit it "
                "said that you had not."
            ).format(election=paper.name)
        ],
        options=[
            Option(NO, _("No, I have not voted elsewhere")),
            Option(YES, _("Yes, I have just voted elsewhere")),
        ],
        chosen=NO,
        help=_(
            "If you have cast this ballot in another window or on another computer since you "
            "signed in here, all is well. If you have not, somebody has kept your ballot from the "
            "ballot box, or voted in your place: you are told what to keep and whom to call."
        ),
    )


def _count(to_do: int) -> str:
    return ngettext(
        "You still have {n} ballot to cast.", "You still have {n} ballots to cast.", to_do
    ).format(n=to_do)
