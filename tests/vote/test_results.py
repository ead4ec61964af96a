"""The results, from *Je vote* once the vote is closed: each ballot with its state, its turnout and
its votes in the ballot paper's order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linear.conversation import converse
from tests.vote.conftest import MakeVoter
from tui_voter import messages
from tui_voter.audit.player import Player, act, choose, fill, open_row, sees, take
from tui_voter.audit.portal import BALLOTS, LISTS, LONG_NAME, ORIGIN, Moment, papers
from tui_voter.contract import endpoints
from tui_voter.contract.errors import PortalUnreachable
from tui_voter.dialogue import BACK, Bar, Bars, Block, Facts, Page
from tui_voter.journeys.shared.counts import votes_in_words
from tui_voter.journeys.shared.saving import as_text


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def pages(said: Player) -> list[Page]:
    return [each.screen for each in said.shown if isinstance(each.screen, Page)]


def block(page: Page, kind: type[Block]) -> Block:
    (found,) = (each for each in page.blocks if isinstance(each, kind))
    return found


async def test_a_counted_ballot_in_the_ballot_papers_order(
    make_voter: MakeVoter, tmp_path: Path
) -> None:
    voter = make_voter(Moment.COUNTED)
    messages.use("fr")
    said = await voter.play(
        choose("vote"),
        open_row(BALLOTS[0].name),
        take("save"),
        fill(),
        take("close"),
        take(BACK),
        choose("sign_out"),
    )
    page = next(p for p in pages(said) if plain(p.title) == f"Résultat : {BALLOTS[0].name}")
    bars = block(page, Bars)
    assert isinstance(bars, Bars)
    assert [bar.label for bar in bars.rows] == [
        f"«\u00a0{LISTS[0].name}\u00a0» · {LISTS[0].union}",
        f"«\u00a0{LONG_NAME}\u00a0»",
    ]
    first = bars.rows[0]
    assert plain(first.said) == "1 234 voix, 45,1 %"
    assert abs(first.share - 1234 / 2734) < 1e-9
    facts = block(page, Facts)
    assert isinstance(facts, Facts)
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


@pytest.mark.parametrize(
    ("language", "figures"), [("fr", "1 234 voix, 45,1 %"), ("en", "1,234 votes, 45.1%")]
)
def test_in_lines_the_figures_follow_the_list_and_its_union_comes_after(
    make_voter: MakeVoter, language: str, figures: str
) -> None:
    messages.use(language)
    told = converse(make_voter(Moment.COUNTED).visit, "11", "1", "/" + messages.gettext("all"))
    lines = [plain(line) for line in told.lines]
    colon = " :" if language == "fr" else ":"
    name = f"« {LISTS[0].name} »" if language == "fr" else f"“{LISTS[0].name}”"
    place = lines.index(f"{name}{colon} {figures}")
    assert lines[place + 1] == LISTS[0].union
    replaced = (
        "3 codes de vote ont été remplacés ; 2 bulletins ont été déposés avec un code de "
        "remplacement."
        if language == "fr"
        else "3 voting codes were replaced; 2 ballots were cast with a replacement code."
    )
    assert replaced in " ".join(lines)


async def test_once_it_is_closed_the_entry_leads_to_the_results_and_back_leads_home(
    make_voter: MakeVoter,
) -> None:
    voter = make_voter(Moment.CLOSED)
    said = await voter.play(choose("vote"), take(BACK), choose("sign_out"))
    assert [each.title for each in said.listings] == ["Results"]
    assert not pages(said)


async def test_who_watched_the_vote_close_is_led_to_the_results_first(
    make_voter: MakeVoter,
) -> None:
    voter = make_voter(Moment.EVE)
    closes = act(lambda: voter.clocks.pass_time(30 * 86400.0))
    said = await voter.play(
        *(choose("vote"), closes, take("ballots"), take(BACK)),
        *(take(BACK), choose("sign_out")),
    )
    assert said.listings[-1].title == "Results"


async def test_nothing_is_shown_before_it_is_counted(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.CLOSED)
    said = await voter.play(
        choose("vote"),
        open_row(BALLOTS[0].name),
        sees("The ballot box is closed. The polling board has not finished counting."),
        take("close"),
        open_row(LONG_NAME),
        sees("The ballot box is not closed yet"),
        take("close"),
        take(BACK),
        choose("sign_out"),
    )
    results = [page for page in pages(said) if page.title.startswith("Result: ")]
    assert len(results) == 2
    assert not any(isinstance(each, Bars) for page in results for each in page.blocks)


async def test_without_any_vote_no_share_is_told(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.COUNTED)
    said = await voter.play(
        *(choose("vote"), open_row(LONG_NAME), take("close")),
        *(take(BACK), choose("sign_out")),
    )
    page = next(p for p in pages(said) if p.title == f"Result: {LONG_NAME}")
    bars = block(page, Bars)
    assert isinstance(bars, Bars)
    assert [(bar.said, bar.share) for bar in bars.rows] == [("0 votes", 0.0)]


async def test_a_portal_that_fails_is_told_and_the_home_stays(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.COUNTED)
    voter.fail(endpoints.READ_RESULTS, PortalUnreachable())
    said = await voter.play(choose("vote"), choose("sign_out"))
    assert any("cannot be reached" in notice for notice in said.notices)


async def test_before_the_closing_no_results_are_offered(make_voter: MakeVoter) -> None:
    voter = make_voter(Moment.EVE)
    said = await voter.play(choose("vote"), take(BACK), choose("sign_out"))
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
