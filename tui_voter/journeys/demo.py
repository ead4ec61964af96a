"""The demonstration: a local portal, and a voter's desk with their mailbox, their voting notice
on paper, and the program that they start as often as they like."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol, TypeVar

from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind, link_path
from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import (
    BACK,
    SIGN_OUT,
    UNTYPED,
    Action,
    Answers,
    Block,
    Browsed,
    Dialogue,
    Facts,
    Field,
    FieldError,
    Form,
    Heading,
    Items,
    Left,
    LinkField,
    Listing,
    Menu,
    Notice,
    OpenField,
    Option,
    Page,
    Prose,
    Quit,
    Refused,
    SecretField,
    Typed,
    Verbatim,
)
from tui_voter.journeys.entry.ways import LINK, SIGN_IN
from tui_voter.journeys.shared.mailed_codes import FIELD as MAILED_CODE
from tui_voter.journeys.shared.mailed_codes import find_code
from tui_voter.journeys.vote.code import FIELD as CODE
from tui_voter.messages import gettext as _
from tui_voter.messages import language
from tui_voter.secret import Secret

T = TypeVar("T")

_ENTRY: Final = re.compile(r"(?:-|(\d+)\.) ")
"""How an entry of a list begins in a plain text; those with a number are numbered."""

MAILBOX: Final = "mailbox"
TAKE: Final = "take_link"
USE_CODE: Final = "take_code"
START: Final = "start"
START_AGAIN: Final = "start_again"
RESUME: Final = "resume"
OTHERS: Final = "other_mails"
NOTICE: Final = "read_notice"
OPEN: Final = "open_vote"


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
    """The demo voter's voting notice, which is paper elsewhere. All texts are sanitised. Once its
    code is ``replaced``, the portal knows another one."""

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


async def demonstrate(
    dialogue: Dialogue,
    at: At,
    around: Surroundings,
    visit: Callable[[Dialogue, str, str], Awaitable[bool]],
    opening: str,
) -> None:
    """Welcome, the mailbox, and from there one visit after the other.

    ``visit`` starts from a mail's text, "" where no link is taken along, and with the way in
    that is named. It is True when the voter was in and signed out, and False when they came back
    before that. ``opening`` is the command that starts the demonstration with an open vote.
    """

    async def open_mailbox(answers: Answers) -> Post:  # noqa: ARG001 a form without fields
        try:
            return await around.post()  # it starts while the welcome is read
        except DemoFailed as failure:
            text = _("The demonstration portal did not start: {reason}").format(reason=failure)
            raise Refused(FieldError("", text, _("portal not started"))) from failure

    desk = _Desk(dialogue, at, around)
    has_mail = False
    try:
        while True:
            outcome = await dialogue.ask(_welcome(at, opening, open_mailbox))
            if isinstance(outcome, Left):
                return
            has_mail = True
            while (mail := await desk.read_mail(Where.DESK)) is not None:
                way = SIGN_IN if desk.was_in and not mail else LINK
                desk.was_in |= await visit(desk, mail, way)
                if desk.is_left:
                    raise Quit
    except Quit:
        if desk.was_in:
            over = _("The demonstration is over: its portal and the account no longer exist.")
            dialogue.notify(Notice(over))
            return
        if has_mail:  # they may still have its link somewhere
            over = _("The demonstration is over: its portal and the link no longer exist.")
            dialogue.notify(Notice(over))
        raise


def _welcome(
    at: At, opening: str, open_mailbox: Callable[[Answers], Awaitable[Post]]
) -> Form[Post]:
    return Form(
        title=_("Demonstration"),
        place=_("Demo"),
        intro=[_("A fictional election, on this computer.")],
        fields=[],
        submit=open_mailbox,
        submit_label=_("Open the mailbox"),
        busy=_busy(at),
        help=_help(at, opening),
        can_go_back=False,
    )


def _busy(at: At) -> str:
    return {
        At.BEFORE: _("The portal is starting…"),
        At.OPENING: _("Preparing the vote: a few seconds…"),
        At.RESULTS: _("Sealing, voting, counting: up to half a minute…"),
    }[at]


def _help(at: At, opening: str) -> str:
    steps = {
        At.BEFORE: _(
            "You play the voter: use the link from the email, create a password, choose a "
            "challenge question, and follow the countdown. To begin when the vote opens, type "
            "{opening} or, once it is counted, --at results instead."
        ).format(opening=opening),
        At.OPENING: _(
            "You play the voter: use the link from the email, create a password, choose a "
            "challenge question, then choose “Vote”. The voting code is on the voting notice."
        ),
        At.RESULTS: _(
            "The vote is over. Twenty made-up voters have voted, and a made-up polling board "
            "has counted their ballots. Use the link from the email, create a password, choose a "
            "challenge question, then choose “Results of the vote”."
        ),
    }[at]
    rest = _(
        "You can look in the mailbox from the portal’s home page and from any form. Nothing is "
        "left behind, except files that you save."
    )
    return f"{steps} {rest}"


class Where(StrEnum):
    """From where the voter looks into their mailbox."""

    DESK = "desk"
    """The program does not run."""
    FORM = "form"
    """It asks for a link."""
    ENTRY = "entry"
    """It asks something else before the voter is in."""
    CODE = "code"
    """It asks for a code that was mailed."""
    SPACE = "space"
    """It asks something of who is signed in."""
    PORTAL = "portal"
    """They are at the portal's home."""


class _Desk:
    """The voter's dialogue, at a desk where their mailbox is at hand and the voting notice lies:
    the portal's home and all forms that ask something have a way to the mailbox, and where the
    voting code is asked for stands what the paper says. Where an address of the portal is told,
    for a browser, it says until when that is there. ``was_in`` once the voter was signed in,
    ``is_left`` once they left the program."""

    def __init__(self, dialogue: Dialogue, at: At, around: Surroundings) -> None:
        self._dialogue = dialogue
        self._around = around
        self._may_open = at is At.BEFORE
        self._notice: DemoNotice | None = None
        self._taken: set[str] = set()
        """The mails whose links were taken along."""
        self._is_taken = False
        """A link or a code was just taken along, and is used where it is asked for."""
        self._is_in = False
        self._heading = Heading()
        self.was_in = False
        self.is_left = False

    # --- The program's own screens

    async def ask(self, form: Form[T]) -> T | Left:
        if self._notice is not None and any(field.name == CODE for field in form.fields):
            form = _beside(await self._latest(self._notice), form)
        where = _asked_at(form, is_in=self._is_in)
        if where is not None:
            form = form._replace(actions=[*form.actions, _to_mailbox()])
        while True:
            used, self._is_taken = self._is_taken, False
            if used and where in (Where.FORM, Where.CODE):
                try:
                    return await self._until_left(Filling(form).submit())
                except Refused as refusal:
                    for error in refusal.errors:
                        self._dialogue.notify(Notice(error.says, error.short))
                    empty = [_filled(field, UNTYPED, "") for field in form.fields]
                    form = form._replace(fields=empty)
            asked = self._dialogue.ask(form)
            outcome = await self._until_left(asked)
            if where is None or not (isinstance(outcome, Left) and outcome.to == MAILBOX):
                return outcome
            mail = await self.read_mail(where)
            fields = [_filled(field, outcome.typed, mail or "") for field in form.fields]
            form = form._replace(fields=fields)

    async def _latest(self, notice: DemoNotice) -> DemoNotice:
        """The notice as it is now: its code may have been replaced since the mailbox was closed."""
        with suppress(DemoFailed):
            return (await self._around.post()).notice or notice
        return notice

    async def choose(self, menu: Menu) -> str:
        if not any(action.name == SIGN_OUT for action in menu.actions):
            return await self._until_left(self._dialogue.choose(menu))
        signs_out = Action(SIGN_OUT, _("Sign out"))  # the demo does not end by it
        menu = menu._replace(actions=[signs_out, _to_mailbox()])
        could_open = self._may_open
        while (chosen := await self._until_left(self._dialogue.choose(menu))) == MAILBOX:
            await self.read_mail(Where.PORTAL)
            if could_open != self._may_open:
                return BACK
        return chosen

    async def browse(self, listing: Listing) -> Browsed:
        return await self._until_left(self._dialogue.browse(listing))

    async def show(self, page: Page) -> str:
        if any(self._has_address(str(block)) for block in page.blocks):
            page = page._replace(blocks=[*page.blocks, Prose(_until_when())])
        return await self._until_left(self._dialogue.show(page))

    def notify(self, notice: Notice) -> None:
        """Not what remains of a visit, once the portal and the account end with the program."""
        if self.is_left:
            return
        if self._has_address(notice.text):
            notice = notice._replace(says=Verbatim(f"{notice.text}\n{_until_when()}"))
        self._dialogue.notify(notice)

    def _has_address(self, text: str) -> bool:
        """Whether it sends the voter to the portal by another program."""
        host = self._heading.host
        return bool(host) and f"//{host}/" in text

    def head(self, heading: Heading) -> None:
        self._is_in = heading.session is not None
        self._heading = heading
        self._dialogue.head(heading)

    async def _until_left(self, answer: Awaitable[T]) -> T:
        try:
            return await answer
        except Quit:
            self.is_left = True
            raise

    # --- The desk's own

    async def read_mail(self, where: Where) -> str | None:
        """Read in the mailbox until the voter takes a mail's text along, for its link or code; ""
        where they start the program without one, None where they go back."""
        number, is_listed = -1, False  # among all mails, of which the last is the latest
        while True:
            try:
                received = await self._around.post()
            except DemoFailed as failure:
                self._tell(failure)
                return None
            self._notice = received.notice
            mail = received.mails[number]
            way = await self._until_left(self._dialogue.show(self._page(received, mail, where)))
            if way == RESUME or (way == BACK and not is_listed):
                return None
            if way in (START, START_AGAIN):
                return ""
            if way in (TAKE, USE_CODE):
                self._taken.add(mail.body)
                self._is_taken = True
                return mail.body
            if way in (OTHERS, BACK):
                chosen = await self._choose_mail(received)
                number, is_listed = (-1, False) if chosen is None else (chosen, True)
            elif way == OPEN:
                await self._open_vote()
                number, is_listed = -1, False
            elif received.notice is not None:
                await self._read_notice(received.notice)

    def _page(self, received: Post, mail: DemoMail, where: Where) -> Page:
        results = [(_("Results, in a browser"), received.results)] if received.results else []
        has_link = any(link_path(kind) in mail.body for kind in LinkKind)
        use = []
        if has_link and where in (Where.DESK, Where.FORM):
            use.append(Action(TAKE, _("Use this link")))
        elif where is Where.CODE and find_code(mail.body):
            use.append(Action(USE_CODE, _("Use this code")))
        if where is not Where.DESK:
            first = Action(RESUME, _("Back to the program"))
        elif self.was_in:
            first = Action(START_AGAIN, _("Start tui-voter and sign in"))
        else:
            first = Action(START, _("Start tui-voter without a link"))
        ways = [*use, first]
        if self.was_in and mail.body in self._taken:  # and what its link was for is over
            ways.reverse()
        if received.notice is not None:  # a mail is first of all for its link or its code
            place = len(ways) if has_link or find_code(mail.body) else 0
            ways.insert(place, Action(NOTICE, _("Read the voting notice")))
        elif self._may_open and where in (Where.DESK, Where.PORTAL):
            ways.append(Action(OPEN, _("Open the vote")))
        sign_out = _("To use this link, sign out first: it is then taken from the mailbox.")
        return Page(
            title=_("Mailbox of {address}").format(address=mail.recipient),
            place=_("Mailbox"),
            blocks=[
                *([Prose(sign_out)] if has_link and where in (Where.PORTAL, Where.SPACE) else []),
                Facts([*results, (_("From"), mail.sender), (_("Subject"), mail.subject)]),
                *map(Prose, _at_its_link(mail.body)),
            ],
            actions=[
                *ways,
                *([Action(OTHERS, _("Other emails"))] if len(received.mails) > 1 else []),
            ],
            help=_(
                "In real life this email would be in your own mailbox, and you would copy its link."
            )
            if has_link
            else _("In real life this email would be in your own mailbox."),
        )

    async def _choose_mail(self, received: Post) -> int | None:
        """The number of the mail to read, of all there are; None where the voter goes back."""
        latest_first = list(enumerate(received.mails))[::-1]
        chosen = await self._until_left(
            self._dialogue.choose(
                Menu(
                    title=_("Emails received, the latest first"),
                    place=_("Mailbox"),
                    options=[
                        Option(str(place), _named(mail, received.mails[place + 1 :]))
                        for place, mail in latest_first
                    ],
                )
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

        outcome = await self._until_left(
            self._dialogue.ask(
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
        )
        if not isinstance(outcome, Left):
            self._may_open = False
            said = _("The vote is open. Read your voting notice, then choose “Vote” in the portal.")
            if (countdown := self._heading.countdown) is not None:
                await countdown.sync()
                self._dialogue.head(self._heading)  # it tells at once that the vote is open
                said = _("Read your voting notice, then choose “Vote” in the portal.")
            self._dialogue.notify(Notice(said))

    async def _read_notice(self, notice: DemoNotice) -> None:
        told = self._names_told()
        if notice.replaced:
            told.insert(
                0, _("The voting code of this notice has been replaced: vote with the new one.")
            )
        await self._until_left(
            self._dialogue.show(
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
        )

    def _names_told(self) -> list[str]:
        """The demonstration's election names its ballots in French, and they are sealed so."""
        if language() == Language.FR:
            return []
        return [_("The official names are {language}.").format(language=_("in French"))]

    def _tell(self, failure: DemoFailed) -> None:
        said = _("The demonstration portal no longer answers: {reason}")
        self._dialogue.notify(Notice(said.format(reason=failure)))


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


def _beside(notice: DemoNotice, form: Form[T]) -> Form[T]:
    """The question for the voting code, with what the notice on the desk says."""
    if notice.replaced:
        lies_there = _(
            "Your voting code has been replaced: the one on the voting notice no longer works. "
            "Type the new one. Voting notice beside you: seal {seal}."
        ).format(seal=notice.seal)
    else:
        lies_there = _("Voting notice beside you: seal {seal}, code {code}").format(
            seal=notice.seal, code=notice.code
        )
    return form._replace(intro=[*form.intro, lies_there], confidential=True)


def _filled(field: Field[Any], typed: Typed, mail: str) -> Field[Any]:
    """``field`` with the link or the code of ``mail``, or with what had been typed there."""
    code = find_code(mail) if field.name == MAILED_CODE else ""
    if mail and isinstance(field, LinkField):
        return field._replace(value=field.find(mail))
    if isinstance(field, OpenField):
        return field._replace(value=code or typed.text(field.name))
    if isinstance(field, SecretField):
        return field._replace(value=Secret(code) if code else typed.secret(field.name))
    return field


def _asked_at(form: Form[Any], *, is_in: bool) -> Where | None:
    """From where the mailbox is looked into that this form has a way to; None where it has none."""
    if any(isinstance(field, LinkField) for field in form.fields):
        return Where.FORM
    if any(field.name == MAILED_CODE for field in form.fields):
        return Where.CODE
    if not form.fields:
        return None
    return Where.SPACE if is_in else Where.ENTRY


def _named(mail: DemoMail, later: Sequence[DemoMail]) -> str:
    """By its subject; where ``later`` ones have the same, it says that it is older."""
    same = sum(each.subject == mail.subject for each in later)
    if not same:
        return mail.subject
    return _("{subject}, older {number}").format(subject=mail.subject, number=same)


def _until_when() -> str:
    """Who has one terminal would quit to follow what they are told."""
    return _("The ballot box ends with the demonstration: download it before you quit.")


def _to_mailbox() -> Action:
    return Action(MAILBOX, _("Look in the mailbox"), _("mailbox"))
