"""A seat in a training room: the number and the PIN of the learner's sheet, in the place of a
link."""

from __future__ import annotations

import re
from typing import Final

from tui_voter.contract import activation
from tui_voter.contract.activation import PIN_DIGITS
from tui_voter.contract.errors import ErrorCode, PortalError
from tui_voter.contract.links import MailedLink
from tui_voter.contract.portal import Portals
from tui_voter.contract.rooms import Room
from tui_voter.dialogue import (
    Answers,
    CodeField,
    Dialogue,
    FieldError,
    Form,
    Heading,
    Left,
    Notice,
    Refused,
    TextField,
)
from tui_voter.journeys.entry.opening import ActivationOpened, open_activation
from tui_voter.journeys.entry.ways import activation_step, sign_in_action
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

SEAT_FORM: Final = "seat"
_NUMBER: Final = "number"
_PIN: Final = "pin"
_LONGEST: Final = 12
"""The most characters of a number, with what stands around it."""


async def take_seat(
    dialogue: Dialogue, portals: Portals, room: Room, given: MailedLink | None = None
) -> ActivationOpened | Left:
    """Ask for the number and the PIN, and open the link that the room's portal gives for them; or
    the one that it has ``given`` already, unless that is refused."""
    portals.join(room)
    if given is not None:
        try:
            return await open_activation(dialogue, portals, given, _PIN)
        except Refused as refused:
            dialogue.notify(Notice(str(refused)))
    dialogue.head(Heading())
    portal = portals.connect(room.origin)

    async def submit(answers: Answers) -> ActivationOpened:
        try:
            given = Secret(_digits_of(answers[pin]))
            token = await activation.take_seat(portal, answers[number], given)
        except PortalError as error:
            raise portal_failed(error, _PIN, here=_refusals()) from error
        return await open_activation(
            dialogue, portals, MailedLink(origin=room.origin, token=token), _PIN
        )

    number = TextField(name=_NUMBER, label=_("Number"), parse=_read_number, limit=_LONGEST)
    pin = CodeField(name=_PIN, label=_("PIN"), hint=_n_digits, check=_check_pin)
    return await dialogue.ask(
        Form(
            title=_("Your place in the room"),
            key=SEAT_FORM,
            place=_("Room"),
            step=activation_step(1),
            intro=[_("Number and PIN are on the sheet that your trainer gave you.")],
            fields=[number, pin],
            submit=submit,
            busy=_("Opening your account…"),
            actions=[sign_in_action()],
            help=_(
                "Number and PIN stand for the one-time link of the email, and open your own "
                "account alone. The room code tells this program which portal is the trainer’s: "
                "nothing is sent to another."
            ),
        )
    )


def _refusals() -> dict[ErrorCode, tuple[str, str]]:
    return {
        ErrorCode.LINK_UNKNOWN: (
            _("The portal does not know this number with this PIN. Compare both with your sheet."),
            _("not recognised"),
        ),
        ErrorCode.LINK_USED: (
            _(
                "This account is active already: sign in with the email address on your sheet and "
                "your password."
            ),
            _("already active"),
        ),
    }


def _n_digits() -> str:
    return _("{n} digits.").format(n=PIN_DIGITS)


def _read_number(typed: str) -> str:
    digits = typed.strip().lstrip("0")
    if not re.fullmatch("[1-9][0-9]{0,3}", digits):
        says = _("Type the number that stands on your sheet, such as 12.")
        raise Refused(FieldError(_NUMBER, says, _("not a number")))
    return digits


def _digits_of(typed: Secret) -> str:
    return re.sub(r"[\s-]", "", typed.reveal())


def _check_pin(typed: Secret, _answers: Answers) -> None:
    if not re.fullmatch(f"[0-9]{{{PIN_DIGITS}}}", _digits_of(typed)):
        says = _("The PIN has {n} digits; no attempt was used.").format(n=PIN_DIGITS)
        raise Refused(FieldError(_PIN, says, _("not a PIN")))
