"""The results, from *Je vote* once the vote is closed: each ballot with its state, its turnout and
its votes in the ballot paper's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from typing import Final, TypeVar

import pytest
from msgspec import structs

from tests.linear.conversation import converse
from tests.scripted import portal
from tests.scripted.portal import BALLOTS, LISTS, LONG_NAME, ORIGIN, Moment, papers, refusal
from tests.vote.conftest import OUT, MakeVoter, Voter
from tui_voter import messages
from tui_voter.audit.player import Player, act, choose, fill, open_row, sees, take
from tui_voter.contract.errors import ErrorCode, PortalUnreachable
from tui_voter.contract.rules import ballots_apart
from tui_voter.contract.vote import READ_BOOTH, READ_RESULTS, BallotResult
from tui_voter.dialogue import BACK, Bar, Bars, Block, Facts, Page
from tui_voter.journeys.shared.counts import votes_in_words
from tui_voter.journeys.shared.saving import as_text

B = TypeVar("B", bound=Block)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def pages(said: Player) -> list[Page]:
    return [each.screen for each in said.shown if isinstance(each.screen, Page)]


def block(page: Page, kind: type[B]) -> B:
    (found,) = (each for each in page.blocks if isinstance(each, kind))
    return found


def result(said: Player, name: str) -> Page:
    return next(page for page in pages(said) if plain(page.title).endswith(f": {name}"))


@pytest.fixture
def voter(make_voter: MakeVoter) -> Voter:
    """After the counting."""
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
    messages.use("fr")
    said = await voter.play(
        choose("vote"), open_row(BALLOTS[0].name), take("save"), fill(), take("close")
    )
    page = result(said, BALLOTS[0].name)
    bars = block(page, Bars)
    assert [bar.label for bar in bars.rows] == [
        f"«\u00a0{LISTS[0].name}\u00a0» · {LISTS[0].union}",
        f"«\u00a0{LONG_NAME}\u00a0»",
    ]
    first = bars.rows[0]
    assert plain(first.said) == "1 234 voix, 45,1 %"
    assert abs(first.share - 1234 / 2734) < 1e-9
    facts = block(page, Facts)
    told = {plain(label): plain(value) for label, value in facts.rows}
    assert told["Votants"] == "3 000 sur 1 123 456 inscrits, 0,3 %"
    assert told["Suffrages exprimés"] == "2 734"
    assert told["Votes blancs"] == "266"
    assert told["Sièges à pourvoir"] == str(BALLOTS[0].seats)
    saved = plain((tmp_path / "resultat.txt").read_text())
    assert f"« {LISTS[0].name} » · {LISTS[0].union} : 1 234 voix, 45,1 %" in saved.splitlines()
    assert "█" not in saved
    assert (
        "3 codes de vote ont été remplacés ; 2 bulletins ont été déposés avec un code de "
        "remplacement."
    ) in saved
    assert "Le bureau de vote attribue les sièges et proclame les élus." in saved
    uuid = papers()[BALLOTS[0].id].uuid
    assert f"{ORIGIN}/urn/{uuid}.bel" in saved
    assert saved.index(f"{ORIGIN}/urn/{uuid}.bel") < saved.index(f"{ORIGIN}/urn/{uuid}.log")
    assert f"tui-voter verify --urn {uuid}.bel\n" in saved


def test_in_lines_the_figures_follow_the_list_and_its_union_comes_after(voter: Voter) -> None:
    lines = [plain(line) for line in converse(voter.visit, "11", "1", "/all").lines]
    place = lines.index(f"“{LISTS[0].name}”: 1,234 votes, 45.1%")
    assert lines[place + 1] == LISTS[0].union


async def test_once_it_is_closed_the_entry_leads_to_the_results_and_back_leads_home(
    make_voter: MakeVoter,
) -> None:
    voter = make_voter(Moment.CLOSED)
    said = await voter.play(choose("vote"), take(BACK))
    assert [each.title for each in said.listings] == ["Results"]
    assert not pages(said)


async def test_who_watched_the_vote_close_is_led_to_the_results_first(
    make_voter: MakeVoter,
) -> None:
    voter = make_voter(Moment.EVE)
    closes = act(lambda: voter.clocks.pass_time(30 * 86400.0))
    said = await voter.play(choose("vote"), closes, take("ballots"), take(BACK))
    assert said.listings[-1].title == "Results"


async def test_nothing_is_shown_before_it_is_counted(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.CLOSED)
    said = await voter.play(
        *(choose("vote"), open_row(BALLOTS[0].name)),
        sees("The ballot box is closed. The polling board has not finished counting."),
        *(take("close"), open_row(LONG_NAME), sees("The ballot box is not closed yet")),
    )
    results = [page for page in pages(said) if page.title.startswith("Result: ")]
    assert len(results) == 2
    assert not any(isinstance(each, Bars) for page in results for each in page.blocks)


async def test_the_counts_stand_beside_the_names_that_were_sealed_whatever_the_portal_says(
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
    said = await voter.play(choose("vote"), open_row(BALLOTS[0].name), take("close"))
    page = result(said, BALLOTS[0].name)
    bars, facts = block(page, Bars), block(page, Facts)
    labels = [bar.label.partition("” ")[0] for bar in bars.rows]
    assert labels == [f"“{LISTS[0].name}", f"“{LISTS[1].name}”"]
    assert ("Seats to fill", str(BALLOTS[0].seats)) in facts.rows
    assert "Official name" not in [label for label, _value in facts.rows]


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
async def test_each_of_the_voters_ballots_has_one_result_which_no_other_passes_for(
    voter: Voter, told: Callable[[Tell], None], how: str
) -> None:
    told(ODD[how])
    said = await voter.play(choose("vote"), OUT)
    assert len(said.notices) == 1
    assert said.listings == []


async def test_results_are_not_shown_of_what_is_not_sealed_or_where_the_portal_fails(
    voter: Voter,
) -> None:
    for _time in range(2):
        voter.fail(READ_BOOTH, refusal(ErrorCode.NOT_SEALED))
    said = await voter.play(choose("vote"), OUT)
    assert (len(said.notices), said.listings) == (1, [])
    voter.fail(READ_RESULTS, PortalUnreachable())
    said = await voter.play(choose("vote"), OUT)
    assert any("cannot be reached" in notice for notice in said.notices)


async def test_results_of_others_ballots_are_shown_as_the_portal_tells_them(
    voter: Voter, told: Callable[[Tell], None]
) -> None:
    told(lambda results: [*results, structs.replace(results[0], **THEIRS, name="Theirs")])
    said = await voter.play(
        *(choose("vote"), open_row("Theirs"), sees(f"{ORIGIN}/urn/{'1' * 14}.bel"), take("close"))
    )
    assert "Result: Theirs" in said.titles


async def test_without_any_vote_no_share_is_told(voter: Voter) -> None:
    said = await voter.play(choose("vote"), open_row(LONG_NAME), take("close"))
    bars = block(result(said, LONG_NAME), Bars)
    assert [(bar.said, bar.share) for bar in bars.rows] == [("0 votes", 0.0)]


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


def test_without_a_ballot_nothing_is_revealed() -> None:
    assert ballots_apart([0, 0]) is None


REVEALED = [
    ((1, 0, 0), "reveals a vote: there is only one ballot.", "révèle un vote"),
    ((0, 0, 4), "reveals how each voter voted", "révèle le choix de chaque votant"),
    ((1, 0, 1), "reveals to each of the two voters how", "révèle à chacun des deux votants"),
    ((1, 0, 3), "reveals to one voter how all the others voted", "révèle à un votant"),
    ((2, 0, 2), "", ""),
]


@pytest.mark.parametrize(("votes", "english", "french"), REVEALED)
async def test_a_result_that_reveals_votes_says_so(
    voter: Voter,
    monkeypatch: pytest.MonkeyPatch,
    votes: tuple[int, ...],
    english: str,
    french: str,
) -> None:
    monkeypatch.setattr(portal, "COUNTS", (votes, (0, 0)))
    for language, start, sentence in (
        ("en", "This result reveals", english),
        ("fr", "Ce résultat révèle", french),
    ):
        messages.use(language)
        said = await voter.play(choose("vote"), open_row(BALLOTS[0].name), take("close"))
        text = plain("\n".join(said.said))
        assert sentence in text
        assert (start in text) is bool(sentence)


async def test_before_the_closing_no_results_are_offered(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.EVE)
    said = await voter.play(choose("vote"), take(BACK))
    names = [action.name for page in pages(said) for action in page.actions]
    assert "vote" in names
    assert "results" not in names


@pytest.mark.parametrize(
    ("lang", "n", "whole", "words"),
    [
        ("fr", 1, 2, "1 voix, 50 %"),
        ("fr", 1_234, 10_000, "1 234 voix, 12,3 %"),
        ("fr", 0, 0, "0 voix"),
        ("en", 1, 3, "1 vote, 33.3%"),
        ("en", 1_234, 1_234, "1,234 votes, 100%"),
    ],
)
def test_votes_in_words(lang: str, n: int, whole: int, words: str) -> None:
    messages.use(lang)
    assert plain(votes_in_words(n, whole)) == words


def test_no_line_ends_between_a_number_and_what_it_counts() -> None:
    messages.use("fr")
    assert votes_in_words(4, 19) == "4\N{NO-BREAK SPACE}voix, 21,1\N{NO-BREAK SPACE}%"


def test_bars_are_words_in_a_file() -> None:
    assert as_text("R", [Bars([Bar("A", ("1 vote", "50%"), "1 vote, 50% of all", 0.5)])]) == (
        "R\n\nA: 1 vote, 50% of all\n"
    )
