"""A key does one thing, and a thing is done by one key, on every screen that a voter meets."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import product

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Stage, on_stage
from tests.walks import walked
from tests.ways import some
from tui_voter import messages
from tui_voter.audit.heard import present
from tui_voter.audit.rest import come_to_rest
from tui_voter.dialogue import (
    NO,
    YES,
    Action,
    Answers,
    Batch,
    Dialogue,
    Form,
    Heading,
    Left,
    Listing,
    Menu,
    Notice,
    Opened,
    Option,
    Page,
    Prose,
    Role,
    Row,
    SignOut,
    TextField,
    TimeLimit,
    Took,
)
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.themes import LOOKS
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.chrome import KeysRow

FUNCTION_KEY = re.compile(r"F\d+|Ctrl\+[LOP]")


def met(frame: QuestionScreen) -> set[tuple[str, Role | str | None]]:
    """The function keys of this screen, in its footer and on its buttons, with their roles."""
    named: set[tuple[str, Role | str | None]] = set()
    roles = {action.name: action.role for action in frame.actions}
    for key in frame.keys():  # noqa: SIM118 - no mapping
        role = re.fullmatch(r"screen\.obey\('(\w+)'\)", key.action)
        named.add((key.name, Role[role[1]] if role else key.action))
    for button in frame.query(Button):
        if button.name in roles:
            named.add((button.label.partition(" ")[0], roles[button.name]))
    return {(key, act) for key, act in named if FUNCTION_KEY.fullmatch(key)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "theme"),
    some(("fr", "visual"), of=product(messages.LANGUAGES, LOOKS[:2])),
)
async def test_no_key_has_two_meanings_no_act_has_two_keys_and_two_rows_tell_them(
    language: str, theme: str
) -> None:
    """At 80 by 24 the keys leave the rows to what is read, wherever the voter is on a page; those
    of its buttons stand on these as well."""
    screens = await walked(language)
    acts: dict[str, set[Role | str | None]] = defaultdict(set)
    unnamed: set[tuple[str, str]] = set()
    high: list[str] = []

    async def journey(dialogue: Dialogue) -> None:
        nonlocal unnamed
        titles = set[str]()
        for shown in screens:
            screen = shown.screen
            if isinstance(screen, Listing):
                screen = screen._replace(fetch=partial(_rows, shown.rows))
            dialogue.head(shown.heading)
            asked = asyncio.ensure_future(present(dialogue, screen))
            while not (frame := standing(program)) or frame.page_title != screen.title:  # noqa: ASYNC110
                await asyncio.sleep(0.001)  # frames need real time
            for key, act in met(frame):
                acts[key].add(act)
            if isinstance(screen, Form):
                await come_to_rest(frame)
                footer = str(frame.query_one(KeysRow).render())
                seen = frame.body.region.contains_region
                keys = (
                    p.label.partition(" ")[0] for p in frame.query(Button) if not seen(p.region)
                )
                of_keys = filter(FUNCTION_KEY.fullmatch, keys)
                unnamed |= {(screen.title, key) for key in of_keys if f"{key} " not in footer}
            for _stop in frame.focus_chain if screen.title not in titles else ():
                if frame.query_one(KeysRow).size.height > 2:
                    high.append(screen.title)
                await Stage(program).press("tab")
            titles.add(screen.title)
            frame.fail(Gone())
            with pytest.raises(Gone):
                await asked

    async def to_the_end(dialogue: Dialogue) -> None:
        try:
            await journey(dialogue)
        finally:  # also where it fails, or the time of this test is over
            ended.set()

    ended = asyncio.Event()
    program = Program(to_the_end, theme=theme, dark=True)
    await program.begin()
    async with program.run_test(size=(80, 24)):
        await ended.wait()
    await program.see_out()
    assert high == []
    assert {key: does for key, does in acts.items() if len(does) > 1} == {}
    assert sum(map(len, acts.values())) == len(set[object]().union(*acts.values()))
    assert unnamed == set()
    assert {"F3", "F4", "F5", "F7", "F8", "F9", "F12", "Ctrl+L"} <= {*acts}


def standing(program: Program) -> QuestionScreen | None:
    """The question that is to be seen, until it is answered."""
    frame = program.screen if program.is_running else None
    mounted = isinstance(frame, QuestionScreen) and frame.is_mounted and not frame.outcome.done()
    return frame if mounted and isinstance(frame, QuestionScreen) else None


async def _rows(rows: list[Row], _search: str, _after: str) -> Batch:
    return Batch(rows)


def plain_listing() -> Listing:
    """Rows that open, and nothing to search by."""
    rows = [Row(name, name) for name in ("Aube", "Brise", "Cap")]
    return Listing(title="Rows", fetch=partial(_rows, rows), empty="None.", opens=stories.opened)


class Gone(Exception):
    """The screen has been looked at."""


@pytest.mark.parametrize("key", ["f1", "ctrl+g"])
async def test_help_comes_by_keys_that_no_terminal_takes(key: str) -> None:
    async with on_stage(lambda d: d.ask(stories.password_form())) as stage:
        await stage.enter("a?")
        await stage.sees("••")  # in a text it is a letter like others
        await stage.press(key)
        await stage.sees("Le mot de passe compte 12")
        assert re.search(r"^ *F1 Ctrl\+G +help$", stage.text, re.M)
        await stage.press(key)
        await stage.sees("••")
        assert "Ctrl+G help" in stage.text


@pytest.mark.parametrize(
    ("heading", "person"),
    [
        (Heading(), "contact the help desk: the email with your link says how."),
        (Heading(support="Help desk: 01 99 00 12 34."), "Help desk: 01 99 00 12 34."),
    ],
)
async def test_the_last_sentence_of_every_help_says_how_to_reach_a_person(
    heading: Heading, person: str
) -> None:
    """Before a portal is known, too."""

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(heading)
        await dialogue.show(stories.mailbox_page())

    async with on_stage(journey, size=(80, 40)) as stage:
        await stage.press("f1")
        await stage.sees("F1 Ctrl+G")
        above_the_keys = stage.text.rpartition("Esc back")[0].replace("─", " ")
        assert " ".join(above_the_keys.split()).endswith(person)


@pytest.mark.parametrize("ask", [stories.home_menu, stories.roll_listing, stories.mailbox_page])
async def test_a_question_mark_is_for_help_where_no_text_is_typed(ask: object) -> None:
    async def journey(dialogue: Dialogue) -> None:
        await present(dialogue, ask())  # type: ignore[operator]

    async with on_stage(journey) as stage:
        await stage.sees("? help")
        await stage.enter("?")
        await stage.sees("F1 Ctrl+G ?    help")
        await stage.enter("?")
        await stage.until(lambda: "F1 Ctrl+G ?" not in stage.text)


def footer(stage: Stage) -> str:
    return stage.text.rpartition("─")[2]


async def test_the_footer_names_the_keys_of_links_that_are_out_of_sight() -> None:
    form = stories.password_form()._replace(
        actions=[Action("forgotten", "Mot de passe oublié", "oublié", Role.MAIL)],
    )
    async with on_stage(lambda d: d.ask(form)) as stage:
        await stage.sees("F3 mot de passe oublié")
        assert "F3 mot de passe oublié" in footer(stage)


@pytest.mark.parametrize(("size", "told"), [((40, 24), "help…"), ((80, 16), "help, other keys")])
async def test_the_footer_says_that_help_names_the_keys_that_it_has_no_room_for(
    size: tuple[int, int], told: str
) -> None:
    heading = stories.HEADING

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(heading)
        await dialogue.ask(stories.password_form())

    async with on_stage(journey, size=size) as stage:
        await stage.sees(told)
        await stage.press("f1")
        await stage.sees("Ctrl+Q")
    async with on_stage(journey, size=(200, 50)) as stage:
        await stage.sees("Ctrl+G help", "F6 theme")
        assert told not in stage.text


@pytest.mark.parametrize("width", range(60, 100, 4))
async def test_no_key_that_is_less_needed_takes_the_room_of_the_way_out(width: int) -> None:
    """However short it is."""
    actions = [
        Action("a", "One way or the other", "one"),
        *stories.home_menu().actions,
        Action("mailbox", "Mailbox", "mail", Role.MAILBOX),
    ]
    menu = stories.home_menu()._replace(actions=actions)
    async with on_stage(lambda d: d.choose(menu), size=(width, 16)) as stage:
        await stage.sees("Esc back")
        footer = stage.text.splitlines()[-2:]
        assert "F6" not in str(footer) or "Ctrl+Q" in str(footer)


async def test_no_key_stands_alone_in_the_last_line_of_the_footer() -> None:
    async with on_stage(lambda d: d.ask(stories.link_form()), size=(86, 24)) as stage:
        await stage.sees("Ctrl+G help…")  # which names that of the arrows
        last = footer(stage).strip()
        assert last.startswith("Enter")
        assert last.endswith("F6 theme")


@pytest.mark.parametrize(
    "ask",
    [
        stories.home_menu,
        stories.roll_listing,
        stories.mailbox_page,
        stories.link_form,
        stories.question_form,
    ],
)
async def test_a_function_key_that_does_nothing_here_says_so(ask: object) -> None:
    async def journey(dialogue: Dialogue) -> None:
        await present(dialogue, ask())  # type: ignore[operator]

    async with on_stage(journey) as stage:
        await stage.sees("help")
        frame = stage.program.screen
        assert isinstance(frame, QuestionScreen)
        named = {key.name for key in frame.keys()}  # noqa: SIM118 - no mapping
        keys = {f"F{number}" for number in (2, 3, 5, 7, 8, 9)} | {"Ctrl+L", "Ctrl+O", "Ctrl+P"}
        for key in sorted(keys - named):
            await stage.press(key.lower())
            await stage.sees(f"{key} does nothing on this page.")
            assert stage.program.screen is frame


@pytest.mark.parametrize(
    ("ask", "keys"),
    [
        (stories.mailbox_page, "x9"),
        (lambda: stories.countdown_page(stories.Clock(90_000)), "x9"),
        (stories.results_page, "x9"),
        (stories.confirm_menu, "#"),
        (plain_listing, "x"),
    ],
)
async def test_a_letter_or_a_number_that_does_nothing_here_says_so(ask: object, keys: str) -> None:
    async def journey(dialogue: Dialogue) -> None:
        await present(dialogue, ask())  # type: ignore[operator]

    async with on_stage(journey) as stage:
        await stage.sees("help")
        frame = stage.program.screen
        for key in keys:
            await stage.press("f3")
            await stage.sees("F3 does nothing on this page.")
            await stage.enter(key)
            await stage.sees(f"{key} does nothing on this page. ? names")
            assert stage.program.screen is frame


@pytest.mark.parametrize("ask", [stories.confirm_menu, stories.home_menu, plain_listing])
async def test_a_number_that_a_list_does_not_have_is_told(ask: object) -> None:
    async def journey(dialogue: Dialogue) -> None:
        await present(dialogue, ask())  # type: ignore[operator]

    async with on_stage(journey) as stage:
        await stage.sees("help")
        await stage.enter("0")
        await stage.sees("There is no number 0 here.")
        await stage.enter("2")
        await stage.until(lambda: "There is no number" not in stage.text)


@pytest.mark.parametrize("ask", [stories.home_menu, plain_listing])
async def test_enter_behind_a_number_that_is_not_there_takes_nothing_else(ask: object) -> None:
    taken: list[object] = []

    async def journey(dialogue: Dialogue) -> None:
        taken.append(await present(dialogue, ask()))  # type: ignore[operator]

    async with on_stage(journey) as stage:
        await stage.sees("help")
        await stage.press("0", "enter")
        await stage.sees("There is no number 0 here: nothing was chosen.")
        assert not taken
        await stage.press("0", "home", "enter")  # another key: Enter is for what it leads to
        await stage.until(lambda: taken)


@pytest.mark.parametrize("key", ["end", "down", "tab"])
async def test_that_a_key_does_nothing_is_told_until_the_next_key(key: str) -> None:
    async with on_stage(lambda d: d.show(stories.mailbox_page())) as stage:
        await stage.sees("help")
        await stage.press("f3")
        await stage.sees("F3 does nothing on this page.")
        await stage.press(key)
        assert "does nothing" not in stage.text


async def test_what_is_typed_ahead_of_a_question_is_told_nothing() -> None:
    async def journey(_dialogue: Dialogue) -> None:
        await asyncio.Event().wait()

    async with on_stage(journey) as stage:
        await stage.sees("One moment…")
        await stage.enter("x")
        assert "does nothing" not in stage.text


@pytest.mark.parametrize("ask", [stories.roll_listing, stories.mailbox_page, stories.home_menu])
@pytest.mark.parametrize("chosen", [YES, NO])
async def test_the_key_that_signs_out_works_on_every_page_and_asks_first(
    ask: Callable[[], Listing | Menu | Page], chosen: str
) -> None:
    guard = Menu(
        title="Sign out all the same?",
        text=["A receipt is not saved."],
        options=[Option(NO, "No, stay signed in"), Option(YES, "Yes, sign out all the same")],
        chosen=NO,
        irrevocable=True,
    )
    ways: list[str] = []

    async def journey(dialogue: Dialogue) -> None:
        async def may(unsent: str) -> bool:
            assert unsent == "", "nothing was typed"
            return await dialogue.choose(guard) == Opened(YES)

        dialogue.head(stories.HEADING._replace(sign_out=may))
        screen = ask()
        if isinstance(screen, Menu):  # without the home's own way out
            screen = screen._replace(actions=())
        try:
            await present(dialogue, screen)
        except SignOut:
            ways.append("signed out")
        else:
            ways.append("stayed")

    async with on_stage(journey) as stage:
        await stage.sees("help")
        before = stage.text
        await stage.press("f12")
        await stage.sees("Sign out all the same?", "A receipt is not saved.")
        await stage.press("2" if chosen == YES else "1", "enter")
        if chosen == YES:
            await stage.until(lambda: bool(ways))
        else:
            await stage.until(lambda: stage.text == before)
    assert ways == (["signed out"] if chosen == YES else [])


async def test_who_signs_out_of_a_form_is_told_of_what_they_typed() -> None:
    told: list[str] = []

    async def journey(dialogue: Dialogue) -> None:
        async def may(unsent: str) -> bool:
            told.append(unsent)
            return True

        dialogue.head(stories.HEADING._replace(sign_out=may))
        field = TextField(name="name", label="Name", parse=str)

        async def submit(_answers: Answers) -> None:
            return None

        form: Form[None] = Form(title="A form", fields=[field], submit=submit, busy="Sending…")
        with suppress(SignOut):
            await dialogue.ask(form)
        await dialogue.show(Page(title="Out", blocks=[]))

    async with on_stage(journey) as stage:
        await stage.sees("A form")
        await stage.enter("Ann")
        await stage.press("f12")
        await stage.sees("Out")
    assert told == ["A form"]


async def test_who_signs_out_over_the_form_that_extends_the_session_is_out() -> None:
    async def journey(dialogue: Dialogue) -> None:
        async def may(_unsent: str) -> bool:
            return True

        async def extend() -> Notice:
            await dialogue.ask(stories.password_form())
            return Notice("Extended.")

        limit = TimeLimit(lambda: 800.0, lambda: "The session", extend, lambda: "13 min")
        dialogue.head(stories.HEADING._replace(session=limit, sign_out=may))
        with suppress(SignOut):
            await dialogue.choose(stories.home_menu())
        dialogue.head(stories.HEADING)
        await dialogue.show(Page(title="Out", blocks=[]))

    async with on_stage(journey) as stage:
        await stage.sees("help")
        await stage.press("ctrl+r")
        await stage.sees("Créez votre mot de passe")
        await stage.press("f12")
        await stage.sees("Out")


async def test_who_waits_for_an_answer_cannot_sign_out_behind_it() -> None:
    """The question would be left over when the answer comes."""
    answers = asyncio.Event()
    asked: list[str] = []

    async def journey(dialogue: Dialogue) -> None:
        async def may(unsent: str) -> bool:
            asked.append(unsent)
            return True

        async def submit(_answers: Answers) -> None:
            await answers.wait()

        dialogue.head(stories.HEADING._replace(sign_out=may))
        form: Form[None] = Form(title="A form", fields=[], submit=submit, busy="Sending…")
        await dialogue.ask(form)
        with suppress(SignOut):
            await dialogue.show(Page(title="Sent", blocks=[]))
        await dialogue.show(Page(title="Out", blocks=[]))

    async with on_stage(journey) as stage:
        await stage.sees("A form")
        await stage.press("enter", "f12")
        await stage.sees("No answer yet. Esc: stop waiting.")
        assert asked == []
        answers.set()
        await stage.sees("Sent")
        await stage.press("f12")
        await stage.sees("Out")


async def test_a_number_leads_to_an_act_of_a_page_that_has_no_key_and_enter_takes_it() -> None:
    actions = [Action(name, name.title()) for name in ("close", "contact", "claim", "password")]
    actions[2] = actions[2]._replace(role=Role.WRITE)
    answered: list[Left] = []

    async def journey(dialogue: Dialogue) -> None:
        page = Page(title="Account", blocks=[Prose("Yours.")], actions=actions)
        answered.append(await dialogue.show(page))

    async with on_stage(journey) as stage:
        await stage.sees("[ 1 Close ]", "[ 2 Contact ]", "[ F8 Claim ]", "[ 4 Password ]")
        await stage.press("4")
        assert not answered
        await stage.press("enter")
        await stage.until(lambda: answered)
    assert answered == [Took("password")]
