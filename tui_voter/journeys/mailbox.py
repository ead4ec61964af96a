"""The mailbox of the demonstration's voter, and their voting notice on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

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
    Option,
    Page,
    Prose,
    Refused,
)
from tui_voter.journeys.shared.mailed_codes import find_code
from tui_voter.messages import gettext as _
from tui_voter.messages import language

_ENTRY: Final = re.compile(r"(?:-|(\d+)\.) ")
"""How an entry of a list begins in a plain text, with a dash or with its number."""

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
    """A mail of the demo voter's mailbox. All texts are sanitised."""

    sender: str
    recipient: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class DemoNotice:
    """The demo voter's voting notice, which is paper elsewhere. All texts are sanitised. Once its
    code is ``replaced``, the portal takes another one."""

    text: str
    code: str
    seal: str
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """What the demo voter received: mails, the oldest first, and a notice once the election is
    sealed. ``results`` is the address of the portal's page with the count, where there is one."""

    mails: Sequence[DemoMail]
    notice: DemoNotice | None = None
    results: str = ""


class DemoFailed(Exception):
    """The demo's portal did not do what it was asked; the message says why, for a technician."""


class Surroundings(Protocol):
    """What happens around the program. All of it waits until the demo's portal has started, and
    raises :class:`DemoFailed`."""

    async def post(self) -> Post:
        """What the voter has received so far."""
        ...

    async def open_vote(self) -> Post:
        """The ballots are sealed and the vote opens; what the voter has received then."""
        ...


class Place(NamedTuple):
    """Where the voter was when they opened the mailbox. ``uses`` tells whether what a mail holds is
    of use there, ``may_open`` whether the vote can be opened from there, and ``is_desk`` whether
    it is outside the program, which has yet to be started."""

    uses: Callable[[str], bool]
    may_open: bool = False
    is_desk: bool = False


def _has_link(mail: str) -> bool:
    return any(link_path(kind) in mail for kind in LinkKind)


AT_DESK: Final = Place(_has_link, may_open=True, is_desk=True)
AT_HOME: Final = Place(lambda _mail: False, may_open=True)
"""The portal's home, where the voter is signed in."""


class Mailbox:
    """The mails and the notice, read in turn until the voter goes on. ``notice`` is the voting
    notice as it was read last, None before it arrives; ``was_in`` is True once the voter was signed
    in, and ``heading`` is that of the program."""

    def __init__(self, dialogue: Dialogue, around: Surroundings, *, may_open: bool) -> None:
        self._dialogue = dialogue
        self._around = around
        self.may_open = may_open
        self._used: set[str] = set()
        """The texts of the mails whose links or codes were taken along."""
        self.notice: DemoNotice | None = None
        self.was_in = False
        self.heading = Heading()

    async def read(self, place: Place) -> str | None:
        """Read until the voter takes a mail's text along, for its link or code; "" where they start
        the program without one, None where they go back."""
        number, is_listed = -1, False  # among all mails, of which the last is the latest
        while True:
            try:
                received = await self._around.post()
            except DemoFailed as failure:
                said = _("The demonstration portal no longer answers: {reason}")
                self._dialogue.notify(Notice(said.format(reason=failure)))
                return None
            self.notice = received.notice
            mail = received.mails[number]
            way = await self._dialogue.show(self._page(received, mail, place))
            if way == RESUME or (way == BACK and not is_listed):
                return None
            if way in (START, START_AGAIN):
                return ""
            if way in (TAKE, USE_CODE):
                self._used.add(mail.body)
                return mail.body
            if way in (OTHERS, BACK):
                chosen = await self._choose_mail(received)
                number, is_listed = (-1, False) if chosen is None else (chosen, True)
            elif way == OPEN:
                await self._open_vote()
                number, is_listed = -1, False
            elif received.notice is not None:
                await self._read_notice(received.notice)

    async def latest(self, notice: DemoNotice) -> DemoNotice:
        """The notice as it is now: its code may have been replaced since the mailbox was closed."""
        with suppress(DemoFailed):
            return (await self._around.post()).notice or notice
        return notice

    def _page(self, received: Post, mail: DemoMail, place: Place) -> Page:
        results = [(_("Results, in a browser"), received.results)] if received.results else []
        with_link = _has_link(mail.body)
        is_in = self.heading.session is not None
        sign_out = _("To use this link, sign out first: it is then taken from the mailbox.")
        return Page(
            title=_("Mailbox of {address}").format(address=mail.recipient),
            place=_("Mailbox"),
            blocks=[
                *([Prose(sign_out)] if with_link and is_in else []),
                Facts([*results, (_("From"), mail.sender), (_("Subject"), mail.subject)]),
                *map(Prose, _at_its_link(mail.body)),
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

    def _ways(self, received: Post, mail: DemoMail, place: Place) -> list[Action]:
        """The ways on from a mail: what is most likely wanted comes first."""
        with_link = _has_link(mail.body)
        if not place.is_desk:
            ways = [Action(RESUME, _("Back to the program"))]
        elif self.was_in:
            ways = [Action(START_AGAIN, _("Start tui-voter and sign in"))]
        else:
            ways = [Action(START, _("Start tui-voter without a link"))]
        if place.uses(mail.body):
            link, code = Action(TAKE, _("Use this link")), Action(USE_CODE, _("Use this code"))
            is_over = self.was_in and mail.body in self._used
            ways.insert(len(ways) if is_over else 0, link if with_link else code)
        if received.notice is not None:  # a mail is first of all for its link or its code
            is_for_use = with_link or find_code(mail.body)
            ways.insert(len(ways) if is_for_use else 0, Action(NOTICE, _("Read the voting notice")))
        elif self.may_open and place.may_open:
            ways.append(Action(OPEN, _("Open the vote")))
        return ways

    async def _choose_mail(self, received: Post) -> int | None:
        """The number of the mail to read, of all there are; None where the voter goes back."""
        latest_first = list(enumerate(received.mails))[::-1]
        chosen = await self._dialogue.choose(
            Menu(
                title=_("Emails received, the latest first"),
                place=_("Mailbox"),
                options=[
                    Option(str(number), _named(mail, received.mails[number + 1 :]))
                    for number, mail in latest_first
                ],
            )
        )
        return None if chosen == BACK else int(chosen)

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
                        "A made-up polling board seals the elections, and the portal’s clock "
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
                self._dialogue.head(self.heading)  # it tells at once that the vote is open
                said = _("Read your voting notice, then choose “Vote” in the portal.")
            self._dialogue.notify(Notice(said))

    async def _read_notice(self, notice: DemoNotice) -> None:
        told = []
        if notice.replaced:
            told += [_("The voting code of this notice has been replaced: vote with the new one.")]
        if language() != Language.FR:  # the election names its ballots in French
            told += [_("The official names are {language}.").format(language=_("in French"))]
        await self._dialogue.show(
            Page(
                title=_("Voting notice, on paper"),
                place=_("Notice"),
                blocks=[*map(Prose, told), *_laid_out(notice.text)],
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


def _at_its_link(text: str) -> list[str]:
    """A mail up to its link, and the rest: a long page is told so far first."""
    lines = text.split("\n")
    end = next((place for place, line in enumerate(lines, 1) if "://" in line), len(lines))
    return [part.strip("\n") for part in ("\n".join(lines[:end]), "\n".join(lines[end:])) if part]


def _laid_out(text: str) -> list[Block]:
    """The paragraphs and lists of a plain text, whose entries go on in the lines indented below."""
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


def _named(mail: DemoMail, later: Sequence[DemoMail]) -> str:
    """By its subject; where ``later`` ones have the same, it says that it is older."""
    same = sum(each.subject == mail.subject for each in later)
    if not same:
        return mail.subject
    return _("{subject}, older {number}").format(subject=mail.subject, number=same)
