"""The voter's ballots: their rolls, searched and saved, and their candidate lists."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.journeys.conftest import Visitor, saved_in
from tests.scripted.visits import Call
from tui_voter.audit.player import choose, fill, find, leave, more, open_row, sees, take
from tui_voter.contract.account import read_profile
from tui_voter.contract.ballots import (
    READ_CANDIDATE_LISTS,
    READ_ROLL,
    Ballot,
    CandidateList,
    CandidateLists,
    RollEntry,
    RollPage,
    read_ballots,
    read_candidate_lists,
)
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.dialogue import BACK, Listing


async def first_ballot(visitor: Visitor) -> Ballot:
    return (await read_ballots(visitor.client, visitor.token)).ballots[0]


async def test_a_roll_is_read_searched_and_saved(visitor: Visitor, tmp_path: Path) -> None:
    ballot = await first_ballot(visitor)
    me = await read_profile(visitor.client, visitor.token)
    said = await visitor.play(
        *(choose("roll"), open_row(ballot.name), sees("{n} voters", n=ballot.voters), more()),
        *(find(me.family_name.lower()), sees("This is you"), take("save")),
        sees("Only the names that begin with “{search}” are saved.", search=me.family_name.lower()),
        *(fill(), find("zxqw"), sees("No family name begins like that.")),
        sees("If your own name is missing, make a claim."),
    )
    mine = f"{me.family_name.upper()} {me.first_name}"
    assert mine in said.said
    saved = (tmp_path / f"roll-{ballot.id}.txt").read_text()
    assert f"{mine}, This is you · {me.affiliation}" in saved.splitlines()
    assert f"Names that begin with: {me.family_name.lower()}" in saved
    begin = sum(line.startswith(me.family_name.upper()) for line in saved.splitlines())
    assert f"{begin} name" in said.notices[0]
    assert said.listings[1].intro == [f"{ballot.seats}\u00a0seats, {ballot.voters}\u00a0voters."]


async def test_back_leads_to_what_the_lists_or_the_roll_were_opened_from(visitor: Visitor) -> None:
    ballot = await first_ballot(visitor)
    said = await visitor.play(
        *(choose("roll"), open_row(ballot.name), find("du"), take("lists")),
        take(BACK),  # to the roll, as it was left
        *(take("lists"), take("roll")),  # the way back, too
        *(take(BACK), take(BACK), choose("lists"), open_row(ballot.name), take("roll")),
        *(take(BACK), take(BACK)),  # to the lists, and on
    )
    listings = [shown for shown in said.shown if isinstance(shown.screen, Listing)]
    met = [(shown.screen.place, shown.stand.search) for shown in listings]
    assert met == [
        *[("Rolls", ""), ("Voters", ""), ("Lists", "")],
        *[("Voters", "du"), ("Lists", ""), ("Voters", "du"), ("Rolls", "")],
        *[("My elections", ""), ("Lists", ""), ("Voters", ""), ("Lists", ""), ("My elections", "")],
    ]


async def endless(endpoint: Any, request: Any, call: Call) -> Any:
    if endpoint is not READ_ROLL:
        return await call()
    first = int(request.after or "0")
    numbers = range(first, first + request.limit)
    entries = tuple(RollEntry(family_name=f"N{n:07}", first_name="A") for n in numbers)
    return RollPage(entries=entries, after=str(first + request.limit))


async def test_a_file_of_a_long_roll_is_cut_and_says_so(visitor: Visitor, tmp_path: Path) -> None:
    visitor.reach_through(endless)
    said = await visitor.play(
        *(choose("roll"), open_row(""), take("save"), fill(name="long.txt"), take(BACK))
    )
    cut = "Only the first 500 entries are shown: there are more."
    assert cut in said.notices[0]
    text = (tmp_path / "long.txt").read_text()
    assert text.count("\nN0") == 500
    assert text.endswith(f"\n{cut}\n")


async def breaking(endpoint: Any, request: Any, call: Call) -> Any:
    if endpoint is READ_ROLL and (request.after or request.limit == 100):
        raise PortalUnreachable("scripted")
    return await call()


async def test_a_line_that_breaks_in_a_roll_is_told(visitor: Visitor, tmp_path: Path) -> None:
    visitor.reach_through(breaking)
    said = await visitor.play(
        *(choose("roll"), open_row(""), more(), take("save"), fill(), leave(), take(BACK))
    )
    assert said.shorts == ["cannot be reached"] * 2
    assert saved_in(tmp_path) == set()


async def lists_of(visitor: Visitor, ballot: Ballot) -> tuple[CandidateList, ...]:
    return (await read_candidate_lists(visitor.client, visitor.token, ballot.id)).lists


async def test_lists_stand_in_their_order(visitor: Visitor, tmp_path: Path) -> None:
    ballot = await first_ballot(visitor)
    lists = await lists_of(visitor, ballot)
    one = lists[1]
    said = await visitor.play(
        *(choose("lists"), open_row(ballot.name), open_row(one.name), take("save"), fill()),
        *(take("close"), take("roll"), take("lists"), take(BACK)),
    )
    names = [f"“{entry.name}”" for entry in lists]
    shown = [text for text in dict.fromkeys(said.said) if text in names]
    assert shown == names
    saved = (tmp_path / "list.txt").read_text()
    first = one.candidates[0]
    assert f"1. {first.family_name.upper()} {first.first_name}, {first.affiliation}" in saved
    assert f"Union: {one.union}" in saved
    assert "Statement" in saved


async def test_the_day_of_the_lists_is_told_before_it(visitor: Visitor) -> None:
    async def early(endpoint: Any, _request: Any, call: Call) -> Any:
        return CandidateLists(lists=()) if endpoint is READ_CANDIDATE_LISTS else await call()

    visitor.reach_through(early)
    now, told = visitor.election.portal_time, "The candidate lists will be available from {date}, "
    for lists_from, says in (
        (now + timedelta(days=2, hours=1), f"{told}in 2 days and 1 hour."),
        (now, "No candidate lists have been published for this election."),
    ):
        visitor.election_with(lists_from=lists_from)
        await visitor.play(choose("lists"), open_row(""), sees(says))


async def test_a_translated_list_has_its_official_name_beside(visitor: Visitor) -> None:
    ballot = await first_ballot(visitor)
    lists = await lists_of(visitor, ballot)
    one = next(each for each in lists if each.official not in ("", each.name))
    opens = (choose("lists"), open_row(ballot.name), open_row(one.name))
    said = (await visitor.play(*opens, take("close"))).said
    assert said[said.index("Official name, in French") + 1] == one.official
