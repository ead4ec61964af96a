"""Checking and opening an emailed link."""

from __future__ import annotations

from tui_voter.contract import activation
from tui_voter.contract.activation import Invitation, new_captcha
from tui_voter.contract.errors import PortalError
from tui_voter.contract.link_faults import LinkRefused
from tui_voter.contract.links import LinkKind, MailedLink
from tui_voter.contract.portal import Portal, Portals
from tui_voter.contract.printed import Mistyped
from tui_voter.contract.recovery import Recovery, open_recovery
from tui_voter.contract.rooms import Room
from tui_voter.dialogue import Dialogue, FieldError, Refused
from tui_voter.journeys.entry.captchas import CurrentCaptcha
from tui_voter.journeys.entry.links import LinkUse
from tui_voter.journeys.entry.portals import accept_portal, confirm_portal
from tui_voter.journeys.entry.room_codes import find_room, mistyped_room
from tui_voter.journeys.shared.parsing import required
from tui_voter.journeys.shared.refusals import link_refused, portal_failed, recovery_failed
from tui_voter.messages import gettext as _
from tui_voter.tuples import NamedTuple


class ActivationOpened(NamedTuple):
    """An activation link that the portal has opened, with the first captcha."""

    link: MailedLink
    portal: Portal
    invitation: Invitation
    captcha: CurrentCaptcha
    use: LinkUse


class RecoveryOpened(NamedTuple):
    """A recovery link that the portal has opened."""

    link: MailedLink
    portal: Portal
    recovery: Recovery
    use: LinkUse


def check_link(portals: Portals, text: str) -> MailedLink | Room:
    """Find and check the link in a text, or read the room code that stands in its place. Sends
    nothing. Raises Refused on the field ``link``."""
    required(
        "link", _("Paste the link from the email, or ask for a new one."), _("nothing pasted")
    )(text)
    try:
        return portals.check_link(text)
    except LinkRefused as refusal:
        if (room := _room_of(text)) is not None:
            return room
        raise link_refused(refusal, "link") from refusal


def _room_of(text: str) -> Room | None:
    try:
        return find_room(text)
    except Mistyped as mistyped:
        error = FieldError("link", mistyped_room(mistyped), _("mistyped"))
        raise Refused(error) from mistyped


def join(portals: Portals, room: Room) -> None:
    """Speak to the room's portal from now on. Raises Refused on the field ``link``."""
    try:
        portals.join(room)
    except LinkRefused as refusal:
        raise link_refused(refusal, "link") from refusal


async def open_link(
    dialogue: Dialogue, portals: Portals, link: MailedLink
) -> ActivationOpened | RecoveryOpened:
    """Have the portal open the link, once the voter has confirmed the site.

    Raises Refused on the field ``link``, or on the form if the portal fails.
    """
    await confirm_portal(dialogue, portals, link.origin, "link")
    if link.kind is LinkKind.ACTIVATION:
        return await open_activation(dialogue, portals, link, "link")
    opened = await _open_recovery(link, portals.connect(link.origin))
    accept_portal(dialogue, portals, link.origin, opened.recovery.election)
    return opened


async def open_activation(
    dialogue: Dialogue, portals: Portals, link: MailedLink, field: str
) -> ActivationOpened:
    """Open an activation link of a portal that the voter chose. Raises Refused on ``field``."""
    portal = portals.connect(link.origin)
    try:
        invitation = await activation.open_link(portal, link.token)
    except PortalError as error:
        raise portal_failed(error, field) from error
    accept_portal(dialogue, portals, link.origin, invitation.election)
    current = CurrentCaptcha(
        invitation.captcha, lambda: new_captcha(portal, link.token), invitation.election
    )
    use = LinkUse.opened(invitation.election, invitation.expires_in)
    return ActivationOpened(link, portal, invitation, current, use)


async def _open_recovery(link: MailedLink, portal: Portal) -> RecoveryOpened:
    try:
        recovery = await open_recovery(portal, link.token)
    except PortalError as error:
        raise recovery_failed(error, "link") from error
    use = LinkUse.opened(recovery.election, recovery.expires_in)
    return RecoveryOpened(link, portal, recovery, use)


def account_of(name: str) -> str:
    """Return the sentence that names the account of a link. ``name`` is masked by the portal."""
    return _("Account of {name}").format(name=name)
