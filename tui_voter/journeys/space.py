"""The voter's whole visit: the account is activated, then the countdown is watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_voter.dialogue import Dialogue
from tui_voter.journeys.activation import activate

if TYPE_CHECKING:
    from tui_voter.countdown import PortalClock
    from tui_voter.journeys.question import Activation
    from tui_voter.journeys.vote import Here
    from tui_voter.portal.api import Portals
    from tui_voter.strength import Meter


async def visit(
    dialogue: Dialogue,
    portals: Callable[[], Portals],
    meter: Callable[[Sequence[str]], Meter],
    clock: Callable[[], PortalClock],
    here: Callable[[], Here],
    *,
    link: str = "",
    can_go_back: bool = False,
) -> bool:
    """From the unique link to the countdown; False when the voter went back from the start.

    Whatever ends the visit, the session is ended too. See
    :func:`~tui_voter.journeys.activation.activate` for the arguments; ``here`` tells the
    voter's own time zone.
    """
    activation = await activate(dialogue, portals, meter, clock, link=link, can_go_back=can_go_back)
    if activation is None:
        return False
    from tui_voter.journeys.question import confirm
    from tui_voter.journeys.vote import VoteCountdown, show_countdown

    try:
        await confirm(dialogue)
        countdown = VoteCountdown(activation.portal, activation.election, here(), activation.clock)
        await show_countdown(dialogue, countdown)
        return True
    finally:
        await _sign_out(activation)


async def _sign_out(activation: Activation) -> None:
    from tui_voter.portal.api import PortalError

    try:
        await activation.portal.end_session(activation.session)
    except PortalError:
        # The voter is on the way out and can do nothing about it; the portal ends an
        # idle session by itself.
        return
