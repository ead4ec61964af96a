"""Letters that are typed where one chooses: they choose nothing and are not repeated, and no
space or number among them chooses, or presses a button."""

from __future__ import annotations

import pytest

from tests.fullscreen.stage import Heard, on_stage
from tui_voter.dialogue import Answers, ChoiceField, Form, Menu, Option, TextField

QUESTIONS = (
    "Quel plat détestiez-vous enfant ?",
    "Où avez-vous passé vos premières vacances ?",
    "Quel était le surnom de votre meilleur ami ?",
)
NOTHING = "Letters choose nothing here: use the arrows or a number."


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
@pytest.mark.parametrize("typed", ["x", "surnom", "le chat", "Rex le 2", "tartiflette"])
@pytest.mark.parametrize("value", ["", "0"])
async def test_letters_choose_nothing_and_are_not_repeated(
    typed: str, value: str, theme: str
) -> None:
    form = question_form(value)
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form)), theme=theme) as stage:
        before = stage.text
        await stage.enter(typed)
        await stage.sees(NOTHING)
        assert stage.text.count(typed) == before.count(typed)
        assert stage.form.filling.typed.text("question") == value
        assert stage.focused == "question"


async def test_a_space_by_itself_chooses_and_a_number_goes_to_its_option() -> None:
    form = question_form()
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form))) as stage:
        await stage.press("space")
        assert stage.form.filling.typed.text("question") == "0"
        await stage.press("3")
        assert stage.form.filling.typed.text("question") == "2"


@pytest.mark.parametrize("irrevocable", [True, False])
async def test_a_menu_that_is_not_narrowed_down_takes_letters_alike(irrevocable: bool) -> None:
    options = [Option("a", "Goéland : voir loin"), Option("b", "Cap sur l’école publique")]
    menu = Menu(title="Votre vote", options=options, irrevocable=irrevocable)
    heard = Heard(lambda dialogue: dialogue.choose(menu))
    async with on_stage(heard) as stage:
        await stage.enter("ecole 2")
        await stage.sees(NOTHING)
        assert ("›" in stage.text) != irrevocable
        assert "› 2" not in stage.text
        await stage.press("left", "2")
        await stage.sees("› 2")


async def test_a_text_that_is_typed_at_a_button_presses_it_by_no_space() -> None:
    form = Form(title="Choix", fields=[], submit=submit, submit_label="Déposer", busy="Dépôt…")
    heard = Heard(lambda dialogue: dialogue.ask(form))
    async with on_stage(heard) as stage:
        await stage.enter("je ne sais pas")
        assert not heard.ended
        await stage.press("tab", "space")
        await stage.until(lambda: heard.ended)


@pytest.mark.parametrize("key", ["down", "end", "click"])
async def test_what_was_said_of_the_last_key_goes_with_the_next_move(key: str) -> None:
    options = [Option("a", "Goéland : voir loin"), Option("b", "Cap sur l’école publique")]
    menu = Menu(title="Votre vote", options=options, irrevocable=True)
    async with on_stage(Heard(lambda dialogue: dialogue.choose(menu))) as stage:
        await stage.press("enter")
        await stage.sees("Nothing is chosen yet")
        await (stage.press(key) if key != "click" else stage.click("Cap sur"))
        assert "Nothing is chosen yet" not in stage.text
    form = question_form()
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form))) as stage:
        await stage.enter("zut")
        await stage.sees(NOTHING)
        await (stage.press(key) if key != "click" else stage.click("Où avez-vous"))
        assert NOTHING not in stage.text
