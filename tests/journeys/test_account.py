"""*Mon compte*: what may be changed, and what that takes; how what is final is read back before."""

import pytest

from tests.client.peer import losing_first, peer
from tests.journeys.conftest import CLAIM, Visitor
from tests.voters import GOOD_PASSWORD
from tui_voter.audit.player import Player, Reply, choose, fill, leave, sees, take
from tui_voter.contract.account import Profile, read_profile
from tui_voter.contract.errors import ErrorCode, PortalRefused
from tui_voter.contract.helpdesk import read_claims
from tui_voter.contract.languages import Language
from tui_voter.dialogue import BACK, SEND
from tui_voter.portal.client import PortalClient

COMMON = "Azertyuiop1!"
OTHER_PASSWORD = "Boussole-jaune 63 pelicans"
CHANGED = "Your password has been changed. We have emailed you a confirmation."
ACCOUNT = choose("account")


async def profile_of(visitor: Visitor) -> Profile:
    return await read_profile(visitor.client, visitor.token)


async def test_the_password_is_changed_and_other_sessions_end(visitor: Visitor) -> None:
    elsewhere = await visitor.sign_in_again()
    said = await visitor.play(
        *(ACCOUNT, take("password"), fill(password="", new=OTHER_PASSWORD)),
        *(fill(password="Not this one 12", new=COMMON), fill(new="short")),
        fill(new=OTHER_PASSWORD),  # nothing of it is to be read back
        *(fill(password=OTHER_PASSWORD), fill(password=GOOD_PASSWORD), take("close")),
    )
    assert said.shorts == [
        *("password missing", "easy to guess", "5 out of 12", "wrong password", "same as current")
    ]
    assert [refusal.field for refusal in said.refusals[-2:]] == ["password", "new"]
    assert said.notices == [CHANGED]
    with pytest.raises(PortalRefused) as refused:
        await read_profile(visitor.client, elsewhere)
    assert refused.value.code is ErrorCode.SESSION_ENDED
    assert await profile_of(visitor)  # this one goes on
    assert OTHER_PASSWORD not in "".join(said.said)


async def test_the_challenge_question_is_changed_with_the_password(visitor: Visitor) -> None:
    said = await visitor.play(
        *(ACCOUNT, take("question")),
        fill(password="Not this one 12", question="lost-object", answer="Un parapluie"),
        choose("send"),
        fill(question="first-concert", answer="Une soupe"),  # the password is still the wrong one
        fill(password=GOOD_PASSWORD, question="lost-object", answer="x"),
        *(fill(answer=GOOD_PASSWORD, password=GOOD_PASSWORD), fill(answer="Un parapluie")),
        *(choose("send"), take("question"), leave()),
    )
    assert said.shorts == ["wrong password", "unchanged", "answer too short", "same as password"]
    profile = await profile_of(visitor)
    assert profile.question_id == "lost-object"
    question = {one.id: one.text for one in profile.questions}["lost-object"]
    assert said.notices == [
        f"Your challenge question is now: {question} We have emailed you a confirmation.",
        "Nothing was changed.",
    ]
    assert "parapluie" not in "".join(said.said)


async def test_telephone_and_language_are_changed_and_kept_until_they_are(visitor: Visitor) -> None:
    said = await visitor.play(
        *(ACCOUNT, take("contact"), leave()),  # untouched
        *(take("contact"), leave(telephone="12"), take("contact")),
        fill(language="en"),  # the telephone number is there, and too short
        *(fill(telephone="01 99 00 12 34"), sees("01 99 00 12 34")),
    )
    assert said.shorts == ["incorrect"]
    kept = "What you typed has not been sent. It is kept until you sign out."
    assert said.notices == [kept, "Recorded."]
    profile = await profile_of(visitor)
    assert (profile.telephone, profile.language) == ("01 99 00 12 34", "en")
    visitor.election_with(languages=(Language.FR,))  # that the portal has it is no mistake
    await visitor.play(*(ACCOUNT, take("contact"), fill(telephone=""), take("close")))
    profile = await profile_of(visitor)
    assert (profile.telephone, profile.language) == ("", "en")


QUESTION = {"question": "lost-object", "answer": "Un parapluie"}


@pytest.mark.parametrize(
    ("chosen", "typed", "sends", "told"),
    [
        ("password", {"new": OTHER_PASSWORD}, (), CHANGED),
        ("question", QUESTION, (choose("send"),), "Your challenge question is now: "),
    ],
)
async def test_a_change_whose_answer_is_lost_is_told_as_done(
    visitor: Visitor, chosen: str, typed: dict[str, str], sends: tuple[Reply, ...], told: str
) -> None:
    """Twice: to the client, which asks again by itself, and to the voter, who does."""
    call = f"POST /api/profile/{chosen}".encode()
    async with peer(losing_first(call, visitor.portal.url, 2)) as relay:
        visitor.client = client = PortalClient(relay.origin, language="en")
        mails = len(visitor.portal.mailbox(visitor.address))
        said = await visitor.play(
            *(ACCOUNT, take(chosen), fill(password=GOOD_PASSWORD, **typed), *sends),
            *(fill(), *sends, take("close")),
        )
        await client.aclose()
    assert said.shorts == ["cannot be reached"]
    (notice,) = said.notices
    assert notice.startswith(told)
    assert len(visitor.portal.mailbox(visitor.address)) == mails + 1


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
        fill(question="first-dish", answer="La Traviata"),  # the one before answered another
        *(choose(SEND), take("password")),
        fill(password=GOOD_PASSWORD, new=OTHER_PASSWORD),  # all hidden: there is nothing to check
        take("close"),
    )
    profile = await read_profile(visitor.client, visitor.token)
    assert profile.question_id == "first-dish"
    questions = {one.id: f"Challenge question: {one.text}" for one in profile.questions}
    first, second = (menu for menu in said.menus if menu.title.startswith("Check"))
    assert questions["lost-object"] in first.text
    assert questions["first-dish"] in second.text
    assert not read_back(said, "Secret answer"), "nothing of it is told"
    assert not read_back(said, "Confirm")  # it was the same
    assert [option.key for option in second.options] == [SEND, "password", "question", "answer"]
