"""The voter's whole visit: the account is activated, then the countdown is watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_voter.countdown import PortalClock
from tui_voter.dialogue import Dialogue
from tui_voter.journeys.activation import Activation, activate, confirm
from tui_voter.journeys.vote import Here, VoteCountdown, show_countdown
from tui_voter.portal.api import PortalError, Portals
from tui_voter.strength import Meter


async def visit(
    dialogue: Dialogue,
    portals: Portals,
    meter: Callable[[Sequence[str]], Meter],
    here: Callable[[], Here],
    clock: PortalClock,
    *,
    link: str = "",
    can_go_back: bool = False,
) -> bool:
    """From the unique link to the countdown; False when the voter went back from the start.

    Whatever ends the visit, the session is ended too.
    """
    activation = await activate(dialogue, portals, meter, clock, link=link, can_go_back=can_go_back)
    if activation is None:
        return False
    try:
        await confirm(dialogue)
        countdown = VoteCountdown(activation.portal, activation.election, here(), clock)
        await show_countdown(dialogue, countdown)
        return True
    finally:
        await _sign_out(activation)


async def _sign_out(activation: Activation) -> None:
    try:
        await activation.portal.end_session(activation.session)
    except PortalError:
        # The voter is on the way out and can do nothing about it; the portal ends an
        # idle session by itself.
        return
