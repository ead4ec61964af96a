"""The demonstration: a local portal, its voter's mailbox, and their voting notice on paper."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Browsed,
    Dialogue,
    Facts,
    FieldError,
    Form,
    Heading,
    Left,
    Listing,
    Menu,
    Notice,
    Page,
    Prose,
    Refused,
)
from tui_voter.journeys.vote.code import FIELD as CODE
from tui_voter.messages import gettext as _

T = TypeVar("T")

NOTICE: Final = "read_notice"


class At(StrEnum):
    """How far the demonstration's election is."""

    BEFORE = ""
    OPENING = "opening"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class DemoMail:
    """A mail of the demo voter's mailbox. All texts are sanitised."""

    sender: str
    recipient: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class DemoNotice:
    """The demo voter's voting notice, which is paper elsewhere. All texts are sanitised."""

    text: str
    code: str
    seal: str


@dataclass(frozen=True, slots=True)
class Post:
    """What the demo voter received; a notice where the election is sealed. ``results`` is the
    address of the portal's page with the count, where there is one."""

    mail: DemoMail
    notice: DemoNotice | None
    results: str = ""


class DemoFailed(Exception):
    """The demo's portal did not start; the message says why, for a technician."""


async def demonstrate(
    dialogue: Dialogue,
    at: At,
    post: Callable[[], Awaitable[Post]],
    visit: Callable[[Dialogue, str], Awaitable[bool]],
) -> None:
    """Welcome, the mailbox with the activation mail, and the visit that its link opens.

    ``post`` waits for the demo's portal, which starts while the welcome is read, and
    raises :class:`DemoFailed`. ``visit`` starts from the mail's text, and is False when the
    voter came back from it.
    """

    async def open_mailbox(answers: Answers) -> Post:  # noqa: ARG001 a form without fields
        try:
            return await post()
        except DemoFailed as failure:
            text = _("The demonstration portal did not start: {reason}").format(reason=failure)
            raise Refused(FieldError("", text, _("portal not started"))) from failure

    while True:
        received = await dialogue.ask(
            Form(
                title=_("Demonstration"),
                place=_("Demo"),
                intro=[
                    _(
                        "This demonstration starts a local portal on this computer, with a "
                        "fictional election and a fictional voter. Nothing leaves this "
                        "computer, and nothing is left behind."
                    ),
                    *_situation(at),
                ],
                fields=[],
                submit=open_mailbox,
                submit_label=_("Open the mailbox"),
                busy=_busy(at),
                help=_help(at),
                can_go_back=False,
            )
        )
        if isinstance(received, Left):
            return
        table = dialogue if received.notice is None else _Table(dialogue, received.notice)
        while (way := await _read(dialogue, received)) != BACK:
            if way == NOTICE and received.notice is not None:
                await _read_notice(dialogue, received.notice)
            elif await visit(table, received.mail.body):
                return


def _situation(at: At) -> Sequence[str]:
    received = _("The voter has just received an email. Open their mailbox to begin.")
    if at is At.OPENING:
        return [
            _(
                "The ballots are sealed and the vote has just opened: you can create the account, "
                "vote, and check your receipt. This is a training ballot."
            ),
            _(
                "The voter has received an email, and a voting notice on paper. Open their mailbox "
                "to begin."
            ),
        ]
    if at is At.RESULTS:
        return [
            _(
                "The vote is over. Twenty made-up voters have voted, and a made-up polling board "
                "has counted their ballots: you can see the results, and how to check them."
            ),
            received,
        ]
    return [
        received,
        _(
            "To vote as well, start the demonstration with --at opening; to see a count, with "
            "--at results."
        ),
    ]


def _busy(at: At) -> str:
    return {
        At.BEFORE: _("The portal is starting…"),
        At.OPENING: _("Sealing the ballots: a few seconds…"),
        At.RESULTS: _("Sealing, voting, counting: up to half a minute…"),
    }[at]


def _help(at: At) -> str:
    if at is At.OPENING:
        return _(
            "You play the voter: use the link from the email, create a password, choose a "
            "challenge question, then choose “Vote”. The voting code is on the voting notice."
        )
    if at is At.RESULTS:
        return _(
            "You play the voter: use the link from the email, create a password, choose a "
            "challenge question, then choose “Vote” and “Results”."
        )
    return _(
        "You play the voter: use the link from the email, create a password, choose a challenge "
        "question, and follow the countdown."
    )


async def _read(dialogue: Dialogue, received: Post) -> str:
    mail = received.mail
    results = [(_("Results, in a browser"), received.results)] if received.results else []
    notice = [Action(NOTICE, _("Read the voting notice"), _("notice"))]
    return await dialogue.show(
        Page(
            title=_("Mailbox of {address}").format(address=mail.recipient),
            place=_("Mailbox"),
            blocks=[
                Facts([*results, (_("From"), mail.sender), (_("Subject"), mail.subject)]),
                Prose(mail.body),
            ],
            actions=[
                Action("take_link", _("Use this link"), _("use")),
                *(notice if received.notice is not None else []),
            ],
            help=_(
                "In real life this email would be in your own mailbox, and you would copy its link."
            ),
        )
    )


async def _read_notice(dialogue: Dialogue, notice: DemoNotice) -> None:
    await dialogue.show(
        Page(
            title=_("Voting notice, on paper"),
            place=_("Notice"),
            blocks=[Prose(notice.text)],
            actions=[Action("to_mailbox", _("Back to the mailbox"), _("mailbox"))],
            help=_(
                "In real life this notice is a sheet of paper, and the only thing that has your "
                "voting code. Here the program shows it again when it asks for the code."
            ),
            confidential=True,
        )
    )


class _Table:
    """The voter's dialogue, with the voting notice lying beside it: it says what is on the paper
    where the voting code is asked for."""

    def __init__(self, dialogue: Dialogue, notice: DemoNotice) -> None:
        self._dialogue = dialogue
        self._notice = notice

    async def ask(self, form: Form[T]) -> T | Left:
        if any(field.name == CODE for field in form.fields):
            lies_there = _("The voting notice beside you says: seal {seal}, code {code}").format(
                seal=self._notice.seal, code=self._notice.code
            )
            form = replace(form, intro=[*form.intro, lies_there], confidential=True)
        return await self._dialogue.ask(form)

    async def choose(self, menu: Menu) -> str:
        return await self._dialogue.choose(menu)

    async def browse(self, listing: Listing) -> Browsed:
        return await self._dialogue.browse(listing)

    async def show(self, page: Page) -> str:
        return await self._dialogue.show(page)

    def notify(self, notice: Notice) -> None:
        self._dialogue.notify(notice)

    def head(self, heading: Heading) -> None:
        self._dialogue.head(heading)
