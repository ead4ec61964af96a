"""Choosing the portal: nothing is sent to one that the voter has not confirmed."""

from __future__ import annotations

from urllib.parse import urlsplit

from tui_voter.contract.links import LinkRefused
from tui_voter.contract.portal import Portals
from tui_voter.dialogue import (
    BACK,
    Dialogue,
    FieldError,
    Heading,
    Menu,
    Option,
    Refused,
    TextField,
)
from tui_voter.journeys.shared.refusals import portal_address_refused
from tui_voter.messages import gettext as _

FIELD = "portal"


def host_of(origin: str) -> str:
    """The part of an origin that the voter compares: "portail.exemple.fr"."""
    return urlsplit(origin).netloc


def heading(origin: str, election: str = "") -> Heading:
    """What stays in sight: the election, the host, and whether the line is encrypted."""
    warning = short = ""
    if origin.startswith("http://"):  # the link check lets these through to loopback only
        warning = _("Test portal on this computer: the connection is not encrypted.")
        short = _("The connection is not encrypted.")
    return Heading(election=election, host=host_of(origin), warning=warning, short_warning=short)


def portal_field(portals: Portals) -> TextField[str]:
    """The portal's address, for a voter who knows none yet; the answer is its origin."""

    def origin(text: str) -> str:
        try:
            return portals.check_origin(text)
        except LinkRefused as refusal:
            raise portal_address_refused(refusal, FIELD) from refusal

    return TextField(
        name=FIELD,
        label=_("Portal address"),
        hint=_("The one your elections office gave you, for example https://portal.example"),
        parse=origin,
    )


async def confirm_portal(dialogue: Dialogue, portals: Portals, origin: str, field: str) -> None:
    """Let the voter compare the host of a portal that is not known yet.

    Raises :class:`Refused` on ``field`` when they do not recognise it.
    """
    if origin in portals.known():
        return
    host = host_of(origin)
    chosen = await dialogue.choose(
        Menu(
            title=_("Do you recognise this portal?"),
            text=[
                _("Site: {host}").format(host=host),
                _(
                    "This program has never connected to this site. Compare its name, letter "
                    "by letter, with the one in the letter from your elections office."
                ),
                _("Nothing has been sent yet."),
            ],
            options=[
                Option("yes", _("Yes, this is my elections portal")),
                Option("no", _("No, send nothing")),
            ],
            help=_(
                "A fraudulent email can imitate the real one and lead to a look-alike site. "
                "Only the name of the site tells them apart."
            ),
        )
    )
    if chosen in ("no", BACK):
        raise Refused(
            FieldError(
                field,
                _(
                    "Nothing was sent to {host}. Check where this link came from, or ask for a "
                    "new one."
                ).format(host=host),
                _("nothing sent"),
            )
        )
    portals.confirm(origin)
