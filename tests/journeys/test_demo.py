"""The demonstration's own screens: the mailbox, the voting notice, and where it lies."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from tests.scripted.visits import Visit, play
from tui_voter.audit.player import Reply, act, choose, fill, leave, sees, take
from tui_voter.audit.record import Shown
from tui_voter.contract.signing_in import SessionOpened
from tui_voter.countdown import Phase
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Countdown,
    CountdownView,
    Dialogue,
    Facts,
    Field,
    FieldError,
    Form,
    Heading,
    Items,
    Left,
    LinkField,
    Menu,
    Notice,
    Opened,
    Option,
    Page,
    Prose,
    Refused,
    Role,
    SecretField,
    SignOut,
    TextField,
    TimeLimit,
)
from tui_voter.journeys.demo import MAILBOX, At, demonstrate
from tui_voter.journeys.entry.identifiers import identifier_field
from tui_voter.journeys.entry.ways import SIGN_IN
from tui_voter.journeys.home.menu import SIGN_OUT
from tui_voter.journeys.mailbox import (
    NOTICE,
    OPEN,
    OTHERS,
    RESUME,
    START,
    START_AGAIN,
    TAKE,
    DemoAccount,
    DemoMail,
    DemoNotice,
    Post,
)
from tui_voter.journeys.vote.code import find_voting_code
from tui_voter.secret import Secret

CODE = "59ABP-BC9J2-8F3TR-XMVCJ-YUMPQ"
LINK = "https://portal.example/activation/secret"
MAIL = DemoMail("elections@portal.example", "ada@school.example", "Opening", f"Hello\n{LINK}\n")
CONFIRMED = replace(MAIL, subject="Active", body="Your account")
PAPER = DemoNotice(f"Ada Lovelace\n{CODE}", CODE, "32V2 KYDT 3T5B")
OPENING = "tui-voter demo --at opening"
RESULTS = "http://127.0.0.1:8000/results"
ADA = {"identifier": "ada@school.example"}
SEALED = Post([MAIL], PAPER)
ACCOUNT = DemoAccount("a password", "an answer")
ELECTION: Any = None  # no visit here looks at it
SESSION = SessionOpened(Secret("token"), ELECTION, 900)
OVER = "The demonstration is over: its portal and the account no longer exist."
UNUSED = "The demonstration is over: its portal and the link no longer exist."
SIGNED_OUT = "You have signed out. Your account remains active."


async def more() -> Notice:
    return Notice("")


SIGNED_IN = Heading(session=TimeLimit(lambda: 900.0, str, more, str))


class Around:
    """The demo's surroundings, in which the voter has ``received`` this; opening the vote makes
    what follows arrive."""

    def __init__(self, *received: Post) -> None:
        self.received = list(received)

    async def post(self) -> Post:
        return self.received[0]

    async def open_vote(self) -> Post:
        self.received.pop(0)
        return await self.post()

    async def sign_in(self) -> SessionOpened:
        return SESSION


def values_of(shown: Shown) -> list[str | Secret]:
    """What stands in each field of a form when it is asked."""
    fields = shown.screen.fields if isinstance(shown.screen, Form) else ()
    return [shown.holds.get(field.name, field.at_first()) for field in fields]


def forms(said: Visit) -> list[Form[Any]]:
    screens = [shown.screen for shown in said.shown]
    return [screen for screen in screens if isinstance(screen, Form) and screen.fields]


def pages(said: Visit) -> list[Page]:
    return [shown.screen for shown in said.shown if isinstance(shown.screen, Page)]


def ways(said: Visit) -> list[list[str]]:
    return [[action.name for action in page.actions] for page in pages(said)]


# --- Visits, of which the demonstration runs one after another


async def asked(dialogue: Dialogue, *fields: Field[Any], **more: Any) -> Answers | Left:
    async def submit(answers: Answers) -> Answers:
        return answers

    form = Form(title="Question", fields=fields, submit=submit, submit_label="Go", busy="")
    return await dialogue.ask(form._replace(**{"key": fields[0].name, **more}))


async def at_home(dialogue: Dialogue) -> Opened | Left:
    actions = [Action(SIGN_OUT, "Sign out and quit", "signout", Role.SIGN_OUT)]
    home = Menu(title="Home", key="home", options=[Option("vote", "Vote")], actions=actions)
    return await dialogue.choose(home._replace(can_go_back=False, spotlight="vote"))


async def inside(dialogue: Dialogue, *_mail_and_way: str) -> None:
    """Shows a home, which is left for good by signing out."""
    dialogue.head(SIGNED_IN)
    with suppress(SignOut):
        while True:
            await at_home(dialogue)
    dialogue.head(Heading())


async def stay(dialogue: Dialogue, session: SessionOpened) -> None:
    """Shows a home, and behind it the question for the voting code, then the ballots."""
    assert session is SESSION
    dialogue.head(SIGNED_IN)
    with suppress(SignOut):
        if await at_home(dialogue) == Opened("vote"):
            code = SecretField(name="code", label="Code", brief="code", find=find_voting_code)
            answers = await asked(dialogue, code)
            assert isinstance(answers, Answers)
            assert answers[code] == Secret(CODE)
            await dialogue.show(Page(title="My ballots", blocks=[]))
    dialogue.head(Heading())


async def whole(dialogue: Dialogue, mail: str, way: str) -> None:
    """Asks who signs in, or for a link where none is taken along, then for the voting code, as the
    booth does, and shows a home."""
    link = LinkField(name="link", label="Link", brief="link", parse=str, find=link_in)
    code = SecretField(name="code", label="Voting code", brief="code", find=find_voting_code)
    first: Field[Any] = identifier_field() if way == SIGN_IN else link
    for field in [code] if mail else [first, code]:
        if isinstance(await asked(dialogue, field), Left):
            return
    await inside(dialogue)


def link_in(text: str) -> str:
    return next((line for line in text.splitlines() if line.startswith("https://")), "")


async def played(
    *script: Reply,
    at: At = At.BEFORE,
    around: Around | None = None,
    visit: Callable[[Dialogue, str, str], Awaitable[None]] = whole,
) -> Visit:
    around = around or Around(Post([MAIL]))
    return await play(
        lambda dialogue: demonstrate(dialogue, at, around, visit, stay, OPENING), fill(), *script
    )


# --- Where it begins, and the notice


@pytest.mark.parametrize(
    ("at", "first", "may_open"),
    [
        *((At.HOME, "Home", True), (At.OPENING, "Home", False), (At.BALLOT, "My ballots", False)),
        (At.RESULTS, "Home", False),
    ],
)
async def test_it_begins_signed_in_and_the_mailbox_says_with_what(
    at: At, first: str, may_open: bool
) -> None:
    """With the ballots, the code is taken from the notice."""
    received = Post([CONFIRMED], None if may_open else PAPER, account=ACCOUNT)
    leaves = take(BACK) if at is At.BALLOT else choose(SIGN_OUT)
    said = await played(leaves, take(START_AGAIN), at=at, around=Around(received))
    welcome, begun, mailbox, *_rest = [shown.screen for shown in said.shown]
    assert isinstance(welcome, Form)
    assert welcome.submit_label == "Begin"
    assert begun.title == first
    assert isinstance(mailbox, Page)
    told, facts, *_mail = mailbox.blocks
    assert "The demonstration has activated your account" in str(told)
    assert isinstance(facts, Facts)
    assert ("Password", ACCOUNT.password) in facts.rows
    assert [action.name for action in mailbox.actions] == (
        [START_AGAIN, OPEN] if may_open else [NOTICE, START_AGAIN]
    )


async def test_the_notice_lies_beside_the_question_for_the_code() -> None:
    said = await played(
        *(sees("Read the voting notice"), take(NOTICE), take("to_mailbox"), take("take_link")),
        *(fill(code=CODE), choose(SIGN_OUT), take(BACK)),
        around=Around(SEALED),
    )
    (notice,) = [page for page in pages(said) if page.confidential]
    assert any(CODE in str(block) for block in notice.blocks)
    (code,) = forms(said)
    assert code.confidential
    assert [CODE in str(text) and PAPER.seal in str(text) for text in code.intro] == [True]


async def test_a_code_that_was_replaced_is_no_longer_offered() -> None:
    around, replaced = Around(SEALED), Post([MAIL], replace(PAPER, replaced=True))
    said = await played(
        *(act(lambda: setattr(around, "received", [replaced])), take("take_link")),
        sees("Your voting code has been replaced: the one on the voting notice no longer works."),
        *(fill(code=CODE), choose(MAILBOX), take(NOTICE)),
        sees("The voting code of this notice has been replaced: vote with the new one."),
        around=around,
    )
    (code,) = forms(said)
    assert [(PAPER.seal in str(text), CODE in str(text)) for text in code.intro] == [(True, False)]


# --- The mailbox


async def test_the_mailbox_is_at_hand_wherever_it_is_needed() -> None:
    """In the portal, where a link is asked for, and after signing out; until the voter leaves."""
    last_but_one = (take(OTHERS), choose("0"))
    said = await played(
        *(take(START), leave(MAILBOX, link="typed so far")),  # the latest mail has no link
        *(*last_but_one, take(TAKE), fill(code=CODE), choose(MAILBOX), sees("Your account")),
        *last_but_one,
        sees("To use this link, sign out first: it is then taken from the mailbox."),
        *(take(RESUME), choose(SIGN_OUT), take(START_AGAIN)),
        leave(MAILBOX, identifier="ada@"),  # the program begins with signing in
        *(sees("Your account"), *last_but_one, take(RESUME), fill(**ADA), fill(code=CODE)),
        around=Around(Post([MAIL, CONFIRMED])),
    )
    first = [
        (type(shown.screen.fields[0]), values_of(shown)[0])
        for shown in said.shown
        if isinstance(shown.screen, Form) and shown.screen.fields
    ]
    assert [value for kind, value in first if issubclass(kind, LinkField)] == [""], "it is used"
    assert [value for kind, value in first if issubclass(kind, TextField)] == ["", "ada@"]
    assert ways(said) == [
        *([START, OPEN, OTHERS], [RESUME, OTHERS], [TAKE, RESUME, OTHERS]),
        *[[RESUME, OPEN, OTHERS]] * 2,
        [START_AGAIN, OPEN, OTHERS],
        *[[RESUME, OTHERS]] * 2,
    ]


async def test_a_link_that_was_refused_is_not_offered_again() -> None:
    async def refuse(_answers: Answers) -> None:
        raise Refused(FieldError("link", "This link has already been used.", "used"))

    async def visit(dialogue: Dialogue, mail: str, _way: str) -> None:
        link = LinkField(name="link", label="Link", value=mail, find=link_in, parse=str)
        await asked(dialogue, link, submit=refuse)

    said = await played(take(TAKE), leave(), take(BACK), visit=visit)
    assert [value for shown in said.shown for value in values_of(shown)] == [""]


async def test_a_home_whose_vote_was_opened_is_asked_for_anew_and_its_heading_tells_it() -> None:
    """What it offers is not what it was: claims are closed."""
    asked_portal: list[bool] = []
    left: list[Opened | Left] = []

    def view() -> CountdownView:
        brief = "It is open." if asked_portal else "It opens soon."
        return CountdownView(Phase.OPEN, heading="", spoken="", lines=[], brief=brief)

    async def ask_portal() -> None:
        asked_portal.append(True)

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        dialogue.head(Heading(countdown=Countdown(view, lambda: False, ask_portal)))
        left.append(await at_home(dialogue))

    opens = (sees("It opens soon."), choose(MAILBOX), take(OPEN), fill())
    around = Around(Post([CONFIRMED]), Post([CONFIRMED], PAPER))
    await played(
        *(take(START), *opens, sees("It is open."), take(RESUME), take(BACK)),
        visit=visit,
        around=around,
    )
    assert left == [BACK]


# --- The end


async def test_who_leaves_is_told_that_nothing_of_it_remains() -> None:
    """Not that their account remains active, which is so for who signs out and goes on."""

    async def signs_out(dialogue: Dialogue, *_mail_and_way: str) -> None:
        await inside(dialogue)
        dialogue.notify(Notice(SIGNED_OUT))

    async def half_way(dialogue: Dialogue, *_mail_and_way: str) -> None:
        await dialogue.show(Page(title="A password", blocks=[]))

    assert (await played(take(START), visit=inside)).notices == [OVER]
    for leaving in ([], [take(BACK)]):
        out = await played(take(START), choose(SIGN_OUT), *leaving, visit=signs_out)
        assert out.notices == [SIGNED_OUT, OVER]
    for script in ([take(TAKE)], []):
        assert (await played(*script, visit=half_way)).notices == [UNUSED]
    at_once = await play(
        lambda dialogue: demonstrate(dialogue, At.BEFORE, Around(SEALED), whole, stay, OPENING)
    )
    assert at_once.notices == [], "there was no link yet"


async def test_a_download_is_to_be_made_while_the_portal_is_there() -> None:
    """Wherever an address of the portal is told, for a browser; a command keeps its line."""
    ends = "The ballot box ends with the demonstration: download it before you quit."
    saved = Notice(f"Saved. Check it by {RESULTS}", "saved")

    async def visit(dialogue: Dialogue, *_mail_and_way: str) -> None:
        dialogue.head(Heading(host="127.0.0.1:8000"))
        for block in (Facts([("Ballot box", RESULTS)]), Items([f"From {RESULTS}"]), Prose("Hi")):
            await dialogue.show(Page(title="Page", blocks=[block]))
        dialogue.notify(saved)
        dialogue.notify(Notice("Not saved."))

    said = await played(*(take(START), take(BACK), take(BACK), take(BACK)), visit=visit)
    last = [page.blocks[-1] for page in pages(said) if page.title == "Page"]
    assert last == [Prose(ends), Prose(ends), Prose("Hi")]
    assert said.notices[:2] == [f"{saved.text}\n{ends}", "Not saved."]
