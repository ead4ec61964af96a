"""What is asked while something else is under way: signing in again over an open form, for
example, as ``nested.txt`` tells."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.linear.conversation import Journey, Talk, each_of
from tests.linear.stage import PASSWORD, Roll, Visit, claim_form, form, password_form, refused
from tests.stories import text
from tests.terminal import PATIENCE
from tui_voter.dialogue import (
    Answers,
    Batch,
    Dialogue,
    Form,
    Left,
    Menu,
    Opened,
    Option,
    SecretField,
)
from tui_voter.linear import waiting
from tui_voter.linear.voice import Voice
from tui_voter.transcript import Kind

Ask = Callable[[Dialogue], Awaitable[None]]


def sign_in_form() -> Form[Any]:
    async def submit(answers: Answers) -> str:
        if answers.typed.secret("password").reveal() != PASSWORD:
            raise refused("", "Identifiant ou mot de passe inexact.", "refusé")
        return answers.typed.text("identifier")

    fields = (text("identifier", "Identifiant"), SecretField(name="password", label="Mot de passe"))
    return form(*fields, title="Connectez-vous de nouveau", submit=submit)


class Over(Visit):
    """A form whose submit first asks something else."""

    def __init__(self, outer: Form[Any], ask: Ask) -> None:
        super().__init__(outer)
        self._outer, self._ask = outer, ask

    async def __call__(self, dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> Any:
            await self._ask(dialogue)
            return await self._outer.submit(answers)

        self._stations = (self._outer._replace(submit=submit),)
        await super().__call__(dialogue)


def signing_in() -> Ask:
    """Sign in, once."""
    sessions: list[object] = []

    async def ask(dialogue: Dialogue) -> None:
        if not sessions:
            again = await dialogue.ask(sign_in_form())
            if isinstance(again, Left):
                raise refused("", "Votre session a pris fin.", "session finie")
            sessions.append(again)

    return ask


async def choose_second(dialogue: Dialogue) -> None:
    if await dialogue.browse(Roll(3).listing(key="")) != Opened("v2"):
        raise refused("", "Choisissez l'électeur 2.", "pas lui")


async def warn(dialogue: Dialogue) -> None:
    await dialogue.choose(Menu(title="Faible", options=[Option("no", "Le changer")]))
    questions = {"captcha": "Combien font deux et deux ?"}
    raise refused("captcha", "Encore le captcha.", "captcha", questions=questions)


async def recognise(dialogue: Dialogue) -> None:
    await dialogue.choose(Menu(title="Connu ?", text=["Rien n'est envoyé."], options=[]))


class RollSigning(Visit):
    """A roll whose second batch asks the voter to sign in first."""

    async def __call__(self, dialogue: Dialogue) -> None:
        made, ask = Roll(30, batch=10), signing_in()

        async def fetch(search: str, after: str) -> Batch:
            if after:
                await ask(dialogue)
            return await made.fetch(search, after)

        self._stations = (made.listing(fetch=fetch),)
        await super().__call__(dialogue)


INCOMPLETE = refused("phone", "Ce numéro de téléphone est incomplet.", "incomplet")

PLACES: Mapping[str, Callable[[], Journey]] = {
    "claim": lambda: Over(claim_form(), signing_in()),
    "claim-refused": lambda: Over(claim_form(refusals=[INCOMPLETE]), signing_in()),
    "claim-with-roll": lambda: Over(claim_form(), choose_second),
    "captcha": lambda: Over(password_form(), warn),
    "asked-first": lambda: Over(form(), recognise),
    "roll": RollSigning,
}


@each_of("nested.txt")
def test_what_is_said(talk: Talk) -> None:
    talk.hold(PLACES)


async def test_each_wait_that_lasts_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(waiting, "HESITATION", 0.0)
    monkeypatch.setattr(waiting, "PATIENCE", 2 * PATIENCE)
    said = {busy: asyncio.Event() for busy in ("Checking…", "Sending…")}

    def record(_kind: Kind, text: str) -> None:
        if text in said:
            said[text].set()

    keys, hand = os.pipe()
    with os.fdopen(keys) as stdin, os.fdopen(hand, "w"), (tmp_path / "out").open("w") as stdout:
        voice = Voice(stdin, stdout, record)
        for busy, event in said.items():
            await asyncio.wait_for(voice.waiting.wait_for(event.wait(), busy), PATIENCE)
