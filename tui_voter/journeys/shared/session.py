"""The voter's session, which is renewed if the portal has ended it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Concatenate, ParamSpec, TypeVar

from tui_voter.contract.account import read_profile
from tui_voter.contract.election import Election
from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.portal import Portal
from tui_voter.contract.rules import SESSION_LEEWAY
from tui_voter.contract.signing_in import SessionOpened, end_session
from tui_voter.countdown import PortalClock, elapsed_seconds
from tui_voter.dialogue import Heading, Notice, Rescue, TimeLimit
from tui_voter.journeys.shared.moments import minutes_left, short_time
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple

T = TypeVar("T")
P = ParamSpec("P")

Loss = Callable[[], str]
"""A function that says in a sentence what leaving now would lose; "" if nothing."""


class Admission(NamedTuple):
    """A voter who has just signed in.

    ``session`` is the session's token. ``election`` and ``clock`` are as the portal gave them at
    that moment. ``identifier`` is "" if the portal did not give it; ``password`` is the one that
    was proven. The session ends after ``idle`` seconds without a request. ``question`` is the
    challenge question of an account that has just been activated, "" for others.
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
        """Make the admission for a session that has just been ``opened``."""
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
    """Fetch the identifier of a voter who came by a link, which shows it only masked. "" on
    failure: only remembering the voter depends on it."""
    try:
        return (await read_profile(portal, session)).identifier
    except PortalError:
        return ""


class Session:
    """The session of a signed-in voter.

    ``sign_in_again`` asks the voter to sign in, on top of what they are doing, and returns the new
    session's token, None if they decline. The session ends after ``idle`` seconds without a
    request. ``losses`` warn of what ends with the visit besides what is typed, such as unsaved
    receipts. ``rescue`` returns a way to save some of it, if there is any. ``seal`` is the first
    seal that the portal showed in this visit, "" before: no other is accepted after it.
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
        self.seal = ""
        self.rescue: Callable[[], Rescue | None] = lambda: None
        self._lifetime = max(0.0, idle - SESSION_LEEWAY.total_seconds())
        self._ends_at = elapsed_seconds() + self._lifetime

    def would_lose(self) -> Sequence[str]:
        """Return what leaving now would lose besides what is typed, in sentences, latest first."""
        return [said for loss in reversed(self.losses.values()) if (said := loss())]

    def under(self, heading: Heading) -> Heading:
        """Return ``heading`` with what this session adds to it."""
        return heading._replace(
            session=self.limit(), losses=self.would_lose, rescue=lambda: self.rescue()
        )

    async def do(
        self,
        act: Callable[Concatenate[Portal, Secret, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call ``act``, a function of the contract, with the portal, the session's token and the
        arguments; if the session has ended, have the voter sign in and call it again.

        Raises the PortalError of ``act``, which may be that of the ended session.
        """
        token = self._token
        try:
            return await self.do_once(act, *args, **kwargs)
        except PortalRefused as refused:
            ended = refused.code is ErrorCode.SESSION_ENDED
            if not (ended and await self._renewed(token)):
                raise
        return await self.do_once(act, *args, **kwargs)

    async def do_once(
        self,
        act: Callable[Concatenate[Portal, Secret, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call ``act`` as :meth:`do` does, but never have the voter sign in. Any answer extends the
        session, as the portal counts it as activity."""
        asked = elapsed_seconds()
        try:
            answer = await act(self.portal, self._token, *args, **kwargs)
        except PortalRefused as refused:
            ended = refused.code is ErrorCode.SESSION_ENDED
            self._ends_at = asked if ended else asked + self._lifetime
            raise
        self._ends_at = asked + self._lifetime
        return answer

    def limit(self) -> TimeLimit:
        """Return the session's time limit: how long it lasts, and how the voter extends it."""
        return TimeLimit(self._seconds_left, self._sentence, self._extend, self._short)

    def _seconds_left(self) -> float:
        return self._ends_at - elapsed_seconds()

    def _sentence(self, time: str = "") -> str:
        if (left := self._seconds_left()) <= 0:
            return _("Your session has ended: you will be asked to sign in again.")
        ends = _("Your session ends in {time}; opening a page extends it.")
        return ends.format(time=time or short_time(left))

    def _short(self) -> str:
        return minutes_left(max(0.0, self._seconds_left()))

    async def _extend(self) -> Notice:
        try:
            await self.do(read_profile)
        except PortalError as error:
            (failure,) = portal_failed(error).errors
            return Notice(failure.text, failure.short)
        extended = _("Your session has been extended. {told}")
        return Notice(
            extended.format(told=self._sentence(minutes_left(self._lifetime))), _("extended")
        )

    async def _renewed(self, ended: Secret) -> bool:
        """Have the voter sign in again, unless the ``ended`` session was already replaced: requests
        that fail together ask the voter once. Tells whether there is a new session."""
        async with self._renewing:
            if self._token is ended:
                self._token = await self._sign_in_again() or ended
            return self._token is not ended

    async def end(self) -> bool:
        """Sign out. Tells whether the session is over; if not, the portal ends it after the idle
        time."""
        try:
            await end_session(self.portal, self._token)
        except PortalError as error:
            return isinstance(error, PortalRefused) and error.code is ErrorCode.SESSION_ENDED
        return True
