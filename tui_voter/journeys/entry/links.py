"""The state of an opened link, and what a voter who quits is told about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.countdown import Span, elapsed_seconds
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_voter.contract.election import Election

_OF_THE_LINK: Final = (
    ErrorCode.LINK_UNKNOWN,
    ErrorCode.LINK_USED,
    ErrorCode.LINK_EXPIRED,
    ErrorCode.LINK_WITHDRAWN,
    ErrorCode.TRIES_SPENT,
)
"""The refusals whose own text says what has become of the link."""


@dataclass(eq=False)
class LinkUse:
    """The state of an opened link. It is valid ``until`` a time of the portal's, shown in the
    election's ``zone``; ``ends`` is the same moment in elapsed seconds."""

    until: datetime
    zone: str
    ends: float
    asked: bool = False
    """The portal was asked to use up the link, and has not answered."""
    has_password: bool = False
    """The voter has created a password, which is lost unless the account becomes active."""
    refused: bool = False
    """The portal has refused the link, and the voter has been told why."""

    @classmethod
    def opened(cls, election: Election, expires_in: int) -> LinkUse:
        until = election.portal_time + timedelta(seconds=expires_in)
        return cls(until, election.time_zone, elapsed_seconds() + expires_in)

    def failed(self, error: PortalError) -> None:
        """Note a failed request. A refusal is an answer, and may mean that the link no longer
        works."""
        if isinstance(error, PortalRefused):
            self.asked, self.refused = False, error.code in _OF_THE_LINK

    def time_left(self) -> str:
        """Return how long the link is still valid; "" if the portal has refused it."""
        said = _("Your link is valid for another {time}.")
        return "" if self.refused else _time_left(self.ends, said)

    def farewell(self) -> str:
        """Return what a voter who quits should know about the link; "" if they know it already."""
        if self.refused:
            return ""
        if self.asked:
            return _(
                "The portal was asked to finish, and its answer has not come: sign in to see "
                "whether it did, or open your link again."
            )
        if elapsed_seconds() >= self.ends:
            return _("Your link has expired: you can ask for a new one next time.")
        from tui_voter.journeys.shared.moments import moment, zone_of

        said = (
            _(
                "Your link has not been used: you can open it again until {moment}. The password "
                "that you created has not been kept: you will create one again."
            )
            if self.has_password
            else _("Your link has not been used: you can open it again until {moment}.")
        )
        return said.format(moment=moment(self.until, zone_of(self.zone)))


def awaited_link(expires_in: timedelta) -> Callable[[], str]:
    """Return what says how long a link that the portal may have emailed just now is valid."""
    ends = elapsed_seconds() + expires_in.total_seconds()
    return lambda: _time_left(
        ends, _("If a link has been emailed to you, it is valid for another {time}.")
    )


def _time_left(ends: float, said: str) -> str:
    """Return ``said`` with the time until a link ``ends``, in elapsed seconds, or that it has."""
    from tui_voter.journeys.shared.moments import duration

    left = Span.of(max(0, int(ends - elapsed_seconds())))
    if not left.total_seconds:
        return _("Your link has expired: ask for a new one.")
    return said.format(time=duration(left, to_the_second=not (left.days or left.hours)))
