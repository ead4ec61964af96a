"""The demo voter's mailbox and paper voting notice, both shown on screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind, link_path
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Block,
    Dialogue,
    Facts,
    FieldError,
    Form,
    Heading,
    Items,
    Left,
    Menu,
    Notice,
    Opened,
    Option,
    Page,
    Prose,
    Refused,
    Took,
)
from tui_voter.journeys.shared.foreign import sealed_names
from tui_voter.journeys.shared.mailed_codes import find_code
from tui_voter.messages import gettext as _
from tui_voter.tuples import NamedTuple

if TYPE_CHECKING:
    from tui_voter.contract.signing_in import SessionOpened

_ENTRY: Final = re.compile(r"(?:-|(\d+)\.) ")
"""The start of a list item in a plain text: a dash, or its number and a full stop."""

TAKE: Final = "take_link"
USE_CODE: Final = "take_code"
START: Final = "start"
START_AGAIN: Final = "start_again"
RESUME: Final = "resume"
OTHERS: Final = "other_mails"
NOTICE: Final = "read_notice"
OPEN: Final = "open_vote"


@dataclass(frozen=True, slots=True)
class DemoMail:
    """An email in the demo voter's mailbox. All its texts are sanitised."""

    sender: str
    recipient: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class DemoNotice:
    """The demo voter's voting notice, which a real voter receives on paper. Its texts are
    sanitised. ``replaced`` says that its code no longer works because the portal has issued
    another."""

    text: str
    code: str
    seal: str
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What the demonstration itself has activated the demo voter's account with. Its texts are
    sanitised."""

    password: str
    answer: str


@dataclass(frozen=True, slots=True)
class Post:
    """What the demo voter has received: emails, oldest first, and a notice once the election is
    sealed. ``results`` is the address of the portal's results page, "" before the count.
    ``account`` is None if the voter is to activate the account."""

    mails: Sequence[DemoMail]
    notice: DemoNotice | None = None
    results: str = ""
    account: DemoAccount | None = None


class DemoFailed(Exception):
    """The demo's portal could not do what was asked; the message gives the technical reason."""


class Surroundings(Protocol):
    """The world outside the program that the demo simulates. Each call waits until the demo's
    portal has started, and raises :class:`DemoFailed`."""

    async def post(self) -> Post:
        """Return what the voter has received so far."""
        ...

    async def open_vote(self) -> Post:
        """Seal the ballots, open the vote, and return what the voter has received by then."""
        ...

    async def sign_in(self) -> SessionOpened:
        """Open a session for the voter, whose account is active."""
        ...


class OpenedFrom(NamedTuple):
    """The place from which the voter opened the mailbox. ``uses`` tells whether that place can use
    what an email holds, ``may_open`` whether the vote can be opened from there, and ``is_desk``
    whether the program has yet to be started."""

    uses: Callable[[str], bool]
    may_open: bool = False
    is_desk: bool = False

    @property
    def key(self) -> str:
        """Return the key of the mailbox opened from there. The mailbox that a visit began from is
        another place than the same mailbox looked into during the visit."""
        return "desk" if self.is_desk else "mailbox"


def _has_link(mail: str) -> bool:
    return any(link_path(kind) in mail for kind in LinkKind)


AT_DESK: Final = OpenedFrom(_has_link, may_open=True, is_desk=True)
AT_HOME: Final = OpenedFrom(lambda _mail: False, may_open=True)
"""The portal's home page, where the voter is signed in."""


class Mailbox:
    """The voter reads the emails and the notice until they go on. ``notice`` is the voting notice
    as last read, None before it arrives; ``was_in`` is True once the voter has been signed in;
    ``heading`` is the program's latest heading."""

    def __init__(self, dialogue: Dialogue, around: Surroundings, *, may_open: bool) -> None:
        self._dialogue = dialogue
        self._around = around
        self.may_open = may_open
        self._used: set[str] = set()
        """The bodies of the emails whose link or code the voter has used."""
        self.notice: DemoNotice | None = None
        self.was_in = False
        self.heading = Heading()

    async def read(self, place: OpenedFrom) -> str | None:
        """Show the mailbox until the voter leaves it. Returns the email whose link or code they
        use, "" if they start the program without one, None if they go back."""
        number, is_listed = -1, False  # an index into the emails; -1 is the latest
        while True:
            try:
                received = await self._around.post()
            except DemoFailed as failure:
                said = _("The demonstration portal no longer answers: {reason}")
                self._dialogue.notify(Notice(said.format(reason=failure)))
                return None
            self.notice = received.notice
            mail = received.mails[number]
            way = await self._dialogue.show(self._page(received, mail, place, number))
            if way == Took(RESUME) or (way is BACK and not is_listed):
                return None
            if way in (Took(START), Took(START_AGAIN)):
                return ""
            if way in (Took(TAKE), Took(USE_CODE)):
                self._used.add(mail.body)
                return mail.body
            if way in (BACK, Took(OTHERS)):
                chosen = await self._choose_mail(received, place)
                number, is_listed = (-1, False) if chosen is None else (chosen, True)
            elif way == Took(OPEN):
                await self._open_vote()
                number, is_listed = -1, False
            elif received.notice is not None:
                await self._read_notice(received.notice)

    async def password(self) -> str:
        """Return the password of the account that the demonstration has activated, "" if the voter
        has chosen one since."""
        with suppress(DemoFailed):
            if (account := (await self._around.post()).account) is not None:
                return account.password
        return ""

    async def latest_notice(self, notice: DemoNotice) -> DemoNotice:
        """Return the current notice: its code may have been replaced since the mailbox was
        closed."""
        with suppress(DemoFailed):
            return (await self._around.post()).notice or notice
        return notice

    def _page(self, received: Post, mail: DemoMail, place: OpenedFrom, number: int) -> Page:
        told = [(_("Results, in a browser"), received.results)] if received.results else []
        if (account := received.account) is not None:
            told += [
                (_("Password"), account.password),
                (_("Answer to the challenge question"), account.answer),
            ]
        with_link = _has_link(mail.body)
        is_in = self.heading.session is not None
        sign_out = _("To use this link, sign out first: it is then taken from the mailbox.")
        return Page(
            title=_("Mailbox of {address}").format(address=mail.recipient),
            key=f"{place.key} {number}",
            place=_("Mailbox"),
            blocks=[
                *([Prose(sign_out)] if with_link and is_in else []),
                *([Prose(_is_active())] if account is not None else []),
                Facts([*told, (_("From"), mail.sender), (_("Subject"), mail.subject)]),
                *map(Prose, _split_after_link(mail.body)),
            ],
            actions=[
                *self._ways(received, mail, place),
                *([Action(OTHERS, _("Other emails"))] if len(received.mails) > 1 else []),
            ],
            help=_(
                "In real life this email would be in your own mailbox, and you would copy its link."
            )
            if with_link
            else _("In real life this email would be in your own mailbox."),
        )

    def _ways(self, received: Post, mail: DemoMail, place: OpenedFrom) -> list[Action]:
        """Return the actions for an email, the most likely one first."""
        with_link = _has_link(mail.body)
        if not place.is_desk:
            ways = [Action(RESUME, _("Back to the program"))]
        elif self.was_in:
            ways = [Action(START_AGAIN, _("Start tui-voter and sign in"))]
        else:
            ways = [Action(START, _("Paste the email myself"))]
        if place.uses(mail.body):
            link, code = Action(TAKE, _("Use this link")), Action(USE_CODE, _("Use this code"))
            is_over = self.was_in and mail.body in self._used
            ways.insert(len(ways) if is_over else 0, link if with_link else code)
        if received.notice is not None:  # the link or code of an email comes before the notice
            is_for_use = with_link or find_code(mail.body)
            ways.insert(len(ways) if is_for_use else 0, Action(NOTICE, _("Read the voting notice")))
        elif self.may_open and place.may_open:
            ways.append(Action(OPEN, _("Open the vote")))
        return ways

    async def _choose_mail(self, received: Post, place: OpenedFrom) -> int | None:
        """Return the index of the email that the voter chooses; None if they go back."""
        latest_first = list(enumerate(received.mails))[::-1]
        chosen = await self._dialogue.choose(
            Menu(
                title=_("Emails received, the latest first"),
                key=f"{place.key} emails",
                place=_("Other emails"),
                options=[
                    Option(str(number), _mail_label(mail, received.mails[number + 1 :]))
                    for number, mail in latest_first
                ],
            )
        )
        return int(chosen.key) if isinstance(chosen, Opened) else None

    async def _open_vote(self) -> None:
        async def submit(answers: Answers) -> None:  # noqa: ARG001 a form without fields
            try:
                await self._around.open_vote()
            except DemoFailed as failure:
                text = _("The vote could not be opened: {reason}").format(reason=failure)
                raise Refused(FieldError("", text, _("not opened"))) from failure

        outcome = await self._dialogue.ask(
            Form(
                title=_("Open the vote"),
                place=_("Opening"),
                intro=[
                    _(
                        "A fictional polling board seals the elections, and the portal’s clock "
                        "is set to the opening of the vote."
                    ),
                    _(
                        "What changes: the countdown runs to the closing, “Vote” asks for your "
                        "voting code, and claims are closed. The voting notice, which has the "
                        "code, arrives on paper."
                    ),
                ],
                fields=[],
                submit=submit,
                submit_label=_("Open the vote"),
                busy=_("Preparing the vote: a few seconds…"),
                help=_("In real life the vote opens by itself, at the announced time."),
            )
        )
        if not isinstance(outcome, Left):
            self.may_open = False
            said = _("The vote is open. Read your voting notice, then choose “Vote” in the portal.")
            if (countdown := self.heading.countdown) is not None:
                await countdown.sync()
                self._dialogue.head(self.heading)  # the heading says at once that the vote is open
                said = _("Read your voting notice, then choose “Vote” in the portal.")
            self._dialogue.notify(Notice(said))

    async def _read_notice(self, notice: DemoNotice) -> None:
        remarks = []
        if notice.replaced:
            remarks += [
                _("The voting code of this notice has been replaced: vote with the new one.")
            ]
        remarks += sealed_names(Language.FR)  # the first of the demo's election
        await self._dialogue.show(
            Page(
                title=_("Voting notice, on paper"),
                place=_("Notice"),
                blocks=[*map(Prose, remarks), *_blocks_of(notice.text)],
                actions=[Action("to_mailbox", _("Back to the mailbox"))],
                help=_("In real life this notice is a sheet of paper.")
                if notice.replaced
                else _(
                    "In real life this notice is a sheet of paper, and the only thing that has "
                    "your voting code. Here the program shows it again when it asks for the "
                    "code."
                ),
                confidential=True,
            )
        )


def _is_active() -> str:
    return _("The demonstration has activated your account: sign in again with this password.")


def _split_after_link(text: str) -> list[str]:
    """Split an email after the line with its link, so that a long page is spoken in two parts."""
    lines = text.split("\n")
    end = next((place for place, line in enumerate(lines, 1) if "://" in line), len(lines))
    return [part.strip("\n") for part in ("\n".join(lines[:end]), "\n".join(lines[end:])) if part]


def _blocks_of(text: str) -> list[Block]:
    """Turn a plain text into paragraphs and lists. Indented lines continue the list item above."""
    blocks: list[Block] = []
    for paragraph in text.strip("\n").split("\n\n"):
        prose: list[str] = []
        entries: list[str] = []
        are_numbered = False
        for line in paragraph.split("\n"):
            if entry := _ENTRY.match(line):
                entries.append(line[entry.end() :])
                are_numbered = entry[1] is not None
            elif entries and line.startswith(" "):
                entries[-1] += f"\n{line.strip()}"
            else:
                prose.append(line)
        blocks += [Prose("\n".join(prose))] if prose else []
        blocks += [Items(entries, numbered=are_numbered)] if entries else []
    return blocks


def _mail_label(mail: DemoMail, later: Sequence[DemoMail]) -> str:
    """Return the email's subject, numbered as older if ``later`` emails have the same one."""
    same = sum(each.subject == mail.subject for each in later)
    if not same:
        return mail.subject
    return _("{subject}, older {number}").format(subject=mail.subject, number=same)
