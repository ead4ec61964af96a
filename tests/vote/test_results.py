"""The results, from *Je vote* once the vote is closed: each ballot with its state, its turnout and
its votes in the ballot paper's order."""

from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from typing import Final, TypeVar

import pytest
from msgspec import structs

from tests.scripted import portal
from tests.scripted.portal import BALLOTS, LISTS, LONG_NAME, ORIGIN, Moment, papers, refusal
from tests.vote.conftest import OUT, MakeVoter, Voter
from tui_voter import messages
from tui_voter.audit.player import Player, act, choose, fill, open_row, sees, take
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.rules import ballots_apart
from tui_voter.contract.seats import SeatsRule
from tui_voter.contract.vote import READ_BOOTH, READ_RESULTS, BallotResult
from tui_voter.dialogue import BACK, Bars, Block, Facts, Listing, Page, Prose
from tui_voter.journeys.shared.counts import votes_in_words

B = TypeVar("B", bound=Block)
FIRST = (choose("vote"), open_row(BALLOTS[0].name))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def pages(said: Player) -> list[Page]:
    return [each.screen for each in said.shown if isinstance(each.screen, Page)]


def block(page: Page, kind: type[B]) -> B:
    (found,) = (each for each in page.blocks if isinstance(each, kind))
    return found


@pytest.fixture
def voter(make_voter: MakeVoter) -> Voter:
    return make_voter(Moment.COUNTED)


Tell = Callable[[list[BallotResult]], list[BallotResult]]


@pytest.fixture
def told(voter: Voter, monkeypatch: pytest.MonkeyPatch) -> Callable[[Tell], None]:
    """The portal tells something else than the results."""

    def use(tell: Tell) -> None:
        results = tell([*voter.portal._results()])
        monkeypatch.setattr(voter.portal, "_results", lambda: results)

    return use


async def test_a_counted_ballot_in_the_ballot_papers_order(voter: Voter, tmp_path: Path) -> None:
    said = await voter.play(*FIRST, take("save"), fill(), take("close"))
    listing = next(each.screen for each in said.shown if isinstance(each.screen, Listing))
    first_row, *_others = (await listing.fetch("", "")).rows
    assert plain(first_row.detail) == "turnout: 3,000 of 1,123,456 on the roll, 0.3%"
    page = pages(said)[0]
    turnout, (first, second) = (bars.rows for bars in page.blocks if isinstance(bars, Bars))
    assert [plain(bar.said) for bar in turnout] == ["3,000 of 1,123,456 on the roll, 0.3%"]
    assert turnout[0].share == 3000 / 1_123_456
    assert first.label == f"“{LISTS[0].name}” · {LISTS[0].union}"
    assert second.label == f"“{LONG_NAME}”"
    assert first.said == "1,234\u00a0votes, 45.1%"
    assert abs(first.share - 1234 / 2734) < 1e-9
    assert dict(block(page, Facts).rows) == {
        "Votes cast for a list": "2,734",
        "Blank votes": "266",
        "Seats to fill": str(BALLOTS[0].seats),
    }
    saved = plain((tmp_path / "result.txt").read_text())
    assert f"{first.label}: {plain(first.said)}" in saved.splitlines()
    assert "█" not in saved
    assert "3 voting codes were replaced; 2 ballots were cast with a replacement code." in saved
    assert "The polling board allots the seats and announces who is elected." in saved
    uuid = papers()[BALLOTS[0].id].uuid
    assert saved.index(f"{ORIGIN}/urn/{uuid}.bel") < saved.index(f"{ORIGIN}/urn/{uuid}.log")
    assert f"tui-voter verify --urn {uuid}.bel\n" in saved


async def test_seats_are_shown_where_the_election_says_by_which_rule(
    voter: Voter, told: Callable[[Tell], None]
) -> None:
    rule = SeatsRule.HIGHEST_AVERAGE
    told(lambda results: [structs.replace(each, seats_rule=rule) for each in results])
    page = pages(await voter.play(*FIRST, take("close")))[0]
    first, second = [bars.rows for bars in page.blocks if isinstance(bars, Bars)][1]
    assert plain(first.said) == "1,234 votes, 45.1%, 7 seats"
    assert [plain(text) for text in second.values] == ["1,500 votes", "54.9%", "8 seats"]
    text = [each.text[:13] for each in page.blocks if isinstance(each, Prose)]
    assert ("Seats by elec" in text, "This page giv" in text) == (True, False)


async def test_who_watched_the_vote_close_is_led_to_the_results(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.EVE)
    closes = act(lambda: voter.clocks.pass_time(30 * 86400.0))
    said = await voter.play(choose("vote"), closes, take("ballots"), take(BACK))
    assert said.listings[-1].title == "Results"
    names = [action.name for page in pages(said) for action in page.actions]
    assert "vote" in names
    assert "results" not in names


async def test_nothing_is_shown_before_it_is_counted(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.CLOSED)
    said = await voter.play(
        *(*FIRST, sees("The ballot box is closed. The polling board has not finished counting.")),
        *(take("close"), open_row(LONG_NAME), sees("The ballot box is not closed yet")),
        *(take("close"), take(BACK)),
    )
    assert {each.title for each in said.listings} == {"Results"}
    assert len(pages(said)) == 2
    bars = [each for page in pages(said) for each in page.blocks if isinstance(each, Bars)]
    assert [row.label for each in bars for row in each.rows] == ["Turnout", "Turnout"]


async def test_the_counts_stand_beside_the_sealed_names(
    voter: Voter, told: Callable[[Tell], None]
) -> None:
    def lie(results: list[BallotResult]) -> list[BallotResult]:
        first, *others = results
        one, other, blank = first.counts
        names = {"name": other.name, "union": other.union, "official": other.name}
        counts = (structs.replace(one, **names), structs.replace(other, name=one.name), blank)
        more = {"name": "Another", "official": "Yet another", "seats": 99, "ballot_id": "x"}
        return [structs.replace(first, **more, counts=counts), *others]

    told(lie)
    page = pages(await voter.play(*FIRST, take("close")))[0]
    *_turnout, bars = (each for each in page.blocks if isinstance(each, Bars))
    labels = [bar.label.partition("” ")[0] for bar in bars.rows]
    assert labels == [f"“{LISTS[0].name}", f"“{LISTS[1].name}”"]
    facts = dict(block(page, Facts).rows)
    assert facts["Seats to fill"] == str(BALLOTS[0].seats)
    assert not [label for label in facts if label.startswith("Official name")]


THEIRS = {"ballot_id": "x", "uuid": "1" * 14}
"""A ballot that is none of the voter's."""
ODD: Final[Mapping[str, Tell]] = {
    "one is missing": lambda told: told[1:],
    "all are missing": lambda _told: [],
    "one is there twice": lambda told: [*told, told[0]],
    "one has another number": lambda told: [
        *(structs.replace(told[0], **THEIRS, name="Another"), *told[1:])
    ],
    "another has its name": lambda told: [*told, structs.replace(told[0], **THEIRS)],
    "another has its official name": lambda told: [
        *(*told, structs.replace(told[0], **THEIRS, name="x", official=told[0].name))
    ],
    "it is of other lists": lambda told: [
        *(structs.replace(told[0], counts=told[0].counts[1:]), *told[1:])
    ],
}


@pytest.mark.parametrize("how", ODD)
async def test_each_ballot_has_one_result(
    voter: Voter, told: Callable[[Tell], None], how: str
) -> None:
    told(ODD[how])
    said = await voter.play(choose("vote"), OUT)
    assert (len(said.notices), said.listings) == (1, [])


async def test_no_results_of_what_is_not_sealed_or_cannot_be_read(voter: Voter) -> None:
    for _time in range(2):
        voter.fail(READ_BOOTH, refusal(ErrorCode.NOT_SEALED))
    said = await voter.play(choose("vote"), OUT)
    assert (len(said.notices), said.listings) == (1, [])
    voter.fail(READ_RESULTS, PortalUnreachable())
    said = await voter.play(choose("vote"), OUT)
    assert any("cannot be reached" in notice for notice in said.notices)


async def test_results_of_others_ballots_are_shown(
    voter: Voter, told: Callable[[Tell], None]
) -> None:
    told(lambda results: [*results, structs.replace(results[0], **THEIRS, name="Theirs")])
    await voter.play(
        *(choose("vote"), open_row("Theirs"), sees("Result: Theirs")),
        *(sees(f"{ORIGIN}/urn/{'1' * 14}.bel"), take("close")),
    )


# --- Results that reveal votes --------------------------------------------------------------


def determined(known: list[tuple[int, ...]]) -> bool:
    """Whether somebody voted alike in all that is possible."""
    return any(len(set(of_one)) == 1 for of_one in zip(*known, strict=True))


@pytest.mark.parametrize("count", range(1, 6))
def test_a_result_reveals_votes_where_all_ballots_but_at_most_one_are_alike(count: int) -> None:
    """Held against all that voters can have chosen among three answers."""
    everything = [*product(range(3), repeat=count)]
    for votes in product(range(count + 1), repeat=3):
        possible = [one for one in everything if tuple(map(one.count, range(3))) == votes]
        if not possible:
            continue
        to_anybody = determined(possible)
        to_a_voter = any(
            determined([one[1:] for one in possible if one[0] == own])
            for own in range(3)
            if votes[own] and count > 1
        )
        apart = ballots_apart(votes)
        assert (apart == 0, apart in (0, 1)) == (to_anybody, to_anybody or to_a_voter), votes


@pytest.mark.parametrize(
    ("votes", "says"),
    [
        ((1, 0, 0), "This result reveals a vote: there is only one ballot."),
        ((0, 0, 4), "This result reveals how each voter voted"),
        ((1, 0, 1), "This result reveals to each of the two voters how"),
        ((1, 0, 3), "This result reveals to one voter how all the others voted"),
        ((2, 0, 2), ""),
    ],
)
async def test_a_result_that_reveals_votes_says_so(
    voter: Voter, monkeypatch: pytest.MonkeyPatch, votes: tuple[int, ...], says: str
) -> None:
    monkeypatch.setattr(portal, "COUNTS", (votes, (0, 0)))
    text = "\n".join((await voter.play(*FIRST, take("close"))).said)
    assert says in text
    assert ("This result reveals" in text) is bool(says)


@pytest.mark.parametrize(
    ("voters", "votes", "warned"),
    [
        *((19, (2, 0, 2), True), (20, (2, 0, 2), False), (19, (0, 0, 0), False)),
        (19, (1, 0, 3), False),  # what this result does reveal is told instead
    ],
)
async def test_of_few_voters_a_result_can_reveal_votes(
    voter: Voter, told: Callable[[Tell], None], voters: int, votes: tuple[int, ...], warned: bool
) -> None:
    def small(results: list[BallotResult]) -> list[BallotResult]:
        first, *others = results
        counts = [structs.replace(one, votes=n) for one, n in zip(first.counts, votes, strict=True)]
        return [structs.replace(first, voters=voters, counts=tuple(counts)), *others]

    told(small)
    said = (await voter.play(*FIRST, take("close"))).said
    few = (
        "Fewer than 20\u00a0voters are on this roll: of so few ballots the result can reveal votes."
    )
    assert (few in said) is warned


@pytest.mark.parametrize(
    ("lang", "n", "whole", "words"),
    [
        ("fr", 1, 2, "1\u00a0voix, 50\u00a0%"),  # no line ends between a number and what it counts
        *(("fr", 0, 0, "0\u00a0voix"), ("en", 1, 3, "1\u00a0vote, 33.3%")),
        ("en", 1_234, 1_234, "1,234\u00a0votes, 100%"),
    ],
)
def test_votes_in_words(lang: str, n: int, whole: int, words: str) -> None:
    messages.use(lang)
    assert votes_in_words(n, whole).replace("\u202f", "\u00a0") == words
