"""A voter who has given an identifier, and the captcha of the portal that they chose."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tui_voter.contract.captchas import Captcha
from tui_voter.contract.election import Election
from tui_voter.contract.errors import PortalError
from tui_voter.contract.portal import Portal, Portals
from tui_voter.contract.signing_in import sign_in_captcha
from tui_voter.dialogue import Dialogue
from tui_voter.journeys.entry.captchas import CurrentCaptcha
from tui_voter.journeys.entry.portals import connect_to
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple


class Identified(NamedTuple):
    """A voter who has given an identifier and not yet proven it to the portal. ``password`` is
    the one that this computer remembers, empty if there is none."""

    origin: str
    portal: Portal
    election: Election
    captcha: CurrentCaptcha
    identifier: str
    password: Secret = Secret()


async def identify(
    dialogue: Dialogue,
    portals: Portals,
    origin: str,
    identifier: str,
    captcha_of: Callable[[Portal], Awaitable[Captcha]] = sign_in_captcha,
) -> Identified:
    """Connect to the chosen portal and fetch the captcha for what the voter asks of it. Raises
    Refused."""
    try:
        portal, election = await connect_to(dialogue, portals, origin)
        captcha = CurrentCaptcha(await captcha_of(portal), lambda: captcha_of(portal), election)
    except PortalError as error:
        raise portal_failed(error) from error
    return Identified(origin, portal, election, captcha, identifier)
