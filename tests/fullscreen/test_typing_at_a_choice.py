"""Letters that are typed where one chooses: they lead to an option or are said to lead nowhere, and
no space among them chooses, or presses a button."""

from __future__ import annotations

import pytest

from tests.fullscreen.stage import Heard, on_stage
from tui_voter.dialogue import Answers, ChoiceField, Form, Menu, Option, TextField

QUESTIONS = (
    "Quel plat détestiez-vous enfant ?",
    "Où avez-vous passé vos premières vacances ?",
    "Quel était le surnom de votre meilleur ami ?",
)


async def submit(answers: Answers) -> Answers:
    return answers


def question_form(value: str = "") -> Form[Answers]:
    options = [Option(str(n), text) for n, text in enumerate(QUESTIONS)]
    choice = ChoiceField(parse=str, name="question", label="Question", options=options, value=value)
    return Form(
        title="Choisissez",
        fields=[choice, TextField(parse=str, name="answer", label="Réponse")],
        submit=submit,
        submit_label="Activer",
        busy="Activation…",
    )


@pytest.mark.parametrize("theme", ["visual", "accessible"])
@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("ou", "1"),  # accents and capitals do not matter
        ("Quel e", "2"),
        ("surnom", "2"),
        ("de votre", "2"),  # the space is one of the text's
        ("le chat", ""),
        ("Rex le 2", ""),
    ],
)
@pytest.mark.parametrize("value", ["", "0"])
async def test_letters_lead_to_the_first_option_that_has_them(
    typed: str, chosen: str, value: str, theme: str
) -> None:
    form = question_form(value)
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form)), theme=theme) as stage:
        await stage.enter(typed)
        if chosen:
            assert "No results" not in stage.text
        else:
            await stage.sees(f"No results for “{typed}”.")
        assert stage.form.state().typed.text("question") == (chosen or value)
        assert stage.focused == "question"


async def test_a_space_by_itself_chooses_and_a_number_goes_to_its_option() -> None:
    form = question_form()
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form))) as stage:
        await stage.press("space")
        assert stage.form.state().typed.text("question") == "0"
        await stage.press("3")
        assert stage.form.state().typed.text("question") == "2"
        await stage.enter("ou")
        await stage.press("up")  # ends what is typed: the next letters begin anew
        await stage.enter("surnom")
        assert stage.form.state().typed.text("question") == "2"


@pytest.mark.parametrize("irrevocable", [True, False])
async def test_a_menu_that_is_not_narrowed_down_is_searched_alike(irrevocable: bool) -> None:
    options = [Option("a", "Goéland : voir loin"), Option("b", "Cap sur l’école publique")]
    menu = Menu(title="Votre vote", options=options, irrevocable=irrevocable)
    heard = Heard(lambda dialogue: dialogue.choose(menu))
    async with on_stage(heard) as stage:
        await stage.enter("oui tous")
        await stage.sees("No results for “oui tous”.")
        assert ("›" in stage.text) != irrevocable
        await stage.press("left")
        await stage.enter("ecole")
        await stage.sees("› 2")
        await stage.press("enter")
        await stage.until(lambda: heard.ended)
    assert heard.answer == "b"


async def test_a_text_that_is_typed_at_a_button_presses_it_by_no_space() -> None:
    form = Form(title="Choix", fields=[], submit=submit, submit_label="Déposer", busy="Dépôt…")
    heard = Heard(lambda dialogue: dialogue.ask(form))
    async with on_stage(heard) as stage:
        await stage.enter("je ne sais pas")
        assert not heard.ended
        await stage.press("tab", "space")
        await stage.until(lambda: heard.ended)


@pytest.mark.parametrize("key", ["down", "end", "2", "click"])
async def test_what_was_said_of_the_last_key_goes_with_the_next_move(key: str) -> None:
    options = [Option("a", "Goéland : voir loin"), Option("b", "Cap sur l’école publique")]
    menu = Menu(title="Votre vote", options=options, irrevocable=True)
    async with on_stage(Heard(lambda dialogue: dialogue.choose(menu))) as stage:
        await stage.press("enter")
        await stage.sees("Nothing is chosen yet")
        if key != "click":  # which takes it in a menu
            await stage.press(key)
            assert "Nothing is chosen yet" not in stage.text
    form = question_form()
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form))) as stage:
        await stage.enter("zut")
        await stage.sees("No results for “zut”.")
        if key == "2":  # which goes on with what is typed
            return
        await (stage.press(key) if key != "click" else stage.click("Où avez-vous"))
        assert "No results" not in stage.text
