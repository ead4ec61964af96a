"""A form on the full screen: what is seen of it, where the focus goes, and what reaches its core.

What an answer, Enter or a refusal leads to: ``tests/conversation/test_table.py``.
"""

from math import inf
from typing import Any

import pytest
from textual import events

from tests import stories
from tests.fullscreen.stage import on_stage
from tests.stories import choice, form, refuse, secret, text
from tui_voter.audit.player import folded
from tui_voter.dialogue import Action, Answers, FieldError, Form, Refused, Role
from tui_voter.fullscreen.screens import background_task
from tui_voter.fullscreen.type_ahead import REACTION
from tui_voter.fullscreen.widgets import words
from tui_voter.fullscreen.widgets.step import StepRow
from tui_voter.secret import Secret

IN_BOTH_THEMES = pytest.mark.parametrize("theme", ["visual", "accessible"])


def names_form(**changes: Any) -> Form[Any]:
    """Two plain fields; the first must not be "bad"."""

    def good(answer: str) -> str:
        if answer == "bad":
            raise refuse(("first", "Not this one. Take another.", "not this"))
        return answer

    first = text("first", hint="Any but one", parse=good)
    return form(first, text("second"), title="Names", **changes)


async def test_shows_where_the_voter_stands_and_what_is_asked() -> None:
    heading = stories.HEADING._replace(warning=stories.WARNING)
    notice = "The demo is ready."
    async with on_stage(stories.link_form(), heading=heading, notice=notice) as stage:
        top = stage.text.splitlines()[0]
        assert "Élections professionnelles 2022" in top
        assert top.endswith("portail.exemple.fr")
        await stage.sees("ESSAI", notice, "Lien · Mot de passe · Question · Compte")
        await stage.sees("Ouvrez votre espace électeur", "Il commence par https://")
        await stage.sees("[ Ouvrir ]", "F3 Demander un nouveau lien")
        assert "Enter ouvrir" in stage.footer
        assert stage.focused == "link"


async def test_steps_have_their_names_where_there_is_room() -> None:
    async with on_stage(stories.question_form(), size=(60, 24)) as stage:
        await stage.sees("✓ Lien · ✓ Mot de passe · Question · Compte")
        *done, now, later = next(row.render_line(0) for row in stage.form.query(StepRow))
        assert [each.text for each in (now, later)] == ["Question", " · Compte"]
        assert now.style is not None
        assert now.style.bold
        assert not any(each.style and each.style.bold for each in (*done, later))
        await stage.resize(44, 24)
        await stage.sees("Step 3 of 4   ● ● ● ○")
        await stage.dress("accessible")
        await stage.resize(80, 24)
        assert "Step 3 of 4" in stage.rows


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


@IN_BOTH_THEMES
async def test_a_form_opens_at_its_top_and_enter_leads_to_its_field(theme: str) -> None:
    """Nothing is wrong with a field that nobody has seen."""
    intro = ["Seal: 32V2", *(f"Paragraph {n} of many." for n in range(8))]
    async with on_stage(names_form(intro=intro), theme=theme, size=(40, 12)) as stage:
        await stage.sees("Names", "Seal: 32V2", "PgUp PgDn", "Enter go to the field")
        await stage.press("enter", sees=["First", "Any but one", "Enter next"])
        assert stage.focused == "first"
        await stage.press("pageup", "pageup", sees=["Seal: 32V2", "Enter go to the field"])
        await stage.enter("x", sees=["First", "x", "Enter next"])


async def test_an_error_takes_the_place_of_the_hint_until_the_answer_is_edited() -> None:
    instead = "I no longer remember my answer to it: email me a code instead"
    code = Action("code", instead, "code", Role.RENEW)
    link = Action("new_link", "Email me another link", "link", Role.MAIL)
    async with on_stage(names_form(actions=[link, code])) as stage:
        await stage.enter("bad", "tab")
        assert stage.focused == "second"
        assert "✗" not in stage.text  # Tab checks nothing
        await stage.press("shift+tab", "enter")
        assert stage.focused == "first"
        await stage.sees("✗ Not this one. Take another.", "Names · 1 answer to correct")
        await stage.sees("Enter check")
        assert "Any but one" not in stage.text
        await stage.sees("F5 I no longer")  # it may be given instead
        await stage.press("end")
        await stage.enter("ly", sees=["Any but one", "Enter next"])
        assert "to correct" not in stage.text  # before it is checked again
        assert (await stage.outcome("enter", "enter")).typed.text("first") == "badly"


async def test_a_refused_answer_keeps_the_focus_and_what_follows_it_at_once_is_dropped() -> None:
    async with on_stage(names_form()) as stage:
        await stage.enter("bad")
        await stage.press("enter", "x", "y")
        await stage.sees("✗ Not this one. Take another.", "too early: ignored.")
        assert (stage.focused, stage.typed("first")) == ("first", "bad")
        stage.pass_by(REACTION)
        await stage.enter("b", "enter")  # in the place of what was refused
        assert (stage.focused, stage.typed("first")) == ("second", "b")


async def test_an_action_and_the_keys_of_the_footer_can_be_clicked() -> None:
    async with on_stage(stories.link_form()) as stage:
        await stage.click("Ctrl+G help", sees="Le lien unique se trouve dans le mail")
        await stage.press("escape")
        stage.pass_by(1.0)  # what follows a click at once belongs to it
        await stage.click("Demander un nouveau lien")
        assert (await stage.outcome()).name == "new_link"


# --- While a submit runs


@pytest.mark.parametrize(
    ("after", "told"),
    [("SOON", "Just a moment. Nothing is lost."), ("LONG", "No answer yet. Esc: stop waiting.")],
)
async def test_a_long_wait_is_told_and_its_way_out(
    monkeypatch: pytest.MonkeyPatch, after: str, told: str
) -> None:
    monkeypatch.setattr(background_task, after, 0.01)
    async with on_stage(form(submit=stories.endless)) as stage:
        await stage.press("enter", sees=told)
        await stage.press("escape")
        await stage.sees_no_more(told)


@pytest.mark.parametrize("paragraphs", [3, 5, 7, 8, 12])
async def test_what_is_under_way_and_that_it_takes_long_are_in_sight_wherever_one_reads(
    paragraphs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button's two rows, and what is told above them, may be out of sight in part."""
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


# --- Lines of text


async def test_a_whole_mail_pasted_leaves_its_link_and_submits_nothing() -> None:
    """Also while the button has the focus. Of another text, one line of bounded length is kept."""
    async with on_stage(stories.link_form()) as stage:
        await stage.enter("old", "tab")
        await stage.paste(f"Bonjour,\n\nVotre lien unique :\n{stories.LINK}\n\nLe portail\n\r\r")
        assert stage.typed("link") == stories.LINK
        await stage.press("shift+tab")
        await stage.paste("a\r\nb\x1b[2Jc\u202ed \x07")
        assert stage.typed("link") == "a b[2Jcd"
        await stage.paste("x" * 1_000_000)
        assert len(stage.typed("link")) == 2048
        assert not stage.ended


def filled_form(*, hidden: bool) -> Form[Any]:
    """Two fields that came with an answer each."""
    if hidden:
        return form(*(secret(name, value=Secret(f"{name}.txt")) for name in ("one", "two")))
    return form(*(text(name, value=f"{name}.txt") for name in ("one", "two")))


@pytest.mark.parametrize("hidden", [False, True])
async def test_what_is_typed_on_arriving_replaces_the_answer_and_an_arrow_keeps_it(
    hidden: bool,
) -> None:
    async with on_stage(filled_form(hidden=hidden)) as stage:  # it may be the first frame
        await stage.sees("One")
        await stage.press("end")
        await stage.enter("!")
        assert stage.typed("one") == "one.txt!"
        for arrives in (["tab", "shift+tab"], ["tab", "tab", "tab"], ["down", "up"]):
            await stage.press(*arrives, sees="→ edit")
            await stage.enter("new")
            assert (stage.focused, stage.typed("one")) == ("one", "new")
            await stage.press("ctrl+underscore")
            assert stage.typed("one") == "one.txt!"
            await stage.press(*arrives, "right")
            await stage.enter("!")
            assert stage.typed("one") == "one.txt!!"
            await stage.press("backspace")
        await stage.press("ctrl+a")
        await stage.enter("x")
        assert (stage.typed("one"), stage.typed("two")) == ("x", "two.txt")
        for event in (events.AppBlur, events.AppFocus):  # who comes back goes on typing
            stage.program.post_message(event())
            await stage.settle()
        await stage.until(lambda: stage.focused == "one")
        await stage.enter("y")
        assert stage.typed("one") == "xy"


async def test_a_refused_text_is_typed_anew_or_corrected_and_never_lost() -> None:
    async with on_stage(names_form()) as stage:
        for keys, left in (
            *((["g"], "g"), (["g", "ctrl+underscore", "ctrl+underscore"], "bad")),
            *((["end", "l", "y"], "badly"), (["right", "l", "y"], "badly")),
            *((["home", "x"], "xbad"), (["backspace"], ""), (["ctrl+a", "delete"], "")),
            *((["right", "backspace"], "ba"), (["home", "delete"], "ad"), (["paste"], "pasted")),
            (["→ edit", "l", "y"], "badly"),
        ):
            await stage.press("end", "ctrl+u")
            await stage.enter("bad", "enter", sees=["✗ Not this one.", "→ edit"])
            for key in keys:
                if key == "paste":
                    await stage.paste("pasted")
                else:
                    await (stage.click(key) if " " in key else stage.press(key))
            assert (stage.focused, stage.typed("first")) == ("first", left)
            assert "→ edit" not in stage.text
            assert "Ctrl+_" not in stage.text  # help alone tells it


# --- Moving about


async def test_arrows_and_tab_move_between_lines_and_stop_at_both_ends() -> None:
    async with on_stage(stories.password_form(), size=(80, 20)) as stage:
        for key, wanted in (("up", "password"), ("down", "again"), ("down", "captcha")):
            await stage.press(key)
            assert stage.focused == wanted
        await stage.press(*["down"] * 5)
        assert stage.program.focused is stage.form.button
        await stage.press(*["up"] * 5)
        assert stage.focused == "password"
        await stage.press("ctrl+g", "end", sees=["↑ ↓ Tab Shift+Tab", "what you type replaces it"])
        await stage.press("escape")
        for _stop in stage.form.focus_chain:  # a round by Tab ends where the form began
            await stage.press("tab")
        assert stage.focused == "password"
        await stage.sees("Créez votre mot de passe")


async def test_arrows_keep_their_meaning_in_a_choice_and_in_a_long_text() -> None:
    async with on_stage(stories.claim_form(), size=(80, 30)) as stage:
        await stage.press("down")
        assert stage.focused == "kind"
        await stage.press("tab", "a", "enter", "up")
        assert stage.focused == "text"
        await stage.press("ctrl+g", sees=["Tab            next", "Shift+Tab      move"])
    async with on_stage(form(choice("pick"), text("second")), theme="accessible") as stage:
        await stage.press("down", "right", "space", "enter")  # there are no options
        assert (stage.focused, stage.typed("pick")) == ("second", "")


# --- What is in sight, and how it looks


@IN_BOTH_THEMES
async def test_what_holds_a_time_stays_true(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the form, in a hint and in an error; where a change may be read aloud, rarely."""
    monkeypatch.setattr(words, "TICK", 0.001)
    monkeypatch.setattr(words, "STILL", 3)
    left = 90

    def tells() -> str:
        return f"Only {left} s left."

    async def submit(_answers: Answers) -> Answers:
        raise Refused(FieldError("", lambda: f"Again in {left} s.", "again"))

    asked = form(text("x", hint=tells), submit=submit, intro=[tells])
    async with on_stage(asked, theme=theme) as stage:
        assert stage.text.count("Only 90 s left.") == 2
        await stage.press("enter", sees="✗ Again in 90 s.")
        left = 80
        await stage.sees("✗ Again in 80 s.")
        await stage.until(lambda: stage.text.count("Only 80 s left.") == 2)
