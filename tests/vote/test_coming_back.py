"""What the voter comes back to, line by line: a place that is opened again tells what it told."""

from __future__ import annotations

from tests.linear.conversation import Transcript, converse
from tests.linear.stage import Expiring
from tests.scripted.portal import CODE, Moment
from tests.vote.conftest import MakeVoter, Voter
from tui_voter.dialogue import Dialogue, Heading


def heard(voter: Voter, *typed: str) -> Transcript:
    async def visit(dialogue: Dialogue) -> None:
        dialogue.head(Heading(session=Expiring(800).limit()))
        await voter.visit(dialogue)

    return converse(visit, *typed)


def test_a_claim_that_was_begun_waits_where_claims_are(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.EARLY)
    begun = ("9", "/new", "1", "1", "My name is missing.", "/home")
    said = heard(voter, *begun, "9", "/help", "/new", "", "")
    assert "/new: Go on with my claim" in said.lines
    assert "My name is missing." in said.text.rpartition("Go on with my claim")[2]
    deadline = [line for line in said.lines if line.startswith("Claims can be made until")]
    assert len(deadline) == 2  # once a visit to the claims, and not above the form again


def test_a_receipt_that_was_not_saved_tells_the_same_when_it_is_opened_again(voter: Voter) -> None:
    said = heard(voter, "11", CODE, "1", "1", "", "1", "/back", "1", "/back")
    _before, first, again = said.text.split("Voted: your ballot is in the ballot box.")
    for told in ("Tracking number: ", "Enter: Save"):
        assert told in first
        assert told in again


def test_personal_information_is_told_in_full_behind_the_way_home(voter: Voter) -> None:
    said = heard(voter, "10", "1", "/home", "10")
    assert sum(line.startswith("Family name: ") for line in said.lines) == 2


def test_who_signs_in_again_hears_what_is_left_to_cast(voter: Voter) -> None:
    """The home's entries are not said again in the same run, where nothing has changed in them."""
    voter.greets = True

    async def twice(dialogue: Dialogue) -> None:
        await voter.visit(dialogue)
        await voter.visit(dialogue)

    said = converse(twice, "/signout")
    again = said.text.partition("Home, 1")[2]
    assert "You still have 2 ballots to cast." in again
    assert said.text.count("You still have 2 ballots to cast.") == 2
