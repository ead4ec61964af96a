"""What cannot be undone is read back before it is sent, and one answer can be corrected alone."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import CLAIM, Visitor
from tests.voters import GOOD_PASSWORD
from tui_voter.audit.player import Player, choose, fill, sees, take
from tui_voter.contract.account import read_profile
from tui_voter.contract.helpdesk import read_claims
from tui_voter.dialogue import BACK, SEND

OTHER_PASSWORD = "Quatre-vents 58 lanternes"


def read_back(said: Player, start: str) -> list[str]:
    texts = [text for menu in said.menus for text in menu.text if isinstance(text, str)]
    return [text for text in texts if text.startswith(start)]


async def test_a_claim_is_read_back_corrected_and_sent_once(visitor: Visitor) -> None:
    said = await visitor.play(
        *(choose("claims"), take("new_claim"), fill(**CLAIM), choose(BACK)),  # to the form
        *(fill(), sees("Check your claim"), sees("Nothing has been sent yet."), choose("text")),
        *(fill(text="My first name is missing."), choose(SEND)),
        sees("Your claim has been recorded."),
    )
    (claim,) = (await read_claims(visitor.client, visitor.token)).claims
    assert claim.text == "My first name is missing."
    assert read_back(said, "Type of claim") == ["Type of claim: Missing from an electoral roll"] * 3
    before, after = "Your claim: My name is missing.", "Your claim: My first name is missing."
    assert read_back(said, "Your claim") == [before, before, after]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("One\ntwo. " * 100, "One" + "\ntwo. One" * 5 + "… 899 characters in all."),
        ("x" * 300, "x" * 200 + "… 300 characters in all."),
        ("No mail\n\n/second line  ", "No mail\n/second line"),
    ],
)
async def test_how_a_text_is_read_back(visitor: Visitor, text: str, told: str) -> None:
    said = await visitor.play(
        *(choose("assistance"), take("new"), fill(subject="Mail", text=text), choose(SEND)),
        take("close"),
    )
    assert read_back(said, "Your request") == [f"Your request: {told}"]


async def test_secrets_are_read_back_as_hidden_and_the_question_in_full(visitor: Visitor) -> None:
    said = await visitor.play(
        *(choose("account"), take("question")),
        fill(password=GOOD_PASSWORD, question="lost-object", answer="Un parapluie"),
        choose("question"),
        fill(question="first-concert", answer="La Traviata"),  # the one before answered another
        *(choose(SEND), take("password")),
        fill(password=GOOD_PASSWORD, new=OTHER_PASSWORD),  # all hidden: there is nothing to check
        take("close"),
    )
    profile = await read_profile(visitor.client, visitor.token)
    assert profile.question_id == "first-concert"
    questions = {one.id: f"Challenge question: {one.text}" for one in profile.questions}
    first, second = (menu for menu in said.menus if menu.title.startswith("Check"))
    assert questions["lost-object"] in first.text
    assert questions["first-concert"] in second.text
    assert not read_back(said, "Secret answer"), "nothing of it is told"
    assert not read_back(said, "Confirm")  # it was the same
    assert [option.key for option in second.options] == [SEND, "password", "question", "answer"]
