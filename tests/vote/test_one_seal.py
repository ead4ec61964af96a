"""The first seal that a visit meets is the only one that it believes, in the booth and outside."""

from __future__ import annotations

import pytest

from tests.scripted.portal import Moment, seal
from tests.vote.conftest import IN, MakeVoter, Voter
from tui_voter.audit.mishaps import Fault
from tui_voter.audit.player import act, choose, fill, leave, open_row, sees, take
from tui_voter.contract.election import DocumentKind
from tui_voter.contract.vote import CAST, CHECK_CODE
from tui_voter.dialogue import BACK
from tui_voter.sealing.codes import spoken
from tui_voter.sealing.election import read_seal, seal_of, seal_text

STOPS = "Stop: do not vote here"
OTHER = sees("The portal showed you a seal before")
LISTS_READ = (choose("lists"), take(BACK))
PARTS = read_seal(seal().encode())
SEALS = [seal_of(seal_text(parts)) for parts in (PARTS, PARTS[::-1])]


@pytest.mark.parametrize(
    ("way", "moment"),
    [*((way, Moment.OPEN) for way in ("vote", "roll", "lists")), ("vote", Moment.COUNTED)],
)
async def test_another_seal_than_the_lists_had_stops_the_voter_everywhere(
    make_voter: MakeVoter, way: str, moment: Moment
) -> None:
    voter = make_voter(moment, Fault.OTHER_SEAL)
    said = await voter.play(*LISTS_READ, choose(way), OTHER, take("save"), fill(), take("close"))
    assert CHECK_CODE.path not in voter.asked
    assert [spoken(each) in "".join(said.said) for each in SEALS] == [True, False]
    assert [each.title for each in said.listings] == ["My elections and their candidate lists"]
    record = voter.saved()["alarm.txt"]
    assert all(each in record for each in SEALS), "who is called can compare both"


async def test_a_code_given_under_one_seal_opens_no_ballot_of_another(voter: Voter) -> None:
    """The voter has chosen, goes back to read something, and comes again."""
    said = await voter.play(
        *(*IN, choose("0"), choose("0"), leave(), choose(BACK)),
        *(choose(BACK), act(lambda: setattr(voter.portal.cheating, "fault", Fault.OTHER_SEAL))),
        *(choose("vote"), OTHER, take("close")),
    )
    assert said.titles.count("My ballots") == 2
    assert CAST.path not in voter.asked


@pytest.mark.parametrize("way", ["vote", "roll", "lists", DocumentKind.REISSUE_GUIDE])
async def test_a_portal_that_showed_a_seal_cannot_deny_it(voter: Voter, way: str) -> None:
    said = await voter.play(
        *(*LISTS_READ, act(lambda: setattr(voter.portal, "is_sealed", False)), choose(way), OTHER),
        take("close"),
    )
    assert len(said.listings) == 1


async def test_lists_are_shown_as_the_seal_had_them_or_not_at_all(voter: Voter) -> None:
    """Where the portal, or a clock that was set back, has it that it is too early for them."""

    def early() -> None:
        voter.portal.is_sealed, voter.portal.moment = True, Moment.EARLY
        voter.clocks.pass_time(-60 * 86400.0)

    said = await voter.play(*LISTS_READ, act(early), choose("lists"), open_row(""), take(BACK))
    (lists,) = [each for each in said.listings if each.title.startswith("Candidate lists: ")]
    assert not (await lists.fetch("", "")).rows
    assert STOPS not in said.titles


@pytest.mark.parametrize(
    ("moment", "way", "is_told"),
    [
        *((Moment.OPEN, "roll", True), (Moment.OPEN, "lists", True)),
        *((Moment.COUNTED, "vote", True), (Moment.EVE, "lists", False)),
    ],
)
async def test_the_seal_is_told_once_wherever_sealed_ballots_are_shown(
    make_voter: MakeVoter, moment: Moment, way: str, is_told: bool
) -> None:
    said = await make_voter(moment).play(choose(way), take(BACK))
    told = [text for text in said.said if spoken(SEALS[0]) in text]
    assert ["Compare it" in text for text in told] == [True] * is_told
