"""The first form for a voter whom this computer remembers. It asks nothing.

This module is loaded before the first screen is shown; the keyring and the portal's client are
imported only once the voter submits the form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_voter.contract.link_faults import LinkRefused
from tui_voter.dialogue import Action, Answers, Dialogue, Form, Left, Role, Took
from tui_voter.journeys.entry.ways import (
    FORGOTTEN,
    LINK,
    forgotten_action,
    sign_in_help,
    sign_in_step,
)
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.contract.portal import Portals
    from tui_voter.journeys.entry.identified import Identified
    from tui_voter.journeys.shared.machine import Machine
    from tui_voter.machine.vault import Remembered


async def identify_remembered(
    dialogue: Dialogue, portals: Callable[[], Portals], machine: Machine
) -> Identified | Left | None:
    """Show the form. Returns the identified voter, the way taken instead, or None if the keyring
    holds nothing after all.

    The keyring is read only on submit, as it may be slow or ask for a password.
    """

    async def recalled() -> Remembered | None:
        from tui_voter.journeys.entry.remembering import recall

        kept = await recall(dialogue, machine)
        if kept is None:
            return None
        try:
            origin = portals().check_origin(kept.origin)
        except LinkRefused:  # another program wrote the record
            return None
        portals().choose(origin)  # the voter chose this portal when it was remembered
        return kept._replace(origin=origin)

    async def submit(answers: Answers) -> Identified | None:  # noqa: ARG001 a form without fields
        kept = await recalled()
        if kept is None:
            return None
        from tui_voter.journeys.entry.identified import identify

        who = await identify(dialogue, portals(), kept.origin, kept.identifier)
        return who._replace(password=kept.password)

    outcome = await dialogue.ask(
        Form(
            title=_("Sign in"),
            key="remembered",
            step=sign_in_step(1),
            intro=[_("This computer remembers your portal and your email address.")],
            fields=[],
            submit=submit,
            busy=_("Reading the keyring…"),
            actions=[
                Action(LINK, _("Open a link from an email"), _("link"), Role.ELSEWHERE),
                forgotten_action(),
            ],
            help=sign_in_help(),
            can_go_back=False,
        )
    )
    if not isinstance(outcome, Left):
        return outcome
    if outcome == Took(FORGOTTEN):  # for the remembered account
        kept = await recalled()
        if kept is None:
            return None
        from tui_voter.journeys.entry.identifiers import keep_identifier

        keep_identifier(dialogue, kept.identifier)
    return outcome
