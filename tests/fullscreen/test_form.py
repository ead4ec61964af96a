"""A form on the full screen: keys, checks, refusals, waiting, leaving."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from math import inf

import pytest
from textual import events
from textual.geometry import Size

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, Stage, on_stage
from tui_voter import messages
from tui_voter.audit.player import folded
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    ChoiceField,
    Dialogue,
    FieldError,
    Form,
    Heading,
    Left,
    Notice,
    Opened,
    Option,
    Quit,
    Refused,
    Role,
    SecretField,
    StrengthView,
    TextField,
    Took,
)
from tui_voter.fullscreen.fields.secret import RulesList, SecretBox
from tui_voter.fullscreen.screens import background_task
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.menu import MenuScreen
from tui_voter.fullscreen.themes import LOOKS
from tui_voter.fullscreen.type_ahead import REACTION
from tui_voter.fullscreen.widgets import words
from tui_voter.journeys.shared.parsing import required
from tui_voter.journeys.shared.recap import read_back
from tui_voter.secret import Secret


def asks(form: Form[Answers]) -> Heard:
    return Heard(lambda dialogue: dialogue.ask(form))


def names_form(**changes: object) -> Form[Answers]:
    """Two plain fields; the first must not be "bad"."""

    def good(text: str) -> str:
        if text == "bad":
            raise stories.refuse(("first", "Not this one. Take another.", "not this"))
        return text

    form = Form(
        title="Names",
        fields=(
            TextField(name="first", label="First", hint="Any but one", parse=good),
            TextField(parse=str, name="second", label="Second"),
        ),
        submit=stories.taken,
        submit_label="Send",
        busy="Sending…",
    )
    return form._replace(**changes)


async def test_shows_where_the_voter_stands_and_what_is_asked() -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING._replace(warning="Plain HTTP: this computer only."))
        dialogue.notify(Notice("The demo is ready."))
        await dialogue.ask(stories.link_form())

    async with on_stage(journey) as stage:
        lines = stage.text.splitlines()
        assert "Élections professionnelles 2022" in lines[0]
        assert lines[0].endswith("portail.exemple.fr")
        for words in (
            "Plain HTTP: this computer only.",
            "The demo is ready.",
            "Step 1 of 4   ● ○ ○ ○",
            "Ouvrez votre espace électeur",
            "Il commence par https://",
            "[ Ouvrir ]",
            "F3 Demander un nouveau lien",
        ):
            assert words in stage.text
        assert "Enter ouvrir" in stage.text.rpartition("─")[2]
        assert stage.focused == "link"


@pytest.mark.parametrize("way", ["key", "paste"])
async def test_a_notice_stays_in_sight_on_a_small_screen_until_something_is_typed(way: str) -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.notify(Notice("We have emailed a link to you. Copy it from there, and come back."))
        await dialogue.ask(names_form(intro=[f"Paragraph {n} of many." for n in range(6)]))

    async with on_stage(journey, size=(40, 12)) as stage:
        await stage.sees("We have emailed", "come back.")
        await (stage.enter("x") if way == "key" else stage.paste("x"))
        await stage.sees("First", "x")
        assert "We have emailed" not in stage.text
        assert stage.form.filling.typed.text("first") == "x"


@pytest.mark.parametrize("theme", LOOKS)
async def test_a_form_opens_at_its_top(theme: str) -> None:
    intro = ["Seal: 32V2", *(f"Paragraph {n} of many." for n in range(8))]
    form = names_form(intro=intro)
    async with on_stage(asks(form), theme=theme, size=(40, 12)) as stage:
        await stage.until(lambda: stage.form.is_ready)
        await stage.sees("Names", "Seal: 32V2", "PgUp PgDn")
        await stage.press("pagedown")
        await stage.sees("Paragraph 7")
        await stage.press("pageup")
        await stage.sees("Seal: 32V2")
        await stage.enter("x")
        await stage.sees("First", "x")
        assert stage.form.filling.typed.text("first") == "x"


@pytest.mark.parametrize("theme", LOOKS)
async def test_enter_leads_from_what_is_read_to_the_field(theme: str) -> None:
    """The footer says so, and nothing is wrong with a field that nobody has seen."""
    intro = ["Seal: 32V2", *(f"Paragraph {n} of many." for n in range(8))]
    heard = asks(names_form(intro=intro))
    async with on_stage(heard, theme=theme, size=(40, 12)) as stage:
        await stage.sees("Seal: 32V2", "Enter go to the field")
        await stage.press("enter")
        await stage.sees("First", "Any but one", "Enter next")
        assert stage.focused == "first"
        await stage.press("pageup")
        await stage.sees("Enter go to the field")
        await stage.enter("x")
        await stage.sees("First", "Enter next")


async def test_the_heading_may_change_while_a_form_is_open() -> None:
    async def journey(dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> Answers:
            dialogue.head(Heading("Another election", "other.example"))
            await asyncio.Event().wait()
            return answers

        await dialogue.ask(names_form(submit=submit))

    async with on_stage(journey) as stage:
        await stage.press("tab", "enter")
        await stage.sees("Another election", "other.example")


async def test_enter_checks_and_goes_on_and_submits_on_the_last() -> None:
    heard = asks(names_form())
    async with on_stage(heard) as stage:
        await stage.enter("bad")
        await stage.press("enter")
        assert stage.focused == "first"
        assert "✗ Not this one. Take another." in stage.text
        assert "Any but one" not in stage.text
        assert "Names · 1 answer to correct" in stage.text
        await stage.press("end")
        await stage.enter("ly")
        await stage.press("enter")
        assert stage.focused == "second"
        assert "Any but one" in stage.text
        assert "to correct" not in stage.text
        await stage.enter("x")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert (heard.answer.typed.text("first"), heard.answer.typed.text("second")) == ("badly", "x")


async def test_an_enter_too_many_behind_the_answer_to_what_came_before_is_no_wrong_answer() -> None:
    """What is wanted is said, without an error."""
    parse = required("first", "Type a name.")
    wanted = TextField(name="first", label="First", parse=parse)
    second = TextField(parse=str, name="second", label="Second")
    async with on_stage(asks(names_form(fields=(wanted, second)))) as stage:
        await stage.press("enter")
        await stage.sees("Type a name.")
        assert stage.focused == "first"
        assert "✗" not in stage.text
        await stage.enter("A")
        assert "Type a name." not in stage.text
        await stage.press("backspace", "enter")
        await stage.sees("Type a name.")
        assert "✗" not in stage.text
    async with on_stage(asks(names_form(fields=(wanted, second)))) as stage:
        await stage.press("ctrl+s")
        await stage.sees("✗ Type a name.")
        await stage.press("enter")  # it is told where it stands, and nowhere else
        assert stage.text.count("Type a name.") == 1


async def test_one_enter_takes_a_first_answer_that_may_be_empty() -> None:
    heard = asks(names_form(fields=(TextField(parse=str, name="first", label="First"),)))
    async with on_stage(heard) as stage:
        await stage.press("enter")
        await stage.until(lambda: heard.ended)


async def test_a_refused_answer_keeps_the_focus_and_what_follows_it_at_once_is_dropped() -> None:
    def check(text: str, _answers: Answers) -> None:
        if text != "b":
            raise stories.refuse(("first", "Not this one. Take another.", "not this"))

    form = names_form()
    first = TextField(name="first", label="First", parse=str, check=check)
    heard = asks(form._replace(fields=(first, form.fields[1])))
    async with on_stage(heard) as stage:
        await stage.enter("a")
        await stage.press("enter", "x", "y")
        await stage.sees("✗ Not this one. Take another.", "too early: ignored.")
        assert stage.focused == "first"
        assert stage.form.filling.typed.text("first") == "a"
        stage.pass_by(REACTION)
        await stage.enter("b")  # in the place of what was refused
        await stage.press("enter")
        assert stage.focused == "second"
        await stage.enter("c")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert (heard.answer.typed.text("first"), heard.answer.typed.text("second")) == ("b", "c")


async def test_tab_moves_without_checking() -> None:
    async with on_stage(asks(names_form())) as stage:
        await stage.enter("bad")
        await stage.press("tab")
        assert stage.focused == "second"
        assert "✗" not in stage.text


async def test_a_refusal_puts_each_error_on_its_field_and_clears_nothing_but_the_captcha() -> None:
    async def submit(answers: Answers) -> Answers:
        raise stories.refuse(
            ("again", "Both must be the same. Type it once more.", "different"),
            ("captcha", "Not the answer. Here is another.", "wrong"),
            captcha="Type the third word: moon, wind, apple",
        )

    async with on_stage(asks(stories.password_form(submit)), size=(80, 30)) as stage:
        await stage.enter("Soleil42")
        await stage.press("tab")
        await stage.enter("Soleil43")
        await stage.press("tab")
        await stage.enter("7294")
        await stage.press("enter")
        await stage.sees("3 answers to correct", "moon, wind, apple")
        assert "✗ Both must be the same. Type it once more." in stage.text
        assert stage.focused == "password"
        answers = stage.form.filling
    assert answers.typed.secret("password") == Secret("Soleil42")
    assert answers.typed.secret("again") == Secret("Soleil43")
    assert answers.typed.text("captcha") == ""


async def test_what_differs_from_a_refused_password_is_counted_with_it() -> None:
    def check(_password: Secret, _answers: Answers) -> None:
        raise stories.refuse(("password", "Too easy to guess.", "too easy"))

    form = stories.password_form()
    password, *others = form.fields
    assert isinstance(password, SecretField)
    form = form._replace(fields=[password._replace(check=check), *others])
    async with on_stage(asks(form), size=(80, 30)) as stage:
        await stage.enter("Soleil42")
        await stage.press("enter")
        await stage.press("tab")
        await stage.enter("Soleil43")
        await stage.sees("✗ Too easy to guess.", "✗ different", "2 answers to correct")
        await stage.press("enter")
        await stage.sees("✗ different", "2 answers to correct")
        await stage.press("up")  # back at it, nothing was typed anew
        await stage.sees("✗ different", "2 answers to correct")


async def test_an_error_of_the_whole_form_stands_above_the_button_which_tries_again() -> None:
    tries = 0

    async def submit(answers: Answers) -> Answers:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise stories.refuse(("", "The portal does not answer. Try again.", "no answer"))
        return answers

    heard = asks(names_form(submit=submit))
    async with on_stage(heard) as stage:
        await stage.enter("a")
        await stage.press("enter", "enter")
        await stage.sees(
            "✗ The portal does not answer. Try again.", "[ Try again ]", "Enter try again"
        )
        assert stage.form.filling.typed.text("first") == "a"
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert isinstance(heard.answer, Answers)


@pytest.mark.parametrize(
    ("key", "to"), [("escape", BACK), ("f3", Took("forgotten")), ("f9", Took("sign_in"))]
)
async def test_leaving_keeps_what_was_typed(key: str, to: Left) -> None:
    form = stories.password_form()._replace(
        key="form",
        actions=(
            Action("forgotten", "Forgotten", "f", Role.MAIL),
            Action("sign_in", "Sign in", "s", Role.ELSEWHERE),
        ),
    )
    heard = asks(form)
    async with on_stage(heard) as stage:
        await stage.enter("Soleil42")
        await stage.press("tab", "tab")
        await stage.enter("7294")
        await stage.press(key)
        await stage.until(lambda: heard.ended)
    assert isinstance(heard.answer, Left)
    assert heard.answer == to
    kept = stage.program.dialogue.kept.typed("form")
    assert (kept.text("captcha"), kept.secret("password")) == ("7294", Secret("Soleil42"))


async def test_a_hidden_answer_of_before_is_there_and_replaced_by_what_is_typed() -> None:
    form = stories.password_form()
    *secrets, captcha = form.fields
    kept = [
        field._replace(value=Secret("Soleil42-et-neige"))
        for field in secrets
        if isinstance(field, SecretField)
    ]
    heard = asks(form._replace(fields=[*kept, captcha]))
    async with on_stage(heard) as stage:
        await stage.sees("•" * 17, "✓ 12 caractères ou plus", "✓ identical")
        await stage.press("enter")
        await stage.until(lambda: stage.focused == "again")
        assert stage.form.filling.typed.secret("password") == Secret("Soleil42-et-neige")
        await stage.enter("x")
        await stage.sees("✗ different")
        assert stage.form.filling.typed.secret("again") == Secret("x")


@pytest.mark.parametrize("theme", ["visual", "accessible", "terminal"])
async def test_an_action_and_the_keys_of_the_footer_can_be_clicked(theme: str) -> None:
    heard = asks(stories.link_form())
    async with on_stage(heard, theme=theme) as stage:
        await stage.click("Ctrl+G help")
        await stage.sees("Le lien unique se trouve dans le mail")
        await stage.press("escape")
        stage.pass_by(1.0)  # what follows a click at once belongs to it
        await stage.click("Demander un nouveau lien")
        await stage.until(lambda: heard.ended)
    assert heard.answer == Took("new_link")


async def test_escape_stops_a_submit_and_keeps_the_form() -> None:
    began, stopped = asyncio.Event(), asyncio.Event()

    async def submit(answers: Answers) -> Answers:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        return answers

    heard = asks(names_form(submit=submit))
    async with on_stage(heard) as stage:
        await stage.enter("a")
        await stage.press("enter", "enter")
        await began.wait()
        await stage.sees("[ Sending… ]")
        await stage.enter("no field takes this")
        await stage.press("shift+tab")  # the focus may move meanwhile
        await stage.enter("b")
        await stage.sees("No answer yet. Esc: stop waiting.")
        assert stage.form.filling.typed.text("second") == ""
        await stage.press("escape")
        await stage.sees("[ Send ]", "Stopped. What you typed has been kept.")
        assert stopped.is_set()
        assert not heard.ended
        assert stage.form.filling.typed.text("first") == "a"


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ("SOON", "Just a moment. Nothing is lost."),
        ("LONG", "No answer yet. Esc: stop waiting."),
    ],
)
async def test_a_long_wait_is_told_and_its_way_out(
    monkeypatch: pytest.MonkeyPatch, after: str, told: str
) -> None:
    monkeypatch.setattr(background_task, after, 0.01)

    async def submit(answers: Answers) -> Answers:
        await asyncio.Event().wait()
        return answers

    async with on_stage(asks(names_form(submit=submit))) as stage:
        await stage.press("tab", "enter")
        await stage.sees(told)
        await stage.press("escape")
        await stage.until(lambda: told not in stage.text)


async def test_what_happens_is_told_on_a_small_screen_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_task, "SOON", 0.01)
    answered = asyncio.Event()

    async def submit(answers: Answers) -> Answers:
        await answered.wait()
        raise stories.refuse(("link", "Ce lien a déjà servi.", "déjà utilisé"))

    async with on_stage(asks(stories.link_form(submit)), size=(40, 12)) as stage:
        await stage.enter("x")
        await stage.press("enter")
        assert "[ Ouvrir ]" not in stage.text
        await stage.sees("Just a moment. Nothing is lost.")
        answered.set()
        await stage.until(lambda: "Just a moment" not in stage.text)
        await stage.sees("Ce lien a déjà servi.")


async def test_a_new_error_stays_in_sight_when_the_focus_comes_late() -> None:
    async def submit(answers: Answers) -> Answers:
        raise stories.refuse(("link", "Ce lien a déjà servi.", "déjà utilisé"))

    async with on_stage(asks(stories.link_form(submit)), size=(40, 12)) as stage:
        await stage.enter("x")
        await stage.press("enter")
        await stage.sees("Ce lien a déjà servi.")
        screen = stage.program.screen
        assert screen.focused is not None
        screen.post_message(events.DescendantFocus(screen.focused))
        await stage.settle()
        await stage.sees("Ce lien a déjà servi.")


async def test_a_round_by_tab_ends_where_the_form_began() -> None:
    async with on_stage(asks(stories.password_form()), size=(80, 20)) as stage:
        title = "Créez votre mot de passe"
        await stage.sees(title)
        stops = 0
        while stops == 0 or stage.program.focused is not stage.program.screen.boxes[0].control:  # type: ignore[attr-defined]
            await stage.press("tab")
            stops += 1
            assert stops < 12
        await stage.sees(title)


async def test_a_question_within_a_submit_stands_on_top_of_the_form() -> None:
    chosen: list[Opened | Left] = []

    async def journey(dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> Answers:
            chosen.append(await dialogue.choose(stories.confirm_menu()))
            if chosen == [Opened("change")]:
                raise stories.refuse(("first", "Take another.", "another"))
            return answers

        heard.answer = await dialogue.ask(names_form(submit=submit))

    heard = Heard(journey)
    async with on_stage(journey) as stage:
        await stage.enter("a")
        await stage.press("enter", "enter")
        await stage.sees("Ce mot de passe est faible")
        await stage.press("2", "enter")
        await stage.sees("✗ Take another.")
        assert stage.form.filling.typed.text("first") == "a"
        await stage.press("enter", "enter")
        await stage.sees("Ce mot de passe est faible")
        await stage.press("enter")
        await stage.until(lambda: heard.answer)
    assert chosen == [Opened("change"), Opened("keep")]


async def test_what_changes_in_the_form_below_a_question_paints_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def journey(dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> Answers:
            await dialogue.choose(stories.confirm_menu())
            return answers

        await dialogue.ask(names_form(submit=submit))

    async with on_stage(journey) as stage:
        form = stage.form
        await stage.press("tab", "enter")
        await stage.sees("Ce mot de passe est faible")
        await stage.settle()
        painted: list[object] = []
        monkeypatch.setattr(stage.program, "_display", lambda _screen, new: painted.append(new))
        form.trouble.say("Something else")
        form._on_timer_update()
        await stage.settle()
        assert not painted
        monkeypatch.undo()
        await stage.press("enter")


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_quitting_reaches_the_journey_through_a_question_within(key: str) -> None:
    cleaned: list[str] = []

    async def journey(dialogue: Dialogue) -> Answers | Left:
        async def submit(answers: Answers) -> Answers:
            try:
                await dialogue.choose(stories.confirm_menu())
            finally:
                cleaned.append("submit")
            return answers

        try:
            return await dialogue.ask(names_form(submit=submit))
        finally:
            cleaned.append("journey")

    heard = Heard(journey)
    async with on_stage(heard) as stage:
        await stage.press("tab", "enter")
        await stage.sees("Ce mot de passe est faible")
        await stage.press(key)
        await stage.until(lambda: heard.ended)
    assert isinstance(heard.left, Quit)
    assert sorted(cleaned) == ["journey", "submit"]
    assert stage.program.return_code == 0


async def test_f5_gets_another_captcha_and_clears_only_its_answer() -> None:
    async with on_stage(asks(stories.password_form())) as stage:
        await stage.enter("Soleil42")
        await stage.press("tab", "tab")
        await stage.enter("72")
        await stage.press("f5")
        await stage.sees("Quel mot est de trop")
        assert stage.focused == "captcha"
        assert stage.form.filling.typed.text("captcha") == ""
        assert stage.form.filling.typed.secret("password") == Secret("Soleil42")


async def test_a_captcha_that_cannot_be_renewed_says_so_beside_it() -> None:
    async def none() -> str:
        raise stories.refuse(("captcha", "No other question just now.", "none"))

    async with on_stage(asks(stories.password_form(ask_again=none))) as stage:
        await stage.press("f5")
        await stage.sees("✗ No other question just now.", "sept, deux, neuf, quatre")


async def test_the_rules_and_the_repetition_follow_every_key() -> None:
    async with on_stage(asks(stories.password_form())) as stage:
        await stage.enter("S")
        assert "✓ une majuscule" in stage.text
        assert "✗ un chiffre" in stage.text
        await stage.enter("4")
        assert "✓ un chiffre" in stage.text
        await stage.press("tab")
        await stage.enter("S")
        assert "✗ different" in stage.row("Encore")
        await stage.enter("4")
        assert "✓ identical" in stage.row("Encore")
        await stage.press("shift+tab")
        await stage.enter("x")
        assert "✗ different" in stage.row("Encore")


async def test_the_meter_shows_the_latest_answer_only() -> None:
    asked: list[tuple[str, asyncio.Future[None]]] = []

    async def measure(secret: Secret) -> StrengthView:
        done = asyncio.get_running_loop().create_future()
        asked.append((secret.reveal(), done))
        await done
        return StrengthView(2, f"view-{secret.reveal()}", "soon", "Advice-here.")

    async with on_stage(asks(stories.password_form(measure=measure))) as stage:
        await stage.enter("abc")
        assert [text for text, _done in asked] == ["a"]
        asked[0][1].set_result(None)
        await stage.until(lambda: len(asked) == 2)
        assert "view-a" not in stage.text
        assert asked[1][0] == "abc"
        asked[1][1].set_result(None)
        await stage.sees("view-abc, soon", "Advice: advice-here.")


async def test_the_smallest_strength_is_ticked_once_it_is_judged() -> None:
    asked: list[asyncio.Future[StrengthView]] = []

    async def measure(secret: Secret) -> StrengthView:
        asked.append(asyncio.get_running_loop().create_future())
        return await asked[-1]

    async with on_stage(asks(stories.password_form(measure=measure))) as stage:
        assert "✗ une force au moins moyenne" in stage.text
        await stage.enter("a")
        await stage.sees("· force pas encore jugée")
        asked[0].set_result(StrengthView(1, "faible", "vite", ""))
        await stage.sees("✗ une force au moins moyenne")
        await stage.enter("b")
        await stage.sees("· force pas encore jugée")
        asked[1].set_result(StrengthView(2, "moyenne", "un an", ""))
        await stage.sees("✓ une force au moins moyenne")
        assert "jugée" not in stage.text


async def test_a_strength_that_is_known_once_the_form_is_going_ends_nothing() -> None:
    """The parts of a screen go one after the other when the program ends."""
    known: asyncio.Future[StrengthView] = asyncio.get_running_loop().create_future()

    async def measure(_secret: Secret) -> StrengthView:
        return await known

    async with on_stage(asks(stories.password_form(measure=measure)), theme="accessible") as stage:
        await stage.enter("a")
        await stage.sees("force pas encore jugée")
        await stage.form.query_one(RulesList).remove()
        known.set_result(StrengthView(1, "faible", "vite", ""))
        await stage.press("b")
        assert stage.form.boxes[0].value == Secret("ab")


async def test_a_secret_is_hidden_shown_on_request_and_never_copied() -> None:
    async with on_stage(asks(stories.password_form())) as stage:
        await stage.enter("Soleil42")
        assert "Soleil42" not in stage.text
        assert "••••••••" in stage.text
        await stage.press("f2")
        assert "Soleil42" in stage.text
        await stage.press("shift+home", "super+c", "ctrl+x")
        assert stage.program.clipboard == ""
        assert stage.form.filling.typed.secret("password") == Secret("Soleil42")
        await stage.drag(26, 5, 60)
        assert "Soleil" not in (stage.program.screen.get_selected_text() or "")
        assert "Soleil42" not in repr([box.value for box in stage.form.boxes])
        await stage.press("f2")
        assert "Soleil42" not in stage.text


MAIL = f"""Bonjour,

Voici votre lien unique :
{stories.LINK}

Le portail des élections
"""


async def test_a_whole_mail_pasted_leaves_its_link_and_submits_nothing() -> None:
    heard = asks(stories.link_form())
    async with on_stage(heard) as stage:
        await stage.enter("old")
        await stage.paste(MAIL + "\r\r")
        assert stage.form.filling.typed.text("link") == stories.LINK
        assert not heard.ended
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer.typed.text("link") == stories.LINK


async def test_a_paste_while_the_button_has_the_focus_goes_to_the_link() -> None:
    async with on_stage(asks(stories.link_form())) as stage:
        await stage.press("tab")
        await stage.paste(MAIL)
        assert stage.form.filling.typed.text("link") == stories.LINK


async def test_other_pasted_text_is_kept_on_one_line_without_controls_and_capped() -> None:
    async with on_stage(asks(stories.link_form())) as stage:
        await stage.paste("a\r\nb\x1b[2Jc\u202ed \x07")
        assert stage.form.filling.typed.text("link") == "a b[2Jcd"
        await stage.paste("x" * 1_000_000)
        assert len(stage.form.filling.typed.text("link")) == 2048


async def test_arrows_choose_and_the_choice_is_kept() -> None:
    heard = asks(stories.question_form())
    async with on_stage(heard) as stage:
        assert "(x)" not in stage.text
        await stage.press("down", "down")
        assert "(x) Dans quelle ville" in stage.text
        await stage.press("up")
        assert "(x) Quel était le nom" in stage.text
        await stage.press("down", "enter")
        assert stage.focused == "answer"
        await stage.enter("Lyon")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert (heard.answer.typed.text("question"), heard.answer.typed.text("answer")) == ("1", "Lyon")


def _chosen(key: str) -> str:
    if not key:
        raise stories.refuse(("question", "Choisissez une question.", "à choisir"))
    return key


@pytest.mark.parametrize("key", ["home", "space", "1"])
async def test_enter_chooses_nothing_that_the_voter_has_not_gone_to(key: str) -> None:
    form = stories.question_form()
    options = [Option(str(n), text) for n, text in enumerate(stories.QUESTIONS)]
    question = ChoiceField(parse=_chosen, name="question", label="Question défi", options=options)
    heard = asks(form._replace(fields=[question, *form.fields[1:]]))
    async with on_stage(heard) as stage:
        await stage.press("enter")
        await stage.sees("Choisissez une question")
        await stage.enter("Lyon")
        await stage.press("ctrl+s")
        await stage.sees("✗ Choisissez une question")
        assert "(x)" not in stage.text
        assert not heard.ended
        await stage.until(lambda: stage.focused == "question")
        await stage.press(key, "enter", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer.typed.text("question") == "0"


async def test_a_click_chooses_and_a_preselected_option_is_marked() -> None:
    form = names_form(
        fields=(
            ChoiceField(
                parse=str,
                name="pick",
                label="Pick",
                options=[Option("a", "Apple"), Option("b", "Pear")],
                value="b",
            ),
        )
    )
    async with on_stage(asks(form)) as stage:
        assert "(x) Pear" in stage.text
        await stage.click("Apple")
        await stage.sees("(x) Apple")
        assert stage.form.filling.typed.text("pick") == "a"


async def test_a_choice_without_options_can_be_gone_past() -> None:
    choice = ChoiceField(parse=str, name="pick", label="Pick", options=[])
    heard = asks(names_form(fields=(choice, TextField(parse=str, name="second", label="Second"))))
    async with on_stage(heard, theme="accessible") as stage:
        await stage.press("down", "right", "space", "enter")
        assert stage.focused == "second"
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer.typed.text("pick") == ""


async def test_the_same_key_twice_is_two_options_of_which_one_is_chosen() -> None:
    options = [Option("same", "Apple"), Option("same", "Pear")]
    choice = ChoiceField(parse=str, name="pick", label="Pick", options=options, value="same")
    async with on_stage(asks(names_form(fields=(choice,)))) as stage:
        await stage.sees("(x) Apple", "( ) Pear")
        await stage.press("down")
        await stage.sees("( ) Apple", "(x) Pear")
        assert stage.form.filling.typed.text("pick") == "same"


@pytest.mark.parametrize("theme", LOOKS)
async def test_at_40_by_12_an_error_and_its_answer_are_in_sight(theme: str) -> None:
    clock = stories.Clock(3_797_887)

    async def journey(dialogue: Dialogue) -> None:
        warning = "Portail de test sur cet ordinateur même : la connexion n’est pas chiffrée."
        heading = Heading("Élections professionnelles 2022", "portail.exemple.fr", warning)
        dialogue.head(heading._replace(countdown=clock.block(), short_warning="Non chiffrée."))
        await dialogue.ask(stories.sign_in_form(refuse))

    async def refuse(_answers: Answers) -> Answers:
        raise stories.refuse(
            ("captcha", "Ce n’est pas la bonne réponse : il y a une autre question.", "inexacte"),
            captcha="Combien font deux et trois ?",
        )

    async with on_stage(journey, size=(40, 12), theme=theme) as stage:
        header = stage.text.splitlines().index(stage.row("Reconnectez-vous"))
        assert header <= 3, stage.text
        assert "Non chiffrée." in stage.text
        await stage.press("enter")
        await stage.enter("c")
        await stage.press("enter")
        await stage.sees("✗ Ce n’est pas la bonne réponse", "autre question.", "(inexacte)")
        await stage.press("f1")
        await stage.sees("Portail de test sur cet ordinateur")


async def test_at_40_by_12_every_option_and_the_button_can_be_reached() -> None:
    async with on_stage(asks(stories.question_form()), size=(40, 12)) as stage:
        await stage.press("end")
        await stage.sees("(x) Quel plat cuisinait")
        await stage.press("enter")
        await stage.sees("Réponse")
        await stage.press("tab")
        await stage.sees("[ Activer mon compte ]")


async def test_a_form_without_fields_is_submitted_with_enter() -> None:
    heard = asks(names_form(fields=()))
    async with on_stage(heard) as stage:
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert isinstance(heard.answer, Answers)


async def test_help_and_time_left() -> None:
    async with on_stage(asks(stories.password_form())) as stage:
        await stage.press("f1")
        await stage.sees("Le mot de passe compte 12 caractères", "Ctrl+T")
        await stage.press("f1")
        await stage.press("ctrl+t")
        await stage.sees("Il vous reste 9 minutes 47 secondes.")
        await stage.press("tab")
        assert "Il vous reste" not in stage.text


async def test_help_gives_way_when_the_journey_goes_on() -> None:
    go_on = asyncio.Event()

    async def submit(answers: Answers) -> Answers:
        await go_on.wait()
        return answers

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(names_form(submit=submit))
        await dialogue.choose(stories.home_menu())

    async with on_stage(journey) as stage:
        await stage.press("tab", "enter", "f1")
        await stage.sees("Help")
        go_on.set()
        await stage.sees("Bienvenue sur votre portail")
        assert len(stage.program.screen_stack) == 1


async def test_f6_changes_the_theme_and_keeps_everything() -> None:
    async with on_stage(asks(stories.password_form())) as stage:
        await stage.enter("S")
        await stage.press("f6")
        assert stage.program.theme == "accessible-dark"
        assert "✓ une majuscule: yes" in stage.text
        assert "✗ un chiffre: no" in stage.text
        for drawn in "─█░●○":
            assert drawn not in stage.text
        assert stage.form.filling.typed.secret("password") == Secret("S")
        await stage.press("f6")
        assert "─" in stage.text


async def test_the_accessible_label_row_carries_the_core_of_the_error() -> None:
    async with on_stage(asks(names_form()), theme="accessible") as stage:
        await stage.enter("bad")
        await stage.press("enter")
        assert "First (not this)" in stage.row("bad")


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    ("label", "short"),
    [("Adresse mail", "incorrect"), ("One-time link", "no link found")],
)
async def test_the_accessible_label_is_not_cut_where_forty_cells_have_it_and_the_answer(
    label: str, short: str, columns: int
) -> None:
    def refuse(_text: str) -> str:
        raise stories.refuse(("first", "Not this one.", short))

    fields = [TextField(name="first", label=label, parse=refuse), *names_form().fields[1:]]
    form = asks(names_form(fields=fields))
    async with on_stage(form, theme="accessible", size=(columns, 24)) as stage:
        await stage.enter("nobody@x")
        await stage.press("enter")
        await stage.sees(f"{label} ({short})")
        assert "nobo" in stage.row(label)[:40]


@pytest.mark.parametrize("label", ["Email address", "Adresse mail"])
async def test_a_label_with_a_row_of_its_own_is_not_cut_beside_its_error(label: str) -> None:
    first = TextField(name="first", label=label, parse=required("first", "Type it.", "rien saisi"))
    form = names_form(fields=[first, *names_form().fields[1:]])
    async with on_stage(asks(form), size=(40, 12)) as stage:
        await stage.press("ctrl+s")
        await stage.sees(f"{label} (rien saisi)")


HOSTILE = ("[red]", "[/i]", "C[/i]GT", "[@click=app.quit]Win[/]", "[FO] & Cie", "[b", "$accent")


@pytest.mark.parametrize("text", HOSTILE)
async def test_markup_is_shown_as_it_is(text: str) -> None:
    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(Heading(f"E{text}", f"h{text}", f"W{text}"))
        dialogue.notify(Notice(f"N{text}"))
        await dialogue.ask(
            Form(
                title=f"T{text}",
                fields=(
                    TextField(parse=str, name="x", label=f"L{text}", hint=f"H{text}"),
                    ChoiceField(parse=str, name="y", label="Y", options=[Option("o", f"O{text}")]),
                ),
                intro=(f"I{text}", f"C{text}"),
                submit=refuse,
                submit_label=f"S{text}",
                busy=f"B{text}",
                actions=(Action("a", f"A{text}", "a"),),
                can_go_back=False,
            )
        )

    async def refuse(answers: Answers) -> Answers:
        raise Refused(FieldError("x", f"R{text}", "s"), FieldError("", f"G{text}", "s"))

    async with on_stage(journey, size=(120, 40)) as stage:
        for prefix in "EhWNTLHOICSA":
            assert f"{prefix}{text}" in stage.text
        await stage.press("tab", "enter")
        await stage.sees(f"✗ R{text}", f"✗ G{text}")
        for y in range(40 * ("@click" in text)):
            await stage.click_at(30, y)
        assert stage.program.is_running


async def test_the_boxes_of_secrets_stop_measuring_when_the_form_is_left() -> None:
    stopped = asyncio.Event()

    async def measure(secret: Secret) -> StrengthView:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        raise AssertionError

    heard = asks(stories.password_form(measure=measure))
    async with on_stage(heard) as stage:
        await stage.enter("a")
        assert isinstance(stage.form.boxes[0], SecretBox)
        await stage.press("escape")
        await stopped.wait()


def filled_form(*, hidden: bool) -> Form[Answers]:
    """Two fields that came with an answer each."""
    fields = [
        SecretField(name=name, label=name, value=Secret(f"{name}.txt"))
        if hidden
        else TextField(parse=str, name=name, label=name, value=f"{name}.txt")
        for name in ("one", "two")
    ]
    return names_form(fields=fields)


def answer(stage: Stage, name: str) -> str:
    box = next(box for box in stage.form.boxes if box.field.name == name)
    return box.value.reveal() if isinstance(box.value, Secret) else box.value


@pytest.mark.parametrize("hidden", [False, True])
async def test_what_is_typed_on_arriving_takes_the_answers_place_and_an_arrow_keeps_it(
    hidden: bool,
) -> None:
    async with on_stage(asks(filled_form(hidden=hidden))) as stage:  # it may be the first frame
        await stage.sees("one")
        await stage.press("end")
        await stage.enter("!")
        assert answer(stage, "one") == "one.txt!"
        for arrives in (["tab", "shift+tab"], ["tab", "tab", "tab"], ["down", "up"]):
            await stage.press(*arrives)
            assert stage.focused == "one"
            await stage.sees("→ edit")
            await stage.enter("new")
            assert answer(stage, "one") == "new"
            await stage.press("ctrl+underscore")
            assert answer(stage, "one") == "one.txt!"
            await stage.press(*arrives, "right")
            await stage.enter("!")
            assert answer(stage, "one") == "one.txt!!"
            await stage.press("backspace")
        await stage.press("ctrl+a")
        await stage.enter("x")
        assert answer(stage, "one") == "x"
        assert answer(stage, "two") == "two.txt"


async def test_two_sizes_that_come_at_once_lead_to_the_latest_and_to_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on_stage(asks(names_form())) as stage:
        layouts: list[Size] = []
        lay_out = stage.form._screen_resized

        def counted(size: Size) -> None:
            layouts.append(size)
            lay_out(size)

        monkeypatch.setattr(stage.form, "_screen_resized", counted)
        latest = stage.program.size
        for size in (Size(60, 20), latest):
            stage.form.post_message(events.Resize(size, size))
            # Of two such messages in a row, the first one would be dropped.
            stage.form.call_later(lambda: None)
        await stage.settle()
        assert layouts == [latest]


async def test_arrows_move_between_one_line_fields_and_stop_at_both_ends() -> None:
    """As Tab does, and Shift+Tab, which help names too."""
    async with on_stage(asks(stories.password_form())) as stage:
        for key, wanted in (("up", "password"), ("down", "again"), ("down", "captcha")):
            await stage.press(key)
            assert stage.focused == wanted
        for _stop in range(5):
            await stage.press("down")
        assert stage.program.focused is stage.form.button
        await stage.press(*["up"] * 5)
        assert stage.focused == "password"
        await stage.press("ctrl+g")
        await stage.sees("↑ ↓ Tab Shift+Tab", "what you type replaces it")


async def test_arrows_keep_their_meaning_in_a_choice_and_in_a_long_text() -> None:
    async with on_stage(asks(stories.claim_form()), size=(80, 30)) as stage:
        await stage.press("down")
        assert stage.focused == "kind"
        await stage.press("tab", "a", "enter", "up")
        assert stage.focused == "text"
        await stage.press("ctrl+g")
        await stage.sees("Tab            next", "Shift+Tab      move")


@pytest.mark.parametrize("hidden", [False, True])
async def test_who_comes_back_from_another_window_goes_on_typing(hidden: bool) -> None:
    async with on_stage(asks(filled_form(hidden=hidden))) as stage:
        await stage.enter("new")
        for event in (events.AppBlur, events.AppFocus):
            stage.program.post_message(event())
            await stage.settle()
        await stage.until(lambda: stage.focused == "one")
        await stage.enter("er")
        assert answer(stage, "one") == "newer"


async def test_ctrl_a_selects_the_whole_of_a_long_text_too() -> None:
    async with on_stage(asks(stories.claim_form())) as stage:
        await stage.press("tab")
        await stage.enter("Je ne figure pas")
        for key, left in (("x", "x"), ("delete", ""), ("backspace", "")):
            await stage.press("ctrl+a", key)
            assert answer(stage, "text") == left
            await stage.press("ctrl+underscore")
            assert answer(stage, "text") == "Je ne figure pas"


@pytest.mark.parametrize("keys", [["end", "backspace", "3"], ["tab", "end", "backspace", "2"]])
async def test_an_error_goes_with_the_answer_that_it_was_about(keys: list[str]) -> None:
    """Also where the other of two answers is edited, and at once; the title follows."""

    async def submit(answers: Answers) -> Answers:
        raise stories.refuse(("again", "Both must be the same.", "different"))

    async with on_stage(asks(stories.password_form(submit)), size=(80, 30)) as stage:
        await stage.enter("Soleil42")
        await stage.press("tab")
        await stage.enter("Soleil43")
        await stage.press("tab")
        await stage.enter("7294")
        await stage.press("enter")
        await stage.sees("✗ Both must be the same.", "2 answers to correct")
        assert stage.focused == "password"
        await stage.press(*keys)
        await stage.settle()
        assert "Both must be the same." not in stage.text
        assert "to correct" not in stage.text


@pytest.mark.parametrize("submits", [False, True])
async def test_two_entries_that_differ_are_both_typed_anew_from_the_first(submits: bool) -> None:
    differ = FieldError("again", "They differ. Type both again.", "different")

    def check(again: Secret, answers: Answers) -> None:
        if again != answers.typed.secret("password"):
            raise Refused(differ)

    form = stories.password_form()
    password, again, captcha = form.fields
    assert isinstance(again, SecretField)
    form = form._replace(fields=[password, again._replace(check=check), captcha])
    async with on_stage(asks(form), size=(80, 30)) as stage:
        await stage.enter("Solell42")
        await stage.press("tab")
        await stage.enter("Soleil42")
        if submits:
            await stage.press("tab")
            await stage.enter("7294")
        await stage.press("enter")
        await stage.sees("✗ They differ.", "2 answers to correct")
        await stage.until(lambda: stage.focused == "password")
        for field in ("password", "again"):
            assert stage.focused == field
            await stage.enter("Lune")
            assert stage.form.filling.typed.secret(field) == Secret("Lune")
            await stage.press("enter")
        await stage.until(lambda: "They differ." not in stage.text)


async def test_one_error_at_a_time_shows_at_a_field_and_takes_the_focus() -> None:
    def too_short(_answer: Secret, _answers: Answers) -> None:
        raise stories.refuse(("answer", "At least 4 letters.", "too short"))

    def differs(_again: Secret, _answers: Answers) -> None:
        raise stories.refuse(("again", "They differ. Type both again.", "different"))

    answer = SecretField(name="answer", label="Réponse", check=too_short)
    again = SecretField(name="again", label="Confirmez", repeats="answer", check=differs)
    form = stories.password_form()._replace(fields=[answer, again])
    async with on_stage(asks(form), size=(80, 30)) as stage:
        await stage.enter("abc")
        await stage.press("enter")
        await stage.sees("✗ At least 4 letters.")
        await stage.until(lambda: stage.focused == "answer")
        await stage.press("tab")
        await stage.enter("lune")
        await stage.press("enter")
        await stage.sees("✗ At least 4 letters.", "2 answers to correct")
        await stage.until(lambda: stage.focused == "answer")
        assert "They differ." not in stage.text


async def test_a_refused_new_password_is_typed_anew_or_added_to() -> None:
    async def submit(answers: Answers) -> Answers:
        raise stories.refuse(("password", "Too easy.", "too easy"))

    async with on_stage(asks(stories.password_form(submit))) as stage:
        for keys, wanted in (([], "Lune"), (["end"], "SoleilLune")):
            await stage.press("ctrl+u")
            await stage.enter("Soleil")
            await stage.press("tab", "tab", "enter")
            await stage.sees("✗ Too easy.")
            assert stage.focused == "password"
            await stage.press(*keys)
            await stage.enter("Lune")
            assert stage.form.filling.typed.secret("password") == Secret(wanted)


async def test_a_hidden_answer_that_was_refused_is_typed_anew() -> None:
    async def submit(answers: Answers) -> Answers:
        raise stories.refuse(("password", "Not recognised.", "not recognised"))

    async with on_stage(asks(stories.sign_in_form(submit))) as stage:
        await stage.enter("Soleil42")
        await stage.press("tab")
        await stage.enter("7294")
        await stage.press("enter")
        await stage.sees("✗ Not recognised.")
        assert stage.focused == "password"
        await stage.enter("Lune 43")
        assert stage.form.filling.typed.secret("password") == Secret("Lune 43")


@pytest.mark.parametrize("theme", ["visual", "accessible", "terminal"])
async def test_a_refused_text_is_typed_anew_or_corrected_and_never_lost(
    theme: str,
) -> None:
    def first(stage: Stage) -> str:
        return stage.form.filling.typed.text("first")

    async with on_stage(asks(names_form()), theme=theme) as stage:

        async def is_refused() -> None:
            await stage.press("end", "ctrl+u")
            await stage.enter("bad")
            await stage.press("enter")
            await stage.until(lambda: stage.focused == "first")
            await stage.sees("✗ Not this one.", "→ edit")

        await is_refused()
        await stage.enter("good")
        assert first(stage) == "good"
        assert "Ctrl+_" not in stage.text  # help alone tells it
        assert "→ edit" not in stage.text
        await stage.press("ctrl+underscore")
        assert first(stage) == "bad"
        for keys, text in (
            (["end", "l", "y"], "badly"),
            (["right", "l", "y"], "badly"),
            (["left", "x"], "xbad"),
            (["home", "x"], "xbad"),
            (["backspace"], ""),
            (["delete"], ""),
            (["ctrl+a", "delete"], ""),
            (["right", "backspace"], "ba"),
            (["home", "delete"], "ad"),
        ):
            await is_refused()
            await stage.press(*keys)
            assert first(stage) == text
        await is_refused()
        await stage.paste("pasted")
        assert first(stage) == "pasted"
        await is_refused()
        await stage.click("→ edit")
        await stage.until(lambda: "→ edit" not in stage.text)
        await stage.enter("ly")
        assert first(stage) == "badly"


async def test_a_text_that_is_not_sent_is_not_lost_by_one_key() -> None:
    heard = asks(stories.claim_form())
    async with on_stage(heard) as stage:
        await stage.press("ctrl+q")
        await stage.until(lambda: heard.ended)  # nothing was written yet
    heard = asks(stories.claim_form())
    async with on_stage(heard) as stage:
        await stage.press("tab")
        await stage.enter("Je ne figure pas")
        await stage.press("ctrl+q")
        await stage.sees("You have not finished: what you typed would be lost.")
        assert not heard.ended
        assert "Je ne figure pas" in stage.text
        await stage.press("ctrl+q")
        await stage.until(lambda: heard.ended)
    assert isinstance(heard.left, Quit)


async def test_escape_takes_back_the_leaving_and_goes_back_no_step() -> None:
    heard = asks(stories.claim_form())
    async with on_stage(heard) as stage:
        await stage.press("tab")
        await stage.enter("Je ne figure pas")
        await stage.press("ctrl+q", "escape")
        await stage.sees("You are still here: carry on where you left off.", "Je ne figure pas")
        await stage.press("ctrl+q")
        await stage.sees("You have not finished: what you typed would be lost.")
        await stage.press("escape", "escape")
        await stage.until(lambda: heard.ended)
    assert isinstance(heard.answer, Left)


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_leaving_asks_for_a_secret_too_each_time_anew(key: str) -> None:
    heard = asks(stories.password_form())
    async with on_stage(heard) as stage:
        await stage.enter("Canari")
        await stage.press("f1")  # whatever stands above it
        await stage.press(key)
        await stage.sees("You have not finished: what you typed would be lost.")
        await stage.press("escape")
        await stage.sees("You are still here")
        await stage.press("escape")
        await stage.enter("x")  # the voter stays
        await stage.press(key)
        await stage.sees("You have not finished: what you typed would be lost.")
        assert not heard.ended
        await stage.press(key)
        await stage.until(lambda: heard.ended)
    assert isinstance(heard.left, Quit)


async def test_choosing_takes_away_the_error_that_nothing_was_chosen() -> None:
    def chosen(key: str) -> str:
        if not key:
            raise stories.refuse(("question", "Choose one.", "none chosen"))
        return key

    options = [Option("a", "Apple"), Option("b", "Banana")]
    form = names_form(
        fields=(
            TextField(parse=str, name="first", label="First"),
            ChoiceField(name="question", label="Question", options=options, parse=chosen),
            TextField(parse=str, name="last", label="Last"),
        )
    )
    async with on_stage(asks(form)) as stage:
        await stage.press("tab", "tab", "enter")
        await stage.sees("✗ Choose one.", "1 answer to correct")
        assert stage.focused == "question"
        await stage.press("down")
        await stage.settle()
        assert "Choose one." not in stage.text
        assert "to correct" not in stage.text


# --- what cannot be undone


def reads_back(form: Form[Answers], title: str, send: str, *said: str) -> Heard:
    """Asks ``form``, which reads its answers back before it takes them."""

    async def ask(dialogue: Dialogue) -> Answers | Left:
        async def submit(answers: Answers) -> Answers:
            await read_back(dialogue, title, send, form.fields, answers, *said)
            return answers

        return await dialogue.ask(form._replace(submit=submit))

    return Heard(ask)


def claimed(*said: str) -> Heard:
    return reads_back(stories.claim_form(), "Relisez", "Envoyer", *said)


async def test_what_cannot_be_undone_is_read_back_and_one_answer_corrected_alone() -> None:
    heard = claimed("Rien n’est envoyé.")
    async with on_stage(heard) as stage:
        await stage.press("tab")
        await stage.enter("Mon nom est faux.")
        await stage.press("ctrl+s")
        await stage.sees(
            "Objet: Je ne figure pas", "Votre réclamation: Mon nom est faux.", "Rien n’est envoyé."
        )
        assert not heard.ended
        await stage.press("3", "enter")  # correct: the claim
        await stage.until(lambda: isinstance(stage.program.screen, FormScreen))
        await stage.until(lambda: stage.focused == "text")
        assert "Envoi…" not in stage.text
        await stage.enter(" Vraiment.")
        await stage.press("ctrl+s")
        await stage.sees("Mon nom est faux. Vraiment.", "Relisez")
        await stage.press("1", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer.typed.text("text") == "Mon nom est faux. Vraiment."


@pytest.mark.parametrize("key", ["down", "up", "home", "1"])
async def test_enter_pressed_twice_at_the_end_of_a_form_does_not_pass_what_is_read_back(
    key: str,
) -> None:
    heard = question_asked()
    async with on_stage(heard) as stage:
        await stage.press("space", "tab")
        for _field in range(2):
            await stage.enter("Soup")
            await stage.press("enter")
        await stage.sees("Question: First dish?", "Change: Question", "↑ ↓ go to an option")
        assert "›" not in stage.text
        for _again in range(2):
            await stage.press("enter")
            await stage.sees(
                "Nothing is chosen yet: use the arrows or a number, then Enter.", "Change: Question"
            )
        assert not heard.ended
        await stage.press(key)
        await stage.sees("› 1  Send", "Enter choose")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_what_is_told_of_enter_hides_no_option_of_a_small_screen(theme: str) -> None:
    heard = claimed("Rien n’est envoyé. " * 8)

    async def journey(dialogue: Dialogue) -> None:
        dialogue.head(stories.HEADING._replace(warning="Plain HTTP: this computer only."))
        await heard(dialogue)

    async with on_stage(journey, size=(40, 12), theme=theme) as stage:
        await stage.press("tab")
        await stage.enter("Mon nom est faux.")
        await stage.press("ctrl+s")
        await stage.sees("1  Envoyer", "↑ ↓ go to an option")
        await stage.press("enter")
        await stage.sees("Nothing is chosen yet")
        await stage.sees("1  Envoyer")


async def test_what_is_read_back_again_is_not_passed_by_enter_either() -> None:
    heard = claimed("Rien n’est envoyé.")
    async with on_stage(heard) as stage:
        await stage.press("tab")
        await stage.enter("Mon nom est faux.")
        await stage.press("ctrl+s")
        await stage.sees("Relisez")
        await stage.press("3", "enter")
        await stage.until(lambda: isinstance(stage.program.screen, FormScreen))
        await stage.until(lambda: stage.focused == "text")
        await stage.enter(" Vraiment.")
        await stage.press("ctrl+s")
        await stage.sees("Mon nom est faux. Vraiment.", "Relisez")
        await stage.press("enter")
        await stage.sees("Nothing is chosen yet")
        assert not heard.ended


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_what_to_press_at_what_is_read_back_is_heard(language: str) -> None:
    told = {
        "en": "Nothing is chosen yet: use the arrows or a number, then Enter.",
        "fr": "Rien n’est encore choisi : utilisez les flèches ou un numéro, puis Entrée.",
    }[language]
    messages.use(language)
    async with on_stage(claimed("Rien n’est envoyé."), theme="accessible", size=(40, 12)) as stage:
        await stage.press("tab")
        await stage.enter("Mon nom est faux.")
        await stage.press("ctrl+s")
        await stage.sees("Relisez")
        screen = stage.program.screen
        assert isinstance(screen, MenuScreen)
        arrived = screen.described
        assert arrived is not None
        assert (arrived.name, arrived.state) == ("Envoyer", messages.gettext("nothing chosen yet"))
        await stage.press("enter")
        assert screen.news.latest[1] == told
        await stage.press("down")
        assert screen.described == replace(arrived, state="")


async def test_escape_from_the_recap_goes_back_to_the_form() -> None:
    heard = claimed("Rien n’est envoyé.")
    async with on_stage(heard) as stage:
        await stage.press("tab")
        await stage.enter("Mon nom")
        await stage.press("ctrl+s")
        await stage.sees("Relisez")
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.program.screen, FormScreen))
        await stage.until(lambda: stage.focused == "text")
        assert "Mon nom" in stage.text
        assert not heard.ended


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_what_holds_a_time_stays_true_on_the_screen(
    theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the form, in a hint and in an error; where a change may be read aloud, rarely."""
    monkeypatch.setattr(words, "TICK", 0.001)
    monkeypatch.setattr(words, "STILL", 3)
    left = 90

    def tells() -> str:
        return f"Only {left} s left."

    async def submit(_answers: Answers) -> Answers:
        raise Refused(FieldError("", lambda: f"Again in {left} s.", "again"))

    form = names_form(submit=submit, intro=[tells])
    form = form._replace(fields=[form.fields[0]._replace(hint=tells), form.fields[1]])
    async with on_stage(asks(form), theme=theme) as stage:
        assert stage.text.count("Only 90 s left.") == 2
        await stage.press("enter", "enter")
        await stage.sees("✗ Again in 90 s.")
        left = 80
        await stage.sees("✗ Again in 80 s.")
        await stage.until(lambda: stage.text.count("Only 80 s left.") == 2)


async def test_a_captcha_that_has_expired_is_replaced_when_the_focus_comes_to_it() -> None:
    questions = iter(["Combien font deux et trois ?", "Combien font un et un ?"])
    lasts = False

    async def renew() -> str:
        nonlocal lasts
        lasts = True
        return next(questions)

    form = stories.password_form()
    *others, captcha = form.fields
    captcha = captcha._replace(renew=renew, question=lambda: "One?" if lasts else "")
    async with on_stage(asks(form._replace(fields=[*others, captcha]))) as stage:
        await stage.press("tab", "tab")
        await stage.sees("Combien font deux et trois ?")
        assert stage.focused == "captcha"
        await stage.press("shift+tab", "tab")
        assert "Combien font deux et trois ?" in stage.text


async def test_an_expired_captcha_that_cannot_be_replaced_says_so_once() -> None:
    tries: list[int] = []

    async def renew() -> str:
        tries.append(1)
        raise stories.refuse(("captcha", "No other question just now.", "none"))

    form = stories.password_form()
    *others, captcha = form.fields
    captcha = captcha._replace(renew=renew, question="")
    async with on_stage(asks(form._replace(fields=[*others, captcha]))) as stage:
        await stage.press("tab", "tab")
        await stage.sees("No other question just now.")
        await stage.settle()
        assert len(tries) == 1


async def test_what_can_never_be_sent_is_not_offered_again() -> None:
    tries: list[int] = []

    async def submit(_answers: Answers) -> Answers:
        tries.append(1)
        raise Refused(FieldError("", "It is too late for this.", "too late"), ends=True)

    heard = asks(names_form(submit=submit))
    async with on_stage(heard) as stage:
        await stage.press("enter", "enter")
        await stage.sees("✗ It is too late for this.", "[ Back ]")
        assert "Try again" not in stage.text
        assert "Enter back" in stage.text
        await stage.press("shift+tab", "enter")  # from the last field
        await stage.settle()
        assert tries == [1]
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer is BACK
    assert tries == [1]


async def test_a_blank_row_parts_an_error_from_the_next_field() -> None:
    async def refuse(_answers: Answers) -> Answers:
        raise stories.refuse(("first", "Type a name.", "no name"))

    fields = [
        TextField(parse=str, name=name, label=label, hint="As on your notice.")
        for name, label in (("first", "First"), ("second", "Second"))
    ]
    async with on_stage(asks(names_form(fields=fields)._replace(submit=refuse))) as stage:
        await stage.press("enter", "enter")
        await stage.sees("✗ Type a name.")
        rows = stage.text.splitlines()
        at = rows.index(stage.row("✗ Type a name."))
        assert rows[at + 1].strip() == "", stage.text
        assert rows[at + 2].strip().startswith("Second")
        assert rows[rows.index(stage.row("Second")) + 1].strip() == "As on your notice."


async def test_what_was_announced_is_not_wiped_away_by_what_comes_behind_it() -> None:
    """The focus goes to what was refused a moment after that was told: who wants to leave in
    between has to read that a second key is needed."""
    async with on_stage(asks(names_form())) as stage:
        await stage.enter("Ada")
        await stage.press("tab")
        stage.form.complain(stories.refuse(("first", "Type another name.", "another one")))
        await stage.program.action_quit()
        await stage.sees("Press Ctrl+Q")
        await stage.until(lambda: stage.focused == "first")
        for _turn in range(3):
            await stage.settle()
        assert "Press Ctrl+Q" in stage.text
        await stage.press("shift+tab")
        await stage.settle()
        assert "Press Ctrl+Q" not in stage.text


@pytest.mark.parametrize("paragraphs", [3, 5, 7, 8, 12])
async def test_what_is_under_way_and_that_it_takes_long_are_in_sight_wherever_one_reads(
    paragraphs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On forty columns the button's two rows, and what is told above them, may be out of sight
    together, or one of them alone."""
    monkeypatch.setattr(background_task, "SOON", inf)

    async def submit(answers: Answers) -> Answers:
        await asyncio.Event().wait()
        return answers

    form = Form(
        title="Ouvrir le vote",
        intro=["Ce qui change : un bureau fictif."] * paragraphs,
        fields=[],
        submit=submit,
        submit_label="Ouvrir le vote",
        busy="Scellement des scrutins : quelques secondes…",
    )
    async with on_stage(asks(form), size=(40, 12)) as stage:

        async def sees_everywhere(*texts: str) -> None:
            for line in range(round(stage.form.body.max_scroll_y) + 1):
                stage.form.body.scroll_to(y=line, animate=False, immediate=True)
                await stage.settle()
                await stage.until(lambda: all(text in folded(stage.text) for text in texts))

        await stage.press("enter", "pageup")
        await sees_everywhere(form.busy)
        stage.form.call_next(stage.form._background._soon)
        await sees_everywhere(form.busy, "Nothing is lost.")


async def test_what_is_under_way_stays_in_sight_where_one_scrolls_away_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also once it was told, in the button and below it, that it takes long."""
    monkeypatch.setattr(background_task, "SOON", 0.05)

    async def submit(answers: Answers) -> Answers:
        await asyncio.Event().wait()
        return answers

    intro = ["Ce qui change : un bureau fictif."] * 12
    form = Form(
        title="Ouvrir",
        intro=intro,
        fields=[],
        submit=submit,
        submit_label="Ouvrir",
        busy="Scellement…",
    )
    async with on_stage(asks(form), size=(40, 12)) as stage:
        await stage.press("end", "enter")
        await stage.sees(form.busy, "Nothing is lost.")
        assert stage.text.count(form.busy) == 1
        await stage.press("home")
        late = f"{form.busy} Just a moment. Nothing is lost."
        await stage.until(lambda: late in " ".join(stage.text.split()))
        for _frame in range(10):
            await stage.settle()
        assert stage.form.body.scroll_y == 0


@pytest.mark.parametrize(
    ("theme", "sizes"),
    [
        ("visual", [(80, 24), (200, 50), (120, 40), (60, 20), (40, 12), (60, 40)]),
        ("accessible", [(80, 24), (120, 40)]),  # forty cells have the label beside its answer
    ],
)
async def test_equal_hidden_entries_look_equal_however_long(
    theme: str, sizes: list[tuple[int, int]]
) -> None:
    for size in sizes:
        async with on_stage(asks(stories.password_form()), size=size, theme=theme) as stage:
            first, second = (box for box in stage.form.boxes if isinstance(box, SecretBox))
            for box in (first, second):
                box.put(Secret("un deux trois quatre cinq six sept huit neuf dix"))
            await stage.settle()
            assert first.line.size.width == second.line.size.width


@pytest.mark.parametrize("theme", ["visual", "accessible"])
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_that_two_entries_differ_is_said_in_the_row_of_the_second(
    language: str, theme: str
) -> None:
    messages.use(language)
    async with on_stage(asks(stories.password_form()), theme=theme) as stage:
        await stage.enter("Soleil")
        await stage.press("tab")
        await stage.enter("Lune")
        await stage.sees(f"✗ {messages.gettext('different')}")
        assert stage.form.boxes[1].label.size.height == 1


async def test_an_answer_longer_than_its_field_shows_that_it_goes_on() -> None:
    async with on_stage(asks(stories.link_form())) as stage:
        await stage.paste(f"https://portail.exemple.fr/activation/{'x' * 60}END")
        await stage.sees("https://portail.exemple.fr")
        assert stage.row("https:").rstrip().endswith("xx…")
        await stage.press("end")
        await stage.sees("END")
        assert "…" not in stage.row("END")
        await stage.press("ctrl+u")
        await stage.enter("abc")
        assert "…" not in stage.row("abc")


async def test_equal_hidden_entries_show_as_many_bullets_wherever_the_cursor_is() -> None:
    async with on_stage(asks(stories.password_form())) as stage:
        for _entry in range(2):
            await stage.enter("un deux trois quatre cinq six sept huit neuf dix")
            await stage.press("tab")
        for key in ("shift+tab", "right", "shift+tab", "home", "tab", "tab"):
            await stage.press(key)
            for _frame in range(3):
                await stage.settle()
            counts = [row.count("•") for row in stage.text.splitlines() if "••" in row]
            assert len(counts) == 2
            assert len({*counts}) == 1, (key, counts)


async def test_the_first_arrow_chooses_the_first_option_where_none_is_chosen() -> None:
    async with on_stage(asks(stories.question_form())) as stage:
        assert not _chosen_of(stage)
        await stage.press("down")
        assert _chosen_of(stage) == stage.form.boxes[0].field.options[0].key  # type: ignore[attr-defined]
        await stage.press("down")
        assert _chosen_of(stage) == stage.form.boxes[0].field.options[1].key  # type: ignore[attr-defined]


def _chosen_of(stage: Stage) -> str:
    return str(stage.form.boxes[0].value)


async def test_enter_checks_where_an_error_stands() -> None:
    async with on_stage(asks(names_form())) as stage:
        await stage.enter("bad")
        await stage.sees("Enter next")
        await stage.press("enter")
        await stage.until(lambda: stage.focused == "first" and "✗" in stage.text)
        await stage.sees("Enter check")
        await stage.enter("good")
        await stage.sees("Enter next")


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_the_footer_of_a_form_names_a_help_key_that_no_terminal_takes(
    size: tuple[int, int],
) -> None:
    async with on_stage(asks(names_form()), size=size) as stage:
        await stage.sees("Ctrl+G help")


async def test_what_may_be_given_instead_stays_in_the_footer_with_an_error() -> None:
    actions = [
        Action("new_link", "Email me another link", "link", Role.MAIL),
        Action(
            "code",
            "I no longer remember my answer to it: email me a code instead",
            "code",
            Role.RENEW,
        ),
    ]
    async with on_stage(asks(names_form(actions=actions))) as stage:
        await stage.enter("bad")
        await stage.press("enter")
        await stage.until(lambda: stage.focused == "first" and "✗" in stage.text)
        footer = stage.text.splitlines()[-2:]
        assert any("F5 i no longer" in row or "F5 I no longer" in row for row in footer), footer


async def test_a_label_with_its_error_takes_the_room_that_there_is_after_a_resize() -> None:
    form = names_form(fields=[f._replace(label="A password of yours") for f in names_form().fields])
    async with on_stage(asks(form), size=(40, 12)) as stage:
        await stage.enter("bad")
        await stage.press("enter")
        await stage.sees("A password of yours (")
        await stage.resize(120, 40)
        await stage.until(lambda: "A password of yours (" not in stage.text)


async def test_a_label_with_its_error_is_whole_on_a_screen_that_became_small() -> None:
    wrong = Refused(FieldError("first", "This code is not recognised.", "not recognised"))

    async def submit(_answers: Answers) -> Answers:
        raise wrong

    field = TextField(parse=str, name="first", label="Voting code")
    form = names_form(intro=["A line.\n" * 6], fields=[field], submit=submit)
    async with on_stage(asks(form), size=(120, 40)) as stage:
        await stage.enter("bad")
        await stage.press("enter")
        await stage.sees("✗")
        await stage.resize(40, 12)
        await stage.sees("Voting code (not recognised)")


async def test_the_choices_of_one_form_stand_alike() -> None:
    short = [Option("a", "Aube"), Option("b", "Brise")]
    long = [Option("c", "A ballot with a name that is longer than its room beside a label")]
    fields = [
        ChoiceField(parse=str, name=name, label=name.title(), options=options)
        for name, options in (("subject", short), ("ballot", long))
    ]
    async with on_stage(asks(names_form(fields=fields))) as stage:
        await stage.sees("Aube")
        assert stage.row("Aube").index("(") == stage.row("A ballot").index("(")


async def test_what_is_told_in_parts_has_a_line_for_each() -> None:
    intro = ["camille.dumont · Portal: elections.example:8443"]
    async with on_stage(asks(names_form(intro=intro))) as stage:
        await stage.sees("camille.dumont")
        assert stage.row("Portal:").strip() == "Portal: elections.example:8443"


FINAL = "Once cast, it is final."


def question_asked() -> Heard:
    """A question of one's own with its answer, read back before it is sent."""
    form = names_form(
        fields=(
            ChoiceField(
                name="question",
                label="Question",
                options=[Option("q1", "First dish?"), Option("q2", "First street?")],
                parse=str,
            ),
            SecretField(name="answer", label="Answer", question_field="question", check=given),
            SecretField(name="again", label="Again", repeats="answer"),
        )
    )
    return reads_back(form, "Check", "Send")


def given(answer: Secret, _answers: Answers) -> None:
    if not answer:
        raise stories.refuse(("answer", "This answer is too short.", "too short"))


async def test_another_question_in_the_recap_has_its_answer_asked_anew() -> None:
    heard = question_asked()
    async with on_stage(heard) as stage:
        await stage.press("space", "tab")
        for _field in range(2):
            await stage.enter("Soup")
            await stage.press("enter")
        await stage.sees("Question: First dish?")
        await stage.press("2", "enter")
        await stage.until(lambda: isinstance(stage.program.screen, FormScreen))
        await stage.until(lambda: stage.focused == "question")
        await stage.press("down", "enter")
        assert stage.focused == "answer"
        assert not stage.form.filling.typed.secret("answer")
        for _field in range(2):
            await stage.enter("Rue")
            await stage.press("enter")
        await stage.sees("Question: First street?")
        await stage.press("home", "enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer.typed.text("question") == "q2"
    assert heard.answer.typed.secret("answer") == Secret("Rue")


@pytest.mark.parametrize("faulty", ["one", "two"])
async def test_the_button_is_in_sight_with_a_long_error_where_both_have_room(faulty: str) -> None:
    said = "Ce n’est pas la bonne réponse. " * 8

    async def refuse(answers: Answers) -> Answers:
        raise stories.refuse((faulty, said, "inexacte"))

    fields = [TextField(parse=str, name=name, label=name.title()) for name in ("one", "two")]
    form = names_form(fields=fields)._replace(submit=refuse, intro=["Avant de commencer."] * 8)
    async with on_stage(asks(form)) as stage:
        await stage.press("ctrl+s")
        await stage.sees("✗ Ce n’est pas", f"[ {form.button} ]")
        assert faulty.title() in stage.text


async def test_what_grows_above_it_takes_no_focus_out_of_sight() -> None:
    async with on_stage(asks(names_form()), size=(40, 12)) as stage:
        form = stage.form
        await stage.press("tab", "tab")
        await stage.until(lambda: form.focused is form.button and form.body.sees_focus)
        for rows in range(1, 6):
            wrong = FieldError("", "A sentence that takes a row, or so. " * rows, "wrong")
            form.boxes[0].complain(wrong)
            await stage.settle()
            await stage.until(lambda: form.body.sees_focus)
