"""The demonstration's own screens: the mailbox, the voting notice, and where it lies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from tests.scripted.visits import Visit, play
from tui_voter import messages
from tui_voter.audit.player import Reply, act, choose, fill, leave, sees, take
from tui_voter.audit.record import Shown
from tui_voter.countdown import Phase
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    CaptchaField,
    ChoiceField,
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
    told,
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
    USE_CODE,
    DemoMail,
    DemoNotice,
    Post,
)
from tui_voter.journeys.shared.mailed_codes import find_code
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
SEALED = (Post([MAIL], PAPER),)
THE_END = {
    "en": "The demonstration is over: its portal and {} no longer exist.",
    "fr": "La démonstration est terminée\u00a0: son portail et {} n’existent plus.",
}
OVER = {"en": THE_END["en"].format("the account"), "fr": THE_END["fr"].format("le compte")}
UNUSED = {"en": THE_END["en"].format("the link"), "fr": THE_END["fr"].format("le lien")}
in_both = pytest.mark.parametrize("language", OVER)


async def more() -> Notice:
    return Notice("")


SIGNED_IN = Heading(session=TimeLimit(lambda: 900.0, str, more, str))


class Around:
    """The demo's surroundings; opening the vote makes the notice arrive."""

    def __init__(self, *received: Post) -> None:
        self._received = list(received)

    async def post(self) -> Post:
        return self._received[0]

    async def open_vote(self) -> Post:
        self._received.pop(0)
        return await self.post()

    def receive(self, post: Post) -> None:
        self._received = [post]


def values_of(shown: Shown) -> list[str | Secret]:
    """What stands in each field of a form when it is asked."""
    fields = shown.screen.fields if isinstance(shown.screen, Form) else ()
    return [shown.holds.get(field.name, field.at_first()) for field in fields]


def pages(said: Visit) -> list[Page]:
    return [shown.screen for shown in said.shown if isinstance(shown.screen, Page)]


def ways(said: Visit) -> list[list[str]]:
    """The actions of each page."""
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
    return await dialogue.choose(home._replace(can_go_back=False))


async def whole(dialogue: Dialogue, mail: str, way: str) -> None:
    """Asks who signs in, or for a link where none is taken along, then for the voting code, as the
    booth does, shows a home, and comes back; it is left for good by signing out."""
    link = LinkField(name="link", label="Link", brief="link", parse=str, find=link_in)
    code = SecretField(name="code", label="Voting code", brief="code", find=find_voting_code)
    first: Field[Any] = identifier_field() if way == SIGN_IN else link
    for field in [code] if mail else [first, code]:
        if isinstance(await asked(dialogue, field), Left):
            return
    dialogue.head(SIGNED_IN)
    with suppress(SignOut):
        while True:
            await at_home(dialogue)
    dialogue.head(Heading())


def link_in(text: str) -> str:
    return next((line for line in text.splitlines() if line.startswith("https://")), "")


async def played(
    *script: Reply,
    at: At = At.BEFORE,
    around: Around | None = None,
    visit: Callable[[Dialogue, str, str], Awaitable[None]] = whole,
    received: tuple[Post, ...] = (Post([MAIL]),),
) -> Visit:
    """The demonstration, from its first page on."""
    around = around or Around(*received)
    return await play(
        lambda dialogue: demonstrate(dialogue, at, around, visit, OPENING), fill(), *script
    )


# --- Where it begins, and the notice


@in_both
@pytest.mark.parametrize("at", At)
async def test_what_there_is_to_see_is_told_and_nothing_to_be_sealed_before_it_is(
    at: At, language: str
) -> None:
    """The portal is started behind the first page, which says what there will be."""
    messages.use(language)
    post = Post([MAIL], None if at is At.BEFORE else PAPER, RESULTS if at is At.RESULTS else "")
    said = await played(at=at, received=(post,))
    told_in_all = "\n".join(said.said)
    assert (OPENING in told_in_all and "--at results" in told_in_all) == (at is At.BEFORE)
    assert (RESULTS in told_in_all) == (at is At.RESULTS)
    first = said.shown[0].screen
    assert isinstance(first, Form)
    texts = [*map(told, first.intro), *([first.busy] if at is At.OPENING else [])]
    assert not any(word in " ".join(texts).lower() for word in ("seal", "scell"))


async def test_the_notice_is_read_in_the_mailbox_and_lies_beside_the_question_for_the_code() -> (
    None
):
    said = await played(
        *(sees("Read the voting notice"), take(NOTICE), take("to_mailbox"), take("take_link")),
        *(fill(code=CODE), choose(SIGN_OUT), take(BACK)),
        at=At.OPENING,
        received=SEALED,
    )
    (notice,) = [page for page in pages(said) if page.confidential]
    assert any(CODE in str(block) for block in notice.blocks)
    screens = [shown.screen for shown in said.shown]
    (code,) = [screen for screen in screens if isinstance(screen, Form) and screen.fields]
    assert code.confidential
    assert [CODE in str(text) and PAPER.seal in str(text) for text in code.intro] == [True]


async def test_the_lists_of_the_notice_are_lists() -> None:
    """Beneath its number or dash, an entry goes on where it began."""
    text = f"Ada\n\nYour voting code\n    {CODE}\n\nFor:\n- One\n- Two\n\nHow to vote\n"
    text += "1. Start.\n2. Compare the seal:\n    32V2\n   If not, stop.\n3. Vote.\n\nKeep it.\n"
    said = await played(
        *(take(NOTICE), take("to_mailbox")),
        at=At.OPENING,
        received=(Post([MAIL], replace(PAPER, text=text)),),
    )
    page = next(page for page in pages(said) if page.title == "Voting notice, on paper")
    assert [block for block in page.blocks if isinstance(block, Items) or CODE in str(block)] == [
        Prose(f"Your voting code\n    {CODE}"),
        Items(["One", "Two"]),
        Items(["Start.", "Compare the seal:\n32V2\nIf not, stop.", "Vote."], numbered=True),
    ]


@in_both
async def test_a_code_that_was_replaced_is_no_longer_offered(language: str) -> None:
    """It was while the mailbox was closed; the seal stays the same."""
    messages.use(language)
    around, replaced = Around(*SEALED), Post([MAIL], replace(PAPER, replaced=True))
    said = await played(
        *(act(lambda: around.receive(replaced)), take("take_link")),
        sees(
            "Your voting code has been replaced: the one on the voting notice no longer works. "
            "Type the new one. Voting notice beside you: seal {seal}."
        ),
        *(fill(code=CODE), choose(MAILBOX), take(NOTICE)),
        sees("The voting code of this notice has been replaced: vote with the new one."),
        at=At.OPENING,
        around=around,
    )
    screens = [shown.screen for shown in said.shown]
    (code,) = [screen for screen in screens if isinstance(screen, Form) and screen.fields]
    assert [PAPER.seal in str(text) for text in code.intro] == [True]
    assert not any(CODE in str(text) for text in code.intro)


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
        received=(Post([MAIL, CONFIRMED]),),
    )
    first = [
        (shown.screen.fields[0], values_of(shown)[0])
        for shown in said.shown
        if isinstance(shown.screen, Form) and shown.screen.fields
    ]
    links = [value for field, value in first if isinstance(field, LinkField)]
    assert links == [""], "what is taken along is used"
    assert [value for field, value in first if isinstance(field, TextField)] == ["", "ada@"]
    assert ways(said) == [
        [START, OPEN, OTHERS],
        [RESUME, OTHERS],
        [TAKE, RESUME, OTHERS],
        *[[RESUME, OPEN, OTHERS]] * 2,
        [START_AGAIN, OPEN, OTHERS],
        *[[RESUME, OTHERS]] * 2,
    ]


async def test_the_vote_opens_when_the_voter_says_so() -> None:
    said = await played(
        take(OPEN),
        sees(
            "What changes: the countdown runs to the closing, “Vote” asks for your voting code, "
            "and claims are closed. The voting notice, which has the code, arrives on paper."
        ),
        fill(),
        sees("The vote is open. Read your voting notice, then choose “Vote” in the portal."),
        *(take(NOTICE), take("to_mailbox")),
        received=(Post([MAIL]), Post([MAIL, CONFIRMED], PAPER)),
    )
    assert [names[0] for names in ways(said)] == [TAKE, NOTICE, "to_mailbox", NOTICE], "by Enter"
    several = [names for names in ways(said) if len(names) > 1]
    assert several == [[TAKE, START, OPEN], *[[NOTICE, START, OTHERS]] * 2], "numbers stay"


async def test_a_link_that_was_taken_along_is_not_the_first_way_once_the_voter_was_in() -> None:
    said = await played(
        *(take(TAKE), fill(code=CODE), choose(SIGN_OUT), take(OPEN), fill(), take(NOTICE)),
        take("to_mailbox"),
        received=(Post([MAIL]), *SEALED),
    )
    assert ways(said)[:2] == [[TAKE, START, OPEN], [START_AGAIN, TAKE, OPEN]]
    assert ways(said)[-1] == [START_AGAIN, TAKE, NOTICE]


async def test_a_link_that_was_refused_is_not_offered_again() -> None:
    async def refuse(_answers: Answers) -> None:
        raise Refused(FieldError("link", "This link has already been used.", "used"))

    async def visit(dialogue: Dialogue, mail: str, _way: str) -> None:
        link = LinkField(name="link", label="Link", value=mail, find=link_in, parse=str)
        await asked(dialogue, link, submit=refuse)

    said = await played(take(TAKE), leave(), take(BACK), visit=visit)
    assert [value for shown in said.shown for value in values_of(shown)] == [""]


@pytest.mark.parametrize("digits", ["1234 5678", "123 456 789 012 345"])
async def test_a_mailed_code_is_taken_from_the_mailbox_into_the_form(digits: str) -> None:
    """Also into one that hides it; and where no code is asked for, none is offered."""

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        shown = TextField(name="digits", label="Code", brief="code", find=find_code, parse=str)
        hidden = SecretField(name="digits", label="Code", brief="code", find=find_code)
        fields: list[Field[Any]] = [shown, hidden, identifier_field()]
        for field in fields:
            await asked(dialogue, field, key=field.label + type(field).__name__)

    said = await played(
        *(take(START), leave(MAILBOX, digits="12"), take(USE_CODE)),
        *(leave(MAILBOX, digits="12"), take(RESUME), leave(MAILBOX), take(USE_CODE)),
        *(leave(MAILBOX, identifier="ada@"), take(RESUME), fill(**ADA)),
        visit=visit,
        received=(Post([MAIL, replace(MAIL, subject="Code", body=f"Code:\n\n{digits}\n")]),),
    )
    values = [value for shown in said.shown for value in values_of(shown)]
    assert values == ["", Secret(), Secret("12"), "", "ada@"], "what is taken along is used"
    assert [USE_CODE in names for names in ways(said)] == [False, True, True, True, False, False]


async def test_each_mail_of_the_list_has_a_name_of_its_own_and_leads_back_to_it() -> None:
    said = await played(
        *(take(OTHERS), choose("0"), take(BACK), choose(BACK)),
        received=(Post([MAIL, MAIL, CONFIRMED, MAIL]),),
    )
    labels = [option.label for option in said.menus[0].options]
    assert labels == ["Opening", "Active", "Opening, older 1", "Opening, older 2"]
    mailbox, mails = "Mailbox of ada@school.example", "Emails received, the latest first"
    assert said.titles[1:] == [mailbox, mails, mailbox, mails, mailbox]


async def test_a_home_whose_vote_was_opened_is_asked_for_anew_and_its_heading_tells_it() -> None:
    """What it offers is not what it was: claims are closed."""
    asked_portal: list[bool] = []
    left: list[Opened | Left] = []
    phases: list[Phase] = []

    def view() -> CountdownView:
        phase = Phase.OPEN if asked_portal else Phase.BEFORE
        return CountdownView(phase, None, heading="", spoken="", lines=[])

    async def ask_portal() -> None:
        asked_portal.append(True)

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        dialogue.head(Heading(countdown=Countdown(view, lambda: False, ask_portal)))
        left.append(await at_home(dialogue))

    async def journey(dialogue: Dialogue) -> None:
        around, head = Around(Post([CONFIRMED]), Post([CONFIRMED], PAPER)), dialogue.head

        def shown(heading: Heading) -> None:
            assert heading.countdown is not None
            phases.append(heading.countdown.view().phase)
            head(heading)

        with patch.object(dialogue, "head", shown):
            await demonstrate(dialogue, At.BEFORE, around, visit, OPENING)

    opens = (choose(MAILBOX), take(OPEN), fill())
    await play(journey, fill(), take(START), *opens, take(RESUME))
    assert left == [BACK]
    assert phases == [Phase.BEFORE, Phase.OPEN]


async def test_the_mailbox_is_at_hand_at_every_question_before_the_voter_is_in() -> None:
    """What was typed is kept, and a link is taken elsewhere."""

    async def renew() -> str:
        return "Three?"

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        pet = [Option("pet", "Pet?")]
        fields: list[Field[Any]] = [
            ChoiceField(name="question", label="Question", parse=str, options=pet),
            SecretField(name="password", label="Password"),
            CaptchaField(name="captcha", label="Captcha", question="Two?", renew=renew),
        ]
        assert isinstance(await asked(dialogue, *fields), Answers)
        dialogue.head(SIGNED_IN)
        await asked(dialogue, *fields)

    said = await played(
        *(take(START), leave(MAILBOX, question="pet", password="Soleil42", captcha="2")),
        *(take(RESUME), fill(captcha="3")),
        visit=visit,
    )
    assert ways(said)[1] == [RESUME]
    first, again, inside = (shown for shown in said.shown if shown.screen.title == "Question")
    assert [action.name for action in first.screen.actions] == [MAILBOX]
    assert values_of(again) == ["pet", Secret("Soleil42"), "2"]
    assert not inside.screen.actions, "the home has it"


# --- The end


@in_both
async def test_who_leaves_is_told_that_nothing_of_it_remains(language: str) -> None:
    """Not that their account remains active, which is so for who signs out and goes on."""
    messages.use(language)
    signed_out = messages.gettext("You have signed out. Your account remains active.")

    async def inside(dialogue: Dialogue, _mail: str, _way: str) -> None:
        dialogue.head(SIGNED_IN)
        with suppress(SignOut):
            await at_home(dialogue)
        dialogue.head(Heading())
        dialogue.notify(Notice(signed_out))

    async def half_way(dialogue: Dialogue, _mail: str, _way: str) -> None:
        await dialogue.show(Page(title="A password", blocks=[]))

    assert (await played(take(START), visit=inside)).notices == [OVER[language]]
    at_the_desk = (take(START), choose(SIGN_OUT))
    for leaving in ((), (take(BACK),)):
        out = await played(*at_the_desk, *leaving, visit=inside)
        assert out.notices == [signed_out, OVER[language]]
    silent = await played(take("take_link"), fill(code=CODE), choose(SIGN_OUT))
    assert silent.notices == [OVER[language]]
    for script in ((take(TAKE),), ()):
        assert (await played(*script, visit=half_way)).notices == [UNUSED[language]]
    at_once = await play(
        lambda dialogue: demonstrate(dialogue, At.BEFORE, Around(*SEALED), whole, OPENING)
    )
    assert at_once.notices == [], "there was no link yet"


@in_both
async def test_what_is_to_be_downloaded_is_to_be_while_the_portal_is_there(language: str) -> None:
    """Wherever an address of the portal is told, for a browser; a command keeps its line."""
    messages.use(language)
    ends = {
        "en": "The ballot box ends with the demonstration: download it before you quit.",
        "fr": "L’urne disparaît avec la démonstration\u00a0: téléchargez-la avant de quitter.",
    }[language]
    saved = Notice(f"Saved. Check it by {RESULTS}", "saved")

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        dialogue.head(Heading(host="127.0.0.1:8000"))
        for block in (Facts([("Ballot box", RESULTS)]), Items([f"From {RESULTS}"]), Prose("Hi")):
            await dialogue.show(Page(title="Page", blocks=[block]))
        dialogue.notify(saved)
        dialogue.notify(Notice("Not saved."))

    said = await played(*(take(START), take(BACK), take(BACK), take(BACK)), visit=visit)
    last = [page.blocks[-1] for page in pages(said) if page.title == "Page"]
    assert last == [Prose(ends), Prose(ends), Prose("Hi")]
    assert said.notices[:2] == [f"{saved.text}\n{ends}", "Not saved."]
