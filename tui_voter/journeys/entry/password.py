"""Step 2 of the activation: the password, typed twice, and the captcha."""

from __future__ import annotations

from typing import Final

from tui_voter.contract import activation
from tui_voter.contract.errors import PortalError
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Dialogue,
    Form,
    Left,
    Took,
)
from tui_voter.journeys.entry.opening import ActivationOpened, account_of
from tui_voter.journeys.entry.progress import Progress, Taken
from tui_voter.journeys.entry.ways import activation_step, new_link_action
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.passwords import password_help
from tui_voter.messages import gettext as _

_CHANGE: Final = "change"


async def create_password(
    dialogue: Dialogue, opened: ActivationOpened, machine: Machine, progress: Progress
) -> Taken | Left:
    """Take the voter through step 2. Returns the password that the portal has taken, or the way
    taken instead. A password that was taken earlier can be kept or replaced."""
    while progress.taken is not None:
        way = await _keep_password(dialogue, progress.taken)
        if way != Took(_CHANGE):
            return way
        created = await _choose_password(dialogue, opened, machine, progress)
        if created is not BACK:
            return created
    return await _choose_password(dialogue, opened, machine, progress)


async def _keep_password(dialogue: Dialogue, taken: Taken) -> Taken | Left:
    """Offer to keep the password that the portal has ``taken``. Returns it, or the way taken
    instead."""

    async def submit(_answers: Answers) -> Taken:
        return taken

    return await dialogue.ask(
        Form(
            title=_("Keep your password?"),
            key="keep_password",
            step=activation_step(2),
            intro=[_("The portal has taken the password that you chose.")],
            fields=[],
            submit=submit,
            submit_label=_("Keep this password"),
            busy=_("Checking…"),
            actions=[Action(_CHANGE, _("Choose another password")), new_link_action()],
            unfinished=True,
            help=password_help(),
        )
    )


async def _choose_password(
    dialogue: Dialogue, opened: ActivationOpened, machine: Machine, progress: Progress
) -> Taken | Left:
    """Ask for a password until the portal takes it. Returns it, or the way taken instead."""
    invitation = opened.invitation
    new = progress.new_password(dialogue, machine, invitation)
    captcha = await opened.captcha.field(dialogue, machine)

    async def submit(answers: Answers) -> Taken:
        password = answers[new.field]
        await new.settle(dialogue, password)
        try:
            ticket = await activation.create_password(
                opened.portal, opened.link.token, password, *opened.captcha.use(answers[captcha])
            )
        except PortalError as error:
            opened.use.failed(error)
            raise await opened.captcha.refused(error) or new.failed(error, password) from error
        progress.taken, opened.use.has_password = Taken(password, ticket), True
        return progress.taken

    return await dialogue.ask(
        Form(
            title=_("Create your password"),
            key="password",
            step=activation_step(2),
            intro=[account_of(invitation.name)],
            fields=[new.field, new.again, captcha],
            submit=submit,
            busy=_("Checking…"),
            actions=[new_link_action()],
            unfinished=progress.taken is not None,
            help=password_help(),
            time_left=opened.captcha.time_left,
        )
    )
