"""The voter's session, which is renewed when the portal has ended it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.portal import Portal, SessionOpened
from tui_voter.contract.rules import SESSION_LEEWAY
from tui_voter.contract.shapes import Election
from tui_voter.countdown import PortalClock, elapsed_seconds
from tui_voter.dialogue import Notice, TimeLimit
from tui_voter.journeys.shared.moments import minutes_left, short_time
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.secret import Secret

T = TypeVar("T")

Loss = Callable[[], Notice | None]
"""What a voter would lose who left now; None once that is nothing."""


def unsent(place: str) -> Notice:
    """That what was typed at this place, a form's title, is lost by leaving."""
    told = _("What you typed under “{place}” has not been sent, and would be lost.")
    return Notice(told.format(place=place), _("unsent"))


class Rescue(NamedTuple):
    """A way to keep what leaving would lose: so many ``receipts`` are not saved, and ``save`` asks
    for a folder and writes them."""

    receipts: int
    save: Callable[[], Awaitable[None]]


class Admission(NamedTuple):
    """A voter who is signed in.

    ``session`` is the session's token; ``election`` is as it stood then, and ``clock`` was
    set to the portal's time at that moment. ``identifier`` is "" where the portal did not
    tell it; ``password`` is the one that was proven. The session ends after ``idle`` seconds
    without a request. ``question`` is the challenge question of an account that has only just
    become active, "" for any other.
    """

    origin: str
    portal: Portal
    session: Secret
    election: Election
    clock: PortalClock
    identifier: str
    password: Secret
    idle: int
    question: str = ""

    @classmethod
    def by(
        cls,
        opened: SessionOpened,
        origin: str,
        portal: Portal,
        clock: Callable[[], PortalClock],
        *,
        identifier: str,
        password: Secret,
        question: str = "",
    ) -> Admission:
        """Where ``opened`` leads, which has just come with the portal's time."""
        portal_clock = clock()
        portal_clock.set(opened.election.portal_time, portal_clock.elapsed(), opened.election.speed)
        return cls(
            origin,
            portal,
            opened.token,
            opened.election,
            portal_clock,
            identifier,
            password,
            opened.idle,
            question,
        )


async def identifier_of(portal: Portal, session: Secret) -> str:
    """The identifier of a voter who came in by a link, which shows it masked only; "" when
    the portal does not tell it now: nothing but remembering depends on it."""
    try:
        return (await portal.profile(session)).identifier
    except PortalError:
        return ""


class Session:
    """What the voter may do with the portal while signed in.

    ``sign_in_again`` asks the voter to sign in, over whatever they are doing, and gives the
    new session's token, or None when they would rather not. The session ends after ``idle``
    seconds without a request. ``losses`` tells of all that ends with the visit: drafts that
    were left for later, receipts that are kept nowhere. ``rescue`` tells what would keep some of
    it, while there is something to keep. ``to_cast`` tells of the ballots that are left to a voter
    who gave their code. ``seal`` is the first that the portal showed in this visit, "" before: no
    other is believed after it.
    """

    def __init__(
        self,
        portal: Portal,
        token: Secret,
        sign_in_again: Callable[[], Awaitable[Secret | None]],
        idle: float,
    ) -> None:
        self.portal = portal
        self._token = token
        self._sign_in_again = sign_in_again
        self._renewing = asyncio.Lock()
        self.losses: dict[object, Loss] = {}
        self.to_cast: Loss = lambda: None
        self.seal = ""
        self.rescue: Callable[[], Rescue | None] = lambda: None
        self._lasts = max(0.0, idle - SESSION_LEEWAY.total_seconds())
        self._ends_at = elapsed_seconds() + self._lasts

    def loss(self, *, typed_at: str = "", at_home: bool = False) -> Notice | None:
        """What the voter would lose by leaving now, the latest first; None where it is nothing.
        ``typed_at`` is the title of the form that they are at, where something is typed into it.
        Who is ``at_home`` was told of the ballots to cast on the way there."""
        told = [*reversed(self.losses.values()), *([] if at_home else [self.to_cast])]
        here = [unsent(typed_at)] if typed_at else []
        found = [*here, *(loss for each in told if (loss := each()) is not None)]
        losses = [*dict.fromkeys(found)]  # a draft that was taken up again is told of once
        return Notice(" ".join(loss.text for loss in losses), losses[0].short) if losses else None

    def loss_of_who_quits(self) -> Notice | None:
        """The loss as it is told to who leaves the program. Leaving saves nothing, so it says that
        signing out does."""
        loss = self.loss()
        rescue = self.rescue()
        if loss is None or rescue is None:
            return loss
        offers = ngettext(
            "Sign out instead, and you can save the receipt first.",
            "Sign out instead, and you can save the receipts first.",
            rescue.receipts,
        )
        return loss._replace(says=f"{loss.text} {offers}")

    async def do(self, act: Callable[[Secret], Awaitable[T]], *, renews: bool = True) -> T:
        """``act`` with the session's token; once more when the voter had to sign in again, which is
        not asked of them for an act that ``renews`` nothing.

        Raises the PortalError of ``act``, that of a session that has ended among them when
        the voter did not sign in.
        """
        token = self._token
        try:
            return await self._use(token, act)
        except PortalRefused as refused:
            ended = refused.code is ErrorCode.SESSION_ENDED
            if not (ended and renews and await self._renewed(token)):
                raise
        return await self._use(self._token, act)

    async def _use(self, token: Secret, act: Callable[[Secret], Awaitable[T]]) -> T:
        """``act``, which the portal takes for activity, whatever it answers."""
        asked = elapsed_seconds()
        try:
            answer = await act(token)
        except PortalRefused as refused:
            ended = refused.code is ErrorCode.SESSION_ENDED
            self._ends_at = asked if ended else asked + self._lasts
            raise
        self._ends_at = asked + self._lasts
        return answer

    def limit(self) -> TimeLimit:
        """The session's time, as the voter is told it, and more of it."""
        return TimeLimit(self._left, self._told, self._extend, self._brief)

    def _left(self) -> float:
        return self._ends_at - elapsed_seconds()

    def _told(self, time: str = "") -> str:
        if (left := self._left()) <= 0:
            return _("Your session has ended: you will be asked to sign in again.")
        ends = _("Your session ends in {time}; opening a page extends it.")
        return ends.format(time=time or short_time(left))

    def _brief(self) -> str:
        return minutes_left(max(0.0, self._left()))

    async def _extend(self) -> Notice:
        try:
            await self.do(self.portal.profile)
        except PortalError as error:
            (failure,) = portal_failed(error).errors
            return Notice(failure.text, failure.short)
        extended = _("Your session has been extended. {told}")
        return Notice(extended.format(told=self._told(minutes_left(self._lasts))), _("extended"))

    async def _renewed(self, ended: Secret) -> bool:
        """Whether there is another session than ``ended``. Acts that end together ask the
        voter once."""
        async with self._renewing:
            if self._token is ended:
                self._token = await self._sign_in_again() or ended
            return self._token is not ended

    async def end(self) -> bool:
        """Sign out; whether the session is over now. If not, the portal ends it by itself
        once it has been idle for long enough."""
        try:
            await self.portal.end_session(self._token)
        except PortalError as error:
            return isinstance(error, PortalRefused) and error.code is ErrorCode.SESSION_ENDED
        return True
