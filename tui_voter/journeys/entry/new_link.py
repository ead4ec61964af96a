"""Asking for a new activation link by e-mail address."""

from __future__ import annotations

from typing import Final

from tui_voter.contract.errors import PortalError
from tui_voter.contract.portal import Portals
from tui_voter.dialogue import (
    Answers,
    Dialogue,
    Form,
    Hint,
    Left,
    Notice,
)
from tui_voter.journeys.entry.identifiers import identifier_field
from tui_voter.journeys.entry.portals import (
    PORTAL,
    another_portal,
    choose_portal,
    confirm_portal,
    meet,
    named,
    portal_field,
    settle_portal,
)
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _

ADDRESS: Final = "address"


async def ask_for_a_link(dialogue: Dialogue, portals: Portals, machine: Machine) -> bool:
    """Have a new link mailed. True when the portal took the request, False when the voter
    went back."""
    if not await settle_portal(dialogue, portals, machine):
        return False
    typed = ""
    while isinstance(outcome := await dialogue.ask(_form(dialogue, portals, typed)), Left):
        if outcome.to != PORTAL:
            return False
        typed = outcome.typed.text(ADDRESS)
        await choose_portal(dialogue, portals, machine)
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


def _form(dialogue: Dialogue, portals: Portals, typed: str) -> Form[str]:
    """The address, and that of the portal where none is known yet."""

    async def submit(answers: Answers) -> str:
        origin = known[0] if known else answers[portal]
        await confirm_portal(dialogue, portals, origin, portal.name)
        try:
            there, _election = await meet(dialogue, portals, origin)
            await there.request_link(answers[address])
        except PortalError as error:
            raise portal_failed(error) from error
        return answers[address]

    known = portals.known()
    portal = portal_field(portals)
    address = identifier_field(typed, ADDRESS)
    return Form(
        title=_("Get a new link"),
        place=_("New link"),
        intro=[
            Hint(
                _(
                    "If you have not received the email, or have deleted it by mistake, enter "
                    "your voter identifier, which is your work email address: a new one-time "
                    "link will be sent to it."
                )
            ),
            *named(portals),
        ],
        fields=[address] if known else [address, portal],
        submit=submit,
        submit_label=_("Send me a new link"),
        busy=_("Sending the request…"),
        actions=another_portal(portals),
        help=_(
            "Your identifier is the work email address that the elections office has for you. If "
            "you can no longer access that mailbox, contact the help desk."
        ),
    )
