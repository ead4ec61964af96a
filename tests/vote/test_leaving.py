"""Leaving the vote loses nothing that the voter was not told of; receipts that are not saved are
saved together. When the question is asked, and what comes of it, is decided for both voices in one
place (`tests/conversation/test_leaving.py`)."""

import pytest

from tests.linear.conversation import converse
from tests.scripted.portal import CODE
from tests.scripted.visits import play
from tests.vote.conftest import IN, Voter, cast
from tests.voters import OPTIONS
from tui_voter.audit.player import choose, fill, leave, sees
from tui_voter.dialogue import BACK, NO, YES
from tui_voter.journeys.shared.saving import SAVE

VOTE = str(OPTIONS["vote"])
OUT = "You have signed out.\nYour account remains active."
ASKED = "Leave all the same?"
TWO = "You still have 2 ballots to cast."
BOTH = (*IN, *cast("0"), *cast("1"))
SIGNS_OUT = (choose(BACK), choose("sign_out"))


@pytest.mark.parametrize(
    ("way", "lost", "leaves"),
    [
        pytest.param([VOTE], "", [], id="a hidden code"),
        pytest.param([VOTE, CODE, "1", "4"], TWO, ["2"], id="a page over the lists"),
        pytest.param([VOTE, CODE, "1", "1", ""], TWO, ["2"], id="the last question"),
        pytest.param([VOTE, CODE, "1", "1", "", "1"], "not saved", ["3"], id="receipt"),
    ],
)
def test_signing_out_anywhere(voter: Voter, way: list[str], lost: str, leaves: list[str]) -> None:
    said = converse(voter.whole_visit, *way, "/signout", *leaves)
    assert said.text.count(ASKED) == len(leaves)
    assert lost in said.text.rpartition(ASKED)[2]
    assert OUT in said.text, said.text
    assert said.code == 0


async def test_all_receipts_are_saved_by_one_act_where_voting_ends(voter: Voter) -> None:
    (voter.folder / "receipt-csa.json").write_text("another's")
    said = await voter.play(
        *(*BOTH, choose(SAVE), fill(name=str(voter.folder / "nowhere"))),  # refused
        *(fill(name=str(voter.folder)), *SIGNS_OUT),  # and nothing is asked
    )
    assert len(said.refusals) == 1
    assert len(voter.saved()) == 3
    assert "another's" in voter.saved().values(), "it stays as it is"
    boards = [menu for menu in said.menus if SAVE in {each.name for each in menu.actions}]
    assert "2" in boards[-1].text[-1]
    done = said.menus[-2]
    assert not done.actions
    assert [*done.text] == ["You have voted in all of your elections. You can sign out."]
    assert said.menus[-1].title == said.menus[0].title, "who signs out then is not asked"


async def test_the_guard_before_signing_out_saves_them_too(voter: Voter) -> None:
    said = await voter.play(
        *(*BOTH, *SIGNS_OUT, sees(ASKED), choose(SAVE)),
        leave(),  # not there after all
        *(sees(ASKED), choose(NO), choose("sign_out"), choose(SAVE), fill()),
    )
    assert len(voter.saved()) == 2
    guards = [menu for menu in said.menus if menu.title == ASKED]
    assert len(guards) == 3, "and once they are saved, nothing more is asked"
    assert [option.key for option in guards[0].options] == [NO, SAVE, YES]
    assert guards[0].chosen == NO


async def test_who_saves_the_receipts_then_signs_out_is_not_asked_again(voter: Voter) -> None:
    """Though a ballot is left to cast, as the question said: they chose to save, then sign out."""
    save = (*SIGNS_OUT, choose(SAVE), fill())
    said = await play(voter.whole_visit, *IN, *cast("0"), *save)
    assert said.titles.count(ASKED) == 1
    assert "Save the receipt, then leave" in said.said, "one is spoken of as one"
    assert "receipt-csa.json" in voter.saved()
    assert said.notices[-1] == OUT.replace("\n", " ")
