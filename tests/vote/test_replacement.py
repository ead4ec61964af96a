"""*Réassort*: from the guide to another voting code, in front of a fake portal."""

import pytest

from tests.scripted.portal import CODE, Moment, refusal
from tests.vote.conftest import IN, OUT, MakeVoter, Voter, cast
from tui_voter.audit.player import act, choose, fill, folded, leave, sees, take
from tui_voter.contract.election import DocumentKind
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.vote import ASK_REPLACEMENT, CHECK_CODE, REPLACE_CODE
from tui_voter.dialogue import BACK, NO, YES, Back, Page, Prose

ASK = (choose(DocumentKind.REISSUE_GUIDE), take("replace"))
ANSWER = fill(answer="Les Phares")
NOTED = (take("noted"), choose(YES))
MAILED = fill(mailed="1234 5678")
SHOWN_HERE = "Your new voting code is shown nowhere else: write it down before you leave."
CONFIRM = "First confirm that you have written down the code: it is shown nowhere else."
DONE = (
    "Your voting code has been replaced: vote with the new one. We have emailed you a confirmation."
)
VALID = sees("The emailed code is valid for another {time}.")


async def test_a_code_is_replaced_and_shown_until_it_is_noted(voter: Voter) -> None:
    lost: list[str] = []
    look = act(lambda: lost.append(voter.loss()))
    said = await voter.play(
        *(*IN, choose(BACK), *ASK, sees("Ballots that you have cast stay cast."), ANSWER, look),
        *(VALID, MAILED, sees(CODE), look, take("noted"), look, choose(NO), look, sees(CODE)),
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
async def test_a_lost_code_is_replaced_where_it_is_asked_for(voter: Voter, gives_up: bool) -> None:
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
    assert said.refusals[-1].text.endswith("Yours has been replaced: type the new one.")


@pytest.mark.parametrize("back", [NO, BACK])
async def test_the_code_is_shown_again_until_it_is_noted(voter: Voter, back: str | Back) -> None:
    said = await voter.play(
        *(*ASK, ANSWER, MAILED, take("noted"), sees("It is shown nowhere else.")),
        *(choose(back), *([sees(CONFIRM)] if back is BACK else []), sees(CODE), *NOTED, OUT),
    )
    question = next(m for m in said.menus if m.title == "Have you written your new code down?")
    assert question.chosen == question.options[0].key == NO, "it is what Enter alone chooses"
    assert said.notices.count(CONFIRM) == (back is BACK)


async def test_the_time_is_extended_and_a_failure_of_it_told(voter: Voter) -> None:
    said = await voter.play(
        *(*ASK, ANSWER, leave("more"), VALID),
        *(act(lambda: voter.fail(ASK_REPLACEMENT, PortalUnreachable())), leave("more")),
        act(lambda: voter.fail(REPLACE_CODE, refusal(ErrorCode.MAILED_CODE_EXPIRED))),
        *(fill(mailed="12345678"), leave("more"), MAILED, *NOTED, OUT),
    )
    assert voter.asked.count(ASK_REPLACEMENT.path) == 4
    assert said.shorts == ["code expired"]


async def test_an_answer_or_code_that_can_be_none_is_not_sent(voter: Voter) -> None:
    said = await voter.play(*ASK, fill(answer="  "), fill(answer="x"), leave())
    assert said.shorts == ["nothing typed", "answer too short"]
    assert ASK_REPLACEMENT.path not in voter.asked
    none = ("1234567", "1234 567a", "123456789", "١٢٣٤٥٦٧٨", "")
    said = await voter.play(*ASK, ANSWER, *(fill(mailed=typed) for typed in none), leave())
    assert said.shorts == ["not a code"] * len(none)
    assert REPLACE_CODE.path not in voter.asked


UNSEALED = "You can ask for a replacement voting code once the ballots have been sealed: on "


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (Moment.COUNTED, "The vote is over: voting codes can no longer be replaced."),
        (Moment.EVE, f"{UNSEALED}Thursday 1 December 2022 at 08:00 at the latest."),
        (Moment.OPEN, "The ballots have not been sealed yet: voting is not possible."),
    ],
)
async def test_where_no_code_can_be_replaced(
    make_voter: MakeVoter, moment: Moment, says: str
) -> None:
    voter = make_voter(moment)
    voter.portal.is_sealed = moment is Moment.COUNTED
    said = await voter.play(ASK[0], take("close"), OUT)
    page = said.shown[1].screen
    assert isinstance(page, Page)
    assert isinstance(page.blocks[0], Prose)
    assert folded(page.blocks[0].text).startswith(says)
    assert "replace" not in [action.name for action in page.actions]


async def test_a_sealed_election_replaces_codes_before_the_vote(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.EVE)
    voter.portal.is_sealed = True
    said = await voter.play(*ASK, ANSWER, MAILED, *NOTED, OUT)
    assert DONE in said.said
