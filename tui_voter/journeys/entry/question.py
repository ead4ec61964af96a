"""Steps 3 and 4 of the activation: the challenge question, and the confirmation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_voter.contract.activation import activate
from tui_voter.contract.errors import PortalError
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import (
    Action,
    Answers,
    Block,
    Dialogue,
    Facts,
    Form,
    Left,
    Page,
    Prose,
)
from tui_voter.journeys.entry.opening import ActivationOpened
from tui_voter.journeys.entry.progress import Progress, Taken
from tui_voter.journeys.entry.ways import activation_step, new_link_action
from tui_voter.journeys.shared.questions import question_failed, question_fields, question_help
from tui_voter.journeys.shared.recap import read_back
from tui_voter.journeys.shared.saving import dated_record, read
from tui_voter.journeys.shared.session import Admission, identifier_of
from tui_voter.messages import gettext as _

if TYPE_CHECKING:
    from tui_voter.machine.files import Files


async def choose_question(
    dialogue: Dialogue,
    opened: ActivationOpened,
    created: Taken,
    clock: Callable[[], PortalClock],
    progress: Progress,
) -> Admission | Left:
    """Take the voter through step 3, the challenge question, after which the account is active.
    Returns the signed-in voter, or the way taken instead."""
    fields = question_fields(
        opened.invitation.questions,
        opened.invitation.election,
        lambda _answers: created.secret,
    )

    async def submit(answers: Answers) -> Admission:
        question = answers[fields.question]
        await read_back(
            dialogue,
            _("Check before activating your account"),
            _("Activate my account"),
            fields,
            answers,
            _("Your link will then stop working."),
        )
        opened.use.asked = True
        try:
            session = await activate(
                opened.portal,
                opened.link.token,
                created.ticket,
                question.id,
                answers[fields.answer],
            )
        except PortalError as error:
            opened.use.failed(error)
            progress.failed(error)
            raise question_failed(error) from error
        return Admission.by(
            session,
            opened.link.origin,
            opened.portal,
            clock,
            identifier=await identifier_of(opened.portal, session.token),
            password=created.secret,
            question=question.text,
        )

    return await dialogue.ask(
        Form(
            title=_("Choose your challenge question"),
            key="question",
            step=activation_step(3),
            intro=[
                _(
                    "WARNING! The challenge question is the question that you will have to answer "
                    "if you forget your password. So choose this question and its answer with "
                    "care!"
                )
            ],
            fields=fields,
            submit=submit,
            busy=_("Activating…"),
            actions=[new_link_action()],
            unfinished=True,
            help=question_help(),
        )
    )


async def confirm(dialogue: Dialogue, admission: Admission, files: Files) -> None:
    """Show step 4: the account is active. The page can be saved as a dated record."""
    title = _("Your account has been activated.")
    facts = [(_("Email address"), admission.identifier)] if admission.identifier else []
    facts.append((_("Challenge question"), admission.question))
    recorded = Prose(_("Your challenge question and your secret answer have been recorded."))
    blocks: list[Block] = [
        recorded,
        Prose(_("An email confirms it.")),
        Facts(facts),
    ]
    await read(
        dialogue,
        files,
        Page(
            title=title,
            place=_("Account active"),
            step=activation_step(4),
            blocks=[recorded],
            can_go_back=False,
            is_outcome=True,
        ),
        _("activation.txt"),
        usual=Action("home", _("Continue to your elections portal")),
        text=dated_record(admission.election, admission.clock.now(), title, blocks),
    )
