"""*Mot de passe oublié*: asking for a recovery link."""

from __future__ import annotations

from datetime import timedelta

from tui_voter.contract.errors import PortalError
from tui_voter.contract.portal import Portals
from tui_voter.contract.recovery import recovery_captcha, request_recovery
from tui_voter.contract.rules import RECOVERY_LIFETIME
from tui_voter.dialogue import Answers, Dialogue, Form, Left, Notice, Took
from tui_voter.journeys.entry.captchas import CurrentCaptcha
from tui_voter.journeys.entry.identifiers import (
    identifier_field,
    keep_identifier,
    which_address,
    without_mailbox,
)
from tui_voter.journeys.entry.links import awaited_link
from tui_voter.journeys.entry.portals import (
    PORTAL,
    choose_portal,
    connect_to,
    portal_actions,
    portal_line,
)
from tui_voter.journeys.entry.ways import FORGOTTEN, LINK, SIGN_IN, Entry
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

LINK_MINUTES = RECOVERY_LIFETIME // timedelta(minutes=1)
"""The minutes for which the emailed link is valid."""


async def ask_for_recovery(
    dialogue: Dialogue, portals: Portals, machine: Machine, entry: Entry
) -> Left:
    """Ask the chosen portal to email a recovery link. Returns the way taken from there."""
    if not portals.chosen:
        return Took(SIGN_IN)  # the portal was removed: signing in asks for another
    try:
        portal, election = await connect_to(dialogue, portals, portals.chosen)
        current = CurrentCaptcha(
            await recovery_captcha(portal), lambda: recovery_captcha(portal), election
        )
    except PortalError as error:
        dialogue.notify(Notice(str(portal_failed(error))))
        return Took(SIGN_IN)
    identifier = identifier_field()
    captcha = await current.field(dialogue, machine)

    async def submit(answers: Answers) -> str:
        keep_identifier(dialogue, answers[identifier])
        try:
            await request_recovery(portal, answers[identifier], *current.use(answers[captcha]))
        except PortalError as error:
            refusal = await current.refused(error)
            raise refusal or portal_failed(error, questions=current.fresh(error)) from error
        return answers[identifier]

    outcome = await dialogue.ask(
        Form(
            title=_("Forgotten password"),
            key=FORGOTTEN,
            place=_("Recovery"),
            intro=portal_line(portals),
            fields=[identifier, captcha],
            submit=submit,
            submit_label=_("Send me a link"),
            busy=_("Sending the request…"),
            help=" ".join([which_address(), without_mailbox()]),
            actions=portal_actions(portals),
            time_left=current.time_left,
        )
    )
    if isinstance(outcome, Left):
        keep_identifier(dialogue, dialogue.kept.typed(FORGOTTEN).text(identifier.name))
        if outcome != Took(PORTAL):
            return outcome
        await choose_portal(dialogue, portals, machine)
        return Took(FORGOTTEN)
    dialogue.notify(
        Notice(
            ngettext(
                "If {identifier} has an active account, it gets a link, valid for {n} minute.",
                "If {identifier} has an active account, it gets a link, valid for {n} minutes.",
                LINK_MINUTES,
            ).format(n=LINK_MINUTES, identifier=outcome),
            _("link requested"),
        )
    )
    entry.await_link(dialogue, for_recovery=True)
    dialogue.kept.run(LINK, awaited_link(RECOVERY_LIFETIME))
    return Took(LINK)
