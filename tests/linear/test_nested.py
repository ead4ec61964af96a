"""What is asked while something else is under way: signing in again over an open form."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.linear.conversation import Transcript, converse
from tests.linear.stage import (
    ANSWER,
    PASSWORD,
    Captcha,
    Roll,
    claim_form,
    password_form,
    plain_form,
    take_all,
)
from tui_voter.dialogue import (
    BACK,
    Answers,
    Batch,
    Dialogue,
    FieldError,
    Form,
    Left,
    Menu,
    Opened,
    Option,
    Page,
    Refused,
    SecretField,
    TextField,
)
from tui_voter.linear import waiting
from tui_voter.linear.voice import Voice
from tui_voter.transcript import Kind


def sign_in_form() -> Form[str]:
    async def submit(answers: Answers) -> str:
        if answers.typed.secret("password").reveal() != PASSWORD:
            raise Refused(FieldError("", "Identifiant ou mot de passe inexact.", "refusé"))
        return answers.typed.text("identifier")

    return Form(
        title="Connectez-vous de nouveau",
        fields=[
            TextField(parse=str, name="identifier", label="Identifiant"),
            SecretField(name="password", label="Mot de passe"),
        ],
        submit=submit,
        submit_label="Se connecter",
        busy="Connexion…",
    )


class Claim:
    """A claim whose session has ended: the voter signs in again, and the claim goes on.

    ``refusals`` are what the portal says to the claim itself, once the voter is signed in.
    """

    def __init__(self, *refusals: FieldError) -> None:
        self._refusals = list(refusals)
        self.outcome: Answers | Left | None = None
        self.sessions: list[object] = []

    async def __call__(self, dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> Answers:
            if not self.sessions:
                again = await dialogue.ask(sign_in_form())
                if isinstance(again, Left):
                    raise Refused(FieldError("", "Votre session a pris fin.", "session finie"))
                self.sessions.append(again)
            if self._refusals:
                raise Refused(self._refusals.pop(0))
            return answers

        self.outcome = await dialogue.ask(claim_form(submit))
        await dialogue.show(Page(title="Réclamation reçue.", blocks=[]))


GIVE_UP = 20.0
"""Seconds: a limit for failures, not a measure."""
CLAIM = ("Mon nom manque.", "", "0102")
BACK_AT = "Back at: Formuler une réclamation"


def text_of(claim: Claim) -> str:
    assert isinstance(claim.outcome, Answers)
    return claim.outcome.typed.text("text")


def test_signing_in_again_over_a_form_that_is_then_sent() -> None:
    claim = Claim()
    said = converse(claim, *CLAIM, "ada@ecole.fr", PASSWORD, "")
    assert claim.sessions == ["ada@ecole.fr"]
    assert text_of(claim) == "Mon nom manque."
    assert said.prompts[-1] == "Enter: "
    assert BACK_AT not in said.lines  # the way went on, not back
    assert "Canari" not in said.text


def test_the_outer_form_goes_on_where_it_was_and_says_so() -> None:
    claim = Claim(FieldError("phone", "Ce numéro de téléphone est incomplet.", "incomplet"))
    said = converse(claim, *CLAIM, "ada@ecole.fr", "faux", "/repeat", "/help", "/back")
    assert claim.sessions == []  # a wrong password, then away from signing in
    assert said.lines.count(BACK_AT) == 1
    assert said.above("Session finie") == "Votre session a pris fin."

    signed_in = Claim(FieldError("phone", "Ce numéro de téléphone est incomplet.", "incomplet"))
    heard = converse(signed_in, *CLAIM, "ada@ecole.fr", PASSWORD, "0102030405")
    assert heard.lines.count(BACK_AT) == 1
    before, after = heard.text.split(BACK_AT)
    assert "Mot de passe: " in before
    assert "Incomplet. Téléphone: " in after
    assert text_of(signed_in) == "Mon nom manque."


def test_leaving_the_inner_form_leaves_the_outer_one_filled_in() -> None:
    claim = Claim()
    said = converse(claim, *CLAIM, "/back", "", "ada@ecole.fr", PASSWORD, "")
    assert said.lines.count(BACK_AT) == 1
    assert said.prompts[4] == "Session finie. Enter to retry: "
    assert text_of(claim) == "Mon nom manque."


def test_a_captcha_follows_where_one_is_back() -> None:
    async def journey(dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> str:
            sure = Menu(title="Mot de passe faible", options=[Option("no", "Le changer")])
            await dialogue.choose(sure)
            raise Refused(
                FieldError("captcha", "Encore le captcha.", "captcha"),
                questions={"captcha": "Combien font deux et deux ?"},
            )

        await dialogue.ask(password_form(Captcha(), submit))

    said = converse(journey, PASSWORD, PASSWORD, "7294", "1")
    lines = said.lines
    back_at = lines.index("Back at: Créez votre mot de passe")
    assert lines.index("Combien font deux et deux ?") > back_at


def test_quitting_within_the_inner_form_says_nothing_of_the_outer() -> None:
    said = converse(Claim(), *CLAIM, "/quit", "/quit")
    assert said.code == 1
    assert BACK_AT not in said.lines
    assert said.lines[-2:] == ["You have left tui-voter.", ""]


def test_quitting_within_the_inner_form_asks_for_the_outer_ones_text() -> None:
    said = converse(Claim(), *CLAIM, "/quit", "/quit")
    assert said.code == 1
    lost = "You have not finished “Formuler une réclamation”: what you typed would be lost."
    assert lost in said.lines


class Signing(Roll):
    """A roll whose second batch asks the voter to sign in first."""

    def __init__(self, dialogue: Dialogue) -> None:
        super().__init__(30, batch=10)
        self._dialogue = dialogue

    async def fetch(self, search: str, after: str) -> Batch:
        if after == "10" and len(self.fetched) == 1:
            await self._dialogue.ask(sign_in_form())
        return await super().fetch(search, after)


def browse_signing_in(*typed: str) -> tuple[Transcript, list[Opened | Left]]:
    browsed: list[Opened | Left] = []

    async def journey(dialogue: Dialogue) -> None:
        browsed.append(await dialogue.browse(Signing(dialogue).listing()))

    return converse(journey, *typed), browsed


def test_signing_in_again_while_rows_are_fetched() -> None:
    said, browsed = browse_signing_in("", "ada@ecole.fr", PASSWORD, "11")
    assert browsed == [Opened("v11")]
    at = said.lines.index("Back at: Liste électorale")
    assert said.lines[at + 1] == "11. Électeur 11, Lyon"


def test_a_listing_within_a_form_within_a_listing() -> None:
    """Any depth: each one is there again afterwards."""
    chosen: list[Opened | Left] = []

    async def journey(dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> Answers:
            inner = await dialogue.browse(Roll(3).listing())
            chosen.append(inner)
            if inner != Opened("v2"):
                raise Refused(FieldError("", "Choisissez l'électeur 2.", "pas lui"))
            return answers

        await dialogue.ask(claim_form(submit))

    said = converse(journey, *CLAIM, "1", "", "2")
    assert chosen == [Opened("v1"), Opened("v2")]
    assert said.lines.count(BACK_AT) == 1
    assert said.code == 0


def test_patience_starts_anew_after_something_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait is said to last after the inner form too, and never while it is asked."""
    monkeypatch.setattr(waiting, "PATIENCE", 0.0)
    told = asyncio.Event()

    async def journey(dialogue: Dialogue) -> None:
        telling = dialogue._voice.telling  # type: ignore[attr-defined]
        say = telling.say

        def listen(*texts: str) -> None:
            say(*texts)
            if any("One more moment" in text for text in texts):
                told.set()

        telling.say = listen

        async def submit(answers: Answers) -> Answers:
            await told.wait()
            await dialogue.choose(Menu(title="Sûr ?", options=[Option("yes", "Oui")]))
            told.clear()
            await asyncio.wait_for(told.wait(), GIVE_UP)  # the outer wait is told once more
            return answers

        await dialogue.ask(claim_form(submit))

    assert converse(journey, *CLAIM, "1").code == 0


async def test_each_wait_that_lasts_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(waiting, "HESITATION", 0.0)
    monkeypatch.setattr(waiting, "PATIENCE", 2 * GIVE_UP)
    said = {busy: asyncio.Event() for busy in ("Checking…", "Sending…")}

    def record(_kind: Kind, text: str) -> None:
        if text in said:
            said[text].set()

    keys, hand = os.pipe()
    with os.fdopen(keys) as stdin, os.fdopen(hand, "w"), (tmp_path / "out").open("w") as stdout:
        voice = Voice(stdin, stdout, record)
        for busy, event in said.items():
            await asyncio.wait_for(voice.waiting.wait_for(event.wait(), busy), GIVE_UP)


def test_the_stage_has_no_secret_in_its_words() -> None:
    assert ANSWER not in converse(Claim(), *CLAIM, "ada", ANSWER).text


def test_what_is_asked_before_anything_is_done_is_not_called_doing_it() -> None:
    async def journey(dialogue: Dialogue) -> None:
        async def submit(answers: Answers) -> str:
            question = Menu(title="Le reconnaissez-vous ?", text=["Rien n'est envoyé."], options=[])
            assert await dialogue.choose(question) is BACK
            return await take_all(answers)

        await dialogue.ask(plain_form(take_all)._replace(fields=[], submit=submit))

    said = converse(journey, "", "/back")
    asked = said.lines.index("Rien n'est envoyé.")
    assert "Envoi…" not in said.lines[:asked]
