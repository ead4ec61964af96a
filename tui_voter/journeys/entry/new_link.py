"""Asking for a new activation link: by email address, then with a captcha of the portal's."""

from __future__ import annotations

from typing import Final, NamedTuple

from tui_voter.contract.errors import PortalError, PortalRefused
from tui_voter.contract.portal import Portal, Portals
from tui_voter.dialogue import Answers, Dialogue, Form, Left, Notice
from tui_voter.journeys.entry.captchas import CurrentCaptcha, what_for
from tui_voter.journeys.entry.identifiers import (
    identifier_field,
    which_address,
    without_mailbox,
)
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
from tui_voter.journeys.entry.sites import host_of
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _

ADDRESS: Final = "address"


class Asked(NamedTuple):
    """For whom a link is wanted, and of which portal."""

    address: str
    origin: str
    portal: Portal
    captcha: CurrentCaptcha


async def ask_for_a_link(dialogue: Dialogue, portals: Portals, machine: Machine) -> bool:
    """Have a new link mailed. True when the portal took the request, False when the voter
    went back."""
    if not await settle_portal(dialogue, portals, machine):
        return False
    typed = ""
    while True:
        outcome = await dialogue.ask(_form(dialogue, portals, typed))
        if isinstance(outcome, Asked):
            typed = outcome.address
            given = await dialogue.ask(await _check(dialogue, machine, outcome))
            if not isinstance(given, Left):
                break
        elif outcome.to == PORTAL:
            typed = outcome.typed.text(ADDRESS)
            await choose_portal(dialogue, portals, machine)
        else:
            return False
    dialogue.notify(
        Notice(
            _(
                "If {address} is a voter’s address, an email with a new link is on its way. "
                "Open it, copy the link and paste it here."
            ).format(address=typed),
            _("link requested"),
        )
    )
    return True


def _form(dialogue: Dialogue, portals: Portals, typed: str) -> Form[Asked]:
    """The address, and that of the portal where none is known yet."""

    async def submit(answers: Answers) -> Asked:
        origin = known[0] if known else answers[portal]
        await confirm_portal(dialogue, portals, origin, portal.name)
        try:
            there, election = await meet(dialogue, portals, origin)
            captcha = await there.link_captcha()
        except PortalError as error:
            raise portal_failed(error) from error
        current = CurrentCaptcha(captcha, there.link_captcha, election)
        return Asked(answers[address], origin, there, current)

    known = portals.known()
    portal = portal_field(portals)
    address = identifier_field(typed, ADDRESS)
    return Form(
        title=_("Get a new link"),
        place=_("New link"),
        intro=[
            _("A new one-time link will be sent to your work email address."),
            *named(portals),
        ],
        fields=[address] if known else [address, portal],
        submit=submit,
        busy=_("Contacting the portal…"),
        actions=another_portal(portals),
        help=" ".join([which_address(), without_mailbox()]),
    )


async def _check(dialogue: Dialogue, machine: Machine, asked: Asked) -> Form[str]:
    """The captcha, which the request is sent with."""

    async def submit(answers: Answers) -> str:
        try:
            await asked.portal.request_link(asked.address, *asked.captcha.use(answers[captcha]))
        except PortalRefused as refused:
            raise (
                await asked.captcha.refused(refused)
                or portal_failed(refused, questions=asked.captcha.fresh(refused))
            ) from refused
        except PortalError as error:
            raise portal_failed(error) from error
        return asked.address

    captcha = await asked.captcha.field(dialogue, machine)
    return Form(
        title=_("Confirm your request"),
        place=_("New link"),
        intro=[
            _("{identifier} · Portal: {host}").format(
                identifier=asked.address, host=host_of(asked.origin)
            )
        ],
        fields=[captcha],
        submit=submit,
        submit_label=_("Send me a new link"),
        busy=_("Sending the request…"),
        help=" ".join([what_for(), _("To ask for a link for another address, go back.")]),
        time_left=asked.captcha.time_left,
    )
