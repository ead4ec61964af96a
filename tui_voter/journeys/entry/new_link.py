"""Asking for a new activation link: first the email address, then a captcha."""

from __future__ import annotations

from typing import Final

from tui_voter.contract.activation import link_captcha, request_link
from tui_voter.contract.errors import PortalError
from tui_voter.contract.portal import Portals
from tui_voter.dialogue import Answers, Dialogue, Form, Left, Notice, Took
from tui_voter.journeys.entry.identified import Identified, identify
from tui_voter.journeys.entry.identifiers import identifier_field, which_address, without_mailbox
from tui_voter.journeys.entry.portals import (
    PORTAL,
    choose_portal,
    confirm_portal,
    ensure_portal_chosen,
    portal_actions,
    portal_field,
    portal_line,
)
from tui_voter.journeys.entry.sites import host_of
from tui_voter.journeys.entry.ways import NEW_LINK
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _

ADDRESS: Final = "address"


async def ask_for_a_link(dialogue: Dialogue, portals: Portals, machine: Machine) -> bool:
    """Ask the portal to email a new link. Returns True once the portal has taken the request, False
    if the voter went back."""
    if not await ensure_portal_chosen(dialogue, portals, machine):
        return False
    while True:
        outcome = await dialogue.ask(_form(dialogue, portals))
        if isinstance(outcome, Identified):
            dialogue.kept.put(NEW_LINK, ADDRESS, outcome.identifier)
            sent_to = await dialogue.ask(await _check(dialogue, machine, outcome))
            if not isinstance(sent_to, Left):
                break
        elif outcome == Took(PORTAL):
            await choose_portal(dialogue, portals, machine)
        else:
            return False
    dialogue.notify(
        Notice(
            _(
                "If {address} is a voter’s address, you will then automatically receive, at your "
                "work email address, a new one-time link. Copy it and paste it here."
            ).format(address=sent_to),
            _("link requested"),
        )
    )
    return True


def _form(dialogue: Dialogue, portals: Portals) -> Form[Identified]:
    """Make the form for the email address, and for the portal's address if no portal is known."""

    async def submit(answers: Answers) -> Identified:
        origin = known[0] if known else answers[portal]
        await confirm_portal(dialogue, portals, origin, portal.name)
        return await identify(dialogue, portals, origin, answers[address], link_captcha)

    known = portals.known()
    portal = portal_field(portals)
    address = identifier_field(ADDRESS)
    return Form(
        title=_("Get a new link"),
        key=NEW_LINK,
        place=_("New link"),
        intro=[
            _("A new one-time link will be sent to your work email address."),
            *portal_line(portals),
        ],
        fields=[address] if known else [address, portal],
        submit=submit,
        busy=_("Contacting the portal…"),
        actions=portal_actions(portals),
        help=" ".join([which_address(), without_mailbox()]),
    )


async def _check(dialogue: Dialogue, machine: Machine, who: Identified) -> Form[str]:
    """Make the form for the captcha, whose submit sends the request."""

    async def submit(answers: Answers) -> str:
        try:
            await request_link(who.portal, who.identifier, *who.captcha.use(answers[captcha]))
        except PortalError as error:
            refusal = await who.captcha.refused(error)
            raise refusal or portal_failed(error, questions=who.captcha.fresh(error)) from error
        return who.identifier

    captcha = await who.captcha.field(dialogue, machine)
    return Form(
        title=_("Confirm your request"),
        key="confirm_new_link",
        place=_("New link"),
        intro=[
            _("{identifier} · Portal: {host}").format(
                identifier=who.identifier, host=host_of(who.origin)
            ),
            _("If you can no longer access that mailbox: {support}").format(
                support=who.election.support
            ),
        ],
        fields=[captcha],
        submit=submit,
        submit_label=_("Send me a new link"),
        busy=_("Sending the request…"),
        help=_("To ask for a link for another address, go back."),
        time_left=who.captcha.time_left,
    )
