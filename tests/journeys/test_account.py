"""*Mon compte*: what is shown, what may be changed, and what that takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client.peer import losing_first, peer
from tests.journeys.conftest import Visitor
from tests.voters import GOOD_PASSWORD
from tui_voter import messages
from tui_voter.audit.player import Reply, choose, fill, leave, propose, sees, take
from tui_voter.contract.account import read_profile
from tui_voter.contract.errors import ErrorCode, PortalRefused
from tui_voter.contract.languages import Language
from tui_voter.dialogue import Dictation, Facts, Page
from tui_voter.portal.client import PortalClient

COMMON = "Azertyuiop1!"
OTHER_PASSWORD = "Boussole-jaune 63 pelicans"
CHANGED = "Your password has been changed. We have emailed you a confirmation."


async def test_the_profile_is_shown_and_saved(visitor: Visitor, tmp_path: Path) -> None:
    profile = await read_profile(visitor.client, visitor.token)
    await visitor.play(
        choose("account"), sees("Email address"), take("save"), fill(), take("close")
    )
    saved = (tmp_path / "personal-information.txt").read_text()
    assert f"Email address: {profile.identifier}" in saved
    assert f"Family name: {profile.family_name}" in saved
    assert "Telephone: none" in saved


@pytest.mark.parametrize(
    ("spoken", "mails", "told"), [("fr", "en", "anglais"), ("en", "fr", "French")]
)
async def test_the_language_of_emails_is_named_in_the_one_that_is_spoken(
    visitor: Visitor, spoken: str, mails: str, told: str
) -> None:
    await visitor.play(
        choose("account"), take("contact"), fill(telephone="", language=mails), take("close")
    )
    messages.use(spoken)
    said = await visitor.play(choose("account"), take("close"))
    page = said.shown[1].screen
    assert isinstance(page, Page)
    rows = next(block.rows for block in page.blocks if isinstance(block, Facts))
    assert (messages.gettext("Language of emails"), told) in rows


async def test_who_leaves_a_change_is_told_that_nothing_was_changed(visitor: Visitor) -> None:
    said = await visitor.play(
        *(choose("account"), take("password"), leave(), take("password")),
        *(leave(password=GOOD_PASSWORD), take("question"), leave(answer="Un parapluie")),
        take("close"),
    )
    assert said.notices == ["Nothing was changed."] * 3


async def test_the_password_is_changed_and_other_sessions_end(visitor: Visitor) -> None:
    elsewhere = await visitor._sign_in_again()
    said = await visitor.play(
        *(choose("account"), take("password")),
        fill(password="", new=OTHER_PASSWORD, again=OTHER_PASSWORD),
        fill(password="Not this one 12", new=COMMON, again=COMMON),
        fill(new="short", again="short"),
        fill(new=OTHER_PASSWORD, again=OTHER_PASSWORD),  # nothing of it is to be read back
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
    assert await read_profile(visitor.client, visitor.token)  # this one goes on
    assert OTHER_PASSWORD not in "".join(said.said)


async def test_the_challenge_question_is_changed_with_the_password(visitor: Visitor) -> None:
    said = await visitor.play(
        *(choose("account"), take("question")),
        fill(password="Not this one 12", question="lost-object", answer="Un parapluie"),
        choose("send"),
        fill(question="first-dish", answer="Une soupe"),  # the password is still the wrong one
        fill(password=GOOD_PASSWORD, question="lost-object", answer="x"),
        *(fill(answer=GOOD_PASSWORD, password=GOOD_PASSWORD), fill(answer="Un parapluie")),
        *(choose("send"), take("question"), leave()),
    )
    assert said.shorts == ["wrong password", "unchanged", "answer too short", "same as password"]
    profile = await read_profile(visitor.client, visitor.token)
    assert profile.question_id == "lost-object"
    question = {one.id: one.text for one in profile.questions}["lost-object"]
    assert said.notices == [
        f"Your challenge question is now: {question} We have emailed you a confirmation.",
        "Nothing was changed.",
    ]
    assert "parapluie" not in "".join(said.said)


async def test_telephone_and_language_are_changed_and_kept_until_they_are(visitor: Visitor) -> None:
    said = await visitor.play(
        *(choose("account"), take("contact"), leave()),  # untouched
        *(take("contact"), leave(telephone="12"), take("contact")),
        fill(language="en"),  # the telephone number is there, and too short
        *(fill(telephone="01 99 00 12 34"), sees("01 99 00 12 34")),
    )
    assert said.shorts == ["incorrect"]
    kept = "What you typed has not been sent. It is kept until you sign out."
    assert said.notices == [kept, "Recorded."]
    profile = await read_profile(visitor.client, visitor.token)
    assert (profile.telephone, profile.language) == ("01 99 00 12 34", "en")
    visitor.election_with(languages=(Language.FR,))  # that the portal has it is no mistake
    await visitor.play(*(choose("account"), take("contact"), fill(telephone=""), take("close")))
    profile = await read_profile(visitor.client, visitor.token)
    assert (profile.telephone, profile.language) == ("", "en")


async def test_a_proposed_phrase_is_there_until_the_password_is_changed(visitor: Visitor) -> None:
    look = (propose(), sees("A phrase for you"), take("close"))
    said = await visitor.play(
        *(choose("account"), take("password"), *look, leave(), take("password"), *look),
        fill(password=GOOD_PASSWORD, new="girafe lucarne galaxie menthe tiroir volcan zeste"),
        *(take("password"), *look, leave()),
    )
    pages = [one.screen for one in said.shown if isinstance(one.screen, Page)]
    first, again, another = (
        block for page in pages for block in page.blocks if isinstance(block, Dictation)
    )
    assert first == again != another
    assert CHANGED in said.notices


@pytest.mark.parametrize(
    ("chosen", "typed", "sends", "told"),
    [
        ("password", {"new": OTHER_PASSWORD}, (), CHANGED),
        (
            "question",
            {"question": "lost-object", "answer": "Un parapluie"},
            (choose("send"),),
            "Your challenge question is now: ",
        ),
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
            *(choose("account"), take(chosen), fill(password=GOOD_PASSWORD, **typed), *sends),
            *(fill(), *sends, take("close")),
        )
        await client.aclose()
    assert said.shorts == ["cannot be reached"]
    (notice,) = said.notices
    assert notice.startswith(told)
    assert len(visitor.portal.mailbox(visitor.address)) == mails + 1
