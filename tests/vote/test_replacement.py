"""*Réassort*: from the guide to another voting code, in front of a fake portal."""

from __future__ import annotations

import pytest

from tests.fullscreen.stage import on_stage
from tests.linear.conversation import converse
from tests.scripted.portal import CODE, Moment, refusal
from tests.vote.conftest import IN, OUT, MakeVoter, Voter, cast
from tui_voter import messages
from tui_voter.audit.player import act, choose, fill, folded, leave, sees, take
from tui_voter.contract.election import DocumentKind
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.vote import ASK_REPLACEMENT, CHECK_CODE, REPLACE_CODE
from tui_voter.dialogue import (
    BACK,
    NO,
    YES,
    Back,
    Form,
    Page,
    Prose,
)

ASK = (choose(DocumentKind.REISSUE_GUIDE), take("replace"))
ANSWER = fill(answer="Les Phares")
NOTED = (take("noted"), choose(YES))
MAILED = fill(mailed="1234 5678")
SHOWN_HERE = "Your new voting code is shown nowhere else: write it down before you leave."
CONFIRM = "First confirm that you have written down the code: it is shown nowhere else."
DONE = (
    "Your voting code has been replaced: vote with the new one. We have emailed you a confirmation."
)
VALID = "The emailed code is valid for another {time}."


async def test_a_code_is_replaced_and_shown_until_it_is_noted(voter: Voter) -> None:
    lost: list[str] = []
    look = act(lambda: lost.append(voter.loss()))
    said = await voter.play(
        *(*IN, choose(BACK), *ASK, sees("Ballots that you have cast stay cast."), ANSWER, look),
        *(sees(VALID), MAILED, sees(CODE), look, take("noted"), look, choose(NO), look, sees(CODE)),
        *(*NOTED, look, *IN, *cast("0")),  # the old code is asked no more
    )
    assert voter.asked.count(REPLACE_CODE.path) == 1
    page = next(each for each in said.shown if each.screen.title == "Your new voting code").screen
    assert isinstance(page, Page)
    assert page.confidential
    assert not page.can_go_back
    assert said.said.count(DONE) == 1
    left = "You still have 2 ballots to cast."
    assert (lost[0], lost[4]) == (left, ""), "of which no code is there any more"
    assert all(each.startswith(SHOWN_HERE) for each in lost[1:4])
    assert said.titles.count("Your voting code") == 2
    assert "csa" in voter.portal.urn


@pytest.mark.parametrize("gives_up", [True, False])
async def test_who_has_lost_the_code_replaces_it_where_it_is_asked_for(
    voter: Voter, gives_up: bool
) -> None:
    script = (leave(),) if gives_up else (ANSWER, MAILED, sees(CODE), *NOTED, sees("Voting code"))
    said = await voter.play(
        *(choose("vote"), leave("replace"), *script, fill(code=CODE), sees("My ballots"))
    )
    assert said.titles.count("Your voting code") == 2
    assert (DONE in said.said) is not gives_up


async def test_the_old_code_is_refused_for_the_one_that_has_replaced_it(voter: Voter) -> None:
    said = await voter.play(
        *(*ASK, ANSWER, MAILED, *NOTED, choose("vote")),
        *(act(lambda: voter.fail(CHECK_CODE, refusal(ErrorCode.CODE_REFUSED))), fill(code=CODE)),
        leave(),
    )
    assert said.refusals[-1].text == (
        "The portal does not recognise this voting code. Yours has been replaced: type the new one."
    )


@pytest.mark.parametrize("back", [NO, BACK])
async def test_the_code_is_shown_again_until_the_voter_says_that_it_is_noted(
    voter: Voter, back: str | Back
) -> None:
    said = await voter.play(
        *(*ASK, ANSWER, MAILED, take("noted"), sees("It is shown nowhere else.")),
        *(choose(back), *([sees(CONFIRM)] if back is BACK else []), sees(CODE), take("noted")),
        *(choose(back), sees(CODE), *NOTED, OUT),
    )
    question = next(m for m in said.menus if m.title == "Have you written your new code down?")
    assert question.chosen == question.options[0].key == NO, "it is what Enter alone chooses"
    assert said.notices.count(CONFIRM) == 2 * (back is BACK)


async def test_the_time_is_extended_and_a_failure_of_it_told(voter: Voter) -> None:
    said = await voter.play(
        *(*ASK, ANSWER, leave("more"), sees(VALID)),
        *(act(lambda: voter.fail(ASK_REPLACEMENT, PortalUnreachable())), leave("more")),
        act(lambda: voter.fail(REPLACE_CODE, refusal(ErrorCode.MAILED_CODE_EXPIRED))),
        *(fill(mailed="12345678"), leave("more"), MAILED, *NOTED, OUT),
    )
    assert voter.asked.count(ASK_REPLACEMENT.path) == 4
    assert said.shorts == ["code expired"]


async def test_an_answer_that_can_be_none_is_not_sent(voter: Voter) -> None:
    said = await voter.play(*ASK, fill(answer="  "), fill(answer="x"), leave())
    empty, short = said.refusals
    assert empty.text == "Type an answer."
    assert short.text.startswith("This answer is too short")
    assert ASK_REPLACEMENT.path not in voter.asked


async def test_what_cannot_be_the_mailed_code_is_not_sent(voter: Voter) -> None:
    none = ("1234567", "1234 567a", "123456789", "١٢٣٤٥٦٧٨", "")
    said = await voter.play(*ASK, ANSWER, *(fill(mailed=typed) for typed in none), leave())
    assert said.shorts == ["not a code"] * len(none)
    assert REPLACE_CODE.path not in voter.asked


@pytest.mark.parametrize(
    ("code", "short"),
    [
        (ErrorCode.ANSWER_WRONG, "wrong answer"),
        (ErrorCode.TOO_MANY, "too many attempts"),
        (ErrorCode.RESERVE_EMPTY, "none left"),
        (ErrorCode.RESERVE_LOCKED, "not possible now"),
        (ErrorCode.NO_MORE_CODES, "replaced before"),
        (ErrorCode.VOTE_CLOSED, "vote over"),
        (ErrorCode.NOT_SEALED, "not sealed"),
        (ErrorCode.NOT_FOUND, "not registered"),
    ],
)
async def test_what_the_portal_refuses(voter: Voter, code: ErrorCode, short: str) -> None:
    voter.fail(ASK_REPLACEMENT, refusal(code))
    said = await voter.play(*ASK, ANSWER, leave())
    assert said.shorts == [short]
    assert REPLACE_CODE.path not in voter.asked


UNSEALED = "You can ask for a replacement voting code once the ballots have been sealed: on "
NONE_ASKED = [
    ("en", Moment.COUNTED, "The vote is over: voting codes can no longer be replaced."),
    ("en", Moment.EVE, f"{UNSEALED}Thursday 1 December 2022 at 08:00 at the latest."),
    (
        "fr",
        Moment.EVE,
        "Vous pourrez demander un nouveau code de vote une fois les scrutins scellés\u00a0: le "
        "jeudi 1er décembre 2022 à 8\u00a0h au plus tard.",
    ),
    (
        "en",
        Moment.OPEN,
        "The ballots have not been sealed yet: voting is not possible. Contact the help desk.",
    ),
]


@pytest.mark.parametrize(("language", "moment", "says"), NONE_ASKED)
async def test_where_no_code_can_be_replaced_it_is_said_at_once_and_no_secret_is_asked(
    make_voter: MakeVoter, language: str, moment: Moment, says: str
) -> None:
    messages.use(language)
    voter = make_voter(moment)
    voter.portal.is_sealed = moment is Moment.COUNTED
    said = await voter.play(ASK[0], take("close"), OUT)
    page = said.shown[1].screen
    assert isinstance(page, Page)
    first = page.blocks[0]
    assert isinstance(first, Prose)
    assert folded(first.text) == folded(says)
    assert "replace" not in [action.name for action in page.actions]


async def test_a_replacement_has_one_name_at_the_voting_code_and_in_the_guide(voter: Voter) -> None:
    said = await voter.play(choose("vote"), leave(), ASK[0], take("close"))
    form = next(one.screen for one in said.shown if isinstance(one.screen, Form))
    page = next(one.screen for one in said.shown if isinstance(one.screen, Page))
    (way,) = form.actions
    assert way in page.actions


async def test_before_the_vote_opens_a_sealed_election_replaces_codes(
    make_voter: MakeVoter,
) -> None:
    voter = make_voter(Moment.EVE)
    voter.portal.is_sealed = True
    said = await voter.play(*ASK, ANSWER, MAILED, *NOTED, OUT)
    assert DONE in said.said


@pytest.mark.parametrize(("language", "way"), [("en", ("11", "", "1")), ("fr", ("6", "1"))])
def test_in_lines(voter: Voter, language: str, way: tuple[str, ...]) -> None:
    """Its groups are spelled one by one, and Enter alone never leaves it."""
    messages.use(language)
    groups = CODE.split("-")
    told = converse(voter.visit, *way, "Les Phares", "", "1", "1234 5678", "", "2")
    assert CODE in told.text
    assert folded(messages.gettext(DONE)) in folded(told.text)
    spelled = f"{groups[1]} : " if language == "fr" else f"{groups[1]}: "
    told = converse(voter.visit, "6", "1", "Les Phares", "1234 5678", "2", *[""] * 5, "/quit")
    assert spelled + " ".join(groups[1]) in told.text.replace("\u00a0", " ")
    how = messages.gettext("1 to {last}: letter by letter")
    assert how.format(last=len(groups)) in told.lines
    asks = told.text.partition(messages.gettext("Leave all the same?"))[2]
    assert folded(messages.gettext(SHOWN_HERE)) in folded(asks)
    assert folded(messages.gettext(DONE)) not in folded(told.text)


async def test_on_the_full_screen(voter: Voter) -> None:
    async with on_stage(voter.visit, size=(80, 60)) as stage:
        await stage.sees("Welcome to your elections portal")
        await stage.enter("6")
        await stage.press("enter")
        await stage.sees("Ask for a replacement voting code")
        await stage.click("Ask for a replacement voting code")
        await stage.sees("Your challenge question first.")
        await stage.enter("Les Phares")
        await stage.press("enter")
        await stage.sees("The emailed code is valid for another")
        await stage.enter("1234 5678")
        await stage.press("enter")
        await stage.sees(CODE)
        await stage.press("ctrl+q")
        await stage.sees("Your new voting code is shown nowhere else")
        await stage.press("escape")
        await stage.sees(CODE)
        await stage.press("enter")
        await stage.click("Yes, I have written it down")
        await stage.press("enter")
        await stage.sees("Your voting code has been replaced", "Welcome to your elections portal")
