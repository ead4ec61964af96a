"""The demonstration: a local portal and a simulated desk, where the voter has a mailbox and a paper
voting notice, and starts the program as often as they like."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tui_voter.conversation.filling import Filling
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Dialogue,
    Field,
    FieldError,
    Form,
    Heading,
    Kept,
    Left,
    LinkField,
    Listing,
    Menu,
    Notice,
    Opened,
    Page,
    Prose,
    Quit,
    Refused,
    Role,
    SecretField,
    Took,
    Verbatim,
    found_nowhere,
)
from tui_voter.journeys.entry.ways import LINK, SIGN_IN
from tui_voter.journeys.mailbox import (
    AT_DESK,
    AT_HOME,
    DemoFailed,
    DemoNotice,
    Mailbox,
    OpenedFrom,
    Post,
    Surroundings,
)
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple

if TYPE_CHECKING:
    from tui_voter.contract.signing_in import SessionOpened

T = TypeVar("T")

MAILBOX: Final = "mailbox"


class At(StrEnum):
    """Where the demonstration begins: with the invitation to open an account, or signed in."""

    BEFORE = ""
    HOME = "home"
    OPENING = "opening"
    BALLOT = "ballot"
    RESULTS = "results"


class _Begun(NamedTuple):
    """What the voter has received as the demonstration begins, and their session if they are signed
    in."""

    post: Post
    session: SessionOpened | None


async def demonstrate(
    dialogue: Dialogue,
    at: At,
    around: Surroundings,
    visit: Callable[[Dialogue, str, str], Awaitable[None]],
    stay: Callable[[Dialogue, SessionOpened], Awaitable[None]],
    opening: str,
) -> None:
    """Welcome the voter, show the mailbox, and run one visit after another from there. A voter who
    is to begin signed in comes to the mailbox after the first visit.

    ``visit`` takes an email's text ("" without a link) and the first way in. It returns once the
    voter has signed out, or has gone back before signing in. ``stay`` is the visit of a voter who
    is signed in. ``opening`` is the command that starts the demonstration with an open vote.
    """

    async def begin(answers: Answers) -> _Begun:  # noqa: ARG001 a form without fields
        try:
            post = await around.post()  # the portal starts while the voter reads the welcome
            return _Begun(post, None if at is At.BEFORE else await around.sign_in())
        except DemoFailed as failure:
            text = _("The demonstration portal did not start: {reason}").format(reason=failure)
            raise Refused(FieldError("", text, _("portal not started"))) from failure

    mailbox = Mailbox(dialogue, around, may_open=at in (At.BEFORE, At.HOME))
    has_mail = False
    try:
        while True:
            outcome = await dialogue.ask(_welcome(at, opening, begin))
            if isinstance(outcome, Left):
                return
            has_mail = True
            if outcome.session is not None:
                mailbox.notice = outcome.post.notice
                await stay(_first_desk(dialogue, mailbox, at), outcome.session)
            while (mail := await mailbox.read(AT_DESK)) is not None:
                way = SIGN_IN if mailbox.was_in and not mail else LINK
                await visit(_Desk(dialogue, mailbox, mail), mail, way)
    except Quit:
        if mailbox.was_in:
            over = _("The demonstration is over: its portal and the account no longer exist.")
            dialogue.notify(Notice(over))
            return
        if has_mail:  # the voter may have copied its link
            over = _("The demonstration is over: its portal and the link no longer exist.")
            dialogue.notify(Notice(over))
        raise


def _welcome(at: At, opening: str, begin: Callable[[Answers], Awaitable[_Begun]]) -> Form[_Begun]:
    return Form(
        title=_("Demonstration"),
        place=_("Demo"),
        intro=[_introduction(at)],
        fields=[],
        submit=begin,
        submit_label=_("Open the mailbox") if at is At.BEFORE else _("Begin"),
        busy=_busy(at),
        help=_help(at, opening),
        can_go_back=False,
    )


def _introduction(at: At) -> str:
    return {
        At.BEFORE: _("A fictional election, on this computer."),
        At.HOME: _("A fictional election, on this computer: you are signed in before the vote."),
        At.OPENING: _("A fictional election, on this computer: the vote has just opened."),
        At.BALLOT: _("A fictional election, on this computer: your ballots are ready to cast."),
        At.RESULTS: _("A fictional election, on this computer: the ballots have been counted."),
    }[at]


def _busy(at: At) -> str:
    return {
        At.BEFORE: _("The portal is starting…"),
        At.HOME: _("The portal is starting…"),
        At.OPENING: _("Preparing the vote: a few seconds…"),
        At.BALLOT: _("Preparing the vote: a few seconds…"),
        At.RESULTS: _("Counting: up to half a minute…"),
    }[at]


def _help(at: At, opening: str) -> str:
    steps = {
        At.BEFORE: _(
            "You play the voter: use the link from the email, create a password, choose a "
            "challenge question, and follow the countdown. To begin signed in, type {opening} or, "
            "instead of opening, home, ballot or results."
        ).format(opening=opening),
        At.HOME: _(
            "You play the voter, whose account is already active: look around, make a claim, and "
            "follow the countdown."
        ),
        At.OPENING: _(
            "You play the voter, whose account is already active: choose “Vote”. The voting code "
            "is on the voting notice. Claims are closed."
        ),
        At.BALLOT: _(
            "You play the voter, who has already typed the voting code from the voting notice: "
            "choose a ballot, then a list, and cast the ballot."
        ),
        At.RESULTS: _(
            "The vote is over. Twenty fictional voters have voted, and a fictional polling board "
            "has counted their ballots. Choose “Results of the vote”."
        ),
    }[at]
    rest = _(
        "You can look in the mailbox before you sign in, and then from the portal’s home page. "
        "Nothing is left behind, except files that you save."
    )
    return f"{steps} {rest}"


def _first_desk(dialogue: Dialogue, mailbox: Mailbox, at: At) -> _Desk:
    """Return the desk of a voter who begins signed in."""
    if at is At.BALLOT and (notice := mailbox.notice) is not None:
        return _Desk(dialogue, mailbox, notice.text, goes_on=True)
    return _Desk(dialogue, mailbox, "")


class _Desk:
    """The dialogue of one visit, which adds the mailbox and the voting notice to its screens.

    The mailbox can be opened from the portal's home, from every form before the voter is signed in,
    and from every form with a field that an email can fill. The text of the voting notice is added
    to the form that asks for its code. Where the portal's address is shown, a sentence says how
    long the portal will exist. ``mail`` is the email or notice whose answer the visit's first form
    takes, "" for none; ``goes_on`` enters, at first, what the portal's home shows to be next.
    """

    def __init__(
        self, dialogue: Dialogue, mailbox: Mailbox, mail: str, *, goes_on: bool = False
    ) -> None:
        self._dialogue = dialogue
        self._mailbox = mailbox
        self._mail = mail
        self._goes_on = goes_on

    @property
    def kept(self) -> Kept:
        return self._dialogue.kept

    async def ask(self, form: Form[T]) -> T | Left:
        notice = self._mailbox.notice
        if notice is not None and _finds_answer(form, notice.code):
            form = _with_notice(await self._mailbox.latest_notice(notice), form)
        if _asks_for_password(form) and (password := await self._mailbox.password()):
            form = _with_password(password, form)
        is_in = self._mailbox.heading.session is not None
        if any(field.find is not found_nowhere or not is_in for field in form.fields):
            form = form._replace(actions=[*form.actions, _to_mailbox()])
        mail, self._mail = self._mail, ""
        while True:
            if _finds_answer(form, mail):
                state = Filling(form)
                _fill(state, mail)
                self.kept.forget(form.key)  # the email has the answer instead
                try:
                    return await state.submit()
                except Refused as refusal:
                    for error in refusal.errors:
                        self._dialogue.notify(Notice(error.says, error.short))
                    form = form._replace(fields=[_emptied(field) for field in form.fields])
            outcome = await self._dialogue.ask(form)
            if not (isinstance(outcome, Left) and outcome == Took(MAILBOX)):
                return outcome
            mail = await self._mailbox.read(OpenedFrom(partial(_finds_answer, form))) or ""

    async def choose(self, menu: Menu) -> Opened | Left:
        if (signs_out := Role.SIGN_OUT.among(menu.actions)) is None:
            return await self._dialogue.choose(menu)
        signs_out = signs_out._replace(label=_("Sign out"))  # signing out does not end the demo
        menu = menu._replace(actions=[signs_out, _to_mailbox()])
        if self._goes_on:
            self._goes_on = False
            return Opened(menu.spotlight)
        could_open = self._mailbox.may_open
        while (chosen := await self._dialogue.choose(menu)) == Took(MAILBOX):
            await self._mailbox.read(AT_HOME)
            if could_open != self._mailbox.may_open:
                return BACK
        return chosen

    async def browse(self, listing: Listing) -> Opened | Left:
        return await self._dialogue.browse(listing)

    async def show(self, page: Page) -> Left:
        if any(self._has_address(str(block)) for block in page.blocks):
            page = page._replace(blocks=[*page.blocks, Prose(_download_warning())])
        return await self._dialogue.show(page)

    def notify(self, notice: Notice) -> None:
        if self._has_address(notice.text):
            notice = notice._replace(says=Verbatim(f"{notice.text}\n{_download_warning()}"))
        self._dialogue.notify(notice)

    def _has_address(self, text: str) -> bool:
        """Tell whether ``text`` has the portal's address, which the voter would open in a
        browser."""
        host = self._mailbox.heading.host
        return bool(host) and f"//{host}/" in text

    def head(self, heading: Heading) -> None:
        self._mailbox.heading = heading
        self._mailbox.was_in |= heading.session is not None
        self._dialogue.head(heading)


def _with_notice(notice: DemoNotice, form: Form[T]) -> Form[T]:
    """Add the voting notice to the form that asks for the voting code."""
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


def _asks_for_password(form: Form[Any]) -> bool:
    """Tell whether a field of the form asks for the password that the account has: that of a new
    one shows its rules."""
    return any(
        isinstance(field, SecretField) and field.name == "password" and field.rules is None
        for field in form.fields
    )


def _with_password(password: str, form: Form[T]) -> Form[T]:
    """Add the password to the form that asks for it."""
    told = _("Password of this demonstration: {password}").format(password=password)
    return form._replace(intro=[*form.intro, told], confidential=True)


def _finds_answer(form: Form[Any], text: str) -> bool:
    """Tell whether a field of the form finds its answer in ``text``."""
    return bool(text) and any(field.find(text) for field in form.fields)


def _fill(state: Filling[Any], mail: str) -> None:
    """Fill each field with the answer that it finds in the email."""
    for field in state.form.fields:
        if found := field.find(mail):
            state.type(field.name, Secret(found) if isinstance(field, SecretField) else found)


def _emptied(field: Field[Any]) -> Field[Any]:
    """Return the field without the link of the email that was refused."""
    return field._replace(value="") if isinstance(field, LinkField) else field


def _download_warning() -> str:
    """Return the warning for a voter with one terminal, who would quit the demo to follow the
    link."""
    return _("The ballot box ends with the demonstration: download it before you quit.")


def _to_mailbox() -> Action:
    return Action(MAILBOX, _("Look in the mailbox"), _("mailbox"), Role.MAILBOX)
