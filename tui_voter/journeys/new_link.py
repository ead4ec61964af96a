"""Asking for a new activation link by e-mail address."""

from __future__ import annotations

from tui_voter.dialogue import (
    Answers,
    Check,
    Dialogue,
    Field,
    FieldError,
    Form,
    Left,
    Notice,
    Refused,
    TextField,
)
from tui_voter.journeys.portals import confirm_portal
from tui_voter.journeys.refusals import portal_address_refused, portal_failed
from tui_voter.messages import gettext as _
from tui_voter.portal.api import LinkRefused, PortalError, Portals


async def ask_for_a_link(dialogue: Dialogue, portals: Portals) -> bool:
    """Have a new link mailed. True when the portal took the request, False when the voter
    went back. Where no portal is known yet, its address is asked for as well."""

    async def submit(answers: Answers) -> None:
        try:
            origin = portals.check_origin(answers.text("portal")) if ask_portal else known[0]
        except LinkRefused as refusal:
            raise portal_address_refused(refusal, "portal") from refusal
        await confirm_portal(dialogue, portals, origin, "portal")
        try:
            await portals.connect(origin).request_link(answers.text("address").strip())
        except PortalError as error:
            raise portal_failed(error) from error

    known = portals.known()
    ask_portal = not known
    fields: list[Field] = [
        TextField(
            name="address",
            label=_("E-mail address"),
            hint=_("Your professional e-mail address: it is your voter identifier."),
            check=_check_address,
        )
    ]
    if ask_portal:
        fields.append(
            TextField(
                name="portal",
                label=_("Portal address"),
                hint=_("As your elections office gave it, for instance https://portal.example"),
                check=_check_portal(portals),
            )
        )
    outcome = await dialogue.ask(
        Form(
            title=_("Receive a new link"),
            intro=[
                _(
                    "If you have not received the mail, or have deleted it by mistake, "
                    "enter your voter identifier: a new link for a single use is sent to "
                    "your professional address."
                )
            ],
            fields=fields,
            submit=submit,
            submit_label=_("Send me a new link"),
            busy=_("Sending the request…"),
            help=_(
                "The identifier is the professional address that the elections office has of "
                "you. Without access to that mailbox, turn to your elections office."
            ),
        )
    )
    if isinstance(outcome, Left):
        return False
    dialogue.notify(
        Notice(
            _(
                "If this address is a voter's, a mail with a new link is on its way. "
                "Open it, copy the link, and paste it here."
            )
        )
    )
    return True


async def _check_address(answers: Answers) -> None:
    address = answers.text("address").strip()
    name, at, host = address.partition("@")
    if not (name and at and "." in host.strip(".")) or any(c.isspace() for c in address):
        raise Refused(
            FieldError(
                "address",
                _("An e-mail address looks like first.last@school.example: check what you typed."),
                _("not an address"),
            )
        )


def _check_portal(portals: Portals) -> Check:
    async def check(answers: Answers) -> None:
        try:
            portals.check_origin(answers.text("portal"))
        except LinkRefused as refusal:
            raise portal_address_refused(refusal, "portal") from refusal

    return check
