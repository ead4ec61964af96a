"""The page of results: what everybody sees of each ballot, before, between and after the count."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from mock_server.vote.closing import close_vote
from mock_server.vote.counting import load_shares
from tests.portal.conftest import Portal
from tests.portal.vote.conftest import EVERYBODYS, OPENS, Vote
from tests.portal_seal import seal
from tests.web.conftest import LOOKED_AT, can_be_looked_at, made, served
from tests.web.reading import BROWSER, read


def unheard(_sentence: str) -> None:
    """Whoever runs a command's act without its words."""


@pytest.fixture(scope="module")
def vote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vote]:
    """Three have voted in the first ballot, one of them blank; it is counted, the others are only
    closed."""
    folder = tmp_path_factory.mktemp("portal")
    settings = made(folder)
    sealed = seal(settings, folder / "board")
    with served(settings) as portal:
        vote = Vote(portal, sealed)
        portal.clock.now = OPENS
        for voter, choice in ((1, 0), (2, 2), (3, 6)):
            vote.vote(voter, choice)
        close_vote(settings, unheard, at_once=True)
        load_shares(settings, [vote.share(folder)], unheard)
        yield vote


def browse(portal: Portal, language: str) -> str:
    headers = {"Accept": BROWSER, "Accept-Language": language}
    response = portal.http.get("/results", headers=headers)
    assert response.status_code == 200
    return response.text


def test_a_counted_ballot_is_told_in_numbers_in_the_order_of_the_ballot_paper(vote: Vote) -> None:
    page = read(browse(vote.portal, "fr"))
    assert page.one("h1").text == "Résultats"
    (table,) = page.all("table")
    assert table.attributes["aria-labelledby"] == "ballot-1"
    rows = [item.text for item in page.all("th") if item.attributes.get("scope") == "row"]
    assert rows == list(vote.sealed.elections[EVERYBODYS].answers)
    cells = [item.text.strip() for item in page.all("td")]
    third = "33,3\u00a0%"
    assert cells[:9] == ["1", third, "3", "0", "0,0\u00a0%", "0", "1", third, "3"]
    assert cells[-3:] == ["1", third, ""], "the blank vote has no seat"
    said = [item.text for item in page.all("p")]
    assert "Votants\u00a0: 3 sur 60 électeurs inscrits (5,0\u00a0%)." in said
    assert "Dépouillement terminé." in said
    assert said.count("L’urne est close. Le bureau de vote n’a pas terminé le dépouillement.") == 4
    assert "Scrutin d’entraînement" in browse(vote.portal, "fr")


@pytest.mark.parametrize(
    ("replaced", "cast", "told"),
    [
        (0, 0, "No voting code was replaced."),
        (3, 2, "3 voting codes were replaced; 2 ballots were cast with a replacement code."),
    ],
)
def test_how_many_codes_were_replaced(vote: Vote, replaced: int, cast: int, told: str) -> None:
    vote.portal.sql("UPDATE ending SET replaced = ?, cast_from_reserve = ?", replaced, cast)
    said = [item.text for item in read(browse(vote.portal, "en")).all("p")]
    assert said.count(told) == len(vote.sealed.elections)


def test_the_readers_names_have_the_sealed_ones_beside_them(vote: Vote) -> None:
    sealed = vote.sealed.elections[EVERYBODYS]
    api = vote.portal.http.get("/api/results", headers={"Accept-Language": "en"}).json()
    ballot = next(each for each in api["ballots"] if each["ballot_id"] == EVERYBODYS)
    assert (ballot["name"], ballot["official"]) == ("Ministry social committee", sealed.name)
    assert [count["official"] for count in ballot["counts"]] == list(sealed.answers)
    assert ballot["counts"][-1]["name"] == "Blank vote"
    page = read(browse(vote.portal, "en"))
    rows = [item.text.strip() for item in page.all("th") if item.attributes.get("scope") == "row"]
    assert rows == [count["name"] for count in ballot["counts"]]
    foreign = [item.text for item in page.all("span") if item.attributes.get("lang") == "fr"]
    assert foreign[: 1 + len(rows)] == [sealed.name, *sealed.answers]


def test_what_everybody_can_check_is_a_link_away(vote: Vote) -> None:
    page = read(browse(vote.portal, "en"))
    links = [item.attributes["href"] for item in page.all("a") if "download" in item.attributes]
    assert len(links) == 3 * len(vote.sealed.elections)
    for link in links:
        assert vote.portal.http.get(link).status_code == 200
    named = [item.text for item in page.all("a") if item.attributes["href"].endswith(".bel")]
    assert [name.endswith("and the count") for name in named] == [True, *[False] * 4]


def test_there_is_a_page_before_anything_is_sealed(portal: Portal) -> None:
    text = browse(portal, "en")
    assert "There is nothing to count yet" in text
    assert read(text).all("table") == []
    front = read(portal.http.get("/?lang=en", headers={"Accept": BROWSER}).text)
    assert "/results?lang=en" in [item.attributes["href"] for item in front.all("a")]


@LOOKED_AT
def test_axe_finds_nothing(browser: Browser, vote: Vote, language: str, scheme: Any) -> None:
    can_be_looked_at(browser, vote.portal, "/results", language, scheme)
