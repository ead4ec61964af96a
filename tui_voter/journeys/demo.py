"""The demonstration: a local portal, and its voter's mailbox."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Dialogue,
    Facts,
    FieldError,
    Form,
    Left,
    Page,
    Prose,
    Refused,
)
from tui_voter.messages import gettext as _


@dataclass(frozen=True, slots=True)
class DemoMail:
    """A mail of the demo voter's mailbox. All texts are sanitised."""

    sender: str
    recipient: str
    subject: str
    body: str


class DemoFailed(Exception):
    """The demo's portal did not start; the message says why, for a technician."""


async def demonstrate(
    dialogue: Dialogue,
    mailbox: Callable[[], Awaitable[DemoMail]],
    visit: Callable[[str], Awaitable[bool]],
) -> None:
    """Welcome, the mailbox with the activation mail, and the visit that its link opens.

    ``mailbox`` waits for the demo's portal, which starts while the welcome is read, and
    raises :class:`DemoFailed`. ``visit`` starts from the mail's text, and is False when the
    voter came back from it.
    """

    async def open_mailbox(answers: Answers) -> DemoMail:  # noqa: ARG001 a form without fields
        try:
            return await mailbox()
        except DemoFailed as failure:
            text = _("The demonstration portal did not start: {reason}").format(reason=failure)
            raise Refused(FieldError("", text, _("portal not started"))) from failure

    while True:
        mail = await dialogue.ask(
            Form(
                title=_("Demonstration"),
                place=_("Demo"),
                intro=[
                    _(
                        "This demonstration starts a local portal on this computer, with a "
                        "fictional election and a fictional voter. Nothing leaves this "
                        "computer, and nothing is left behind."
                    ),
                    _("The voter has just received an email. Open their mailbox to begin."),
                ],
                fields=[],
                submit=open_mailbox,
                submit_label=_("Open the mailbox"),
                busy=_("The portal is starting…"),
                help=_(
                    "You play the voter: use the link from the email, create a password, "
                    "choose a challenge question, and follow the countdown."
                ),
                can_go_back=False,
            )
        )
        if isinstance(mail, Left):
            return
        while await _read(dialogue, mail) != BACK:
            if await visit(mail.body):
                return


async def _read(dialogue: Dialogue, mail: DemoMail) -> str:
    return await dialogue.show(
        Page(
            title=_("Mailbox of {address}").format(address=mail.recipient),
            place=_("Mailbox"),
            blocks=[
                Facts([(_("From"), mail.sender), (_("Subject"), mail.subject)]),
                Prose(mail.body),
            ],
            actions=[Action("take_link", _("Use this link"), _("use"))],
            help=_(
                "In real life this email would be in your own mailbox, and you would copy its link."
            ),
        )
    )
