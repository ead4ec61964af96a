"""Questions asked while a form submits or a listing fetches: signing in again, above all."""

from __future__ import annotations

import asyncio

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, on_stage
from tui_voter.dialogue import (
    BACK,
    Answers,
    Batch,
    Dialogue,
    Left,
    LongTextField,
    Opened,
    Page,
    Prose,
    Quit,
    SecretField,
    TextField,
)
from tui_voter.secret import Secret


def signs_in_again(signed_in: list[Secret]) -> Heard:
    """A form whose session has ended; the confirmation within that warns of a weak word."""

    async def journey(dialogue: Dialogue) -> Answers | Left:
        async def sign_in(answers: Answers) -> Answers:
            if await dialogue.choose(stories.confirm_menu()) != Opened("keep"):
                raise stories.refuse(("password", "Take another.", "another"))
            return answers

        async def submit(answers: Answers) -> Answers:
            again = await dialogue.ask(stories.sign_in_form(sign_in))
            if isinstance(again, Left):
                raise stories.refuse(("", "Not sent: you are signed out.", "signed out"))
            signed_in.append(again.typed.secret("password"))
            return answers

        form = stories.claim_form(submit)._replace(
            fields=(
                TextField(parse=str, name="ballot", label="Scrutin"),
                SecretField(name="answer", label="Réponse", rules=stories.rules),
                LongTextField(name="text", label="Texte"),
            ),
        )
        return await dialogue.ask(form)

    return Heard(journey)


async def test_signing_in_again_over_a_form_brings_it_back_as_it_was_and_goes_on() -> None:
    signed_in: list[Secret] = []
    heard = signs_in_again(signed_in)
    async with on_stage(heard, size=(80, 30)) as stage:
        await stage.enter("CSA")
        await stage.press("tab")
        await stage.enter("Blanquette")
        await stage.press("tab")
        await stage.enter("Je ne figure pas")
        await stage.press("enter")
        await stage.enter("sur la liste.")
        before = stage.form
        await stage.press("ctrl+s")
        await stage.sees("Reconnectez-vous")
        assert stage.focused == "password"
        await stage.press("escape")  # rather not
        await stage.sees("✗ Not sent: you are signed out.", "Je ne figure pas", "••••••••••")
        assert stage.form is before
        assert stage.form.filling.typed.secret("answer") == Secret("Blanquette")
        await stage.press("enter")
        await stage.sees("Reconnectez-vous")
        await stage.enter("Soleil42")
        await stage.press("enter", "enter")
        await stage.sees("Ce mot de passe est faible")  # a question within the question within
        await stage.press("2", "enter")
        await stage.sees("✗ Take another.")
        assert stage.form.filling.typed.secret("password") == Secret("Soleil42")
        await stage.press("end", "!", "tab", "enter")
        await stage.sees("Ce mot de passe est faible")
        await stage.press("1", "enter")
        await stage.until(lambda: heard.ended)
    assert signed_in == [Secret("Soleil42!")]
    assert heard.answer.typed.text("ballot") == "CSA"
    assert heard.answer.typed.secret("answer") == Secret("Blanquette")
    assert heard.answer.typed.text("text") == "Je ne figure pas\nsur la liste."


async def test_quitting_from_within_ends_all() -> None:
    heard = signs_in_again([])
    async with on_stage(heard) as stage:
        await stage.press("tab", "tab", "ctrl+s")
        await stage.sees("Reconnectez-vous")
        await stage.press("ctrl+q")
        await stage.until(lambda: heard.ended)
    assert isinstance(heard.left, Quit)
    assert stage.program.return_code == 0


async def test_signing_in_again_over_a_listing_that_fetches() -> None:
    source = stories.Roll()
    ended = {("", ""), ("", "Imbert-Alix"), ("martin", "")}

    async def journey(dialogue: Dialogue) -> Opened | Left:
        async def fetch(search: str, after: str) -> Batch:
            if (search, after) in ended:
                ended.remove((search, after))
                answers = await dialogue.ask(stories.sign_in_form())
                if isinstance(answers, Left):
                    raise stories.refuse(("", "You have signed out.", "signed out"))
            return await source.fetch(search, after)

        return await dialogue.browse(stories.roll_listing(fetch))

    heard = Heard(journey)
    async with on_stage(heard) as stage:
        await stage.sees("Reconnectez-vous")  # before the first row
        await stage.press("tab", "enter")
        await stage.sees("1 of more than 25")
        await stage.press("end")
        await stage.sees("Reconnectez-vous")
        await stage.press("escape")
        await stage.sees("✗ You have signed out.", "› IMBERT Alix")
        await stage.press("f5")
        await stage.sees("25 of more than 50")
        await stage.press("/")
        await stage.enter("martin")
        await stage.press("enter")
        await stage.sees("Reconnectez-vous")
        await stage.press("tab", "enter")
        await stage.sees("1 of 3", "› MARTIN Alix")
        assert len(stage.program.screen_stack) == 1
        await stage.press("escape")
        await stage.sees("1 of more than 25")
        await stage.press("escape")
        await stage.until(lambda: heard.ended)
    assert heard.answer == BACK


async def test_a_listing_and_a_page_may_stand_over_a_form_too() -> None:
    async def journey(dialogue: Dialogue) -> Answers | Left:
        async def submit(answers: Answers) -> Answers:
            await dialogue.browse(stories.roll_listing())
            await dialogue.show(Page(title="Read this", blocks=[Prose("All of it.")]))
            return answers

        return await dialogue.ask(stories.claim_form(submit))

    heard = Heard(journey)
    async with on_stage(heard) as stage:
        await stage.press("tab")
        await stage.enter("text")
        await stage.press("ctrl+s")
        await stage.sees("ABADIE Alix")
        await stage.press("escape")
        await stage.sees("Read this")
        await stage.press("escape")
        await stage.until(lambda: heard.ended)
    assert heard.answer.typed.text("text") == "text"


async def test_a_question_may_be_withdrawn_at_any_moment() -> None:
    """As Esc does with one that a background task has just asked."""

    async def journey(dialogue: Dialogue) -> None:
        await dialogue.show(stories.mailbox_page())
        for turns in range(0, 60, 3):
            asking = asyncio.ensure_future(dialogue.choose(stories.confirm_menu()))
            for _turn in range(turns):
                await asyncio.sleep(0)
            asking.cancel()
            await asyncio.wait({asking})
        await dialogue.choose(stories.home_menu())

    async with on_stage(journey) as stage:
        await stage.press("enter")
        await stage.sees("Bienvenue")
