"""A form on the full screen: what is seen of it, where the focus goes, and what reaches its core.

What an answer, Enter or a refusal leads to is decided in ``tests/conversation/test_table.py``.
"""

from __future__ import annotations

import asyncio
from math import inf
from typing import Any

import pytest
from textual import events
from textual.geometry import Size

from tests.fullscreen import stories
from tests.fullscreen.stage import on_stage
from tests.fullscreen.stories import choice, form, refuse, refusing, secret, text
from tui_voter.audit.player import folded
from tui_voter.dialogue import (
    BACK,
    Action,
    Answers,
    Dialogue,
    FieldError,
    Form,
    Refused,
    Role,
)
from tui_voter.fullscreen.screens import background_task
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.type_ahead import REACTION
from tui_voter.fullscreen.widgets import words
from tui_voter.journeys.shared.parsing import required
from tui_voter.journeys.shared.recap import read_back
from tui_voter.secret import Secret


def names_form(**changes: Any) -> Form[Any]:
    """Two plain fields; the first must not be "bad"."""

    def good(answer: str) -> str:
        if answer == "bad":
            raise refuse(("first", "Not this one. Take another.", "not this"))
        return answer

    first = text("first", hint="Any but one", parse=good)
    return form(first, text("second"), title="Names", **changes)


async def test_shows_where_the_voter_stands_and_what_is_asked() -> None:
    heading = stories.HEADING._replace(warning="Plain HTTP: this computer only.")
    notice = "The demo is ready."
    async with on_stage(stories.link_form(), heading=heading, notice=notice) as stage:
        lines = stage.text.splitlines()
        assert "Élections professionnelles 2022" in lines[0]
        assert lines[0].endswith("portail.exemple.fr")
        for shown in (
            "Plain HTTP: this computer only.",
            notice,
            "Step 1 of 4   ● ○ ○ ○",
            "Ouvrez votre espace électeur",
            "Il commence par https://",
            "[ Ouvrir ]",
            "F3 Demander un nouveau lien",
        ):
            assert shown in stage.text
        assert "Enter ouvrir" in stage.footer
        assert stage.focused == "link"


@pytest.mark.parametrize("way", ["key", "paste"])
async def test_a_notice_stays_in_sight_on_a_small_screen_until_something_is_typed(way: str) -> None:
    notice = "We have emailed a link to you. Copy it from there, and come back."
    asked = names_form(intro=[f"Paragraph {n} of many." for n in range(6)])
    async with on_stage(asked, size=(40, 12), notice=notice) as stage:
        await stage.sees("We have emailed", "come back.")
        await (stage.enter("x") if way == "key" else stage.paste("x"))
        await stage.sees("First", "x")
        assert "We have emailed" not in stage.text
        assert stage.typed("first") == "x"


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_a_form_opens_at_its_top_and_enter_leads_to_its_field(theme: str) -> None:
    """Nothing is wrong with a field that nobody has seen."""
    intro = ["Seal: 32V2", *(f"Paragraph {n} of many." for n in range(8))]
    async with on_stage(names_form(intro=intro), theme=theme, size=(40, 12)) as stage:
        await stage.sees("Names", "Seal: 32V2", "PgUp PgDn", "Enter go to the field")
        await stage.press("enter")
        await stage.sees("First", "Any but one", "Enter next")
        assert stage.focused == "first"
        await stage.press("pageup", "pageup")
        await stage.sees("Seal: 32V2", "Enter go to the field")
        await stage.enter("x")
        await stage.sees("First", "x", "Enter next")


async def test_enter_checks_and_goes_on_and_submits_on_the_last() -> None:
    async with on_stage(names_form()) as stage:
        await stage.enter("bad", "tab")
        assert stage.focused == "second"
        assert "✗" not in stage.text  # Tab checks nothing
        await stage.press("shift+tab", "enter")
        assert stage.focused == "first"
        await stage.sees("✗ Not this one. Take another.", "Names · 1 answer to correct")
        await stage.sees("Enter check")
        assert "Any but one" not in stage.text
        await stage.press("end")
        await stage.enter("ly")
        await stage.sees("Any but one", "Enter next")
        assert "to correct" not in stage.text  # before it is checked again
        await stage.press("enter")
        await stage.enter("x", "enter")
        answers = await stage.outcome()
    assert (answers.typed.text("first"), answers.typed.text("second")) == ("badly", "x")


async def test_what_an_empty_field_wants_is_said_without_an_error() -> None:
    wanted = text("first", parse=required("first", "Type a name."))
    async with on_stage(form(wanted, text("second"))) as stage:
        await stage.press("enter")
        await stage.sees("Type a name.")
        assert stage.focused == "first"
        assert "✗" not in stage.text
        await stage.enter("A")
        assert "Type a name." not in stage.text
        await stage.press("backspace", "ctrl+s")
        await stage.sees("✗ Type a name.")
        await stage.press("enter")  # it is told where it stands, and nowhere else
        assert stage.text.count("Type a name.") == 1


async def test_a_refused_answer_keeps_the_focus_and_what_follows_it_at_once_is_dropped() -> None:
    async with on_stage(names_form()) as stage:
        await stage.enter("bad")
        await stage.press("enter", "x", "y")
        await stage.sees("✗ Not this one. Take another.", "too early: ignored.")
        assert (stage.focused, stage.typed("first")) == ("first", "bad")
        stage.pass_by(REACTION)
        await stage.enter("b", "enter")  # in the place of what was refused
        assert (stage.focused, stage.typed("first")) == ("second", "b")


async def test_a_refusal_puts_each_error_on_its_field_and_empties_only_the_captcha() -> None:
    submit = refusing(
        ("again", "Both must be the same. Type it once more.", "different"),
        ("captcha", "Not the answer. Here is another.", "wrong"),
        captcha="Type the third word: moon, wind, apple",
    )
    async with on_stage(stories.password_form(submit), size=(80, 30)) as stage:
        for entry in ("Soleil42", "Soleil43"):
            await stage.enter(entry, "tab")
        await stage.enter("7294", "enter")
        await stage.sees("3 answers to correct", "moon, wind, apple")
        await stage.sees("✗ Both must be the same. Type it once more.")
        assert stage.focused == "password"
        typed = [stage.typed(name) for name in ("password", "again", "captcha")]
        assert typed == ["Soleil42", "Soleil43", ""]


async def test_an_error_of_the_whole_form_stands_above_the_button_which_tries_again() -> None:
    tries: list[int] = []

    async def submit(answers: Answers) -> Answers:
        tries.append(1)
        if len(tries) == 1:
            raise refuse(("", "The portal does not answer. Try again.", "no answer"))
        return answers

    async with on_stage(names_form(submit=submit)) as stage:
        await stage.press("enter", "enter")
        await stage.sees("✗ The portal does not answer.", "[ Try again ]", "Enter try again")
        await stage.press("enter")
        assert isinstance(await stage.outcome(), Answers)


async def test_what_can_never_be_sent_is_not_offered_again() -> None:
    tries: list[int] = []

    async def submit(_answers: Answers) -> Answers:
        tries.append(1)
        raise Refused(FieldError("", "It is too late for this.", "too late"), ends=True)

    async with on_stage(names_form(submit=submit)) as stage:
        await stage.press("enter", "enter")
        await stage.sees("✗ It is too late for this.", "[ Back ]", "Enter back")
        assert "Try again" not in stage.text
        await stage.press("enter")
        assert await stage.outcome() is BACK
    assert tries == [1]


async def test_an_action_and_the_keys_of_the_footer_can_be_clicked() -> None:
    async with on_stage(stories.link_form()) as stage:
        await stage.click("Ctrl+G help")
        await stage.sees("Le lien unique se trouve dans le mail")
        await stage.press("escape")
        stage.pass_by(1.0)  # what follows a click at once belongs to it
        await stage.click("Demander un nouveau lien")
        assert (await stage.outcome()).name == "new_link"


# --- While a submit runs


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
    async with on_stage(form(submit=stories.endless)) as stage:
        await stage.press("enter")
        await stage.sees(told)
        await stage.press("escape")
        await stage.sees_no_more(told)


@pytest.mark.parametrize("paragraphs", [3, 5, 7, 8, 12])
async def test_what_is_under_way_and_that_it_takes_long_are_in_sight_wherever_one_reads(
    paragraphs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On forty columns the button's two rows, and what is told above them, may be out of sight
    together, or one of them alone."""
    monkeypatch.setattr(background_task, "SOON", inf)
    asked = form(
        intro=["Ce qui change : un bureau fictif."] * paragraphs,
        submit=stories.endless,
        submit_label="Ouvrir le vote",
        busy="Scellement des scrutins : quelques secondes…",
    )
    async with on_stage(asked, size=(40, 12)) as stage:

        async def sees_everywhere(*texts: str) -> None:
            for line in range(round(stage.form.body.max_scroll_y) + 1):
                stage.form.body.scroll_to(y=line, animate=False, immediate=True)
                await stage.settle()
                await stage.until(lambda: all(text in folded(stage.text) for text in texts))

        await stage.press("enter", "pageup")
        await sees_everywhere(asked.busy)
        stage.form.call_next(stage.form._background._soon)
        await sees_everywhere(asked.busy, "Nothing is lost.")


async def test_help_gives_way_when_the_journey_goes_on() -> None:
    go_on = asyncio.Event()

    async def submit(answers: Answers) -> Answers:
        await go_on.wait()
        return answers

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.ask(form(submit=submit))
        await dialogue.choose(stories.home_menu())

    async with on_stage(journey) as stage:
        await stage.press("enter", "f1")
        await stage.sees("Help")
        go_on.set()
        await stage.sees("Bienvenue sur votre portail")
        assert len(stage.program.screen_stack) == 1


async def test_what_changes_in_the_form_below_a_question_paints_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def journey(dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> Answers:
            await dialogue.choose(stories.confirm_menu())
            return answers

        await dialogue.ask(form(submit=submit))

    async with on_stage(journey) as stage:
        below = stage.form
        await stage.press("enter")
        await stage.sees("Ce mot de passe est faible")
        await stage.settle()
        painted: list[object] = []
        monkeypatch.setattr(stage.program, "_display", lambda _screen, new: painted.append(new))
        below.trouble.say("Something else")
        below._on_timer_update()
        await stage.settle()
        assert not painted
        monkeypatch.undo()
        await stage.press("enter")


# --- Lines of text

MAIL = f"""Bonjour,

Voici votre lien unique :
{stories.LINK}

Le portail des élections
"""


async def test_a_whole_mail_pasted_leaves_its_link_and_submits_nothing() -> None:
    """Also while the button has the focus."""
    async with on_stage(stories.link_form()) as stage:
        await stage.enter("old", "tab")
        await stage.paste(MAIL + "\r\r")
        assert stage.typed("link") == stories.LINK
        assert not stage.ended


async def test_other_pasted_text_is_kept_on_one_line_without_controls_and_capped() -> None:
    async with on_stage(stories.link_form()) as stage:
        await stage.paste("a\r\nb\x1b[2Jc\u202ed \x07")
        assert stage.typed("link") == "a b[2Jcd"
        await stage.paste("x" * 1_000_000)
        assert len(stage.typed("link")) == 2048


async def test_an_answer_longer_than_its_field_shows_that_it_goes_on() -> None:
    async with on_stage(stories.link_form()) as stage:
        await stage.paste(f"https://portail.exemple.fr/activation/{'x' * 60}END")
        await stage.sees("https://portail.exemple.fr")
        assert stage.row("https:").rstrip().endswith("xx…")
        await stage.press("end")
        await stage.sees("END")
        assert "…" not in stage.row("END")
        await stage.press("ctrl+u")
        await stage.enter("abc")
        assert "…" not in stage.row("abc")


@pytest.mark.parametrize("hidden", [False, True])
async def test_what_is_typed_on_arriving_takes_the_answers_place_and_an_arrow_keeps_it(
    hidden: bool,
) -> None:
    async with on_stage(filled_form(hidden=hidden)) as stage:  # it may be the first frame
        await stage.sees("One")
        await stage.press("end")
        await stage.enter("!")
        assert stage.typed("one") == "one.txt!"
        for arrives in (["tab", "shift+tab"], ["tab", "tab", "tab"], ["down", "up"]):
            await stage.press(*arrives)
            assert stage.focused == "one"
            await stage.sees("→ edit")
            await stage.enter("new")
            assert stage.typed("one") == "new"
            await stage.press("ctrl+underscore")
            assert stage.typed("one") == "one.txt!"
            await stage.press(*arrives, "right")
            await stage.enter("!")
            assert stage.typed("one") == "one.txt!!"
            await stage.press("backspace")
        await stage.press("ctrl+a")
        await stage.enter("x")
        assert (stage.typed("one"), stage.typed("two")) == ("x", "two.txt")


def filled_form(*, hidden: bool) -> Form[Any]:
    """Two fields that came with an answer each."""
    if hidden:
        return form(*(secret(name, value=Secret(f"{name}.txt")) for name in ("one", "two")))
    return form(*(text(name, value=f"{name}.txt") for name in ("one", "two")))


@pytest.mark.parametrize("hidden", [False, True])
async def test_who_comes_back_from_another_window_goes_on_typing(hidden: bool) -> None:
    async with on_stage(filled_form(hidden=hidden)) as stage:
        await stage.enter("new")
        for event in (events.AppBlur, events.AppFocus):
            stage.program.post_message(event())
            await stage.settle()
        await stage.until(lambda: stage.focused == "one")
        await stage.enter("er")
        assert stage.typed("one") == "newer"


async def test_a_refused_text_is_typed_anew_or_corrected_and_never_lost() -> None:
    async with on_stage(names_form()) as stage:

        async def is_refused() -> None:
            await stage.press("end", "ctrl+u")
            await stage.enter("bad", "enter")
            await stage.until(lambda: stage.focused == "first")
            await stage.sees("✗ Not this one.", "→ edit")

        await is_refused()
        await stage.enter("good")
        assert stage.typed("first") == "good"
        assert "Ctrl+_" not in stage.text  # help alone tells it
        assert "→ edit" not in stage.text
        await stage.press("ctrl+underscore")
        assert stage.typed("first") == "bad"
        for keys, left in (
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
            assert stage.typed("first") == left
        await is_refused()
        await stage.paste("pasted")
        assert stage.typed("first") == "pasted"
        await is_refused()
        await stage.click("→ edit")
        await stage.sees_no_more("→ edit")
        await stage.enter("ly")
        assert stage.typed("first") == "badly"


# --- Moving about


async def test_arrows_and_tab_move_between_lines_and_stop_at_both_ends() -> None:
    async with on_stage(stories.password_form()) as stage:
        for key, wanted in (("up", "password"), ("down", "again"), ("down", "captcha")):
            await stage.press(key)
            assert stage.focused == wanted
        await stage.press(*["down"] * 5)
        assert stage.program.focused is stage.form.button
        await stage.press(*["up"] * 5)
        assert stage.focused == "password"
        await stage.press("ctrl+g")
        await stage.sees("↑ ↓ Tab Shift+Tab", "what you type replaces it")


async def test_arrows_keep_their_meaning_in_a_choice_and_in_a_long_text() -> None:
    async with on_stage(stories.claim_form(), size=(80, 30)) as stage:
        await stage.press("down")
        assert stage.focused == "kind"
        await stage.press("tab", "a", "enter", "up")
        assert stage.focused == "text"
        await stage.press("ctrl+g")
        await stage.sees("Tab            next", "Shift+Tab      move")


async def test_a_round_by_tab_ends_where_the_form_began() -> None:
    async with on_stage(stories.password_form(), size=(80, 20)) as stage:
        await stage.sees("Créez votre mot de passe")
        for _stop in stage.form.focus_chain:
            await stage.press("tab")
        assert stage.focused == "password"
        await stage.sees("Créez votre mot de passe")


async def test_a_choice_without_options_can_be_gone_past() -> None:
    async with on_stage(form(choice("pick"), text("second")), theme="accessible") as stage:
        await stage.press("down", "right", "space", "enter")
        assert (stage.focused, stage.typed("pick")) == ("second", "")


# --- What is in sight, and how it looks


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_at_40_by_12_an_error_and_its_answer_are_in_sight(theme: str) -> None:
    submit = refusing(
        ("captcha", "Ce n’est pas la bonne réponse : il y a une autre question.", "inexacte"),
        captcha="Combien font deux et trois ?",
    )
    heading = stories.HEADING._replace(
        warning="Portail de test sur cet ordinateur même : la connexion n’est pas chiffrée.",
        short_warning="Non chiffrée.",
        countdown=stories.Clock().block(),
    )
    shown = on_stage(stories.sign_in_form(submit), size=(40, 12), theme=theme, heading=heading)
    async with shown as stage:
        assert stage.line_of("Reconnectez-vous") <= 3, stage.text
        assert "Non chiffrée." in stage.text
        await stage.press("enter")
        await stage.enter("c", "enter")
        await stage.sees("✗ Ce n’est pas la bonne réponse", "autre question.", "(inexacte)")
        await stage.press("f1")
        await stage.sees("Portail de test sur cet ordinateur")


@pytest.mark.parametrize("faulty", ["one", "two"])
async def test_the_button_is_in_sight_with_a_long_error_where_both_have_room(faulty: str) -> None:
    submit = refusing((faulty, "Ce n’est pas la bonne réponse. " * 8, "inexacte"))
    asked = form(text("one"), text("two"), submit=submit, intro=["Avant de commencer."] * 8)
    async with on_stage(asked) as stage:
        await stage.press("ctrl+s")
        await stage.sees("✗ Ce n’est pas", "[ Send ]", faulty.title())


async def test_what_grows_above_it_takes_no_focus_out_of_sight() -> None:
    async with on_stage(names_form(), size=(40, 12)) as stage:
        await stage.press("tab", "tab")
        await stage.until(lambda: stage.form.button.has_focus and stage.form.body.sees_focus)
        for rows in range(1, 6):
            wrong = FieldError("", "A sentence that takes a row, or so. " * rows, "wrong")
            stage.form.boxes[0].complain(wrong)
            await stage.settle()
            await stage.until(lambda: stage.form.body.sees_focus)


async def test_two_sizes_that_come_at_once_lead_to_the_latest_and_to_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on_stage(names_form()) as stage:
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


async def test_a_label_with_its_error_takes_the_room_that_there_is_after_a_resize() -> None:
    asked = form(
        text("code", label="Voting code"),
        intro=["A line.\n" * 6],
        submit=refusing(("code", "This code is not recognised.", "not recognised")),
    )
    async with on_stage(asked, size=(40, 12)) as stage:
        await stage.enter("bad", "enter")
        await stage.sees("Voting code (not recognised)")
        await stage.resize(120, 40)
        await stage.sees_no_more("Voting code (")
        await stage.resize(40, 12)
        await stage.sees("Voting code (not recognised)")


async def test_a_blank_row_parts_an_error_from_the_next_field() -> None:
    fields = [text(name, hint="As on your notice.") for name in ("first", "second")]
    async with on_stage(form(*fields, submit=refusing(("first", "A name.", "no name")))) as stage:
        await stage.press("enter", "enter")
        await stage.sees("✗ A name.")
        at = stage.rows.index("✗ A name.")
        assert not stage.rows[at + 1], stage.text
        assert stage.rows[at + 2].startswith("Second")
        assert stage.rows[at + 3] == "As on your notice."


async def test_the_choices_of_one_form_stand_alike() -> None:
    long = "A ballot with a name that is longer than its room beside a label"
    async with on_stage(form(choice("subject", "Aube", "Brise"), choice("ballot", long))) as stage:
        await stage.sees("Aube")
        assert stage.row("Aube").index("(") == stage.row("A ballot").index("(")


async def test_what_is_told_in_parts_has_a_line_for_each() -> None:
    intro = ["camille.dumont · Portal: elections.example:8443"]
    async with on_stage(names_form(intro=intro)) as stage:
        await stage.sees("camille.dumont")
        assert "Portal: elections.example:8443" in stage.rows


async def test_what_may_be_given_instead_stays_in_the_footer_with_an_error() -> None:
    instead = "I no longer remember my answer to it: email me a code instead"
    actions = [
        Action("new_link", "Email me another link", "link", Role.MAIL),
        Action("code", instead, "code", Role.RENEW),
    ]
    async with on_stage(names_form(actions=actions)) as stage:
        await stage.enter("bad", "enter")
        await stage.sees("✗")
        await stage.until(lambda: "F5 I no longer" in stage.footer)


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

    async with on_stage(
        form(text("x", hint=tells), submit=submit, intro=[tells]), theme=theme
    ) as stage:
        assert stage.text.count("Only 90 s left.") == 2
        await stage.press("enter")
        await stage.sees("✗ Again in 90 s.")
        left = 80
        await stage.sees("✗ Again in 80 s.")
        await stage.until(lambda: stage.text.count("Only 80 s left.") == 2)


# --- What cannot be undone


def claimed(said: str) -> Any:
    """A claim, which is read back before it is sent."""

    async def ask(dialogue: Dialogue) -> Any:
        asked = stories.claim_form()

        async def submit(answers: Answers) -> Answers:
            await read_back(dialogue, "Relisez", "Envoyer", asked.fields, answers, said)
            return answers

        return await dialogue.ask(asked._replace(submit=submit))

    return ask


async def test_what_cannot_be_undone_is_read_back_and_one_answer_corrected_alone() -> None:
    async with on_stage(claimed("Rien n’est envoyé.")) as stage:
        await stage.press("tab")
        await stage.enter("Mon nom est faux.", "ctrl+s")
        await stage.sees(
            "Objet: Je ne figure pas", "Votre réclamation: Mon nom est faux.", "Rien n’est envoyé."
        )
        await stage.press("enter")
        await stage.sees("Nothing is chosen yet: use the arrows or a number, then Enter.")
        await stage.press("3", "enter")  # correct: the claim
        await stage.until(lambda: isinstance(stage.program.screen, FormScreen))
        await stage.until(lambda: stage.focused == "text")
        assert "Envoi…" not in stage.text
        await stage.enter(" Vraiment.", "ctrl+s")
        await stage.sees("Mon nom est faux. Vraiment.", "Relisez")
        await stage.press("1", "enter")
        assert (await stage.outcome()).typed.text("text") == "Mon nom est faux. Vraiment."


@pytest.mark.parametrize("theme", ["visual", "accessible"])
async def test_what_is_told_of_enter_hides_no_option_of_a_small_screen(theme: str) -> None:
    heading = stories.HEADING._replace(warning="Plain HTTP: this computer only.")
    read = claimed("Rien n’est envoyé. " * 8)
    async with on_stage(read, size=(40, 12), theme=theme, heading=heading) as stage:
        await stage.press("tab")
        await stage.enter("Mon nom est faux.", "ctrl+s")
        await stage.sees("1  Envoyer", "↑ ↓ go to an option")
        await stage.press("enter")
        await stage.sees("Nothing is chosen yet", "1  Envoyer")
