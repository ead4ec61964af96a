"""Every rule finds what breaks it, and nothing where nothing is broken."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count, repeat
from typing import Any

import pytest
from textual import events
from textual.color import Color
from textual.geometry import Offset
from textual.widget import Widget

from tests.fullscreen.stage import on_stage
from tui_voter.audit.record import Screen, Shown
from tui_voter.audit.rest import come_to_rest
from tui_voter.audit.rules import Rule
from tui_voter.audit.run import judge
from tui_voter.audit.seen import Look
from tui_voter.audit.vocabulary import check_translated
from tui_voter.dialogue import (
    Action,
    Answers,
    Batch,
    CaptchaField,
    ChoiceField,
    FieldError,
    Form,
    Heading,
    Listing,
    Menu,
    Option,
    Page,
    PolicyLine,
    Prose,
    SecretField,
    Step,
    TextField,
    Took,
)
from tui_voter.fullscreen.fields.base import FieldBox
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.painted import Painted
from tui_voter.fullscreen.widgets import list_box
from tui_voter.fullscreen.widgets.button import Button
from tui_voter.fullscreen.widgets.options import Radio
from tui_voter.fullscreen.widgets.words import Words
from tui_voter.linear.choices import Choice
from tui_voter.linear.fields.base import FieldTalk
from tui_voter.linear.prompts import Prompts

DARK = Look("accessible", True, 80)


async def accept(_answers: Answers) -> None: ...


async def another() -> str:
    return "Type in digits: one, two"


async def no_rows(_search: str, _after: str) -> Batch:
    return Batch([])


NAME = TextField(parse=str, name="name", label="Family name", hint="As on your badge.")
COLOUR = ChoiceField(
    parse=str,
    name="colour",
    label="Colour",
    options=[Option("r", "Red"), Option("g", "Green")],
    value="g",
)
SECRET = SecretField(
    name="secret", label="Password", rules=lambda _secret, _view: [PolicyLine("a digit", False)]
)
CAPTCHA = CaptchaField(
    name="captcha", label="Captcha", hint="Help: 01 99", question="Type: one", renew=another
)
FORM: Form[None] = Form(
    title="About you",
    step=Step(2, "abcd"),
    intro=["The elections office reads what you write here, and answers by mail within a week."],
    fields=[NAME, COLOUR, SECRET, CAPTCHA],
    submit=accept,
    submit_label="Send",
    busy="Sending…",
    actions=[Action("new_link", "Get a new link", "link")],
    help="Say who you are.",
    time_left=lambda: "Five minutes are left.",
)
MENU = Menu(title="Your way", options=[Option("a", "This one"), Option("b", "That one")])
LISTING = Listing(
    title="Your claims", fetch=no_rows, empty="There are none.", search_label="Name", help="Type."
)
PAGE = Page(title="Done", blocks=[Prose("All went well.")])
ERRORS = (
    FieldError("name", "Too short: 1 letter out of 3. Type the whole name.", "1 out of 3"),
    FieldError("colour", "Choose one of the two.", "missing"),
    FieldError("", "The portal cannot be reached. Try again.", "cannot be reached"),
)


def shown(screen: Screen, *errors: FieldError, language: str = "en") -> Shown:
    one = Shown(screen, language, heading=Heading("An election", "portal.example"))
    one.complain(errors)
    one.said = tuple(one.texts())
    return one


def submitting(form: Form[None], act: str) -> Shown:
    one = shown(form)
    one.acts.append(act)
    return one


async def broken_by(*screens: Shown, looks: Iterable[Look] = ()) -> set[Rule]:
    """The rules that are not kept, the goals among them."""
    reports = await judge(screens, [*looks])
    check_translated(reports, [])
    return {fault.rule for report in reports for fault in report.ledger.faults}


async def faults_of(*screens: Shown, looks: Iterable[Look] = ()) -> set[Rule]:
    return {rule for rule in await broken_by(*screens, looks=looks) if not rule.is_goal}


async def test_nothing_is_found_where_nothing_is_broken() -> None:
    screens = [shown(FORM, *ERRORS), shown(MENU), shown(LISTING), shown(PAGE)]
    looks = [DARK, Look("accessible", False, 40), Look("visual", True, 80)]
    assert await faults_of(*screens, looks=looks) == set()
    long = FORM._replace(fields=[], intro=[f"This is line {n}." for n in range(30)])
    assert await faults_of(shown(long), looks=[DARK]) == set()  # it is read first


# --- The objects


def asked(item: Any) -> Shown:
    """The form with a field more."""
    return shown(FORM._replace(fields=[item, *FORM.fields]))


def choice(*labels: str) -> ChoiceField[str]:
    options = [Option(label, label) for label in labels]
    return ChoiceField(parse=str, name="x", label="Which", options=options)


def acts(*words: tuple[str, str]) -> Shown:
    actions = [Action(label, label, word) for label, word in words]
    return shown(LISTING._replace(actions=actions))


def told(says: str, short: str) -> Shown:
    return shown(FORM, FieldError("name", says, short))


OBJECTS: list[tuple[Rule, Shown]] = [
    (Rule.TITLE, shown(PAGE._replace(title=" "))),
    (Rule.NAME, shown(MENU._replace(options=[Option("a", "This one"), Option("b", "")]))),
    (Rule.RECAP, submitting(FORM, "/api/claims")),
    (Rule.UNIQUE_NAME, asked(NAME._replace(name="other", label="Colour"))),
    (Rule.UNIQUE_NAME, shown(MENU._replace(options=[Option("a", "So"), Option("b", "so")]))),
    (Rule.LABEL_WIDTH, asked(NAME._replace(name="x", label="A name of 25 columns here"))),
    *((Rule.HELP, shown(FORM._replace(help=""))), (Rule.HELP, shown(LISTING._replace(help="")))),
    *((Rule.CHOICES, asked(choice())), (Rule.CHOICES, asked(choice("A", "a")))),
    *((Rule.ACTION_WORD, acts(("Help me", "help"))), (Rule.ACTION_WORD, acts(("Save", "")))),
    (Rule.ACTION_WORD, acts(("Save", "go"), ("Close", "go"))),
    (Rule.WAY_OUT, shown(PAGE._replace(can_go_back=False))),
    (Rule.TIME_TOLD, shown(FORM._replace(time_left=lambda: ""))),
    (Rule.CAPTCHA_WORDS, shown(FORM._replace(fields=[CAPTCHA._replace(question=" ")]))),
    *((Rule.ERROR_SENTENCE, told("wrong", "wrong")), (Rule.ERROR_SENTENCE, told("", "wrong"))),
    (Rule.ERROR_SHORT, told("This is wrong.", "")),
    (Rule.ERROR_SHORT, told("This is wrong.", "this is all wrong!!")),
    (Rule.ERROR_SHORT, told("This is wrong.", "wrong.")),
    (Rule.PLAIN_LETTERS, shown(PAGE._replace(blocks=[Prose("┌────┐")]))),
    (Rule.LINES_PLAIN, shown(FORM._replace(intro=["│ Look here │"]))),
]


@pytest.mark.parametrize(("rule", "seeded"), OBJECTS, ids=[rule for rule, _seeded in OBJECTS])
async def test_an_object_that_breaks_a_rule(rule: Rule, seeded: Shown) -> None:
    assert rule in await faults_of(seeded)


async def test_a_text_without_translation() -> None:
    french = PAGE._replace(title="Terminé")
    assert Rule.TRANSLATED in await faults_of(shown(french, language="fr"), shown(PAGE))
    alike = PAGE._replace(title="Captcha", blocks=[])  # in the catalogue
    assert await faults_of(shown(alike, language="fr"), shown(alike)) == set()


# --- The linear voice


SAME = "The same is said here again."
PROMPTS = [
    (Rule.PROMPT_WIDTH, ["2 of 4, family name, as it stands on your badge: "], []),
    *((Rule.PROMPT_WIDTH, ["2 of 4, family name:"], []), (Rule.PROMPT_PURPOSE, ["2 of 4: "], [])),
    (Rule.PROMPT_ERROR, ["2 of 4, family name: "], []),
    (Rule.PROMPT_CHANGES, ["2 of 4, family name: "], []),
    (Rule.ROOM, ["2 of 4, family name, on badge: "], []),
    (Rule.ECHO, ["2 of 4, name: ", "2 of 4, name ?!: "], []),
    (Rule.HEARD_ONCE, ["2 of 4, name: "], [SAME, SAME]),
]


@pytest.mark.parametrize(("rule", "prompts", "intro"), PROMPTS)
async def test_a_voice_with_a_fault(
    rule: Rule, prompts: Sequence[str], intro: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer of one letter stands behind the first prompt, and the cursor behind that."""
    coming = chain(prompts, repeat(prompts[-1]))
    monkeypatch.setattr(Prompts, "compose", lambda *_asked, **_how: ([], next(coming)))
    screen = FORM._replace(fields=[NAME], intro=intro)
    assert rule in await broken_by(shown(screen, ERRORS[0]))


LINES = Choice._lines


@pytest.mark.parametrize(
    ("item", "owner", "name", "silent"),
    [
        (NAME._replace(value="Martin"), FieldTalk, "kept_line", lambda _talk: []),
        (COLOUR, Choice, "_lines", lambda it: [x.replace("Chosen: ", "") for x in LINES(it)]),
    ],
)
async def test_a_state_that_is_not_said(
    item: Any, owner: type[Any], name: str, silent: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = shown(FORM._replace(fields=[item]))
    assert await faults_of(screen) == set()
    monkeypatch.setattr(owner, name, silent)
    assert await faults_of(screen) == {Rule.STATE_IN_WORDS}


async def test_an_error_that_counts_down_is_held_against_what_it_said_first() -> None:
    left = count(754, -1)
    error = FieldError("", lambda: f"It is busy. Try again in {next(left)} s.", "busy")
    assert await faults_of(shown(FORM, error), shown(LISTING, error), looks=[DARK]) == set()


# --- The full screen


NAMELESS = [
    FORM._replace(fields=[NAME._replace(label="", hint="")]),
    *(MENU._replace(options=[Option("a", "")]), FORM._replace(fields=[], submit_label=" ")),
]


@pytest.mark.parametrize("screen", NAMELESS)
async def test_a_control_that_is_painted_without_a_name(screen: Screen) -> None:
    assert Rule.NAME in await faults_of(shown(screen), looks=[DARK])


Spoil = Callable[[FormScreen, pytest.MonkeyPatch], None]


def patched(owner: Any, name: str, value: object) -> Spoil:
    return lambda _screen, patch: patch.setattr(owner, name, value, raising=False)


def styled(selector: str, name: str, value: object) -> Spoil:
    def spoil(screen: FormScreen, _patch: pytest.MonkeyPatch) -> None:
        for widget in screen.query(selector).results(Widget):
            setattr(widget.styles, name, value)

    return spoil


def pass_the_button_over(screen: FormScreen, _patch: pytest.MonkeyPatch) -> None:
    screen.button.can_focus = False


def pale_the_signs(screen: FormScreen, patch: pytest.MonkeyPatch) -> None:
    screen.query_one(".prose", Words).say("● ● ○ ○")
    styled(".prose", "color", Color.parse("#333333"))(screen, patch)


def paint_no_error(screen: FormScreen, patch: pytest.MonkeyPatch) -> None:
    screen.trouble.styles.visibility = "hidden"
    styled(".note", "visibility", "hidden")(screen, patch)


def leave_by_itself(box: Any, _event: object = None) -> None:
    box.screen.leave_by(Took("new_link"))


def act_on_a_letter(press: Button, event: events.Key) -> None:
    if event.key == "z":
        press.action_press()


SCREENS: list[tuple[Rule, Spoil]] = [
    (Rule.CURSOR, patched(Painted, "cursor_spot", property(lambda _painted: Offset(0, 0)))),
    (Rule.FOCUS_ORDER, styled("Button", "offset", (0, -8))),
    (Rule.KEYBOARD, pass_the_button_over),
    (Rule.LABEL_ROW, styled(".row", "layout", "vertical")),
    (Rule.NOT_CUT, styled(".prose", "height", 1)),
    (Rule.NOT_CUT, patched(list_box, "wrapped", lambda text, _width: [text[:2]])),
    (Rule.CONTRAST, styled(".note", "color", Color.parse("#555555"))),
    (Rule.CONTRAST_HIGH, styled(".note", "color", Color.parse("#888888"))),
    (Rule.SIGN_CONTRAST, pale_the_signs),
    (Rule.ON_FOCUS, patched(FormScreen, "on_descendant_focus", leave_by_itself)),
    (Rule.ON_INPUT, patched(FieldBox, "changed", leave_by_itself)),
    (Rule.CHARACTER_KEYS, patched(Button, "on_key", act_on_a_letter)),
    (Rule.ERROR_ROW, patched(FieldBox, "restyle", lambda _box: None)),
    (Rule.ERROR_ROW, paint_no_error),
    (Rule.STATE_IN_WORDS, patched(Radio, "sign", lambda _options, _place: "( )")),
]


@pytest.mark.parametrize(("rule", "spoil"), SCREENS)
async def test_a_screen_that_breaks_a_rule(
    rule: Rule, spoil: Spoil, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = FormScreen.first_focus

    def spoiled(screen: FormScreen) -> None:
        begin(screen)
        spoil(screen, monkeypatch)

    monkeypatch.setattr(FormScreen, "first_focus", spoiled)
    assert rule in await faults_of(shown(FORM, *ERRORS), looks=[DARK])


def test_every_rule_has_a_seeded_fault() -> None:
    seeded = {rule for rule, *_fault in (*OBJECTS, *PROMPTS, *SCREENS)}
    assert seeded | {Rule.TRANSLATED} == set(Rule)


@pytest.mark.parametrize("times", [2, 60])
async def test_what_moves_is_looked_at_at_rest(times: int) -> None:
    """Until a scroll is drawn, some controls are where they were, and others where they will be:
    the order of the focus seemed wrong then."""
    to_come = [*range(times)]

    def sway() -> None:
        body.scroll_to(y=len(to_come) % 2 * 100, animate=False, immediate=True)
        if to_come:
            to_come.pop()
            body.call_after_refresh(sway)

    async with on_stage(FORM, theme="accessible", size=(40, 12)) as stage:
        body = stage.form.body
        sway()
        await come_to_rest(stage.form)
        assert to_come == []
