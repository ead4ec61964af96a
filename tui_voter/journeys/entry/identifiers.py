"""The form field for the work email address, by which the portal identifies a voter."""

from __future__ import annotations

from collections.abc import Callable

from tui_voter.dialogue import Dialogue, FieldError, Refused, TextField
from tui_voter.journeys.entry.ways import FORGOTTEN, SIGN_IN
from tui_voter.journeys.shared.parsing import required
from tui_voter.messages import gettext as _

FIELD = "identifier"


def identifier_field(name: str = FIELD) -> TextField[str]:
    return TextField(
        name=name,
        label=_("Voter identifier"),
        brief=_("identifier"),
        hint=_("Your voter identifier is your work email address."),
        parse=_address_of(name),
    )


def keep_identifier(dialogue: Dialogue, identifier: str) -> None:
    """Let signing in, and asking for a recovery link, begin with this address; "" changes
    nothing."""
    for form in (SIGN_IN, FORGOTTEN) if identifier else ():
        dialogue.kept.put(form, FIELD, identifier)


def which_address() -> str:
    """Return the help for a form that asks for the address."""
    return _("Type the work email address that the elections office has for you.")


def without_mailbox() -> str:
    """Return the help for a form that has an email sent to the address."""
    return _("If you can no longer access that mailbox, contact the help desk.")


def _address_of(field: str) -> Callable[[str], str]:
    """Return the parser of an email address. It checks the shape only, and raises
    :class:`Refused`."""
    typed = required(field, _("Type your work email address."), _("empty"))

    def parse(text: str) -> str:
        address = typed(text)
        name, at, host = address.partition("@")
        if not (name and at and "." in host.strip(".")) or any(c.isspace() for c in address):
            raise Refused(
                FieldError(
                    field,
                    _(
                        "An email address looks like first.last@school.example: check what you "
                        "typed."
                    ),
                    _("incorrect"),
                )
            )
        return address

    return parse
