"""Step 2 of the activation: the password, typed twice, and the captcha."""

from __future__ import annotations

from tui_voter.contract.errors import PortalError, PortalRefused
from tui_voter.dialogue import Answers, Dialogue, Form, Left, Step
from tui_voter.journeys.entry.captchas import what_for
from tui_voter.journeys.entry.opening import Opened, account_of
from tui_voter.journeys.entry.progress import Progress, Taken
from tui_voter.journeys.entry.ways import STEPS, new_link_action
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.passwords import NewPassword, password_help
from tui_voter.journeys.shared.proposal import Proposal
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _


async def create_password(
    dialogue: Dialogue, opened: Opened, machine: Machine, progress: Progress
) -> Taken | str:
    """Step 2: the password, typed twice, and the captcha; or the way taken from there.

    A password that the portal has taken already is not sent again.
    """
    invitation = opened.invitation
    policy, meter = invitation.election.policy, machine.meter(invitation.words)
    proposal = Proposal(dialogue, machine.propose, policy, meter)
    new = NewPassword(
        policy,
        meter,
        typed=progress.second,
        proposal=progress.proposals.setdefault(invitation.words, proposal),
    )

    def if_changed() -> str:
        if new.taken is not None and not progress.has_taken(new.taken):
            return ""
        return _(
            "The captcha is only needed if you change the password: otherwise, leave it empty."
        )

    captcha = await opened.captcha.field(
        dialogue,
        machine,
        spared=lambda answers: progress.has_taken(answers.get(new.field)),
        hint=if_changed if progress.taken else "",
    )

    async def submit(answers: Answers) -> Taken:
        password = answers[new.field]
        progress.second = answers.typed
        if progress.taken is not None and progress.has_taken(password):
            return progress.taken
        await new.settle(dialogue, password)
        try:
            ticket = await opened.portal.create_password(
                opened.link.token, password, *opened.captcha.use(answers[captcha])
            )
        except PortalRefused as refused:
            opened.use.failed(refused)
            raise (
                await opened.captcha.refused(refused) or new.failed(refused, password)
            ) from refused
        except PortalError as error:
            raise portal_failed(error) from error
        progress.taken, opened.use.has_password = Taken(password, ticket), True
        return progress.taken

    outcome = await dialogue.ask(
        Form(
            title=_("Create your password"),
            step=Step(2, STEPS),
            intro=[account_of(invitation.name)],
            fields=[new.field, new.again, captcha],
            submit=submit,
            busy=_("Checking…"),
            actions=[new_link_action()],
            unfinished=progress.taken is not None or bool(new.field.value),
            help=" ".join([password_help(), what_for()]),
            time_left=lambda: f"{opened.captcha.time_left()} {opened.time_left()}",
        )
    )
    if not isinstance(outcome, Left):
        return outcome
    progress.second = outcome.typed
    return outcome.to
