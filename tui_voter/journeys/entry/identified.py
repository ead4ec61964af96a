"""A voter who has said who they are, and the portal that is ready for the proof."""

from __future__ import annotations

from typing import NamedTuple

from tui_voter.contract.errors import PortalError
from tui_voter.contract.portal import Portal, Portals
from tui_voter.contract.shapes import Election
from tui_voter.dialogue import Dialogue
from tui_voter.journeys.entry.captchas import CurrentCaptcha
from tui_voter.journeys.entry.portals import meet
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.secret import Secret


class Identified(NamedTuple):
    """A voter who has given an identifier and not yet proven it to the portal.

    ``password`` is the one that the machine remembers, empty where it does not.
    """

    origin: str
    portal: Portal
    election: Election
    captcha: CurrentCaptcha
    identifier: str
    password: Secret = Secret()


async def meet_as(dialogue: Dialogue, portals: Portals, origin: str, identifier: str) -> Identified:
    """The chosen portal, ready for a sign-in. Raises Refused."""
    try:
        portal, election = await meet(dialogue, portals, origin)
        captcha = await portal.sign_in_captcha()
    except PortalError as error:
        raise portal_failed(error) from error
    current = CurrentCaptcha(captcha, portal.sign_in_captcha, election)
    return Identified(origin, portal, election, current, identifier)
