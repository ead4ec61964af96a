"""Asking for a new activation link by e-mail address."""

from __future__ import annotations

from tui_voter.contract.errors import PortalError
from tui_voter.contract.portal import Portals
from tui_voter.dialogue import Answers, Dialogue, Form, Left, Notice, TextField
from tui_voter.journeys.entry.identifiers import address_of
from tui_voter.journeys.entry.portals import confirm_portal, portal_field
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _


async def ask_for_a_link(dialogue: Dialogue, portals: Portals) -> bool:
    """Have a new link mailed. True when the portal took the request, False when the voter
    went back. Where no portal is known yet, its address is asked for as well."""

    async def submit(answers: Answers) -> str:
        origin = known[0] if known else answers[portal]
        await confirm_portal(dialogue, portals, origin, portal.name)
        try:
            await portals.connect(origin).request_link(answers[address])
        except PortalError as error:
            raise portal_failed(error) from error
        return answers[address]

    known = portals.known()
    portal = portal_field(portals)
    address = TextField(
        name="address",
        label=_("Email address"),
        hint=_("Your work email address: it is your voter identifier."),
        parse=address_of("address"),
    )
    outcome = await dialogue.ask(
        Form(
            title=_("Get a new link"),
            intro=[
                _(
                    "If you have not received the email, or have deleted it by mistake, enter "
                    "your voter identifier, which is your work email address: a new one-time "
                    "link will be sent to it."
                )
            ],
            fields=[address] if known else [address, portal],
            submit=submit,
            submit_label=_("Send me a new link"),
            busy=_("Sending the request…"),
            help=_(
                "Your identifier is the work email address that the elections office has for "
                "you. If you can no longer access that mailbox, contact your elections office."
            ),
        )
    )
    if isinstance(outcome, Left):
        return False
    dialogue.notify(
        Notice(
            _(
                "If {address} is a voter’s address, an email with a new link is on its way. "
                "Open it, copy the link, and paste it here."
            ).format(address=outcome),
            _("link requested"),
        )
    )
    return True
