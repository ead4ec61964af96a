"""Leaving the vote loses nothing that the voter was not told of; receipts that are not saved are
saved together. When the question is asked, and what comes of it, is decided for both voices in one
place (`tests/conversation/test_leaving.py`)."""

from __future__ import annotations

import pytest

from tests.linear.conversation import Transcript, converse
from tests.scripted.portal import CODE
from tests.scripted.visits import play
from tests.vote.conftest import IN, Voter, cast
from tui_voter import messages
from tui_voter.audit.player import choose, fill, leave, sees
from tui_voter.dialogue import BACK, NO, YES
from tui_voter.journeys.shared.saving import SAVE

OUT = "You have signed out.\nYour account remains active."
ASKED = "Leave all the same?"
TWO = "You still have 2 ballots to cast."
CAST = ("11", CODE, "1", "1", "", "1")
"""The first ballot, line by line."""
BOTH = (*IN, *cast("0"), *cast("1"))
SIGNS_OUT = (choose(BACK), choose("sign_out"))


def heard(voter: Voter, *typed: str) -> Transcript:
    return converse(voter.whole_visit, *typed)


@pytest.mark.parametrize(
    ("way", "lost"),
    [
        pytest.param(("11",), (), id="a hidden code"),
        pytest.param(("11", CODE, "1", "4"), (TWO,), id="a page over the lists"),
        pytest.param(("11", CODE, "1", "1", ""), (TWO,), id="the last question"),
        pytest.param(CAST, ("not saved",), id="receipt"),
    ],
)
def test_signing_out_is_refused_nowhere(
    voter: Voter, way: tuple[str, ...], lost: tuple[str, ...]
) -> None:
    said = heard(
        voter, *way, "/signout", *((("3",) if "not saved" in lost else ("2",)) * len(lost))
    )
    assert said.text.count(ASKED) == len(lost)
    assert all(each in said.text.rpartition(ASKED)[2] for each in lost)
    assert OUT in said.text, said.text
    assert said.code == 0


def test_who_would_rather_stay_is_where_they_were(voter: Voter) -> None:
    said = heard(voter, "11", CODE, "1", "1", "/signout", "1", "", "2", "", "1", "/signout", "3")
    guard, after = said.text.split(ASKED)[1:]
    assert "Back at: Your choice" in guard
    _asked, again, voted = guard.split("Cast this ballot?\n")
    assert "1. Cast my vote" in again, "who would rather not cast yet is back at the choice"
    assert "Voted: your ballot is in the ballot box." in voted
    assert OUT in after, after


@pytest.mark.parametrize("first", ["/signout", "/quit"])
@pytest.mark.parametrize("again", ["/signout", "/quit", "/home"])
def test_who_asks_again_while_they_are_asked_leaves(voter: Voter, first: str, again: str) -> None:
    """Or goes home, where they are asked as before."""
    at_home = ("/signout", "2") if again == "/home" else ("never read",)
    said = heard(voter, "11", CODE, "1", first, again, *at_home)
    assert said.text.count(ASKED) == 1 + (again == "/home")
    assert "Not understood" not in said.text
    assert OUT in said.text, said.text


@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_all_receipts_are_saved_by_one_act_where_voting_ends(
    voter: Voter, language: str
) -> None:
    messages.use(language)
    (voter.folder / messages.gettext("receipt.json").replace(".", "-csa.")).write_text("another's")
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
    all_voted = messages.gettext("You have voted in all of your elections. You can sign out.")
    assert [*done.text] == [all_voted]
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


async def test_names_with_commas_in_them_are_told_apart_as_the_language_does(voter: Voter) -> None:
    messages.use("fr")
    said = await voter.play(*BOTH, *SIGNS_OUT)
    (guard,) = [menu for menu in said.menus if menu.title == messages.gettext(ASKED)]
    assert "d’administration\u00a0; Commission" in guard.text[0]
