"""Signing out works wherever the voter is, and loses nothing that they were not told of; receipts
that are not saved are saved together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.linear.conversation import Transcript, converse
from tests.scripted.portal import CODE, IDENTIFIER, ORIGIN, Moment
from tests.vote.conftest import MakeVoter, Voter
from tui_voter import messages
from tui_voter.audit.machine import machine as fake_machine
from tui_voter.audit.player import choose, fill, leave, sees, take
from tui_voter.contract.election import read_election
from tui_voter.dialogue import BACK, NO, SEND, YES, Dialogue
from tui_voter.journeys.shared.saving import SAVE
from tui_voter.journeys.shared.session import Admission
from tui_voter.journeys.space import stay
from tui_voter.secret import NO_SECRET, Secret

OUT = "You have signed out.\nYour account remains active."
ASKED = "Leave all the same?"
TWO = "You still have 2 ballots to cast."
IN = (choose("vote"), fill(code=CODE))
CAST = ("11", CODE, "1", "1", "", "1")
"""The first ballot, line by line."""
BOTH = tuple(
    reply
    for ballot in "01"
    for reply in (choose(ballot), choose("0"), fill(), choose(SEND), take("close"))
)


def whole_visit(voter: Voter) -> Callable[[Dialogue], Awaitable[None]]:
    """From the session's begin to its end."""

    async def journey(dialogue: Dialogue) -> None:
        election = await read_election(voter.portal)
        now = election.portal_time
        machine = fake_machine(now)
        clock = voter.clocks.portal_clock()
        clock.set(now, clock.elapsed())
        await stay(
            dialogue,
            machine,
            Admission(
                ORIGIN,
                voter.portal,
                Secret("session"),
                election,
                clock,
                IDENTIFIER,
                NO_SECRET,
                idle=900,
            ),
        )

    return journey


def heard(voter: Voter, *typed: str) -> Transcript:
    return converse(whole_visit(voter), *typed)


PLACES = [
    pytest.param((), (), id="home"),
    pytest.param(("11",), (), id="a hidden code"),
    pytest.param(("11", CODE), (TWO,), id="ballots"),
    pytest.param(("11", CODE, "1"), (TWO,), id="lists"),
    pytest.param(("11", CODE, "1", "4"), (TWO,), id="a page over them"),
    pytest.param(("11", CODE, "1", "1"), (TWO,), id="choice"),
    pytest.param(("11", CODE, "1", "1", ""), (TWO,), id="the last question"),
    pytest.param(CAST, ("not saved",), id="receipt"),
    pytest.param(("10", "1"), (), id="a form"),
]


@pytest.mark.parametrize(("way", "lost"), PLACES)
def test_signing_out_is_refused_nowhere(
    voter: Voter, way: tuple[str, ...], lost: tuple[str, ...]
) -> None:
    yes = ("3",) if "not saved" in lost else ("2",)
    said = heard(voter, *way, "/signout", *(yes if lost else ()))
    assert said.text.count(ASKED) == bool(lost)
    guard = said.text.rpartition(ASKED)[2]
    assert all(each in guard for each in lost)
    assert OUT in said.text, said.text
    assert said.code == 0


def test_who_would_rather_stay_is_where_they_were(voter: Voter) -> None:
    said = heard(voter, "11", CODE, "1", "1", "/signout", "1", "", "1", "/signout", "3")
    guard, after = said.text.split(ASKED)[1:]
    assert "Back at: Your choice" in guard
    assert "Voted: your ballot is in the ballot box." in guard, "and the ballot was cast"
    assert OUT in after, after


def test_who_would_rather_not_cast_yet_is_back_at_the_choice(voter: Voter) -> None:
    said = heard(voter, "11", CODE, "1", "1", "", "2", "", "1", "/signout", "3")
    asked, again, cast = said.text.split("Cast this ballot?\n")
    assert "Receipt" not in asked + again
    assert "1. Cast my vote" in again
    assert "Voted: your ballot is in the ballot box." in cast
    assert said.code == 0


def test_the_command_is_told_with_the_sentence_that_announces_it(
    voter: Voter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the receipt is saved: not before, and not beside it."""
    monkeypatch.chdir(tmp_path)
    said = heard(voter, *CAST, "/save", "", "/signout", "2")
    announced = [n for n, line in enumerate(said.lines) if line.startswith("Check with ")]
    assert announced
    assert all("tui-voter verify" in said.lines[n + 1] for n in announced), said.text


@pytest.mark.parametrize("first", ["/signout", "/quit"])
@pytest.mark.parametrize("again", ["/signout", "/quit"])
def test_who_asks_again_while_they_are_asked_leaves(voter: Voter, first: str, again: str) -> None:
    said = heard(voter, "11", CODE, "1", first, again, "never read")
    assert said.text.count(ASKED) == 1
    assert "Not understood" not in said.text
    assert OUT in said.text, said.text


def test_who_would_rather_go_home_than_leave_goes_home(voter: Voter) -> None:
    said = heard(voter, "11", CODE, "1", "/quit", "/home", "/signout", "2")
    assert said.text.count(ASKED) == 2
    home = said.text.split(ASKED)[1].partition("Back at: ")[2]
    assert "Home, 1 to 11" in home
    assert OUT in said.text, said.text


def test_an_answer_that_was_begun_is_told_of(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.EARLY)
    said = heard(voter, "9", "/new", "1", "1", "My name", "/signout", "2")
    lost = "You have not finished “Make a claim”: what you typed would be lost."
    assert lost in said.text.split(ASKED)[1]
    assert OUT in said.text, said.text


def test_an_answer_that_was_left_and_taken_up_again_is_told_of_once(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.EARLY)
    left = ("9", "/new", "1", "1", "My name", "/back", "/back", "/back")
    said = heard(voter, *left, "/new", "", "", "", "/signout", "2")
    assert "It is kept until you sign out." in said.text
    guard = said.text.split(ASKED)[1]
    assert guard.count("would be lost.") == 1, guard
    assert OUT in said.text, said.text


@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_all_receipts_are_saved_by_one_act_where_voting_ends(
    voter: Voter, language: str
) -> None:
    messages.use(language)
    said = await voter.play(
        *(*IN, *BOTH),
        choose(SAVE),
        fill(name=str(voter.folder / "nowhere")),  # refused
        fill(name=str(voter.folder)),
        choose(BACK),
        choose("sign_out"),  # and nothing is asked
    )
    assert len(voter.saved()) == 2
    boards = [menu for menu in said.menus if SAVE in {each.name for each in menu.actions}]
    assert "2" in boards[-1].text[-1]
    done = said.menus[-2]
    assert not done.actions
    assert [*done.text] == [
        messages.gettext("You have voted in all of your elections. You can sign out.")
    ]
    assert said.menus[-1].title == said.menus[0].title, "who signs out then is not asked"


async def test_the_guard_before_signing_out_saves_them_too(voter: Voter) -> None:
    said = await voter.play(
        *(*IN, *BOTH, choose(BACK)),
        choose("sign_out"),
        sees(ASKED),
        choose(SAVE),
        leave(),  # not there after all
        sees(ASKED),
        choose(NO),
        choose("sign_out"),
        choose(SAVE),
        fill(),
    )
    assert len(voter.saved()) == 2
    guards = [menu for menu in said.menus if menu.title == ASKED]
    assert len(guards) == 3, "and once they are saved, nothing more is asked"
    assert [option.key for option in guards[0].options] == [NO, SAVE, YES]
    assert guards[0].chosen == NO


def test_who_saves_the_receipts_then_signs_out_is_not_asked_again(voter: Voter) -> None:
    """Though a ballot is left to cast, as the question said: they chose to save, then sign out."""
    said = heard(voter, *CAST, "/back", "/signout", "2", "")
    assert "voted, receipt not saved" in said.text
    assert said.text.count(ASKED) == 1
    assert "Saved: " in said.text
    assert OUT in said.text, said.text


def test_one_receipt_is_spoken_of_as_one(voter: Voter) -> None:
    said = heard(voter, *CAST, "/back", "/save", "", "/quit", "/quit")
    assert "3. Save the receipt" in said.lines
    told = [
        "Save the receipt",
        "New file: receipt-csa.json.",
        "If that name is taken, a number is added.",
    ]
    begin = said.lines.index(told[1])
    assert [*said.lines[begin : begin + 2]] == told[1:]


async def test_names_with_commas_in_them_are_told_apart_as_the_language_does(voter: Voter) -> None:
    messages.use("fr")
    said = await voter.play(*(*IN, *BOTH, choose(BACK), choose("sign_out"), choose(YES)))
    (guard,) = [menu for menu in said.menus if menu.title == messages.gettext(ASKED)]
    assert "d’administration\u00a0; Commission" in guard.text[0]


async def test_a_receipt_is_saved_with_the_others_in_a_file_of_its_own(voter: Voter) -> None:
    (voter.folder / "receipt-csa.json").write_text("of another election")
    await voter.play(*(*IN, *BOTH, choose(SAVE), fill(), choose(BACK), choose("sign_out")))
    saved = voter.saved()
    assert len(saved) == 3
    assert saved["receipt-csa.json"] == "of another election"
