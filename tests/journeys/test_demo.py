"""The demonstration's own screens: the mailbox, the voting notice, and where it lies."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from tests.fullscreen.stage import on_stage
from tui_voter import messages
from tui_voter.audit.player import act, choose, fill, leave, play, quit_, sees, take
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
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

CODE = "59ABP-BC9J2-8F3TR-XMVCJ-YUMPQ"
LINK = "https://portal.example/activation/secret"
MAIL = DemoMail("elections@portal.example", "ada@school.example", "Opening", f"Hello\n{LINK}\n")
CONFIRMED = DemoMail("elections@portal.example", "ada@school.example", "Active", "Your account")
PAPER = DemoNotice(f"Ada Lovelace\n{CODE}", CODE, "32V2 KYDT 3T5B")
OPENING = "tui-voter demo --at opening"
RESULTS = "http://127.0.0.1:8000/results"
OVER = {
    "en": "The demonstration is over: its portal and the account no longer exist.",
    "fr": "La démonstration est terminée\u00a0: son portail et le compte n’existent plus.",
}

UNUSED = {
    "en": "The demonstration is over: its portal and the link no longer exist.",
    "fr": "La démonstration est terminée\u00a0: son portail et le lien n’existent plus.",
}


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


async def start(at: At, received: Sequence[Post] | Around, dialogue: Dialogue) -> None:
    async def visit(dialogue: Dialogue, mail: str, way: str) -> None:
        """Asks who signs in, or for a link where none is taken along, then for the voting code, as
        the booth does, shows a home, and comes back; it is left for good by signing out."""

        async def submit(_answers: Answers) -> None:
            return None

        link = LinkField(name="link", label="Link", brief="link", parse=str, find=link_in)
        code = SecretField(name="code", label="Voting code", brief="code", find=find_voting_code)
        who = identifier_field()
        first: Field[Any] = who if way == SIGN_IN else link
        fields: list[Field[Any]] = [code] if mail else [first, code]
        for field in fields:
            asked = await dialogue.ask(
                Form(
                    title="Question",
                    key=field.name,
                    fields=[field],
                    submit=submit,
                    submit_label="Go",
                    busy="",
                )
            )
            if isinstance(asked, Left):
                return
        menu = Menu(
            title="Home",
            key="home",
            options=[Option("vote", "Vote")],
            actions=[Action(SIGN_OUT, "Sign out and quit", "signout", Role.SIGN_OUT)],
            can_go_back=False,
        )
        dialogue.head(SIGNED_IN)
        with suppress(SignOut):
            while True:
                await dialogue.choose(menu)
        dialogue.head(Heading())

    around = received if isinstance(received, Around) else Around(*received)
    await demonstrate(dialogue, at, around, visit, OPENING)


def link_in(text: str) -> str:
    return next((line for line in text.splitlines() if line.startswith("https://")), "")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("at", At)
async def test_nothing_is_told_to_be_sealed_before_it_is_sealed(at: At, language: str) -> None:
    """The portal is started behind the first page, which says what there will be."""
    messages.use(language)
    said = await play(lambda dialogue: start(at, [Post([MAIL], PAPER)], dialogue), fill(), quit_())
    page = said.shown[0].screen
    assert isinstance(page, Form)
    intro = " ".join(map(told, page.intro))
    assert not any(word in intro for word in ("sealed", "scellé"))
    if at is At.OPENING:
        assert not any(word in page.busy for word in ("Sealing", "Scellement"))


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_notice_is_read_in_the_mailbox_and_lies_beside_the_question_for_the_code(
    language: str,
) -> None:
    messages.use(language)
    said = await play(
        lambda dialogue: start(At.OPENING, [Post([MAIL], PAPER)], dialogue),
        fill(),
        sees("Read the voting notice"),
        take(NOTICE),
        take("to_mailbox"),
        take("take_link"),
        fill(code=CODE),
        choose(SIGN_OUT),
        take(BACK),
        quit_(),
    )
    screens = [shown.screen for shown in said.shown]
    (notice,) = [screen for screen in screens if isinstance(screen, Page) and screen.confidential]
    assert any(CODE in str(block) for block in notice.blocks)
    (asked,) = [screen for screen in screens if isinstance(screen, Form) and screen.fields]
    assert asked.confidential
    assert [CODE in str(text) and PAPER.seal in str(text) for text in asked.intro] == [True]


async def test_the_lists_of_the_notice_are_lists() -> None:
    """Beneath its number or dash, an entry goes on where it began."""
    text = f"Ada\n\nYour voting code\n    {CODE}\n\nFor:\n- One\n- Two\n\nHow to vote\n"
    text += "1. Start.\n2. Compare the seal:\n    32V2\n   If not, stop.\n3. Vote.\n\nKeep it.\n"
    said = await play(
        lambda dialogue: start(
            At.OPENING, Around(Post([MAIL], replace(PAPER, text=text))), dialogue
        ),
        *(fill(), take(NOTICE), take("to_mailbox"), quit_()),
    )
    page = next(s.screen for s in said.shown if s.screen.title == "Voting notice, on paper")
    assert isinstance(page, Page)
    told = [block for block in page.blocks if isinstance(block, Items) or CODE in str(block)]
    assert told == [
        Prose(f"Your voting code\n    {CODE}"),
        Items(["One", "Two"]),
        Items(["Start.", "Compare the seal:\n32V2\nIf not, stop.", "Vote."], numbered=True),
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_code_that_was_replaced_is_no_longer_offered(language: str) -> None:
    """It was while the mailbox was closed; the seal stays the same."""
    messages.use(language)
    around = Around(Post([MAIL], PAPER))
    replaced = Post([MAIL], replace(PAPER, replaced=True))
    said = await play(
        lambda dialogue: start(At.OPENING, around, dialogue),
        *(fill(), act(lambda: around.receive(replaced)), take("take_link")),
        sees(
            "Your voting code has been replaced: the one on the voting notice no longer works. "
            "Type the new one. Voting notice beside you: seal {seal}."
        ),
        *(fill(code=CODE), choose(MAILBOX), take(NOTICE)),
        sees("The voting code of this notice has been replaced: vote with the new one."),
        *(take("to_mailbox"), take(RESUME), choose(SIGN_OUT), quit_()),
    )
    screens = [shown.screen for shown in said.shown]
    (asked,) = [screen for screen in screens if isinstance(screen, Form) and screen.fields]
    assert [PAPER.seal in str(text) for text in asked.intro] == [True]
    assert not any(CODE in str(text) for text in asked.intro)
    (notice,) = [screen for screen in screens if isinstance(screen, Page) and screen.confidential]
    assert notice.help == _("In real life this notice is a sheet of paper.")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("at", At)
async def test_what_there_is_more_to_see_is_told(at: At, language: str) -> None:
    messages.use(language)
    notice = None if at is At.BEFORE else PAPER
    results = RESULTS if at is At.RESULTS else ""
    said = await play(
        lambda dialogue: start(at, [Post([MAIL], notice, results)], dialogue), fill(), quit_()
    )
    told = "\n".join(said.said)
    assert (OPENING in told and "--at results" in told) == (at is At.BEFORE)
    assert (RESULTS in told) == (at is At.RESULTS)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_mailbox_is_at_hand_wherever_it_is_needed(language: str) -> None:
    """In the portal, where a link is asked for, and after signing out; until the voter leaves."""
    messages.use(language)
    mails = Post([MAIL, CONFIRMED])
    said = await play(
        lambda dialogue: start(At.BEFORE, [mails], dialogue),
        fill(),
        take(START),  # the latest mail has no link
        leave(MAILBOX, link="typed so far"),
        take(OTHERS),
        choose("0"),
        take(TAKE),
        fill(code=CODE),
        choose(MAILBOX),
        sees("Your account"),
        take(OTHERS),
        choose("0"),
        sees("To use this link, sign out first: it is then taken from the mailbox."),
        take(RESUME),
        choose(SIGN_OUT),
        take(START_AGAIN),
        leave(MAILBOX, identifier="ada@"),  # the program begins with signing in
        sees("Your account"),
        take(OTHERS),
        choose("0"),
        take(RESUME),
        fill(identifier="ada@school.example"),
        fill(code=CODE),
        quit_(),
    )
    asked = [
        shown.screen.fields[0].value
        for shown in said.shown
        if isinstance(shown.screen, Form) and shown.screen.fields
        if isinstance(shown.screen.fields[0], LinkField)
    ]
    assert asked == [""], "what is taken along is used"
    signing_in = [
        values_of(shown)[0]
        for shown in said.shown
        if isinstance(shown.screen, Form) and shown.screen.fields
        if isinstance(shown.screen.fields[0], TextField)
    ]
    assert signing_in == ["", "ada@"]
    pages = [shown.screen for shown in said.shown if isinstance(shown.screen, Page)]
    assert [[action.name for action in page.actions] for page in pages] == [
        [START, OPEN, OTHERS],
        [RESUME, OTHERS],
        [TAKE, RESUME, OTHERS],
        [RESUME, OPEN, OTHERS],
        [RESUME, OPEN, OTHERS],
        [START_AGAIN, OPEN, OTHERS],
        [RESUME, OTHERS],
        [RESUME, OTHERS],
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_vote_opens_when_the_voter_says_so(language: str) -> None:
    messages.use(language)
    said = await play(
        lambda dialogue: start(At.BEFORE, [Post([MAIL]), Post([MAIL, CONFIRMED], PAPER)], dialogue),
        fill(),
        take(OPEN),
        sees(
            "What changes: the countdown runs to the closing, “Vote” asks for your voting code, "
            "and claims are closed. The voting notice, which has the code, arrives on paper."
        ),
        fill(),
        sees("The vote is open. Read your voting notice, then choose “Vote” in the portal."),
        take(NOTICE),
        take("to_mailbox"),
        quit_(),
    )
    pages = [shown.screen for shown in said.shown if isinstance(shown.screen, Page)]
    by_enter = [page.actions[0].name for page in pages]
    assert by_enter == [TAKE, NOTICE, "to_mailbox", NOTICE]
    named = [[action.name for action in page.actions] for page in pages if len(page.actions) > 1]
    assert named == [[TAKE, START, OPEN], *[[NOTICE, START, OTHERS]] * 2], "numbers stay"


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_who_has_signed_out_does_not_leave_in_silence(language: str) -> None:
    messages.use(language)
    said = await play(
        lambda dialogue: start(At.BEFORE, [Post([MAIL])], dialogue),
        fill(),
        take("take_link"),
        fill(code=CODE),
        choose(SIGN_OUT),
        quit_(),
    )
    assert said.notices == [OVER[language]]


async def test_a_link_that_was_taken_along_is_not_the_first_way_once_the_voter_was_in() -> None:
    said = await play(
        lambda dialogue: start(At.BEFORE, [Post([MAIL]), Post([MAIL], PAPER)], dialogue),
        fill(),
        take(TAKE),
        fill(code=CODE),
        choose(SIGN_OUT),
        take(OPEN),
        fill(),
        take(NOTICE),
        take("to_mailbox"),
        quit_(),
    )
    pages = [shown.screen for shown in said.shown if isinstance(shown.screen, Page)]
    names = [[action.name for action in page.actions] for page in pages]
    assert names[0] == [TAKE, START, OPEN]
    assert names[1] == [START_AGAIN, TAKE, OPEN]
    assert names[-1] == [START_AGAIN, TAKE, NOTICE]


@pytest.mark.parametrize("digits", ["1234 5678", "123 456 789 012 345"])
async def test_a_mailed_code_is_taken_from_the_mailbox_into_the_form(digits: str) -> None:
    """Also into one that hides it; and where no code is asked for, none is offered."""
    mail = DemoMail(
        "elections@portal.example", "ada@school.example", "Code", f"Code:\n\n{digits}\n"
    )

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        async def submit(_answers: Answers) -> None:
            return None

        shown = TextField(name="digits", label="Code", brief="code", find=find_code, parse=str)
        hidden = SecretField(name="digits", label="Code", brief="code", find=find_code)
        for field in (shown, hidden, identifier_field()):
            form = Form(title="Question", fields=[field], submit=submit, submit_label="Go", busy="")
            await dialogue.ask(form._replace(key=field.label))

    said = await play(
        lambda dialogue: demonstrate(
            dialogue, At.BEFORE, Around(Post([MAIL, mail])), visit, OPENING
        ),
        fill(),
        take(START),
        leave(MAILBOX, digits="12"),
        take(USE_CODE),
        leave(MAILBOX, digits="12"),
        take(RESUME),
        leave(MAILBOX),
        take(USE_CODE),
        leave(MAILBOX, identifier="ada@"),
        take(RESUME),
        fill(identifier="ada@school.example"),
        quit_(),
    )
    screens = [shown.screen for shown in said.shown]
    values = [value for shown in said.shown for value in values_of(shown)]
    assert values == ["", Secret(), Secret("12"), "", "ada@"], "what is taken along is used"
    pages = [each for each in screens if isinstance(each, Page)]
    offered = [USE_CODE in {action.name for action in page.actions} for page in pages]
    assert offered == [False, True, True, True, False, False]


async def test_each_mail_of_the_list_has_a_name_and_no_number_but_that_of_its_row() -> None:
    said = await play(
        lambda dialogue: start(At.BEFORE, [Post([MAIL, MAIL, CONFIRMED, MAIL])], dialogue),
        fill(),
        take(OTHERS),
        choose("0"),
        quit_(),
    )
    (menu,) = [shown.screen for shown in said.shown if isinstance(shown.screen, Menu)]
    told = [option.label for option in menu.options]
    assert told == ["Opening", "Active", "Opening, older 1", "Opening, older 2"]


async def test_back_from_a_mail_of_the_list_is_the_list() -> None:
    said = await play(
        lambda dialogue: start(At.BEFORE, [Post([MAIL, CONFIRMED])], dialogue),
        fill(),
        take(OTHERS),
        choose("0"),
        take(BACK),
        choose(BACK),
        quit_(),
    )
    titles = [shown.screen.title for shown in said.shown]
    mailbox, mails = "Mailbox of ada@school.example", "Emails received, the latest first"
    assert titles[1:] == [mailbox, mails, mailbox, mails, mailbox]


async def test_a_home_whose_vote_was_opened_is_asked_for_anew() -> None:
    """What it offers is not what it was: claims are closed."""
    received = [Post([CONFIRMED]), Post([CONFIRMED], PAPER)]
    ways: list[Opened | Left] = []

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        actions = [Action(SIGN_OUT, "Sign out", "signout", Role.SIGN_OUT)]
        home = Menu(title="Home", options=[], actions=actions, can_go_back=False)
        ways.append(await dialogue.choose(home))

    await play(
        lambda dialogue: demonstrate(dialogue, At.BEFORE, Around(*received), visit, OPENING),
        fill(),
        take(START),
        choose(MAILBOX),
        take(OPEN),
        fill(),
        take(RESUME),
        quit_(),
    )
    assert ways == [BACK]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_mailbox_is_at_hand_where_a_mailed_code_is_asked_for(language: str) -> None:
    """... and what was typed of it is there on the way back."""
    messages.use(language)

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        async def submit(_answers: Answers) -> None:
            return None

        code = TextField(name="digits", label="Code", brief="code", find=find_code, parse=str)
        await dialogue.ask(
            Form(
                title="Question",
                key="code",
                fields=[code],
                submit=submit,
                submit_label="Go",
                busy="",
            )
        )

    said = await play(
        lambda dialogue: demonstrate(dialogue, At.BEFORE, Around(Post([MAIL])), visit, OPENING),
        fill(),
        take(START),
        leave(MAILBOX, digits="123"),
        take(RESUME),
        fill(digits="12345"),
        quit_(),
    )
    assert [value for shown in said.shown for value in values_of(shown)] == ["", "123"]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_mailbox_is_at_hand_at_every_question_before_the_voter_is_in(
    language: str,
) -> None:
    """What was typed is kept, and a link is taken elsewhere."""
    messages.use(language)

    async def renew() -> str:
        return "Three?"

    async def submit(answers: Answers) -> Answers:
        return answers

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        form = Form(
            title="Sign in",
            key="sign_in",
            fields=[
                ChoiceField(
                    name="question", label="Question", parse=str, options=[Option("pet", "Pet?")]
                ),
                SecretField(name="password", label="Password"),
                CaptchaField(name="captcha", label="Captcha", question="Two?", renew=renew),
            ],
            submit=submit,
            submit_label="Go",
            busy="",
        )
        answers: Answers | Left = await dialogue.ask(form)
        assert isinstance(answers, Answers)

        dialogue.head(SIGNED_IN)
        answers = await dialogue.ask(form)

    said = await play(
        lambda dialogue: demonstrate(dialogue, At.BEFORE, Around(Post([MAIL])), visit, OPENING),
        fill(),
        take(START),
        leave(MAILBOX, question="pet", password="Soleil42", captcha="2"),
        take(RESUME),
        fill(captcha="3"),
        quit_(),
    )
    pages = [shown.screen for shown in said.shown if isinstance(shown.screen, Page)]
    assert [action.name for action in pages[1].actions] == [RESUME]
    first, again, inside = (shown for shown in said.shown if shown.screen.title == "Sign in")
    assert [action.name for action in first.screen.actions] == [MAILBOX]
    assert values_of(again) == ["pet", Secret("Soleil42"), "2"]
    assert not inside.screen.actions, "the home has it"


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_who_leaves_from_inside_is_told_that_nothing_of_it_remains(language: str) -> None:
    """Not that their account remains active, which is so for who signs out and goes on."""
    messages.use(language)
    signed_out = _("You have signed out. Your account remains active.")

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        actions = [Action(SIGN_OUT, "Sign out", "signout", Role.SIGN_OUT)]
        home = Menu(title="Home", options=[], actions=actions)
        dialogue.head(SIGNED_IN)
        with suppress(SignOut):
            await dialogue.choose(home)
        dialogue.head(Heading())
        dialogue.notify(Notice(signed_out))

    def demonstration(dialogue: Dialogue) -> Coroutine[Any, Any, None]:
        return demonstrate(dialogue, At.BEFORE, Around(Post([MAIL])), visit, OPENING)

    inside = await play(demonstration, fill(), take(START), quit_())
    assert inside.notices == [OVER[language]]
    at_the_desk = (fill(), take(START), choose(SIGN_OUT))
    for leaving in ((quit_(),), (take(BACK), quit_())):
        out = await play(demonstration, *at_the_desk, *leaving)
        assert out.notices == [signed_out, OVER[language]]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_who_leaves_half_way_is_told_that_the_link_leads_nowhere(language: str) -> None:
    messages.use(language)

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        await dialogue.show(Page(title="A password", blocks=[]))

    def demonstration(dialogue: Dialogue) -> Coroutine[Any, Any, None]:
        return demonstrate(dialogue, At.BEFORE, Around(Post([MAIL])), visit, OPENING)

    for leaving in ((take(TAKE), quit_()), (quit_(),)):
        half_way = await play(demonstration, fill(), *leaving)
        assert half_way.notices == [UNUSED[language]]
        assert half_way.was_quit
    at_once = await play(demonstration, quit_())
    assert at_once.notices == [], "there was no link yet"


async def test_the_heading_tells_the_opening_as_soon_as_the_page_does() -> None:
    asked = 0
    told: list[CountdownView] = []

    def view() -> CountdownView:
        phase = Phase.OPEN if asked else Phase.BEFORE
        return CountdownView(phase, None, heading="", spoken="", lines=[])

    async def ask_portal() -> None:
        nonlocal asked
        asked += 1

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        dialogue.head(Heading(countdown=Countdown(view, lambda: False, ask_portal)))
        actions = [Action(SIGN_OUT, "Sign out", "signout", Role.SIGN_OUT)]
        await dialogue.choose(Menu(title="Home", options=[], actions=actions, can_go_back=False))

    async def demonstration(dialogue: Dialogue) -> None:
        around = Around(Post([CONFIRMED]), Post([CONFIRMED], PAPER))
        head = dialogue.head

        def shown(heading: Heading) -> None:
            assert heading.countdown is not None
            told.append(heading.countdown.view())
            head(heading)

        with patch.object(dialogue, "head", shown):
            await demonstrate(dialogue, At.BEFORE, around, visit, OPENING)

    await play(demonstration, fill(), take(START), choose(MAILBOX), take(OPEN), fill(), quit_())
    assert [view.phase for view in told] == [Phase.BEFORE, Phase.OPEN]


@pytest.mark.parametrize("language", ["en", "fr"])
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

    said = await play(
        lambda dialogue: demonstrate(dialogue, At.BEFORE, Around(Post([MAIL])), visit, OPENING),
        *(fill(), take(START), take(BACK), take(BACK), take(BACK), quit_()),
    )
    pages = [shown.screen for shown in said.shown if shown.screen.title == "Page"]
    last = [page.blocks[-1] for page in pages if isinstance(page, Page)]
    assert last == [Prose(ends), Prose(ends), Prose("Hi")]
    assert said.notices[:2] == [f"{saved.text}\n{ends}", "Not saved."]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_refused_password_is_gone_behind_a_look_into_the_mailbox(
    language: str,
) -> None:
    """... and what was wrong with it no longer stands beside what is empty."""
    messages.use(language)

    def check(_password: Secret, _answers: Answers) -> None:
        raise Refused(FieldError("password", "Easily guessed.", "easy"))

    async def visit(dialogue: Dialogue, _mail: str, _way: str) -> None:
        async def submit(_answers: Answers) -> None:
            return None

        fields = [
            SecretField(name="password", label="Password", check=check),
            SecretField(name="again", label="Again", repeats="password"),
        ]
        await dialogue.ask(
            Form(title="New password", fields=fields, submit=submit, submit_label="Go", busy="")
        )

    async def journey(dialogue: Dialogue) -> None:
        await demonstrate(dialogue, At.BEFORE, Around(Post([MAIL])), visit, OPENING)

    async with on_stage(journey) as stage:

        async def leads_on(*keys: str) -> None:
            before = stage.program.seen
            await stage.press(*keys)
            await stage.until(lambda: before is not stage.program.seen is stage.program.screen)

        await leads_on("enter")
        await leads_on("enter")
        await stage.sees("New password")
        await stage.enter("Soleil42")
        await stage.press("enter")
        await stage.press("tab")
        await stage.enter("Soleil43")
        await stage.sees("✗ Easily guessed.")
        await leads_on("ctrl+l")
        await leads_on("enter")
        await stage.sees("New password")
        assert "Easily guessed." not in stage.text
        assert "•" not in stage.text


async def test_a_link_that_was_refused_is_not_offered_again() -> None:
    async def visit(dialogue: Dialogue, mail: str, _way: str) -> None:
        async def submit(_answers: Answers) -> None:
            raise Refused(FieldError("link", "This link has already been used.", "used"))

        link = LinkField(name="link", label="Link", value=mail, find=link_in, parse=str)
        form = Form(
            title="Link", key="link", fields=[link], submit=submit, submit_label="Go", busy=""
        )
        assert await dialogue.ask(form) is BACK

    said = await play(
        lambda dialogue: demonstrate(dialogue, At.BEFORE, Around(Post([MAIL])), visit, OPENING),
        fill(),
        take(TAKE),
        leave(),
        take(BACK),
        quit_(),
    )
    assert [value for shown in said.shown for value in values_of(shown)] == [""]
