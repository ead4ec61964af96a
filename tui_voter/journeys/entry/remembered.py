"""The first form of a voter whom this computer remembers: it asks nothing.

It stands before the program's first frame, as the form of a link does for others: what the key
store and the portal need is loaded once the voter goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_voter.contract.link_faults import LinkRefused
from tui_voter.dialogue import Action, Answers, Dialogue, Form, Left, Role, Step
from tui_voter.journeys.entry.ways import (
    FORGOTTEN,
    LINK,
    SIGN_IN_STEPS,
    EntryDraft,
    forgotten_action,
    sign_in_help,
)
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.contract.portal import Portals
    from tui_voter.journeys.entry.identified import Identified
    from tui_voter.journeys.shared.machine import Machine
    from tui_voter.machine.vault import Remembered


async def as_remembered(
    dialogue: Dialogue, portals: Callable[[], Portals], machine: Machine, draft: EntryDraft
) -> Identified | str | None:
    """The first form where the machine knows its answers; None when it does not after all.

    The key store is not asked before the voter says so: it may take its time, or ask for a
    password of its own.
    """

    async def recalled() -> Remembered | None:
        from tui_voter.journeys.entry.remembering import recall

        kept = await recall(dialogue, machine)
        if kept is None:
            return None
        try:
            origin = portals().check_origin(kept.origin)
        except LinkRefused:  # the record was written by another program
            return None
        portals().choose(origin)  # as the voter did when they had it remembered
        return kept._replace(origin=origin)

    async def submit(answers: Answers) -> Identified | None:  # noqa: ARG001 a form without fields
        kept = await recalled()
        if kept is None:
            return None
        from tui_voter.journeys.entry.identified import meet_as

        who = await meet_as(dialogue, portals(), kept.origin, kept.identifier)
        return who._replace(password=kept.password)

    outcome = await dialogue.ask(
        Form(
            title=_("Sign in"),
            step=Step(1, SIGN_IN_STEPS),
            intro=[
                _("This computer remembers your portal and your email address."),
            ],
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
    if outcome.to == FORGOTTEN:  # of the account that is remembered
        kept = await recalled()
        if kept is None:
            return None
        draft.identifier = kept.identifier
    return outcome.to
