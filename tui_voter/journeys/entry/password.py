"""Step 2 of the activation: the password, typed twice, and the captcha."""

from __future__ import annotations

from typing import NamedTuple

from tui_voter.contract.errors import PortalError, PortalRefused
from tui_voter.dialogue import Answers, Dialogue, Form, Left, Step
from tui_voter.journeys.entry.opening import Opened, account_of
from tui_voter.journeys.entry.ways import STEPS, new_link_action
from tui_voter.journeys.shared.passwords import NewPassword, password_help
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.machine.strength import Meter
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret


class Created(NamedTuple):
    """A password that the portal keeps under a ticket until the account is activated."""

    password: Secret
    ticket: Secret


async def create_password(dialogue: Dialogue, opened: Opened, meter: Meter) -> Created | str:
    """Step 2: the password, typed twice, and the captcha; or the way taken from there."""
    invitation = opened.invitation
    new = NewPassword(invitation.election.policy, meter)
    captcha = await opened.captcha.field(dialogue, invitation.election.support)

    async def submit(answers: Answers) -> Created:
        password = answers[new.field]
        await new.settle(dialogue, password)
        try:
            ticket = await opened.portal.create_password(
                opened.link.token, password, opened.captcha.use(), answers[captcha]
            )
        except PortalRefused as refused:
            opened.use.failed(refused)
            raise (
                await opened.captcha.refused(refused) or new.failed(refused, password)
            ) from refused
        except PortalError as error:
            raise portal_failed(error) from error
        return Created(password, ticket)

    outcome = await dialogue.ask(
        Form(
            title=_("Create your password"),
            step=Step(2, STEPS),
            intro=[account_of(invitation.name, invitation.address)],
            fields=[new.field, new.again, captcha],
            submit=submit,
            submit_label=_("Continue"),
            busy=_("Checking…"),
            actions=[new_link_action()],
            help=" ".join([password_help(), _("The captcha checks that you are not a robot.")]),
            time_left=lambda: f"{opened.captcha.time_left()} {opened.time_left()}",
        )
    )
    return outcome.to if isinstance(outcome, Left) else outcome
