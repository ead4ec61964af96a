"""Questions asked while a form submits or a listing fetches: signing in again, above all."""

import asyncio
from typing import Any

from tests import stories
from tests.fullscreen.stage import on_stage
from tests.stories import form, refuse, roll_listing, secret, text
from tui_voter.dialogue import Answers, Batch, Dialogue, Left, LongTextField, Opened


async def signing_in_again(dialogue: Dialogue) -> Any:
    """A form whose session has ended; the sign-in within that warns of a weak password."""

    async def sign_in(answers: Answers) -> Answers:
        if await dialogue.choose(stories.confirm_menu()) != Opened("1"):
            raise refuse(("password", "Take another.", "another"))
        return answers

    async def submit(answers: Answers) -> Answers:
        if isinstance(await dialogue.ask(stories.sign_in_form(sign_in)), Left):
            raise refuse(("", "Not sent: you are signed out.", "signed out"))
        return answers

    fields = text("ballot"), secret("answer"), LongTextField(name="text", label="Text")
    return await dialogue.ask(form(*fields, submit=submit))


async def test_signing_in_again_over_a_form_brings_it_back_as_it_was_and_goes_on() -> None:
    async with on_stage(signing_in_again, size=(80, 30)) as stage:
        await stage.enter("CSA", "tab")
        await stage.enter("Blanquette", "tab")
        await stage.enter("Je ne figure pas", "enter")
        await stage.enter("sur la liste.", "ctrl+s", sees="Reconnectez-vous")
        assert stage.focused == "password"
        await stage.press("escape")  # rather not
        await stage.sees("✗ Not sent: you are signed out.", "Je ne figure pas", "••••••••••")
        assert stage.typed("answer") == "Blanquette"
        await stage.press("enter", sees="Reconnectez-vous")
        await stage.enter("Soleil42", "enter", "enter")
        await stage.sees("Ce mot de passe est faible")  # a question within the question within
        await stage.press("2", "enter", sees="✗ Take another.")
        assert stage.typed("password") == "Soleil42"
        await stage.press("end", "!", "tab", "enter", sees="Ce mot de passe est faible")
        typed = (await stage.outcome("1", "enter")).typed
    assert (typed.text("ballot"), typed.secret("answer").reveal()) == ("CSA", "Blanquette")
    assert typed.text("text") == "Je ne figure pas\nsur la liste."


async def test_signing_in_again_over_a_listing_that_fetches() -> None:
    ended = {("", ""), ("", "Imbert-Alix"), ("martin", "")}

    async def journey(dialogue: Dialogue) -> Opened | Left:
        async def fetch(search: str, after: str) -> Batch:
            if (search, after) in ended:
                ended.remove((search, after))
                if isinstance(await dialogue.ask(stories.sign_in_form()), Left):
                    raise refuse(("", "You have signed out.", "signed out"))
            return await stories.Roll().fetch(search, after)

        return await dialogue.browse(roll_listing(fetch=fetch))

    async with on_stage(journey) as stage:
        await stage.sees("Reconnectez-vous")  # before the first row
        await stage.press("tab", "enter", sees="1 of more than 25")
        await stage.press("end", sees="Reconnectez-vous")
        await stage.press("escape", sees=["✗ You have signed out.", "› IMBERT Alix"])
        await stage.press("f5")
        await stage.until(lambda: "25 of more than 50" in stage.text or "25 of 60" in stage.text)
        await stage.press("/")
        await stage.enter("martin", "enter", sees="Reconnectez-vous")
        await stage.press("tab", "enter", sees=["1 of 3", "› MARTIN Alix"])
        assert len(stage.program.screen_stack) == 1


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
        await stage.press("enter", sees="Bienvenue")
