"""The origin that mailed links name: one whose links tui-voter opens."""

from __future__ import annotations

from gettext import gettext as _

from mock_server.core.errors import Fault
from tui_voter.contract.link_faults import LinkFault, LinkRefused
from tui_voter.contract.origins import read_origin


def public_origin(text: str) -> str:
    """``text`` as an origin. Raises :class:`Fault` with the reason for which the client would
    refuse it."""
    try:
        return read_origin(text)
    except LinkRefused as exc:
        raise Fault(_reasons().get(exc.fault, _not_valid()).format(text=text)) from exc


def origin_served(text: str) -> str:
    """The same for the origin of a socket, which is used if no other was given."""
    try:
        return public_origin(text)
    except Fault as fault:
        step = _("Give the address that voters use with --public-url.")
        raise Fault(f"{fault}. {step}") from fault


def _not_valid() -> str:
    return _("{text} is not a valid origin, e.g. https://portal.example")


def _reasons() -> dict[LinkFault, str]:
    return {
        LinkFault.NOT_HTTPS: _(
            "{text} is refused by tui-voter: it opens links only over https, or over http on "
            "the same computer, e.g. https://portal.example"
        ),
        LinkFault.BAD_HOST: _(
            "{text} is refused by tui-voter: links must give the portal’s host by name, not by "
            "number, e.g. https://portal.example"
        ),
        LinkFault.DISGUISED: _(
            "{text} is refused by tui-voter: links must be plain ASCII, without punycode, user "
            "name or invisible characters, e.g. https://portal.example"
        ),
    }
