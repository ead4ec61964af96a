"""*Réassort*: from the guide to another voting code, in front of a fake portal."""

from __future__ import annotations

import pytest

from tests.fullscreen.stage import on_stage
from tests.linear.conversation import converse
from tests.scripted.portal import CODE, Moment, refusal
from tests.vote.conftest import MakeVoter, Voter
from tui_voter import messages
from tui_voter.audit.player import act, choose, fill, folded, leave, sees, take
from tui_voter.contract.election import DocumentKind
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.vote import ASK_REPLACEMENT, CHECK_CODE, READ_BOOTH, REPLACE_CODE
from tui_voter.dialogue import (
    BACK,
    NO,
    SEND,
    YES,
    Back,
    Menu,
    Page,
    Prose,
)

ASK = (choose(DocumentKind.REISSUE_GUIDE), take("replace"))
ANSWER = fill(answer="Les Phares")
OUT = choose("sign_out")
NOTED = (take("noted"), choose(YES))
SHOWN_HERE = "Your new voting code is shown nowhere else: write it down before you leave."
CONFIRM = "First confirm that you have written down the code: it is shown nowhere else."
DONE = (
    "Your voting code has been replaced: vote with the new one. We have emailed you a confirmation."
)
VALID = "The emailed code is valid for another {time}."


async def test_a_code_is_replaced_and_shown_until_it_is_noted(voter: Voter) -> None:
    said = await voter.play(
        *ASK,
        sees("Ballots that you have cast stay cast."),
        ANSWER,
        sees(VALID),
        fill(mailed="1234 5678"),
        sees(CODE),
        *NOTED,
        OUT,
    )
    assert voter.asked.count(REPLACE_CODE.path) == 1
    page = next(each for each in said.shown if each.screen.title == "Your new voting code").screen
    assert isinstance(page, Page)
    assert page.confidential
    assert not page.can_go_back
    assert DONE in said.said


async def test_who_has_lost_the_code_replaces_it_where_it_is_asked_for(voter: Voter) -> None:
    said = await voter.play(
        *(choose("vote"), leave("replace"), ANSWER, fill(mailed="1234 5678"), sees(CODE), *NOTED),
        sees("Voting code"),
        *(fill(code=CODE), sees("My ballots"), choose(BACK), OUT),
    )
    assert said.titles.count("Your voting code") == 2
    assert DONE in said.said


async def test_who_gives_it_up_is_asked_for_the_code_again(voter: Voter) -> None:
    said = await voter.play(
        *(choose("vote"), leave("replace"), leave(), fill(code=CODE), choose(BACK), OUT)
    )
    assert said.titles.count("Your voting code") == 2


async def test_the_old_code_is_refused_for_the_one_that_has_replaced_it(voter: Voter) -> None:
    said = await voter.play(
        *(*ASK, ANSWER, fill(mailed="1234 5678"), *NOTED, choose("vote")),
        act(lambda: voter.fail(CHECK_CODE, refusal(ErrorCode.CODE_REFUSED))),
        *(fill(code=CODE), leave(), OUT),
    )
    assert said.refusals[-1].text == (
        "The portal does not recognise this voting code. Yours has been replaced: type the new one."
    )


@pytest.mark.parametrize("back", [NO, BACK])
async def test_the_code_is_shown_again_until_the_voter_says_that_it_is_noted(
    voter: Voter, back: str | Back
) -> None:
    said = await voter.play(
        *(*ASK, ANSWER, fill(mailed="1234 5678")),
        *(take("noted"), sees("It is shown nowhere else."), choose(back)),
        *([sees(CONFIRM)] if back is BACK else []),
        *(sees(CODE), take("noted"), choose(back), sees(CODE)),
        *(*NOTED, OUT),
    )
    asked = [each.screen for each in said.shown if isinstance(each.screen, Menu)]
    question = next(menu for menu in asked if menu.title == "Have you written your new code down?")
    assert question.chosen == question.options[0].key == NO, "it is what Enter alone chooses"
    assert said.notices.count(CONFIRM) == 2 * (back is BACK)
    assert said.notices.count(DONE) == 1


@pytest.mark.parametrize(
    ("language", "loss"),
    [
        ("en", SHOWN_HERE),
        (
            "fr",
            "Votre nouveau code de vote ne s’affiche nulle part ailleurs\u00a0: notez-le avant de "
            "quitter.",
        ),
    ],
)
async def test_who_quits_before_the_code_is_noted_is_warned_of_it(
    voter: Voter, language: str, loss: str
) -> None:
    messages.use(language)
    lost: list[str] = []
    look = act(lambda: lost.append(voter.loss()))
    await voter.play(
        *(*ASK, ANSWER, look, fill(mailed="1234 5678"), look),
        *(take("noted"), look, choose(NO), look, *NOTED, look, OUT),
    )
    assert lost == ["", loss, loss, loss, ""]


async def test_the_old_code_is_asked_no_more(voter: Voter) -> None:
    said = await voter.play(
        *(choose("vote"), fill(code=CODE), choose(BACK)),
        *(*ASK, ANSWER, fill(mailed="12345678"), *NOTED),
        *(
            choose("vote"),
            fill(code=CODE),
            choose("0"),
            choose("0"),
            fill(),
            choose(SEND),
            take("close"),
        ),
        *(choose(BACK), OUT, choose(YES)),
    )
    assert said.titles.count("Your voting code") == 2
    assert "csa" in voter.portal.urn


async def test_the_time_is_extended_and_a_failure_of_it_told(voter: Voter) -> None:
    said = await voter.play(
        *ASK,
        ANSWER,
        leave("more"),
        sees(VALID),
        act(lambda: voter.fail(ASK_REPLACEMENT, PortalUnreachable())),
        leave("more"),
        act(lambda: voter.fail(REPLACE_CODE, refusal(ErrorCode.MAILED_CODE_EXPIRED))),
        fill(mailed="12345678"),
        leave("more"),
        fill(mailed="12345678"),
        *NOTED,
        OUT,
    )
    assert voter.asked.count(ASK_REPLACEMENT.path) == 4
    assert said.shorts == ["code expired"]


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Type an answer."), ("fr", "Saisissez une réponse.")]
)
async def test_no_answer_at_all_is_not_one_that_is_too_short(
    voter: Voter, language: str, says: str
) -> None:
    messages.use(language)
    said = await voter.play(*ASK, fill(answer="  "), fill(answer="x"), leave(), take("close"), OUT)
    empty, short = said.refusals
    assert empty.text == says
    assert short.text.startswith(("This answer is too short", "Cette réponse est trop courte"))
    assert ASK_REPLACEMENT.path not in voter.asked


@pytest.mark.parametrize("typed", ["1234567", "1234 567a", "123456789", "١٢٣٤٥٦٧٨", ""])
async def test_what_cannot_be_the_mailed_code_is_not_sent(voter: Voter, typed: str) -> None:
    said = await voter.play(*ASK, ANSWER, fill(mailed=typed), leave(), take("close"), OUT)
    assert said.shorts == ["not a code"]
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
    said = await voter.play(*ASK, ANSWER, leave(), take("close"), OUT)
    assert said.shorts == [short]
    assert REPLACE_CODE.path not in voter.asked


def _first_of(page: Page) -> str:
    first = page.blocks[0]
    assert isinstance(first, Prose)
    return first.text


async def test_once_the_vote_is_over_it_is_said_at_once_and_nothing_is_asked(
    make_voter: MakeVoter,
) -> None:
    voter = make_voter(Moment.COUNTED)
    said = await voter.play(ASK[0], take("close"), OUT)
    page = said.shown[1].screen
    assert isinstance(page, Page)
    assert _first_of(page) == "The vote is over: voting codes can no longer be replaced."
    assert [action.name for action in page.actions] == ["close", "save"]
    assert "My claims" in said.said, "none is made any more"


@pytest.mark.parametrize(
    ("language", "from_when"),
    [
        (
            "en",
            "You can ask for a replacement voting code once the ballots have been sealed: on "
            "Thursday 1 December 2022 at 08:00 at the latest.",
        ),
        (
            "fr",
            "Vous pourrez demander un nouveau code de vote une fois les scrutins scellés\u00a0: le "
            "jeudi 1er décembre 2022 à 8\u00a0h au plus tard.",
        ),
    ],
)
async def test_before_the_seal_it_is_said_from_when_and_no_secret_is_asked(
    make_voter: MakeVoter, language: str, from_when: str
) -> None:
    messages.use(language)
    voter = make_voter(Moment.EVE)
    voter.fail(READ_BOOTH, refusal(ErrorCode.NOT_SEALED))
    said = await voter.play(ASK[0], take("close"), OUT)
    page = said.shown[1].screen
    assert isinstance(page, Page)
    assert folded(_first_of(page)) == folded(from_when)
    assert not said.notices, "it is told below the title"
    assert [action.name for action in page.actions] == ["close", "save"]


async def test_an_open_vote_that_is_not_sealed_is_for_the_help_desk(voter: Voter) -> None:
    voter.fail(READ_BOOTH, refusal(ErrorCode.NOT_SEALED))
    voter.fail(READ_BOOTH, refusal(ErrorCode.NOT_SEALED))
    said = await voter.play(ASK[0], take("close"), OUT)
    page = said.shown[1].screen
    assert isinstance(page, Page)
    assert _first_of(page) == (
        "The ballots have not been sealed yet: voting is not possible. Contact the help desk."
    )


async def test_before_the_vote_opens_a_sealed_election_replaces_codes(
    make_voter: MakeVoter,
) -> None:
    voter = make_voter(Moment.EVE)
    voter.portal.is_sealed = True
    said = await voter.play(*ASK, ANSWER, fill(mailed="12345678"), *NOTED, OUT)
    assert DONE in said.said


def test_before_the_seal_nothing_is_asked_in_lines(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.EVE)
    voter.fail(READ_BOOTH, refusal(ErrorCode.NOT_SEALED))
    told = converse(voter.visit, "6", "1")
    assert "once the ballots have been sealed" in folded(told.text)
    assert ASK_REPLACEMENT.path not in voter.asked
    assert "Secret answer" not in told.text


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("is_asked_for_it", [False, True])
def test_in_lines(voter: Voter, language: str, is_asked_for_it: bool) -> None:
    messages.use(language)
    way = ["11", "", "1"] if is_asked_for_it else ["6", "1"]
    told = converse(voter.visit, *way, "Les Phares", "", "1", "1234 5678", "", "2")
    assert CODE in told.text
    replaced = messages.gettext(DONE)
    assert folded(replaced) in folded(told.text)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_in_lines_the_code_is_spelled_group_by_group(voter: Voter, language: str) -> None:
    messages.use(language)
    told = converse(voter.visit, "6", "1", "Les Phares", "1234 5678", "2", "", "2")
    groups = CODE.split("-")
    second = f"{groups[1]} : " if language == "fr" else f"{groups[1]}: "
    assert second + " ".join(groups[1]) in told.text.replace("\u00a0", " ")
    assert told.text.count(CODE) == 1, "it is told once"
    how = messages.gettext("1 to {last}: letter by letter")
    assert how.format(last=len(groups)) in told.lines


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("times", [1, 2, 3, 4, 5])
def test_enter_alone_never_leaves_the_code_in_lines(
    voter: Voter, language: str, times: int
) -> None:
    messages.use(language)
    told = converse(voter.visit, "6", "1", "Les Phares", "1234 5678", *[""] * times)
    replaced = messages.gettext(DONE)
    assert folded(replaced) not in folded(told.text)
    assert told.text.count(CODE) == 1 + times // 2


def test_who_quits_before_the_code_is_noted_is_warned_of_it_in_lines(voter: Voter) -> None:
    told = converse(voter.visit, "6", "1", "Les Phares", "1234 5678", "/quit")
    assert SHOWN_HERE in folded(told.text).partition("Leave all the same?")[2]


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
        for _time in range(2):
            await stage.press("enter")
            await stage.sees("It is shown nowhere else.")
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
